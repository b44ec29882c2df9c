"""Riders agree, or a repair is overdue: the station's managers are told, once, and nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts.models import Account
from app.core import clock
from app.core.db import db, transaction
from app.notices import inbox
from app.stations import keeping
from tests.stations.keeping_words import people, report, say
from tests.support.people import grant


@pytest.fixture
def managers(station):
    """Two managers of T-001, one of T-002 beside them; their accounts in this order."""
    for user, code in (("first", "T-001"), ("second", "T-001"), ("neighbour", "T-002")):
        grant(user, "station_manager", code)
    return list(db.session.scalars(sa.select(Account.id).order_by(Account.id)))


def told(account_id: int) -> list[tuple[str, str]]:
    items = inbox.page(account_id, limit=20, cursor=None)["items"]
    db.session.rollback()
    return [(item["title"], item["link"]) for item in items]


def agree(**what: str) -> list[int]:
    riders = people(3)
    for rider in riders:
        report(rider, **what)
    return riders


def test_t55_three_riders_ask_both_managers_and_no_neighbour_or_rider(station, managers):
    riders = agree()
    asked = [(f"{station.name}：请看一下热水", "pages/station/station?code=T-001")]
    assert [told(account_id) for account_id in managers] == [asked, asked, []]
    assert [told(rider) for rider in riders] == [[], [], []]


def test_a_fourth_rider_asks_nobody_again_but_a_new_agreement_does(station, managers, at):
    riders = agree()
    report(*people(1))
    assert len(told(managers[0])) == 1
    say("hot_water", "working")
    at.forward(minutes=1)
    for rider in riders:
        report(rider)
    assert len(told(managers[0])) == 2


def test_a_closed_door_asks_in_its_own_words(station, managers):
    agree(amenity="opening", status="closed")
    assert told(managers[0])[0][0] == f"{station.name}：有人到了没开门"


def test_an_overdue_repair_reminds_once(station, managers, at):
    say("hot_water", "broken", eta=clock.now() + timedelta(hours=1))
    at.forward(hours=2)
    for _ in range(2):
        with transaction():
            keeping.pass_etas()
    assert [title for title, _ in told(managers[1])] == [f"{station.name}：热水修好了吗"]


def test_a_station_without_a_manager_tells_nobody(station):
    agree()
    assert db.session.scalars(sa.select(sa.func.count()).select_from(sa.table("notices"))).one() == 0
