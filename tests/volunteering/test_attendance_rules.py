"""Being there, as plain rules: pairs, states, words by hand, statements, no-shows, claim codes, what a row offers."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.problems import Invalid
from app.volunteering import attendance_rules as rules
from app.volunteering.attendance_rules import Seen
from tests.volunteering.signup_builders import local

TEN, NOON = local(20, 10), local(20, 12)


def at(minute: int) -> datetime:
    return TEN + timedelta(minutes=minute)


def test_an_in_and_an_out_are_a_pair_and_a_second_in_opens_another() -> None:
    seen = [Seen("in", at(0)), Seen("out", at(30)), Seen("in", at(40))]
    assert rules.paired(seen) == [(at(0), at(30)), (at(40), None)]


def test_t13_an_out_that_arrives_first_is_paired_by_time_not_by_arrival() -> None:
    assert rules.paired([Seen("out", at(30)), Seen("in", at(0))]) == [(at(0), at(30))]
    assert rules.paired([Seen("out", at(30))]) == [(None, at(30))], "stored, and paired later"


@given(st.permutations([Seen("in", at(0)), Seen("out", at(9)), Seen("in", at(20)), Seen("out", at(31))]))
def test_the_order_of_arrival_changes_nothing(seen: list[Seen]) -> None:
    assert rules.paired(seen) == [(at(0), at(9)), (at(20), at(31))]


def test_what_check_ins_make_of_a_sign_up() -> None:
    assert rules.state_of("registered", []) == "registered"
    assert rules.state_of("checked_in", []) == "registered", "undone"
    assert rules.state_of("cancelled", []) == "cancelled"
    assert rules.state_of("no_show", [(at(0), None)]) == "checked_in"
    assert rules.state_of("registered", [(at(0), at(5))]) == "checked_out"
    assert rules.state_of("checked_out", [(at(0), at(5)), (at(9), None)]) == "checked_in", "in again"


def test_the_first_in_and_the_last_out_are_what_a_row_shows() -> None:
    pairs = [(at(0), at(5)), (at(9), at(12)), (at(20), None)]
    assert (rules.first_in(pairs), rules.last_out(pairs)) == (at(0), at(12))
    assert (rules.first_in([(None, at(3))]), rules.last_out([])) == (None, None)


def fault(began: datetime | None, ended: datetime | None, now: datetime = NOON) -> list[str]:
    try:
        rules.check_by_hand(began, ended, starts_at=TEN, ends_at=TEN + timedelta(hours=1), now=now)
    except Invalid as refused:
        return [error["field"] for error in refused.errors]
    return []


def test_times_by_hand_lie_around_the_shift_follow_each_other_and_are_past() -> None:
    assert fault(at(-60), at(110)) == []
    assert fault(None, None) == []
    assert fault(at(-61), None) == ["checked_in_at"]
    assert fault(None, at(60 + 181), local(20, 23)) == ["checked_out_at"]
    assert fault(at(30), at(30)) == ["checked_out_at"]
    assert fault(at(0), at(123)) == ["checked_out_at"], "12:03 has not come"
    assert fault(at(0), at(122)) == [], "clocks differ by two minutes"


def test_a_statement_needs_a_time_a_living_sign_up_and_comes_within_30_days() -> None:
    times = {"starts_at": TEN, "ends_at": at(60)}
    rules.check_statement("no_show", at(0), None, now=NOON, **times)
    rules.check_statement("registered", None, at(50), now=at(60) + timedelta(days=30), **times)
    for state, now in (("cancelled", NOON), ("registered", at(-1)), ("no_show", at(61) + timedelta(days=30))):
        with pytest.raises(rules.StatementClosed):
            rules.check_statement(state, at(0), None, now=now, **times)
    with pytest.raises(Invalid):
        rules.check_statement("registered", None, None, now=NOON, **times)


def test_a_no_show_is_marked_12_h_after_the_end_unless_something_waits_or_was_said() -> None:
    due = at(60) + timedelta(hours=12)
    seen = {"ends_at": at(60), "waits": False, "stated": False}
    assert rules.is_no_show("registered", now=due, **seen)
    assert not rules.is_no_show("registered", now=due - timedelta(seconds=1), **seen)
    assert not rules.is_no_show("checked_in", now=due, **seen)
    assert not rules.is_no_show("registered", now=due, **seen | {"waits": True})
    assert not rules.is_no_show("registered", now=due, **seen | {"stated": True})


def test_an_offline_note_keeps_its_time_and_a_clock_ahead_is_not_believed() -> None:
    assert rules.noted_at(at(5), NOON) == at(5)
    assert rules.noted_at(NOON + timedelta(hours=2), NOON) == NOON
    assert rules.noted_at(None, NOON) == NOON


def test_times_that_read_the_same_are_the_same() -> None:
    assert rules.same_second(TEN, TEN.replace(microsecond=9))
    assert rules.same_second(None, None)
    assert not rules.same_second(TEN, None)
    assert not rules.same_second(TEN, at(1))


@given(st.binary(min_size=32, max_size=32))
def test_a_claim_code_has_ten_letters_that_are_read_for_nothing_else_however_typed(digest: bytes) -> None:
    code = rules.written(digest)
    assert len(code) == 10
    assert not set(code) & set("01IOL")
    assert rules.as_typed(f" {code[:5].lower()}-{code[5:]} ") == code


def test_a_row_offers_what_fits_its_state_and_nothing_to_its_own() -> None:
    may = {"may_run": True, "may_keep": True, "may_reveal": True, "here": True, "marks": True}
    assert rules.roster_actions("registered", own=False, **may) == ["mark", "move", "remove", "reveal_phone"]
    assert rules.roster_actions("registered", own=True, **may) == []
    assert rules.roster_actions("waitlisted", own=False, **may) == ["admit", "move", "remove", "reveal_phone"]
    assert rules.roster_actions("checked_in", own=False, **may) == ["mark", "move", "reveal_phone"]
    assert rules.roster_actions("no_show", own=False, **may) == ["mark", "excuse"]
    leader = may | {"may_keep": False, "may_reveal": False}
    assert rules.roster_actions("registered", own=False, **leader) == ["mark"]
    assert rules.roster_actions("registered", own=False, **leader | {"marks": False}) == []
    assert rules.roster_actions("checked_in", own=False, **may | {"here": False}) == ["mark", "move", "remove"]
