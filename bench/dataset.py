"""Made-up stations for measuring: the same ones every time, in towns and over the country around them.

The first 2,000 lie like the sheet's (three in five in the four towns); a larger set keeps them and fills the box, for
no office will put a hundred thousand stations into four towns. Hours and amenities come as often as in the sheet.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import sqlalchemy as sa
from flask import Flask

from app.stations import hours_words
from bench import loading
from tests.stations.oracle import BEIJING, DATA, Place, read_places

SOUTH, WEST, NORTH, EAST = 44 + 2 / 60, 79 + 53 / 60, 45 + 23 / 60, 83 + 53 / 60
TOWNS = (  # township, latitude, longitude, weight: as many as the sheet lists in each county
    ("652701001", 44.9038, 82.0708, 279),
    ("652722100", 44.6012, 82.8967, 172),
    ("652723100", 44.9688, 81.0241, 110),
    ("652702001", 45.1729, 82.5561, 19),
)
LIKE_THE_SHEET = 2_000
SPREAD_M = 5_000
CHUNK = 20_000


def make_places(count: int, now: datetime) -> list[Place]:
    """So many listed stations, the same for everybody.

    Their hours are turned round the clock so that it is noon with them at ``now``: a night run measures like a day run.
    """
    rng = random.Random(652_700)
    models = [place for place in read_places(DATA / "stations-652700.csv") if place.listed]
    later = now.astimezone(BEIJING).hour - 12
    turned = {hours: _turned(hours, later) for hours in {model.hours for model in models}}
    return [_place(rng, rng.choice(models), turned, n) for n in range(count)]


def make_points(count: int) -> list[tuple[float, float]]:
    """Where riders ask: within some 3 km of a town's middle, WGS-84, to 3 decimals as clients send them."""
    rng = random.Random(4_400)
    found = []
    for _ in range(count):
        _, lat, lng, _ = rng.choices(TOWNS, [town[3] for town in TOWNS])[0]
        lat, lng = _scattered(rng, lat, lng, 1_500)
        found.append((round(lat, 3), round(lng, 3)))
    return found


def prepare(app: Flask, places: list[Place]) -> None:
    """An empty database up to the head of the migrations, with the official areas, holidays, and these stations."""
    from flask_migrate import upgrade

    from app.core import duties
    from app.core.db import db

    with app.app_context():
        upgrade()
    runner = app.test_cli_runner()
    for words in (
        ["areas", "load", str(DATA / "areas-652700.csv")],
        ["holidays", "load", str(DATA / "holidays-cn-2025-2026.json"), "--calendar", "CN"],
    ):
        result = runner.invoke(args=words)
        if result.exit_code:
            raise RuntimeError(f"{' '.join(words[:2])}: {result.output}{result.exception!r}")
    with app.app_context():
        _write(db.engine, db.metadata.tables, places)
        db.engine.dispose()
    duties.forget_everything(app)


def _turned(words: str, later: int) -> str:
    """The words with every span some hours later; what then passes midnight belongs to the day it starts on."""

    def turn(span: re.Match[str]) -> str:
        start, end = (int(span[1]) + later) % 24, (int(span[3]) + later - 1) % 24 + 1
        return f"{start:02d}:{span[2]}-{end % 24 if span[4] != '00' else end:02d}:{span[4]}"

    return re.sub(r"(\d\d):(\d\d)-(\d\d):(\d\d)", turn, words)


def _place(rng: random.Random, model: Place, turned: dict[str, str], n: int) -> Place:
    if n < LIKE_THE_SHEET and rng.random() < 0.6:
        area, lat, lng, _ = rng.choices(TOWNS, [town[3] for town in TOWNS])[0]
        lat, lng = _scattered(rng, lat, lng, SPREAD_M)
    else:
        area, lat, lng = "652700", rng.uniform(SOUTH, NORTH), rng.uniform(WEST, EAST)
    return Place(
        code=f"B{n:07d}",
        name=f"{model.name}{n}",
        kind=model.kind,
        area=area,
        address=model.address,
        lat=round(lat, 6),
        lng=round(lng, 6),
        hours=turned[model.hours],
        amenities=model.amenities,
        listed=True,
    )


def _scattered(rng: random.Random, lat: float, lng: float, metres: float) -> tuple[float, float]:
    north, east = rng.gauss(0, metres) / 111_195, rng.gauss(0, metres) / 78_800
    return min(max(lat + north, SOUTH), NORTH), min(max(lng + east, WEST), EAST)


def _write(engine: sa.Engine, tables: Any, places: list[Place]) -> None:
    with engine.begin() as connection:
        number = _next_number(connection, tables["station_changes"])
    words = {hours: hours_words.parse(hours) for hours in {place.hours for place in places}}
    rules = {
        hours: [_schedule(position, rule) for position, rule in enumerate(found)] for hours, found in words.items()
    }
    if engine.dialect.name == "postgresql":
        url = engine.url.render_as_string(hide_password=False)
        loading.copy_stations(url, tables["stations"], _stations(places, number))
        loading.spread(url, places, rules)
        return
    now = datetime.now(UTC)
    amenities = (
        {"station_id": n, "amenity": name, "status": status, "note": "", "since": now, "source": "import"}
        for n, place in enumerate(places, 1)
        for name, status in place.amenities.items()
    )
    schedules = ({"station_id": n, **rule} for n, place in enumerate(places, 1) for rule in rules[place.hours])
    with engine.begin() as connection:
        for name, rows in (
            ("stations", _stations(places, number)),
            ("station_amenities", amenities),
            ("station_schedules", schedules),
        ):
            for chunk in _chunks(rows):
                connection.execute(tables[name].insert(), chunk)
        connection.execute(sa.text("ANALYZE"))


def _stations(places: list[Place], number: int) -> Iterator[dict[str, Any]]:
    now = datetime.now(UTC)
    facts = {"operator_id": None, "status": "active", "open_to_riders": True, "calendars": ["CN", "CN-XJ"]}
    return (
        {**facts, "id": n, "code": place.code, "name": place.name, "kind": place.kind, "area_code": place.area,
         "lat_wgs84": place.lat, "lng_wgs84": place.lng, "address": place.address, "capacity_seats": 12,
         "contact": "0909-0000000", "synthetic": True, "told_at": now, "told_by": "import", "change_no": number,
         "changed_at": now}
        for n, place in enumerate(places, 1)
    )  # fmt: skip


def _schedule(position: int, rule: Any) -> dict[str, Any]:
    return {
        "position": position, "byday": sum(1 << day for day in rule.byday), "opens_minute": rule.opens_minute,
        "closes_minute": rule.closes_minute, "season_from": _month_day(rule.season_from),
        "season_to": _month_day(rule.season_to), "holiday_rule": rule.holiday_rule,
    }  # fmt: skip


def _next_number(connection: sa.Connection, counter: sa.Table) -> int:
    """Raise the counter of changes, so that a process which has looked already looks again."""
    if not connection.execute(counter.update().values(change_no=counter.c.change_no + 1)).rowcount:
        connection.execute(counter.insert().values(id=1, change_no=1, rules_no=1))
    number: int = connection.execute(sa.select(counter.c.change_no)).scalar_one()
    return number


def _month_day(value: tuple[int, int] | None) -> str | None:
    return value and f"{value[0]:02d}-{value[1]:02d}"


def _chunks(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk
