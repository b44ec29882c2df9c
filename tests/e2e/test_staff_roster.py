"""The roster on the phone of those who lead: times by hand, a way out, a phone for a reason, walk-ins, extras, no-shows."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import Any

from tests.e2e import fitting, looking
from tests.e2e.phone import SMALL, Phone, Phones
from tests.e2e.presence_stage import ADULT, Later
from tests.e2e.service import Service
from tests.e2e.shift_stage import STAFF, done, shift, signed_up

ROSTER, DRAFT = (f"packages/staff/pages/{name}/{name}" for name in ("roster", "draft"))
CODE = re.compile(r"[2-9A-Z]{5} [2-9A-Z]{5}")
ROW = """SELECT state, extra, label, checked_in_at, checked_out_at, attendance_source, attendance_note
    FROM signups WHERE id = :id"""
LOOKS = """SELECT l.what, l.reason FROM access_logs l JOIN accounts a ON a.id = l.account_id
    WHERE a.public_no = :number AND l.list_key IS NULL"""
PHONE = "13912345678"


def at_roster(phones: Phones, number: int, size: tuple[int, int] = (375, 812), person: str = STAFF) -> Phone:
    phone = phones(person, size=size)
    phone.open(ROSTER, f"shift={number}")
    phone.tap("登录")
    phone.tap(ADULT)
    phone.until("来的人")
    return phone


def comes(service: Service, number: int) -> tuple[str, str, dict[str, Any]]:
    """Somebody new who signed up: the person, their name, the sign-up."""
    person = f"r{uuid.uuid4().hex[:10]}"
    row = signed_up(service, number, person)
    return person, done(service.call("GET", "/me", person=person))["display_name"], row


def only(service: Service, row: dict[str, Any]) -> Any:
    (found,) = service.rows(ROW, id=row["id"])
    return found


def test_staff_write_times_remove_see_a_phone_and_note_who_has_no_account(
    service: Service, phones: Phones, size: tuple[int, int], later: Later
):
    number = shift(service, f"敲门{size[0]}", starts_in=timedelta(minutes=5), capacity=3)
    came, left, called = (comes(service, number) for _ in range(3))
    phone_code = {"code": f"phone-{PHONE}.{uuid.uuid4().hex}"}
    done(service.call("POST", "/me/phone", phone_code, person=called[0]))
    later(minutes=20)
    staff = at_roster(phones, number, size)
    staff.shot("roster")

    staff.tap(f"{came[1]}手动登记")
    staff.tap("几点到晚5分")
    staff.tap("记下")
    staff.until("先点一个原因")
    staff.tap("现场点名")
    staff.open(ROSTER, f"shift={number}")  # left half done
    staff.until("几点到：")
    assert staff.find("[aria-checked=true]").all_inner_texts() == ["现场点名"]
    staff.shot("roster-mark")
    staff.tap("记下")
    staff.until("记好了")
    marked = only(service, came[2])
    assert (marked.state, marked.attendance_source, marked.attendance_note) == ("checked_in", "staff", "现场点名")
    shift_starts = service.value("SELECT starts_at FROM shifts WHERE id = :id", id=number)
    assert marked.checked_in_at == shift_starts + timedelta(minutes=5)

    staff.until_settled()  # what was written down has moved the list
    staff.tap(f"{left[1]}移出")
    staff.tap("本人说不来了")
    staff.tap("移出名单")
    staff.until("移出了，会收到通知")
    gone = only(service, left[2])
    assert (gone.state, gone.attendance_note) == ("cancelled", "本人说不来了")

    staff.tap(f"{called[1]}看电话")
    staff.tap("找不到人")
    staff.tap("看电话号码")
    staff.until(PHONE)
    staff.shot("roster-phone")
    called_no = done(service.call("GET", "/me", person=called[0]))["public_no"]
    assert [tuple(look) for look in service.rows(LOOKS, number=called_no)] == [("手机号", "找不到人")]
    assert PHONE not in str(staff.page.evaluate("JSON.stringify(localStorage)"))
    staff.tap("收起号码")

    staff.tap("登记没账号的人")
    staff.until("领取码：")
    staff.shot("roster-walk-in")
    shown = CODE.search(staff.text)
    assert shown is not None, staff.text
    staff.open(ROSTER, f"shift={number}")  # the page was closed before anybody copied it
    staff.tap("再看一次领取码")
    staff.until(shown.group())
    staff.tap("抄好了")
    staff.until_gone(shown.group())
    claimed = done(
        service.call("POST", "/me/claims", {"claim_code": shown.group()}, person=f"c{uuid.uuid4().hex[:10]}")
    )
    walk_in = only(service, claimed)
    assert (walk_in.state, walk_in.extra) == ("checked_in", True)
    assert service.value("SELECT count(*) FROM signups WHERE shift_id = :id AND extra", id=number) == 1
    assert staff.kept("drafts") == []


def test_extras_are_let_in_by_their_number_and_by_the_code_they_scanned(service: Service, phones: Phones, later: Later):
    number = shift(service, "加人铲雪", starts_in=timedelta(minutes=30))
    stranger, reads_out = f"x{uuid.uuid4().hex[:10]}", f"y{uuid.uuid4().hex[:10]}"
    codes = done(service.call("GET", f"/shifts/{number}/screen-code", person=STAFF))["codes"]
    scan = {"code": codes[0]["code"], "nonce": uuid.uuid4().hex, "direction": "in"}
    assert done(service.call("POST", "/checkins", scan, person=stranger))["state"] == "pending"
    public_no = done(service.call("GET", "/me", person=reads_out))["public_no"]
    staff = at_roster(phones, number)
    staff.until("扫了码，不在名单上")
    staff.shot("roster-extras")
    staff.fill("对方的编号", public_no[:4])
    staff.open(ROSTER, f"shift={number}")
    staff.until("加一个人")
    assert staff.find("input").first.input_value() == public_no[:4]
    staff.fill("对方的编号", public_no)
    staff.tap("加进名单", nth=1)
    staff.until("加进来了，会收到通知")
    staff.tap("加进名单", exact=False)
    staff.until_gone("扫了码，不在名单上")
    states = service.rows("SELECT state FROM signups WHERE shift_id = :id", id=number)
    assert sorted(row.state for row in states) == ["checked_in", "registered"]

    staff.tap("手动登记", exact=False)
    staff.fill("对方的编号", "ZZZZ")
    staff.tap("加进名单")
    staff.until("没有这个编号的人")
    assert staff.find(".problem").count() == 1
    assert staff.find(".row .problem").count() == 0, "somebody else's row says it"


def holds(phone: Phone) -> None:
    """What appears after a tap has names and room, and at 200 % all of it fits."""
    phone.until_settled()
    found = looking.nameless(phone)[1] + looking.cramped(phone)
    fitting.text_size(phone, 200)
    found += fitting.unfit(phone)
    fitting.text_size(phone, 100)
    assert found == []


ROLES = [{"name": "铲冰", "capacity": 2}, {"name": "引导", "capacity": 1}]
STANDS = """SELECT s.status, s.starts_at, s.place, s.lat_wgs84, s.cancel_reason, u.state, u.reconfirm_due, r.name AS role
    FROM shifts s JOIN signups u ON u.shift_id = s.id JOIN shift_roles r ON r.id = u.role_id WHERE s.id = :id"""


def test_what_was_published_is_changed_and_called_off_and_whoever_comes_is_asked_again(
    service: Service, phones: Phones
):
    number = shift(service, "路口铲冰", roles=ROLES)
    first = done(service.call("GET", f"/shifts/{number}"))["roles"][0]["id"]
    rider = f"r{uuid.uuid4().hex[:10]}"
    done(service.call("POST", f"/shifts/{number}/signups", {"role_id": first}, person=rider))
    name = done(service.call("GET", "/me", person=rider))["display_name"]
    staff = at_roster(phones, number, SMALL)
    staff.tap(f"{name}换岗位")
    holds(staff)
    staff.tap("换过去")
    staff.until("先点一个岗位")
    staff.tap("引导")
    staff.shot("roster-move")
    staff.open(ROSTER, f"shift={number}")  # left half done
    staff.tap("换过去")
    staff.until("换到「引导」了，会收到通知")
    (before,) = service.rows(STANDS, id=number)
    assert (before.role, before.reconfirm_due) == ("引导", None)

    staff.tap("改这个班次")
    staff.tap("几点开始晚1小时")
    staff.tap("在地图上点")
    staff.tap("同意")
    staff.answer("精河县城")
    staff.until("地图上已换成新的点")
    staff.tap("保存改动")
    staff.until("骑手看到的已经是新的")
    (moved,) = service.rows(STANDS, id=number)
    assert moved.starts_at - before.starts_at == timedelta(hours=1)
    assert (moved.place, moved.status) == ("精河县城", "published")
    assert abs(moved.lat_wgs84 - before.lat_wgs84) > 0.1
    assert moved.reconfirm_due is not None
    staff.back()
    staff.until("改过时间地点，还没再确认")

    staff.tap("改这个班次")
    staff.tap("取消这个班次")
    staff.tap("通知大家，取消")
    staff.until("先点一个原因")
    staff.shot("draft-call-off")
    staff.tap("天气太差")
    staff.open(DRAFT, f"id={number}")
    staff.until("为什么取消")
    holds(staff)
    staff.tap("通知大家，取消")
    staff.until("取消了，大家都会收到通知")
    (off,) = service.rows(STANDS, id=number)
    assert (off.status, off.cancel_reason, off.state) == ("cancelled", "天气太差", "shift_cancelled")
    assert staff.kept("drafts") == []


def test_a_no_show_is_excused(service: Service, phones: Phones, later: Later):
    number = shift(service, "缺人的班", starts_in=timedelta(minutes=10), capacity=1)
    missed = comes(service, number)
    later(hours=14)
    for _ in range(2):  # over first, then missed
        service.work()
    staff = at_roster(phones, number)
    staff.tap(f"{missed[1]}免记")
    staff.answer("免记")
    staff.until("免记了，会收到通知")
    staff.shot("roster-excused")
    assert only(service, missed[2]).state == "excused"


def test_ones_own_row_has_no_buttons_and_a_refusal_is_said_in_words(service: Service, phones: Phones, later: Later):
    """A refusal with a reason of its own is no end of the work."""
    number = shift(service, "自己的班", starts_in=timedelta(minutes=20))
    signed_up(service, number, "staff02")
    name = done(service.call("GET", "/me", person="staff02"))["display_name"]
    own_no = done(service.call("GET", "/me", person="staff02"))["public_no"]
    staff = at_roster(phones, number, person="staff02")
    staff.until(name)
    assert staff.find(".row .choice").count() == 0
    staff.fill("对方的编号", own_no)
    staff.tap("加进名单")
    staff.until("自己的报名要由别人来办")
    assert not staff.sees("您的岗位已结束")


def test_the_roster_of_another_community_is_nobodys_to_see(service: Service, phones: Phones):
    rider = phones.new()
    number = shift(service, "看不到的名单", starts_in=timedelta(hours=3))
    rider.open(ROSTER, f"shift={number}")
    rider.tap("登录")
    rider.tap(ADULT)
    rider.until("这里是工作人员用的")
    rider.shot("roster-not-staff")
    rider.answer("知道了")
    rider.until("找最近开着的驿站")
