"""Journey (c): a full shift, the queue, an offer that the worker made, and the place taken; and the other answers."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from tests.e2e import looking
from tests.e2e.phone import Phone, Phones
from tests.e2e.presence_stage import ADULT, sign_in
from tests.e2e.service import Service
from tests.e2e.shift_stage import RISK, STAFF, done, shift, signed_up

Later = Callable[..., None]
DIALOG = "[role=dialog]"
SOON = timedelta(hours=8)  # nearer than 12 h: quiet hours run on, whatever the hour of the test
WRONG = timedelta(hours=2)
QUEUE = """SELECT s.account_id FROM signups s WHERE s.shift_id = :id AND s.state = 'waitlisted'
    ORDER BY s.queued_at, s.id"""
OFFERS = """SELECT s.account_id, o.answer, o.expires_at FROM waitlist_offers o JOIN signups s ON s.id = o.signup_id
    WHERE s.shift_id = :id ORDER BY o.id"""
STATE = "SELECT state FROM signups WHERE shift_id = :id AND account_id = :account"


def account_of(service: Service, person: str) -> int:
    number = done(service.call("GET", "/me", person=person))["public_no"]
    return int(service.value("SELECT id FROM accounts WHERE public_no = :number", number=number))


def queue(service: Service, shift_id: int) -> list[int]:
    """Whose turn it is, the first first."""
    return [row[0] for row in service.rows(QUEUE, id=shift_id)]


def offers(service: Service, shift_id: int) -> list[tuple[int, str | None]]:
    """Who was offered a place in this order, and what came of it."""
    return [(row.account_id, row.answer) for row in service.rows(OFFERS, id=shift_id)]


def minutes_said(phone: Phone, selector: str) -> int:
    """How long there is to answer, as the page says it."""
    text = next(line for line in phone.lines(selector) if "可以回复" in line)
    found = re.search(r"还有(?:(\d+)小时)?(?:(\d+)分(?:钟)?)?可以回复", text)
    assert found and found.group(1, 2) != (None, None), text
    return 60 * int(found[1] or 0) + int(found[2] or 0)


def follows(said: int, expires_at: datetime, now: datetime) -> bool:
    """Whether a countdown goes by this clock."""
    return abs(said - math.floor((expires_at - now).total_seconds() / 60)) <= 1


def holds(phone: Phone) -> None:
    """Whatever can be tapped has a name and room, and all can be read."""
    phone.until_settled()
    faults = [*looking.nameless(phone)[1], *looking.cramped(phone)]
    assert faults + looking.unreadable(phone, "dark") + looking.unreadable(phone, "light") == []


def full(service: Service, phones: Phones, title: str, **ways: Any) -> tuple[int, Phone, str]:
    """A shift with one place, which somebody holds on a phone of theirs; somebody waits already."""
    number = shift(service, title, starts_in=SOON, capacity=1)
    holder = phones.new(subscribe="off", **ways)
    signed_up(service, number, holder.person)
    slow = f"slow{holder.person}"
    signed_up(service, number, slow)
    return number, holder, slow


def leaves(holder: Phone, title: str) -> None:
    """By taps, from the first tab."""
    holder.open()
    holder.tab("志愿")
    holder.tap("我的报名")
    holder.tap("登录")
    holder.tap(ADULT)
    holder.tap(title, exact=False)
    holder.tap("取消报名")
    holder.tap("取消报名", within=DIALOG)
    holder.until("取消好了")


def test_c_the_worker_offers_the_place_and_the_first_in_the_queue_takes_it(
    service: Service, phones: Phones, later: Later, size: tuple[int, int]
):
    title = f"夜里清冰{size[0]}"
    number, holder, slow = full(service, phones, title, size=size)
    rider = phones.new(size=size, theme="system", position="allowed", clock_off=WRONG)
    rider.open()
    rider.tab("志愿")
    rider.tap(title, exact=False)
    rider.until(RISK)
    rider.tap("报名候补，前面1人")
    rider.answer("允许")
    rider.answer("只这次")
    rider.tap(ADULT)
    rider.until("已候补，第2位")
    first, second = account_of(service, slow), account_of(service, rider.person)
    assert queue(service, number) == [first, second]

    leaves(holder, title)
    assert offers(service, number) == [(first, None)]
    later(hours=2, minutes=1)
    assert offers(service, number) == [(first, None)]
    assert queue(service, number) == [second]
    service.work()
    assert offers(service, number) == [(first, "lapsed"), (second, None)]

    rider.restart()
    rider.tab("我的")
    rider.tap("消息")
    rider.until("有名额了")
    rider.shot("c-inbox")
    rider.tap(f"有名额了：{title}", exact=False)
    rider.until("有名额给你")
    assert rider.taps == 3
    expires_at = service.rows(OFFERS, id=number)[-1].expires_at
    said = minutes_said(rider, ".answer-in")
    assert follows(said, expires_at, service.now())
    assert not follows(said, expires_at, service.now() + WRONG), "the check does not tell the clocks apart"
    assert abs(rider.kept("clock-offset")["ms"] / 1000 + WRONG.total_seconds()) < 60
    for words in ("名额先给下一位，你接着在那位后面候补", "让给下一位", "接受名额"):
        assert rider.sees(words), words
    rider.shot("c-offer")
    holds(rider)
    rider.tap("接受名额")
    rider.until("名额是你的了")
    rider.until("已报名")
    rider.shot("c-accepted")
    assert rider.taps == 4

    assert offers(service, number) == [(first, "lapsed"), (second, "accepted")]
    assert queue(service, number) == [first]
    assert service.value(STATE, id=number, account=second) == "registered"
    there = done(service.call("GET", f"/shifts/{number}"))
    assert (there["registered"], there["capacity"], there["waitlisted"]) == (1, 1, 1)
    (sent,) = rider.sent("POST", "/acceptance")
    assert sent.headers["idempotency-key"]


def test_an_offer_is_declined_where_it_is_seen_and_the_next_has_it(service: Service, phones: Phones):
    number, holder, slow = full(service, phones, "让一让")
    rider = phones.new(subscribe="off")
    mine = signed_up(service, number, rider.person)
    assert mine["position"] == 2
    service.call(
        "POST",
        f"/signups/{signup_of(service, number, holder.person)}/withdrawal",
        {"kind": "plain"},
        person=holder.person,
    )
    service.call("POST", f"/signups/{signup_of(service, number, slow)}/refusal", {}, person=slow)
    third = signed_up(service, number, f"third{rider.person}")
    rider.open()
    rider.tab("志愿")
    rider.tap("我的报名")
    rider.tap("登录")
    rider.tap(ADULT)
    rider.until("可以回复")
    assert follows(minutes_said(rider, ".countdown"), service.rows(OFFERS, id=number)[-1].expires_at, service.now())
    rider.shot("offer-in-my-shifts")
    holds(rider)
    rider.count_taps()
    rider.tap("让给下一位", exact=False)
    rider.until_gone("可以回复")
    assert rider.taps == 1
    assert service.value(STATE, id=number, account=account_of(service, rider.person)) == "cancelled"
    assert offers(service, number)[-1] == (account_of(service, f"third{rider.person}"), None)
    assert third["state"] == "waitlisted"


def test_whoever_taps_too_late_keeps_the_queue_and_is_told(service: Service, phones: Phones, later: Later):
    """No countdown punishes slow fingers: the tap after its end is answered in words, the place in line stays."""
    number, holder, slow = full(service, phones, "慢一点")
    next_one = f"next{holder.person}"
    signed_up(service, number, next_one)
    late = phones(slow, subscribe="off")
    service.call(
        "POST",
        f"/signups/{signup_of(service, number, holder.person)}/withdrawal",
        {"kind": "plain"},
        person=holder.person,
    )
    late.open()
    sign_in(late)
    late.open("pages/shift/shift", f"id={number}")
    late.until("接受名额")
    later(hours=2, minutes=1)
    late.tap("接受名额")
    late.until("这个名额已经让给下一位了")
    late.until("候补第1位")
    late.shot("offer-too-late")
    assert offers(service, number) == [(account_of(service, slow), "lapsed"), (account_of(service, next_one), None)]


def test_a_lost_answer_to_an_offer_is_repeated_and_takes_one_place(service: Service, phones: Phones):
    number, holder, slow = full(service, phones, "没信号")
    rider = phones(slow, subscribe="off")
    service.call(
        "POST",
        f"/signups/{signup_of(service, number, holder.person)}/withdrawal",
        {"kind": "plain"},
        person=holder.person,
    )
    rider.open()
    sign_in(rider)
    rider.open("packages/rider/pages/my-shifts/my-shifts")
    rider.until("接受名额")
    lost = rider.lose_answers("/acceptance", times=2)
    rider.tap("接受名额", exact=False)
    rider.until("没收到答复")
    assert lost.count == 2
    rider.tap("没收到答复，再发一次")
    rider.until("名额是你的了")
    keys = {one.headers["idempotency-key"] for one in rider.sent("POST", "/acceptance")}
    assert len(keys) == 1
    assert offers(service, number) == [(account_of(service, slow), "accepted")]


def test_a_move_is_answered_and_silence_keeps_the_place(service: Service, phones: Phones):
    number = shift(service, "改了时间", starts_in=timedelta(hours=30))
    rider = phones.new(subscribe="off")
    signed_up(service, number, rider.person)
    service.work()
    move(service, number, timedelta(hours=1))
    rider.open()
    sign_in(rider)
    rider.open("pages/shift/shift", f"id={number}")
    rider.until("时间地点改了，还来吗")
    assert rider.sees("不回复也给你留着位置")
    rider.shot("moved")
    holds(rider)
    rider.count_taps()
    rider.tap("还来")
    rider.until("好，等你来")
    assert rider.taps == 1
    due = "SELECT reconfirm_due FROM signups WHERE shift_id = :id"
    assert service.value(due, id=number) is None


def move(service: Service, shift_id: int, by: timedelta) -> None:
    """Staff put it later."""
    found = done(service.call("GET", f"/shifts/{shift_id}", person=STAFF))
    names = ("title", "area_code", "place", "lat", "lng", "risk_text", "insurance_text")
    body = {name: found[name] for name in names} | {
        name: (datetime.fromisoformat(found[name]) + by).isoformat() for name in ("starts_at", "ends_at")
    }
    body["roles"] = [{"name": role["name"], "capacity": role["capacity"]} for role in found["roles"]]
    headers = {"If-Match": f'"{found["version"]}"'}
    done(service.call("PUT", f"/shifts/{shift_id}", body, person=STAFF, headers=headers))


def signup_of(service: Service, shift_id: int, person: str) -> int:
    mine = done(service.call("GET", "/me/signups?when=future", person=person))["items"]
    return next(int(one["id"]) for one in mine if one["shift_id"] == shift_id)
