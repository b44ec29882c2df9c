"""What is a rider's to take back and what is not, and what they are told when a position comes too late."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.accounts.holdings import holdings
from app.accounts.service import Person
from app.checkins import service, settling
from app.checkins.evidence_models import Checkin
from app.checkins.evidence_rules import AlreadyDecided, PositionNotAsked, PositionTooLate
from app.core.db import db, transaction
from tests.checkins.presence import (
    LEADER,
    came_to,
    kept,
    new_nonce,
    person,
    printed,
    rotating,
    scan,
    stand,
    station_point,
)
from tests.stations.keeping_words import Clock
from tests.support.places import make_station


def seen(who: Person, spot: int, at: Clock) -> Checkin:
    with transaction():
        facts = service.record_staff_scan(who.account_id, spot, "in", new_nonce(), at.now, LEADER)
    return db.session.get_one(Checkin, facts.id)


def marked(who: Person, spot: int, at: Clock) -> Checkin:
    with transaction():
        facts = service.record_staff_mark(who.account_id, spot, "out", at.now, "提前走了", LEADER)
    assert facts is not None
    return db.session.get_one(Checkin, facts.id)


def decided(who: Person, spot: int, at: Clock) -> Checkin:
    row = scan(who, printed(spot), claimed_at=at.now - timedelta(minutes=3))
    with transaction():
        return settling.decide(row.id, accept=False, reason="没见到", staff=LEADER)


@pytest.mark.parametrize("write", [seen, marked, decided])
def test_what_staff_scanned_marked_or_settled_stays(write, app: Flask, at: Clock, ma: Person, spot: int):
    row = write(ma, spot, at)
    at.forward(minutes=4, seconds=59)
    with pytest.raises(AlreadyDecided), transaction():
        settling.undo(ma, row.id)
    assert len(kept()) == 1


def test_ones_own_scan_that_staff_confirmed_is_theirs_too(at: Clock, ma: Person, spot: int):
    row = scan(ma, printed(spot))
    seen(ma, spot, at)
    assert came_to(row) == ("accepted", None, 3)
    with pytest.raises(AlreadyDecided), transaction():
        settling.undo(ma, row.id)


@pytest.mark.parametrize("swept", [True, False])
def test_t39_after_five_minutes_a_position_is_too_late_whether_or_not_the_worker_came_by(
    swept: bool, at: Clock, ma: Person, spot: int
):
    row = scan(ma, printed(spot))
    at.forward(minutes=5, seconds=1)
    if swept:
        with transaction():
            assert settling.pass_positions() == 1
    with pytest.raises(PositionTooLate):
        stand(ma, row)


def test_a_position_nobody_asked_for_stays_one_however_late(at: Clock, ma: Person, spot: int):
    row = scan(ma, rotating(spot))
    at.forward(minutes=6)
    with pytest.raises(PositionNotAsked):
        stand(ma, row)


def test_the_export_says_what_staff_wrote_of_a_check_in(app: Flask, at: Clock, ma: Person, spot: int):
    marked(ma, spot, at)
    (held,) = (one for one in holdings(app) if one.table == "checkins")
    assert [line["note"] for line in held.export(ma)] == ["提前走了"]
    assert held.export(person("li")) == []


@pytest.mark.parametrize("claimed", [None, timedelta(minutes=9, seconds=30)])
def test_better_evidence_counts_from_its_own_time(claimed: timedelta | None, at: Clock, ma: Person, spot: int):
    """A print proves no presence and a phone's clock no time: neither does once somebody stands before the screen."""
    first = scan(ma, printed(spot), claimed_at=at.now - claimed if claimed else None)
    at.forward(seconds=20)
    row = scan(ma, rotating(spot))
    assert (row.id, came_to(row), row.occurred_at, row.late) == (first.id, ("accepted", None, 2), at.now, False)


def test_two_places_too_fast_are_not_settled_by_waiting_and_scanning_again_for_the_time_before(
    at: Clock, ma: Person, spot: int
):
    make_station("FAR", lat_wgs84=44.6, lng_wgs84=82.9)  # 74 km: 37 minutes at 120 km/h
    scan(ma, printed(station_point("FAR")))
    at.forward(minutes=32)
    assert came_to(scan(ma, rotating(spot))) == ("pending", "too-fast", 2)
    at.forward(minutes=9)
    assert scan(ma, rotating(spot)).occurred_at == at.now
