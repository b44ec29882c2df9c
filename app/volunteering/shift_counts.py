"""How full roles are, read in one query for any number of shifts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from app.core.db import db
from app.volunteering.models import Shift, ShiftRole, SignUp
from app.volunteering.rules import ON_ROSTER, TAKING
from app.volunteering.shift_rules import Places


@dataclass(frozen=True)
class Count:
    """People of one role. ``taken``: those who take its places, offers counted, extras not."""

    registered: int = 0
    waiting: int = 0
    offered: int = 0
    taken: int = 0


NOBODY = Count()


def counts(shifts: Iterable[Shift]) -> dict[int, Count]:
    """Counts by role id; roles without anybody are left out."""
    roles = [role.id for shift in shifts for role in shift.roles]
    if not roles:
        return {}
    columns = (
        _how_many(SignUp.state.in_(ON_ROSTER)),
        _how_many(SignUp.state == "waitlisted"),
        _how_many(SignUp.state == "offered"),
        _how_many(takes_place()),
    )
    query = sa.select(SignUp.role_id, *columns).where(SignUp.role_id.in_(roles)).group_by(SignUp.role_id)
    return {role: Count(*numbers) for role, *numbers in db.session.execute(query)}


def takes_place() -> sa.ColumnElement[bool]:
    """Whether a sign-up takes one of its role's places."""
    return sa.and_(SignUp.state.in_(TAKING), sa.not_(SignUp.extra))


def places_of(role: ShiftRole, count: Count) -> Places:
    """How a role stands, for the rules."""
    return Places(role.capacity, count.taken, count.waiting, role.waitlist_max)


def has_free_place(now_condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Whether a role of a shift has a place for whoever comes next; ``now_condition``: sign-up is open."""
    waiting = _of_role(SignUp.state == "waitlisted")
    free = (ShiftRole.shift_id == Shift.id, ShiftRole.capacity > taken_of_role(), waiting == 0)
    return sa.and_(now_condition, sa.exists().where(*free).correlate(Shift))


def taken_of_role() -> sa.ScalarSelect[int]:
    """How many places of a role are taken, in a statement over roles."""
    return _of_role(takes_place())


def _of_role(which: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    mine = sa.select(sa.func.count()).select_from(SignUp).where(SignUp.role_id == ShiftRole.id, which)
    return mine.correlate(ShiftRole).scalar_subquery()


def _how_many(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)
