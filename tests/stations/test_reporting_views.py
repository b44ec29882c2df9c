"""Riders' reports and a station's history over HTTP: what everybody may say and see, and whose names stay hidden."""

from __future__ import annotations

import uuid
from datetime import timedelta
from urllib.parse import quote

import pytest
import sqlalchemy as sa

from app.core import clock, settings
from app.core.db import db
from app.stations.models import AmenityReport
from tests.support.people import grant, sign_in

AMENITY = "/api/v1/stations/YQ0001/amenities/hot_water"
REPORTS = "/api/v1/stations/YQ0001/amenity-reports"
SETTLEMENT = f"{REPORTS}/settlement"
HISTORY = "/api/v1/stations/YQ0001/history"
MINE = "/api/v1/me/stations"


def soon(**by: float) -> str:
    return clock.rfc3339(clock.now() + timedelta(**by))


def hot_water(detail: dict) -> dict:
    return next(thing for thing in detail["amenities"] if thing["amenity"] == "hot_water")


def fields(response) -> list[str]:
    return [error["field"] for error in response.json["errors"]]


def reported_by(client, user: str, **body) -> dict:
    sent = {"amenity": "hot_water", "status": "broken"} | body
    response = client.post(REPORTS, json=sent, headers=sign_in(client, user))
    assert response.status_code == 201, response.json
    return response.json


def test_t55_three_riders_make_it_limited_over_http(town, client):
    for user in ("one", "two"):
        assert hot_water(reported_by(client, user))["status"] == "working"
    detail = reported_by(client, "three")
    assert (hot_water(detail)["status"], hot_water(detail)["source"]) == ("limited", "riders")
    assert (detail["version"], detail["told"]["by"]) == (1, "riders")
    card = next(c for c in client.get("/api/v1/stations").json["items"] if c["code"] == "YQ0001")
    assert {"amenity": "hot_water", "status": "limited", "eta": None} in card["amenities"]


def test_t55_one_rider_three_times_changes_nothing_over_http(town, client):
    for _ in range(3):
        assert hot_water(reported_by(client, "one"))["status"] == "working"


def test_a_closed_door_only_asks(town, client):
    for user in ("one", "two", "three"):
        detail = reported_by(client, user, amenity="opening", status="closed")
    assert (detail["open_state"], detail["version"], detail["told"]) == ("open", 1, None)


def test_a_report_may_come_late_from_a_wrong_clock(town, client):
    reported_by(client, "one", occurred_at="2001-01-01T00:00:00Z")
    reported_by(client, "two", occurred_at=soon(days=3))
    at = db.session.scalars(sa.select(AmenityReport.occurred_at).order_by(AmenityReport.occurred_at)).all()
    now = clock.now()
    assert timedelta(hours=72) <= now - at[0] < timedelta(hours=72, minutes=1)
    assert timedelta(0) <= now - at[1] < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"amenity": "pool", "status": "broken"}, "amenity"),
        ({"amenity": "hot_water", "status": "unknown"}, "status"),
        ({"amenity": "hot_water", "status": "closed"}, "status"),
        ({"amenity": "opening", "status": "broken"}, "status"),
        ({"amenity": "hot_water", "status": "broken", "occurred_at": "yesterday"}, "occurred_at"),
        ({"amenity": "hot_water", "status": "broken", "lat": 44.9}, "lat"),
    ],
)
def test_a_report_of_what_cannot_be_is_refused(rider, client, body, field):
    response = client.post(REPORTS, json=body, headers=rider)
    assert (response.status_code, fields(response)) == (422, [field])


def test_guests_do_not_report(town, client):
    assert client.post(REPORTS, json={"amenity": "hot_water", "status": "broken"}).status_code == 401


def test_what_riders_cannot_see_they_cannot_report(rider, client):
    body = {"amenity": "hot_water", "status": "broken"}
    for code in ("YQ0002", "YQ9999"):
        assert client.post(REPORTS.replace("YQ0001", code), json=body, headers=rider).status_code == 404


def test_reports_of_one_account_are_limited(rider, client, app):
    most = int(settings.current().reports_per_account.partition("/")[0])
    body = {"amenity": "hot_water", "status": "broken"}
    for _ in range(most):
        assert client.post(REPORTS, json=body, headers=rider).status_code == 201
    response = client.post(REPORTS, json=body, headers=rider)
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0


def test_a_report_repeated_with_its_key_is_answered_with_the_first_answer(rider, client):
    keyed = rider | {"Idempotency-Key": uuid.uuid4().hex}
    body = {"amenity": "hot_water", "status": "broken"}
    first, again = client.post(REPORTS, json=body, headers=keyed), client.post(REPORTS, json=body, headers=keyed)
    assert (again.status_code, again.json) == (201, first.json)


