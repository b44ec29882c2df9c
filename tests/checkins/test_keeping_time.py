"""How long check-ins are kept, what is told of them to their people, and the invariant."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask, current_app
from prometheus_client import generate_latest

from app.accounts.holdings import holdings
from app.accounts.service import Person
from app.checkins import retention, service
from app.checkins.evidence_models import Checkin, DeviceDay, Expectation, SpentNonce
from app.checkins.metrics import CHECKINS
from app.core import clock, duties
from app.core.db import db, transaction
from tests.checkins.presence import (
    LEADER,
    community_point,
    expect,
    kept,
    person,
    printed,
    rotating,
    scan,
    station_point,
)
from tests.stations.keeping_words import Clock


def forget() -> int:
    with transaction():
        return retention.forget()


def rows(model: type) -> int:
    return int(db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0)


def test_t46_after_72_hours_a_visit_has_no_account_and_still_counts(at: Clock, town: None):
    scan(person("ma"), printed(station_point()))
    at.forward(hours=72)
    assert forget() == 0
    at.forward(seconds=1)
    assert (forget(), forget()) == (1, 0)
    (row,) = kept()
    assert (row.account_id, row.nonce, row.state, row.kind) == (None, None, "accepted", "station")


def test_t46_what_is_left_of_a_visit_says_the_day_and_no_second_that_a_log_could_be_searched_for(
    at: Clock, ma: Person, town: None
):
    """The log has who called when, with a pseudonym, for 180 days: beside it a visit's second is a name."""
    scan(ma, printed(station_point()))
    at.forward(hours=72, seconds=1)
    other = person("bao")
    scan(other, printed(station_point()))
    forget()
    with transaction():
        next(held for held in holdings(current_app) if held.table == "checkins").erase(other)
    for row in kept():
        assert clock.local(row.occurred_at).timetz() == time(0, tzinfo=clock.SHANGHAI)
        assert (clock.local(row.occurred_at).date(), row.received_at) == (row.local_day, row.occurred_at)
    assert {row.account_id for row in kept()} == {None} and len({row.local_day for row in kept()}) == 2


def test_a_community_scan_goes_after_30_days(at: Clock, town: None):
    scan(person("ma"), printed(community_point()))
    at.forward(days=30)
    assert forget() == 0
    at.forward(seconds=1)
    assert (forget(), kept()) == (1, [])


def test_a_rejected_one_goes_after_30_days(at: Clock, ma: Person, spot: int):
    scan(ma, "P.000001.0001.000000000000")
    at.forward(days=30)
    forget()
    assert len(kept()) == 1
    at.forward(seconds=1)
    forget()
    assert kept() == []


def test_at_a_shift_it_goes_180_days_after_its_hours_were_settled(at: Clock, ma: Person, spot: int):
    scan(ma, rotating(spot))
    at.forward(days=40)
    with transaction():
        service.settle_hours(ma.account_id, spot)
    at.forward(days=180)
    forget()
    assert len(kept()) == 1
    at.forward(seconds=1)
    forget()
    assert kept() == []


def test_unsettled_at_a_shift_it_is_kept_for_a_year(at: Clock, ma: Person, spot: int):
    scan(ma, rotating(spot))
    at.forward(days=365)
    forget()
    assert len(kept()) == 1
    at.forward(seconds=1)
    forget()
    assert kept() == []


def test_an_expectation_goes_180_minutes_after_the_end(at: Clock, ma: Person, spot: int):
    at.forward(hours=2, minutes=180)
    forget()
    assert rows(Expectation) == 1
    at.forward(seconds=1)
    forget()
    assert rows(Expectation) == 0


def test_a_device_is_forgotten_after_24_hours_and_a_nonce_after_72(at: Clock, ma: Person, spot: int):
    for _ in range(2):
        scan(ma, rotating(spot), device=lambda: "d" * 64)
    assert (rows(DeviceDay), rows(SpentNonce)) == (1, 1)
    at.forward(hours=24, seconds=1)
    forget()
    assert (rows(DeviceDay), rows(SpentNonce)) == (0, 1)
    at.forward(hours=48)
    forget()
    assert rows(SpentNonce) == 0


def test_the_worker_knows_both_sweeps_and_the_invariant(app: Flask):
    assert {"checkin-positions", "checkin-retention"} <= {sweep.name for sweep in duties.sweeps(app)}
    assert duties.invariants(app)["checkins-crossed"]() == []


def test_i6_two_checkins_of_one_pair_would_be_found(app: Flask, ma: Person, spot: int):
    scan(ma, rotating(spot))
    (row,) = kept()
    twin = {c.name: getattr(row, c.name) for c in Checkin.__table__.columns if c.name not in {"id", "nonce"}}
    with transaction() as session:
        session.execute(sa.text("DROP INDEX uq_checkins_pair"))
        session.execute(sa.insert(Checkin).values(**twin))
    (said,) = retention.crossed()
    assert "2 check-ins are the in of pair 1" in said


@pytest.fixture
def held(app: Flask) -> dict[str, object]:
    return {held.table: held for held in holdings(app)}


def test_ones_check_ins_are_in_the_export_in_words(held: dict, at: Clock, ma: Person, spot: int):
    scan(ma, rotating(spot))
    (line,) = held["checkins"].export(ma)
    assert (line["place"], line["direction"], line["state"]) == ("南城送水", "in", "accepted")
    assert [row["place"] for row in held["expectations"].export(ma)] == ["南城送水"]


def test_erasing_a_person_leaves_visits_as_a_count_and_nothing_else(held: dict, at: Clock, ma: Person, spot: int):
    scan(ma, printed(station_point()))
    for _ in range(2):
        scan(ma, rotating(spot))
    scan(ma, "P.000001.0001.000000000000")
    with transaction():
        for table in ("spent_nonces", "checkins", "expectations"):
            held[table].erase(ma)
    assert [(row.kind, row.account_id) for row in kept()] == [("station", None)]
    assert (rows(Expectation), rows(SpentNonce)) == (0, 0)


def test_what_a_leader_settled_stays_without_the_leader(held: dict, at: Clock, ma: Person, spot: int):
    with transaction():
        service.record_staff_mark(ma.account_id, spot, "in", at.now, "手机没电", LEADER)
    leader = Person(LEADER.account_id, LEADER.person_ref)
    (line,) = held["checkins"].export(leader)
    assert line == {
        "at": "2025-11-20T12:00:00+08:00",
        "place": "南城送水",
        "done_as_staff": "accepted",
        "note": "手机没电",
    }
    with transaction():
        held["checkins"].erase(leader)
    (row,) = kept()
    assert (row.actor_ref, row.note, row.account_id) == (None, "", ma.account_id)


def test_figures_say_no_place(ma: Person, spot: int):
    before = _counted()
    scan(ma, rotating(spot))
    assert _counted() == before + 1
    lines = [line for line in generate_latest().decode().splitlines() if line.startswith("yiqi_checkins_total")]
    assert lines
    assert not any("南城" in line or "900001" in line for line in lines)


def _counted() -> float:
    return float(CHECKINS.labels("shift", "rotating", "accepted", "none")._value.get())


def test_expecting_again_changes_the_times(at: Clock, ma: Person, spot: int):
    expect(ma, spot, starts_in=timedelta(hours=5))
    (row,) = db.session.scalars(sa.select(Expectation)).all()
    assert row.starts_at == at.now + timedelta(hours=5)
