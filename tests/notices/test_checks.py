"""What must always hold, the rights of those told, and what the worker does of itself."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import current_app

from app.accounts.holdings import Person, holdings
from app.core import duties
from app.core.db import db, transaction
from app.notices import checks, credits, outbox, switches
from app.notices.models import CreditWord, MessageCredit, Notice, TopicSwitch
from tests.notices.people import ALERT, allow, deliver, row, tap, tell

OURS = ("no-old-lease", "one-effect-each", "credits-not-negative", "outbox-in-time")
TABLES = {
    "notices": Notice,
    "message_credits": MessageCredit,
    "credit_words": CreditWord,
    "topic_switches": TopicSwitch,
}


def broken() -> list[str]:
    """Names of our invariants that are broken now."""
    found = duties.invariants(current_app)
    return [name for name in OURS if found[name]()]


def put(**columns) -> None:
    db.session.execute(sa.update(Notice).values(**columns))
    db.session.commit()


def test_a_busy_day_breaks_nothing(rider, other, wechat, at):
    tap(wechat, rider, count=2)
    allow(other)
    for account_id in (rider, other):
        tell(account_id, key="one")
        tell(account_id, key="two")
    deliver()
    assert broken() == []


def test_a_lease_past_twice_its_length_is_told(rider, wechat, at):
    tap(wechat, rider)
    tell(rider)
    with transaction():
        assert outbox.claim() is not None
    at.forward(seconds=119)
    assert broken() == []
    at.forward(seconds=2)
    assert broken() == ["no-old-lease"]


def test_a_message_that_waits_ten_minutes_past_its_hour_is_told(rider, at):
    allow(rider)
    at.stand(3 + 24)
    tell(rider)
    at.stand(24 + 9, 40)
    assert broken() == []
    at.forward(seconds=1)
    assert broken() == ["outbox-in-time"]


def test_at_night_only_what_is_urgent_is_late(rider, other, at):
    for account_id in (rider, other):
        allow(account_id)
    at.stand(23, 25)
    tell(rider)  # and the worker does not come by before half past eleven
    at.stand(23, 45)
    assert broken() == []
    tell(other, key="storm", urgent=True)
    at.stand(23, 56)
    assert broken() == ["outbox-in-time"]
    deliver()
    at.stand(24 + 9, 39)
    assert broken() == []
    at.stand(24 + 9, 41)
    assert broken() == ["outbox-in-time"]


def test_a_settled_row_that_would_be_sent_again_and_a_number_twice_are_told(rider, at):
    tell(rider)
    tell(rider, key="two")
    put(wechat_state="sent", msgid="7")
    assert broken() == ["one-effect-each"]
    assert checks.one_effect_each() == ["message 7 stands twice"]
    put(msgid=None, next_at=at.now)
    assert len(checks.one_effect_each()) == 2


@pytest.fixture
def full(rider, other):
    """Two people of whom every table holds something; who they are."""
    for account_id in (rider, other):
        allow(account_id, count=2)
        tell(account_id)
        with transaction():
            switches.switch(account_id, {"community": False})
    return Person(rider, "r" * 32), Person(other, "o" * 32)


def test_every_table_is_held_exported_and_erased_for_one_and_kept_for_the_other(app, full):
    mine = {holding.table: holding for holding in holdings(app) if holding.table in TABLES}
    assert set(mine) == set(TABLES)
    for table, holding in mine.items():
        assert [len(holding.export(person)) for person in full] == [1, 1], table
        if holding.count is not None:
            assert holding.count(full[0]) == 1
        for _ in range(2):
            with transaction():
                holding.erase(full[0])
        assert [len(holding.export(person)) for person in full] == [0, 1], table


def test_the_export_shows_what_was_told_and_not_how_it_is_sent(app, full, at):
    (held,) = (holding for holding in holdings(app) if holding.table == "notices")
    (told,) = held.export(full[0])
    assert told["at"] == "2025-11-20T12:00:00+08:00"
    assert told["wechat"] == "等着发"
    assert not {"account_id", "dedupe_key", "msgid", "leased_until"} & set(told)


def test_stopping_everything_is_nobodys_topic_in_the_export(app, full):
    with transaction():
        switches.stop(full[0].account_id)
    (held,) = (holding for holding in holdings(app) if holding.table == "topic_switches")
    assert [line["topic"] for line in held.export(full[0])] == ["community"]


def test_the_worker_sends_gathers_and_forgets_of_itself(app):
    ours = {sweep.name: sweep.errand for sweep in duties.sweeps(app)}
    assert {
        name: ours[name] for name in ("outbox", "notice-digest", "notice-leases", "credit-words", "old-notices")
    } == {
        "outbox": True,
        "notice-digest": True,
        "notice-leases": False,
        "credit-words": False,
        "old-notices": False,
    }


def test_no_openid_is_written_with_a_notice_or_shown_by_a_claim(rider, wechat, caplog):
    tap(wechat, rider)
    tell(rider)
    with transaction():
        held = outbox.claim()
    assert held is not None
    assert held.openid not in repr(held)
    assert held.openid not in repr(vars(row()))
    assert held.openid not in caplog.text
    assert credits.remaining(rider) == {ALERT: 0}
