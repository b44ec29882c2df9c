"""The usual way: a Flask view, the SQLAlchemy ORM, and the haversine formula in SQL over every row.

It answers like our list does, for guests, with ``open=now`` and amenities: same order, same fields, same counts. What a
team would reasonably do is done: parts are loaded with ``selectinload``, today's holiday class is read once a minute.
``DATABASE_URL`` names the database of the bench.
"""

from __future__ import annotations

import os
import time
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, jsonify, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import Mapped, Query, mapped_column, relationship, selectinload

from app.core.geo import to_gcj02, to_wgs84
from app.stations import opening
from app.stations.opening import CalendarDay, CalendarTable, CalendarYear, Schedule, StationHours

BEIJING = timezone(timedelta(hours=8))
DIAMETER_M = 2 * 6_371_008.8
USABLE = ("working", "limited")

db = SQLAlchemy()
app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = os.environ.get("DATABASE_URL", "sqlite://")
app.json.ensure_ascii = False  # type: ignore[attr-defined] # Flask's default provider has it
app.json.sort_keys = False  # type: ignore[attr-defined]
db.init_app(app)


class Area(db.Model):  # type: ignore[name-defined] # made by the extension
    __tablename__ = "admin_areas"
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    level: Mapped[str]
    parent_code: Mapped[str | None] = mapped_column(sa.ForeignKey("admin_areas.code"))
    parent: Mapped[Area | None] = relationship(remote_side=[code])


class Amenity(db.Model):  # type: ignore[name-defined] # made by the extension
    __tablename__ = "station_amenities"
    station_id: Mapped[int] = mapped_column(sa.ForeignKey("stations.id"), primary_key=True)
    amenity: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[str]
    eta: Mapped[datetime | None]


class Rule(db.Model):  # type: ignore[name-defined] # made by the extension
    __tablename__ = "station_schedules"
    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(sa.ForeignKey("stations.id"))
    byday: Mapped[int]
    opens_minute: Mapped[int]
    closes_minute: Mapped[int]
    season_from: Mapped[str | None]
    season_to: Mapped[str | None]
    holiday_rule: Mapped[str]


class Station(db.Model):  # type: ignore[name-defined] # made by the extension
    __tablename__ = "stations"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    area_code: Mapped[str] = mapped_column(sa.ForeignKey("admin_areas.code"))
    lat_wgs84: Mapped[float]
    lng_wgs84: Mapped[float]
    address: Mapped[str]
    status: Mapped[str]
    alert: Mapped[str | None]
    contact: Mapped[str | None]
    open_to_riders: Mapped[bool]
    last_verified_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    told_by: Mapped[str | None]
    synthetic: Mapped[bool]
    version: Mapped[int]
    area: Mapped[Area] = relationship()
    amenities: Mapped[list[Amenity]] = relationship(order_by=Amenity.amenity)
    rules: Mapped[list[Rule]] = relationship()


@app.get("/api/v1/stations")
def nearby() -> Response:
    """What is open and has all amenities, nearest first, with the count of it all."""
    now = datetime.now(BEIJING).replace(microsecond=0)
    lat, lng = to_wgs84(float(request.args["lat"]), float(request.args["lng"]))
    radius, limit = int(request.args.get("radius_m", "5000")), int(request.args.get("limit", "20"))
    metres = _metres(lat, lng)
    query = db.session.query(Station, metres.label("metres"))
    query = query.filter(Station.status == "active", Station.open_to_riders, metres <= radius)
    for amenity in request.args.getlist("amenity"):
        query = query.filter(Station.amenities.any((Amenity.amenity == amenity) & Amenity.status.in_(USABLE)))
    if request.args.get("open") == "now":
        query = query.filter(_open_now(now))
    count = query.with_entities(sa.func.count()).scalar()
    found = _with_parts(query).order_by("metres", Station.code).limit(limit).all()
    items = [_card(station, int(distance), now) for station, distance in found]
    summary = {"open_count": count, "within_m": radius, "next_opening": None, "always_open": None}
    return jsonify({"items": items, "next_cursor": None, "summary": summary, "server_now": now.isoformat()})


def _metres(lat: float, lng: float) -> Any:
    up = sa.func.sin(sa.func.radians(Station.lat_wgs84 - lat) / 2)
    across = sa.func.sin(sa.func.radians(Station.lng_wgs84 - lng) / 2)
    cosines = sa.func.cos(sa.func.radians(lat)) * sa.func.cos(sa.func.radians(Station.lat_wgs84))
    return sa.func.round(DIAMETER_M * sa.func.asin(sa.func.sqrt(up * up + cosines * across * across)))


def _open_now(now: datetime) -> Any:
    """Some rule of today holds this minute, or one of yesterday still does."""
    minute, today = now.hour * 60 + now.minute, now.date()
    return sa.or_(_rule_of(today, minute), _rule_of(today - timedelta(days=1), minute + 1440))


