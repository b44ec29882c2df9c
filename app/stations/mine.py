"""The stations somebody keeps, hidden ones too, and what waits there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.areas import service as areas
from app.core import access, clock
from app.core.access import Caller, Grant, Permission, Scope
from app.core.db import db
from app.core.paging import from_cursor, to_cursor
from app.core.spelling import fold
from app.stations import closures, keeping_rules, reading, reporting
from app.stations.models import AmenityReport, Station
from app.stations.riders_rules import STALE


def stations_kept(caller: Caller, *, limit: int, cursor: str | None, crs: str, q: str | None = None) -> dict[str, Any]:
    """A page of what the caller's grants let them keep: where reports of riders wait, then the rest, each by code.

    ``q``: words in code, name or address, or as the name is spelled. Raises ``Invalid`` for a foreign cursor.
    """
    kept = _kept(caller.grants, Permission.SET_AMENITY)
    if kept is None:
        return {"items": [], "next_cursor": None}
    place = _place_in(cursor)
    rank = sa.case((_waited(place.at), 0), else_=1)
    query = sa.select(Station, rank).where(kept, *_named(q)).order_by(rank, Station.code).limit(limit + 1)
    if place.code:
        query = query.where(sa.or_(rank > place.rank, sa.and_(rank == place.rank, Station.code > place.code)))
    rows = db.session.execute(query).tuples().all()
    page = [station for station, _ in rows[:limit]]
    counts = reporting.open_counts(station.id for station in page)
    cards = {card["code"]: card for card in reading.cards_of([station.code for station in page], crs=crs)}
    shut = closures.without_end(station.id for station in page)
    items = [
        cards[station.code]
        | {"open_reports": counts.get(station.id, 0)}
        | _extras(station, shut.get(station.id, []), caller)
        for station in page
    ]
    return {"items": items, "next_cursor": _cursor(place.at, *rows[limit - 1]) if len(rows) > limit else None}


@dataclass(frozen=True)
class _Place:
    """Where a list goes on: behind a station in the order of ``at``, when its first page was read.

    Reports come and are settled while somebody turns pages; the order stands still, so that no station is passed over:
    but for one that moves up between two pages, as a settled report was opened anew. It is on top at the next look.
    """

    at: datetime
    rank: int = 0  # 0: reports waited there, 1: none did
    code: str = ""  # empty: from the start


def _place_in(cursor: str | None) -> _Place:
    if cursor is None:
        return _Place(clock.now())
    seconds, micros, rank, code = from_cursor(cursor, int, int, int, str)
    return _Place(clock.from_epoch(int(seconds)) + timedelta(microseconds=int(micros)), int(rank), str(code))


def _cursor(at: datetime, station: Station, rank: int) -> str:
    return to_cursor(int(at.timestamp()), at.microsecond, rank, station.code)


def _waited(at: datetime) -> sa.ColumnElement[bool]:
    """Whether a report by riders was open at a station at an instant."""
    unsettled = sa.or_(AmenityReport.settled_at.is_(None), AmenityReport.settled_at > at)
    return Station.id.in_(sa.select(AmenityReport.station_id).where(AmenityReport.received_at <= at, unsettled))


def _named(q: str | None) -> list[sa.ColumnElement[bool]]:
    """What a search asks of a station: each of its words stands somewhere."""
    return [
        sa.or_(
            Station.code.contains(word.upper(), autoescape=True),
            *(column.contains(word, autoescape=True) for column in (Station.name, Station.address)),
            *(column.contains(fold(word), autoescape=True) for column in (Station.pinyin, Station.initials)),
        )
        for word in (q or "").split()
    ]


@dataclass(frozen=True)
class Work:
    """What waits at the stations that somebody keeps: facts nobody checked for 90 days, what riders report."""

    stale: int
    reports: int


def work_of(caller: Caller) -> Work:
    """What the caller's grants let them check and settle; hidden stations too, as in the list of what they keep."""
    checks = _kept(caller.grants, Permission.CONFIRM_STATION)
    settles = _kept(caller.grants, Permission.SETTLE_REPORTS)
    return Work(
        stale=_count(sa.select(Station.id).where(checks, is_stale(clock.now()))) if checks is not None else 0,
        reports=_count(reporting.open_at(settles)) if settles is not None else 0,
    )


def is_stale(now: datetime) -> sa.ColumnElement[bool]:
    """Whether nobody has checked a station's facts for 90 days, as its card says; only of one that is in use."""
    checked = sa.func.coalesce(Station.last_verified_at, Station.told_at)
    return sa.and_(Station.status == "active", sa.or_(checked.is_(None), checked < now - STALE))


def _count(query: sa.Select[tuple[int]]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0


def _extras(station: Station, shut: list[tuple[datetime, datetime | None]], caller: Caller) -> dict[str, Any]:
    """What a keeper's card shows beside a rider's; ``shut``: the closures without an end."""
    area = areas.find_area(station.area_code)
    scope = Scope(area.path if area else None, station.operator_id, station_code=station.code)
    found = keeping_rules.actions(
        status=station.status,
        open_to_riders=station.open_to_riders,
        may=lambda name: caller.age_ok and access.may(Permission(name), scope),
        signed_in=caller.age_ok,
    )
    hints = keeping_rules.hints(shut, clock.now()) if "edit" in found else []
    return {"open_to_riders": station.open_to_riders, "actions": found, "hints": hints}


def _kept(grants: Iterable[Grant], permission: Permission) -> sa.ColumnElement[bool] | None:
    """The stations at which these grants give a permission, None when they give it at none."""
    parts = [part for grant in grants if (part := _covered(grant, permission)) is not None]
    return sa.or_(*parts) if parts else None


def _covered(grant: Grant, permission: Permission) -> sa.ColumnElement[bool] | None:
    if grant.scope_kind == "station" and access.may(permission, Scope(station_code=grant.scope_code)):
        return Station.code == grant.scope_code
    if grant.scope_kind == "org":
        org_id = int(grant.scope_code.removeprefix("org:"))
        return Station.operator_id == org_id if access.may(permission, Scope(org_id=org_id)) else None
    if grant.scope_kind == "area" and grant.area_path and access.may(permission, Scope(area_path=grant.area_path)):
        within = [code for code, area in areas.all_areas().items() if area.path.startswith(grant.area_path)]
        return Station.area_code.in_(within)
    return None
