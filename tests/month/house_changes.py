"""The service side, continued: changes of a shift, and words that no check-in bears out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.accounts.models import Account
from app.checkins.service import Staff
from app.core.db import db, transaction
from app.core.problems import Problem
from app.hours import correcting
from app.hours.models import HoursChain, HoursEntry
from app.hours.rights import Desk
from app.volunteering import attendance_own, attendance_staff, shift_changes, signups, walk_ins
from app.volunteering.attendance_staff import Marked
from app.volunteering.models import Shift, SignUp
from app.volunteering.shift_facts import CLOCK
from app.volunteering.shift_plans import Plan, RolePlan
from tests.month.model import GUESTS

LEADER = Staff(999_999, "f" * 32, "team_leader")
REASON = "核对"
PLANNED = [name for name in Plan.__dataclass_fields__ if name not in {"private_place", "roles", "by_capacity"}]


class Changing:
    """Calls of staff who change a shift, and of people who say what nobody saw."""

    def __init__(self, accounts: list[int]) -> None:
        self.accounts = accounts
        rows = [db.session.get_one(Account, one) for one in accounts]
        self.refs = [row.person_ref for row in rows]
        self.public_nos = [row.public_no for row in rows]
        db.session.rollback()
        self.shifts: list[int] = []
        self.signups: dict[tuple[int, int], int] = {}
        self.guests: dict[int, int] = {}  # people noted without an account, by their sign-up
        self.guest_refs: dict[str, int] = {}
        self.claims: dict[int, str] = {}

    def leader(self, by: int | None) -> Staff:
        return LEADER if by is None else Staff(self.accounts[by], self.refs[by], "team_leader")

    def change(self, shift: int, capacity: int | None, minutes: int = 0) -> str:
        """Write a shift anew, with other places or so many minutes later."""

        def changed() -> dict[str, str]:
            with transaction() as session:
                row = session.get_one(Shift, self.shifts[shift], populate_existing=True)
                facts: dict[str, Any] = {name: getattr(row, name) for name in PLANNED}
                places = (RolePlan("志愿者", capacity or row.roles[0].capacity),)
                plan = Plan(**facts, private_place=None, roles=places, by_capacity=True)
                plan = replace(plan, **{name: facts[name] + timedelta(minutes=minutes) for name in TIMES})
                shift_changes.change_shift(row.id, plan, CLOCK, sent_version=row.version)
            return {"state": "moved"}

        return state_of(told(changed))

    def cancel(self, shift: int) -> str:
        def cancelled() -> dict[str, str]:
            with transaction():
                shift_changes.cancel_shift(self.shifts[shift], REASON, CLOCK)
            return {"state": "cancelled"}

        return state_of(told(cancelled))

    def reconfirm(self, person: int, shift: int) -> str:
        def confirmed() -> Any:
            with transaction():
                return signups.reconfirm(self.accounts[person], self.signups[person, shift])

        return state_of(told(confirmed))

    def state_times(self, person: int, shift: int, began: datetime | None, ended: datetime | None) -> str:
        def stated() -> Any:
            with transaction():
                mine = (self.accounts[person], self.signups[person, shift])
                return attendance_own.state_times(*mine, began, ended, "手机没电")

        return state_of(told(stated))

    def fill_in(self, person: int, shift: int, minutes: int, desk: Desk) -> str:
        def filled() -> dict[str, str]:
            with transaction():
                made = correcting.backfill(self.public_nos[person], self.shifts[shift], minutes, REASON, desk)
                return {"state": made.chain.state}

        return state_of(told(filled))

    def note(self, by: int | None, shift: int, direction: str, nonce: str) -> tuple[int, str]:
        """Note somebody without an account; their number and state."""
        with transaction():
            noted = walk_ins.note(self.shifts[shift], direction, nonce, None, self.leader(by))
            row, code = noted.signup, noted.claim_code
            guest = self.guests.setdefault(row.id, GUESTS + len(self.guests))
            self.guest_refs[row.person_ref], self.claims[guest] = guest, code
            self.signups[guest, shift] = row.id
            return guest, row.state

    def mark_guest(self, guest: int, shift: int, came: datetime | None, went: datetime | None) -> str:
        def marked() -> dict[str, str]:
            with transaction():
                found = attendance_staff.mark(self.signups[guest, shift], Marked(came, went, REASON), LEADER)
                return {"state": found.state}

        return state_of(told(marked))

    def claim(self, person: int, guest: int, shift: int) -> str:
        def claimed() -> Any:
            with transaction():
                return walk_ins.claim(self.accounts[person], self.claims[guest], None)

        made = state_of(told(claimed))
        if not made.startswith("refused"):
            self.signups[person, shift] = self.signups[guest, shift]
        return made

    def ref_of(self, person: int) -> str:
        """The pseudonym of somebody, or of a guest."""
        guests = {guest: ref for ref, guest in self.guest_refs.items()}
        return guests[person] if person in guests else self.refs[person]

    def number_of(self, row: Any) -> int:
        """Whose sign-up this is, in the model's numbers."""
        return self.guests[row.id] if row.account_id is None else self.accounts.index(row.account_id)


TIMES = ("starts_at", "ends_at", "signup_closes_at", "cancel_until")


def credited_twice() -> list[str]:
    """I5: of what one person did at one shift, one line of a kind counts at a time."""
    back = sa.select(HoursEntry.refs_entry).where(HoursEntry.kind == "reverse")
    counts = (HoursEntry.kind.in_(("confirm", "backfill")), HoursEntry.id.not_in(back))
    source = (HoursChain.shift_id, HoursChain.person_ref)
    query = sa.select(*source).join(HoursEntry, HoursEntry.chain_id == HoursChain.id).where(*counts)
    found = db.session.execute(query.group_by(*source).having(sa.func.count() > 1))
    return [f"{row.person_ref} is credited twice at shift {row.shift_id}" for row in found]


def asked_anew(shifts: dict[int, int], number_of: Callable[[Any], int]) -> dict[int, set[int]]:
    """Who is asked, after a move, whether they still come; by the number of the shift."""
    found: dict[int, set[int]] = {}
    asked = (SignUp.shift_id.in_(shifts), SignUp.state == "registered", SignUp.reconfirm_due.is_not(None))
    for row in db.session.execute(sa.select(SignUp.id, SignUp.shift_id, SignUp.account_id).where(*asked)):
        found.setdefault(shifts[row.shift_id], set()).add(number_of(row))
    return found


def told(call: Callable[[], Any]) -> Any:
    """What a call answers, or the word for its refusal."""
    try:
        return call()
    except Problem as problem:
        return word_of(problem)


def word_of(problem: Problem) -> str:
    return f"refused:{problem.slug}"


def state_of(answer: Any) -> str:
    """The state in an answer; an offer that had lapsed is answered with nothing."""
    if isinstance(answer, str):
        return answer
    return "lapsed" if answer is None else str(answer["state"])
