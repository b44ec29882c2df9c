"""Signing up for a shift, its queue, leaving, my shifts and my hours: by taps, on the real service."""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from app.checkins import service as checkins
from app.core.db import transaction
from tests.e2e import in_page, looking
from tests.e2e.faults import Fault
from tests.e2e.phone import LARGE, PATIENCE_S, SMALL, Phone, Phones
from tests.e2e.service import Service
from tests.e2e.shift_stage import INSURANCE, RISK, done, hours_of_three, shift, signed_up
from tests.e2e.wire import Seen

ADULT = "已满16岁，同意并登录"
DIALOG = "[role=dialog]"
AT_THE_SHIFT = """SELECT count(*) FROM checkins c JOIN presence_points p ON p.id IN (c.point_id, c.scanned_point_id)
    WHERE p.kind = 'shift' AND p.target = :id"""


def account_of(service: Service, phone: Phone) -> int:
    """The account behind a phone, by the number its app keeps."""
    number = phone.kept("session")["account"]
    return int(service.value("SELECT id FROM accounts WHERE public_no = :number", number=number))


def states(service: Service, shift_id: int) -> list[str]:
    """The states of all sign-ups of a shift, the first to come first."""
    return [
        row.state for row in service.rows("SELECT state FROM signups WHERE shift_id = :id ORDER BY id", id=shift_id)
    ]


def answer_messages(phone: Phone, *, yes: bool = True) -> None:
    """What WeChat asks before messages, this once."""
    phone.answer("允许" if yes else "取消")
    phone.answer("只这次")


def until_held(phone: Phone, fault: Fault, count: int) -> None:
    """Wait until a fault holds so many answers."""
    deadline = time.monotonic() + PATIENCE_S
    while fault.held < count:
        assert time.monotonic() < deadline, f"holds {fault.held} answers"
        phone.page.wait_for_timeout(50)


def in_order(phone: Phone, name: str) -> None:
    """Whatever can be tapped here has a name and room, and all can be read, in light and dark."""
    phone.until_settled()
    assert looking.nameless(phone)[1] == []
    assert looking.cramped(phone) == []
    assert looking.unreadable(phone, "dark") == []
    phone.shot(f"{name}-dark")
    assert looking.unreadable(phone, "light") == []


def open_shift(phone: Phone, title: str) -> None:
    """From the first tab by taps."""
    phone.tab("志愿")
    phone.tap(title, exact=False)
    phone.until("保险")


def test_a_newcomer_signs_up_and_leaves_again(service: Service, phones: Phones, size: tuple[int, int]):
    title = f"雪后清冰{size[0]}"
    number = shift(service, title)
    rider = phones.new(size=size, theme="system", position="allowed")
    rider.open()
    open_shift(rider, title)
    assert rider.taps == 2
    for words in (RISK, INSURANCE, "北京时间", "还有2个名额", "点下去就是同意《志愿服务记录》"):
        assert rider.sees(words), words
    rider.shot("shift-before")
    rider.tap("报名")
    answer_messages(rider)
    assert rider.sent("POST", "/signups") == []
    rider.until("登录一下")
    rider.shot("shift-sign-in")
    rider.tap(ADULT)
    rider.until("报上了")
    rider.until("已报名")
    rider.shot("shift-signed-up")
    in_order(rider, "shift-signed-up")
    assert states(service, number) == ["registered"]
    account = account_of(service, rider)
    consent = "SELECT action FROM consent_records WHERE account_id = :account AND purpose = 'volunteer_record'"
    assert service.value(consent, account=account) == "given"
    (seen,) = rider.sent("POST", f"/shifts/{number}/signups")
    assert seen.headers["idempotency-key"]

    rider.tap("取消报名")
    rider.until("现在取消不留记录")
    rider.shot("shift-leaving")
    assert looking.unreadable(rider, "dark") + looking.unreadable(rider, "light") == []
    rider.tap("取消报名", within=DIALOG)
    rider.until("取消好了")
    rider.until("还有2个名额")
    rider.until_gone("点下去就是同意")  # given with the first tap
    assert states(service, number) == ["cancelled"]
    rider.tap("报名")
    answer_messages(rider)
    rider.until("报上了")
    assert states(service, number) == ["registered"]


