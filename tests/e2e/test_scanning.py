"""Journey (d): scanning in and out of a shift while the network is cut in three ways; what waits, and its final word."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.e2e.phone import PATIENCE_S, Phone, Phones
from tests.e2e.presence_stage import (
    Glowing,
    Later,
    account_of,
    aim,
    next_code,
    poster,
    scan,
    shift_of,
    sign_in,
    to_instant,
    write,
)
from tests.e2e.service import Service
from tests.e2e.shift_stage import done, shift

WAITS = "等待发送"
AT_THE_PLACE = (44.904613, 82.071862)
NEAR_S = 2.0
ROWS = """SELECT direction, state, reason, late, level, method, occurred_at FROM checkins
    WHERE account_id = :account ORDER BY occurred_at, id"""

AT_SHIFT = """SELECT c.account_id FROM checkins c JOIN presence_points p ON p.id = c.point_id
    WHERE p.kind = 'shift' AND p.target = :shift"""


class Rider:
    """Somebody on the roster of a shift, signed in on a phone of their own."""

    def __init__(
        self,
        service: Service,
        phones: Phones,
        later: Later,
        size: tuple[int, int],
        clock_off: timedelta = timedelta(),
    ) -> None:
        self.service, self.later = service, later
        self.phone = phones.new(size=size, position="allowed", clock_off=clock_off)
        self.shift = shift_of(service, self.phone.person, f"铲雪{self.phone.person}")
        self.phone.open()
        sign_in(self.phone)
        self.account = account_of(service, self.phone)
        self.phone.tab("扫码")  # a phone holds every page; this one once it was opened
        self.phone.until("还没有签到过")
        self.tapped: list[datetime] = []
        self.took_s = 0.0  # the longest time this machine took to bring a finger onto the button

    def scan(self) -> Glowing:
        """Scan what the shift's screen shows, in the first moments of a step of it."""
        seen = next_code(self.service, self.shift)
        aim(self.phone, seen.text)
        to_instant(self.later, seen.begins)
        self.tapped.append(self.service.now())
        self.phone.answer("好")
        self.took_s = max(self.took_s, (self.service.now() - self.tapped[-1]).total_seconds())
        return seen

    def rows(self) -> list[Any]:
        return list(self.service.rows(ROWS, account=self.account))

    def until_rows(self, count: int) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while len(self.rows()) < count:
            assert time.monotonic() < deadline, self.rows()
            self.phone.page.wait_for_timeout(50)

    def waits(self) -> None:
        """等待发送 stands on the check-in page and on the first tab, and the phone keeps the act without a position."""
        phone = self.phone
        phone.until(WAITS)
        phone.tap("知道了")
        phone.until("等待发送和答复")
        phone.until("已经记在手机里")
        phone.tab("驿站")
        phone.until(f"{WAITS}：1 条")
        (item,) = [one for one in phone.kept("outbox") if one["state"] == "waiting"]
        assert set(item["body"]) == {"code", "nonce", "onsite_hint"}
        occurred_at = datetime.fromisoformat(item["occurred_at"])
        assert -NEAR_S < (occurred_at - self.tapped[-1]).total_seconds() < self.took_s + NEAR_S
        assert item["account"] == phone.kept("session")["account"]

    def kill(self) -> None:
        """The app is killed; a try that is just being lost is let go by a closing page, so it meets no network."""
        self.phone.cut()
        self.phone.leave()
        self.phone.mend()

    def waits_after_a_restart(self) -> None:
        self.kill()
        self.phone.open()
        self.phone.until(f"{WAITS}：1 条")
        self.phone.tab("扫码")
        self.phone.until("已经记在手机里")

    def reads(self, word: str, *sentences: str) -> None:
        """The final word, found on the first tab and read on the whole screen."""
        phone = self.phone
        phone.tab("驿站")
        phone.tap(word, exact=False)
        phone.until("等待发送和答复")
        phone.tap(word, exact=False, within=".page:not([hidden]) [role=button]")
        phone.until("知道了")
        for sentence in sentences:
            assert phone.sees(sentence), phone.text
        phone.tap("知道了")
        phone.until_gone("等待发送和答复")
        assert phone.kept("outbox") == []

    def counts(self, *expected: tuple[str, str, str | None]) -> None:
        """Exactly these rows, in this order, each within two seconds of its tap, as near as that is known."""
        rows = self.rows()
        assert [(row.direction, row.state, row.reason) for row in rows] == list(expected)
        for row, tapped in zip(rows, self.tapped, strict=False):
            apart_s = (row.occurred_at - tapped).total_seconds()
            assert -NEAR_S < apart_s < self.took_s + NEAR_S, (row.occurred_at, tapped)


@pytest.fixture
def rider(service: Service, phones: Phones, later: Later, size: tuple[int, int]) -> Rider:
    return Rider(service, phones, later, size)


