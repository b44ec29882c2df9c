"""Whoever comes is reminded once, at a decent hour; a move of the shift begins it anew. Source: PRODUCT 4.7."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from app.core import clock
from app.core.db import db
from app.volunteering import places, signup_words
from app.volunteering import signup_rules as rules
from app.volunteering.models import Shift, SignUp

AHEAD = timedelta(hours=28)  # longer than any reminder is: 4 h, and back to the evening before
AT_ONCE = 200


def remind() -> int:
    """A sweep. Returns how many were reminded; what another worker has in hand waits for the next run."""
    now, quiet = clock.now(), places.quiet_hours()
    soon = (Shift.status == "published", Shift.starts_at > now, Shift.starts_at <= now + AHEAD)
    times = db.session.execute(sa.select(Shift.id, Shift.starts_at).where(*soon)).tuples()
    due = [shift_id for shift_id, starts in times if rules.remind_at(clock.local(starts), quiet) <= now]
    if not due:
        return 0
    mine = (SignUp.shift_id.in_(due), SignUp.state == "registered", SignUp.reminded_at.is_(None))
    query = sa.select(SignUp).where(*mine, SignUp.account_id.is_not(None)).order_by(SignUp.account_id, SignUp.id)
    rows = list(db.session.scalars(query.limit(AT_ONCE).with_for_update(skip_locked=True, key_share=True)))
    for row in rows:
        row.reminded_at = now
        signup_words.tell_reminder(row, places.shift_of(row.shift_id), now)
    return len(rows)
