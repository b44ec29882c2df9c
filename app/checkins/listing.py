"""Lists of check-ins: one's own, and what a caller may settle."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.accounts import service as accounts
from app.checkins import answering, pending
from app.checkins.evidence_models import Checkin
from app.checkins.models import PresencePoint
from app.core import access
from app.core.access import Caller, Permission, Scope
from app.core.db import db
from app.core.paging import from_cursor, to_cursor
from app.core.problems import NotFound

Page = tuple[list[dict[str, Any]], str | None]
WHAT = "待确认的签到"
PLACES = (joinedload(Checkin.point), joinedload(Checkin.scanned_point))


def own(account_id: int, *, limit: int, cursor: str | None) -> Page:
    """A page of somebody's check-ins, the newest first. Raises ``Invalid`` for a cursor that is none of ours."""
    query = sa.select(Checkin).where(Checkin.account_id == account_id).options(*PLACES)
    if cursor is not None:
        query = query.where(Checkin.id < from_cursor(cursor, int)[0])
    rows = list(db.session.scalars(query.order_by(Checkin.id.desc()).limit(limit + 1)))
    return [answering.as_own(row) for row in rows[:limit]], _next(rows, limit)


def pending_page(
    who: Caller, *, shift: str | None, station: str | None, limit: int, cursor: str | None
) -> tuple[Page, list[accounts.Look]]:
    """A page of what the caller may settle, the oldest first, and the looks to be written before it is shown.

    ``shift``: its id, ``NotFound`` unless it stands within their grants; ``station``: where the code was read. Outside
    transactions: owners of targets read where these stand in their own way.
    """
    scopes = _theirs(shift, station)
    if shift is not None and not _is_theirs(shift):
        raise NotFound
    query = sa.select(Checkin).where(*_waits(station), Checkin.point_id.in_(scopes)).options(*PLACES)
    if cursor is not None:
        query = query.where(Checkin.id > from_cursor(cursor, int)[0])
    rows = list(db.session.scalars(query.order_by(Checkin.id).limit(limit + 1)))
    people = accounts.somebodies(row.account_id for row in rows[:limit] if row.account_id is not None)
    items = [answering.for_staff(row, people, who.account_id) for row in rows[:limit]]
    return (items, _next(rows, limit)), _looks(who, rows[:limit], scopes)


def count_waiting(who: Caller) -> int:
    """How many check-ins wait for the caller's decision; one's own are decided by somebody else."""
    if not access.may(Permission.SETTLE_CHECKINS, None):
        return 0
    theirs = (*_waits(None), Checkin.point_id.in_(_theirs(None, None)), Checkin.account_id != who.account_id)
    return db.session.scalar(sa.select(sa.func.count()).select_from(Checkin).where(*theirs)) or 0


def write_looks(looks: list[accounts.Look]) -> None:
    """Write who looked at whose check-ins: one line for each person, list and day."""
    accounts.all_listed(looks, what=WHAT)


def _theirs(shift: str | None, station: str | None) -> dict[int, Scope]:
    """Points at which something waits that the caller may settle, with where they stand."""
    waiting = sa.select(Checkin.point_id).where(*_waits(station))
    query = sa.select(PresencePoint).where(PresencePoint.id.in_(waiting))
    if shift is not None:
        query = query.where(PresencePoint.kind == "shift", PresencePoint.target == shift)
    scopes = pending.scopes_of_targets(db.session.scalars(query.order_by(PresencePoint.id)).all())
    return {point_id: one for point_id, one in scopes.items() if access.may(Permission.SETTLE_CHECKINS, one)}


def _is_theirs(shift: str) -> bool:
    scope = pending.scope_of_target("shift", shift)
    return scope is not None and access.may(Permission.SETTLE_CHECKINS, scope)


def _waits(station: str | None) -> tuple[sa.ColumnElement[bool], ...]:
    waits = (Checkin.state == "pending", accounts.is_here(Checkin.account_id))
    if station is None:
        return waits
    here = sa.select(PresencePoint.id).where(PresencePoint.kind == "station", PresencePoint.target == station.upper())
    return *waits, Checkin.scanned_point_id.in_(here)


def _looks(who: Caller, rows: list[Checkin], scopes: dict[int, Scope]) -> list[accounts.Look]:
    """Whom a page shows, by target; one's own needs no line."""
    people = defaultdict(set)
    for row in rows:
        if row.account_id is not None and row.point_id is not None and row.account_id != who.account_id:
            people[row.point_id].add(row.account_id)
    viewers = accounts.viewers(who, Permission.SETTLE_CHECKINS, {point_id: scopes[point_id] for point_id in people})
    return [
        accounts.Look(viewers[point_id], frozenset(account_ids), f"checkins:{point_id}")
        for point_id, account_ids in sorted(people.items())
    ]


def _next(rows: list[Checkin], limit: int) -> str | None:
    return to_cursor(rows[limit - 1].id) if len(rows) > limit else None
