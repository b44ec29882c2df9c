"""The check-ins that stand at a target: read, numbered in pairs, told to the floors above.

A day's events are numbered in order of time, whichever arrived first, so that a bad network changes nothing. All of it
happens under the lock of the account.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app.accounts.service import Person
from app.checkins import evidence_rules as rules
from app.checkins.evidence_models import Checkin, SpentNonce
from app.checkins.evidence_rules import Event, Stop
from app.checkins.facts import CheckinFacts, checkin_counted, checkin_withdrawn
from app.core import clock, events
from app.core.db import db

REACH = timedelta(hours=6)  # in so many hours one comes anywhere at 120 km/h
NEW = 0  # the id of an event that is being written
_TABLE: Any = Checkin.__table__
_WRITTEN = [column.name for column in _TABLE.columns if column.name != "id"]
_INSERT = sa.insert(_TABLE).returning(_TABLE.c.id)
BY_STAFF = frozenset({"staff_scan", "staff_mark"})


def answered(account_id: int, nonce: str) -> Checkin | None:
    """The check-in that a nonce was answered with; None for a new one. Raises ``CheckinUndone``."""
    made = sa.select(Checkin.id).where(Checkin.account_id == account_id, Checkin.nonce == nonce)
    met = sa.select(SpentNonce.checkin_id).where(SpentNonce.account_id == account_id, SpentNonce.nonce == nonce)
    known: list[int | None] = list(db.session.scalars(sa.union_all(made, met)))
    if not known:
        return None
    found = db.session.get(Checkin, known[0]) if known[0] is not None else None
    if found is None:
        raise rules.CheckinUndone
    return found


def spend(account_id: int, nonce: str | None, checkin_id: int | None) -> None:
    """Let a nonce mean a check-in that is there already, or (None) one that was undone."""
    if nonce is not None:
        row = SpentNonce(account_id=account_id, nonce=nonce, checkin_id=checkin_id, spent_at=clock.now())
        db.session.add(row)


def at_target(account_id: int, point_id: int, day: date) -> list[Checkin]:
    """What stands at a target on a local day, in order of time."""
    query = sa.select(Checkin).where(
        Checkin.account_id == account_id,
        Checkin.point_id == point_id,
        Checkin.local_day == day,
        Checkin.state != "rejected",
    )
    return list(db.session.scalars(query.order_by(Checkin.occurred_at, Checkin.id)))


def as_event(row: Checkin) -> Event:
    return Event(row.id, row.direction, row.occurred_at, by_staff=row.method in BY_STAFF)


def add(person: Person, row: Checkin, others: Iterable[Checkin]) -> None:
    """Write a check-in among those that stand there, number them anew, and tell what counts."""
    others = list(others)
    numbers = rules.numbered([*map(as_event, others), Event(NEW, row.direction, row.occurred_at)])
    moved = _number(others, numbers)
    row.pair_no = numbers[NEW]
    db.session.add(row)
    db.session.flush()  # its id is told
    _tell_counted(person, [*moved, row])


def add_first(person: Person, row: Checkin) -> None:
    """Write the first check-in at a target on its day, and tell that it counts.

    The commonest write of all is one plain INSERT: its row is not in the session, for nothing changes it any more.
    """
    facts = {name: getattr(row, name) for name in _WRITTEN}
    row.id = db.session.execute(_INSERT, facts).scalar_one()
    _tell_counted(person, [row])


def renumber(person: Person, point_id: int, day: date) -> None:
    """Number what stands at a target anew, after one has gone or moved, and tell which changed."""
    rows = at_target(person.account_id, point_id, day)
    _tell_counted(person, _number(rows, rules.numbered(map(as_event, rows))))


def count(person: Person, row: Checkin) -> None:
    """Tell that a check-in counts now, if it does."""
    _tell_counted(person, [row])


def withdraw(person: Person, row: Checkin) -> None:
    """Tell that a check-in, which counted, does so no more."""
    events.tell(checkin_withdrawn, checkin=facts_of(row, person))


def facts_of(row: Checkin, person: Person | None) -> CheckinFacts:
    """A check-in as the floors above see it."""
    return CheckinFacts(
        id=row.id,
        account_id=row.account_id,
        person_ref=person.person_ref if person else None,
        kind=row.kind,
        target=row.point.target if row.point else None,
        direction=row.direction,
        occurred_at=row.occurred_at,
        received_at=row.received_at,
        late=row.late,
        level=row.level,
        method=row.method,
        pair_no=row.pair_no,
        state=row.state,
        reason=row.reason,
    )


def stops_near(account_id: int, row: Checkin) -> list[Stop]:
    """Where codes of somebody were read in the hours around a new check-in: the places' own coordinates."""
    query = sa.select(Checkin).where(
        Checkin.account_id == account_id,
        Checkin.occurred_at.between(row.occurred_at - REACH, row.occurred_at + REACH),
        Checkin.state != "rejected",
        Checkin.method != "staff_mark",  # a hand mark saw nobody's phone
    )
    return [stop for other in db.session.scalars(query) if (stop := stop_of(other)) is not None]


def stop_of(row: Checkin) -> Stop | None:
    """The place where a code was read; None where it has no coordinates."""
    point = row.scanned_point or row.point
    if point is None or point.lat_wgs84 is None or point.lng_wgs84 is None:
        return None
    return Stop(row.occurred_at, point.lat_wgs84, point.lng_wgs84, point.radius_m)


def _number(rows: Iterable[Checkin], numbers: dict[int, int]) -> list[Checkin]:
    """Give rows their pairs; returns those whose pair changed. In two steps, for each pair is unique."""
    moved = [row for row in rows if row.pair_no != numbers[row.id]]
    for sign in (-1, 1):
        for row in moved:
            row.pair_no = sign * numbers[row.id]
        db.session.flush()
    return moved


def _tell_counted(person: Person, rows: Iterable[Checkin]) -> None:
    for row in rows:
        if row.state == "accepted":
            events.tell(checkin_counted, checkin=facts_of(row, person))
