"""The card as our list shows it, made per answer from what a database holds: shared by all peers.

Rows are whatever their own libraries give, with our columns as attributes.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from app.core.geo import to_gcj02
from app.stations import opening
from app.stations.opening import CalendarDay, CalendarTable, CalendarYear, Schedule, StationHours

BEIJING = timezone(timedelta(hours=8))
USABLE = ("working", "limited")
YEARS = "SELECT calendar, year, state FROM calendar_years"
DAYS = "SELECT calendar, year, on_day, kind, name FROM calendar_days"


def card(
    station: Any,
    amenities: Iterable[Any],
    rules: Iterable[Any],
    area: Any,
    *,
    metres: int,
    now: datetime,
    table: CalendarTable,
) -> dict[str, Any]:
    """One card. ``area``: with ``name``, ``level`` and ``parent``."""
    hours = StationHours(tuple(map(_schedule, rules)))
    state, change = opening.open_at(hours, now, table), opening.next_change(hours, now, table)
    turn = {"at": change[0].astimezone(BEIJING).isoformat(), "state": change[1]} if change else None
    opens = None if state == "open" else opening.next_opening(hours, now, table)
    lat, lng = to_gcj02(station.lat_wgs84, station.lng_wgs84)
    checked = station.last_verified_at or station.told_at
    on_arrival = opening.open_at(hours, now + timedelta(minutes=-(-metres * 13 // 2500)), table)
    return {
        "code": station.code, "name": station.name, "kind": station.kind, "address": station.address,
        "area_name": area.name, "township_name": _township(area), "lat": round(lat, 6), "lng": round(lng, 6),
        "distance_m": metres, "open_state": state, "open_until": turn["at"] if turn and state == "open" else None,
        "opens_at": opens and opens.astimezone(BEIJING).isoformat(), "next_change": turn,
        "open_on_arrival": on_arrival == "open",
        "amenities": [{"amenity": a.amenity, "status": a.status, "eta": a.eta} for a in amenities],
        "status": station.status, "alert": station.alert, "contact": station.contact,
        "told": {"at": _shown(station.told_at), "by": station.told_by},
        "last_verified_at": _shown(station.last_verified_at),
        "synthetic": station.synthetic, "version": station.version, "crowding": None,
        "stale": checked is None or now - _aware(checked) >= timedelta(days=90),
    }  # fmt: skip


def answer(items: list[Any], count: int, radius: int, now: datetime) -> dict[str, Any]:
    """The page around the cards."""
    summary = {"open_count": count, "within_m": radius, "next_opening": None, "always_open": None}
    return {"items": items, "next_cursor": None, "summary": summary, "server_now": now.isoformat()}


def holidays(years: Iterable[Any], days: Iterable[Any]) -> CalendarTable:
    """The holiday tables from rows of ``YEARS`` and ``DAYS``."""
    found: dict[str, dict[int, CalendarYear]] = {}
    for calendar, year, state in years:
        found.setdefault(calendar, {})[year] = CalendarYear(state, {})
    for calendar, year, day, kind, name in days:
        found[calendar][year].days[date.fromisoformat(str(day))] = CalendarDay(kind, name)  # type: ignore[index] # a dict
    return CalendarTable(found)


class Turn:
    """What a day asks of a rule: ``number`` as rules write seasons, bits of weekdays, the minute of the day.

    ``resting``: the bit of rules that rest on holidays; 0 on a day on which they do.
    """

    def __init__(self, table: CalendarTable, day: date, minute: int) -> None:
        row = _holiday(table, day)
        self.number, self.minute, self.same = day.strftime("%m-%d"), minute, 1 << day.weekday()
        self.resting = 0 if row in {"off", "unknown"} else 1 << (0 if row == "work" else day.weekday())


def turns(table: CalendarTable, now: datetime) -> tuple[Turn, Turn]:
    """Today's rules hold this minute, or yesterday's still do."""
    minute, today = now.hour * 60 + now.minute, now.date()
    return Turn(table, today, minute), Turn(table, today - timedelta(days=1), minute + 1440)


def _holiday(table: CalendarTable, day: date) -> str:
    """``off``, ``work`` (made up for), ``plain``, or ``unknown``."""
    years = [table.year(calendar, day.year) for calendar in ("CN-XJ", "CN")]
    if None in years:
        return "unknown"
    row = next((year.days[day] for year in years if year and day in year.days), None)
    return row.kind if row else "plain"


def _township(area: Any) -> str | None:
    if area.level == "township":
        return str(area.name)
    return str(area.parent.name) if area.level == "community" and area.parent else None


def _schedule(rule: Any) -> Schedule:
    season = [part and (int(part[:2]), int(part[3:])) for part in (rule.season_from, rule.season_to)]
    days = tuple(day for day in range(7) if rule.byday >> day & 1)
    return Schedule(days, rule.opens_minute, rule.closes_minute, season[0], season[1], holiday_rule=rule.holiday_rule)


def _aware(at: datetime) -> datetime:
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(BEIJING)


def _shown(at: datetime | None) -> str | None:
    return at and _aware(at).isoformat(timespec="seconds")
