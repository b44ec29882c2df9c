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
    """A sign-up's presence. ``pairs``: instants in and out, in order; None for the side that is missing.

    ``source``: checkin | staff | stated, None where nobody has said anything yet. ``account_id`` None: erased, or a
    walk-in nobody has claimed (``label`` 现场 n).
    """

    signup_id: int
    shift_id: int
    account_id: int | None
    person_ref: str
    state: str
    pairs: tuple[tuple[datetime | None, datetime | None], ...]
    source: str | None
    label: str | None


def attended(signup_id: int) -> Attended:
    """The presence of a sign-up, as this transaction sees it. Raises ``NotFound``."""
    row = db.session.get(SignUp, signup_id)
    if row is None:
        raise NotFound
    return _facts(row)


def half_known(ended_from: datetime, ended_until: datetime, limit: int) -> Sequence[Attended]:
    """Who came without a check-out, or went without a check-in, at shifts that ended between these instants.

    The earliest end first.
    """
    query = sa.select(SignUp).join(Shift, Shift.id == SignUp.shift_id)
    query = query.where(Shift.ends_at > ended_from, Shift.ends_at <= ended_until, Shift.status != "cancelled")
    no_in, no_out = SignUp.checked_in_at.is_(None), SignUp.checked_out_at.is_(None)
    there = SignUp.state == "checked_in"  # in again, and not out
    query = query.where(sa.or_(there, sa.and_(no_in, ~no_out), sa.and_(~no_in, no_out)))
    return [_facts(row) for row in db.session.scalars(query.order_by(Shift.ends_at, SignUp.id).limit(limit))]


def _facts(row: SignUp) -> Attended:
    pairs = [(_instant(began), _instant(ended)) for began, ended in row.pairs or []]
    if not pairs and (row.checked_in_at or row.checked_out_at):
        pairs = [(row.checked_in_at, row.checked_out_at)]
    source = row.attendance_source
    if not pairs and row.stated_in_at is not None:
        pairs, source = [(row.stated_in_at, row.stated_out_at)], "stated"
    elif pairs and row.stated_out_at is not None and _lacks_only_its_end(pairs[-1], row.stated_out_at):
        pairs[-1], source = (pairs[-1][0], row.stated_out_at), "stated"
    return Attended(row.id, row.shift_id, row.account_id, row.person_ref, row.state, tuple(pairs), source, row.label)


def _lacks_only_its_end(pair: tuple[datetime | None, datetime | None], stated: datetime) -> bool:
    began, ended = pair
    return began is not None and ended is None and stated >= began


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
