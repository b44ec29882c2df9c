"""How a chain of lines is read, and which decisions pass on it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.problems import Invalid, NotAllowed, StaleVersion
from app.hours import chain_rules as chains
from app.hours import rules
from app.hours.chain_rules import Line
from app.hours.rules import HoursDecided, HoursPending, Judge, OwnHours, SecondApproverNeeded, Verdict, Wish

NOW = datetime(2025, 11, 20, 4, 0, tzinfo=UTC)
RIDER, STAFF, SECOND = "r" * 32, "s" * 32, "t" * 32
CONFIRMS, APPROVES = Judge(STAFF, confirms=True, approves=False), Judge(SECOND, confirms=False, approves=True)


def after(lines: list[Line], *said: tuple[str, int] | tuple[str, int, str]) -> list[Line]:
    """The lines, and behind them more of ``(kind, minutes, reason_code)``, decided by staff."""
    made = list(lines)
    for kind, minutes, *reason in said:
        actor = None if kind == "proposal" else STAFF
        made.append(Line(len(made) + 1, kind, minutes, 0, reason[0] if reason else "", actor, NOW))
    return made


def chain(*said: tuple[str, int] | tuple[str, int, str]) -> list[Line]:
    return after([], *said)


PROPOSED = chain(("proposal", 60))
CONFIRMED = chain(("proposal", 120), ("confirm", 120))
CORRECTED = after(CONFIRMED, ("reverse", -120, "corrected"), ("confirm", 90, "corrected"))
UNDONE = after(CONFIRMED, ("reverse", -120, "undone"))
WAITING = chain(("proposal", 481), ("first_approval", 481))
REJECTED = chain(("proposal", 60), ("reject", 0))


@pytest.mark.parametrize(
    ("lines", "state", "balance", "about"),
    [
        (PROPOSED, "pending", 0, 60),
        (CONFIRMED, "confirmed", 120, 120),
        (CORRECTED, "confirmed", 90, 90),
        (UNDONE, "pending", 0, 120),
        (WAITING, "awaiting_second", 0, 481),
        (REJECTED, "rejected", 0, 0),
        (chain(("backfill", 30)), "confirmed", 30, 30),
        (chain(("proposal", 60), ("confirm", 60), ("reverse", -60, "corrected")), "reversed", 0, 0),
    ],
)
def test_state_and_balance_are_read_from_the_lines(lines, state, balance, about):
    assert (chains.state(lines), chains.balance(lines), chains.stands_at(lines)) == (state, balance, about)


def test_t15_confirm_120_correct_by_30_leaves_90():
    assert [line.minutes for line in CORRECTED if line.kind in chains.COUNTED] == [120, -120, 90]
    assert chains.balance(CORRECTED) == 90


def test_a_backfill_stays_apart_whatever_becomes_of_it():
    assert chains.final_kind(chain(("backfill", 30), ("reverse", -30, "corrected"))) == "backfill"
    assert chains.final_kind(CORRECTED) == "confirm"


def test_only_what_counted_is_subtracted_when_taken_back():
    assert chains.reversal(CONFIRMED[-1]) == (-120, 0)
    assert chains.reversal(WAITING[-1]) == (0, 0)
    assert chains.reversal(REJECTED[-1]) == (0, 0)


# --- confirming ---


def judge(lines: list[Line], wish: Wish, who: Judge = CONFIRMS, person: str = RIDER) -> object:
    return rules.judged(lines, person, wish, who)


def test_staff_confirm_as_proposed_or_with_other_minutes():
    assert judge(PROPOSED, Wish(None, 1)) == Verdict("first", 60)
    assert judge(PROPOSED, Wish(45, 1)) == Verdict("first", 45)


def test_t16_nobody_confirms_their_own():
    assert isinstance(judge(PROPOSED, Wish(None, 1), person=STAFF), OwnHours)
    assert isinstance(rules.refused(PROPOSED, STAFF, 1, CONFIRMS), OwnHours)
    assert isinstance(rules.correctable(CONFIRMED, STAFF, Wish(90, 2), STAFF), OwnHours)


def test_t49_the_same_decision_again_is_the_same_whoever_makes_it():
    assert judge(CONFIRMED, Wish(None, 1)) == Verdict("again")
    assert judge(CONFIRMED, Wish(120, 1)) == Verdict("again")
    assert judge(CONFIRMED, Wish(120, 1), Judge("u" * 32, confirms=True, approves=False)) == Verdict("again")
    assert judge(WAITING, Wish(481, 1)) == Verdict("again")
    assert rules.refused(REJECTED, RIDER, 1, CONFIRMS) == Verdict("again")


def test_another_decision_on_an_old_version_is_stale():
    assert isinstance(judge(CONFIRMED, Wish(119, 1)), StaleVersion)
    assert isinstance(judge(UNDONE, Wish(120, 1)), StaleVersion)  # taken back since: it must be looked at again
    assert isinstance(judge(PROPOSED, Wish(None, 7)), StaleVersion)
    assert isinstance(rules.refused(CONFIRMED, RIDER, 1, CONFIRMS), StaleVersion)


def test_what_is_decided_is_not_decided_again():
    assert isinstance(judge(CONFIRMED, Wish(60, 2)), HoursDecided)
    assert isinstance(judge(REJECTED, Wish(60, 2)), HoursDecided)
    assert isinstance(rules.refused(CONFIRMED, RIDER, 2, CONFIRMS), HoursDecided)


def test_no_minutes_are_nothing_to_confirm():
    assert isinstance(judge(chain(("proposal", 0)), Wish(None, 1)), Invalid)


def test_t50_over_a_cap_the_second_word_is_another_persons():
    assert judge(WAITING, Wish(None, 2), APPROVES) == Verdict("second", 481)
    assert isinstance(judge(WAITING, Wish(None, 2)), SecondApproverNeeded)
    both = Judge(STAFF, confirms=True, approves=True)  # who said the first word does not say the second
    assert isinstance(judge(WAITING, Wish(None, 2), both), SecondApproverNeeded)
    assert isinstance(judge(WAITING, Wish(400, 2), APPROVES), Invalid)


def test_a_second_approver_does_not_say_the_first_word():
    assert isinstance(judge(PROPOSED, Wish(None, 1), APPROVES), NotAllowed)
    assert isinstance(rules.refused(PROPOSED, RIDER, 1, APPROVES), NotAllowed)
    assert rules.refused(WAITING, RIDER, 2, APPROVES) == Verdict("first")


# --- afterwards ---


@pytest.mark.parametrize(("passed", "met"), [(599, "now"), (600, "now"), (601, "late")])
def test_t67_a_decision_is_undone_within_ten_minutes(passed, met):
    assert rules.undoable(CONFIRMED, 2, NOW + timedelta(seconds=passed)) == met


def test_an_undo_meets_what_came_after():
    assert rules.undoable(UNDONE, 2, NOW) == "again"
    assert rules.undoable(CORRECTED, 2, NOW) == "blocked"
    assert rules.undoable(after(WAITING, ("confirm", 481)), 2, NOW) == "blocked"


def test_a_correction_needs_a_decision_and_another_amount():
    assert rules.correctable(CONFIRMED, RIDER, Wish(90, 2), STAFF) is None
    assert rules.correctable(REJECTED, RIDER, Wish(60, 2), STAFF) is None  # an objection that was right
    assert isinstance(rules.correctable(PROPOSED, RIDER, Wish(90, 1), STAFF), HoursPending)
    assert isinstance(rules.correctable(CONFIRMED, RIDER, Wish(120, 2), STAFF), Invalid)
    assert isinstance(rules.correctable(CONFIRMED, RIDER, Wish(90, 1), STAFF), StaleVersion)


def test_an_objection_has_thirty_days_from_the_decision():
    assert chains.may_object(CONFIRMED, NOW + timedelta(days=30))
    assert not chains.may_object(CONFIRMED, NOW + timedelta(days=30, seconds=1))
    assert not chains.may_object(PROPOSED, NOW)
    assert chains.may_object(REJECTED, NOW)


def test_a_second_reading_is_by_somebody_who_has_not_decided():
    assert rules.second_reading(True, False, CONFIRMED, SECOND)
    assert not rules.second_reading(True, False, CONFIRMED, STAFF)
    assert not rules.second_reading(True, True, CONFIRMED, SECOND)
    assert not rules.second_reading(False, False, CONFIRMED, SECOND)
    assert not rules.second_reading(True, False, PROPOSED, SECOND)


def test_a_fiftieth_is_drawn_by_default():
    assert sum(chains.is_sampled(draw, 2.0) for draw in range(10_000)) == 200
    assert not any(chains.is_sampled(draw, 0) for draw in range(10_000))
    assert all(chains.is_sampled(draw, 100) for draw in range(10_000))


STEPS = st.lists(st.tuples(st.sampled_from(["confirm", "reject", "undo", "correct"]), st.integers(0, 500)), max_size=12)


@given(STEPS)
def test_whatever_is_decided_the_balance_is_the_decision_that_stands(steps):
    """A model of one number beside lines made by the rules."""
    lines, stands = chain(("proposal", 60)), 0
    for what, minutes in steps:
        version = len(lines)
        if what == "confirm" and isinstance(rules.judged(lines, RIDER, Wish(minutes, version), CONFIRMS), Verdict):
            lines, stands = [*lines, Line(version + 1, "confirm", minutes, 0, "", STAFF, NOW)], minutes
        elif what == "reject" and isinstance(rules.refused(lines, RIDER, version, CONFIRMS), Verdict):
            lines, stands = [*lines, Line(version + 1, "reject", 0, 0, "", STAFF, NOW)], 0
        elif (
            what == "undo" and lines[-1].kind in {"confirm", "reject"} and rules.undoable(lines, version, NOW) == "now"
        ):
            back, _ = chains.reversal(lines[-1])
            lines, stands = [*lines, Line(version + 1, "reverse", back, 0, "undone", STAFF, NOW)], 0
        elif what == "correct" and rules.correctable(lines, RIDER, Wish(minutes, version), STAFF) is None:
            if chains.state(lines) != "reversed":
                back, _ = chains.reversal(lines[-1])
                lines = [*lines, Line(len(lines) + 1, "reverse", back, 0, "corrected", STAFF, NOW)]
            if minutes:
                lines = [*lines, Line(len(lines) + 1, "confirm", minutes, 0, "corrected", STAFF, NOW)]
            stands = minutes
        assert chains.balance(lines) == stands
        assert chains.balance(lines) == (chains.stands_at(lines) if chains.state(lines) == "confirmed" else 0)
