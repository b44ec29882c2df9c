"""Keeping a station in the database: keepers' words, riders' reports, and what the clock wears out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from app.accounts.models import Account
from app.core import audit, clock, events
from app.core.db import db, transaction
from app.core.problems import Invalid, NotFound, StaleVersion
from app.stations import history, keeping, reporting
from app.stations.amenities import Actor, Word
from app.stations.models import AmenityReport, Station, StationAmenity, StationHistory
from tests.support.places import load_areas, make_station

NOON = datetime(2025, 11, 20, 4, 0, tzinfo=UTC)  # 12:00 in Beijing
MANAGER = Actor("station_manager", "manager", "a" * 32)


class Clock:
    """The clock of a test: stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def at(monkeypatch) -> Clock:
    moved = Clock()
    monkeypatch.setattr(clock, "now", lambda: moved.now)
    return moved


@pytest.fixture
def station(app, at) -> Station:
    load_areas(app)
    make_station("T-002", amenities={"hot_water": "working", "heating": "working"})  # noise: must never change
    return make_station("T-001", amenities={"hot_water": "working", "heating": "working", "wifi": "absent"})


@pytest.fixture
def told(app):
    """What keeping and reporting tell the floors above, in order."""
    heard: list[tuple[str, dict]] = []
    events.on(app, reporting.reports_agreed, lambda **facts: heard.append(("agreed", facts)))
    events.on(app, keeping.eta_passed, lambda **facts: heard.append(("eta", facts)))
    yield heard
    for signal in (reporting.reports_agreed, keeping.eta_passed):
        signal.receivers.clear()


def people(count: int) -> list[int]:
    with transaction() as session:
        made = [Account(display_name="小哥·A1B2", avatar_url="/static/avatars/1.svg") for _ in range(count)]
        for one in made:
            one.created_at = clock.now()
        session.add_all(made)
        session.flush()
        return [one.id for one in made]


def say(amenity: str, status: str, **more) -> None:
    sent = more.pop("sent_version", None)
    with transaction():
        keeping.set_amenity("T-001", amenity, Word(status, **more), MANAGER, sent_version=sent)


def report(
    account_id: int, amenity: str = "hot_water", status: str = "broken", *, ago: timedelta | None = None
) -> None:
    occurred_at = None if ago is None else clock.now() - ago
    with transaction():
        reporting.report("t-001", amenity, Word(status), occurred_at=occurred_at, account_id=account_id)


def thing(amenity: str, code: str = "T-001") -> StationAmenity | None:
    query = sa.select(StationAmenity).join(Station, Station.id == StationAmenity.station_id)
    query = query.where(Station.code == code, StationAmenity.amenity == amenity)
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def fresh(code: str = "T-001") -> Station:
    query = sa.select(Station).where(Station.code == code).execution_options(populate_existing=True)
    return db.session.scalars(query).one()


def lines() -> list[StationHistory]:
    return list(db.session.scalars(sa.select(StationHistory).order_by(StationHistory.id)))


def audited() -> list[audit.AuditEvent]:
    stations = audit.AuditEvent.subject.startswith("station:")
    return list(db.session.scalars(sa.select(audit.AuditEvent).where(stations).order_by(audit.AuditEvent.id)))


# A keeper's word


def test_a_keepers_word_changes_the_thing_and_counts_as_an_edit(station, at):
    change_no = station.change_no
    at.forward(hours=1)
    say("hot_water", "broken", note="换零件", eta=at.now + timedelta(days=1))
    row, now = thing("hot_water"), fresh()
    assert (row.status, row.note, row.source) == ("broken", "换零件", "manager")
    assert (row.since, row.eta) == (at.now, at.now + timedelta(days=1))
    assert (now.version, now.told_at, now.told_by) == (2, at.now, "manager")
    assert now.change_no > change_no
    assert thing("hot_water", "T-002").status == "working"
    assert fresh("T-002").version == 1


def test_history_and_audit_keep_what_it_was_and_what_it_became(station):
    say("hot_water", "limited", note="只有一个龙头")
    (line,) = lines()
    before = {"status": "working", "note": "", "eta": None, "source": "import"}
    after = {"status": "limited", "note": "只有一个龙头", "eta": None, "source": "manager"}
    assert (line.field, line.before, line.after) == ("amenities.hot_water", before, after)
    assert (line.source, line.role, line.person_ref) == ("manager", "station_manager", "a" * 32)
    (event,) = audited()
    assert (event.action, event.subject, event.actor_role) == (
        "station.amenity_set",
        "station:T-001",
        "station_manager",
    )
    assert event.changes == {"amenities.hot_water": [before, after]}


def test_a_thing_the_station_did_not_have_is_added(station):
    say("umbrella_raincoat", "working")
    assert thing("umbrella_raincoat").status == "working"
    assert lines()[0].before is None


def test_saying_the_same_again_keeps_since_but_is_news_all_the_same(station, at):
    say("hot_water", "broken")
    began = at.now
    at.forward(hours=3)
    say("hot_water", "broken", note="还没修好")
    assert thing("hot_water").since == began
    assert fresh().told_at == at.now
    assert len(lines()) == 2


