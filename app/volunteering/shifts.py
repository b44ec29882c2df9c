"""Making a shift, dropping a draft. Lock order: account, series, shift, roles by id, sign-ups by id."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.accounts import service as accounts
from app.core import access, audit, clock
from app.core.access import Permission
from app.core.db import db
from app.volunteering import shift_rules as rules
from app.volunteering.models import Shift, ShiftRole, SignUp
from app.volunteering.shift_facts import Actor, lock_shift, scope_of_row
from app.volunteering.shift_plans import Plan, make_row

SECRET = "private_place"  # noqa: S105 - a field's name; what it holds never stands in an audit row


def create_shift(plan: Plan, actor: Actor) -> Shift:
    """Add a draft. Who may write one there was asked before."""
    if actor.account_id is not None:
        accounts.lock_account(actor.account_id)  # before anything: the call's key will refer to it
    shift = make_row(plan)
    db.session.add(shift)
    db.session.flush()  # the audit row and the answer name its id
    audit.record("shift.created", subject(shift), {"shift": [None, told_of(plan)]}, role=actor.role)
    return shift


def drop_draft(shift_id: int, actor: Actor) -> None:
    """Drop a draft; an occurrence of a series does not come back. Raises ``NotFound``, ``ShiftNotADraft``."""
    if actor.account_id is not None:
        accounts.lock_account(actor.account_id)
    shift = lock_shift(shift_id)
    if shift.status != "draft":
        raise rules.ShiftNotADraft
    access.require(Permission.DRAFT_SHIFT, scope_of_row(shift))
    audit.record("shift.deleted", subject(shift), {"title": [shift.title, None]}, role=actor.role)
    db.session.delete(shift)
    db.session.flush()


def lock_roles(shift: Shift) -> list[ShiftRole]:
    """The roles of a locked shift under their own locks, by id: no place is taken or given meanwhile."""
    query = sa.select(ShiftRole).where(ShiftRole.shift_id == shift.id).order_by(ShiftRole.id)
    query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    return list(db.session.scalars(query))


def lock_people(shift: Shift, states: frozenset[str]) -> list[SignUp]:
    """The sign-ups of a shift whose roles are locked that are in one of these states, by id, locked."""
    query = sa.select(SignUp).where(SignUp.shift_id == shift.id, SignUp.state.in_(states)).order_by(SignUp.id)
    query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    return list(db.session.scalars(query))


def subject(shift: Shift) -> str:
    """What audit rows call a shift."""
    return f"shift:{shift.id}"


def told_of(plan: Plan) -> dict[str, Any]:
    """A plan as audit rows keep it: able to be JSON, without anybody's address."""
    found: dict[str, Any] = {
        name: clock.rfc3339(value) if hasattr(value, "tzinfo") else value for name, value in plan.columns().items()
    }
    return found | {
        "roles": [[role.name, role.capacity] for role in plan.roles],
        SECRET: plan.private_place is not None,
    }
