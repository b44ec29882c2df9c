"""Codes on the glass of those who lead: a shift's and a station's are those of the moment by server time, also in the dark
and while the network is cut; and a member code from a rider's screen, scanned by staff, is one row of level 3.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from tests.e2e.phone import LARGE, SMALL, Phone, Phones
from tests.e2e.presence_stage import ADULT, account_of, shift_of, sign_in, write
from tests.e2e.service import Service
from tests.e2e.shift_stage import STAFF, done, shift

CODE, SCAN, MEMBER = (
    "packages/staff/pages/screen-code/screen-code",
    "packages/staff/pages/scan-member/scan-member",
    "packages/rider/pages/member-code/member-code",
)
STATION, KEEPER = "YQ0001", "manager"
LEAST_PX, LIST_S, HALF_S = 240, 600, 300
LAG_S = 3.5  # a second of the clock, one of the timer, and a busy machine; the code counts 20 s
GONE = "网络不好，请对方手动登记"
SCANS = """SELECT c.state, c.direction, c.method, c.level FROM checkins c JOIN presence_points p ON p.id = c.point_id
    WHERE p.kind = 'shift' AND p.target = :shift AND c.account_id = :account"""
THEMES = [("light", LARGE), ("dark", SMALL)]

Later = Callable[..., None]


def read(shot: Path) -> list[str]:
    """What a camera reads off a picture of the glass."""
    return [found.text for found in zxingcpp.read_barcodes(Image.open(shot))]


@dataclass(frozen=True)
class Shown:
    """A code and when its screen shows it, seconds since the epoch."""

    code: str
    begins: float
    ends: float


def list_of(service: Service, path: str, person: str) -> list[Shown]:
    """The codes of the next ten minutes, as the service gives them; the first has been there for a moment."""
    while True:
        found = done(service.call("GET", f"{path}/screen-code", person=person))
        begins = [datetime.fromisoformat(one["from"]).timestamp() for one in found["codes"]]
        if service.now().timestamp() - begins[0] > LAG_S:
            return [
                Shown(one["code"], begin, begin + found["step_s"])
                for one, begin in zip(found["codes"], begins, strict=True)
            ]


def shows_the_code_of_now(service: Service, phone: Phone, path: str, person: str, name: str) -> str:
    """The one code on this phone's glass is that of the moment in which it was looked at."""
    phone.until("每10秒自己换一个")
    known = list_of(service, path, person)
    before = service.now().timestamp()
    (text,) = read(phone.shot(name))
    after = service.now().timestamp()
    allowed = {one.code for one in known if one.begins <= after and one.ends > before - LAG_S}
    assert text in allowed, f"{text} is not the code of now"
    box = phone.page.locator("canvas").filter(visible=True).bounding_box()
    assert box is not None and min(box["width"], box["height"]) >= LEAST_PX
    return text


def going_on(service: Service) -> int:
    return shift(service, starts_in=timedelta(minutes=20))


def open_code(phone: Phone, query: str) -> None:
    phone.open(CODE, query)
    if phone.kept("session") is None:
        phone.tap("登录")
        phone.tap(ADULT)


@pytest.mark.parametrize(("theme", "size"), THEMES, ids=["light-375", "dark-320"])
def test_the_codes_of_a_shift_and_a_station_are_those_of_the_moment(
    service: Service, phones: Phones, theme: str, size: tuple[int, int]
):
    number = going_on(service)
    staff = phones(STAFF, theme=theme, size=size)
    open_code(staff, f"shift={number}")
    assert shows_the_code_of_now(service, staff, f"/shifts/{number}", STAFF, f"code-shift-{theme}").startswith("T.")
    assert staff.page.evaluate("wx.getScreenBrightness().then(({ value }) => value)") == 1
    staff.leave()
    keeper = phones(KEEPER, theme=theme, size=size)
    open_code(keeper, f"station={STATION}")
    shows_the_code_of_now(service, keeper, f"/stations/{STATION}", KEEPER, f"code-station-{theme}")


def test_on_a_phone_two_hours_wrong_it_is_still_the_code_of_the_moment(service: Service, phones: Phones):
    number = going_on(service)
    staff = phones(STAFF, clock_off=timedelta(hours=-2))
    open_code(staff, f"shift={number}")
    shows_the_code_of_now(service, staff, f"/shifts/{number}", STAFF, "code-wrong-clock")


def test_the_next_list_is_fetched_at_half_and_the_screen_is_as_before_afterwards(
    service: Service, phones: Phones, later: Later
):
    number = going_on(service)
    staff = phones(STAFF)
    staff.open()
    sign_in(staff)
    before = staff.page.evaluate("wx.getScreenBrightness().then(({ value }) => value)")
    staff.page.evaluate(f"wx.navigateTo({{ url: '/{CODE}?shift={number}' }})")
    staff.until("每10秒自己换一个")
    staff.until_settled()
    assert len(staff.sent("GET", "/screen-code")) == 1
    later(minutes=(HALF_S + 1) / 60)
    staff.page.wait_for_function(
        "() => performance.getEntriesByType('resource').filter(one => one.name.endsWith('/screen-code')).length > 1"
    )
    shows_the_code_of_now(service, staff, f"/shifts/{number}", STAFF, "code-renewed")
    staff.back()
    staff.until("退出登录")
    assert staff.page.evaluate("wx.getScreenBrightness().then(({ value }) => value)") == before != 1


