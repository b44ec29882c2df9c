"""What the clock does to shifts: they end, and private places are forgotten a day later. Sweeps of the worker."""

from __future__ import annotations

import sqlalchemy as sa

from app.core import clock, events
from app.core.db import db
from app.volunteering.models import Shift
from app.volunteering.shift_rules import PRIVATE_KEPT
from app.volunteering.shift_signals import shift_ended

SWEPT_AT_ONCE = 200


def end_shifts() -> int:
    """Published shifts whose end has come are ``done``; tells of each. Returns how many.

    ``version`` stays: nobody edited anything.
    """
    over = (Shift.status == "published", Shift.ends_at <= clock.now())
    query = sa.select(Shift).where(*over).order_by(Shift.id).limit(SWEPT_AT_ONCE)
    query = query.with_for_update(key_share=True, skip_locked=True).execution_options(populate_existing=True)
    ended = list(db.session.scalars(query))
    for shift in ended:
        shift.status = "done"
    db.session.flush()  # whoever is told reads the rows
    for shift in ended:
        events.tell(shift_ended, shift_id=shift.id)
    return len(ended)


def forget_private_places() -> int:
    """Erase private places 24 h after the end, whatever became of the shift (PRODUCT 6). Returns how many."""
    past = (Shift.private_place_enc.is_not(None), Shift.ends_at <= clock.now() - PRIVATE_KEPT)
    statement = sa.update(Shift).where(*past).values(private_place_enc=None)
    return int(getattr(db.session.execute(statement), "rowcount", 0))
