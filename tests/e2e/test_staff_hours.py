"""Journey (g): staff confirm hours, the normal ones at one tap, the others one by one; the rider sees each and its source."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.e2e import looking
from tests.e2e.hours_stage import BALANCE, Day, Later, a_day, approver, lines, one_row, quiet, waiting
from tests.e2e.phone import LARGE, SMALL, Phone, Phones
from tests.e2e.presence_stage import ADULT, sign_in
from tests.e2e.service import Service
from tests.e2e.shift_stage import STAFF, done

CONFIRM_ONE = "packages/staff/pages/confirm-one/confirm-one"
CHANGED = [("proposal", 41, "checkin"), ("confirm", 46, "staff"), ("reverse", -46, "staff"), ("confirm", 46, "staff")]


def at_work(phone: Phone) -> None:
    """From 我的 to the day's work, by taps."""
    phone.open()
    sign_in(phone)
    phone.tap("今天的工作")
    phone.until("今天的班次")


def in_order(phone: Phone, name: str) -> None:
    """Whatever can be tapped has a name and room, and all can be read, in light and dark."""
    phone.until_settled()
    assert looking.nameless(phone)[1] == []
    assert looking.cramped(phone) == []
    assert looking.unreadable(phone, "dark") == []
    phone.shot(f"{name}-dark")
    assert looking.unreadable(phone, "light") == []


def chain_of(service: Service, shift_id: int, person: str) -> int:
    """The chain of somebody's hours at a shift."""
    account = done(service.call("GET", "/me", person=person))["public_no"]
    found = service.value(
        "SELECT c.id FROM hours_chains c JOIN accounts a ON a.id = c.account_id "
        "WHERE c.shift_id = :shift AND a.public_no = :account",
        shift=shift_id,
        account=account,
    )
    return int(found)


def test_g_eight_rows_are_decided_and_the_rider_sees_each(
    service: Service, phones: Phones, size: tuple[int, int], later: Later
):
    rider, mark = phones.new(size=size, theme="system"), str(size[0])
    day = a_day(service, later, rider.person, mark)
    own = chain_of(service, day.normal, STAFF)
    staff = phones("staff", size=size, theme="system")

    at_work(staff)
    staff.until("正常 (6)")
    staff.shot("g-today")
    in_order(staff, "g-today")
    staff.count_taps()
    staff.tap("全部确认")
    staff.until("确认了6条，一共")
    assert staff.taps == 1
    staff.until_gone("正常 (")
    staff.shot("g-today-done")
    six = service.rows("SELECT id FROM hours_chains WHERE shift_id = :id AND id <> :own", id=day.normal, own=own)
    assert [lines(service, chain)[1:] for (chain,) in six] == [[("confirm", 59, "checkin")]] * 6

    staff.tap("要看一下 (2)", exact=False)
    staff.until("没签退")
    staff.shot("g-no-check-out")
    in_order(staff, "g-no-check-out")
    staff.tap("不算")
    staff.tap("人没到")
    staff.until("没有通过，人没到")
    change_to_46(staff)
    staff.shot("g-changed")
    staff.tap("撤销", nth=0, exact=False)
    staff.until("1条回到待确认")
    staff.until("记41分钟")
    staff.shot("g-undone")
    change_to_46(staff)
    staff.until("看完了")
    staff.shot("g-all-done")

    refused = chain_of(service, day.no_check_out, rider.person)
    assert lines(service, chain_of(service, day.left_early, rider.person)) == CHANGED
    assert lines(service, refused)[1:] == [("reject", 0, "planned")]
    nobody_confirms_their_own(service, staff, own)
    the_rider_reads_each(rider)
    certified(service, rider, day)


def change_to_46(staff: Phone) -> None:
    """The row of 41 minutes, by +5 +5 -5."""
    staff.until("到了41分钟")
    staff.tap("改分钟数")
    for step in ("+5分钟", "+5分钟", "-5分钟"):
        staff.tap(step)
    staff.tap("现场看到的")
    staff.tap("确认 46分钟")
    staff.until("确认了46分钟")


def nobody_confirms_their_own(service: Service, staff: Phone, own: int) -> None:
    """It stands on the list without a button, and the service refuses it."""
    staff.back()
    staff.until_gone("要看一下")
    staff.until_settled()
    staff.tap("看名单和全部时长")
    staff.until("你自己的 (1)")
    staff.until("自己的时长要由别人确认")
    assert not staff.sees("全部确认")
    staff.shot("g-own")
    status, body = service.call("POST", "/hours/confirmations", {"items": [{"id": own, "version": 1}]}, person=STAFF)
    assert (status, body["type"]) == (403, "/problems/own-hours")
    assert [kind for kind, _, _ in lines(service, own)] == ["proposal"]


def the_rider_reads_each(rider: Phone) -> None:
    rider.open()
    rider.tab("志愿")
    rider.tap("我的时长")
    rider.tap("登录")
    rider.tap(ADULT)
    rider.until("每一次服务")
    for words in ("扫码签到/签退", "手动登记", "没有通过", "原因：人没到", "1小时45分"):
        assert rider.sees(words), words
    rider.shot("g-rider-hours")


def certified(service: Service, rider: Phone, day: Day) -> None:
    """The paper says what the ledger sums up to."""
    me = done(service.call("GET", "/me", person=rider.person))["public_no"]
    (kept,) = done(service.call("GET", "/me/hours/issuers", person=rider.person))["items"]
    year = f"{service.now():%Y}"
    asked = {"issuer": kept["issuer"]["id"], "period_from": f"{year}-01-01", "period_to": f"{year}-12-31"}
    made = done(service.call("POST", "/certificates", asked | {"name_on_paper": "王小明"}, person=rider.person))
    balance = service.value(BALANCE, account=me)
    assert (made["minutes"], balance) == (59 + 46, 105)
