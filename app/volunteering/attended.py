"""Who was there, as the floors above reckon with it: the times of a sign-up as plain values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.core.db import db
from app.core.problems import NotFound
from app.volunteering.attendance_rules import THERE
from app.volunteering.models import Shift, SignUp

READ_AT_ONCE = 500

Pair = tuple[datetime | None, datetime | None]


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
    pairs: tuple[Pair, ...]
    source: str | None
    label: str | None


def attended(signup_id: int) -> Attended:
    """The presence of a sign-up, as this transaction sees it. Raises ``NotFound``."""
    row = db.session.get(SignUp, signup_id)
    if row is None:
        raise NotFound
    return _facts(row)


def was_there(shift_id: int, account_id: int) -> bool:
    """Whether their check-ins at a shift, or what staff marked in their place, say that they were there."""
    mine = (SignUp.shift_id == shift_id, SignUp.account_id == account_id, SignUp.state.in_(THERE))
    return bool(db.session.scalar(sa.select(sa.exists().where(*mine))))


def half_known(ended_from: datetime, ended_until: datetime) -> Iterator[list[Attended]]:
    """Who came without a check-out, or went without a check-in, at shifts that ended between these instants.

    In parts, each read when it is asked for, the earliest end first. Whoever said it themselves is among them, also
    when they said both.
    """
    query, last = _half_known(ended_from, ended_until), None
    while True:
        part = query if last is None else query.where(_behind(*last))
        rows = list(db.session.execute(part.limit(READ_AT_ONCE)).tuples())
        yield [_facts(row) for row, _ in rows]
        if len(rows) < READ_AT_ONCE:
            return
        last = rows[-1][1], rows[-1][0].id


def _half_known(ended_from: datetime, ended_until: datetime) -> sa.Select[tuple[SignUp, datetime]]:
    query = sa.select(SignUp, Shift.ends_at).join(Shift, Shift.id == SignUp.shift_id)
    query = query.where(Shift.ends_at > ended_from, Shift.ends_at <= ended_until)
    query = query.where(sa.or_(Shift.status != "cancelled", Shift.cancelled_at > Shift.starts_at))
    came, went = SignUp.checked_in_at.is_not(None), SignUp.checked_out_at.is_not(None)
    said = sa.or_(SignUp.stated_in_at.is_not(None), SignUp.stated_out_at.is_not(None))
    there = SignUp.state == "checked_in"  # in again, and not out
    half = sa.or_(there, sa.and_(came, ~went), sa.and_(~came, went), sa.and_(~came, ~went, said))
    return query.where(half).order_by(Shift.ends_at, SignUp.id)


def _behind(ended_at: datetime, signup_id: int) -> sa.ColumnElement[bool]:
    return sa.or_(Shift.ends_at > ended_at, sa.and_(Shift.ends_at == ended_at, SignUp.id > signup_id))


def _facts(row: SignUp) -> Attended:
    pairs = [(_instant(began), _instant(ended)) for began, ended in row.pairs or []]
    if not pairs and (row.checked_in_at or row.checked_out_at):
        pairs = [(row.checked_in_at, row.checked_out_at)]
    whole = _with_own_word(pairs, row.stated_in_at, row.stated_out_at)
    source = row.attendance_source if whole == pairs else "stated"
    return Attended(row.id, row.shift_id, row.account_id, row.person_ref, row.state, tuple(whole), source, row.label)


def _with_own_word(pairs: list[Pair], began: datetime | None, ended: datetime | None) -> list[Pair]:
    """The pairs with what the person said of a side that nobody saw; what was seen stands."""
    if not pairs:
        return [(began, ended)] if began or ended else []
    (first, out), (into, last) = pairs[0], pairs[-1]
    if len(pairs) == 1:
        return [(first or began, last or ended)]
    return [(first or began, out), *pairs[1:-1], (into, last or ended)]


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
