"""Any order of sign-ups, withdrawals, answers, lapses and moves of the clock keeps I1 and I2, beside a plain list.

The model is a few lines: who comes, who holds an offer, who waits, in order. It knows no database.
"""

from __future__ import annotations

from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from app.core.problems import Problem
from app.volunteering import offers
from app.volunteering.signup_rules import OfferLapsed
from tests.volunteering.signup_builders import (
    NOON,
    Clock,
    accept,
    broken,
    db,
    holders,
    line,
    make_shift,
    people,
    raise_capacity,
    refuse,
    sign_up,
    withdraw,
)

RIDERS = st.integers(0, 5)
AHEAD = timedelta(days=10)  # so far that no open call comes in between


def machine(at: Clock) -> type[RuleBasedStateMachine]:
    """The machine over this clock: each run has a shift and riders of its own."""

    class Queue(RuleBasedStateMachine):
        @initialize(capacity=st.integers(1, 3))
        def begin(self, capacity: int) -> None:
            at.now = NOON
            self.capacity, self.shift, self.riders = capacity, make_shift(capacity, starts_at=NOON + AHEAD), people(6)
            self.comes: set[int] = set()
            self.held: list[int] = []  # accounts with an offer
            self.waits: list[int] = []
            self.signups: dict[int, int] = {}

        def fill(self) -> None:
            while self.waits and len(self.comes) + len(self.held) < self.capacity:
                self.held.append(self.waits.pop(0))

        @rule(n=RIDERS)
        def sign_up(self, n: int) -> None:
            rider = self.riders[n]
            if rider in self.comes | set(self.held) | set(self.waits):
                try:
                    sign_up(rider, self.shift)
                except Problem as refused:
                    assert refused.slug == "already-signed-up"
                    return
            answer = sign_up(rider, self.shift)
            self.signups[rider] = answer["id"]
            if not self.waits and len(self.comes) + len(self.held) < self.capacity:
                assert answer["state"] == "registered"
                self.comes.add(rider)
            else:
                self.waits.append(rider)
                assert (answer["state"], answer["position"]) == ("waitlisted", len(self.waits))

        @rule(n=RIDERS)
        def leave(self, n: int) -> None:
            rider = self.riders[n]
            if rider in self.signups:
                withdraw(rider, self.signups[rider])
                self.comes.discard(rider)
                self.held = [one for one in self.held if one != rider]
                self.waits = [one for one in self.waits if one != rider]
                self.fill()

        @rule(n=RIDERS, yes=st.booleans())
        def answer(self, n: int, yes: bool) -> None:
            rider = self.riders[n]
            if rider not in self.signups or rider in self.comes:
                return
            try:
                answered = accept(rider, self.signups[rider]) if yes else refuse(rider, self.signups[rider])
            except OfferLapsed:
                assert rider not in self.held
                return
            assert answered is not None, "the worker comes after every move of the clock"
            if rider in self.held:
                self.held.remove(rider)
                if yes:
                    self.comes.add(rider)
                self.fill()

        @precondition(lambda self: self.held)
        @rule()
        def let_lapse(self) -> None:
            """All open offers run out at once: as many of the queue pass by, those of the third time are out."""
            at.forward(hours=24)
            db.session.rollback()
            offers.tend_queues()
            now_held, now_waits = holders(self.shift), line(self.shift)
            kept = set(now_held) | set(now_waits)
            assert kept <= set(self.held) | set(self.waits)
            first = self.waits[: len(self.held)]
            assert now_held[: len(first)] == first, "the places go to the next in line first"
            assert [one for one in now_waits if one in self.waits] == self.waits[len(first) :]
            self.held, self.waits = now_held, now_waits

        @rule()
        def add_a_place(self) -> None:
            if self.capacity < 5:
                self.capacity += 1
                raise_capacity(self.shift, self.capacity)
                self.fill()

        @invariant()
        def it_is_as_the_model_says(self) -> None:
            if hasattr(self, "shift"):
                assert set(holders(self.shift)) == set(self.held)
                assert line(self.shift) == self.waits
                assert broken() == []

    return Queue


def test_any_order_of_sign_ups_withdrawals_and_lapses_keeps_places_and_queues(town, at) -> None:
    chosen = settings(
        max_examples=30,
        stateful_step_count=25,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        database=None,
    )
    run_state_machine_as_test(machine(at), settings=chosen)
