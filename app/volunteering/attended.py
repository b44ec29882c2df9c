"""Who was there, as the floors above reckon with it: the times of a sign-up as plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.core.db import db
from app.core.problems import NotFound
from app.volunteering.models import Shift, SignUp


@dataclass(frozen=True)
class Attended:
    """A sign-up's presence. ``pairs``: instants in and out, out None while it is missing; in order.

    ``source``: checkin | staff | stated, None where nobody has said anything yet. ``account_id`` None: erased, or a
    walk-in nobody has claimed (``label`` 现场 n).
    """

    signup_id: int
    shift_id: int
    account_id: int | None
    person_ref: str
    state: str
    pairs: tuple[tuple[datetime, datetime | None], ...]
    source: str | None
    label: str | None


def attended(signup_id: int) -> Attended:
    """The presence of a sign-up, as this transaction sees it. Raises ``NotFound``."""
    row = db.session.get(SignUp, signup_id)
    if row is None:
        raise NotFound
    return _facts(row)


def without_check_out(ended_from: datetime, ended_until: datetime, limit: int) -> Sequence[Attended]:
    """Who checked in and is not out at shifts that ended between these instants, the earliest end first."""
    query = sa.select(SignUp).join(Shift, Shift.id == SignUp.shift_id)
    query = query.where(Shift.ends_at > ended_from, Shift.ends_at <= ended_until, Shift.status != "cancelled")
    there = sa.or_(SignUp.state == "checked_in", SignUp.checked_out_at.is_(None))  # or in again, and not out
    query = query.where(SignUp.checked_in_at.is_not(None), there)
    return [_facts(row) for row in db.session.scalars(query.order_by(Shift.ends_at, SignUp.id).limit(limit))]


def _facts(row: SignUp) -> Attended:
    pairs = [(datetime.fromisoformat(began), _instant(ended)) for began, ended in row.pairs or [] if began]
    if not pairs and row.checked_in_at is not None:
        pairs = [(row.checked_in_at, row.checked_out_at)]
    source = row.attendance_source
    if not pairs and row.stated_in_at is not None:
        pairs, source = [(row.stated_in_at, row.stated_out_at)], "stated"
    elif pairs and pairs[-1][1] is None and row.stated_out_at is not None:
        pairs[-1], source = (pairs[-1][0], max(row.stated_out_at, pairs[-1][0])), "stated"
    return Attended(row.id, row.shift_id, row.account_id, row.person_ref, row.state, tuple(pairs), source, row.label)


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
