"""The service side of the month: the same calls as the model has, and what the tables say afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.accounts.service import Person
from app.checkins import codes, scanning, settling
from app.checkins import retention as checkin_checks
from app.checkins import service as checkins
from app.checkins.evidence_models import Checkin
from app.checkins.keys import masters
from app.checkins.models import PresencePoint
from app.checkins.scanning import Scan
from app.core import clock
from app.core.db import db, transaction
from app.core.problems import Problem
from app.hours import checks, confirming, correcting, proposing, refusing, service
from app.hours.models import HoursChain
from app.hours.rules import Wish
from app.volunteering import (
    attendance_points,
    attendance_staff,
    attendance_sweeps,
    offers,
    shift_clock,
    signup_checks,
)
from app.volunteering.attendance_staff import Marked
from app.volunteering.models import SignUp
from tests.hours.hours_words import desk
from tests.month.house_changes import REASON, Changing, asked_anew, credited_twice, state_of, told, word_of
from tests.volunteering import signup_builders as words

ELSEWHERE = "/652700/652722/652722100/"


@dataclass
class Held:
    """What the tables say: of each shift its sign-ups in the order of the queue; of each chain how it stands."""

    states: dict[int, dict[int, str]]
    queues: dict[int, list[int]]
    extras: dict[int, set[int]]
    chains: dict[tuple[int, int], tuple[str, int, int]]
    asked: dict[int, set[int]] = field(default_factory=dict)


class House(Changing):
    """The services, called as their views would. People and shifts are the small numbers of the model."""

    def __init__(self, accounts: list[int]) -> None:
        super().__init__(accounts)
        self.desks = {
            "staff": desk(self.refs[0]),
            "colleague": desk(self.refs[1]),
            "amy": desk(self.refs[2], "second_approver"),
            "bob": desk("b" * 32, "second_approver"),
            "stranger": desk("e" * 32, path=ELSEWHERE),
        }
        self.points: list[int] = []

    def plan(self, capacity: int, starts_at: datetime, minutes: int, waitlist_max: int | None) -> None:
        shift = words.make_shift(capacity, starts_at=starts_at, minutes=minutes, waitlist_max=waitlist_max)
        with transaction():
            self.points.append(attendance_points.point_of(shift))
        self.shifts.append(shift)

    def sign_up(self, person: int, shift: int) -> tuple[str, int | None]:
        answer = told(lambda: words.sign_up(self.accounts[person], self.shifts[shift]))
        if isinstance(answer, str):
            return answer, None
        self.signups[person, shift] = answer["id"]
        return answer["state"], answer["position"]

    def withdraw(self, person: int, shift: int, kind: str) -> str:
        return state_of(told(lambda: words.withdraw(self.accounts[person], self.signups[person, shift], kind)))

    def answer(self, person: int, shift: int, *, yes: bool) -> str:
        say = words.accept if yes else words.refuse
        return state_of(told(lambda: say(self.accounts[person], self.signups[person, shift])))

    def scan(self, person: int, shift: int, direction: str | None, shown_at: datetime, nonce: str) -> tuple[str, int]:
        """Scan the screen as it was then; the check-in's state and id."""
        slot = codes.slot_at(shown_at.timestamp())
        text = codes.on_screen(masters()[0], self.points[shift], 1, slot)
        who = Person(self.accounts[person], self.refs[person])

        def scanned() -> Checkin:
            with transaction():
                return scanning.check_in(Scan(who, text, nonce, direction, shown_at))

        made = told(scanned)
        return (made, 0) if isinstance(made, str) else (made.state, made.id)

    def staff_scan(self, by: int | None, person: int, shift: int, direction: str, nonce: str) -> tuple[str, int]:
        def scanned() -> Any:
            with transaction():
                point = self.points[shift]
                how = (direction, nonce, clock.now(), self.leader(by))
                return checkins.record_staff_scan(self.accounts[person], point, *how)

        made = told(scanned)
        return (made, 0) if isinstance(made, str) else (made.state, made.id)

    def mark(self, by: int | None, person: int, shift: int, came: datetime | None, went: datetime | None) -> str:
        def marked() -> Any:
            with transaction():
                row = attendance_staff.mark(self.signups[person, shift], Marked(came, went, REASON), self.leader(by))
                return {"state": row.state}

        return state_of(told(marked))

    def undo_scan(self, person: int, checkin: int) -> str:
        def undone() -> dict[str, str]:
            with transaction():
                settling.undo(Person(self.accounts[person], self.refs[person]), checkin)
            return {"state": "undone"}

        return state_of(told(undone))

    def decide(self, by: int | None, checkin: int, *, accept: bool) -> str:
        def decided() -> dict[str, str]:
            with transaction():
                return {"state": settling.decide(checkin, accept=accept, reason=REASON, staff=self.leader(by)).state}

        return state_of(told(decided))

    def checkin_of(self, person: int, shift: int, direction: str, at: datetime) -> int:
        """The id of a check-in that staff wrote by hand."""
        query = sa.select(sa.func.max(Checkin.id)).join(PresencePoint, PresencePoint.id == Checkin.point_id)
        query = query.where(PresencePoint.no == self.points[shift], Checkin.account_id == self.accounts[person])
        found = db.session.scalars(query.where(Checkin.direction == direction, Checkin.occurred_at == at)).one()
        db.session.rollback()
        return int(found)

    def version(self, key: tuple[int, int]) -> tuple[int, int]:
        """The chain of somebody at a shift and its version, as a page shows them."""
        mine = (HoursChain.shift_id == self.shifts[key[1]], HoursChain.person_ref == self.ref_of(key[0]))
        found = db.session.execute(sa.select(HoursChain.id, HoursChain.version).where(*mine)).one()
        db.session.rollback()
        return found.id, found.version

    def confirm(self, chain: int, version: int, minutes: int | None, by: str) -> tuple[str, str]:
        def confirmed() -> Any:
            with transaction():
                return confirming.confirm([(chain, Wish(minutes, version))], self.desks[by])

        done = told(confirmed)
        if isinstance(done, str):
            return done, ""
        ((_, found),) = done.rows
        return (word_of(found) if isinstance(found, Problem) else found.chain.state), done.batch_id

    def reject(self, chain: int, version: int, by: str) -> tuple[str, str]:
        def rejected() -> Any:
            with transaction():
                return refusing.reject(chain, REASON, version, self.desks[by])

        done = told(rejected)
        return (done, "") if isinstance(done, str) else (done[1].chain.state, done[0])

    def undo(self, batch: str, by: str) -> str:
        def undone() -> Any:
            with transaction():
                ((_, found),) = refusing.undo(batch, self.desks[by])
                return {"state": word_of(found) if isinstance(found, Problem) else found.chain.state}

        return state_of(told(undone))

    def correct(self, chain: int, version: int, minutes: int, by: str) -> str:
        def corrected() -> dict[str, str]:
            with transaction():
                return {"state": correcting.correct(chain, Wish(minutes, version, REASON), self.desks[by]).chain.state}

        return state_of(told(corrected))

    def tend(self) -> None:
        """What the worker does, sweep after sweep, each in a transaction of its own."""
        offers.tend_queues()
        for sweep in (shift_clock.end_shifts, attendance_sweeps.mark_no_shows, proposing.propose_forgotten):
            with transaction():
                sweep()

    def balance(self, person: int) -> int:
        return service.balance(self.refs[person])

    def held(self) -> Held:
        db.session.expire_all()
        found = Held({}, {}, {}, {})
        shifts = {shift: number for number, shift in enumerate(self.shifts)}
        refs = self.guest_refs | {ref: number for number, ref in enumerate(self.refs)}
        columns = (SignUp.id, SignUp.shift_id, SignUp.account_id, SignUp.state, SignUp.extra)
        query = sa.select(*columns).where(SignUp.shift_id.in_(shifts)).order_by(SignUp.queued_at, SignUp.id)
        for row in db.session.execute(query):
            number, person = shifts[row.shift_id], self.number_of(row)
            found.states.setdefault(number, {})[person] = row.state
            if row.state == "waitlisted":
                found.queues.setdefault(number, []).append(person)
            if row.extra and row.state in {"registered", "checked_in", "checked_out"}:
                found.extras.setdefault(number, set()).add(person)
        found.asked = asked_anew(shifts, self.number_of)
        chain = (
            HoursChain.person_ref,
            HoursChain.shift_id,
            HoursChain.state,
            HoursChain.minutes,
            HoursChain.open_minutes,
        )
        for ref, shift, state, minutes, waits in db.session.execute(sa.select(*chain)):
            found.chains[refs[ref], shifts[shift]] = (state, minutes, waits)
        return found

    def broken(self) -> list[str]:
        """I1, I2, I4, I5, I6, I7 of RELIABILITY 9."""
        db.session.rollback()
        found = [one for check in INVARIANTS for one in check()]
        db.session.rollback()
        return found


INVARIANTS: tuple[Callable[[], list[str]], ...] = (
    signup_checks.no_place_is_sold_twice,
    signup_checks.nobody_is_passed_over,
    checks.lines_make_chains,
    checks.nobody_confirms_their_own,
    checks.second_words_are_others,
    checks.only_the_issuers_staff_decide,
    checkin_checks.crossed,
    credited_twice,
)
