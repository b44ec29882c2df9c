"""How long what is known of check-ins is kept: PRODUCT 6, one sweep. Each statement changes nothing the second time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from app.checkins import evidence_rules as rules
from app.checkins.evidence_models import Checkin, DeviceDay, Expectation, SpentNonce
from app.core import clock
from app.core.db import db

VISITOR_KEPT = timedelta(hours=72)
COMMUNITY_KEPT = timedelta(days=30)
REJECTED_KEPT = timedelta(days=30)
SETTLED_KEPT = timedelta(days=180)
UNSETTLED_KEPT = timedelta(days=365)  # at shifts whose hours nobody ever settled
DEVICE_KEPT = timedelta(hours=24)
NONCE_KEPT = timedelta(hours=72)


def forget() -> int:
    """A sweep: let go of all that is past its time. Returns how many rows."""
    now, shift = clock.now(), Checkin.kind == "shift"
    return sever_visits(Checkin.occurred_at < now - VISITOR_KEPT) + sum(
        map(
            _done,
            (
                sa.delete(Checkin).where(Checkin.kind == "community", Checkin.occurred_at < now - COMMUNITY_KEPT),
                sa.delete(Checkin).where(Checkin.state == "rejected", Checkin.received_at < now - REJECTED_KEPT),
                sa.delete(Checkin).where(shift, Checkin.hours_settled_at < now - SETTLED_KEPT),
                sa.delete(Checkin).where(shift, Checkin.received_at < now - UNSETTLED_KEPT),
                sa.delete(Expectation).where(Expectation.ends_at < now - rules.CLOSES_AFTER),
                sa.delete(DeviceDay).where(DeviceDay.seen_at < now - DEVICE_KEPT),
                sa.delete(SpentNonce).where(SpentNonce.spent_at < now - NONCE_KEPT),
            ),
        )
    )


def sever_visits(which: sa.ColumnElement[bool]) -> int:
    """Let visits be nobody's: what is left counts for its station and day. Returns how many.

    Their second goes, too: the log knows who called then, by a pseudonym, for half a year.
    """
    mine = (Checkin.kind == "station", Checkin.account_id.is_not(None), which)
    days = db.session.scalars(sa.select(Checkin.local_day).where(*mine).distinct().order_by(Checkin.local_day)).all()
    return sum(map(_done, (_severed(day).where(*mine) for day in days)))


def crossed() -> list[str]:
    """An invariant (I6): one check-in for each account, point, local day, direction and pair."""
    key = (Checkin.account_id, Checkin.point_id, Checkin.local_day, Checkin.direction, Checkin.pair_no)
    standing = (Checkin.state != "rejected", Checkin.account_id.is_not(None))
    query = sa.select(*key, sa.func.count().label("rows")).where(*standing).group_by(*key)
    return [
        f"point {row.point_id}, {row.local_day}: {row.rows} check-ins are the {row.direction} of pair {row.pair_no}"
        for row in db.session.execute(query.having(sa.func.count() > 1))
    ]


def waiting() -> int:
    """How many check-ins wait for somebody's decision."""
    query = sa.select(sa.func.count()).select_from(Checkin).where(Checkin.state == "pending")
    return db.session.scalar(query) or 0


def _severed(day: date) -> sa.Update:
    midnight = datetime.combine(day, time(), clock.SHANGHAI)
    nobodys = {"account_id": None, "nonce": None, "occurred_at": midnight, "received_at": midnight}
    return sa.update(Checkin).where(Checkin.local_day == day).values(nobodys)


def _done(statement: Any) -> int:
    return int(getattr(db.session.execute(statement), "rowcount", 0))
