"""Stations as values for tests of what is made from them: no application, no tables."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from app.areas.service import AreaFacts
from app.stations.facts import AmenityFacts, StationFacts
from app.stations.opening import StationHours
from app.stations.snapshot import Snapshot
from tests.stations.hours_builders import BL_001, at

MADE_AT = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
COLUMNS: dict[str, Any] = {
    "name": "试验站",
    "kind": "rider_station",
    "address": "试验路1号",
    "operator_id": None,
    "lat_wgs84": 44.9046,
    "lng_wgs84": 82.0719,
    "status": "active",
    "open_to_riders": True,
    "alert": None,
    "contact": None,
    "capacity_seats": None,
    "told_at": MADE_AT,
    "told_by": "import",
    "last_verified_at": None,
    "synthetic": False,
    "pinyin": "",
    "initials": "",
    "version": 1,
    "change_no": 1,
    "bundle_no": 1,
    "crowding": None,
    "crowding_at": None,
    "changed_at": MADE_AT,
}


def area(code: str = "652701001") -> AreaFacts:
    """A township of a county of 博州."""
    return AreaFacts(
        code=code,
        name=f"街道{code}",
        short_name=f"街道{code}",
        level="township",
        parent_code=code[:6],
        path=f"/652700/{code[:6]}/{code}/",
        township_code=code,
        township_name=f"街道{code}",
        county_code=code[:6],
        in_programme=True,
        replaced_by=None,
    )


def station(
    code: str,
    *,
    area_code: str = "652701001",
    hours: StationHours = BL_001,
    things: tuple[str, ...] = (),
    **columns: Any,
) -> StationFacts:
    """A station; ``things``: amenities as ``"hot_water"`` (working) or ``"hot_water=broken"``."""
    row = COLUMNS | {"code": code, "area_code": area_code} | columns
    amenities = []
    for thing in things:
        name, _, status = thing.partition("=")
        amenities.append(AmenityFacts(name, status or "working", "", MADE_AT, None, "import"))
    return StationFacts(row, tuple(amenities), (), hours, area(area_code))


def plain(found: Snapshot) -> dict[str, Any]:
    """All that a reader can see of a snapshot, without the identity of what it shares."""
    noon = int(at("2026-06-10 12:00").timestamp())
    rows = {code: (*row[:5], row.timeline.hours.signature(), *row[6:]) for code, row in found.by_code.items()}
    open_at = [
        {code for code, row in found.by_code.items() if row.timeline in found.openness.at(noon + step * 17_280)}
        for step in range(15)
    ]
    return {
        "rows": rows,
        "cells": {place: sorted(row.code for row in rows) for place, rows in found.cells.items()},
        "by_name": found.by_name,
        "newest": found.newest,
        "timelines": sorted(found.timelines),
        "open": open_at,
        "change_no": found.change_no,
    }
