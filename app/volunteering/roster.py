"""The roster of a shift, for whoever leads it or keeps its hours: who comes, who waits, who was there.

Whoever is leaving the service is not in it any more; those who withdrew in time are nobody's business.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from app.accounts import service as accounts
from app.core import access, clock
from app.core.access import Caller, Permission, Scope
from app.core.db import db, reading
from app.core.paging import from_cursor, to_cursor
from app.core.problems import NotFound
from app.volunteering import attendance
from app.volunteering import attendance_rules as rules
from app.volunteering.models import Shift, SignUp
from app.volunteering.rules import ON_ROSTER, WAITING
from app.volunteering.shift_facts import scope_at, scope_of_row

Row = dict[str, Any]
LISTED = ON_ROSTER | WAITING | {"no_show", "late_cancelled", "excused"}
WHAT = "班次名单"


@dataclass(frozen=True)
class Desk:
    """What the caller may do at a shift."""

    who: Caller
    scope: Scope
    run: bool
    keep: bool
    reveal: bool


def desk_at(shift: Shift) -> Desk:
    """The caller at a shift."""
    scope = scope_of_row(shift)
    may = [access.may(one, scope) for one in (Permission.RUN_SHIFT, Permission.KEEP_SIGNUPS, Permission.REVEAL_PHONE)]
    return Desk(access.somebody(), scope, *may)


def page(shift_id: int, *, limit: int, cursor: str | None) -> tuple[list[Row], str | None]:
    """A page of the roster by sign-ups' ids; that the caller saw it is written with it, once a day for each person.

    Raises ``NotFound``, ``Invalid`` for a foreign cursor.
    """
    shift = db.session.get(Shift, shift_id)
    if shift is None:
        raise NotFound
    desk = desk_at(shift)
    here = sa.or_(SignUp.label.is_not(None) & SignUp.account_id.is_(None), accounts.is_here(SignUp.account_id))
    query = sa.select(SignUp).where(SignUp.shift_id == shift_id, SignUp.state.in_(LISTED), here)
    if cursor is not None:
        query = query.where(SignUp.id > int(from_cursor(cursor, int)[0]))
    rows = list(db.session.scalars(query.order_by(SignUp.id).limit(limit + 1)))
    shown = rows[:limit]
    look(desk, shown, shift_id)
    return rows_of(shown, shift, desk), to_cursor(shown[-1].id) if len(rows) > limit else None


def look(desk: Desk, rows: Sequence[SignUp], shift_id: int) -> None:
    """Write that the caller saw these people in the roster; oneself needs no line."""
    people = {row.account_id for row in rows if row.account_id not in {None, desk.who.account_id}}
    viewer = accounts.viewer(desk.who, Permission.READ_ROSTER, desk.scope)
    seen = [account_id for account_id in people if account_id is not None]
    accounts.listed(viewer, seen, what=WHAT, list_key=f"shift:{shift_id}")


def rows_of(rows: Sequence[SignUp], shift: Shift, desk: Desk) -> list[Row]:
    """Sign-ups as the roster shows them."""
    people = accounts.somebodies(row.account_id for row in rows if row.account_id is not None)
    positions = _positions({row.role_id for row in rows if row.state == "waitlisted"})
    return [_row(row, shift, desk, people.get(row.account_id or 0), positions.get(row.id)) for row in rows]


def _positions(role_ids: set[int]) -> dict[int, int]:
    """The places of all who wait in these roles, from 1 in each, by sign-up: one query, however many wait."""
    query = sa.select(SignUp.role_id, SignUp.id).where(SignUp.role_id.in_(role_ids), SignUp.state == "waitlisted")
    ordered = db.session.execute(query.order_by(SignUp.role_id, SignUp.queued_at, SignUp.id)) if role_ids else ()
    by_role = groupby(ordered, key=lambda one: one.role_id)
    return {row.id: place for _, rows in by_role for place, row in enumerate(rows, 1)}


def row_of(signup: SignUp) -> Row:
    """One row, as an answer to what was done with it."""
    shift = db.session.get_one(Shift, signup.shift_id)
    return rows_of([signup], shift, desk_at(shift))[0]


def scope_of_signup(signup_id: int) -> Scope | None:
    """Where a sign-up stands: with its shift; nobody else learns that there is one."""
    with reading() as session:
        columns = (Shift.area_code, Shift.issuer_id, Shift.team_id, Shift.station_code)
        query = sa.select(*columns).join(SignUp, SignUp.shift_id == Shift.id).where(SignUp.id == signup_id)
        row = session.execute(query).one_or_none()
    return scope_at(row.area_code, row.issuer_id, row.team_id, row.station_code, visible=False) if row else None


def _row(row: SignUp, shift: Shift, desk: Desk, person: accounts.Somebody | None, position: int | None) -> Row:
    now = clock.now()
    return {
        "id": row.id,
        "account": person.public_no if person else None,
        "display_name": person.display_name if person else row.label,
        "role_id": row.role_id,
        "state": row.state,
        "position": position,
        "extra": row.extra,
        "reconfirm_due": _time(row.reconfirm_due),
        "checked_in_at": _time(row.checked_in_at),
        "checked_out_at": _time(row.checked_out_at),
        "attendance_source": row.attendance_source,
        "stated_in_at": _time(row.stated_in_at),
        "stated_out_at": _time(row.stated_out_at),
        "stated_note": row.stated_note,
        "actions": rules.roster_actions(
            row.state,
            own=row.account_id == desk.who.account_id,
            may_run=desk.run,
            may_keep=desk.keep,
            may_reveal=desk.reveal,
            here=row.account_id is not None,
            marks=now >= shift.starts_at - rules.OPENS_BEFORE and attendance.took_place(shift),
        ),
        "version": row.version,
    }


def _time(at: datetime | None) -> str | None:
    return clock.rfc3339(at) if at is not None else None
