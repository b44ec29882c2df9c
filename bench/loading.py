"""Stations into PostgreSQL by COPY: a million in about a minute, where inserts take ten.

What stations share (hours, amenities) is sent once and spread by the database itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from tests.stations.oracle import Place

AMENITIES = """INSERT INTO station_amenities (station_id, amenity, status, note, since, source)
SELECT laid.station_id, looks.amenity, looks.status, '', now(), 'import' FROM laid JOIN looks USING (look)"""
SCHEDULES = """INSERT INTO station_schedules
 (station_id, position, byday, opens_minute, closes_minute, season_from, season_to, holiday_rule)
SELECT station_id, position, byday, opens_minute, closes_minute, season_from, season_to, holiday_rule
FROM laid JOIN words USING (word) ORDER BY station_id, position"""
SHARED = """CREATE TEMP TABLE laid (station_id int, look int, word int);
CREATE TEMP TABLE looks (look int, amenity text, status text);
CREATE TEMP TABLE words (word int, position int, byday int, opens_minute int, closes_minute int,
 season_from text, season_to text, holiday_rule text);"""


def bulk(url: str) -> psycopg.Connection[Any]:
    """A connection for loading: nothing waits for the disk, and what refers to what is not asked row by row."""
    own = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = psycopg.connect(own, autocommit=True)
    for setting in ("session_replication_role = replica", "synchronous_commit = off", "maintenance_work_mem = '1GB'"):
        connection.execute(f"SET {setting}")
    return connection


def copy(
    connection: psycopg.Connection[Any], table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Rows of values into a table."""
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as stream:
        for row in rows:
            stream.write_row(row)


def copy_stations(url: str, table: sa.Table, stations: Iterable[dict[str, Any]]) -> None:
    """Rows of stations, with the defaults of the model where nothing is said."""
    given = iter(stations)
    first = next(given, None)
    if first is None:
        return
    first = _defaults(table, first) | first
    with bulk(url) as connection:
        names = list(first)
        rest = ([_plain((first | row)[name]) for name in names] for row in given)
        copy(connection, table.name, names, [[_plain(first[name]) for name in names]])
        copy(connection, table.name, names, rest)


def spread(url: str, places: Sequence[Place], rules: dict[str, list[dict[str, Any]]]) -> None:
    """Amenities and hours of the stations 1, 2, ..., and what the planner has to know of all."""
    looks = {id(place.amenities): place.amenities for place in places}
    look_no = {key: n for n, key in enumerate(looks)}
    word_no = {hours: n for n, hours in enumerate(rules)}
    with bulk(url) as connection:
        connection.execute(SHARED)
        laid = ((n, look_no[id(place.amenities)], word_no[place.hours]) for n, place in enumerate(places, 1))
        copy(connection, "laid", ("station_id", "look", "word"), laid)
        pairs = ((look_no[key], name, status) for key, look in looks.items() for name, status in look.items())
        copy(connection, "looks", ("look", "amenity", "status"), pairs)
        if rows := [{"word": word_no[hours]} | rule for hours, found in rules.items() for rule in found]:
            copy(connection, "words", list(rows[0]), (list(row.values()) for row in rows))
        connection.execute(AMENITIES)
        connection.execute(SCHEDULES)
        connection.execute("ANALYZE")


def _defaults(table: sa.Table, given: dict[str, Any]) -> dict[str, Any]:
    missing = [column for column in table.columns if column.name not in given and column.default is not None]
    return {column.name: column.default.arg for column in missing if column.default.is_scalar}  # type: ignore[union-attr, attr-defined] # a plain value


def _plain(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, list | dict) else value
