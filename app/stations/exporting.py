"""The sheet of stations as staff get it back: one row a station, in the columns that imports read."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

from app.core.access import Scope
from app.stations import facts, hours_words
from app.stations.facts import StationFacts
from app.stations.models import Station
from app.stations.reading import scope_of_facts
from app.stations.sheet_rules import COLUMNS
from app.stations.vocabulary import AMENITIES, KINDS

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def sheet_of(allowed: Callable[[Scope], bool]) -> bytes:
    """All stations within the caller's scope as CSV: UTF-8 with BOM, which office programs open as it is."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS.values())
    for station in facts.read_stations(Station.id > 0):
        if allowed(scope_of_facts(station)):
            writer.writerow(map(safe_cell, row_of(station)))
    return text.getvalue().encode("utf-8-sig")


def row_of(station: StationFacts) -> list[str | float | int]:
    """The cells of a station in the order of ``COLUMNS``: numbers as numbers, the rest as the sheet's words."""
    row = station.row
    listed = [AMENITIES[thing.amenity] for thing in station.amenities if thing.status != "absent"]
    return [
        row["code"],
        row["name"],
        KINDS[row["kind"]],
        row["area_code"],
        row["address"],
        row["lng_wgs84"],
        row["lat_wgs84"],
        "WGS-84",
        hours_words.write(station.hours.schedules),
        ";".join(listed),
        "" if row["capacity_seats"] is None else row["capacity_seats"],
        row["contact"] or "",
        "是" if row["open_to_riders"] else "否",
        "是" if row["synthetic"] else "否",
        row["note"],
    ]


def safe_cell(value: str | float | int) -> str | float | int:
    """A text that a spreadsheet would run as a formula, behind an apostrophe; numbers untouched (ASVS 1.2.10)."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
