"""The sheet of stations as staff get it back: one row a station, in the columns that imports read."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from datetime import datetime

from app.core import clock
from app.core.access import Scope
from app.stations import facts, hours_words
from app.stations.exporting_rules import safe_cell, visible
from app.stations.facts import StationFacts
from app.stations.models import Station
from app.stations.reading import scope_of_facts
from app.stations.sheet_rules import COLUMNS
from app.stations.vocabulary import AMENITIES, KINDS

NUMBERS = {"lng", "lat", "seats"}
WIDTHS = {"name": 30, "address": 40, "hours": 50, "amenities": 50, "note": 30}

Cell = str | float | int


def stations_within(allowed: Callable[[Scope], bool]) -> list[StationFacts]:
    """All stations within the caller's scope, by code."""
    return [one for one in facts.read_stations(Station.id > 0) if allowed(scope_of_facts(one))]


def as_csv(stations: Iterable[StationFacts]) -> bytes:
    """CSV: UTF-8 with BOM, which office programs open as it is (RFC 4180)."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS.values())
    writer.writerows(map(row_of, stations))
    return text.getvalue().encode("utf-8-sig")


def as_workbook(stations: Iterable[StationFacts]) -> bytes:
    """XLSX with one sheet. Texts are text cells in text columns, so that no program makes dates or sums of them."""
    import xlsxwriter  # 20 MB: imported only where a sheet is written

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    book.set_properties({"title": "驿站表", "created": datetime.combine(clock.today(), datetime.min.time())})
    sheet = book.add_worksheet("驿站")
    as_text = book.add_format({"num_format": "@"})
    for place, name in enumerate(COLUMNS):
        sheet.set_column(place, place, WIDTHS.get(name, 12), None if name in NUMBERS else as_text)
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, COLUMNS.values())
    for line, station in enumerate(stations, start=1):
        for place, cell in enumerate(row_of(station)):
            if isinstance(cell, str):
                sheet.write_string(line, place, cell)  # never ``write``: it would make formulas and links
            else:
                sheet.write_number(line, place, cell)
    book.close()
    return file.getvalue()


def row_of(station: StationFacts) -> list[Cell]:
    """The cells of a station in the order of ``COLUMNS``: numbers as numbers, the rest as words safe to open."""
    row = station.row
    cells: list[Cell] = [
        row["code"],
        row["name"],
        KINDS[row["kind"]],
        row["area_code"],
        row["address"],
        row["lng_wgs84"],
        row["lat_wgs84"],
        "WGS-84",
        hours_words.write(station.hours.schedules),
        ";".join(AMENITIES[amenity] for amenity in listed(station)),
        "" if row["capacity_seats"] is None else row["capacity_seats"],
        row["contact"] or "",
        "是" if row["open_to_riders"] else "否",
        "是" if row["synthetic"] else "否",
        row["note"],
    ]
    return [safe_cell(visible(cell)) if isinstance(cell, str) else cell for cell in cells]


def listed(station: StationFacts) -> list[str]:
    """The things that a station has, in whatever state."""
    return [thing.amenity for thing in station.amenities if thing.status != "absent"]
