"""What a scan is worth, as plain values."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from app.checkins import evidence_rules as rules
from app.checkins.evidence_rules import Event, Stop, TooLate, Verdict

NINE = datetime(2025, 11, 20, 1, 0, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def events(*words: str) -> list[Event]:
    """``"in 0"``: an in at nine; ids in order."""
    split = [word.split() for word in words]
    return [Event(number + 1, one, at(float(minute))) for number, (one, minute) in enumerate(split)]


@pytest.mark.parametrize(
    ("starts", "ends", "when", "expected"),
    [(0, 60, -61, False), (0, 60, -60, True), (0, 60, 240, True), (0, 60, 241, False)],
)
def test_one_is_expected_from_an_hour_before_to_three_after(starts, ends, when, expected):
    assert rules.is_expected(at(starts), at(ends), at(when)) is expected


def test_no_time_of_the_phone_is_now():
    assert rules.bounded(None, NINE) == (NINE, False)


@pytest.mark.parametrize("minutes", [-2, -1, 1, 2])
def test_a_clock_that_is_nearly_right_is_believed_but_never_of_what_is_to_come(minutes):
    assert rules.bounded(at(minutes), NINE) == (at(min(minutes, 0)), False)


def test_t34_a_clock_two_hours_slow_is_believed_and_flagged():
    assert rules.bounded(at(-120), NINE) == (at(-120), True)


def test_t34_a_clock_two_hours_fast_is_bounded_and_flagged():
    assert rules.bounded(at(120), NINE) == (NINE, True)


def test_t42_72_hours_are_the_end():
    assert rules.bounded(NINE - timedelta(hours=72), NINE) == (NINE - timedelta(hours=72), True)
    with pytest.raises(TooLate):
        rules.bounded(NINE - timedelta(hours=72, seconds=1), NINE)


@pytest.mark.parametrize(
    ("before", "when", "direction"),
    [((), 0, "in"), (("in 0",), 10, "out"), (("in 0", "out 30"), 60, "in"), (("out 30",), 0, "in")],
)
def test_the_direction_is_inferred_from_what_was_before(before, when, direction):
    assert rules.direction_of(events(*before), at(when)) == direction


@pytest.mark.parametrize(
    ("before", "when", "direction", "same"),
    [
        ((), 0, None, None),
        (("in 0",), 9.9, None, 1),
        (("in 0",), 10, None, None),
        (("in 0",), 5, "in", 1),
        (("in 0",), 5, "out", None),  # a short visit, said so
        (("in 0", "out 30"), 31, None, 2),  # a double tap at leaving
        (("in 0", "out 5"), 6, "in", None),  # came again: an out lies between
        (("in 5",), 0, None, 1),  # delayed: the one after is the same
        (("out 5",), 0, "in", None),
    ],
)
def test_a_scan_soon_after_another_is_the_other(before, when, direction, same):
    found = rules.same_event(events(*before), at(when), direction)
    assert (found.id if found else None) == same


def test_a_late_scan_is_what_staff_saw_within_15_minutes():
    seen = [Event(1, "in", NINE, by_staff=True)]
    assert rules.same_event(seen, at(15), "in", late=True) == seen[0]
    assert rules.same_event(seen, at(15.1), "in", late=True) is None
    assert rules.same_event(seen, at(15), "out", late=True) is None
    assert rules.same_event(seen, at(15), "in") is None
    assert rules.same_event(events("in 0"), at(15), "in", late=True) is None


def test_pairs_are_numbered_by_time_whatever_came_first():
    day = events("in 0", "out 30", "in 60", "out 90")
    for order in itertools.permutations(day):
        assert rules.numbered(order) == {1: 1, 2: 1, 3: 2, 4: 2}


@pytest.mark.parametrize(
    ("day", "numbers"),
    [
        (("out 30",), [1]),
        (("in 0", "in 60", "out 90"), [1, 2, 2]),
        (("in 0", "out 30", "out 60"), [1, 1, 2]),
        (("out 0", "in 30"), [1, 2]),
    ],
)
def test_what_has_no_partner_is_a_pair_alone(day, numbers):
    assert list(rules.numbered(events(*day)).values()) == numbers


def stop(minutes: float, north_km: float) -> Stop:
    return Stop(at(minutes), 44.9 + north_km / 111.195, 82.07, 150)


@pytest.mark.parametrize(
    ("minutes", "km", "fast"), [(10, 20.2, False), (10, 20.5, True), (0, 0.2, False), (0, 0.5, True)]
)
def test_over_120_km_an_hour_from_edge_to_edge_is_too_fast(minutes, km, fast):
    assert rules.is_too_fast(stop(minutes, km), [stop(0, 0)]) is fast
    assert rules.is_too_fast(stop(0, 0), [stop(minutes, km)]) is fast


def test_nobody_else_is_not_too_fast():
    assert not rules.is_too_fast(stop(0, 0), [])


@pytest.mark.parametrize(
    ("method", "more", "verdict"),
    [
        ("rotating", {}, Verdict("accepted", None, 2)),
        ("rotating", {"needs_position": True}, Verdict("needs_position", None, 2)),
        ("printed", {}, Verdict("needs_position", None, 0)),
        ("rotating", {"on_roster": False}, Verdict("pending", "not-on-roster", 2)),
        ("rotating", {"late": True}, Verdict("pending", "late", 2)),
        ("printed", {"late": True}, Verdict("pending", "late", 0)),
        ("rotating", {"doubts": ["too-fast", "many-pairs"]}, Verdict("pending", "too-fast", 2)),
    ],
)
def test_what_a_code_comes_to_at_a_shift(method, more, verdict):
    facts = {"on_roster": True, "late": False, "doubts": [], "needs_position": False} | more
    assert rules.at_shift(method, **facts) == verdict


@pytest.mark.parametrize(
    ("method", "more", "verdict"),
    [
        ("printed", {}, Verdict("accepted", None, 1)),
        ("rotating", {}, Verdict("accepted", None, 3)),
        ("printed", {"distance_m": 170.0}, Verdict("accepted", None, 1)),  # 150 m and 20 m of accuracy
        ("printed", {"distance_m": 170.1}, Verdict("rejected", "too-far", 0)),
        ("rotating", {"distance_m": 170.1}, Verdict("pending", "too-far", 2)),
        ("printed", {"distance_m": 250.0, "accuracy_m": 180}, Verdict("accepted", None, 1)),  # at most 100 m count
        ("printed", {"distance_m": 250.1, "accuracy_m": 180}, Verdict("rejected", "too-far", 0)),
        ("printed", {"accuracy_m": 200}, Verdict("accepted", None, 1)),
        ("printed", {"accuracy_m": 200.1}, Verdict("pending", "no-position", 0)),
        ("rotating", {"accuracy_m": 200.1}, Verdict("pending", "no-position", 2)),
        ("printed", {"source": "approximate"}, Verdict("pending", "no-position", 0)),
        ("printed", {"distance_m": None}, Verdict("pending", "no-position", 0)),
        ("printed", {"hint": "camera"}, Verdict("accepted", None, 1)),
        ("printed", {"hint": "album"}, Verdict("pending", "no-position", 0)),
        ("printed", {"hint": "camera", "distance_m": 5000.0}, Verdict("rejected", "too-far", 0)),  # never enough
        ("rotating", {"hint": "album"}, Verdict("accepted", None, 3)),
    ],
)
def test_what_a_position_settles(method, more, verdict):
    facts = {"hint": "unknown", "distance_m": 0.0, "radius_m": 150, "accuracy_m": 20, "source": "precise"} | more
    hint = facts.pop("hint")
    assert rules.settled_by_position(method, hint, **facts) == verdict