def test_a_full_shift_gives_a_place_in_the_queue_and_lets_one_out_of_it(
    service: Service, phones: Phones, size: tuple[int, int]
):
    title = f"反诈宣讲{size[0]}"
    number = shift(service, title, capacity=1)
    signed_up(service, number)
    signed_up(service, number)
    rider = phones.new(size=size, theme="system", position="allowed", subscribe="off")
    rider.open()
    open_shift(rider, title)
    rider.until("满了，1人候补")
    rider.tap("报名候补，前面1人")
    rider.tap(ADULT)
    rider.until("已候补，第2位")
    rider.shot("shift-queue")
    assert states(service, number) == ["registered", "waitlisted", "waitlisted"]
    rider.back()
    rider.until("候补第2位")
    rider.shot("shifts-waiting")
    in_order(rider, "shifts-waiting")
    rider.tap(title, exact=False)
    rider.tap("不候补了")
    rider.tap("不候补了", within=DIALOG)
    rider.until("取消好了")
    assert states(service, number) == ["registered", "waitlisted", "cancelled"]


@pytest.mark.parametrize(
    ("size", "way", "state"),
    [(LARGE, "跑单走不开", "excused"), (SMALL, "不是跑单，临时取消", "late_cancelled")],
    ids=["375-excused", "320-late"],
)
def test_leaving_late_says_why_or_is_marked(
    service: Service, phones: Phones, size: tuple[int, int], way: str, state: str
):
    title = f"护学{size[0]}{state}"
    number = shift(service, title, starts_in=timedelta(hours=2))
    rider = phones.new(size=size, theme="system", position="allowed", subscribe="ban")
    rider.open()
    open_shift(rider, title)
    rider.tap("报名")
    rider.tap(ADULT)
    rider.until("报上了")
    rider.tap("取消报名")
    rider.until("临时取消”，只有你和组织者看得到")
    rider.shot(f"shift-late-{state}")
    rider.tap(way, within=DIALOG)
    rider.until("取消好了")
    assert states(service, number) == [state]


@pytest.mark.parametrize("subscribe", ["ask", "off", "ban"])
def test_refused_switched_off_and_banned_still_sign_up(service: Service, phones: Phones, subscribe: str):
    number = shift(service, f"巡河{subscribe}")
    rider = phones.new(position="allowed", subscribe=subscribe)
    rider.open("pages/shift/shift", f"id={number}")
    rider.tap("报名")
    if subscribe == "ask":
        rider.until("益骑 想给你发消息")
        assert rider.sent("POST", "/") == []
        answer_messages(rider, yes=False)
    rider.tap(ADULT)
    rider.until("报上了")
    assert states(service, number) == ["registered"]
    assert rider.sent("POST", "/me/subscriptions") == []


def test_accepted_messages_are_told_to_the_service_and_asked_in_the_tap_only(service: Service, phones: Phones):
    number = shift(service)
    rider = phones.new(position="allowed")
    rider.open("pages/shift/shift", f"id={number}")
    rider.until("报名")
    outside = "new Promise(done => wx.requestSubscribeMessage({ tmplIds: ['FAKE-a-1'], complete: done }))"
    assert "user TAP gesture" in rider.page.evaluate(outside)["errMsg"]
    rider.tap("报名")
    rider.until("报名结果通知\n候补名额通知\n活动开始提醒")
    answer_messages(rider)
    rider.tap(ADULT)
    rider.until("报上了")
    rider.until_settled()
    assert len(rider.sent("POST", "/me/subscriptions")) == 3
    credits = credits_of(service, rider)
    assert (credits["signup_result"], credits["waitlist_offer"], credits["shift_reminder"]) == (1, 1, 1)


def credits_of(service: Service, phone: Phone) -> dict[str, Any]:
    """How many messages of each template may be sent to whoever holds this phone."""
    found: dict[str, Any] = done(service.call("GET", "/me/notice-settings", person=phone.person))["credits"]
    return found


