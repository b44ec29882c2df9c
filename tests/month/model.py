"""Places, queues and offers as PRODUCT 4.7 tells them; nothing of the application is imported here.

A ``Shift`` is one part with its places. Every call says what must come of it: a state, or a word for the refusal
(``refused:<slug>``). People are small numbers. What the product leaves open is decided here by the plainest reading and
said so in a comment.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta, timezone

from tests.month.model_presence import Event, Pair

BEIJING = timezone(timedelta(hours=8))
QUIET_FROM, QUIET_TO = time(23, 30), time(9, 30)  # 4.7: an offer made 23:00 expires 11:00, one made 02:00 at 11:30
LEFT = {"cancelled", "late_cancelled", "excused", "lapsed", "shift_cancelled"}
THERE = {"checked_in", "checked_out"}
ROSTER = {"registered"} | THERE
STANDING = {"registered", "waitlisted", "offered", "checked_in"}
MINUTE = timedelta(minutes=1)
GUESTS = 100  # from this number on: people noted at a shift without an account


@dataclass
class Offer:
    expires_at: datetime
    counted: bool


@dataclass
class Shift:
    capacity: int
    starts_at: datetime
    ends_at: datetime
    waitlist_max: int | None = None
    done: bool = False
    open_call: bool = False
    states: dict[int, str] = field(default_factory=dict)
    queue: list[int] = field(default_factory=list)  # who waits, in order
    offers: dict[int, Offer] = field(default_factory=dict)  # in the order of the queue
    skips: dict[int, int] = field(default_factory=dict)
    extras: set[int] = field(default_factory=set)
    events: dict[int, list[Event]] = field(default_factory=dict)
    stated: dict[int, Pair] = field(default_factory=dict)  # what people said themselves
    asked: set[int] = field(default_factory=set)  # who is to say anew, after a move, that they come
    cancelled: bool = False

    @property
    def free(self) -> int:
        """Capacity less who is registered, came, or holds an offer; extras stand beside the places."""
        taken = [one for one, state in self.states.items() if state in ROSTER and one not in self.extras]
        return self.capacity - len(taken) - len(self.offers)

    def set_state(self, person: int, state: str) -> str:
        """Put somebody where they belong, and out of where they were."""
        if state != "waitlisted":
            self.queue = [one for one in self.queue if one != person]
        if state != "offered":
            self.offers.pop(person, None)
        if state not in ROSTER:
            self.extras.discard(person)
        if state != "registered":
            self.asked.discard(person)
        self.states[person] = state
        return state


@dataclass
class Places:
    """Sign-ups of everybody at all shifts."""

    shifts: list[Shift] = field(default_factory=list)

    def sign_up(self, person: int, number: int, now: datetime) -> str:  # noqa: PLR0911 - one for each refusal
        shift = self.shifts[number]
        if shift.states.get(person, "cancelled") not in LEFT:
            return "refused:already-signed-up"
        if shift.cancelled or now >= shift.starts_at:  # sign-up closes with the start here
            return "refused:shift-closed"
        standing = self._standing(person, now)
        if any(excludes(shift, other) for other, _ in standing):
            return "refused:overlapping-shift"
        ahead = [(other, state) for other, state in standing if other.starts_at > now]
        if len(ahead) >= 10:
            return "refused:too-many-signups"
        if shift.free > 0 and not shift.queue:
            shift.skips[person] = 0
            return shift.set_state(person, "registered")
        if shift.waitlist_max is not None and len(shift.queue) >= shift.waitlist_max:
            return "refused:shift-full"
        if len([1 for _, state in ahead if state in {"waitlisted", "offered"}]) >= 5:
            return "refused:too-many-signups"
        shift.skips[person] = 0
        shift.queue.append(person)
        return shift.set_state(person, "waitlisted")

    def withdraw(self, person: int, number: int, kind: str, now: datetime) -> str:
        shift = self.shifts[number]
        state = shift.states[person]
        if state in LEFT:
            return state
        if state in {"waitlisted", "offered"}:
            after = "cancelled"
        elif state != "registered" or now >= shift.ends_at:
            return "refused:signup-over"
        elif kind == "excused":
            after = "excused"
        else:  # whoever is asked anew may say no: a move is not their doing
            free = now <= shift.starts_at - timedelta(hours=3) or person in shift.asked
            after = "cancelled" if free else "late_cancelled"
        shift.set_state(person, after)
        self.offer(shift, now)
        return after

    def accept(self, person: int, number: int, now: datetime) -> str:
        shift = self.shifts[number]
        state = shift.states[person]
        if state in ROSTER:
            return state
        if state == "offered" and now >= shift.offers[person].expires_at:
            self.tend(shift, now)
            return "lapsed"
        called = state == "waitlisted" and shift.open_call and shift.free > 0 and now < shift.starts_at
        if state != "offered" and not called:
            return "refused:offer-lapsed"
        if any(other is not shift and excludes(shift, other) for other, _ in self._standing(person, now)):
            return "refused:overlapping-shift"  # one of the two was moved
        shift.skips[person] = 0
        shift.set_state(person, "registered")
        self.offer(shift, now)
        return "registered"

    def refuse(self, person: int, number: int, now: datetime) -> str:
        shift = self.shifts[number]
        state = shift.states[person]
        if state == "cancelled":
            return state
        if state != "offered":
            return "refused:offer-lapsed"
        if now >= shift.offers[person].expires_at:
            self.tend(shift, now)
            return "lapsed"
        shift.set_state(person, "cancelled")
        self.offer(shift, now)
        return "cancelled"

    def set_capacity(self, number: int, capacity: int, now: datetime) -> None:
        """Fewer places than people drop nobody; new ones are offered in order."""
        shift = self.shifts[number]
        raised, shift.capacity = capacity > shift.capacity, capacity
        if raised:
            self.offer(shift, now)

    def move(self, number: int, minutes: int, now: datetime) -> str:
        """By 30 min or more: who comes is asked anew. No offer runs into the last 30 min; what is free is offered."""
        shift = self.shifts[number]
        if shift.starts_at + minutes * MINUTE <= now:
            return "refused:shift-not-ready"
        shift.starts_at += minutes * MINUTE
        shift.ends_at += minutes * MINUTE
        if abs(minutes) >= 30:
            shift.asked = {person for person, state in shift.states.items() if state == "registered"}
        for offer in shift.offers.values():
            offer.expires_at = min(offer.expires_at, shift.starts_at - 30 * MINUTE)
        self.offer(shift, now)
        return "moved"

    def reconfirm(self, person: int, number: int) -> str:
        """Silence keeps the place as well: nothing else changes."""
        shift = self.shifts[number]
        state = shift.states[person]
        if state not in {"registered", "waitlisted", "offered"}:
            return "refused:signup-over"
        shift.asked.discard(person)
        return state

    def cancel(self, number: int) -> str:
        """Called off: no marks; who came stays as they are."""
        shift = self.shifts[number]
        shift.cancelled = True
        for person, state in shift.states.items():
            if state in {"registered", "waitlisted", "offered"}:
                shift.set_state(person, "shift_cancelled")
        return "cancelled"

    def take_over(self, shift: Shift, guest: int, person: int, now: datetime) -> None:
        """Somebody claims what was noted of a guest: an empty sign-up of their own gives way, its place is offered."""
        shift.set_state(person, "cancelled")
        shift.states[person] = shift.states.pop(guest)
        shift.extras.discard(guest)
        shift.extras.add(person)
        self.offer(shift, now)

    def admit(self, shift: Shift, person: int, now: datetime) -> None:
        """A leader lets somebody come: into their offered place, or a free one nobody waits for, else as an extra."""
        had_offer = shift.states.get(person) == "offered"
        shift.set_state(person, "cancelled")
        is_extra = not (had_offer or (shift.free > 0 and not shift.queue))
        shift.set_state(person, "registered")
        shift.skips[person] = 0
        if is_extra:
            shift.extras.add(person)
        self.offer(shift, now)

    def offer(self, shift: Shift, now: datetime) -> None:
        """Whenever places become free, the oldest waiting are offered, one each; too near the start all are called."""
        if shift.cancelled or now >= shift.starts_at:
            return
        first = shift.queue[: max(shift.free, 0)]
        expires_at = answer_until(now, shift.starts_at)
        shift.open_call = bool(first) and expires_at - now < 10 * MINUTE
        if shift.open_call:
            return
        for person in first:
            shift.set_state(person, "offered")
            shift.offers[person] = Offer(expires_at, awake(now) < expires_at)

    def tend(self, shift: Shift, now: datetime) -> None:
        """What the worker does: lapses pass the places on; at the start nobody waits any more."""
        if shift.cancelled:
            return
        if now >= shift.starts_at:
            for person in [*shift.queue, *shift.offers]:
                shift.set_state(person, "lapsed")
            shift.open_call = False
            return
        due = [person for person, offer in shift.offers.items() if offer.expires_at <= now]
        if not due:
            return
        behind, after = shift.queue[: len(due)], shift.queue[len(due) :]
        stays = []
        for person in due:
            shift.skips[person] += shift.offers[person].counted
            if shift.skips[person] >= 3:
                shift.set_state(person, "lapsed")
            else:
                shift.set_state(person, "waitlisted")
                stays.append(person)
        shift.queue = behind + stays + after  # so many places pass on, to those: behind them the lapsed come
        self.offer(shift, now)

    def close(self, shift: Shift, now: datetime) -> None:
        """What the clock does after the end: who was not seen 12 h later is a no-show, unless something waits, or they
        said themselves that they came. Guests have no name to be marked.
        """
        if shift.cancelled:
            return
        shift.done = shift.done or now >= shift.ends_at
        if now < shift.ends_at + timedelta(hours=12):
            return
        for person, state in shift.states.items():
            waits = any(event.state == "pending" for event in shift.events.get(person, []))
            if state == "registered" and not waits and person not in shift.stated and person < GUESTS:
                shift.set_state(person, "no_show")

    def _standing(self, person: int, now: datetime) -> list[tuple[Shift, str]]:
        """What somebody has ahead or is at; who checked out has left."""
        found = [(shift, shift.states.get(person, "")) for shift in self.shifts if shift.ends_at > now]
        return [(shift, state) for shift, state in found if state in STANDING]


def excludes(one: Shift, other: Shift) -> bool:
    """Overlap of min(60, half the shorter shift) minutes or more."""
    shared = min(one.ends_at, other.ends_at) - max(one.starts_at, other.starts_at)
    shorter = min(one.ends_at - one.starts_at, other.ends_at - other.starts_at)
    return shared >= min(60 * MINUTE, shorter / 2)


def answer_until(now: datetime, starts_at: datetime) -> datetime:
    """min(now + 2 h, start - 30 min); with 12 h or more to the start quiet hours do not count towards the 2 h."""
    until = now + timedelta(hours=2)
    if starts_at - now >= timedelta(hours=12):
        begin = awake(now)
        evening = begin.astimezone(BEIJING).replace(hour=23, minute=30, second=0, microsecond=0)
        until = begin + timedelta(hours=2)
        if until > evening:
            until += timedelta(hours=10)  # the night from 23:30 to 09:30
    return min(until, starts_at - 30 * MINUTE)


def awake(now: datetime) -> datetime:
    """Now, or the end of the quiet hours in which it lies."""
    local = now.astimezone(BEIJING)
    if QUIET_TO <= local.time() < QUIET_FROM:
        return now
    morning = local.replace(hour=9, minute=30, second=0, microsecond=0)
    return morning if local.time() < QUIET_TO else morning + timedelta(days=1)
