"""Riders' reports in the database: when they agree, how they are settled, and how long their authors are known."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.core.db import db, transaction
from app.stations import keeping, reporting
from app.stations.amenities import Word
from app.stations.models import AmenityReport
from tests.stations.keeping_words import MANAGER, NOON, audited, fresh, lines, people, report, say, thing


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
        report(rider, note="我是对面送餐的")
    with transaction():
        keeping.settle_reports("T-001", "hot_water", Word("working"), MANAGER)
    assert authors_and_words() == [(None, "")] * 3
    report(riders[0])
    assert thing("hot_water").status == "working"


def test_a_keepers_own_word_answers_the_reports_too(station):
    (rider,) = people(1)
    report(rider)
    say("hot_water", "working")
    assert reporting.open_reports("T-001") == []


@pytest.mark.parametrize("how", ["own", "late", "others", "told"])
def test_a_word_taken_back_lets_the_reports_that_it_answered_wait_again(station, at, how):
    for rider in people(2):
        report(rider)
    say("hot_water", "working")
    at.forward(minutes=10, seconds=how == "late")
    if how == "others":
        with transaction():
            keeping.set_amenity("T-001", "hot_water", Word("broken"), replace(MANAGER, person_ref="b" * 32))
    with transaction():
        keeping.set_amenity("T-001", "hot_water", Word("limited"), MANAGER, taking_back=how != "told")
    counts = [(found.status, found.count) for found in reporting.open_reports("T-001")]
    assert counts == ([("broken", 2)] if how == "own" else [])
    assert authors_and_words() == [(None, "")] * 2


def test_settling_a_closed_door_leaves_hours_and_version(station):
    (rider,) = people(1)
    report(rider, "opening", "closed")
    with transaction():
        keeping.settle_reports("T-001", "opening", Word("open"), MANAGER)
    assert reporting.open_reports("T-001") == []
    assert (fresh().version, lines()) == (1, [])
    assert audited()[0].changes == {"reports.opening": [1, "open"]}


# Forgetting


def authors_and_words() -> list[tuple[int | None, str]]:
    query = sa.select(AmenityReport.account_id, AmenityReport.note).order_by(AmenityReport.id)
    return list(db.session.execute(query).tuples())


def test_a_report_goes_after_90_days_settled_or_not(station, at):
    first, second = people(2)
    report(first)
    report(second, "heating")
    with transaction():
        keeping.settle_reports("T-001", "heating", Word("working"), MANAGER)
    at.forward(days=90)
    with transaction():
        assert reporting.forget_reports() == 0
    report(first, "wifi")
    at.forward(seconds=1)
    with transaction():
        assert reporting.forget_reports() == 2
    assert authors_and_words() == [(first, "")]


def test_after_a_day_a_report_is_nobodys_and_still_counts(station, at):
    old, young = people(2)
    report(old, note="我是对面送餐的")
    at.forward(minutes=10)
    report(young, note="我是对面送餐的")
    at.forward(hours=23, minutes=55)
    with transaction():
        assert reporting.forget_reporters() == 1
    assert authors_and_words() == [(None, ""), (young, "我是对面送餐的")]
    assert reporting.open_reports("T-001")[0].count == 2
    with transaction():
        assert reporting.forget_reporters() == 0


def test_t55_a_rider_forgotten_between_two_words_counts_once(station, at, told):
    rider, other = people(2)
    report(rider)
    at.forward(hours=23, minutes=55)
    report(rider)  # renewed: of just now, and of yesterday
    at.forward(minutes=6)
    with transaction():
        assert reporting.forget_reporters() == 1
    report(rider)
    report(other)
    assert thing("hot_water").status == "working"
    assert told == []
    assert reporting.open_reports("T-001")[0].count == 3  # for the keeper every word stands


def test_renewing_a_report_does_not_prolong_how_long_its_author_is_known(station, at):
    (rider,) = people(1)
    report(rider)
    at.forward(hours=23)
    report(rider)
    at.forward(hours=2)
    with transaction():
        assert reporting.forget_reporters() == 1
