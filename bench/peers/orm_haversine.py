"""The usual way: a Flask view, the SQLAlchemy ORM, and the haversine formula in SQL over every row.

It answers like our list does, for guests, with ``open=now`` and amenities: same order, same fields, same counts. What a
team would reasonably do is done: parts are loaded with ``selectinload``, today's holiday class is read once a minute.
``DATABASE_URL`` names the database of the bench.
"""

from __future__ import annotations

import os
import time
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, jsonify, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import Mapped, Query, mapped_column, relationship, selectinload

from app.core.geo import to_wgs84
from app.stations.opening import CalendarTable
from bench.peers import cards
from bench.peers.cards import BEIJING, USABLE, Turn

DIAMETER_M = 2 * 6_371_008.8

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
    return jsonify(cards.answer(items, count, radius, now))


def _card(station: Station, metres: int, now: datetime) -> dict[str, Any]:
    return cards.card(station, station.amenities, station.rules, station.area, metres=metres, now=now, table=_table())


def _metres(lat: float, lng: float) -> Any:
    up = sa.func.sin(sa.func.radians(Station.lat_wgs84 - lat) / 2)
    across = sa.func.sin(sa.func.radians(Station.lng_wgs84 - lng) / 2)
    cosines = sa.func.cos(sa.func.radians(lat)) * sa.func.cos(sa.func.radians(Station.lat_wgs84))
    return sa.func.round(DIAMETER_M * sa.func.asin(sa.func.sqrt(up * up + cosines * across * across)))


def _open_now(now: datetime) -> Any:
    return sa.or_(*map(_rule_of, cards.turns(_table(), now)))


def _rule_of(turn: Turn) -> Any:
    wraps = Rule.season_from > Rule.season_to
    season = sa.or_(
        Rule.season_from.is_(None),
        sa.and_(~wraps, Rule.season_from <= turn.number, Rule.season_to >= turn.number),
        sa.and_(wraps, sa.or_(Rule.season_from <= turn.number, Rule.season_to >= turn.number)),
    )
    same = sa.and_(Rule.holiday_rule == "same", Rule.byday.op("&")(turn.same) > 0)
    rests = sa.and_(Rule.holiday_rule == "closed", Rule.byday.op("&")(turn.resting) > 0)
    return Station.rules.any(
        season & sa.or_(same, rests) & (Rule.opens_minute <= turn.minute) & (Rule.closes_minute > turn.minute)
    )


def _with_parts(query: Query[Any]) -> Query[Any]:
    area = selectinload(Station.area).selectinload(Area.parent)
    return query.options(selectinload(Station.amenities), selectinload(Station.rules), area)


_kept: tuple[int, CalendarTable] = (-1, CalendarTable())


def _table() -> CalendarTable:
    """The holiday tables, read again each minute."""
    global _kept  # noqa: PLW0603 - a cache of one value, replaced whole
    minute = int(time.time()) // 60
    if _kept[0] != minute:
        years, days = (db.session.execute(sa.text(query)) for query in (cards.YEARS, cards.DAYS))
        _kept = (minute, cards.holidays(years, days))
    return _kept[1]
