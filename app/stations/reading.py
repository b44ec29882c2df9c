"""One station whole: its detail and its next days, for riders and for those who keep it."""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import date
from typing import Any

from app.areas import service as areas
from app.core import access, clock
from app.core.access import Permission, Scope
from app.core.problems import NotFound
from app.stations import cards, facts, keeping_rules, opening, photo_rules, photos, saving, verifying
from app.stations.facts import StationFacts
from app.stations.hours_words import write
from app.stations.models import Station
from app.stations.opening import CalendarTable, DayAhead, Schedule
from app.stations.schedule_rows import month_day_text
from app.stations.timeline import Timeline

HOLIDAY_NOTE = "地区节假日以通知为准"


def detail_of(code: str, *, crs: str = "gcj02") -> dict[str, Any]:
    """The ``StationDetail`` of a station as this caller sees it. Raises ``NotFound`` for what they may not know of."""
    station = visible(code)
    now = int(clock.epoch())
    table = facts.calendar_table()
    row = station.row
    return {
        **_card(station, table, now, crs),
        "amenities": [
            {
                "amenity": a.amenity,
                "status": a.status,
                "note": a.note,
                "since": clock.rfc3339(a.since),
                "eta": clock.rfc3339(a.eta) if a.eta else None,
                "source": a.source,
            }
            for a in station.amenities
        ],
        "schedules": [schedule_shape(rule) for rule in station.hours.schedules],
        "exceptions": [
            {
                "date": e.date.isoformat(),
                "kind": e.kind,
                "intervals": [{"opens_minute": a, "closes_minute": b} for a, b in e.intervals],
                "alert": e.alert,
            }
            for e in station.hours.exceptions
        ],
        "closures": [
            {
                "id": c.id,
                "from": clock.rfc3339(c.starts_at),
                "to": clock.rfc3339(c.ends_at) if c.ends_at else None,
                "reason": c.reason,
                "substitute_code": c.substitute_code,
            }
            for c in station.closures
            if c.ends_at is None or c.ends_at.timestamp() > now
        ],
        "hours_words": write(station.hours.schedules),
        "hours_note": _hours_note(station, table),
        "capacity_seats": row["capacity_seats"],
        "operator": _operator(row["operator_id"]),
        "photos": photos.of_station(row["id"], photos.viewer_at(scope_of_facts(station)), listed=station.listed),
        "area": _area(station),
        "saved": _saved(row["id"]),
        "open_to_riders": bool(row["open_to_riders"]),
        "calendars": row["calendars"],
        "radius_m": row["radius_m"],
        **_for_keepers(station, actions_of(station)),
    }


def cards_of(codes: Iterable[str], *, crs: str = "gcj02") -> list[dict[str, Any]]:
    """The ``StationCard`` of each station, in order of code, hidden ones too: for their keepers."""
    now, table = int(clock.epoch()), facts.calendar_table()
    found = facts.read_stations(Station.code.in_(list(codes)))
    return [_card(station, table, now, crs) for station in found]


def days_of(code: str, first: date | None, count: int) -> list[dict[str, Any]]:
    """The next ``count`` local days from ``first`` (today), each with its bands and the reason for them."""
    station = visible(code)
    return day_shapes(opening.days_ahead(station.hours, first or clock.today(), count, facts.calendar_table()))


def day_shapes(ahead: Iterable[DayAhead]) -> list[dict[str, Any]]:
    """Days ahead as answers show them."""
    return [
        {
            "date": day.date.isoformat(),
            "state": day.state,
            "intervals": [
                {"opens_at": clock.rfc3339(start), "closes_at": clock.rfc3339(end)} for start, end in day.intervals
            ],
            "why": day.why,
        }
        for day in ahead
    ]


def visible(code: str) -> StationFacts:
    """The station, if this caller may know of it: hidden ones are for their staff and keepers. Raises ``NotFound``."""
    station = facts.read_one(code)
    if station is None:
        raise NotFound
    if not station.listed and not access.may(Permission.SEE_HIDDEN_STATION, scope_of_facts(station)):
        raise NotFound
    return station


