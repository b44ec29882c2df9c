"""The ledger beside its model: decisions in any order, by anybody, while times change; sums equal after each step.

A service that was made wrong on purpose is caught within those steps (issue 4).
"""

from __future__ import annotations

import random
from typing import Any

import pytest

from app.core.db import db, transaction
from app.core.problems import Problem
from app.hours import chain_rules, checks, confirming, correcting, minutes_rules, refusing, service
from app.hours.models import HoursChain
from app.hours.rights import Desk
from app.hours.rules import Wish
from tests.hours.hours_words import account_of, attend, chain_of, change_attendance, desk, local, make_shift
from tests.hours.ledger_model import Case, Decision, Model

STEPS = 250
PEOPLE = ("one", "two", "staff")
DAYS = (10, 11, 12)
STARTS = {"day": "06:00", "night": "23:00"}
WORDS = {
    "own-hours": "own",
    "hours-decided": "decided",
    "hours-pending": "pending",
    "undo-too-late": "late",
    "undo-blocked": "blocked",
}


class Walk:
    """A random walk over service and model together."""

    def __init__(self, seed: int, at: Any) -> None:
        self.dice, self.at, self.model = random.Random(seed), at, Model()
        self.refs = {user: account_of(user)[1] for user in PEOPLE}
        self.staff = {"staff": desk(self.refs["staff"]), "colleague": desk("c" * 32)}
        self.approvers = {name: desk(letter * 32, "second_approver") for name, letter in (("amy", "a"), ("bob", "b"))}
        self.signups: dict[int, int] = {}
        self.batches: list[tuple[Decision, str]] = []

    def step(self) -> None:
        self.at.forward(minutes=self.dice.choice((0, 1, 4)))
        acts = (self.come, self.change, *[self.confirm] * 4, self.reject, *[self.undo] * 2, self.correct)
        act = self.dice.choice(acts) if self.model.cases else self.come
        expected, got = act()
        assert expected == got, (act.__name__, expected, got)
        self.compare()

    def compare(self) -> None:
        for user, ref in self.refs.items():
            assert service.balance(ref) == self.model.balance(user), user
        db.session.expire_all()
        for number, case in self.model.cases.items():
            row = db.session.get_one(HoursChain, number)
            assert (row.state, row.minutes, row.version) == (case.state, case.minutes, case.version), case

    def come(self) -> tuple[str, str]:
        if len(self.model.cases) >= 40:
            return "", ""
        night = self.dice.random() < 0.3
        planned = self.dice.choice((120, 150, 300)) if night else self.dice.choice((60, 240, 480, 481, 600))
        case = Case(self.dice.choice(PEOPLE), self.dice.choice(DAYS), planned, planned, night)
        start = local(STARTS["night" if night else "day"], case.day)
        ends = start + planned * minutes_rules.MINUTE
        shift = make_shift(day=case.day, starts_at=start, ends_at=ends, planned_minutes=planned)
        signup = attend(shift, case.person, (start, ends))
        number = chain_of(signup)
        self.model.cases[number], self.signups[number] = case, signup
        return "", ""

    def change(self) -> tuple[str, str]:
        number, case = self.pick()
        minutes = self.dice.choice((61, case.planned))
        start = local(STARTS["night" if case.night else "day"], case.day)
        change_attendance(self.signups[number], (start, start + minutes * minutes_rules.MINUTE), source="checkin")
        self.model.propose(number, min(minutes, case.planned + 15))
        return "", ""

    def confirm(self) -> tuple[str, str]:
        number, case = self.pick()
        by, at_desk, approver = self.somebody()
        minutes = self.dice.choice((None, None, None, 1, 480, 481))
        before = len(self.model.decisions)
        expected = self.model.confirm(number, minutes, by, approver=approver, at=self.at.now)
        seen = case.version - (len(self.model.decisions) - before)
        got, batch = self.call(lambda: confirming.confirm([(number, Wish(minutes, seen))], at_desk))
        if len(self.model.decisions) > before:
            self.batches.append((self.model.decisions[-1], batch))
            again, same = self.call(lambda: confirming.confirm([(number, Wish(minutes, seen))], at_desk))
            assert (again, same) == (got, batch)  # a repeat is the same
        return expected, got

    def reject(self) -> tuple[str, str]:
        number, case = self.pick()
        by, at_desk, approver = self.somebody()
        seen, before = case.version, len(self.model.decisions)
        expected = self.model.reject(number, by, approver=approver, at=self.at.now)
        try:
            with transaction():
                batch, book = refusing.reject(number, "没来", seen, at_desk)
        except Problem as problem:
            return expected, word_of(problem)
        if len(self.model.decisions) > before:
            self.batches.append((self.model.decisions[-1], batch))
        return expected, book.chain.state

    def undo(self) -> tuple[str, str]:
        if not self.batches:
            return "", ""
        decision, batch = self.batches.pop(self.dice.randrange(len(self.batches)))
        by, at_desk, _ = self.somebody(decision.by if self.dice.random() < 0.8 else None)
        expected = self.model.undo(decision, by, self.at.now)
        try:
            with transaction():
                ((_, book),) = refusing.undo(batch, at_desk)
        except Problem as problem:
            return expected, word_of(problem)
        return expected, book.chain.state

    def correct(self) -> tuple[str, str]:
        number, case = self.pick()
        by = self.dice.choice(tuple(self.staff))
        minutes, seen = self.dice.choice((0, 30, 480, 481)), case.version
        expected = self.model.correct(number, minutes, by)
        try:
            with transaction():
                book = correcting.correct(number, Wish(minutes, seen, "核对"), self.staff[by])
        except Problem as problem:
            return expected, word_of(problem)
        return expected, book.chain.state

    def pick(self) -> tuple[int, Case]:
        """A case, more often than not one that waits."""
        everything = sorted(self.model.cases)
        waiting = [one for one in everything if self.model.cases[one].state in {"pending", "awaiting_second"}]
        number = self.dice.choice(waiting if waiting and self.dice.random() < 0.6 else everything)
        return number, self.model.cases[number]

    def somebody(self, name: str | None = None) -> tuple[str, Desk, bool]:
        everybody = self.staff | self.approvers
        chosen = name or self.dice.choice(tuple(everybody))
        return chosen, everybody[chosen], chosen in self.approvers

    def call(self, run: Any) -> tuple[str, str]:
        try:
            with transaction():
                done = run()
        except Problem as problem:
            return word_of(problem), ""
        ((_, found),) = done.rows
        return (word_of(found) if isinstance(found, Problem) else found.chain.state), done.batch_id


