"""Every page of the app: whatever can be tapped has a name, room for a cold finger, and words one can read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.e2e import looking
from tests.e2e.openings import SIGNED_IN, STILL, Opening, opening_of, pages
from tests.e2e.phone import SMALL, Phone, Phones
from tests.e2e.service import Service

FIRST = "pages/nearest/nearest"


def opened(service: Service, phones: Phones, page: str, size: tuple[int, int], opening: Opening | None = None) -> Phone:
    """A phone with this page on it, all that belongs there loaded."""
    opening = opening or opening_of(page)
    values = opening.stage(service) if opening.stage else {}
    ways = {"size": size, "position": "allowed", "theme": "system"}
    phone = phones(opening.person, **ways) if opening.person else phones.new(**ways)
    phone.open("" if opening.from_first else page, opening.query.format(**values))
    phone.until_settled()
    for name in opening.taps:
        phone.tap(name)
        phone.until_settled()
    phone.page.wait_for_function("page => getCurrentPages().at(-1)?.route === page", arg=page)
    phone.until_settled()
    return phone


@pytest.mark.parametrize("page", pages())
def test_every_page_can_be_found_reached_and_read(
    service: Service, phones: Phones, size: tuple[int, int], page: str, record_property: Callable[[str, object], None]
):
    phone = opened(service, phones, page, size)
    phone.shot(page.replace("/", "-"))
    count, without_name = looking.nameless(phone)
    record_property("handlers", count)
    assert (count == 0) == (page in STILL), f"{count} tap handlers"
    assert without_name == []
    assert looking.cramped(phone) == []
    assert looking.unreadable(phone, "light") == []
    assert looking.unreadable(phone, "dark") == []


@pytest.mark.parametrize("page", SIGNED_IN)
def test_pages_of_those_who_signed_in_too(service: Service, phones: Phones, page: str):
    phone = opened(service, phones, page, SMALL, SIGNED_IN[page])
    phone.shot(f"signed-in-{page.replace('/', '-')}")
    assert not phone.sees("已满16岁")
    count, without_name = looking.nameless(phone)
    assert count > 0
    assert without_name == []
    assert looking.cramped(phone) == []
    assert looking.unreadable(phone, "light") == []


@pytest.fixture
def nearest(service: Service, phones: Phones) -> Phone:
    """The first page on a small phone, without a fault."""
    return opened(service, phones, FIRST, SMALL)


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