def kept_and_hidden(listed: Container[str]) -> list[StationFacts]:
    """Stations that the caller holds a grant for by name and that are not ``listed``; area staff have /me/stations."""
    who = access.caller()
    codes = [grant.scope_code for grant in who.grants if grant.scope_kind == "station"] if who else []
    hidden = [code for code in codes if code not in listed]
    return facts.read_stations(Station.code.in_(hidden)) if hidden else []


def actions_of(station: StationFacts) -> list[str]:
    """What this request's caller may do with the station now; nothing while every write of theirs would be refused."""
    who = access.caller()
    if who is None or not who.age_ok or who.status != "active":
        return []
    scope = scope_of_facts(station)
    keeps_photos = access.may(Permission.KEEP_PHOTOS, scope)
    found = keeping_rules.actions(
        status=station.row["status"],
        open_to_riders=bool(station.row["open_to_riders"]),
        may=lambda permission: access.may(Permission(permission), scope),
        signed_in=True,
    )
    return found + photo_rules.station_actions(listed=station.listed, keeps=keeps_photos)


def scope_of_facts(station: StationFacts) -> Scope:
    """Where the station stands."""
    return Scope(
        area_path=station.area.path if station.area else None,
        org_id=station.row["operator_id"],
        station_code=station.code,
        visible=station.listed,
    )


def schedule_shape(rule: Schedule) -> dict[str, Any]:
    """A weekly rule as answers show it."""
    return {
        "season_from": month_day_text(rule.season_from),
        "season_to": month_day_text(rule.season_to),
        "valid_from": rule.valid_from.isoformat() if rule.valid_from else None,
        "valid_to": rule.valid_to.isoformat() if rule.valid_to else None,
        "byday": list(rule.byday),
        "opens_minute": rule.opens_minute,
        "closes_minute": rule.closes_minute,
        "holiday_rule": rule.holiday_rule,
    }


def _for_keepers(station: StationFacts, actions: list[str]) -> dict[str, Any]:
    """What the caller may do, and what only those who keep the station are shown."""
    hints, verified = [], None
    if "edit" in actions:
        hints = keeping_rules.hints([(c.starts_at, c.ends_at) for c in station.closures], clock.now())
    if "verify" in actions:
        known = verifying.verified_at(station.row["id"])
        verified = {fact: clock.rfc3339(at) if at else None for fact, at in known.items()}
    return {"actions": actions, "hints": hints, "verified": verified}


def _card(station: StationFacts, table: CalendarTable, now: int, crs: str) -> dict[str, Any]:
    lat, lng = cards.rounded(station.row["lat_wgs84"], station.row["lng_wgs84"], crs)
    return {
        **cards.head_fields(station),
        "lat": lat,
        "lng": lng,
        "distance_m": None,
        **Timeline(station.hours, table).clock_fields(now),
        "open_on_arrival": None,
        **cards.tail_fields(station),
        "crowding": cards.crowding(station, now),
        "stale": now > cards.stale_at(station),
    }


def _saved(station_id: int) -> bool | None:
    """Whether the caller saved it; None for guests, who have no list."""
    who = access.caller()
    return saving.is_saved(station_id, who.account_id) if who else None


def _hours_note(station: StationFacts, table: CalendarTable) -> str | None:
    days = opening.days_ahead(station.hours, clock.today(), 14, table)
    doubtful = any(opening.provisional_on(station.hours, day.date, table) for day in days)
    return HOLIDAY_NOTE if doubtful else None


def _operator(operator_id: int | None) -> dict[str, Any] | None:
    found = areas.find_organization(operator_id) if operator_id else None
    return {"id": found.id, "name": found.name} if found else None


def _area(station: StationFacts) -> dict[str, Any] | None:
    area = station.area
    if area is None:
        return None
    return {"code": area.code, "name": area.name, "path": area.path, "township_name": area.township_name}