def half_an_hour(rider: Rider) -> None:
    """Later, with no answer on its way that would tell the phone a time between the two."""
    rider.phone.until_settled()
    to_instant(rider.later, rider.tapped[0] + timedelta(minutes=30))


def test_d_scanned_in_and_out_in_two_taps_and_the_service_answers_at_once(rider: Rider):
    phone = rider.phone
    phone.count_taps()
    seen = next_code(rider.service, rider.shift)
    phone.tab("扫码")
    phone.tap("扫码签到")
    assert phone.taps == 2
    phone.answer("别的码，自己写")
    write(phone, seen.text)
    to_instant(rider.later, seen.begins)
    rider.tapped.append(rider.service.now())
    phone.answer("好")
    phone.until("签到了")
    phone.shot("d-in")
    phone.tap("知道了")
    half_an_hour(rider)
    rider.scan()
    phone.until("签退了")
    phone.tap("知道了")
    rider.counts(("in", "accepted", None), ("out", "accepted", None))
    assert [row.late for row in rider.rows()] == [False, False]
    attendance = "SELECT checked_in_at, checked_out_at FROM signups WHERE account_id = :account"
    (row,) = rider.service.rows(attendance, account=rider.account)
    assert None not in {row.checked_in_at, row.checked_out_at}
    negative_control_another_time_state_or_row(rider)


def negative_control_another_time_state_or_row(rider: Rider) -> None:
    rows = ("in", "accepted", None), ("out", "accepted", None)
    for expected in (rows[:1], (*rows, rows[1]), (rows[0], ("out", "pending", "late"))):
        with pytest.raises(AssertionError):
            rider.counts(*expected)
    rider.tapped[1] -= timedelta(seconds=rider.took_s + NEAR_S + 1)
    with pytest.raises(AssertionError):
        rider.counts(*rows)


def test_d_cut_before_the_request_leaves_on_a_phone_three_hours_slow(
    service: Service, phones: Phones, later: Later, size: tuple[int, int]
):
    rider = Rider(service, phones, later, size, clock_off=timedelta(hours=-3))
    phone = rider.phone
    phone.cut()
    seen = rider.scan()
    phone.until(WAITS)
    phone.shot("d-waits")
    rider.waits()
    assert rider.rows() == []
    to_instant(rider.later, seen.begins, after_s=4)  # the network returns inside the window of the code
    phone.mend()
    rider.until_rows(1)
    rider.reads("签到了")
    rider.counts(("in", "accepted", None))

    half_an_hour(rider)
    lost = phone.lose_requests("/checkins")
    rider.scan()
    rider.waits()
    rider.waits_after_a_restart()
    assert len(rider.rows()) == 1
    to_instant(rider.later, rider.tapped[1] + timedelta(minutes=2))
    rider.kill()
    lost.end()
    phone.open()  # the next start sends by itself
    rider.until_rows(2)
    rider.reads("等确认", "没网时扫的")
    rider.counts(("in", "accepted", None), ("out", "pending", "late"))


def test_d_cut_between_the_commit_and_the_answer(rider: Rider):
    phone = rider.phone
    for count in (1, 2):
        lost = phone.lose_answers("/checkins", times=None)
        rider.scan()
        rider.waits()
        rider.until_rows(count)
        rider.waits_after_a_restart()
        to_instant(rider.later, rider.tapped[-1] + timedelta(minutes=5))
        lost.end()  # it tries again by itself
        rider.reads("签到了" if count == 1 else "签退了")
        assert len(phone.sent("POST", "/checkins")) >= 2 * count
        half_an_hour(rider)
    rider.counts(("in", "accepted", None), ("out", "accepted", None))


def test_d_killed_while_waiting(rider: Rider):
    phone = rider.phone
    held = phone.hold_answers("/checkins")
    rider.scan()
    rider.until_rows(1)
    rider.waits()
    rider.waits_after_a_restart()
    held.end()
    rider.reads("签到了")

    half_an_hour(rider)
    lost = phone.lose_requests("/checkins")
    rider.scan()
    phone.until(WAITS)
    rider.kill()
    to_instant(rider.later, rider.tapped[1] + timedelta(minutes=2))
    lost.end()
    phone.open()
    rider.until_rows(2)
    rider.reads("等确认", "没网时扫的")
    rider.counts(("in", "accepted", None), ("out", "pending", "late"))


def test_what_does_not_count_says_what_to_do(service: Service, phones: Phones, later: Later):
    rider = Rider(service, phones, later, (375, 812))
    phone = rider.phone
    text = next_code(service, rider.shift).text
    scan(phone, text[:-1] + ("0" if text[-1] != "0" else "1"))
    phone.until("没算上")
    assert phone.sees("请对着现场的码再扫一次")
    phone.shot("d-rejected")
    phone.tap("知道了")
    other = shift(service, "别人的班次", starts_in=timedelta(minutes=30))
    scan(phone, next_code(service, other).text)
    phone.until("等确认")
    assert phone.sees("名单里没有你")
    phone.shot("d-pending")
    phone.tap("知道了")
    scan(phone, "wxp://f2f0abc")
    phone.until("这不是益骑的码")
    phone.tap("知道了")
    scan(phone, done(service.call("GET", "/me/member-code", person=phone.person))["code"])
    phone.until("会员码给带队的人扫")
    phone.tap("知道了")
    assert sorted(row.state for row in rider.rows()) == ["pending", "rejected"]


