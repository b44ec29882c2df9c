"""Points of targets that are no station, and who is expected there: written by the owner of the target (shifts).

Lock order: the owner's rows, then the point.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from app.checkins import codes, points
from app.checkins import evidence_rules as rules
from app.checkins.evidence_models import Expectation
from app.checkins.facts import Rostered, roster_asked
from app.checkins.keys import masters
from app.checkins.models import PresencePoint
from app.checkins.points import SHIFT, STATION, Target
from app.core import clock, events
from app.core.db import db
from app.core.problems import NotFound

AHEAD = timedelta(minutes=10)  # how far a leader's phone gets its codes


def make_point(  # noqa: PLR0917 - all that a point is, in the order of its columns
    kind: str,
    target: str,
    label: str,
    lat_wgs84: float | None,
    lng_wgs84: float | None,
    radius_m: int,
    opens_at: datetime | None,
    closes_at: datetime | None,
    needs_position: bool = False,
) -> int:
    """The point of a target, made or written anew; returns its number. Outside its times it takes no check-in."""
    point = points.write_point(Target(kind, target, label, lat_wgs84, lng_wgs84, radius_m))
    point.opens_at, point.closes_at, point.needs_position = opens_at, closes_at, needs_position
    db.session.flush()
    return point.no


def update_point(
    point_no: int,
    *,
    label: str,
    lat_wgs84: float | None,
    lng_wgs84: float | None,
    radius_m: int,
    opens_at: datetime | None,
    closes_at: datetime | None,
    needs_position: bool = False,
) -> None:
    """Write a point as its target is now; its codes go on. Raises ``NotFound``."""
    point = point_of(point_no)
    place = (lat_wgs84, lng_wgs84, radius_m, opens_at, closes_at, needs_position)
    make_point(point.kind, point.target, label, *place)


def close_point(point_no: int) -> None:
    """Let a point take no check-in from now on, and forget who was expected. Raises ``NotFound``."""
    point = point_of(point_no)
    point.closes_at = clock.now()
    db.session.execute(sa.delete(Expectation).where(Expectation.point_id == point.id))


def expect(account_id: int, point_no: int, station_code: str | None, starts_at: datetime, ends_at: datetime) -> None:
    """Expect somebody at a point, or at other times than before. Raises ``NotFound`` for no such point."""
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    told = {"station_code": station_code.upper() if station_code else None, "starts_at": starts_at, "ends_at": ends_at}
    row = {"account_id": account_id, "point_id": point_of(point_no).id} | told
    insert = dialect.insert(Expectation).values(**row)
    db.session.execute(insert.on_conflict_do_update(index_elements=["account_id", "point_id"], set_=told))


def expect_at(
    kind: str, target: str, account_id: int, *, station_code: str | None, starts_at: datetime, ends_at: datetime
) -> None:
    """As ``expect``, at the point of a target, in one statement; nothing happens while it has none."""
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    told = {"station_code": station_code.upper() if station_code else None, "starts_at": starts_at, "ends_at": ends_at}
    of_person = [sa.literal(value, Expectation.__table__.c[name].type) for name, value in told.items()]
    row = sa.select(sa.literal(account_id), PresencePoint.id, *of_person)
    row = row.where(PresencePoint.kind == kind, PresencePoint.target == target)
    insert = dialect.insert(Expectation).from_select(["account_id", "point_id", *told], row)
    db.session.execute(insert.on_conflict_do_update(index_elements=["account_id", "point_id"], set_=told))


def unexpect(account_id: int, point_no: int) -> None:
    """Expect somebody no longer; nothing happens if nobody did."""
    of_point = sa.select(PresencePoint.id).where(PresencePoint.no == point_no).scalar_subquery()
    whom = (Expectation.account_id == account_id, Expectation.point_id == of_point)
    db.session.execute(sa.delete(Expectation).where(*whom))


def screen_codes(point_no: int) -> list[tuple[str, datetime]]:
    """The codes of a point for the next 10 minutes, each with the instant it begins. Raises ``NotFound``."""
    point = point_of(point_no)
    first = codes.slot_at(clock.now().timestamp())
    slots = range(first, first + int(AHEAD.total_seconds()) // codes.SLOT_S)
    return [(_on_screen(point, slot), clock.from_epoch(slot * codes.SLOT_S)) for slot in slots]


def point_no_of(kind: str, target: str) -> int | None:
    """The number of a target's point, None while it has none."""
    query = sa.select(PresencePoint.no).where(PresencePoint.kind == kind, PresencePoint.target == target)
    return db.session.scalar(query)


def point_of(point_no: int) -> PresencePoint:
    """The point of a number. Raises ``NotFound``."""
    found = db.session.scalars(sa.select(PresencePoint).where(PresencePoint.no == point_no)).one_or_none()
    if found is None:
        raise NotFound
    return found


def expectation_at(account_id: int, point: PresencePoint, *, late: bool = False) -> Expectation | None:
    """Whether and when somebody is expected at a point; of what comes ``late`` also, whether they were."""
    query = sa.select(Expectation).where(Expectation.account_id == account_id, Expectation.point_id == point.id)
    found = db.session.scalars(query).one_or_none()
    if found is None and late:
        return next(iter(_remembered(account_id, point.kind, point.target)), None)
    return found


def expected_now(account_id: int, station_code: str, at: datetime, *, late: bool = False) -> Expectation | None:
    """The shift for which a code of a station counts at ``at``: of several the one whose start is nearest."""
    query = sa.select(Expectation).where(Expectation.account_id == account_id, Expectation.station_code == station_code)
    open_now = _open_at(db.session.scalars(query.order_by(Expectation.id)), at)
    if not open_now and late:
        open_now = _open_at(_remembered(account_id, STATION, station_code), at)
    return min(open_now, key=lambda one: abs(one.starts_at - at), default=None)


def shift_day(account_id: int, point: PresencePoint, at: datetime) -> date:
    """The local day on which a shift starts; of somebody not on the roster, as others are expected."""
    expected = expectation_at(account_id, point)
    if expected is None:
        query = sa.select(Expectation).where(Expectation.point_id == point.id).order_by(Expectation.id).limit(1)
        expected = db.session.scalars(query).first()
    if expected is not None:
        return day_of(expected.starts_at)
    return day_of(point.opens_at + rules.OPENS_BEFORE if point.opens_at else at)


def day_of(instant: datetime) -> date:
    """The local day of an instant."""
    return clock.local(instant).date()


def _open_at(found: Iterable[Expectation], at: datetime) -> list[Expectation]:
    return [one for one in found if rules.is_expected(one.starts_at, one.ends_at, at)]


def _remembered(account_id: int, kind: str, code: str) -> list[Expectation]:
    """What was expected and is forgotten, as the owner of shifts remembers it; rows of no table, never written.

    Phones may send what they scanned for 72 hours, while expectations go 180 minutes after the end (PRODUCT 6).
    """
    answers: list[list[Rostered]] = events.ask(roster_asked, account_id=account_id, kind=kind, code=code)
    told = [one for answer in answers for one in answer]
    theirs = (PresencePoint.kind == SHIFT, PresencePoint.target.in_([one.target for one in told]))
    points = {point.target: point for point in db.session.scalars(sa.select(PresencePoint).where(*theirs))}
    return [
        Expectation(account_id=account_id, point=points[one.target], starts_at=one.starts_at, ends_at=one.ends_at)
        for one in told
        if one.target in points
    ]


def _on_screen(point: PresencePoint, slot: int) -> str:
    return codes.on_screen(masters()[0], point.no, point.key_version, slot)
