"""The fast way of a small team: FastAPI, asyncpg and PostGIS, one statement a page, answers checked by pydantic.

What such a team would reasonably do is done: a pool, a GiST index, prepared statements, related rows gathered as JSON
within the statement, today's holiday class read once a minute. ``DATABASE_URL`` names the database of the bench.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from types import SimpleNamespace
from typing import Annotated, Any

import asyncpg
from fastapi import FastAPI, Query
from pydantic import BaseModel

from app.core.geo import to_wgs84
from app.stations.opening import CalendarTable
from bench.peers import cards
from bench.peers.cards import BEIJING, USABLE

RULE = """EXISTS (SELECT 1 FROM station_schedules r WHERE r.station_id = s.id
  AND (r.season_from IS NULL
    OR r.season_from <= r.season_to AND r.season_from <= {0} AND r.season_to >= {0}
    OR r.season_from > r.season_to AND (r.season_from <= {0} OR r.season_to >= {0}))
  AND (r.holiday_rule = 'same' AND r.byday & {1} > 0 OR r.holiday_rule = 'closed' AND r.byday & {2} > 0)
  AND r.opens_minute <= {3} AND r.closes_minute > {3})"""
FOUND = """WITH near AS (
  SELECT s.*, round(ST_Distance(s.geog, here, false)) AS metres
  FROM stations s, (SELECT ST_SetSRID(ST_MakePoint($1, $2), 4326)::geography AS here) AS asked
  WHERE s.status = 'active' AND s.open_to_riders AND ST_DWithin(s.geog, here, $3::float * 1.01)
), found AS (
  SELECT s.* FROM near s WHERE s.metres <= $3::float
  AND NOT EXISTS (SELECT 1 FROM unnest($4::text[]) AS wanted WHERE NOT EXISTS (
    SELECT 1 FROM station_amenities a WHERE a.station_id = s.id AND a.amenity = wanted AND a.status = ANY($5::text[])))
  AND (NOT $6 OR {today} OR {yesterday})
)
SELECT s.*, (SELECT count(*) FROM found) AS open_count,
  a.name AS area_name, a.level AS area_level, p.name AS parent_name,
  (SELECT json_agg(json_build_object('amenity', amenity, 'status', status, 'eta', eta) ORDER BY amenity)
   FROM station_amenities m WHERE m.station_id = s.id) AS amenities,
  (SELECT json_agg(row_to_json(r)) FROM station_schedules r WHERE r.station_id = s.id) AS rules
FROM found s JOIN admin_areas a ON a.code = s.area_code LEFT JOIN admin_areas p ON p.code = a.parent_code
ORDER BY s.metres, s.code LIMIT $7"""
FOUND = FOUND.replace("{today}", RULE.format("$8", "$9", "$10", "$11"))
FOUND = FOUND.replace("{yesterday}", RULE.format("$12", "$13", "$14", "$15"))


class Amenity(BaseModel):
    amenity: str
    status: str
    eta: str | None


class Turn(BaseModel):
    at: str
    state: str


class Told(BaseModel):
    at: str | None
    by: str | None


class Card(BaseModel):
    code: str
    name: str
    kind: str
    address: str
    area_name: str
    township_name: str | None
    lat: float
    lng: float
    distance_m: int
    open_state: str
    open_until: str | None
    opens_at: str | None
    next_change: Turn | None
    open_on_arrival: bool
    amenities: list[Amenity]
    status: str
    alert: str | None
    contact: str | None
    told: Told
    last_verified_at: str | None
    synthetic: bool
    version: int
    crowding: str | None
    stale: bool


class Summary(BaseModel):
    open_count: int
    within_m: int
    next_opening: str | None
    always_open: str | None


class Page(BaseModel):
    items: list[Card]
    next_cursor: str | None
    summary: Summary
    server_now: str


@asynccontextmanager
async def _life(served: FastAPI) -> AsyncIterator[None]:
    url = os.environ["DATABASE_URL"].replace("postgresql+psycopg", "postgresql")
    async with asyncpg.create_pool(url, min_size=4, max_size=8) as pool:
        served.state.pool = pool
        yield


app = FastAPI(lifespan=_life)


@app.get("/api/v1/stations")
async def nearby(  # noqa: PLR0917 - each is a parameter of the question
    lat: float,
    lng: float,
    amenity: Annotated[list[str] | None, Query()] = None,
    open: str | None = None,
    radius_m: int = 5_000,
    limit: int = 20,
) -> Page:
    """What is open and has all amenities, nearest first, with the count of it all."""
    now = datetime.now(BEIJING).replace(microsecond=0)
    here = to_wgs84(lat, lng)
    async with app.state.pool.acquire() as connection:
        table = await _table(connection)
        days = [
            part for turn in cards.turns(table, now) for part in (turn.number, turn.same, turn.resting, turn.minute)
        ]
        given = (here[1], here[0], float(radius_m), amenity or [], list(USABLE), open == "now", limit)
        rows = await connection.fetch(FOUND, *given, *days)
    shown = [_card(SimpleNamespace(**row), now, table) for row in rows]
    return Page.model_validate(cards.answer(shown, rows[0]["open_count"] if rows else 0, radius_m, now))


def _card(row: Any, now: datetime, table: CalendarTable) -> dict[str, Any]:
    parent = SimpleNamespace(name=row.parent_name) if row.parent_name else None
    area = SimpleNamespace(name=row.area_name, level=row.area_level, parent=parent)
    amenities, rules = (
        [SimpleNamespace(**one) for one in json.loads(text or "[]")] for text in (row.amenities, row.rules)
    )
    return cards.card(row, amenities, rules, area, metres=int(row.metres), now=now, table=table)


_kept: tuple[int, CalendarTable] = (-1, CalendarTable())


async def _table(connection: Any) -> CalendarTable:
    """The holiday tables, read again each minute."""
    global _kept  # noqa: PLW0603 - a cache of one value, replaced whole
    minute = int(time.time()) // 60
    if _kept[0] != minute:
        _kept = (minute, cards.holidays(await connection.fetch(cards.YEARS), await connection.fetch(cards.DAYS)))
    return _kept[1]