def word_of(problem: Problem) -> str:
    return WORDS.get(problem.slug, problem.slug)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_ledger_says_what_the_model_says(town, at, seed):
    walk = Walk(seed, at)
    for _ in range(STEPS):
        walk.step()
    db.session.expire_all()
    assert checks.lines_make_chains() == checks.nobody_confirms_their_own() == checks.second_words_are_others() == []
    assert len(walk.model.decisions) > STEPS / 10


def caught(at: Any) -> bool:
    """Whether walks find a difference."""
    for seed in (1, 2, 3):
        walk = Walk(seed, at)
        try:
            for _ in range(STEPS):
                walk.step()
        except AssertionError:
            return True
        db.session.rollback()
    return False


def counts_own_day_only(person_ref: str, on: Any, *, without: int) -> tuple[int, int]:
    return 0, 0


MUTATIONS = {
    "the cap of a shift is off by one": (minutes_rules, "SHIFT_CAP", 481),
    "the cap of a day is off by one": (minutes_rules, "DAY_CAP", 721),
    "a day is not summed": ("app.hours.chains.day_sums", None, counts_own_day_only),
    "an undo may come a day later": (chain_rules, "UNDO_WITHIN", chain_rules.UNDO_WITHIN * 144),
    "a reversal takes nothing back": (chain_rules, "reversal", lambda _line: (0, 0)),
    "what is undone stays reversed": (chain_rules, "UNDONE", "something else"),
}


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_negative_control_a_ledger_made_wrong_is_caught(town, at, monkeypatch, mutation):
    where, name, wrong = MUTATIONS[mutation]
    if name is None:
        monkeypatch.setattr(where, wrong)
    elif name == "UNDONE":
        monkeypatch.setattr(refusing.chain_rules, "state_after", lambda kind, _reason: real_state(kind))
    else:
        monkeypatch.setattr(where, name, wrong)
    assert caught(at)


def real_state(kind: str) -> str:
    return {
        "reverse": "reversed",
        "proposal": "pending",
        "first_approval": "awaiting_second",
        "reject": "rejected",
    }.get(kind, "confirmed")
