"""Facts nobody checked for 90 days, a closure nobody ended: the managers are asked, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts.models import Account
from app.core import clock
from app.core.db import db, transaction
from app.stations import closures, keeping, overdue
from app.stations.models import Station
from app.stations.opening import Closure
from tests.stations.keeping_words import MANAGER, fresh
from tests.stations.riders_words import notices_of
from tests.support.people import grant

OLD, CLOSED = "facts-old", "closure-long"


@pytest.fixture
def managers(station):
    """Two managers and the liaison of T-001, the manager of T-002; their accounts in this order."""
    for user, role, code in (
        ("first", "station_manager", "T-001"),
        ("second", "station_manager", "T-001"),
        ("liaison", "rider_liaison", "T-001"),
        ("neighbour", "station_manager", "T-002"),
    ):
        grant(user, role, code)
    return list(db.session.scalars(sa.select(Account.id).order_by(Account.id)))


def titles(account_id: int) -> list[str]:
    return [notice.title for notice in notices_of(account_id)]


def check(code: str) -> None:
    with transaction():
        keeping.confirm_daily(code, {}, MANAGER)


def ask() -> int:
    with transaction():
        return overdue.ask_for_checks() + overdue.ask_about_closures()


def close(code: str = "T-001", *, ends_in: timedelta | None = None) -> None:
    now = clock.now()
    with transaction():
        closures.close(code, Closure(now, now + ends_in if ends_in else None, "装修", None), MANAGER)


# --- old facts ---


def test_after_ninety_days_without_a_check_the_managers_are_asked(station, managers, at):
    check("T-001")
    at.forward(days=90)
    check("T-002")
    assert ask() == 0
    at.forward(seconds=1)
    assert ask() == 1
    asked = [f"{station.name}：信息还对吗"]
    assert [titles(account) for account in managers] == [asked, asked, [], []]


def test_they_are_asked_once_a_period_and_again_after_the_next(managers, at):
    check("T-001")
    for _ in range(3):
        at.forward(days=91)
        ask()
    assert len(titles(managers[0])) == 1
    check("T-001")
    at.forward(days=91)
    assert (ask(), ask()) == (1, 0)
    assert len(titles(managers[0])) == 2


def test_the_card_says_stale_from_the_same_second(station, managers, at, client, monkeypatch):
    monkeypatch.setattr(clock, "epoch", lambda: clock.now().timestamp())
    check("T-001")
    for forward in ({"days": 90}, {"seconds": 1}):
        at.forward(**forward)
        stale = client.get("/api/v1/stations/T-001").json["stale"]
        assert (ask() == 1) is stale


def test_what_an_import_told_counts_until_somebody_checks(managers, at):
    with transaction() as session:
        session.execute(sa.update(Station).where(Station.code == "T-001").values(told_at=at.now, told_by="import"))
    at.forward(days=91)
    assert ask() == 1
    assert len(titles(managers[0])) == 1


def test_stations_that_are_not_in_use_or_never_told_of_anything_are_left_alone(managers, at):
    check("T-001")
    with transaction() as session:
        session.execute(sa.update(Station).where(Station.code == "T-001").values(status="inactive"))
    at.forward(days=200)
    assert ask() == 0


def test_asking_moves_nothing_that_riders_see(managers, at):
    check("T-001")
    at.forward(days=91)
    before = (fresh().version, fresh().change_no, fresh().changed_at)
    ask()
    assert (fresh().version, fresh().change_no, fresh().changed_at) == before


def test_several_at_once_are_all_asked_in_turn(managers, at, monkeypatch):
    monkeypatch.setattr(overdue, "ASKED_AT_ONCE", 1)
    for code in ("T-001", "T-002"):
        check(code)
    at.forward(days=91)
    assert [ask(), ask(), ask()] == [1, 1, 0]
    assert [len(titles(account)) for account in managers] == [1, 1, 0, 1]


# --- long closures ---


def test_a_closure_without_end_is_asked_about_after_seven_days_once(station, managers, at):
    close()
    at.forward(days=7)
    assert ask() == 0
    at.forward(seconds=1)
    assert (ask(), ask()) == (1, 0)
    asked = [f"{station.name}：还在用吗"]
    assert [titles(account) for account in managers] == [asked, asked, [], []]
    at.forward(days=40)
    assert ask() == 0


def test_one_with_an_end_or_ended_is_not_asked_about(managers, at):
    close(ends_in=timedelta(days=30))
    close("T-002")
    with transaction():
        (row,) = db.session.execute(sa.text("SELECT id FROM temporary_closures WHERE ends_at IS NULL")).scalars()
        closures.reopen("T-002", row, MANAGER)
    at.forward(days=10)
    assert (ask(), titles(managers[0])) == (0, [])


def test_another_closure_is_asked_about_anew(managers, at):
    close()
    at.forward(days=8)
    ask()
    with transaction():
        (row,) = db.session.execute(sa.text("SELECT id FROM temporary_closures")).scalars()
        closures.reopen("T-001", row, MANAGER)
    at.forward(minutes=5)
    close()
    at.forward(days=8)
    assert ask() == 1
    assert len(titles(managers[0])) == 2


def test_the_message_fits_its_template(managers, at):
    check("T-001")
    close()
    at.forward(days=91)
    ask()
    values = {notice.title: notice.values for notice in notices_of(managers[0])}
    assert [sorted(one) for one in values.values()] == [["change", "note", "station", "time"]] * 2
