"""The machine, continued: shifts that move or are called off, and what people say that no check-in bears out."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.month.beside import PEOPLE, Beside, one_of, same
from tests.month.model import MINUTE, ROSTER
from tests.month.model_presence import Event

RIDERS = st.integers(0, PEOPLE - 1)
WHICH = st.integers(0, 99)  # one of several, whatever their number
STAFF = st.sampled_from(["colleague", "colleague", "colleague", "amy", "bob", "staff", "staff", "stranger"])
CAME, WENT = st.sampled_from([None, 0, 0, 3, 20]), st.sampled_from([None, 0, 0, 10])  # minutes after, and before
MOST_GUESTS = 2


def changing(walk: Beside) -> bool:
    """Whether these steps are among those of the walk."""
    return walk.changing


class Changes(Beside):
    """What staff do to a shift, and words in place of check-ins."""

    # the shift itself

    def _movable(self) -> list[int]:
        """Shifts ahead at which nobody has been seen: what a move does to check-ins and hours 4.7 does not say."""
        known = {number for _, number in self.ledger.cases}
        return [
            number
            for number, shift in enumerate(self.places.shifts)
            if not self._has_begun(number) and self._stands(number) and number not in known
            if not any(shift.events.values())
        ]

    @precondition(lambda self: self._movable())
    @precondition(changing)
    @rule(which=WHICH, minutes=st.sampled_from([45, 180, 20, 45, -20, -60]))
    def move(self, which: int, minutes: int) -> None:
        number = one_of(self._movable(), which)
        expected = self.places.move(number, minutes, self.at.now)
        assert self.house.change(number, None, minutes) == expected
        self._compare("move", expected)

    @precondition(lambda self: any(shift.asked for shift in self.places.shifts))
    @precondition(changing)
    @rule(which=WHICH, twice=st.booleans())
    def reconfirm(self, which: int, twice: bool) -> None:
        asked = [key for key in self._own() if key[0] in self.places.shifts[key[1]].asked]
        found = one_of(asked if which % 5 else self._own(), which)
        expected = self.places.reconfirm(*found)
        for _ in range(1 + twice):
            assert self.house.reconfirm(*found) == expected
        self._compare("reconfirm", expected)

    @precondition(lambda self: len(self._movable()) > 1)
    @precondition(changing)
    @rule(which=WHICH, twice=st.booleans())
    def cancel(self, which: int, twice: bool) -> None:
        number = one_of(self._movable(), which)
        expected = self.places.cancel(number)
        for _ in range(1 + twice):
            assert self.house.cancel(number) == expected
        self._compare("cancel")

    # words of the people themselves, and of staff about them

    @precondition(lambda self: self._to_state())
    @precondition(changing)
    @rule(which=WHICH, came=CAME, went=WENT, twice=st.booleans())
    def say(self, which: int, came: int | None, went: int | None, twice: bool) -> None:
        """Somebody says when they came and went, either or both."""
        person, number = one_of(self._to_state(), which)
        shift = self.places.shifts[number]
        began, ended = self._by_hand(number, came, went)
        if began and timedelta(0) < began - self.at.now <= 2 * MINUTE:
            return  # clocks may differ by so much
        expected = shift.states[person]
        nothing, too_early = began is None and ended is None, began is not None and began > self.at.now
        if nothing or too_early or (began and ended and began >= ended):
            expected = "refused:invalid"
        else:
            shift.stated[person] = (began, ended)
            self._attend(person, number)
        for _ in range(1 + twice):
            assert self.house.state_times(person, number, began, ended) == expected
        self._compare("say", expected)

    def _to_state(self) -> list[tuple[int, int]]:
        return [key for key in self._signups(ROSTER | {"no_show"}) if self._has_begun(key[1])]

    def _by_hand(self, number: int, came: int | None, went: int | None) -> tuple[datetime | None, datetime | None]:
        """So many minutes after the start, before the end (or now)."""
        shift = self.places.shifts[number]
        began = None if came is None else shift.starts_at + came * MINUTE
        return began, None if went is None else min(shift.ends_at, self.at.now) - went * MINUTE

    @precondition(changing)
    @rule(which=WHICH, person=RIDERS, by=STAFF, minutes=st.sampled_from([10, 20, 60, 240, 481, 601]))
    def fill_in(self, which: int, person: int, by: str, minutes: int) -> None:
        """A backfill."""
        every = list(range(len(self.places.shifts)))
        over = [one for one in every if self.places.shifts[one].ends_at <= self.at.now and self._stands(one)]
        number = one_of(over if over and which % 5 else every, which)
        shift = self.places.shifts[number]
        served = self._stands(number) and shift.ends_at <= self.at.now
        times = (shift.starts_at, shift.ends_at)
        expected = self.ledger.fill_in((person, number), times, minutes, by, served=served)
        same("backfill", self.house.fill_in(person, number, minutes, self.house.desks[by]), expected)
        self._compare("fill_in", expected)

    # guests: people without an account

    def _open(self) -> list[int]:
        return [number for number in range(len(self.places.shifts)) if self._is_open(number)]

    @precondition(lambda self: self._open() and len(self.guests) < MOST_GUESTS)
    @precondition(changing)
    @rule(which=WHICH, by=st.one_of(st.none(), RIDERS), direction=st.sampled_from(["in", "in", "out"]))
    def note_guest(self, which: int, by: int | None, direction: str) -> None:
        number, nonce = one_of(self._open(), which), self._nonce()
        guest, state = self.house.note(by, number, direction, nonce)
        assert self.house.note(by, number, direction, nonce) == (guest, state)
        shift, now = self.places.shifts[number], self.at.now
        shift.states[guest] = "registered"
        shift.extras.add(guest)
        shift.events[guest] = [Event(0, direction, now, "accepted", now, by_hand=True)]
        self.guests[guest] = (number, by)
        self._attend(guest, number)
        assert state == shift.states[guest]
        self._compare("note_guest", state)

    def _unclaimed(self) -> list[int]:
        """Guests nobody has claimed, at shifts that stand and began half an hour ago."""
        return [
            guest for guest, (at, _) in self.guests.items() if guest not in self.claimed and self._has_begun(at, 30)
        ]

    @precondition(lambda self: self._unclaimed())
    @precondition(changing)
    @rule(which=WHICH, came=CAME, went=WENT)
    def mark_guest(self, which: int, came: int | None, went: int | None) -> None:
        guest = one_of(self._unclaimed(), which)
        number, _ = self.guests[guest]
        began, ended = self._by_hand(number, came, went)
        if began and ended and began >= ended:
            return
        got, shift = self.house.mark_guest(guest, number, began, ended), self.places.shifts[number]
        said = (("in", began), ("out", ended))
        shift.events[guest] = [Event(0, way, at, "accepted", self.at.now, by_hand=True) for way, at in said if at]
        self._attend(guest, number)
        assert got == shift.states[guest]
        self._compare("mark_guest", got)

    @precondition(lambda self: any(self._stands(number) for number, _ in self.guests.values()))
    @precondition(changing)
    @rule(which=WHICH, person=RIDERS)
    def claim(self, which: int, person: int) -> None:
        """Somebody says that a guest was they."""
        guest = one_of([one for one, (at, _) in self.guests.items() if self._stands(at)], which)
        number, _ = self.guests[guest]
        shift, holder = self.places.shifts[number], self.claimed.get(guest)
        seen = any(shift.events.get(person, ())) or person in shift.stated
        if holder is None and ((person, number) in self.ledger.cases or (seen and person not in shift.states)):
            return  # 4.7 does not say what becomes of two records of one person
        expected = self._claimed_as(guest, person, seen=seen)
        got = self.house.claim(person, guest, number)
        assert got == expected
        if holder is None and not got.startswith("refused"):
            self._hand_over(guest, person, number)
        self._compare("claim", expected)

    def _claimed_as(self, guest: int, person: int, *, seen: bool) -> str:
        number, noted_by = self.guests[guest]
        holder, states = self.claimed.get(guest), self.places.shifts[number].states
        if holder is not None:
            return states[person] if holder == person else "refused:code-used"
        if noted_by == person:
            return "refused:own-signup"
        return "refused:already-there" if seen else states[guest]

    def _hand_over(self, guest: int, person: int, number: int) -> None:
        """Sign-up, hours and what staff noted become somebody's own."""
        shift = self.places.shifts[number]
        self.claimed[guest] = person
        self.places.take_over(shift, guest, person, self.at.now)
        if (guest, number) in self.ledger.cases:
            self.ledger.follow((guest, number), person)
        noted = shift.events.pop(guest)
        shift.events[person] = [
            Event(
                self.house.checkin_of(person, number, one.direction, one.at),
                one.direction,
                one.at,
                "accepted",
                self.at.now,
                by_hand=True,
            )
            for one in noted
        ]
        self._attend(person, number, anew=True)
