"""Words for the tests of shifts: bodies as staff send them, calls, and what comes back."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from typing import Any

from flask.testing import FlaskClient

from app.core import clock
from tests.support.people import Headers

API = "/api/v1"
OWN, COMMUNITY, OTHER = "652701001", "652701001001", "652722100"
_keys = itertools.count(1)


def text(at: datetime) -> str:
    return clock.rfc3339(at)


def body(days: float = 1, minutes: int = 60, **more: Any) -> dict[str, Any]:
    """A shift that starts so many days from now, as staff send it; a None leaves a field out."""
    start = clock.now() + timedelta(days=days)
    facts: dict[str, Any] = {
        "title": "消防通道随手清",
        "area_code": OWN,
        "place": "南城小区东门",
        "lat": 44.9046,
        "lng": 82.0719,
        "crs": "wgs84",
        "starts_at": text(start),
        "ends_at": text(start + timedelta(minutes=minutes)),
        "risk_text": "无特殊风险",
        "capacity": 3,
    }
    return {name: value for name, value in (facts | more).items() if value is not None}


def keyed(headers: Headers) -> Headers:
    """The headers with a key nobody used; every POST of these tests has one, as every tap of the mini-program."""
    return headers | {"Idempotency-Key": f"key-of-test-{next(_keys):06d}"}


def post_shift(client: FlaskClient, headers: Headers, **more: Any) -> Any:
    return client.post(f"{API}/shifts", json=body(**more), headers=keyed(headers))


def draft(client: FlaskClient, headers: Headers, **more: Any) -> dict[str, Any]:
    """A draft as its writer gets it back."""
    response = post_shift(client, headers, **more)
    assert response.status_code == 201, response.json
    found: dict[str, Any] = response.json
    return found


def publish(client: FlaskClient, headers: Headers, shift_id: int, *, confirmed: bool = True) -> Any:
    url = f"{API}/shifts/{shift_id}/publication?crs=wgs84"
    return client.post(url, json={"checklist_confirmed": confirmed}, headers=keyed(headers))


def published(client: FlaskClient, headers: Headers, **more: Any) -> dict[str, Any]:
    """A published shift as its publisher gets it back."""
    response = publish(client, headers, draft(client, headers, **more)["id"])
    assert response.status_code == 200, response.json
    found: dict[str, Any] = response.json
    return found


def cancel(client: FlaskClient, headers: Headers, shift_id: int, reason: str = "大风预警") -> Any:
    return client.post(
        f"{API}/shifts/{shift_id}/cancellation?crs=wgs84", json={"reason": reason}, headers=keyed(headers)
    )


def put(client: FlaskClient, headers: Headers, shift: dict[str, Any], **more: Any) -> Any:
    """Change a shift that was made with ``body``; ``more``: what is to be other than there."""
    sent = as_sent(shift) | more
    sent = {name: value for name, value in sent.items() if value is not None}
    url, match = f"{API}/shifts/{shift['id']}", {"If-Match": f'"{shift["version"]}"'}
    return client.put(url, json=sent, headers=headers | match)


def as_sent(shift: dict[str, Any]) -> dict[str, Any]:
    """What a form sends back of a detail it has read; one role as a capacity."""
    names = ("title", "area_code", "place", "lat", "lng", "starts_at", "ends_at", "risk_text", "insurance_text", "kind")
    times = ("signup_opens_at", "signup_closes_at", "cancel_until", "station_code", "private_place", "min_age")
    found = {name: shift[name] for name in (*names, *times)}
    return found | {"crs": "wgs84", "capacity": shift["capacity"], "issuer_id": shift["issuer"]["id"]}


def register(client: FlaskClient, headers: Headers, shift_id: int) -> dict[str, Any]:
    """Sign up for a shift, as the rider gets it back."""
    response = client.post(f"{API}/shifts/{shift_id}/signups", json={}, headers=keyed(headers))
    assert response.status_code == 201, response.json
    found: dict[str, Any] = response.json
    return found


def get(client: FlaskClient, shift_id: int, headers: Headers | None = None, query: str = "") -> Any:
    return client.get(f"{API}/shifts/{shift_id}{query}", headers=headers or {})


def listed(client: FlaskClient, query: str = "", headers: Headers | None = None) -> list[int]:
    """The ids of a page of the list."""
    response = client.get(f"{API}/shifts{query}", headers=headers or {})
    assert response.status_code == 200, response.json
    return [card["id"] for card in response.json["items"]]


def slug(response: Any) -> tuple[int, str]:
    return response.status_code, response.json["type"].rpartition("/")[2]


def faults(response: Any) -> list[str]:
    """The fields a refusal names."""
    return [error["field"] for error in response.json.get("errors", [])]
