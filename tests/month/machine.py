"""The machine: every rule does one thing to the services and to the model, and both must say the same."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from tests.month.beside import one_of, same, waits
from tests.month.machine_changes import RIDERS, STAFF, WHICH, Changes
from tests.month.model import MINUTE
from tests.month.model_hours import Decision
from tests.month.model_presence import Scan as Said

MOST_SHIFTS = 5
DIRECTIONS = st.sampled_from([None, None, "in", "out"])
LENGTHS = st.sampled_from([20, 60, 60, 240, 480, 481, 600])
LEADS = st.sampled_from([45, 65, 180, 420, 800, 1500])  # minutes to the start
EVENTS = st.sampled_from(["expiry", "expiry", "just before expiry", "doors", "middle", "middle", "end", "end", "night"])
LEAVING = {"registered", "waitlisted", "offered"}


class Month(Changes):
    """What can be done, in any order."""

    @initialize(capacity=st.integers(1, 3), lead=LEADS, minutes=LENGTHS)
    def begin(self, capacity: int, lead: int, minutes: int) -> None:
        self._plan(capacity, lead, minutes, None)
        self._plan(1, lead + 70, 240, None)

    # places and queues

    @precondition(lambda self: len(self.places.shifts) < MOST_SHIFTS)
    @rule(capacity=st.integers(1, 3), lead=LEADS, minutes=LENGTHS, waitlist_max=st.sampled_from([None, None, 1]))
    def plan(self, capacity: int, lead: int, minutes: int, waitlist_max: int | None) -> None:
        self._plan(capacity, lead, minutes, waitlist_max)
        self._compare("plan")

    @rule(person=RIDERS, which=WHICH)
    def sign_up(self, person: int, which: int) -> None:
        number = self._ahead(which)
        expected = self.places.sign_up(person, number, self.at.now)
        got, position = self.house.sign_up(person, number)
        assert got == expected
        if got == "waitlisted":
            assert position == len(self.places.shifts[number].queue)
        self._compare("sign_up", got)

    @precondition(lambda self: self._leaving())
    @rule(which=WHICH, kind=st.sampled_from(["plain", "plain", "excused"]), twice=st.booleans())
    def withdraw(self, which: int, kind: str, twice: bool) -> None:
        found = one_of(self._leaving(), which)
        expected = self.places.withdraw(*found, kind, self.at.now)
        for _ in range(1 + twice):
            assert self.house.withdraw(*found, kind) == expected
        self._compare("withdraw", expected)

    def _leaving(self) -> list[tuple[int, int]]:
        """Whoever said that they came has not left: 4.7 does not say what both together are."""
        return [key for key in self._signups(LEAVING) if key[0] not in self.places.shifts[key[1]].stated]

    @precondition(lambda self: self._own())
    @rule(which=WHICH, yes=st.booleans(), twice=st.booleans())
    def answer(self, which: int, yes: bool, twice: bool) -> None:
        offered = self._signups({"offered"})
        waiting = self._signups({"waitlisted"}) if any(shift.open_call for shift in self.places.shifts) else []
        likely = (offered or waiting) if which % 5 else []
        found = one_of(likely or self._own(), which)
        say = self.places.accept if yes else self.places.refuse
        expected = say(*found, self.at.now)
        assert self.house.answer(*found, yes=yes) == expected
        if twice and expected in {"registered", "cancelled"}:
            assert self.house.answer(*found, yes=yes) == expected
        self._compare("answer", expected)

    @rule(which=WHICH, capacity=st.integers(1, 4))
    def set_capacity(self, which: int, capacity: int) -> None:
        number = which % len(self.places.shifts)
        shift = self.places.shifts[number]
        if self._stands(number) and not shift.done and self.at.now < shift.ends_at:
            self.places.set_capacity(number, capacity, self.at.now)
            assert self.house.change(number, capacity) == "moved"
            self._compare("set_capacity")

    # the clock

    @rule(minutes=st.sampled_from([0, 1, 9, 11, 31, 125]), seconds=st.integers(1, 59), worker=st.booleans())
    def wait(self, minutes: int, seconds: int, worker: bool) -> None:
        self.at.forward(minutes=minutes, seconds=seconds)
        self._tend(worker)
        self._compare("wait")

    @rule(kind=EVENTS, worker=st.sampled_from([True, True, False]))
    def wait_for(self, kind: str, worker: bool) -> None:
        """Until the next time of a kind."""
        ahead = [at for shift in self.places.shifts for at in self._times(shift, kind) if at > self.at.now]
        if ahead:
            self.at.now = min(ahead)
            self._tend(worker)
            self._compare("wait_for", kind)

    # presence

    @rule(
        which=WHICH,
        person=RIDERS,
        direction=DIRECTIONS,
        twice=st.booleans(),
        no_network=st.sampled_from([False, False, True]),
    )
    def scan(self, which: int, person: int, direction: str | None, twice: bool, no_network: bool) -> None:
        person, number = self._visitor(which, person)
        if not self._stands(number):
            return  # 4.6 does not say what becomes of it
        scan = (person, number, direction, self.at.now, self._nonce())
        if no_network:
            self.phones.append(scan)
            self.steps["scan without network"] += 1
            return
        for _ in range(1 + twice):  # the same nonce: the same check-in
            self._arrive(*scan, again=bool(_))
        self._compare("scan")

    @precondition(lambda self: self.phones)
    @rule(which=WHICH, twice=st.booleans())
    def upload(self, which: int, twice: bool) -> None:
        scan = self.phones.pop(which % len(self.phones))
        if not self._stands(scan[1]):
            return
        for _ in range(1 + twice):
            self._arrive(*scan, again=bool(_))
        self._compare("upload")

    @rule(
        which=WHICH, person=RIDERS, direction=st.sampled_from(["in", "out"]), own=st.sampled_from([False] * 5 + [True])
    )
    def staff_scan(self, which: int, person: int, direction: str, own: bool) -> None:
        person, number = self._visitor(which, person)
        if not self._is_open(number):
            return  # 4.6 does not say what a scan by staff outside these times is
        state, key = self.house.staff_scan(person if own else None, person, number, direction, self._nonce())
        if own:
            assert state == "refused:own-checkin"
        else:
            assert state == self._seen(person, number, Said(direction, self.at.now, by_staff=True), key)
        self._compare("staff_scan", state)

    @precondition(lambda self: self._to_mark())
    @rule(
        which=WHICH,
        came=st.sampled_from([None, 0, 0, 3, 20]),
        went=st.sampled_from([None, 0, 0, 10]),
        own=st.sampled_from([False] * 5 + [True]),
    )
    def mark(self, which: int, came: int | None, went: int | None, own: bool) -> None:
        """By hand: so many minutes after the start, before the end (or now)."""
        found = one_of(self._to_mark(), which)
        shift = self.places.shifts[found[1]]
        began = None if came is None else shift.starts_at + came * MINUTE
        ended = None if went is None else min(shift.ends_at, self.at.now) - went * MINUTE
        if began and ended and began >= ended:
            return
        got = self.house.mark(found[0] if own else None, *found, began, ended)
        if own:
            assert got == "refused:own-signup"
        else:
            self._marked(*found, began, ended)
            assert got == shift.states[found[0]]
        self._compare("mark", got)

    @precondition(lambda self: self._events(self._is_fresh))
    @rule(which=WHICH)
    def undo_scan(self, which: int) -> None:
        person, number, event = one_of(self._events(self._is_fresh), which)
        late = self.at.now - event.received_at > timedelta(minutes=5)
        kept = "refused:undo-too-late" if late else "refused:already-decided" if event.settled else ""
        got = self.house.undo_scan(person, event.key)
        assert got == (kept or "undone")
        if not kept:
            self.places.shifts[number].events[person].remove(event)
            self._attend(person, number)
        self._compare("undo_scan", got)

    @precondition(lambda self: self._events(waits))
    @rule(which=WHICH, accept=st.booleans(), own=st.sampled_from([False] * 5 + [True]), twice=st.booleans())
    def decide(self, which: int, accept: bool, own: bool, twice: bool) -> None:
        person, number, event = one_of(self._events(waits), which)
        got = self.house.decide(person if own else None, event.key, accept=accept)
        if own:
            assert got == "refused:own-checkin"
        else:
            assert got == ("accepted" if accept else "rejected")
            if accept:
                event.state, event.settled = "accepted", True
            else:
                self.places.shifts[number].events[person].remove(event)
            self._attend(person, number)
            if twice:
                assert self.house.decide(None, event.key, accept=accept) == got
        self._compare("decide", got)

    # hours

    @precondition(lambda self: self.ledger.cases)
    @rule(which=WHICH, by=STAFF, minutes=st.sampled_from([None, None, 1, 480, 481, 481]), twice=st.booleans())
    def confirm(self, which: int, by: str, minutes: int | None, twice: bool) -> None:
        key, case = self._case(which, by)
        if self._crosses_midnight(key[1]):
            minutes = None
        chain, version = self.house.version(key)
        before = case.lines
        unseen = minutes is None and any(map(waits, self.places.shifts[key[1]].events.get(key[0], [])))
        expected = self.ledger.confirm(case, minutes, by, unseen=unseen)
        got, batch = self.house.confirm(chain, version, minutes, by)
        same("decision", got, expected)
        if case.lines > before:
            self.batches.append((Decision(case, by, self.at.now, case.lines), batch))
            if twice:
                assert self.house.confirm(chain, version, minutes, by) == (got, batch)
        self._compare("confirm", got)

    @precondition(lambda self: self.ledger.cases)
    @rule(which=WHICH, by=STAFF, twice=st.booleans())
    def reject(self, which: int, by: str, twice: bool) -> None:
        key, case = self._case(which, by)
        chain, version = self.house.version(key)
        before = case.lines
        expected = self.ledger.reject(case, by)
        got, batch = self.house.reject(chain, version, by)
        same("decision", got, expected)
        if case.lines > before:
            self.batches.append((Decision(case, by, self.at.now, case.lines), batch))
            if twice:
                assert self.house.reject(chain, version, by) == (got, batch)
        self._compare("reject", got)

    @precondition(lambda self: self.batches)
    @rule(which=WHICH, by=st.one_of(st.none(), st.none(), STAFF), twice=st.booleans())
    def undo(self, which: int, by: str | None, twice: bool) -> None:
        decision, batch = self.batches.pop(which % len(self.batches))
        expected = self.ledger.undo(decision, by or decision.by, self.at.now)
        if expected == "pending":  # and what changed since the decision is proposed
            self._attend(*next(key for key, case in self.ledger.cases.items() if case is decision.case), anew=True)
        for _ in range(1 + (twice and expected == "pending")):
            assert self.house.undo(batch, by or decision.by) == expected
        self._compare("undo", expected)

    @precondition(lambda self: self.ledger.cases)
    @rule(which=WHICH, by=STAFF, minutes=st.sampled_from([0, 30, 30, 481]))
    def correct(self, which: int, by: str, minutes: int) -> None:
        key, case = self._case(which, by)
        if self._crosses_midnight(key[1]):
            minutes = 0
        chain, version = self.house.version(key)
        expected = self.ledger.correct(case, minutes, by)
        same("correction", self.house.correct(chain, version, minutes, by), expected)
        self._compare("correct", expected)