def test_working_again_forgets_the_expected_repair(station, at):
    say("hot_water", "broken", eta=at.now + timedelta(hours=2))
    say("hot_water", "working")
    assert thing("hot_water").eta is None


def test_an_unknown_thing_or_station_is_not_found(station):
    with pytest.raises(NotFound):
        say("swimming_pool", "working")
    with pytest.raises(NotFound), transaction():
        keeping.set_amenity("T-404", "hot_water", Word("broken"), MANAGER)


def test_an_old_version_is_refused_and_changes_nothing(station):
    say("hot_water", "broken", sent_version=1)
    with pytest.raises(StaleVersion):
        say("hot_water", "working", sent_version=1)
    assert thing("hot_water").status == "broken"
    assert len(lines()) == 1


def test_an_impossible_repair_is_refused_and_changes_nothing(station, at):
    with pytest.raises(Invalid):
        say("hot_water", "broken", eta=at.now)
    assert thing("hot_water").status == "working"
    assert fresh().version == 1


# 今天照常


def test_a_daily_confirmation_verifies_all_and_changes_what_it_names(station, at):
    at.forward(hours=5)
    with transaction():
        keeping.confirm_daily("T-001", {"heating": Word("limited", "只开一半")}, MANAGER)
    now = fresh()
    assert (now.last_verified_at, now.told_at, now.told_by, now.version) == (at.now, at.now, "manager", 2)
    assert thing("heating").status == "limited"
    untouched = thing("hot_water")
    assert (untouched.status, untouched.since, untouched.source) == ("working", NOON, "import")
    assert [line.field for line in lines()] == ["amenities.heating", "last_verified_at"]
    assert set(audited()[0].changes) == {"amenities.heating", "last_verified_at"}


def test_a_bad_line_of_a_daily_confirmation_refuses_it_whole(station, at):
    words = {"heating": Word("limited"), "hot_water": Word("working", eta=at.now + timedelta(hours=1))}
    with pytest.raises(Invalid) as refused, transaction():
        keeping.confirm_daily("T-001", words, MANAGER)
    assert refused.value.errors[0]["field"] == "amenities.1.eta"
    assert thing("heating").status == "working"
    assert fresh().last_verified_at is None


# Riders' reports


def test_t55_three_riders_in_half_an_hour_make_it_limited(station, at, told):
    first, second, third = people(3)
    version, change_no = station.version, station.change_no
    report(first)
    at.forward(minutes=15)
    report(second, status="limited")
    assert thing("hot_water").status == "working"
    at.forward(minutes=14, seconds=59)
    report(third, status="absent")
    row, now = thing("hot_water"), fresh()
    assert (row.status, row.source, row.since) == ("limited", "riders", at.now)
    assert (now.version, now.told_by, now.told_at) == (version, "riders", at.now)
    assert now.change_no > change_no
    (line,) = lines()
    assert (line.source, line.role, line.person_ref) == ("riders", "rider", None)
    assert told == [("agreed", {"code": "T-001", "amenity": "hot_water", "people": 3})]
    assert audited() == []
    assert thing("hot_water", "T-002").status == "working"


def test_t55_one_rider_three_times_changes_nothing(station, at, told):
    (rider,) = people(1)
    for _ in range(3):
        report(rider)
        at.forward(minutes=5)
    assert thing("hot_water").status == "working"
    assert [(found.count, found.status) for found in reporting.open_reports("T-001")] == [(1, "broken")]
    assert told == []


def test_t55_three_riders_in_more_than_half_an_hour_change_nothing(station, at, told):
    first, second, third = people(3)
    report(first)
    at.forward(minutes=15)
    report(second)
    at.forward(minutes=15)
    report(third)
    assert thing("hot_water").status == "working"
    assert told == []


def test_what_came_late_out_of_a_queue_counts_by_when_it_happened(station, told):
    first, second, third = people(3)
    report(first)
    report(second)
    report(third, ago=timedelta(minutes=31))
    assert thing("hot_water").status == "working"
    (found,) = reporting.open_reports("T-001")
    assert (found.count, found.first_at, found.last_at) == (3, NOON - timedelta(minutes=31), NOON)
    assert told == []


def test_reports_of_different_things_do_not_add_up(station):
    first, second, third = people(3)
    report(first)
    report(second)
    report(third, "heating")
    assert thing("hot_water").status == thing("heating").status == "working"


def test_three_who_say_it_works_change_nothing(station, told):
    say("hot_water", "broken")
    for rider in people(3):
        report(rider, status="working")
    assert thing("hot_water").status == "broken"
    assert told == []


def test_riders_never_raise_what_a_keeper_called_broken(station, told):
    say("hot_water", "broken")
    for rider in people(3):
        report(rider)
    assert thing("hot_water").status == "broken"
    assert [kind for kind, _ in told] == ["agreed"]


def test_a_thing_the_station_never_had_is_reported_but_not_added(station):
    for rider in people(3):
        report(rider, "shower")
    assert thing("shower") is None
    assert reporting.open_reports("T-001")[0].count == 3


