"""Every check of ``test_every_page.py`` notices the fault it is there for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser

from tests.e2e import fitting, looking
from tests.e2e.every_page import GUEST, Row, rows
from tests.e2e.every_page_looks import AGAIN, Held, Look
from tests.e2e.every_page_stages import a_shift
from tests.e2e.phone import SMALL, Phone, Phones
from tests.e2e.service import Service

FIRST, LIST = "pages/nearest/nearest", "pages/shifts/shifts"
SOON_S = 1.5  # a fault need not be waited for as long as a page


def row_of(page: str) -> Row:
    return next(row for row in rows() if row.page == page)


@pytest.fixture(scope="module")
def held(service: Service, chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Held]:
    """One phone for all tests of this file."""
    phones = Phones(service.url, chromium, tmp_path_factory.mktemp("shots"))
    a_shift(service)
    yield Held(phones)
    phones.close()


@pytest.fixture
def nearest(held: Held) -> Phone:
    """The first page on a small phone, without a fault."""
    look = Look(held.phone(GUEST), row_of(FIRST), {})
    look.open()
    look.until_ready()
    look.resize(SMALL)
    return look.phone


@pytest.fixture
def large(nearest: Phone) -> Iterator[Phone]:
    """The same at 200 %."""
    fitting.text_size(nearest, 200)
    Look(nearest, row_of(FIRST), {}).open_again()
    nearest.until_settled()
    yield nearest
    fitting.text_size(nearest, 100)


def plant(phone: Phone, script: str) -> None:
    """Change the chip 热水 on the page."""
    chip = phone.page.get_by_role("switch", name="热水")
    chip.evaluate(script)


@pytest.mark.parametrize(
    "fault",
    [
        "chip => { chip.textContent = '热' }",
        "chip => { chip.textContent = '' }",
        "chip => chip.setAttribute('aria-hidden', 'true')",
        "chip => chip.removeAttribute('role')",
    ],
)
def test_negative_control_a_handler_without_a_name_is_seen(nearest: Phone, fault: str):
    before, without_name = looking.nameless(nearest)
    assert without_name == []
    plant(nearest, fault)
    count, without_name = looking.nameless(nearest)
    assert (count, len(without_name)) == (before, 1)


def test_negative_control_a_page_whose_handlers_are_gone_counts_none(nearest: Phone):
    nearest.page.evaluate("document.querySelector('.page:not([hidden])').replaceChildren()")
    assert looking.nameless(nearest)[0] == 0


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (
            "chip => Object.assign(chip.style, { minHeight: 'calc(88 * var(--rpx))', height: 'calc(88 * var(--rpx))' })",
            "37.5",
        ),
        ("chip => Object.assign(chip.style, { flex: 'none', minWidth: '0', width: '47px' })", "47.0x"),
        ("chip => { chip.style.marginInlineEnd = '-4px' }", "apart"),
    ],
    ids=["88rpx", "narrow", "close"],
)
def test_negative_control_a_target_too_small_or_too_close_is_seen(nearest: Phone, fault: str, said: str):
    assert looking.cramped(nearest) == []
    plant(nearest, fault)
    assert any(said in found for found in looking.cramped(nearest))


def test_negative_control_words_too_pale_are_seen(nearest: Phone):
    plant(nearest, "chip => Object.assign(chip.style, { color: '#999', background: '#aaa' })")
    assert any("color-contrast" in fault for fault in looking.unreadable(nearest, "light"))


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("chip => { chip.textContent = '热水'.repeat(9); chip.style.whiteSpace = 'nowrap' }", "too wide"),
        ("chip => Object.assign(chip.style, { flex: 'none', width: '300px' })", "too wide"),
        ("chip => { chip.style.marginInlineEnd = '-16px' }", "lies on"),
    ],
    ids=["nowrap", "fixed", "crossing"],
)
def test_negative_control_large_text_that_does_not_fit_is_seen(large: Phone, fault: str, said: str):
    assert fitting.unfit(large) == []
    plant(large, fault)
    assert any(said in found for found in fitting.unfit(large))


def test_negative_control_a_box_that_fits_its_words_only_in_short_languages_is_seen(large: Phone):
    plant(large, "chip => Object.assign(chip.style, { whiteSpace: 'nowrap', flex: 'none', width: '2.5rem' })")
    assert fitting.unfit(large) == []
    fitting.longer(large, True)
    assert any("too wide: 热水热" in found for found in fitting.unfit(large))
    fitting.longer(large, False)
    assert fitting.unfit(large) == []


def test_long_words_stay_long_when_the_page_says_something_else(nearest: Phone):
    fitting.longer(nearest, True)
    plant(nearest, "chip => { chip.firstChild.data = '暖气热水' }")
    nearest.until("暖气热水暖气")
    fitting.longer(nearest, False)
    assert not nearest.sees("暖气热水暖气")


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("chip => { chip.style.position = 'relative'; chip.style.left = '20px' }", "热水"),
        ("chip => { chip.parentElement.style.direction = 'ltr' }", "充电"),
    ],
    ids=["left", "ltr"],
)
def test_negative_control_what_does_not_mirror_is_seen(nearest: Phone, fault: str, said: str):
    aside, unmirrored = fitting.unmirrored(nearest)
    assert aside > 0
    assert unmirrored == []
    plant(nearest, fault)
    assert any(said in found for found in fitting.unmirrored(nearest)[1])


@pytest.mark.parametrize("text", ["1–2", "-5"])
def test_negative_control_numbers_that_run_backwards_are_seen(nearest: Phone, text: str):
    plant(nearest, f"chip => {{ chip.textContent = '{text}' }}")
    assert fitting.backwards(nearest) == []
    fitting.direction(nearest, "rtl")
    assert fitting.backwards(nearest) == [f"runs backwards: {text}"]
    fitting.direction(nearest, "ltr")


# What is planted for each promise of a face; it stays until the app is opened again.
LOST = """
() => new MutationObserver(() => {
  if (document.getElementById('pages').innerText.includes('AGAIN')) {
    for (const card of document.querySelectorAll('[class*="--cards"]')) card.remove()
  }
}).observe(document.getElementById('pages'), { subtree: true, childList: true })
""".replace("AGAIN", AGAIN)
DEAF = """
() => new MutationObserver(() => {
  for (const act of document.querySelectorAll('#pages [role=button]')) {
    if (act.innerText === 'AGAIN' && act.__wxElement) act.replaceWith(act.cloneNode(true))
  }
}).observe(document.getElementById('pages'), { subtree: true, childList: true })
""".replace("AGAIN", AGAIN)


class Faulty(Look):
    """A page with something planted in it as soon as it is there."""

    planted = ""

    def open(self) -> None:
        super().open()
        if self.planted:
            self.phone.page.evaluate(self.planted)


@pytest.fixture
def faulty(held: Held) -> Callable[..., Faulty]:
    def look(planted: str = "", **shows: str) -> Faulty:
        row = row_of(LIST)
        made = Faulty(held.phone(GUEST), replace(row, shows={**row.shows, **shows}), {}, SOON_S)
        made.planted = planted
        return made

    return look


@pytest.mark.parametrize("face", ["loading", "offline", "error", "empty", "stale"])
def test_negative_control_a_face_that_says_something_else_fails(faulty: Callable[..., Faulty], face: str):
    with pytest.raises(AssertionError, match="别的话"):
        faulty(**{face: "别的话"}).faces()


def test_negative_control_old_content_that_goes_with_the_network_is_seen(faulty: Callable[..., Faulty]):
    look = faulty(LOST)
    look.faces()
    assert any("old content is gone" in fault for fault in look.faults)


def test_negative_control_a_try_again_that_does_nothing_fails(faulty: Callable[..., Faulty]):
    with pytest.raises(AssertionError, match="系统繁忙"):
        faulty(DEAF).faces()
