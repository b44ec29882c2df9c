"""What the clock does after a shift: who did not come is marked, kindly; marks and unclaimed walk-ins are let go of.

Sweeps of the worker. Source: PRODUCT 4.7 "Leaving", 6.
"""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from app.checkins import service as checkins
from app.core import clock
from app.core.db import db
from app.volunteering import attendance_rules as rules
from app.volunteering import attendance_words, places
from app.volunteering.attendance_points import KIND
from app.volunteering.models import Shift, SignUp
from app.volunteering.places import FRESH

LOOK_BACK = timedelta(days=30)
AT_ONCE = 200


def mark_no_shows() -> int:
    """Whoever had a place and was not seen 12 h after the end; returns how many.

    Left out: whose check-in waits for staff, and who said themselves that they came. A check-in that arrives or is
    accepted later makes it undone.
    """
    now = clock.now()
    over = (Shift.ends_at <= now - rules.NO_SHOW_AFTER, Shift.ends_at > now - LOOK_BACK, Shift.status == "done")
    unsaid = (SignUp.stated_in_at.is_(None), SignUp.stated_out_at.is_(None), SignUp.account_id.is_not(None))
    query = sa.select(SignUp.role_id).join(Shift, Shift.id == SignUp.shift_id)
    query = query.where(SignUp.state == "registered", *over, *unsaid).distinct().order_by(SignUp.role_id).limit(AT_ONCE)
    marked = [row for role_id in list(db.session.scalars(query)) for row in _mark(role_id)]
    db.session.flush()
    for row in places.by_account(marked):
        attendance_words.tell_not_seen(row, places.shift_of(row.shift_id))
    return len(marked)


def forget_no_shows() -> int:
    """A mark is kept for 90 days: then the sign-up goes, for nothing else is in it. Hours that staff wrote stay."""
    old = (SignUp.state == "no_show", SignUp.ended_at <= clock.now() - rules.NO_SHOW_KEPT)
    return _done(sa.delete(SignUp).where(*old))


def forget_walk_ins() -> int:
    """Walk-ins nobody claimed within 30 days: code and label go at once, and the row with them.

    Their hours stay in the ledger under a pseudonym that is nobody's.
    """
    past = (SignUp.claim_until <= clock.now(),)
    unclaimed = sa.delete(SignUp).where(*past, SignUp.account_id.is_(None), SignUp.label.is_not(None))
    claimed = sa.update(SignUp).where(*past, SignUp.account_id.is_not(None))
    return _done(unclaimed) + _done(claimed.values(claim_hash=None, claim_until=None, label=None, noted_by_ref=None))


def _mark(role_id: int) -> list[SignUp]:
    role, now = places.lock_role(role_id), clock.now()
    shift, number = places.shift_of(role.shift_id), checkins.point_no_of(KIND, str(role.shift_id))
    waiting = checkins.waiting_at(number) if number is not None else set()
    query = sa.select(SignUp).where(SignUp.role_id == role_id, SignUp.state == "registered").order_by(SignUp.id)
    found = []
    for row in db.session.scalars(query.execution_options(**FRESH)):
        stated = row.stated_in_at is not None or row.stated_out_at is not None
        times = {"ends_at": shift.ends_at, "now": now}
        if row.account_id is not None and rules.is_no_show(
            row.state, waits=row.account_id in waiting, stated=stated, **times
        ):
            row.state, row.ended_at, row.version = "no_show", now, row.version + 1
            found.append(row)
    return found


def _done(statement: sa.Delete | sa.Update) -> int:
    return int(getattr(db.session.execute(statement), "rowcount", 0))
