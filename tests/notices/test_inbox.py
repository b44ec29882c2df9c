"""Telling somebody: once, with its cause, always in the inbox, whatever becomes of the message."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.db import db, transaction
from app.notices import hearing, inbox, outbox, switches
from app.notices.models import Notice
from app.notices.service import notify
from tests.notices.people import ALERT, VALUES, allow, left, row, state, tell


def keys(account_id: int) -> list[str]:
    found = sa.select(Notice.dedupe_key).where(Notice.account_id == account_id).order_by(Notice.id)
    return [key.partition(":")[2] for key in db.session.scalars(found)]


def test_a_notice_stands_in_the_inbox_without_any_credit(rider):
    assert tell(rider) is True
    assert state() == "none"
    (item,) = inbox.page(rider, limit=20, cursor=None)["items"]
    assert item["title"] == "南城站有新提醒"
    assert item["read_at"] is None


def test_with_a_credit_it_also_goes_to_wechat_and_the_credit_is_taken_at_once(rider):
    allow(rider, count=2)
    tell(rider)
    assert (state(), left(rider)) == ("due", 1)


def test_without_a_template_no_credit_is_touched(rider):
    allow(rider)
    tell(rider, template=None, values=None)
    assert (state(), left(rider)) == ("none", 1)


def test_the_same_thing_is_told_once_and_costs_one_credit(rider):
    allow(rider, count=2)
    assert [tell(rider), tell(rider), tell(rider)] == [True, False, False]
    assert (keys(rider), left(rider)) == (["one"], 1)


def test_two_people_are_told_of_one_cause(rider, other):
    assert [tell(rider), tell(other)] == [True, True]


def test_a_notice_goes_with_its_cause(rider):
    allow(rider)
    with pytest.raises(RuntimeError, match="the cause failed"), transaction():
        notify(rider, "station", title="一", body="二", dedupe_key="one", template=ALERT, values=VALUES)
        raise RuntimeError("the cause failed")
    assert keys(rider) == []
    assert left(rider) == 1


@pytest.mark.parametrize(
    "wrong",
    [{"topic": "weather"}, {"template": "no_such"}, {"values": {"time": "12:00", "colour": "红"}}, {"values": {}}],
)
def test_mistakes_of_a_caller_are_noticed(rider, wrong):
    with pytest.raises(ValueError):
        tell(rider, **wrong)
    assert keys(rider) == []


def test_long_words_are_cut_to_their_columns_and_a_long_key_is_refused(rider):
    tell(rider, title="长" * 100, body="长" * 1000)
    assert (len(row().title), len(row().body)) == (60, 500)
    with pytest.raises(ValueError, match="does not fit"):
        tell(rider, key="k" * 200)


def test_a_switch_turned_off_stops_the_message_and_not_the_notice(rider):
    allow(rider)
    with transaction():
        switches.switch(rider, {"station": False})
    tell(rider)
    tell(rider, key="two", topic="shift")
    assert (state(), state("two")) == ("none", "due")
    assert keys(rider) == ["one", "two"]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=st.lists(st.tuples(st.booleans(), st.sampled_from("abcd")), max_size=12))
def test_property_every_key_is_told_exactly_once_to_each(app: Flask, rider: int, other: int, told):
    session = db.session
    session.execute(sa.delete(Notice))
    session.commit()
    fresh = [tell(rider if mine else other, key=key, template=None, values=None) for mine, key in told]
    assert fresh == [pair not in told[:index] for index, pair in enumerate(told)]
    for mine, account_id in ((True, rider), (False, other)):
        assert keys(account_id) == list(dict.fromkeys(key for whose, key in told if whose is mine))
    session.rollback()


def test_pages_go_newest_first_and_show_nobody_elses(rider, other):
    for number in range(5):
        tell(rider, key=f"k{number}", title=f"第 {number} 条")
        tell(other, key=f"k{number}")
    first = inbox.page(rider, limit=2, cursor=None)
    second = inbox.page(rider, limit=2, cursor=first["next_cursor"])
    last = inbox.page(rider, limit=2, cursor=second["next_cursor"])
    titles = [item["title"] for part in (first, second, last) for item in part["items"]]
    assert titles == [f"第 {number} 条" for number in (4, 3, 2, 1, 0)]
    assert last["next_cursor"] is None


def test_reading_counts_down_and_touches_nobody_elses(rider, other, at):
    for number in range(3):
        tell(rider, key=f"k{number}")
        tell(other, key=f"k{number}")
    mine, theirs = row_ids(rider), row_ids(other)
    with transaction():
        assert inbox.read(rider, ids=[mine[0], theirs[0]]) == 1
    assert (inbox.unread(rider), inbox.unread(other)) == (2, 3)
    first_read = at.now
    at.forward(minutes=1)
    with transaction():
        assert inbox.read(rider, up_to=theirs[-1]) == 2
    assert (inbox.unread(rider), inbox.unread(other)) == (0, 3)
    assert row_read_at(mine[0]) == first_read


def row_ids(account_id: int) -> list[int]:
    return list(db.session.scalars(sa.select(Notice.id).where(Notice.account_id == account_id).order_by(Notice.id)))


def row_read_at(notice_id: int):
    return db.session.scalars(sa.select(Notice.read_at).where(Notice.id == notice_id)).one()


def test_notices_are_forgotten_after_180_days(rider, at):
    tell(rider, key="old")
    at.forward(days=1)
    tell(rider, key="young")
    at.forward(days=179, seconds=1)
    with transaction():
        assert inbox.forget_old() == 1
    with transaction():
        assert inbox.forget_old() == 0
    assert keys(rider) == ["young"]


def test_who_is_leaving_is_sent_nothing_and_who_comes_back_is(rider):
    allow(rider, count=3)
    tell(rider)
    with transaction():
        hearing.person_leaving(account_id=rider)
    assert (state(), left(rider)) == ("none", 3)
    tell(rider, key="two")
    assert (state("two"), outbox.claim()) == ("none", None)
    db.session.rollback()
    with transaction():
        hearing.person_returned(account_id=rider)
    tell(rider, key="three")
    assert state("three") == "due"