def test_whoever_takes_it_back_no_longer_counts(station):
    first, second, third = people(3)
    report(first)
    report(first, status="working")
    report(second)
    report(third)
    assert thing("hot_water").status == "working"


def test_an_older_word_out_of_the_queue_does_not_overwrite_a_newer_one(station):
    (rider,) = people(1)
    report(rider, status="working")
    report(rider, status="broken", ago=timedelta(hours=1))
    assert [found.status for found in reporting.open_reports("T-001")] == ["working"]


def test_the_manager_is_asked_once_for_one_agreement(station, told):
    for rider in people(5):
        report(rider)
    assert len(told) == 1


def test_three_before_a_closed_door_only_ask(station, told):
    change_no = station.change_no
    for rider in people(3):
        report(rider, "opening", "closed")
    now = fresh()
    assert (now.version, now.change_no, now.told_by) == (1, change_no, None)
    assert lines() == []
    assert told == [("agreed", {"code": "T-001", "amenity": "opening", "people": 3})]


# Settling


def test_settling_answers_one_thing_and_leaves_the_others_open(station):
    first, second = people(2)
    report(first)
    report(second)
    report(first, "heating")
    with transaction():
        keeping.settle_reports("T-001", "hot_water", Word("limited", "水压小"), MANAGER)
    assert (thing("hot_water").status, fresh().version) == ("limited", 2)
    assert [found.amenity for found in reporting.open_reports("T-001")] == ["heating"]
    assert audited()[0].action == "station.reports_settled"


def test_settled_reports_are_nobodys_and_do_not_count_again(station):
    riders = people(3)
    for rider in riders:
        report(rider)
    with transaction():
        keeping.settle_reports("T-001", "hot_water", Word("working"), MANAGER)
    assert db.session.scalars(sa.select(AmenityReport.account_id)).all() == [None] * 3
    report(riders[0])
    assert thing("hot_water").status == "working"


def test_a_keepers_own_word_answers_the_reports_too(station):
    (rider,) = people(1)
    report(rider)
    say("hot_water", "working")
    assert reporting.open_reports("T-001") == []


def test_settling_a_closed_door_leaves_hours_and_version(station):
    (rider,) = people(1)
    report(rider, "opening", "closed")
    with transaction():
        keeping.settle_reports("T-001", "opening", Word("open"), MANAGER)
    assert reporting.open_reports("T-001") == []
    assert (fresh().version, lines()) == (1, [])
    assert audited()[0].changes == {"reports.opening": [1, "open"]}


# What the clock wears out


def test_after_a_day_a_report_is_nobodys_and_still_counts(station, at):
    old, young = people(2)
    report(old)
    at.forward(minutes=10)
    report(young)
    at.forward(hours=23, minutes=55)
    with transaction():
        assert reporting.forget_reporters() == 1
    kept = db.session.execute(sa.select(AmenityReport.account_id).order_by(AmenityReport.id)).scalars().all()
    assert kept == [None, young]
    assert reporting.open_reports("T-001")[0].count == 2
    with transaction():
        assert reporting.forget_reporters() == 0


def test_renewing_a_report_does_not_prolong_how_long_its_author_is_known(station, at):
    (rider,) = people(1)
    report(rider)
    at.forward(hours=23)
    report(rider)
    at.forward(hours=2)
    with transaction():
        assert reporting.forget_reporters() == 1


def test_a_repair_that_did_not_come_makes_it_unknown(station, at, told):
    eta = at.now + timedelta(hours=2)
    say("hot_water", "broken", note="等零件", eta=eta)
    say("heating", "broken", eta=eta + timedelta(days=1))
    before = fresh()
    version, told_at, change_no = before.version, before.told_at, before.change_no
    at.forward(hours=1, minutes=59)
    with transaction():
        assert keeping.pass_etas() == 0
    at.forward(minutes=2)
    with transaction():
        assert keeping.pass_etas() == 1
    row, now = thing("hot_water"), fresh()
    assert (row.status, row.note, row.eta, row.since, row.source) == ("unknown", "等零件", None, eta, "manager")
    assert thing("heating").status == "broken"
    assert (now.version, now.told_at) == (version, told_at)
    assert now.change_no > change_no
    assert (lines()[-1].field, lines()[-1].role, lines()[-1].person_ref) == ("amenities.hot_water", "system", None)
    assert told == [("eta", {"code": "T-001", "amenity": "hot_water", "eta": eta})]
    with transaction():
        assert keeping.pass_etas() == 0


# History


def test_history_turns_pages_from_the_newest(station, at):
    for status in ("broken", "limited", "working"):
        say("hot_water", status)
        at.forward(minutes=1)
    first = history.read_history("t-001", names=False, limit=2, cursor=None)
    rest = history.read_history("T-001", names=False, limit=2, cursor=first["next_cursor"])
    seen = [item["after"]["status"] for item in first["items"] + rest["items"]]
    assert seen == ["working", "limited", "broken"]
    assert rest["next_cursor"] is None
    assert rest["items"][0]["at"] == "2025-11-20T12:00:00+08:00"
    assert history.read_history("T-002", names=False, limit=2, cursor=None) == {"items": [], "next_cursor": None}
