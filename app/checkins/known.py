"""What the database knows of a scan before it is judged, in one statement: its point, and whether more is to be read.

Most scans are somebody's first at a place that day: nothing stands in their way, and this look is all they need. What
it tells of is then read in full by whoever needs it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from app.checkins.evidence_models import Checkin, Expectation, SpentNonce
from app.checkins.models import PresencePoint
from app.core.db import db
from app.stations import service as stations


@dataclass(frozen=True)
class Known:
    """``point`` is None for a number that no point has. ``is_shown``: of a station, whether riders may see it.

    ``has_answer``: the nonce came before. ``is_expected``: at a shift for which this code counts, at some time.
    ``was_there``: something stands at the point on ``day``.
    """

    point: PresencePoint | None
    is_shown: bool
    has_answer: bool
    is_expected: bool
    was_there: bool
    day: date


def known_of(account_id: int, nonce: str, point_no: int, day: date) -> Known:
    """What is known of a scan; the account is locked. ``day``: the local one on which it came."""
    asked = {"account_id": account_id, "nonce": nonce, "no": point_no, "day": day}
    row = db.session.execute(_KNOWN, asked).one_or_none()
    if row is None:
        has_answer = db.session.execute(sa.select(_HAS_ANSWER), asked).scalar_one()
        return Known(None, False, has_answer, False, False, day)
    point, is_shown, has_answer, is_expected, was_there = row
    return Known(point, is_shown, has_answer, is_expected, was_there, day)


def _asked(of_account: InstrumentedAttribute[Any], *which: sa.ColumnElement[bool]) -> sa.Exists:
    return sa.exists().where(of_account == sa.bindparam("account_id"), *which)


_HAS_ANSWER = sa.or_(
    _asked(Checkin.account_id, Checkin.nonce == sa.bindparam("nonce")),
    _asked(SpentNonce.account_id, SpentNonce.nonce == sa.bindparam("nonce")),
)
_HERE = sa.or_(Expectation.point_id == PresencePoint.id, Expectation.station_code == PresencePoint.target)
_THAT_DAY = sa.and_(Checkin.local_day == sa.bindparam("day"), Checkin.state != "rejected")
_KNOWN = sa.select(
    PresencePoint,
    stations.is_shown(PresencePoint.target),
    _HAS_ANSWER,
    _asked(Expectation.account_id, _HERE),
    _asked(Checkin.account_id, Checkin.point_id == PresencePoint.id, _THAT_DAY),
).where(PresencePoint.no == sa.bindparam("no"))
