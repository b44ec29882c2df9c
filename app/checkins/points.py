"""Presence points: made at first need, written by the owner of the target, renewed when prints must end.

Lock order: the owner's row (a station), then the point.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from app.checkins import codes
from app.checkins.codes import LAST_POINT, LAST_VERSION
from app.checkins.keys import masters
from app.checkins.models import PresencePoint
from app.communities import service as communities
from app.core import audit, clock
from app.core.db import db
from app.core.problems import NotFound
from app.stations import service as stations
from app.stations.service import Place

STATION, COMMUNITY, SHIFT = "station", "community", "shift"
COMMUNITY_RADIUS_M = 150  # said of every point; nobody is measured to a community
ASKED_AT_ONCE = 500


@dataclass(frozen=True)
class Target:
    """What a point stands for, as its owner says it. Degrees are WGS-84; ``radius_m``: how near is there."""

    kind: str  # station | community | shift
    code: str
    label: str
    lat_wgs84: float | None
    lng_wgs84: float | None
    radius_m: int


@dataclass(frozen=True)
class Print:
    """What a poster of a point carries. ``since``: when this version began, and all earlier prints ended."""

    kind: str
    code: str
    name: str
    scene: str
    version: int
    since: datetime


def write_point(target: Target) -> PresencePoint:
    """The point of a target, locked and as its owner says it now; made if there is none yet.

    Two at once make one: the second meets the unique constraint, waits, and finds the first one's.
    """
    point = _locked(target.kind, target.code)
    while point is None:
        _insert(target)
        point = _locked(target.kind, target.code)  # None again: the number was somebody else's, draw another
    _describe(point, target)
    return point


def print_of(kind: str, code: str) -> Print | None:
    """The print of a target that has a point already; None before the first poster."""
    query = sa.select(PresencePoint).where(PresencePoint.kind == kind, PresencePoint.target == code.upper())
    point = db.session.scalars(query).one_or_none()
    return as_print(point) if point is not None else None


def open_station(code: str) -> Print:
    """The print of a station, its point made if need be. Raises ``NotFound`` for no such station."""
    return as_print(write_point(_station_target(stations.lock_place(code))))


def renew_station(code: str, role: str) -> Print:
    """End all prints of a station made so far; the new one. Audited in ``role``. Raises ``NotFound``."""
    return _renew(write_point(_station_target(stations.lock_place(code))), role)


def open_community(code: str) -> Print:
    """The print of a community, its point made if need be. Raises ``NotFound`` for no such community."""
    return as_print(write_point(_community_target(code)))


def renew_community(code: str, role: str) -> Print:
    """End all prints of a community made so far; the new one. Audited in ``role``. Raises ``NotFound``."""
    return _renew(write_point(_community_target(code)), role)


def renew(kind: str, code: str, role: str) -> Print:
    """End all prints of a target that has a point already. Audited in ``role``. Raises ``NotFound`` without one."""
    point = _locked(kind, code)
    if point is None:
        raise NotFound
    return _renew(point, role)


def _renew(point: PresencePoint, role: str) -> Print:
    before = [point.no, point.key_version]
    if point.key_version < LAST_VERSION:
        point.key_version += 1
    else:  # all versions used up: under another number they begin anew
        point.no, point.key_version = _new_number(), 1
    point.renewed_at = clock.now()
    after = [point.no, point.key_version]
    audit.record(f"{point.kind}.poster_renewed", f"{point.kind}:{point.target}", {"print": [before, after]}, role=role)
    db.session.flush()
    return as_print(point)


def as_print(point: PresencePoint) -> Print:
    """What a poster of a point carries now."""
    scene = codes.printed(masters()[0], point.no, point.key_version)
    return Print(point.kind, point.target, point.label, scene, point.key_version, point.renewed_at)


def follow_stations(places: Iterable[Place]) -> None:
    """Write the points of changed stations as they are now; told by stations in the transaction of the change."""
    changed = {place.code: place for place in places}
    for some in _chunks(sorted(changed)):
        query = sa.select(PresencePoint).where(PresencePoint.kind == STATION, PresencePoint.target.in_(some))
        for point in db.session.scalars(query.order_by(PresencePoint.id)):
            _describe(point, _station_target(changed[point.target]))


def follow_communities(**_: object) -> None:
    """Call the points of communities as these are called now, a merged one as its successor; told by areas likewise."""
    query = sa.select(PresencePoint).where(PresencePoint.kind == COMMUNITY).order_by(PresencePoint.id)
    for point in db.session.scalars(query):
        found = communities.find_community(point.target)
        if found is not None:
            point.label = found.short_name


def printed_among(codes: Iterable[str]) -> set[str]:
    """Which of these stations have a print somewhere, so that they must not be removed."""
    points = sa.select(PresencePoint.target).where(PresencePoint.kind == STATION)
    return {
        target
        for some in _chunks(sorted(codes))
        for target in db.session.scalars(points.where(PresencePoint.target.in_(some)))
    }


def _community_target(code: str) -> Target:
    """A community has no one place; a merged one is its successor."""
    found = communities.find_community(code)
    if found is None:
        raise NotFound
    return Target(COMMUNITY, found.code, found.short_name, None, None, COMMUNITY_RADIUS_M)


def _station_target(place: Place) -> Target:
    return Target(STATION, place.code, place.name, place.lat_wgs84, place.lng_wgs84, place.radius_m)


def _locked(kind: str, target: str) -> PresencePoint | None:
    """The point under its row lock.

    Check-ins may refer to it all the while (``FOR NO KEY UPDATE``): a scan holds its person and waits for a role that
    whoever moves the shift holds.
    """
    query = sa.select(PresencePoint).where(PresencePoint.kind == kind, PresencePoint.target == target)
    query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    return db.session.scalars(query).one_or_none()


def _insert(target: Target) -> None:
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    values = {
        "no": _new_number(),
        "kind": target.kind,
        "target": target.code,
        "label": target.label,
        "lat_wgs84": target.lat_wgs84,
        "lng_wgs84": target.lng_wgs84,
        "radius_m": target.radius_m,
        "key_version": 1,
        "needs_position": False,
        "renewed_at": clock.now(),
    }
    db.session.execute(dialect.insert(PresencePoint).values(**values).on_conflict_do_nothing())


def _new_number() -> int:
    return 1 + secrets.randbelow(LAST_POINT)


def _describe(point: PresencePoint, target: Target) -> None:
    point.label, point.radius_m = target.label, target.radius_m
    point.lat_wgs84, point.lng_wgs84 = target.lat_wgs84, target.lng_wgs84


def _chunks(names: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(names), ASKED_AT_ONCE):
        yield names[start : start + ASKED_AT_ONCE]