def test_lost_answers_repeat_with_the_same_key_and_have_one_effect(service: Service, phones: Phones):
    number = shift(service)
    rider = phones.new(position="allowed", subscribe="off")
    rider.context.add_init_script(in_page.WAITS)
    rider.open("pages/shift/shift", f"id={number}")
    rider.tap("报名")
    fault = rider.hold_answers(f"/shifts/{number}/signups")
    rider.tap(ADULT)
    for count in (1, 2):
        until_held(rider, fault, count)
        run_out(rider, seconds=10)
    rider.until("没收到答复")
    rider.shot("shift-unanswered")
    rider.tap("没收到答复，再发一次")
    until_held(rider, fault, 3)
    rider.hide()
    run_out(rider, seconds=5)  # WeChat cuts off what is under way in the background
    until_held(rider, fault, 4)
    run_out(rider, seconds=10)
    rider.until("没收到答复，再发一次")
    fault.drop()
    rider.show()
    rider.until("报上了")
    sent = rider.sent("POST", f"/shifts/{number}/signups")
    assert len(sent) == 5
    one_key(sent)
    assert states(service, number) == ["registered"]
    signup = f"/api/v1/shifts/{number}/signups"
    rider.page.evaluate("path => fetch(path, { method: 'POST', headers: { 'Idempotency-Key': 'another' } })", signup)
    with pytest.raises(AssertionError):  # a repeat that takes a new key
        one_key(rider.sent("POST", f"/shifts/{number}/signups"))


def run_out(rider: Phone, *, seconds: int) -> None:
    """So much time passes for whatever waits exactly so long."""
    assert rider.page.evaluate("ms => window.__over(ms)", seconds * 1000) > 0


def one_key(sent: list[Seen]) -> None:
    """All of these are repeats of one act."""
    assert len({one.headers["idempotency-key"] for one in sent}) == 1


def test_without_network_it_is_said_the_choice_stays_and_the_list_says_its_age(service: Service, phones: Phones):
    roles = [{"name": "铲冰", "capacity": 2}, {"name": "引导", "capacity": 2}]
    number = shift(service, "断网扫雪", roles=roles)
    rider = phones.new(position="allowed", subscribe="off")
    rider.open()
    open_shift(rider, "断网扫雪")
    rider.tap("引导", exact=False)
    rider.tap("报名")
    rider.tap(ADULT)
    rider.until("报上了")
    rider.tap("取消报名")
    rider.cut()
    rider.tap("取消报名", within=DIALOG)
    rider.until("没有网络，连上再点一次")
    rider.shot("shift-offline")
    rider.back()
    rider.tab("驿站")
    rider.tab("志愿")
    rider.until("离线 · 资料是")
    rider.until("断网扫雪")
    rider.shot("shifts-offline")
    rider.mend()
    rider.tap("再试一次")
    rider.until_gone("离线")
    chosen = "SELECT r.name FROM signups s JOIN shift_roles r ON r.id = s.role_id WHERE s.shift_id = :id AND s.state = 'registered'"
    assert service.value(chosen, id=number) == "引导"


def test_a_refusal_is_said_in_words_and_names_the_other_shift(service: Service, phones: Phones):
    first, second = shift(service, "同一时间甲"), shift(service, "同一时间乙")
    rider = phones.new(position="allowed", subscribe="off")
    rider.open("pages/shift/shift", f"id={first}")
    rider.tap("报名")
    rider.tap(ADULT)
    rider.until("报上了")
    rider.open("pages/shift/shift", f"id={second}")
    rider.tap("报名")
    rider.until("和「同一时间甲」时间重叠")
    rider.shot("shift-refused")
    assert states(service, second) == []


