"""Codes on the glass: a member code decodes and counts, on a wrong clock too; a poster opens a page and does nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
import zxingcpp
from PIL import Image

from tests.e2e.phone import Phone, Phones
from tests.e2e.presence_stage import poster, shift_of, sign_in
from tests.e2e.service import Service
from tests.e2e.shift_stage import STAFF, done

MEMBER = "packages/rider/pages/member-code/member-code"
LEAST_PX = 240
FROM_A_CODE = 1047
LATER_S = 61


def shown(phone: Phone, name: str) -> str:
    """What a camera reads off this phone's glass."""
    phone.until("给带队或工作人员扫")
    found = zxingcpp.read_barcodes(Image.open(phone.shot(name)))
    assert len(found) == 1, f"{len(found)} codes"
    return found[0].text


def to_the_code(phone: Phone) -> None:
    phone.open()
    phone.tab("我的")
    phone.tap("我的会员码")
    phone.tap("登录并显示会员码")
    phone.tap("已满16岁，同意并登录")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_screenshot_of_the_member_code_decodes_to_it(
    service: Service, phones: Phones, size: tuple[int, int], theme: str
):
    rider = phones.new(size=size, theme=theme)
    to_the_code(rider)
    text = shown(rider, f"member-code-{theme}")
    assert text.startswith("M.") and len(text) == 30
    box = rider.page.locator("canvas").filter(visible=True).bounding_box()
    assert box is not None and box["width"] >= LEAST_PX and box["height"] >= LEAST_PX
    number = shift_of(service, rider.person, f"清冰{rider.person}")
    scan = {"member_code": text, "direction": "in", "nonce": rider.person}
    assert done(service.call("POST", f"/shifts/{number}/scans", scan, person=STAFF))
    negative_control_a_code_that_is_not_whole(rider)


SMUDGE = """
() => {  // over the canvas, not in it: the page may draw a new code at any moment
  const box = [...document.querySelectorAll('canvas')].find(one => one.checkVisibility()).getBoundingClientRect()
  const smudge = document.body.appendChild(document.createElement('div'))
  const at = `left:${box.left}px;top:${box.top}px;width:${box.width}px;height:${box.height / 2}px`
  smudge.style = `position:fixed;z-index:9999;background:black;${at}`
}
"""


def negative_control_a_code_that_is_not_whole(phone: Phone) -> None:
    phone.page.evaluate(SMUDGE)
    with pytest.raises(AssertionError, match="0 codes"):
        shown(phone, "member-code-smudged")


@pytest.mark.parametrize("hours", [2, -2])
def test_on_a_phone_two_hours_wrong_the_code_is_right_and_renewed_in_time(
    service: Service, phones: Phones, later, hours: int
):  # type: ignore[no-untyped-def]
    rider = phones.new(clock_off=timedelta(hours=hours))
    to_the_code(rider)
    first = shown(rider, "member-code-wrong-clock")
    later(minutes=LATER_S / 60)
    rider.page.wait_for_function(
        "count => performance.getEntriesByType('resource').filter(one => one.name.endsWith('/me/member-code')).length > count",
        arg=1,
    )
    rider.until_settled()
    second = shown(rider, "member-code-renewed")
    assert second != first
    number = shift_of(service, rider.person, f"清冰{rider.person}")
    scan = {"member_code": second, "direction": "in", "nonce": rider.person}
    assert done(service.call("POST", f"/shifts/{number}/scans", scan, person=STAFF))


def test_without_network_the_code_stays_until_it_is_over_and_then_a_sentence(service: Service, phones: Phones, later):  # type: ignore[no-untyped-def]
    rider = phones.new()
    to_the_code(rider)
    first = shown(rider, "member-code-first")
    rider.cut()
    later(minutes=1)
    rider.page.wait_for_timeout(0)
    assert shown(rider, "member-code-kept") == first
    later(minutes=2)
    rider.until("网络不好，请对方手动登记")
    assert rider.page.locator("canvas").filter(visible=True).count() == 0
    rider.shot("member-code-gone")
    rider.mend()
    rider.until("给带队或工作人员扫")


def test_the_screen_is_bright_while_the_code_shows_and_as_before_afterwards(service: Service, phones: Phones):
    rider = phones.new()
    to_the_code(rider)
    shown(rider, "member-code-bright")
    assert rider.page.evaluate("wx.getScreenBrightness().then(({ value }) => value)") == 1
    rider.back()
    rider.until("求助电话")
    assert rider.page.evaluate("wx.getScreenBrightness().then(({ value }) => value)") != 1


POSTERS = [
    ("/stations/YQ0001", "manager", "pages/station/station", "益骑"),
    ("/communities/652701001001", STAFF, "packages/rider/pages/community/community", "光明社区"),
]


@pytest.mark.parametrize("of", POSTERS, ids=["station", "community"])
def test_a_poster_shows_its_place_and_checks_nobody_in(service: Service, phones: Phones, of: tuple[str, str, str, str]):
    path, keeper, page, name = of
    scene = poster(service, path, keeper)
    counts = (
        "SELECT (SELECT count(*) FROM accounts), (SELECT count(*) FROM checkins), (SELECT count(*) FROM memberships)"
    )
    before = service.rows(counts)
    guest, known = phones.new(), phones("rider02")
    guest.open(page, f"scene={scene}", scene=FROM_A_CODE)
    known.open()
    sign_in(known)
    after_sign_in = service.rows(counts)
    known.open(page, f"scene={scene}", scene=FROM_A_CODE)
    for phone in (guest, known):
        phone.until(name)
        phone.until_settled()
        phone.shot(f"poster-{page.rsplit('/', 1)[1]}")
        assert acts(phone) == []
    assert guest.sent("POST", "/sessions") == []
    assert service.rows(counts) == after_sign_in == before
    # what a page would do that checks in by itself
    known.page.evaluate("fetch('/api/v1/checkins', { method: 'POST' }).then(() => null)")
    assert acts(known) == ["/checkins"]


def acts(phone: Phone) -> list[str]:
    """What this phone asked the service to write, signing in apart."""
    return [one.path for one in phone.requests if one.method != "GET" and one.path != "/sessions"]
