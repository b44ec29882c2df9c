"""The sign-ups of one person, with the cards of their shifts."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.core import clock
from app.core.db import db
from app.core.paging import from_cursor, to_cursor
from app.volunteering import shift_cards
from app.volunteering.models import Shift, SignUp
from app.volunteering.signup_answers import answers_of


def signups_of(account_id: int, when: str, *, limit: int, cursor: str | None, crs: str) -> dict[str, Any]:
    """A page: ``future`` are those whose shift has not ended, the next first; ``past`` the others, the last first.

    Raises ``Invalid`` for a foreign cursor.
    """
    query = sa.select(SignUp, Shift).join(Shift, Shift.id == SignUp.shift_id).where(SignUp.account_id == account_id)
    order = (Shift.starts_at, Shift.id) if when == "future" else (Shift.starts_at.desc(), Shift.id.desc())
    query = query.where(_when(when)).order_by(*order).limit(limit + 1)
    if cursor is not None:
        query = query.where(_behind(when, cursor))
    found = list(db.session.execute(query).tuples())
    shown = found[:limit]
    cards = shift_cards.cards([shift for _, shift in shown], crs)
    items = [answer | {"shift": card} for answer, card in zip(answers_of(shown), cards, strict=True)]
    return {"items": items, "next_cursor": _cursor(shown[-1][1]) if len(found) > limit else None}


def _when(when: str) -> sa.ColumnElement[bool]:
    now = clock.now()
    return Shift.ends_at > now if when == "future" else Shift.ends_at <= now


def _cursor(shift: Shift) -> str:
    return to_cursor(int(shift.starts_at.timestamp()), shift.id)


def _behind(when: str, cursor: str) -> sa.ColumnElement[bool]:
    """Shifts behind a place in the order; starts are whole seconds."""
    epoch_s, shift_id = from_cursor(cursor, int, int)
    at = clock.from_epoch(int(epoch_s))
    if when == "future":
        return sa.or_(Shift.starts_at > at, sa.and_(Shift.starts_at == at, Shift.id > shift_id))
    return sa.or_(Shift.starts_at < at, sa.and_(Shift.starts_at == at, Shift.id < shift_id))