def test_my_next_shift_is_one_tap_away_and_right_when_the_phone_is_two_hours_wrong(
    service: Service, phones: Phones, size: tuple[int, int]
):
    number = shift(service, f"下一班{size[0]}", starts_in=timedelta(minutes=95))
    rider = phones.new(size=size, theme="system", position="allowed", clock_off=timedelta(hours=2))
    signed_up(service, number, rider.person)
    rider.open()
    rider.tab("志愿")
    rider.tap("我的报名")
    assert rider.taps == 2
    rider.tap("登录")
    rider.tap(ADULT)
    rider.until(f"下一班{size[0]}")
    rider.until("1小时3")
    rider.shot("my-shifts")
    calendar_opened_and_ended(service, rider, f"下一班{size[0]}")
    in_order(rider, "my-shifts")
    rider.restart()
    rider.tab("志愿")
    rider.until("我的下一班")
    assert rider.taps == 1
    assert "1小时3" in rider.lines(".own")[0]
    rider.shot("shifts-mine")


def calendar_opened_and_ended(service: Service, rider: Phone, title: str) -> None:
    """Two taps give an address that shows the shift to whoever has it; a third takes it back. Its panel stays open."""
    rider.tap("放进手机日历")
    rider.until("谁有它，谁就看得到你的班次")
    rider.tap("复制地址")
    rider.until("复制好了")
    (url,) = rider.lines(".url")
    assert title in calendar_at(service, url)[1]
    rider.tap("停用")
    rider.answer("停用")
    rider.until("停用了，以前的地址都打不开了")
    assert calendar_at(service, url)[0] == 404


def calendar_at(service: Service, url: str) -> tuple[int, str]:
    """What the phone's calendar gets there."""
    connection = http.client.HTTPConnection(urlsplit(service.url).netloc, timeout=30)
    connection.request("GET", urlsplit(url).path)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def test_a_poster_shows_the_shift_and_checks_nobody_in(service: Service, phones: Phones):
    number = shift(service, "海报扫雪", starts_in=timedelta(minutes=30))
    with service.app.app_context(), transaction():
        scene = checkins.scene_of("shift", str(number))
    rider = phones.new(position="allowed")
    rider.open("pages/shift/shift", f"scene={scene}", scene=1047)
    rider.until("海报扫雪")
    rider.until("在这里签到")
    rider.until_settled()
    rider.shot("shift-poster")
    assert rider.sent("POST", "/checkins") == []
    assert service.value(AT_THE_SHIFT, id=str(number)) == 0


def test_my_hours_say_where_each_minute_comes_from(
    service: Service, phones: Phones, size: tuple[int, int], later: Callable[..., None]
):
    rider = phones.new(size=size, theme="system", position="allowed")
    refused = hours_of_three(service, rider.person, later)
    rider.open()
    rider.tab("志愿")
    rider.tap("我的时长")
    rider.tap("登录")
    rider.tap(ADULT)
    rider.until("每一次服务")
    for words in ("扫码签到/签退", "手动登记", "补录", "待确认", "没有通过", "原因：人没到", "其中补录30分钟"):
        assert rider.sees(words), words
    assert rider.lines(".total") == ["30分钟"]
    rider.shot("hours")
    in_order(rider, "hours")
    rider.swipe(-500)
    rider.shot("hours-below")
    says_how_it_was(service, rider, "斑马线护学")
    rider.open("pages/hours/hours", f"id={refused}")
    rider.until("消息里说的这一条")
    rider.shot("hours-of-a-notice")


def says_how_it_was(service: Service, rider: Phone, title: str) -> None:
    """From the line of hours to its shift: one tap of five, one to send."""
    rider.tap(title, exact=False)
    rider.tap("看这一班")
    rider.until("评的是活动，不是人。写的话不公开")
    in_order(rider, "shift-over")
    rider.tap("4 好")
    rider.tap("交评价")
    rider.until("你评了 4，好")
    stars = "SELECT e.stars FROM evaluations e JOIN shifts s ON s.id = e.shift_id WHERE e.account_id = :account"
    assert service.value(stars, account=account_of(service, rider)) == 4


def test_a_shift_changes_on_the_list_within_its_refresh(service: Service, phones: Phones):
    number = shift(service, "看得见的变化", capacity=1)
    rider = phones.new(position="allowed")
    rider.open()
    rider.tab("志愿")
    rider.until("看得见的变化")
    signed_up(service, number)
    rider.pull()
    rider.until("满了，可以候补")
    fresh = [one for one in rider.sent("GET", "/shifts") if one.headers.get("cache-control") == "no-cache"]
    assert fresh
