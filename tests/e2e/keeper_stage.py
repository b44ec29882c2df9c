"""Keepers for journeys: each a station of their own that never closes, so that the hour of the run does not matter."""

from __future__ import annotations

from typing import Any

from app.accounts.demo import demo_person
from app.core.db import transaction
from tests.e2e.phone import Phone, Phones
from tests.e2e.service import Service
from tests.e2e.shift_stage import done

ADULT = "已满16岁，同意并登录"
ALWAYS = {"byday": [0, 1, 2, 3, 4, 5, 6], "opens_minute": 0, "closes_minute": 1440}


def detail(service: Service, code: str, person: str = "") -> dict[str, Any]:
    """The station as this person, or a guest, sees it now."""
    found: dict[str, Any] = done(service.call("GET", f"/stations/{code}", person=person))
    return found


def station_of(service: Service, person: str) -> str:
    """A listed station with hot water, open day and night, that nobody keeps yet; ``person`` is its manager."""
    code: str = service.rows(
        "SELECT s.code FROM stations s JOIN station_amenities a ON a.station_id = s.id AND a.amenity = 'hot_water' "
        "WHERE s.status = 'active' AND s.open_to_riders AND a.status = 'working' "
        "AND NOT EXISTS (SELECT 1 FROM role_grants g WHERE g.scope_code = s.code) ORDER BY s.code LIMIT 1"
    )[0][0]
    keeps(service, person, code)
    always_open(service, person, code)
    return code


def keeps(service: Service, person: str, code: str, role: str = "station_manager") -> None:
    with service.app.app_context(), transaction():
        demo_person(person, "示例站长", (role, code))


def always_open(service: Service, person: str, code: str) -> None:
    version = detail(service, code, person)["version"]
    body, headers = {"schedules": [ALWAYS]}, {"If-Match": f'"{version}"'}
    done(service.call("PUT", f"/stations/{code}/schedules", body, person=person, headers=headers))


def at_the_station(phones: Phones, person: str, size: tuple[int, int]) -> Phone:
    """Whoever keeps one station is there after signing in, by one tap more."""
    phone = phones(person, size=size)
    phone.open()
    phone.tab("我的")
    phone.tap("登录")
    phone.tap(ADULT)
    phone.tap("我管的驿站")
    phone.until("今天照常")
    phone.until_settled()
    phone.count_taps()
    return phone
