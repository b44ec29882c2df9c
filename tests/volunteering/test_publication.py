"""Publishing a shift over HTTP. PRODUCT 4.7 "Publication", 条例 12, 17."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.core import clock
from app.core.audit import AuditEvent
from app.core.db import db
from app.volunteering import service
from tests.support.people import Headers
from tests.volunteering.conftest import granted
from tests.volunteering.shift_builders import API, draft, faults, get, keyed, listed, publish, published, slug


def test_a_published_shift_is_for_everybody(client: FlaskClient, staff: Headers) -> None:
    found = published(client, staff)
    assert (found["status"], found["signup_state"], found["version"]) == ("published", "open", 2)
    assert found["warnings"] == []
    assert found["actions"] == ["edit", "cancel", "sign_up"]  # staff are volunteers like anybody
    assert listed(client) == [found["id"]]


def test_the_checklist_must_be_confirmed(client: FlaskClient, staff: Headers) -> None:
    made = draft(client, staff)
    response = publish(client, staff, made["id"], confirmed=False)
    assert (response.status_code, faults(response)) == (422, ["checklist_confirmed"])
    url = f"{API}/shifts/{made['id']}/publication"
    for body in ({}, {"checklist_confirmed": "yes"}, {"checklist_confirmed": None}):
        assert client.post(url, json=body, headers=keyed(staff)).status_code == 422
    assert get(client, made["id"], staff).json["status"] == "draft"


@pytest.mark.parametrize(
    ("more", "fields"),
    [
        ({"days": 0}, ["starts_at"]),
        ({"days": -1}, ["starts_at"]),
        ({"risk_text": ""}, ["risk_text"]),
        ({"risk_text": "路面结冰，注意防滑"}, ["insurance_text"]),
        ({"days": -1, "risk_text": ""}, ["starts_at", "risk_text"]),
    ],
)
def test_what_is_missing_is_named(client: FlaskClient, staff: Headers, more: dict[str, Any], fields: list[str]) -> None:
    response = publish(client, staff, draft(client, staff, **more)["id"])
    assert slug(response) == (409, "shift-not-ready")
    assert faults(response) == fields


def test_a_danger_with_its_insurance_is_published(client: FlaskClient, staff: Headers) -> None:
    assert published(client, staff, risk_text="路面结冰", insurance_text="社区统一投保")["status"] == "published"


@pytest.mark.parametrize(
    ("start", "minutes", "count"),
    [("2025-11-21T13:30:00+08:00", 30, 1), ("2025-11-21T12:30:00+08:00", 60, 0), ("2025-11-21T15:00:00+08:00", 300, 2)],
)
def test_the_hours_of_meals_are_warned_of_and_do_not_block(
    client: FlaskClient, staff: Headers, start: str, minutes: int, count: int
) -> None:
    end = clock.rfc3339(datetime.fromisoformat(start) + timedelta(minutes=minutes))
    found = published(client, staff, starts_at=start, ends_at=end)
    assert [warning["slug"] for warning in found["warnings"]] == ["meal-peak"] * count


def test_publishing_again_changes_nothing(client: FlaskClient, staff: Headers) -> None:
    found = published(client, staff)
    again = publish(client, staff, found["id"])
    assert (again.status_code, again.json["version"]) == (200, found["version"])
    query = sa.select(sa.func.count()).where(AuditEvent.action == "shift.published")
    assert db.session.scalar(query) == 1


def test_what_was_cancelled_is_not_published_again(client: FlaskClient, staff: Headers) -> None:
    found = published(client, staff)
    client.post(f"{API}/shifts/{found['id']}/cancellation", json={"reason": "大风"}, headers=keyed(staff))
    assert slug(publish(client, staff, found["id"])) == (409, "shift-over")


def test_a_team_leader_drafts_for_the_team_and_staff_publish(client: FlaskClient, staff: Headers) -> None:
    team = client.post(f"{API}/teams", json={"name": "先锋骑手", "area_code": "652701001"}, headers=keyed(staff)).json
    leader = granted(client, "leader", "team_leader", f"team:{team['id']}")
    made = draft(client, leader, team_id=team["id"])
    assert made["actions"] == ["edit", "delete"]
    assert slug(publish(client, leader, made["id"])) == (403, "not-allowed")
    assert publish(client, staff, made["id"]).status_code == 200
    assert get(client, made["id"], leader).json["actions"] == ["sign_up"]
    assert service.lead_of(made["id"]) != []


def test_a_township_admin_publishes_in_their_area(client: FlaskClient, staff: Headers, elsewhere: Headers) -> None:
    admin = granted(client, "township", "township_admin", "652701001")
    made = draft(client, staff)
    assert slug(publish(client, elsewhere, made["id"])) == (404, "not-found")
    assert publish(client, admin, made["id"]).status_code == 200


def test_publication_tells_the_house(client: FlaskClient, app: Flask, staff: Headers) -> None:
    heard: list[int] = []

    def hear(_sender: Flask, shift_id: int) -> None:
        heard.append(shift_id)

    with service.shift_published.connected_to(hear, sender=app):
        found = published(client, staff)
    assert heard == [found["id"]]
