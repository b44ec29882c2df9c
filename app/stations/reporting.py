"""What riders say of a station's things. Who said it serves counting only: nobody is shown it, and it is forgotten.

Until a report is settled it is one row for each person, station and thing: whoever repeats renews the own one. The note
goes with its author, whom it may name; thing, state and instant stay for the keeper, for 90 days.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.accounts import service as accounts
from app.core import clock, events
from app.core.db import db
from app.stations import amenities
from app.stations import keeping_rules as rules
from app.stations.amenities import Actor, Word
from app.stations.changes import mark_changed
from app.stations.models import AmenityReport, Station

RIDERS = Actor("rider", "riders")
NOBODYS = {"account_id": None, "note": ""}

reports_agreed = events.signal("station-reports-agreed")  # code, amenity, people: the manager is to be asked


@dataclass(frozen=True)
class OpenReports:
    """The open reports of one thing that say the same. Instants are of what happened, not of its arrival."""

    amenity: str
    status: str
    count: int
    first_at: datetime
    last_at: datetime


def report(code: str, amenity: str, word: Word, *, occurred_at: datetime | None, account_id: int) -> None:
    """Take in a rider's word. Three people in 30 min make a working thing ``limited`` and ask the manager.

    Reports of 到了没开 only ask. ``version`` does not move. Raises ``NotFound``, ``Invalid``.
    """
    rules.check_report(amenity, word.status)
    accounts.lock_account(account_id)  # before the station: the report will refer to it
    station = amenities.lock_station(code)
    now = clock.now()
    before = rules.people_agreeing(_open_of(station, amenity), now)
    _take_in(station, amenity, word, rules.occurred(occurred_at, now), account_id)
    people = rules.people_agreeing(_open_of(station, amenity), now)
    lowered = _lower(station, amenity, people)
    if lowered or before < rules.PEOPLE <= people:
        events.tell(reports_agreed, code=station.code, amenity=amenity, people=people)
    if lowered:
        mark_changed(station)
        db.session.flush()  # the answer reads it back


def settle(station: Station, amenity: str) -> int:
    """Close all open reports of a thing at a locked station; who made them is forgotten at once. Returns how many."""
    closed = {"settled_at": clock.now(), **NOBODYS}
    return _touched(sa.update(AmenityReport).where(_open(station, amenity)).values(closed))


def reopen(station: Station, amenity: str, since: datetime) -> None:
    """Let the reports of a thing wait again that were closed since then at a locked station; they stay nobody's."""
    closed = (AmenityReport.station_id == station.id, AmenityReport.amenity == amenity)
    query = sa.update(AmenityReport).where(*closed, AmenityReport.settled_at >= since)
    db.session.execute(query.values(settled_at=None))


def open_reports(code: str) -> list[OpenReports]:
    """Open reports of a station by thing and state, newest first; how many people and when, never who."""
    first_at, last_at = sa.func.min(AmenityReport.occurred_at), sa.func.max(AmenityReport.occurred_at)
    query = sa.select(AmenityReport.amenity, AmenityReport.status, sa.func.count(), first_at, last_at)
    query = query.join(Station, Station.id == AmenityReport.station_id)
    query = query.where(Station.code == code.upper(), AmenityReport.settled_at.is_(None))
    query = query.group_by(AmenityReport.amenity, AmenityReport.status)
    query = query.order_by(last_at.desc(), AmenityReport.amenity, AmenityReport.status)
    return [OpenReports(*row) for row in db.session.execute(query)]


def open_counts(station_ids: Iterable[int]) -> dict[int, int]:
    """How many reports are open at each of these stations that has any."""
    query = sa.select(AmenityReport.station_id, sa.func.count()).group_by(AmenityReport.station_id)
    query = query.where(AmenityReport.station_id.in_(list(station_ids)), AmenityReport.settled_at.is_(None))
    return dict(db.session.execute(query).tuples().all())


def open_at(where: sa.ColumnElement[bool]) -> sa.Select[tuple[int]]:
    """The ids of the open reports at stations of which a condition holds."""
    query = sa.select(AmenityReport.id).join(Station, Station.id == AmenityReport.station_id)
    return query.where(AmenityReport.settled_at.is_(None), where)


def forget_reporters() -> int:
    """A sweep: 24 h after its arrival a report is nobody's. Returns how many."""
    old = AmenityReport.received_at < clock.now() - rules.REPORTER_KEPT
    return _touched(sa.update(AmenityReport).where(old, AmenityReport.account_id.is_not(None)).values(NOBODYS))


def forget_of(account_id: int) -> None:
    """Let all reports by somebody be nobody's."""
    db.session.execute(sa.update(AmenityReport).where(AmenityReport.account_id == account_id).values(NOBODYS))


def forget_reports() -> int:
    """A sweep: a report is kept for 90 days, settled or not. Returns how many went."""
    return _touched(sa.delete(AmenityReport).where(AmenityReport.received_at < clock.now() - rules.REPORT_KEPT))


def _take_in(station: Station, amenity: str, word: Word, occurred_at: datetime, account_id: int) -> None:
    own = sa.select(AmenityReport).where(_open(station, amenity), AmenityReport.account_id == account_id)
    row = db.session.scalars(own.limit(1)).first()
    if row is None:
        row = AmenityReport(station_id=station.id, amenity=amenity, account_id=account_id, received_at=clock.now())
        row.occurred_at = occurred_at
        db.session.add(row)
    elif occurred_at < row.occurred_at:
        return  # an older word out of the offline queue
    row.status, row.note, row.occurred_at = word.status, word.note, occurred_at


def _lower(station: Station, amenity: str, people: int) -> bool:
    """Make the thing ``limited`` if riders agree and nobody has said worse of it."""
    if amenity == rules.OPENING or not rules.lowered(amenities.status_of(station, amenity), people):
        return False
    amenities.change(station, amenity, Word("limited"), RIDERS)
    amenities.tell(station, "riders")
    return True


def _open_of(station: Station, amenity: str) -> list[tuple[str, datetime]]:
    """What people say who are told apart: one whose report is nobody's any more may have made another since."""
    query = sa.select(AmenityReport.status, AmenityReport.occurred_at).where(_open(station, amenity))
    query = query.where(AmenityReport.account_id.is_not(None))
    return [(status, at) for status, at in db.session.execute(query)]


def _open(station: Station, amenity: str) -> sa.ColumnElement[bool]:
    return sa.and_(
        AmenityReport.station_id == station.id,
        AmenityReport.amenity == amenity,
        AmenityReport.settled_at.is_(None),
    )


def _touched(statement: sa.Update | sa.Delete) -> int:
    return int(getattr(db.session.execute(statement), "rowcount", 0))
