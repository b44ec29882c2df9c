"""What the calls of the access table send: the whole body of every write, with every field that API.md names."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from app.core import clock
from tests import (
    access_certificates,
    access_checkins,
    access_communities,
    access_day,
    access_hours,
    access_shifts,
    access_signups,
)

OWN_TOWN, OTHER_TOWN = "652701001", "652722100"
STATIONS = {"own": "OWN", "other": "OTHER", "hidden": "HIDDEN", "absent": "NOWHERE", "thing-0": "OWN"}
UNGIVEN = "national_export"  # a purpose that nobody in the world has agreed to: giving and withdrawing both write
GIFTS = {  # what POST /grants tries to give; care goes to the office of a township
    "county": ("county_admin", "652722"),
    "auditor": ("auditor", "652701"),
    "town": ("township_admin", OWN_TOWN),
    "town-x": ("township_admin", OTHER_TOWN),
    "staff": ("community_staff", "652701001001"),
    "staff-x": ("community_staff", OTHER_TOWN),
    "care": ("care_handler", OWN_TOWN),
    "care-x": ("care_handler", OTHER_TOWN),
    "approve": ("second_approver", OWN_TOWN),
    "mgr": ("station_manager", "OWN"),
    "mgr-x": ("station_manager", "OTHER"),
    "mgr-h": ("station_manager", "HIDDEN"),
    "mgr-0": ("station_manager", "NOWHERE"),
    "lia": ("rider_liaison", "OWN"),
    "lia-x": ("rider_liaison", "OTHER"),
    "lia-h": ("rider_liaison", "HIDDEN"),
    "lia-0": ("rider_liaison", "NOWHERE"),
    "nobody": ("community_staff", OWN_TOWN),
}
YEAR = 2026

Body = dict[str, Any]


def _soon(**delta: float) -> str:
    return clock.rfc3339(clock.now() + timedelta(**delta))


def _sign_in(_world: Any, thing: str, actor: str) -> Body:
    user = actor if thing == "self" else f"new-{uuid.uuid4().hex}"
    return {"code": f"{user}.{uuid.uuid4().hex}", "device_name": "手机", "device_id": f"d-{actor}", "age_ok": True}


def _gift(world: Any, thing: str, _actor: str) -> Body:
    role, scope = GIFTS[thing]
    account = "ZZZZZZZZ" if thing == "nobody" else world.newcomer
    return {"account": account, "role": role, "scope_code": _scope_of(world, role, scope), "ends_at": _soon(days=30)}


def _scope_of(world: Any, role: str, scope: str) -> str:
    return world.offices[scope] if role == "care_handler" else scope


def tomorrow() -> str:
    return (clock.today() + timedelta(days=1)).isoformat()


def _facts(_world: Any, thing: str, _actor: str) -> Body:
    return {
        "code": STATIONS[thing], "name": "新名字", "kind": "rider_home", "operator_id": None,
        "area_code": OTHER_TOWN if thing in {"other", "moved"} else OWN_TOWN, "address": "新地址",
        "lat": 44.9, "lng": 82.07, "status": "active", "alert": None, "capacity_seats": 8, "contact": "0909-2220000",
        "open_to_riders": thing != "hidden", "calendars": ["CN"], "radius_m": 200, "crs": "wgs84",
    }  # fmt: skip


def _new_station(world: Any, thing: str, actor: str) -> Body:
    area = {"own": OWN_TOWN, "other": OTHER_TOWN, "absent": "659999"}[thing]
    return _facts(world, "own", actor) | {"code": "NEW2", "area_code": area}


def _rules(**more: Any) -> Body:
    rule = {
        "season_from": "05-01", "season_to": "09-30", "valid_from": None, "valid_to": None, "byday": [0, 1],
        "opens_minute": 600, "closes_minute": 1560, "holiday_rule": "same",
    }  # fmt: skip
    return {"schedules": [rule]} | more


def _special(**more: Any) -> Body:
    return {"kind": "special", "intervals": [{"opens_minute": 1320, "closes_minute": 1800}], "alert": "夜间开放"} | more


def _closing(**more: Any) -> Body:
    return {"from": _soon(minutes=-1), "to": _soon(hours=1), "reason": "停电", "substitute_code": None} | more


def _saying(**more: Any) -> Body:
    return {"status": "limited", "note": "水温低", "eta": _soon(days=1), "crs": "gcj02"} | more


BODIES: dict[tuple[str, str], Callable[[Any, str, str], Body]] = {
    ("POST", "/areas/<code>/grids"): lambda *_: {"name": "一号网格"},
    ("PUT", "/calendars/<calendar>/<year>"): lambda *_: {
        "state": "complete",
        "days": [{"date": f"{YEAR}-02-14", "kind": "work", "name": "春节补班", "stands_for": f"{YEAR}-02-20"}],
    },
    ("POST", "/sessions"): _sign_in,
    ("PUT", "/me/profile"): lambda *_: {
        "display_name": "小马", "avatar_url": "/static/avatars/2.svg", "work_kind": "courier", "age_ok": True,
    },
    ("POST", "/me/phone"): lambda world, _thing, actor: {
        "code": f"phone-13900000000.{uuid.uuid4().hex}@{actor}", "notice_version": world.notices["phone"],
    },
    ("POST", "/me/transfers"): lambda world, thing, actor: {
        "code": world.codes[actor] if thing == "again" else "00000000",
    },
    ("PUT", "/me/consents/<purpose>"): lambda world, *_: {"notice_version": world.notices[UNGIVEN]},
    ("PUT", "/me/notices/read"): lambda world, thing, _: {"up_to": 2**31 - 1} if thing == "own" else {"ids": [world.told]},
    ("PUT", "/me/notice-settings"): lambda *_: {"topics": {"station": False}},
    ("POST", "/me/subscriptions"): lambda *_: {"template": "station_alert", "accepted": 1},
    ("POST", "/grants"): _gift,
    ("PUT", "/stations/<code>/amenities/<amenity>"): lambda *_: _saying(taking_back=True),
    ("POST", "/stations"): _new_station,
    ("PUT", "/stations/<code>"): _facts,
    ("PUT", "/stations/<code>/schedules"): lambda *_: _rules(crs="gcj02"),
    ("POST", "/stations/<code>/schedules/preview"): lambda *_: _rules(
        exceptions=[_special(date=tomorrow())], closures=[_closing(id=1)],
    ),
    ("PUT", "/stations/<code>/exceptions/<date>"): lambda *_: _special(crs="gcj02"),
    ("POST", "/stations/<code>/closures"): lambda *_: _closing(crs="gcj02"),
    ("POST", "/stations/<code>/verifications"): lambda *_: {"facts": ["name", "hours"], "crs": "gcj02"},
    ("POST", "/stations/<code>/daily-confirmation"): lambda *_: {
        "amenities": [{"amenity": "hot_water", "status": "broken", "note": "修", "eta": _soon(days=1)}], "crs": "gcj02",
    },
    ("POST", "/stations/<code>/amenity-reports"): lambda *_: {
        "amenity": "hot_water", "status": "broken", "note": "", "occurred_at": _soon(minutes=-1), "crs": "gcj02",
    },
    ("POST", "/stations/<code>/amenity-reports/settlement"): lambda *_: _saying(amenity="hot_water"),
    ("PUT", "/stations/<code>/crowding"): lambda *_: {"level": "some", "crs": "gcj02"},
    ("POST", "/missing-station-votes"): lambda *_: {"lat": 44.9, "lng": 82.07, "crs": "gcj02"},
    ("PUT", "/stations/<code>/photos/<photo_id>"): lambda *_: {"state": "shown", "crs": "gcj02"},
    **access_checkins.BODIES,
    **access_communities.BODIES,
    **access_day.BODIES,
    **access_hours.BODIES,
    **access_certificates.BODIES,
    **access_shifts.BODIES,
    **access_signups.BODIES,
}  # fmt: skip