def test_keepers_see_how_many_and_when_and_never_who(manager, client):
    for user in ("one", "two"):
        reported_by(client, user)
    reported_by(client, "one", amenity="heating", status="limited")
    response = client.get(f"{REPORTS}?state=open", headers=manager)
    assert response.status_code == 200
    assert response.json["next_cursor"] is None
    items = {item["amenity"]: item for item in response.json["items"]}
    assert {name: (item["status"], item["count"]) for name, item in items.items()} == {
        "hot_water": ("broken", 2),
        "heating": ("limited", 1),
    }
    assert set(items["heating"]) == {"amenity", "status", "count", "first_at", "last_at"}
    assert items["hot_water"]["first_at"] <= items["hot_water"]["last_at"]


def test_reports_are_read_and_settled_by_those_who_may(rider, client):
    settled = {"amenity": "hot_water", "status": "working"}
    grant("liaison", "rider_liaison", "YQ0001")
    for headers in (rider, sign_in(client, "liaison")):
        assert client.get(REPORTS, headers=headers).status_code == 403
        assert client.post(SETTLEMENT, json=settled, headers=headers).status_code == 403
    assert client.get(REPORTS).status_code == 401


def test_settling_sets_the_state_and_closes_the_reports(manager, client):
    for user in ("one", "two", "three"):
        reported_by(client, user)
    body = {"amenity": "hot_water", "status": "broken", "note": "已报修", "eta": soon(hours=20)}
    response = client.post(SETTLEMENT, json=body, headers=manager)
    assert response.status_code == 200, response.json
    assert (hot_water(response.json)["status"], hot_water(response.json)["source"]) == ("broken", "manager")
    assert response.json["version"] == 2
    assert client.get(REPORTS, headers=manager).json["items"] == []


@pytest.mark.parametrize(
    ("amenity", "status", "expected"),
    [("opening", "open", 200), ("opening", "working", 422), ("hot_water", "open", 422), ("pool", "working", 422)],
)
def test_a_settlement_fits_what_was_reported(manager, client, amenity, status, expected):
    response = client.post(SETTLEMENT, json={"amenity": amenity, "status": status}, headers=manager)
    assert response.status_code == expected


# History


def test_everybody_sees_what_changed_and_only_staff_see_who(manager, rider, client):
    client.put(AMENITY, json={"status": "broken"}, headers=manager)
    name = client.get("/api/v1/me", headers=manager).json["display_name"]
    grant("auditor", "auditor", "652700")
    grant("elsewhere", "station_manager", "YQ0003")
    for headers in ({}, rider, sign_in(client, "elsewhere")):
        (line,) = client.get(HISTORY, headers=headers).json["items"]
        assert (line["field"], line["role"], line["source"]) == ("amenities.hot_water", "station_manager", "manager")
        assert (line["before"]["status"], line["after"]["status"], line["who"]) == ("working", "broken", None)
    for headers in (manager, sign_in(client, "auditor")):
        (line,) = client.get(HISTORY, headers=headers).json["items"]
        assert line["who"] == name


def test_not_even_staff_see_who_reported(manager, client):
    for user in ("one", "two", "three"):
        reported_by(client, user)
    (line,) = client.get(HISTORY, headers=manager).json["items"]
    assert (line["source"], line["role"], line["who"]) == ("riders", "rider", None)


def test_the_history_of_a_hidden_station_is_for_its_staff(manager, client):
    path = HISTORY.replace("YQ0001", "YQ0002")
    grant("staff", "community_staff", "652701001")
    assert client.get(path).status_code == 404
    assert client.get(path, headers=manager).status_code == 404
    assert client.get(path, headers=sign_in(client, "staff")).status_code == 200
    assert client.get(HISTORY.replace("YQ0001", "YQ9999")).status_code == 404


def test_history_turns_pages(manager, client):
    for status in ("broken", "limited", "working"):
        client.put(AMENITY, json={"status": status}, headers=manager)
    page = client.get(f"{HISTORY}?limit=2").json
    rest = client.get(f"{HISTORY}?limit=2&cursor={quote(page['next_cursor'])}").json
    assert [line["after"]["status"] for line in page["items"] + rest["items"]] == ["working", "limited", "broken"]
    assert rest["next_cursor"] is None
    assert client.get(f"{HISTORY}?cursor=abc").status_code == 422


@pytest.mark.parametrize("path", [REPORTS, HISTORY, MINE])
def test_a_misspelt_query_parameter_is_refused(manager, client, path):
    assert client.get(f"{path}?limti=1", headers=manager).status_code == 422