def test_a_refused_one_stays_until_it_is_dismissed(service: Service, phones: Phones, later: Later):
    rider = Rider(service, phones, later, (320, 568))
    phone = rider.phone
    phone.cut()
    rider.scan()
    rider.waits()
    to_instant(later, rider.tapped[0] + timedelta(hours=73))
    phone.mend()
    phone.until("没算上")
    phone.restart()
    phone.until("没算上")
    phone.tab("扫码")
    phone.until("请在班次里自己说明到场时间")
    phone.shot("d-refused")
    rider.reads("没算上", "超过72小时")
    phone.restart()
    assert not phone.sees("没算上")
    assert rider.rows() == []


def test_signing_out_with_a_full_queue_asks_and_another_account_never_sends_it(
    service: Service, phones: Phones, later: Later
):
    phone = phones("manager", position="allowed")
    number = shift(service, "交接", starts_in=timedelta(minutes=30))
    done(service.call("POST", f"/shifts/{number}/signups", {}, person="manager"))
    phone.open()
    sign_in(phone)
    lost = phone.lose_requests("/checkins")
    seen = next_code(service, number)
    to_instant(later, seen.begins)
    scan(phone, seen.text)
    phone.until(WAITS)
    phone.tap("知道了")
    phone.tab("我的")
    phone.tap("退出登录")
    phone.until("还有 1 条没发出去")
    phone.shot("d-sign-out")
    phone.answer("先不退")
    assert phone.sees("退出登录")
    phone.tap("退出登录")
    phone.answer("退出")
    phone.until("不登录也能找驿站")
    assert phone.kept("session") is None
    lost.end()
    sign_in_as(phone, "staff")
    before = len(phone.sent("POST", "/checkins"))
    phone.tab("驿站")
    phone.until_settled()
    assert not phone.sees(WAITS)
    phone.restart()
    phone.until_settled()
    assert len(phone.sent("POST", "/checkins")) == before
    assert [one["state"] for one in phone.kept("outbox")] == ["waiting"]
    phone.tab("我的")
    phone.tap("退出登录")
    to_instant(later, seen.begins, after_s=5)
    sign_in_as(phone, "manager")
    phone.tab("驿站")
    phone.until("签到了")
    (row,) = service.rows(AT_SHIFT, shift=str(number))
    assert row.account_id == account_of(service, phone)


def sign_in_as(phone: Phone, person: str) -> None:
    """Another person takes the phone: the development package says who."""
    phone.until("不登录也能找驿站")
    phone.tap("开发：换人")
    phone.tap(person)
    phone.back()
    phone.tap("登录")
    phone.tap("同意并登录")
    phone.until("退出登录")


def test_a_printed_code_asks_the_position_only_then_and_keeps_none(
    service: Service, phones: Phones, size: tuple[int, int]
):
    phone = phones.new(size=size, position="unasked", at=AT_THE_PLACE)
    number = shift_of(service, phone.person, f"护学{phone.person}")
    scene = poster(service, f"/shifts/{number}")
    phone.open()
    sign_in(phone)
    scan(phone, scene)
    phone.until("还差一步")
    phone.shot("d-position")
    phone.tap("用一次位置，即同意《这一次的位置》")
    phone.until("这一次的位置会发给服务")
    phone.shot("d-position-gate")
    phone.tap("同意")
    phone.answer("允许")
    phone.until("签到了")
    account = account_of(service, phone)
    (row,) = service.rows(ROWS, account=account)
    assert (row.state, row.level, row.method) == ("accepted", 1, "printed")
    consents = "SELECT purpose FROM consent_records WHERE account_id = :account ORDER BY purpose"
    assert [one.purpose for one in service.rows(consents, account=account)][:2] == ["account", "location_once"]
    assert phone.kept("outbox") in (None, []) or "82.07" not in str(phone.kept("outbox"))


def test_a_position_whose_answer_was_lost_is_given_once_and_its_word_is_read(service: Service, phones: Phones):
    phone = phones.new(position="allowed", at=AT_THE_PLACE)
    number = shift_of(service, phone.person, f"护学{phone.person}")
    phone.open()
    sign_in(phone)
    scan(phone, poster(service, f"/shifts/{number}"))
    phone.until("还差一步")
    phone.lose_answers("/position")
    phone.tap("用一次位置，即同意《这一次的位置》")
    phone.until("没有收到答复")
    phone.tap("用一次位置，即同意《这一次的位置》")
    phone.until("签到了")
    (row,) = service.rows(ROWS, account=account_of(service, phone))
    assert row.state == "accepted"
