"""How many minutes a presence is worth, on which day they lie, and when a second approver is needed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import SHANGHAI
from app.hours import minutes_rules as rules
from app.hours.minutes_rules import Pair, Worked


def local(text: str, day: int = 20) -> datetime:
    hour, minute, *second = map(int, text.split(":"))
    return datetime(2025, 11, day, hour, minute, *second, tzinfo=SHANGHAI).astimezone(UTC)


ELEVEN, TWELVE = local("11:00"), local("12:00")
NIGHT = local("23:00"), local("1:30", 21)


def worth(*pairs: tuple[str, str]) -> int:
    return rules.worked([Pair(local(a), local(b)) for a, b in pairs], ELEVEN, TWELVE, SHANGHAI).minutes


def test_in_10_30_out_12_40_at_11_to_12_is_90():
    assert worth(("10:30", "12:40")) == 90


@pytest.mark.parametrize(
    ("pair", "minutes"),
    [
        (("11:00", "12:00"), 60),
        (("10:45", "12:15"), 90),
        (("10:44:59", "12:15:01"), 90),
        (("11:20", "11:50"), 30),  # partial presence gives partial minutes
        (("11:00:01", "12:00"), 59),  # floor
        (("9:00", "10:45"), 0),
        (("12:15", "13:00"), 0),
        (("11:30", "11:30"), 0),
    ],
)
def test_a_pair_counts_within_fifteen_minutes_of_the_plan_in_whole_minutes(pair, minutes):
    assert worth(pair) == minutes


def test_pairs_add_and_no_moment_counts_twice():
    assert worth(("11:00", "11:20"), ("11:30", "12:00")) == 50
    assert worth(("11:00", "11:40"), ("11:20", "12:00")) == 60
    assert worth(("11:00", "12:00"), ("11:10", "11:20")) == 60


def test_half_a_pair_counts_nothing_until_the_plan_fills_it_in():
    open_pair, late_half = [Pair(local("11:20"), None)], [Pair(None, local("11:50"))]
    for pairs, minutes in ((open_pair, 40), (late_half, 50)):
        assert rules.worked(pairs, ELEVEN, TWELVE, SHANGHAI) == Worked(0, 0)
        filled = rules.as_planned(pairs, ELEVEN, TWELVE)
        assert rules.worked(filled, ELEVEN, TWELVE, SHANGHAI) == Worked(minutes, 0)


@pytest.mark.parametrize("half", [Pair(local("12:05"), None), Pair(None, local("10:50"))])
def test_who_came_after_the_planned_end_or_went_before_the_start_has_no_minutes(half):
    filled = rules.as_planned([half], ELEVEN, TWELVE)
    assert rules.worked(filled, ELEVEN, TWELVE, SHANGHAI).minutes == 0


def test_a_presence_is_complete_once_somebody_has_left():
    whole, came, went = Pair(ELEVEN, TWELVE), Pair(TWELVE, None), Pair(None, ELEVEN)
    complete = {(): False, (came,): False, (went,): False, (whole,): True, (whole, came): False, (went, whole): True}
    assert {pairs: rules.is_complete(pairs) for pairs in complete} == complete


def test_t14_a_shift_past_midnight_is_split_and_belongs_to_its_start_day():
    whole = rules.worked([Pair(*NIGHT)], *NIGHT, SHANGHAI)
    assert whole == Worked(150, 90)
    assert whole.service_day == 60
    assert rules.service_date(NIGHT[0], SHANGHAI) == date(2025, 11, 20)


def test_minutes_before_a_shift_that_starts_at_midnight_belong_to_its_own_day():
    start = local("0:00", 21)
    early = rules.worked([Pair(local("23:45"), local("1:00", 21))], start, local("1:00", 21), SHANGHAI)
    assert early == Worked(75, 0)
    assert rules.service_date(start, SHANGHAI) == date(2025, 11, 21)


def test_minutes_set_by_hand_are_laid_end_to_end():
    proposed = Worked(150, 90)
    assert rules.settled(150, proposed, NIGHT[0], SHANGHAI) == proposed
    assert rules.settled(100, proposed, NIGHT[0], SHANGHAI) == Worked(100, 40)
    assert rules.settled(40, proposed, NIGHT[0], SHANGHAI) == Worked(40, 0)
    assert rules.settled(45, Worked(30, 0), ELEVEN, SHANGHAI) == Worked(45, 0)
    assert rules.planned(150, NIGHT[0], SHANGHAI) == Worked(150, 90)


def test_t50_481_minutes_of_a_shift_and_721_of_a_day_need_a_second_word():
    assert rules.over_caps(Worked(480, 0), 0, 0) == []
    assert rules.over_caps(Worked(481, 0), 0, 0) == ["shift"]
    assert rules.over_caps(Worked(240, 0), 480, 0) == []
    assert rules.over_caps(Worked(241, 0), 480, 0) == ["day"]
    assert rules.over_caps(Worked(481, 0), 300, 0) == ["shift", "day"]


def test_t14_the_cap_of_a_day_counts_each_side_of_midnight_by_itself():
    night = Worked(150, 90)
    assert rules.over_caps(night, 660, 630) == []
    assert rules.over_caps(night, 661, 0) == ["day"]
    assert rules.over_caps(night, 0, 631) == ["day"]
    assert rules.over_caps(Worked(60, 0), 0, 900) == []  # a day it does not touch


@pytest.mark.parametrize(
    ("doubts", "waiting", "found"),
    [
        (["no-check-out", "came-late"], set(), ["no-check-out", "came-late"]),
        (["no-check-out", "came-late"], {"out"}, ["check-out-waiting", "came-late"]),
        (["no-check-out"], {"in"}, ["check-in-waiting", "no-check-out"]),
        ([], {"in", "out"}, ["check-out-waiting", "check-in-waiting"]),
    ],
)
def test_what_waits_for_a_decision_is_doubted_and_not_called_missing(doubts, waiting, found):
    assert rules.doubted_now(doubts, waiting) == found


@pytest.mark.parametrize(
    ("pairs", "source", "found"),
    [
        ([("11:00", "12:00")], "checkin", []),
        ([("10:45", "12:15")], "checkin", []),
        ([("11:16", "12:00")], "checkin", ["came-late"]),
        ([("11:00", "11:44")], "checkin", ["left-early"]),
        ([("10:30", "12:40")], "checkin", ["outside-plan"]),
        ([("11:00", None)], "checkin", ["no-check-out"]),
        ([("11:20", None)], "staff", ["no-check-out", "came-late", "by-staff"]),
        ([("11:00", "12:00")], "stated", ["by-stated"]),
        ([(None, "12:00")], "checkin", ["no-check-in"]),
        ([("11:00", None), ("11:30", "12:00")], "checkin", ["no-check-out"]),
        ([], "checkin", ["no-check-in"]),
    ],
)
def test_doubts_name_why_a_row_wants_a_look_no_check_out_first(pairs, source, found):
    there = [Pair(local(a) if a else None, local(b) if b else None) for a, b in pairs]
    assert rules.doubts(there, ELEVEN, TWELVE, source) == found


INSTANTS = st.integers(0, 36 * 3600).map(lambda s: local("0:00") + timedelta(seconds=s))
PLANS = st.tuples(INSTANTS, st.integers(15, 720)).map(lambda p: (p[0], p[0] + timedelta(minutes=p[1])))
PAIRS = st.lists(st.tuples(INSTANTS, INSTANTS).map(sorted).map(lambda p: Pair(p[0], p[1])), max_size=4)


@given(PAIRS, PLANS)
def test_minutes_never_exceed_the_plan_and_its_grace_and_split_into_whole_parts(pairs, plan):
    found = rules.worked(pairs, *plan, SHANGHAI)
    assert 0 <= found.minutes <= (plan[1] - plan[0]) // rules.MINUTE + 30
    assert 0 <= found.next_day <= found.minutes
    if plan[1] + rules.GRACE <= rules.midnight_after(plan[0], SHANGHAI):
        assert found.next_day == 0


@given(PAIRS, PLANS)
def test_minutes_are_what_counting_seconds_one_by_one_finds(pairs, plan):
    """A second model: no pair overlaps another; each second within plan and grace counts once."""
    apart: list[Pair] = []
    for pair in sorted(pairs, key=lambda pair: pair.in_at):
        if not apart or pair.in_at >= apart[-1].out_at:
            apart.append(pair)
    low, high = plan[0] - rules.GRACE, plan[1] + rules.GRACE
    whole = [max(0, int((min(p.out_at, high) - max(p.in_at, low)).total_seconds())) // 60 for p in apart]
    assert rules.worked(apart, *plan, SHANGHAI).minutes == sum(whole)


@given(st.integers(1, 1440), st.integers(0, 1440), st.integers(0, 1440))
def test_a_cap_broken_stays_broken_with_more_minutes(minutes, on_day, on_next):
    amount = rules.split(minutes, 60)
    more = rules.split(minutes + 1, 60)
    assert set(rules.over_caps(amount, on_day, on_next)) <= set(rules.over_caps(more, on_day, on_next))
