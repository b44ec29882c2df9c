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
from tests.month.model import GUESTS, MINUTE, ROSTER, Places, Shift
from tests.month.model_hours import Decision, Ledger, complete, midnight
from tests.month.model_presence import Event, Pair, infer, pair_number, paired, same_event, with_own_word
from tests.month.model_presence import Scan as Said
from tests.volunteering.signup_builders import NOON, Clock

PEOPLE = 6
OPENS, SHUTS = timedelta(hours=1), timedelta(hours=3)
KEPT = timedelta(hours=72)
LOOKS_EVERY = 10  # steps, and at the end of a walk: sums and invariants, which cost more than all else
T = TypeVar("T")


class Beside(RuleBasedStateMachine):
    """One walk. ``at`` and ``accounts`` are given by ``walks``; whatever it writes is undone at its end."""

    at: Clock
    accounts: list[int]
    steps: Counter[str]
    changing = False  # whether shifts change and people state, too: such steps leave fewer of all others

    def __init__(self) -> None:
        super().__init__()
        self.undo_point = db.engine.begin_nested()  # type: ignore[attr-defined]
        self.at.now = NOON
        self.house, self.places = House(self.accounts), Places()
        self.ledger = Ledger({"staff": 0, "colleague": 1, "amy": 2}, {"amy", "bob"}, {"stranger"})
        self.batches: list[tuple[Decision, str]] = []
        self.phones: list[tuple[int, int, str | None, Any, str]] = []  # scans that wait for a network
        self.known: dict[tuple[int, int], Any] = {}  # of whose presence at which shift what was reckoned last
        self.guests: dict[int, tuple[int, int | None]] = {}  # where somebody without an account was noted, and by whom
        self.claimed: dict[int, int] = {}  # and who they turned out to be
        self.arrived = 0
        self.begun = self.alike = 0  # comparisons begun, and those in which both sides were alike

    def teardown(self) -> None:
        try:
            if self.alike == self.begun:  # else a step failed, and says so
                self._look_deeper()
        finally:
            db.session.remove()
            self.undo_point.rollback()

    def _plan(self, capacity: int, lead: int, minutes: int, waitlist_max: int | None) -> None:
        start = self.at.now.replace(second=0) + lead * MINUTE
        self.places.shifts.append(Shift(capacity, start, start + minutes * MINUTE, waitlist_max))
        self.house.plan(capacity, start, minutes, waitlist_max)

    def _ahead(self, which: int) -> int:
        """A shift that one may still sign up for; one time in ten, any."""
        every = list(range(len(self.places.shifts)))
        ahead = [one for one in every if self.places.shifts[one].starts_at > self.at.now and self._stands(one)]
        return one_of(ahead if ahead and which % 10 else every, which)

    def _stands(self, number: int) -> bool:
        return not self.places.shifts[number].cancelled

    def _own(self) -> list[tuple[int, int]]:
        """All sign-ups of people with an account."""
        return [key for key in sorted(self.house.signups) if key[0] < GUESTS]

    def _signups(self, states: set[str]) -> list[tuple[int, int]]:
        """Who has a sign-up of their own in one of these states."""
        return [key for key in self._own() if self.places.shifts[key[1]].states[key[0]] in states]

    def _to_mark(self) -> list[tuple[int, int]]:
        """Who may be marked by hand: a shift has begun half an hour ago."""
        return [key for key in self._signups(ROSTER | {"no_show"}) if self._has_begun(key[1], 30)]

    def _has_begun(self, number: int, minutes: int = 0) -> bool:
        return self._stands(number) and self.at.now >= self.places.shifts[number].starts_at + minutes * MINUTE

    def _is_fresh(self, event: Event) -> bool:
        return self.at.now - event.received_at < timedelta(minutes=30)

    def _visitor(self, which: int, person: int) -> tuple[int, int]:
        """Somebody on the roster of a shift whose doors are open, or else anybody at any."""
        found = [
            (one, number)
            for number, shift in enumerate(self.places.shifts)
            if self._is_open(number)
            for one, state in sorted(shift.states.items())
            if state in ROSTER and one < GUESTS
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
            if self._stands(number) and person < GUESTS and wanted(event)
        ]

    def _case(self, which: int, by: str) -> tuple[tuple[int, int], Any]:
        """A case, more often than not one that waits; for whoever volunteers, too, one of their own as often as not."""
        every = sorted(self.ledger.cases)
        waiting = [one for one in every if self.ledger.cases[one].state in {"pending", "awaiting_second"}]
        chosen = waiting if waiting and which % 5 else every
        own = [one for one in chosen if one[0] == self.ledger.people.get(by)]
        key = one_of(own if own and which % 2 else chosen, which)
        return key, self.ledger.cases[key]

    def _crosses_midnight(self, number: int) -> bool:
        """Where minutes that staff choose would have to be laid before or after midnight, they agree to the proposal."""
        shift = self.places.shifts[number]
        return shift.ends_at + 15 * MINUTE > midnight(shift.starts_at)

    def _is_open(self, number: int) -> bool:
        shift = self.places.shifts[number]
        return self._stands(number) and shift.starts_at - OPENS <= self.at.now < shift.ends_at + SHUTS

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
        at = shown_at  # the tap's own time, which the code's window proves
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
                same.state, same.by_staff, same.settled = "accepted", True, True
            elif not said.by_staff and same.state == "pending" and good:
                same.state, same.at = "accepted", said.at  # better evidence settles what waits, as of its own time
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
                for one in ours:  # one after the other: what each leaves behind is reckoned
                    events.remove(one)
                    self._attend(person, number)
            elif ours:
                row = ours[0 if direction == "in" else -1]
                row.at, row.state, row.by_staff, row.by_hand, row.settled = at, "accepted", True, True, True
            else:
                key = self.house.checkin_of(person, number, direction, at)
                events.append(Event(key, direction, at, "accepted", self.at.now, by_hand=True))
            self._attend(person, number)

    def _attend(self, person: int, number: int, *, anew: bool = False) -> None:
        """What counts makes the state of the sign-up and, where it is another than before, what that is worth.

        ``anew``: hours are reckoned again whatever was known.
        """
        shift = self.places.shifts[number]
        if shift.cancelled:
            return
        pairs = paired(shift.events.get(person, []))
        if pairs and shift.states.get(person, "") not in ROSTER | {"no_show"}:
            self.places.admit(shift, person, self.at.now)
        state = shift.states.get(person)
        if pairs:
            shift.set_state(person, "checked_in" if pairs[-1][1] is None else "checked_out")
        elif state in {"checked_in", "checked_out"}:
            shift.states[person] = "registered"
        by_hand = any(event.by_hand for event in shift.events.get(person, ()) if event.state == "accepted")
        known = (pairs, shift.stated.get(person), by_hand)
        if anew or self.known.get((person, number), ([], None, False)) != known:
            times = (shift.starts_at, shift.ends_at)
            self.ledger.attend((person, number), self._worth(person, shift), times, over=False)
        self.known[person, number] = known

    @staticmethod
    def _worth(person: int, shift: Shift) -> list[Pair]:
        """The pairs that hours are reckoned from."""
        return with_own_word(paired(shift.events.get(person, [])), shift.stated.get(person))

    def _tend(self, worker: bool) -> None:
        if not worker:
            return
        self.house.tend()
        for number, shift in enumerate(self.places.shifts):
            self.places.tend(shift, self.at.now)
            self.places.close(shift, self.at.now)
            over = self.at.now - shift.ends_at
            if self._stands(number) and timedelta(hours=12) <= over < timedelta(days=7, hours=12):
                for person in shift.events | shift.stated:
                    times, pairs = (shift.starts_at, shift.ends_at), self._worth(person, shift)
                    if not complete(pairs):
                        self.ledger.attend((person, number), pairs, times, over=True)

    def _compare(self, step: str, outcome: str = "") -> None:
        """The tables say what the model says, and nothing that must hold is broken."""
        self.begun += 1
        self.steps[f"{step} {outcome}".strip()] += 1
        note(f"{self.at.now:%d %H:%M:%S} {step} {outcome}")
        held = self.house.held()
        for number, shift in enumerate(self.places.shifts):
            same(f"states of {number}", held.states.get(number, {}), shift.states)
            same(f"queue of {number}", held.queues.get(number, []), shift.queue)
            same(f"extras of {number}", held.extras.get(number, set()), shift.extras)
            same(f"asked of {number}", held.asked.get(number, set()), shift.asked)
        same("whose hours", held.chains.keys(), self.ledger.cases.keys())
        for key, case in self.ledger.cases.items():
            state, minutes, waits = held.chains[key]
            if case.undecided:
                assert state in {"pending", "awaiting_second"}
                case.lines += state == "pending"
                case.state, case.undecided = state, False
            waiting = {"pending": case.proposed.minutes, "awaiting_second": case.waiting.minutes}.get(case.state, 0)
            same(f"hours of {key}", (state, minutes, waits), (case.state, case.stands.minutes, waiting))
        db.session.rollback()
        self.alike += 1
        if self.alike % LOOKS_EVERY == 0:
            self._look_deeper()

    def _look_deeper(self) -> None:
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