def test_with_the_network_cut_the_codes_go_on_for_the_rest_of_ten_minutes(
    service: Service, phones: Phones, later: Later
):
    number = going_on(service)
    screens = [
        (phones(STAFF), f"shift={number}", f"/shifts/{number}", STAFF),
        (phones(KEEPER), f"station={STATION}", f"/stations/{STATION}", KEEPER),
    ]

    def each_shows_now(name: str) -> list[str]:
        return [
            shows_the_code_of_now(service, phone, path, person, f"code-{name}-{person}")
            for phone, _, path, person in screens
        ]

    for phone, query, _, _ in screens:
        open_code(phone, query)
    first = each_shows_now("first")
    for phone, *_ in screens:
        phone.cut()
    later(minutes=6)
    for phone, *_ in screens:
        phone.until("没有网络，码还能用")
    assert not set(each_shows_now("cut-6")) & set(first)
    later(minutes=9.5)
    for phone, *_ in screens:
        phone.until("码只能再用不到1分钟")
    each_shows_now("cut-9")
    later(minutes=LIST_S / 60 + 0.1)
    for phone, *_, person in screens:
        phone.until(GONE)
        assert read(phone.shot(f"code-cut-gone-{person}")) == []
        phone.mend()
        phone.tap("再试一次")
    each_shows_now("back")


def test_a_screen_that_stands_still_is_found_out(service: Service, phones: Phones, later: Later):
    """The planted fault: a phone whose app no longer ticks shows a code that is not the moment's."""
    number = going_on(service)
    staff = phones(STAFF)
    open_code(staff, f"shift={number}")
    shows_the_code_of_now(service, staff, f"/shifts/{number}", STAFF, "code-still")
    staff.page.evaluate("for (let id = 0; id < 10000; id += 1) clearInterval(id)")
    later(minutes=1)
    with pytest.raises(AssertionError, match="is not the code of now"):
        shows_the_code_of_now(service, staff, f"/shifts/{number}", STAFF, "code-still-later")


def test_staff_scan_a_member_code_from_a_riders_screen(
    service: Service, phones: Phones, size: tuple[int, int], later: Later
):
    rider, staff = phones.new(size=size), phones(STAFF, size=size)
    rider.open(MEMBER)
    rider.tap("登录并显示会员码")
    rider.tap(ADULT)
    rider.until("给带队或工作人员扫")
    (text,) = read(rider.shot("scan-rider"))
    number = shift_of(service, rider.person, f"清冰{rider.person}")
    staff.open(SCAN, f"shift={number}")
    staff.tap("登录")
    staff.tap(ADULT)
    staff.until("清冰")
    staff.count_taps()
    scan_member(staff, text)
    staff.until("签到了")
    staff.shot("scan-in")
    account = account_of(service, rider)
    assert [tuple(row) for row in service.rows(SCANS, shift=str(number), account=account)] == [
        ("accepted", "in", "staff_scan", 3)
    ]
    sent = staff.sent("POST", f"/shifts/{number}/scans")
    assert [one.status for one in sent] == [201]


def test_a_scan_without_network_waits_survives_a_restart_and_counts_once(service: Service, phones: Phones):
    rider, staff = phones.new(), phones(STAFF, worker=True)
    number = shift_of(service, rider.person, f"铲雪{rider.person}")
    text = done(service.call("GET", "/me/member-code", person=rider.person))["code"]
    staff.open(SCAN, f"shift={number}")
    staff.tap("登录")
    staff.tap(ADULT)
    staff.until("铲雪")
    staff.until_installed()
    staff.cut()
    scan_member(staff, text)
    staff.until("等待发送")
    staff.until("已经记在这部手机里")
    staff.shot("scan-waits")
    (item,) = staff.kept("outbox")
    assert set(item["body"]) == {"member_code", "direction", "nonce"}
    staff.restart()
    staff.until("等待发送：1 条")
    staff.mend()
    staff.open(SCAN, f"shift={number}")
    staff.until("签到了")
    staff.tap("签到了知道了", exact=False)
    staff.until_gone("这部手机扫的")
    found = service.rows(
        "SELECT c.method, c.level FROM checkins c JOIN presence_points p ON p.id = c.point_id "
        "WHERE p.kind = 'shift' AND p.target = :shift",
        shift=str(number),
    )
    assert [tuple(row) for row in found] == [("staff_scan", 3)]


def test_other_codes_and_people_who_are_not_on_the_roster_are_said_in_words(service: Service, phones: Phones):
    rider = phones.new()
    number = going_on(service)
    text = done(service.call("GET", "/me/member-code", person=rider.person))["code"]
    screen = done(service.call("GET", f"/shifts/{number}/screen-code", person=STAFF))["codes"][0]["code"]
    staff = phones(STAFF)
    staff.open(SCAN, f"shift={number}")
    staff.tap("登录")
    staff.tap(ADULT)
    scan_member(staff, screen)
    staff.until("这不是会员码")
    assert staff.sent("POST", "/scans") == []
    scan_member(staff, text)
    staff.until("不在名单上")
    staff.until("加进名单")
    staff.shot("scan-stranger")


def scan_member(phone: Phone, text: str) -> None:
    phone.tap("扫对方的会员码")
    phone.answer("别的码，自己写")
    write(phone, text)
    phone.answer("好")
