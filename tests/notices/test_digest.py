"""The evening's digest: low topics are told together at 20:00, for one credit."""

from __future__ import annotations

from datetime import timedelta

from app.core.db import transaction
from app.notices import credits, delivery, inbox, switches
from app.notices.texts import DIGEST_SUBJECTS
from app.wechat.templates import WORDS
from tests.notices.people import VALUES, deliver, left, phone, row, state, tap, tell

HOURS = {"activity": "清雪", "date": "2025年11月20日", "hours": "1.50 小时", "result": "已确认"}
TEMPLATE = "hours_confirmed"


def hours(account_id: int, key: str, activity: str = "清雪", **more) -> None:
    tell(account_id, key=key, topic="hours", template=TEMPLATE, values=HOURS | {"activity": activity}, **more)


def gather() -> int:
    gathered = 0
    while found := delivery.digest_next():
        gathered += found
    return gathered


def subjects(wechat, account_id: int) -> list[str]:
    return [message.values["thing1"] for message in phone(wechat, account_id)]


def test_what_is_confirmed_by_day_is_told_in_the_evening_in_one_message(rider, wechat, at):
    tap(wechat, rider, TEMPLATE, count=3)
    for key, activity in (("a", "清雪"), ("b", "送药"), ("c", "助学")):
        hours(rider, key, activity)
    assert (gather(), deliver(), left(rider, TEMPLATE)) == (0, 0, 3)
    at.stand(20)
    assert [gather(), gather()] == [3, 0]
    assert deliver() == 1
    assert subjects(wechat, rider) == ["助学等3条"]
    assert (left(rider, TEMPLATE), [state(key) for key in "abc"]) == (2, ["none", "none", "sent"])


def test_one_alone_is_told_as_it_is(rider, wechat, at):
    tap(wechat, rider, TEMPLATE)
    hours(rider, "a")
    at.stand(20)
    gather()
    deliver()
    assert subjects(wechat, rider) == ["清雪"]


def test_what_was_read_in_the_meantime_is_not_told_again(rider, wechat, at):
    tap(wechat, rider, TEMPLATE)
    hours(rider, "a")
    with transaction():
        inbox.read(rider, up_to=row("a").id)
    at.stand(20)
    assert (gather(), deliver(), left(rider, TEMPLATE)) == (1, 0, 1)


def test_each_person_and_each_template_has_a_digest_of_its_own(rider, other, wechat, at):
    for account_id in (rider, other):
        tap(wechat, account_id, TEMPLATE)
    tap(wechat, rider)
    hours(rider, "a")
    hours(other, "b", "送药")
    tell(rider, key="c", topic="community", values=VALUES)
    at.stand(20)
    assert (gather(), deliver()) == (3, 3)
    assert (len(phone(wechat, rider)), subjects(wechat, other)) == (2, ["送药"])


def test_what_comes_after_eight_waits_for_the_next_evening(rider, wechat, at):
    tap(wechat, rider, TEMPLATE)
    at.stand(20, 1)
    hours(rider, "a")
    assert gather() == 0
    assert row("a").digest_at - at.now == timedelta(hours=23, minutes=59)


def test_without_a_credit_or_with_the_switch_off_the_evening_is_quiet(rider, other, wechat, at):
    for account_id in (rider, other):
        tap(wechat, account_id, TEMPLATE)
    hours(rider, "a")
    hours(other, "b")
    with transaction():
        credits.empty(rider, TEMPLATE)
    with transaction():
        switches.switch(other, {"hours": False})
    at.stand(20)
    assert (gather(), deliver(), left(other, TEMPLATE)) == (2, 0, 1)


def test_a_worker_that_was_away_all_evening_tells_it_in_the_morning(rider, wechat, at):
    tap(wechat, rider, TEMPLATE)
    hours(rider, "a")
    at.stand(23, 40)
    assert (gather(), deliver()) == (1, 0)
    at.stand(24 + 9, 30)
    assert deliver() == 1


def test_what_is_urgent_does_not_wait_for_the_evening(rider, wechat, at):
    tap(wechat, rider, TEMPLATE)
    hours(rider, "a", urgent=True)
    assert deliver() == 1


def test_every_template_says_what_it_is_about():
    assert all(set(DIGEST_SUBJECTS) & set(words) for words in WORDS.values())
