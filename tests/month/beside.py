"""What the machine's rules are made of: both sides, what a scan or a mark means to the model, the comparison."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, TypeVar

from hypothesis import note
from hypothesis.stateful import RuleBasedStateMachine

from app.core.db import db
from tests.month.house import House
from tests.month.model import MINUTE, ROSTER, Places, Shift
from tests.month.model_hours import Decision, Ledger, midnight
from tests.month.model_presence import Event, infer, pair_number, paired, same_event
from tests.month.model_presence import Scan as Said
from tests.volunteering.signup_builders import NOON, Clock

PEOPLE = 6
OPENS, SHUTS = timedelta(hours=1), timedelta(hours=3)
KEPT = timedelta(hours=72)
T = TypeVar("T")


class Beside(RuleBasedStateMachine):
    """One walk. ``at`` and ``accounts`` are given by ``walks``; whatever it writes is undone at its end."""

    at: Clock
    accounts: list[int]
    steps: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.undo_point = db.engine.begin_nested()  # type: ignore[attr-defined]
        self.at.now = NOON
        self.house, self.places = House(self.accounts), Places()
        self.ledger = Ledger({"staff": 0}, {"amy", "bob"}, {"stranger"})
        self.batches: list[tuple[Decision, str]] = []
        self.phones: list[tuple[int, int, str | None, Any, str]] = []  # scans that wait for a network
        self.arrived = 0

    def teardown(self) -> None:
        db.session.remove()
        self.undo_point.rollback()

    def _plan(self, capacity: int, lead: int, minutes: int, waitlist_max: int | None) -> None:
        start = self.at.now.replace(second=0) + lead * MINUTE
        self.places.shifts.append(Shift(capacity, start, start + minutes * MINUTE, waitlist_max))
        self.house.plan(capacity, start, minutes, waitlist_max)

    def _ahead(self, which: int) -> int:
        """A shift that one may still sign up for, or any."""
        every = range(len(self.places.shifts))
        ahead = [one for one in every if self.places.shifts[one].starts_at > self.at.now]
        return one_of(ahead or list(every), which)

    def _signups(self, states: set[str]) -> list[tuple[int, int]]:
        """Who has a sign-up of their own in one of these states."""
        return [key for key in sorted(self.house.signups) if self.places.shifts[key[1]].states[key[0]] in states]

    def _to_mark(self) -> list[tuple[int, int]]:
        """Who may be marked by hand: a shift has begun half an hour ago."""
        begun = {
            number for number, shift in enumerate(self.places.shifts) if self.at.now >= shift.starts_at + 30 * MINUTE
        }
        return [key for key in self._signups(ROSTER | {"no_show"}) if key[1] in begun]

    def _is_fresh(self, event: Event) -> bool:
        return self.at.now - event.received_at < timedelta(minutes=30)

    def _visitor(self, which: int, person: int) -> tuple[int, int]:
        """Somebody on the roster of a shift whose doors are open, or else anybody at any."""
        found = [
            (one, number)
            for number, shift in enumerate(self.places.shifts)
            if self._is_open(number)
            for one, state in sorted(shift.states.items())
            if state in ROSTER
        ]
        if found and which % 10:
            return one_of(found, which)
        return person, which % len(self.places.shifts)

    def _events(self, wanted: Callable[[Event], bool]) -> list[tuple[int, int, Event]]:
        return [
            (person, number, event)
            for number, shift in enumerate(self.places.shifts)
            for person in sorted(shift.events)
            for event in shift.events[person]
            if wanted(event)
        ]

    def _case(self, which: int) -> tuple[tuple[int, int], Any]:
        """A case, more often than not one that waits."""
        every = sorted(self.ledger.cases)
        waiting = [one for one in every if self.ledger.cases[one].state in {"pending", "awaiting_second"}]
        chosen = waiting if waiting and which % 5 else every
        key = one_of(chosen, which)
        return key, self.ledger.cases[key]

    def _crosses_midnight(self, number: int) -> bool:
        """Where minutes that staff choose would have to be laid before or after midnight, they agree to the proposal."""
        shift = self.places.shifts[number]
        return shift.ends_at + 15 * MINUTE > midnight(shift.starts_at)

    def _is_open(self, number: int) -> bool:
        shift = self.places.shifts[number]
        return shift.starts_at - OPENS <= self.at.now < shift.ends_at + SHUTS

    def _nonce(self) -> str:
        self.arrived += 1
        return f"month-{self.arrived:06d}"

    @staticmethod
    def _times(shift: Shift, kind: str) -> list[Any]:
        expiries = [offer.expires_at for offer in shift.offers.values()]
        return {
            "expiry": expiries,
            "just before expiry": [at - timedelta(seconds=1) for at in expiries],
            "doors": [shift.starts_at - timedelta(minutes=14)],
            "start": [shift.starts_at],
            "middle": [shift.starts_at + (shift.ends_at - shift.starts_at) / 2],
            "end": [shift.ends_at],
            "shut": [shift.ends_at + SHUTS],
            "night": [shift.ends_at + timedelta(hours=12)],
        }[kind]

    def _arrive(
        self, person: int, number: int, direction: str | None, shown_at: Any, nonce: str, *, again: bool
    ) -> None:
        """A scan reaches the house, at once or out of the phone's queue."""
        age = self.at.now - shown_at
        slot = shown_at.replace(second=shown_at.second // 10 * 10, microsecond=0)
        in_window = self.at.now - slot < timedelta(seconds=20)
        at = self.at.now if in_window else slot
        shift = self.places.shifts[number]
        state, key = self.house.scan(person, number, direction, shown_at, nonce)
        if again:
            assert (state, key) == self.last
            return
        self.last = (state, key)
        if not in_window and self.at.now - slot > KEPT:
            assert state == "refused:too-late", age
        elif not shift.starts_at - OPENS <= at < shift.ends_at + SHUTS:
            assert state == "rejected"
        else:
            assert state == self._seen(person, number, Said(direction, at, late=not in_window), key)

    def _seen(self, person: int, number: int, said: Said, key: int) -> str:
        """What a genuine scan comes to."""
        shift = self.places.shifts[number]
        events = shift.events.setdefault(person, [])
        same = same_event(events, said)
        on_roster = shift.states.get(person, "") in ROSTER | {"no_show"}
        direction = said.direction or infer(events, said.at)
        good = on_roster and not said.late and pair_number(events, direction, said.at) <= 3
        if same is not None:
            assert same.key == key
            if said.by_staff and same.state == "pending" and not same.off_roster:
                same.state, same.by_staff = "accepted", True
            elif not said.by_staff and same.state == "pending" and good:
                same.state = "accepted"  # better evidence settles what waits
                same.by_staff = False
            self._attend(person, number)
            return same.state
        state = "accepted" if good else "pending"
        events.append(Event(key, direction, said.at, state, self.at.now, not on_roster, said.by_staff))
        self._attend(person, number)
        return state

    def _marked(self, person: int, number: int, came: Any, went: Any) -> None:
        """What staff say by hand corrects the first in and the last out; None strikes them."""
        shift = self.places.shifts[number]
        events = shift.events.setdefault(person, [])
        pairs = paired(events)
        first = next((one for one, _ in pairs if one), None)
        last = next((one for _, one in reversed(pairs) if one), None)
        times = (("in", came, first), ("out", went, last))
        for direction, at, was in sorted(times, key=lambda one: one[1] is not None):  # what is struck goes first
            if at == (was.replace(microsecond=0) if was else None):
                continue
            ours = sorted((one for one in events if one.direction == direction), key=lambda one: (one.at, one.key))
            if at is None:
                for one in ours:
                    events.remove(one)
            elif ours:
                row = ours[0 if direction == "in" else -1]
                row.at, row.state, row.by_staff = at, "accepted", True
            else:
                key = self.house.checkin_of(person, number, direction, at)
                events.append(Event(key, direction, at, "accepted", self.at.now, by_staff=True))
            self._attend(person, number)

    def _attend(self, person: int, number: int) -> None:
        """What counts makes the state of the sign-up, and what it is worth."""
        shift = self.places.shifts[number]
        pairs = paired(shift.events.get(person, []))
        if pairs and shift.states.get(person, "") not in ROSTER | {"no_show"}:
            self.places.admit(shift, person, self.at.now)
        state = shift.states.get(person)
        if pairs:
            shift.states[person] = "checked_in" if pairs[-1][1] is None else "checked_out"
        elif state in {"checked_in", "checked_out"}:
            shift.states[person] = "registered"
        self.ledger.attend((person, number), pairs, (shift.starts_at, shift.ends_at), over=False)

    def _tend(self, worker: bool) -> None:
        if not worker:
            return
        self.house.tend()
        for number, shift in enumerate(self.places.shifts):
            self.places.tend(shift, self.at.now)
            self.places.close(shift, self.at.now)
            over = self.at.now - shift.ends_at
            if timedelta(hours=12) <= over < timedelta(days=7, hours=12):
                for person, events in shift.events.items():
                    self.ledger.attend((person, number), paired(events), (shift.starts_at, shift.ends_at), over=True)

    def _compare(self, step: str, outcome: str = "") -> None:
        """The tables say what the model says, and nothing that must hold is broken."""
        self.steps[f"{step} {outcome}".strip()] += 1
        note(f"{self.at.now:%d %H:%M:%S} {step} {outcome}")
        held = self.house.held()
        for number, shift in enumerate(self.places.shifts):
            same(f"states of {number}", held.states.get(number, {}), shift.states)
            same(f"queue of {number}", held.queues.get(number, []), shift.queue)
            same(f"extras of {number}", held.extras.get(number, set()), shift.extras)
        same("whose hours", held.chains.keys(), self.ledger.cases.keys())
        for key, case in self.ledger.cases.items():
            state, minutes, waits = held.chains[key]
            if case.undecided:
                assert state in {"pending", "awaiting_second"}
                case.lines += state == "pending"
                case.state, case.undecided = state, False
            waiting = {"pending": case.proposed.minutes, "awaiting_second": case.waiting.minutes}.get(case.state, 0)
            same(f"hours of {key}", (state, minutes, waits), (case.state, case.stands.minutes, waiting))
        for person in range(PEOPLE):
            same(f"balance of {person}", self.house.balance(person), self.ledger.balance(person))
        same("invariants", self.house.broken(), [])


def one_of(choice: Sequence[T], which: int) -> T:
    return choice[which % len(choice)]


def waits(event: Event) -> bool:
    return event.state == "pending"


def same(what: str, tables: object, model: object) -> None:
    """Raise where the two differ."""
    assert tables == model, f"{what}: the tables say {tables}, the model {model}"