def _rule_of(day: date, minute: int) -> Any:
    row, number = _holiday(day), day.strftime("%m-%d")
    wraps = Rule.season_from > Rule.season_to
    season = sa.or_(
        Rule.season_from.is_(None),
        sa.and_(~wraps, Rule.season_from <= number, Rule.season_to >= number),
        sa.and_(wraps, sa.or_(Rule.season_from <= number, Rule.season_to >= number)),
    )
    same = sa.and_(Rule.holiday_rule == "same", Rule.byday.op("&")(1 << day.weekday()) > 0)
    weekday = 0 if row == "work" else day.weekday()
    rests = sa.and_(Rule.holiday_rule == "closed", Rule.byday.op("&")(1 << weekday) > 0, row not in {"off", "unknown"})
    return Station.rules.any(
        season & sa.or_(same, rests) & (Rule.opens_minute <= minute) & (Rule.closes_minute > minute)
    )


def _with_parts(query: Query[Any]) -> Query[Any]:
    area = selectinload(Station.area).selectinload(Area.parent)
    return query.options(selectinload(Station.amenities), selectinload(Station.rules), area)


# --- the card ------------------------------------------------------------------------------------------------------


def _card(station: Station, metres: int, now: datetime) -> dict[str, Any]:
    hours, table = StationHours(tuple(map(_schedule, station.rules))), _table(int(time.time()) // 60)
    state, change = opening.open_at(hours, now, table), opening.next_change(hours, now, table)
    turn = {"at": change[0].astimezone(BEIJING).isoformat(), "state": change[1]} if change else None
    opens = None if state == "open" else opening.next_opening(hours, now, table)
    lat, lng = to_gcj02(station.lat_wgs84, station.lng_wgs84)
    area, checked = station.area, station.last_verified_at or station.told_at
    on_arrival = opening.open_at(hours, now + timedelta(minutes=-(-metres * 13 // 2500)), table)
    return {
        "code": station.code, "name": station.name, "kind": station.kind, "address": station.address,
        "area_name": area.name, "township_name": _township(area), "lat": round(lat, 6), "lng": round(lng, 6),
        "distance_m": metres, "open_state": state, "open_until": turn["at"] if turn and state == "open" else None,
        "opens_at": opens and opens.astimezone(BEIJING).isoformat(), "next_change": turn,
        "open_on_arrival": on_arrival == "open",
        "amenities": [{"amenity": a.amenity, "status": a.status, "eta": a.eta} for a in station.amenities],
        "status": station.status, "alert": station.alert, "contact": station.contact,
        "told": {"at": _shown(station.told_at), "by": station.told_by},
        "last_verified_at": _shown(station.last_verified_at),
        "synthetic": station.synthetic, "version": station.version, "crowding": None,
        "stale": checked is None or now - _aware(checked) >= timedelta(days=90),
    }  # fmt: skip


def _township(area: Area) -> str | None:
    if area.level == "township":
        return area.name
    return area.parent.name if area.level == "community" and area.parent else None


def _schedule(rule: Rule) -> Schedule:
    season = [part and (int(part[:2]), int(part[3:])) for part in (rule.season_from, rule.season_to)]
    days = tuple(day for day in range(7) if rule.byday >> day & 1)
    return Schedule(days, rule.opens_minute, rule.closes_minute, season[0], season[1], holiday_rule=rule.holiday_rule)  # type: ignore[arg-type] # words of the table


def _aware(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC).astimezone(BEIJING)


def _shown(at: datetime | None) -> str | None:
    return at and _aware(at).isoformat(timespec="seconds")


# --- holidays ------------------------------------------------------------------------------------------------------

_kept: tuple[int, CalendarTable] = (-1, CalendarTable())


def _table(minute: int) -> CalendarTable:
    """The holiday tables, read again each minute."""
    global _kept  # noqa: PLW0603 - a cache of one value, replaced whole
    if _kept[0] != minute:
        years: dict[str, dict[int, CalendarYear]] = {}
        for calendar, year, state in db.session.execute(sa.text("SELECT calendar, year, state FROM calendar_years")):
            years.setdefault(calendar, {})[year] = CalendarYear(state, {})
        rows = db.session.execute(sa.text("SELECT calendar, year, on_day, kind, name FROM calendar_days"))
        for calendar, year, day, kind, name in rows:
            years[calendar][year].days[date.fromisoformat(str(day))] = CalendarDay(kind, name)  # type: ignore[index] # a dict
        _kept = (minute, CalendarTable(years))
    return _kept[1]


def _holiday(day: date) -> str:
    """``off``, ``work`` (made up for), ``plain``, or ``unknown``."""
    table = _table(int(time.time()) // 60)
    years = [table.year(calendar, day.year) for calendar in ("CN-XJ", "CN")]
    if None in years:
        return "unknown"
    row = next((year.days[day] for year in years if year and day in year.days), None)
    return row.kind if row else "plain"
