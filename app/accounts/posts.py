"""Roles as those who hold them see them: who holds one, who would leave a station to nobody, giving all of them up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.accounts import asking, granting_rules
from app.accounts.granting_rules import ROLE_NAMES
from app.accounts.models import Account, RoleGrant
from app.core import audit, clock
from app.core.db import db

MANAGER = "station_manager"


@dataclass(frozen=True)
class Ending:
    """A term about to end; ``role`` and ``scope`` as people call them."""

    grant_id: int
    account_id: int
    role: str
    scope: str
    ends_at: datetime


def holders(role: str, scope_code: str) -> list[int]:
    """Accounts that hold this role over exactly this scope now and can sign in, the oldest grant first."""
    same = (RoleGrant.role == role, RoleGrant.scope_code == scope_code, Account.status == "active")
    query = sa.select(RoleGrant.account_id).join(Account, Account.id == RoleGrant.account_id)
    return list(db.session.scalars(query.where(*_hold_now(), *same).order_by(RoleGrant.id)))


def first_holders(role: str, scope_codes: Iterable[str]) -> dict[str, int]:
    """Who has held this role the longest, by scope, of those who can sign in; read at once."""
    same = (RoleGrant.role == role, RoleGrant.scope_code.in_(list(scope_codes)), Account.status == "active")
    query = sa.select(RoleGrant.scope_code, RoleGrant.account_id).join(Account, Account.id == RoleGrant.account_id)
    rows = db.session.execute(query.where(*_hold_now(), *same).order_by(RoleGrant.id.desc()))
    return dict(rows.tuples().all())  # the oldest comes last, and stays


def held_by(account_id: int) -> list[RoleGrant]:
    """The grants of an account that hold now."""
    query = sa.select(RoleGrant).where(RoleGrant.account_id == account_id, *_hold_now())
    return list(db.session.scalars(query.order_by(RoleGrant.scope_code, RoleGrant.id)))


def ending(within: timedelta) -> list[Ending]:
    """Terms that end within this time from now, longer ones only: who was given a few days knows it."""
    now = clock.now()
    soon = (*_hold_now(), RoleGrant.ends_at <= now + within, Account.status == "active")
    query = sa.select(RoleGrant).join(Account, Account.id == RoleGrant.account_id).where(*soon)
    rows = db.session.scalars(query.order_by(RoleGrant.account_id, RoleGrant.id))
    return [
        Ending(row.id, row.account_id, ROLE_NAMES[row.role], asking.scope_name(row.scope_code), row.ends_at)
        for row in rows
        if row.ends_at - row.starts_at > within
    ]


def managed_alone(account_id: int) -> list[dict[str, str]]:
    """Stations that nobody else manages: ``{scope_code, scope_name}``."""
    stations = [row.scope_code for row in held_by(account_id) if row.role == MANAGER]
    return [_named(code) for code in stations if set(holders(MANAGER, code)) <= {account_id}]


def refuse_last_manager(account_id: int) -> None:
    """Raise ``LastManager`` with the stations that an account manages alone; rows are locked in the order of codes."""
    managed = [row for row in held_by(account_id) if row.role == MANAGER]
    alone = [_named(row.scope_code) for row in managed if not other_managers(row)]
    if alone:
        raise granting_rules.LastManager(stations=alone)


def other_managers(row: RoleGrant) -> bool:
    """Whether somebody else who can sign in manages the station too.

    The rows are locked, so that two cannot leave together.
    """
    same = (RoleGrant.role == row.role, RoleGrant.scope_code == row.scope_code, RoleGrant.revoked_at.is_(None))
    query = sa.select(RoleGrant).join(Account, Account.id == RoleGrant.account_id)
    query = query.where(*same, Account.status == "active").order_by(RoleGrant.id).with_for_update(of=RoleGrant)
    rows = db.session.scalars(query, execution_options={"populate_existing": True})
    now = clock.now()
    return any(is_held(other, now) and other.account_id != row.account_id for other in rows)


def resign_all(account_id: int) -> None:
    """End every role of a locked account that is leaving. Its sign-ins stay: they can do nothing but come back."""
    for row in held_by(account_id):
        row.revoked_at, row.revoked_why = clock.now(), "left"
        audit.record("role.leave", f"grant:{row.id}", changes(row, before=row.role, after=None), role=row.role)


def is_held(row: RoleGrant, now: datetime) -> bool:
    """Whether a grant holds at this instant."""
    return row.revoked_at is None and row.ends_at > now


def changes(row: RoleGrant, *, before: str | None, after: str | None) -> dict[str, Any]:
    """What the audit line of a grant says."""
    person = db.session.get_one(Account, row.account_id).person_ref
    return {"role": [before, after], "scope": [row.scope_code, row.scope_code], "person": [person, person]}


def _hold_now() -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return RoleGrant.revoked_at.is_(None), RoleGrant.ends_at > clock.now()


def _named(scope_code: str) -> dict[str, str]:
    return {"scope_code": scope_code, "scope_name": asking.scope_name(scope_code)}
