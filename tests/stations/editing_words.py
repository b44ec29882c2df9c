"""Words for the tests of editing a station: whole bodies, to be varied one field at a time."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from app.core import clock, events

STATION = "/api/v1/stations/YQ0001"
SCHEDULES, PREVIEW, CLOSURES = f"{STATION}/schedules", f"{STATION}/schedules/preview", f"{STATION}/closures"
VERIFICATIONS, HISTORY, DAYS = f"{STATION}/verifications", f"{STATION}/history", f"{STATION}/days"
EVERY_DAY = [0, 1, 2, 3, 4, 5, 6]


def facts(**changed: Any) -> dict[str, Any]:
    """The facts of ``YQ0001`` as the town of these tests has them, sent in WGS-84."""
    kept = {
        "code": "YQ0001", "name": "南城站", "kind": "rider_station", "operator_id": None, "area_code": "652701001",
        "address": "青得里街道(试验地址)", "lat": 44.9046, "lng": 82.0719, "status": "active", "alert": None,
        "capacity_seats": None, "contact": None, "open_to_riders": True, "calendars": ["CN", "CN-XJ"],
        "radius_m": 150, "crs": "wgs84",
    }  # fmt: skip
    return kept | changed


def editable(detail: dict[str, Any]) -> dict[str, Any]:
    """The body that sends a detail back as it is."""
    names = set(facts()) - {"crs", "operator_id", "area_code"}
    operator = detail["operator"]["id"] if detail["operator"] else None
    return {name: detail[name] for name in names} | {"operator_id": operator, "area_code": detail["area"]["code"]}


def rule(opens: int, closes: int, byday: list[int] | None = None, **more: Any) -> dict[str, Any]:
    """A weekly rule as it is sent."""
    whole = {"season_from": None, "season_to": None, "valid_from": None, "valid_to": None, "holiday_rule": "same"}
    return whole | {"byday": byday or EVERY_DAY, "opens_minute": opens, "closes_minute": closes} | more


def band(opens: int, closes: int) -> dict[str, int]:
    return {"opens_minute": opens, "closes_minute": closes}


def exception_path(days: int = 1, code: str = "YQ0001") -> str:
    return f"/api/v1/stations/{code}/exceptions/{day(days)}"


def day(days: int = 0) -> str:
    """A local day, counted from today."""
    return (clock.today() + timedelta(days=days)).isoformat()


def on(days: int = 0) -> date:
    return clock.today() + timedelta(days=days)


def soon(**by: float) -> str:
    return clock.rfc3339(clock.now() + timedelta(**by))


def version(number: int) -> dict[str, str]:
    return {"If-Match": f'"{number}"'}


def fields(response: Any) -> list[str]:
    return [error["field"] for error in response.json["errors"]]


@contextmanager
def hearing(*names: str):
    """What is told by these signals meanwhile: ``(name, facts)`` in order."""
    heard: list[tuple[str, dict[str, Any]]] = []
    receivers = []
    for name in names:

        def hear(_sender: object, _name: str = name, **told: Any) -> None:
            heard.append((_name, told))

        events.signal(name).connect(hear, weak=False)
        receivers.append((name, hear))
    try:
        yield heard
    finally:
        for name, hear in receivers:
            events.signal(name).disconnect(hear)
