"""Series over HTTP and by the clock: 28 days ahead, holidays wait, what is dropped stays dropped. PRODUCT 4.7."""

from __future__ import annotations

import threading
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.areas import service as areas
from app.areas.holiday_rules import Day
from app.core import clock, duties
from app.core.db import db, transaction
from app.volunteering import series
from app.volunteering.models import Shift, ShiftSeries
from app.worker import run_sweep
from tests.support.people import Headers, grant, sign_in
from tests.support.places import load_areas
from tests.volunteering.conftest import granted
from tests.volunteering.shift_builders import API, OTHER, body, cancel, faults, get, keyed, listed, publish, slug
from tests.volunteering.signup_builders import people, sign_up


def start(client: FlaskClient, headers: Headers, rrule: str, exdates: tuple[str, ...] = (), **more: Any) -> Any:
    sent = {"rrule": rrule, "exdates": list(exdates), "shift": body(**more)}
    return client.post(f"{API}/shift-series", json=sent, headers=keyed(headers))


def started(client: FlaskClient, headers: Headers, rrule: str, **more: Any) -> dict[str, Any]:
    response = start(client, headers, rrule, **more)
    assert response.status_code == 201, response.json
    found: dict[str, Any] = response.json
    return found


def end(client: FlaskClient, headers: Headers, series_id: int) -> Any:
    return client.delete(f"{API}/shift-series/{series_id}", headers=headers)


def sweep() -> int:
    with transaction():
        return series.make_ahead()


def days_of(series_id: int, *statuses: str) -> list[str]:
    query = sa.select(Shift.occurs_on).where(Shift.series_id == series_id).order_by(Shift.occurs_on)
    if statuses:
        query = query.where(Shift.status.in_(statuses))
    found = [day.isoformat() for day in db.session.scalars(query) if day is not None]
    db.session.rollback()
    return found


def holiday(day: date, kind: str = "off") -> None:
    with transaction():
        areas.put_calendar("CN", day.year, "complete", [Day(day, kind, "节日")], 0)


# --- starting ---


def test_a_series_is_made_28_days_ahead_as_drafts(client: FlaskClient, staff: Headers) -> None:
    found = started(client, staff, "FREQ=WEEKLY", days=1)
    assert [card["starts_at"] for card in found["shifts"]] == [
        f"2025-{day}T12:00:00+08:00" for day in ("11-21", "11-28", "12-05", "12-12")
    ]
    assert {card["status"] for card in found["shifts"]} == {"draft"}
    assert (found["first_on"], found["made_until"]) == ("2025-11-21", "2025-12-18")
    assert (found["published"], found["ended_at"], found["actions"]) == (False, None, ["end"])
    assert listed(client) == []


def test_an_occurrence_is_all_that_was_said_of_the_shift(client: FlaskClient, staff: Headers) -> None:
    roles = [{"name": "引导", "capacity": 2, "waitlist_max": 3, "skills": "会开车"}]
    told = {"signup_opens_at": "2025-11-20T18:00:00+08:00", "cancel_until": "2025-11-21T08:00:00+08:00"}
    found = started(client, staff, "FREQ=DAILY;COUNT=2", capacity=None, roles=roles, min_age=16, **told)
    second = get(client, found["shifts"][1]["id"], staff, "?crs=wgs84").json
    assert (second["signup_opens_at"], second["cancel_until"]) == (
        "2025-11-21T18:00:00+08:00",
        "2025-11-22T08:00:00+08:00",
    )
    assert second["signup_closes_at"] == second["starts_at"] == "2025-11-22T12:00:00+08:00"
    assert (second["planned_minutes"], second["min_age"], second["lat"]) == (60, 16, 44.9046)
    assert [(r["name"], r["capacity"], r["waitlist_max"], r["skills"]) for r in second["roles"]] == [
        ("引导", 2, 3, "会开车")
    ]
    assert second["series_id"] == found["id"]


def test_days_left_out_are_left_out_and_still_count(client: FlaskClient, staff: Headers) -> None:
    response = start(client, staff, "FREQ=DAILY;COUNT=3", ("2025-11-22",))
    assert days_of(response.json["id"]) == ["2025-11-21", "2025-11-23"]
    assert response.json["exdates"] == ["2025-11-22"]


@pytest.mark.parametrize(
    ("rrule", "more", "field"),
    [
        ("FREQ=YEARLY", {}, "rrule"),
        ("FREQ=DAILY;UNTIL=20251101", {}, "rrule"),
        ("FREQ=DAILY;UNTIL=20250210", {"days": -300}, "rrule"),  # it named days once
        ("FREQ=DAILY;COUNT=500", {"days": -367}, "shift.starts_at"),
        ("FREQ=DAILY", {"starts_at": "0001-01-02T00:00:00Z", "ends_at": "0001-01-02T01:00:00Z"}, "shift.starts_at"),
        ("FREQ=DAILY", {"private_place": "幸福路 3 号"}, "shift.private_place"),
        ("FREQ=DAILY", {"title": None}, "shift.title"),
    ],
)
def test_what_cannot_be_repeated_is_named(
    client: FlaskClient, staff: Headers, rrule: str, more: dict[str, Any], field: str
) -> None:
    response = start(client, staff, rrule, **more)
    assert (response.status_code, faults(response)) == (422, [field])
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ShiftSeries)) == 0


def test_a_series_needs_a_key_and_a_right(client: FlaskClient, staff: Headers, rider: Headers) -> None:
    sent = {"rrule": "FREQ=DAILY", "shift": body()}
    keyless = client.post(f"{API}/shift-series", json=sent, headers=staff)
    assert slug(keyless) == (422, "idempotency-key-missing")
    assert slug(start(client, rider, "FREQ=DAILY")) == (403, "not-allowed")
    assert slug(start(client, staff, "FREQ=DAILY", area_code=OTHER)) == (403, "not-allowed")


# --- the clock ---


def test_the_sweep_makes_what_has_come_within_28_days_and_nothing_twice(
    client: FlaskClient, staff: Headers, at: Any
) -> None:
    found = started(client, staff, "FREQ=WEEKLY")
    assert sweep() == 0
    at.forward(days=7)
    assert sweep() == 1
    assert sweep() == 0
    at.forward(days=70)
    assert sweep() == 4  # the weeks in between are past: nobody could come
    assert days_of(found["id"])[-1] == "2026-02-27"


def test_a_dropped_occurrence_does_not_come_back(client: FlaskClient, staff: Headers, at: Any) -> None:
    found = started(client, staff, "FREQ=WEEKLY")
    dropped = found["shifts"][3]["id"]
    assert client.delete(f"{API}/shifts/{dropped}", headers=staff).status_code == 204
    at.forward(days=1)
    sweep()
    assert days_of(found["id"]) == ["2025-11-21", "2025-11-28", "2025-12-05", "2025-12-19"]


def test_a_rule_that_has_run_out_makes_no_more(client: FlaskClient, staff: Headers, at: Any) -> None:
    found = started(client, staff, "FREQ=WEEKLY;COUNT=5")
    assert len(days_of(found["id"])) == 4
    at.forward(days=14)
    assert sweep() == 1
    at.forward(days=60)
    assert sweep() == 0


def test_the_worker_knows_the_sweep(client: FlaskClient, app: Flask, staff: Headers, at: Any) -> None:
    started(client, staff, "FREQ=WEEKLY")
    at.forward(days=7)
    assert run_sweep(app, next(one for one in duties.sweeps(app) if one.name == "shift-series")) == 1


# --- publication, holidays ---


def test_the_first_publication_publishes_the_series_and_what_is_made_later(
    client: FlaskClient, staff: Headers, at: Any
) -> None:
    found = started(client, staff, "FREQ=WEEKLY")
    assert publish(client, staff, found["shifts"][0]["id"]).status_code == 200
    assert len(listed(client)) == 4
    at.forward(days=7)
    sweep()
    assert days_of(found["id"], "published")[-1] == "2025-12-19"


def test_on_a_holiday_the_occurrence_waits_for_a_decision(client: FlaskClient, staff: Headers, at: Any) -> None:
    holiday(date(2025, 11, 28))
    found = started(client, staff, "FREQ=WEEKLY")
    waiting = found["shifts"][1]["id"]
    assert get(client, waiting, staff).json["waits_for"] == "holiday"
    publish(client, staff, found["shifts"][0]["id"])
    assert days_of(found["id"], "draft") == ["2025-11-28"]
    decided = publish(client, staff, waiting)
    assert (decided.status_code, decided.json["waits_for"]) == (200, None)
    assert days_of(found["id"], "draft") == []


def test_deciding_on_a_holiday_does_not_publish_the_rest(client: FlaskClient, staff: Headers) -> None:
    holiday(date(2025, 11, 28))
    found = started(client, staff, "FREQ=WEEKLY")
    publish(client, staff, found["shifts"][1]["id"])
    assert days_of(found["id"], "published") == ["2025-11-28"]


def test_a_make_up_workday_is_no_holiday_and_an_uncertain_day_waits(client: FlaskClient, staff: Headers) -> None:
    with transaction():
        told = [Day(date(2025, 11, 28), "work", "补班"), Day(date(2025, 12, 5), "uncertain", "待定")]
        areas.put_calendar("CN-XJ", 2025, "provisional", told, 0)
    found = started(client, staff, "FREQ=WEEKLY")
    waits = [get(client, card["id"], staff).json["waits_for"] for card in found["shifts"]]
    assert waits == [None, None, "holiday", None]


# --- ending ---


def test_ending_keeps_those_with_people_and_calls_off_the_rest(client: FlaskClient, staff: Headers, at: Any) -> None:
    found = started(client, staff, "FREQ=WEEKLY")
    first, second, third, fourth = [card["id"] for card in found["shifts"]]
    publish(client, staff, first)
    sign_up(people(1)[0], second)
    cancel(client, staff, fourth)
    assert end(client, staff, found["id"]).status_code == 204
    states = {shift: get(client, shift).json["status"] for shift in (first, second, third, fourth)}
    assert states == {first: "cancelled", second: "published", third: "cancelled", fourth: "cancelled"}
    at.forward(days=7)
    assert sweep() == 0
    assert slug(end(client, staff, found["id"])) == (404, "not-found")


def test_ending_what_was_never_published_drops_its_drafts(client: FlaskClient, staff: Headers) -> None:
    found = started(client, staff, "FREQ=WEEKLY")
    assert end(client, staff, found["id"]).status_code == 204
    assert days_of(found["id"]) == []


def test_who_may_draft_ends_drafts_and_who_may_publish_the_rest(
    client: FlaskClient, staff: Headers, manager: Headers, elsewhere: Headers
) -> None:
    found = started(client, manager, "FREQ=WEEKLY", station_code="YQ0001")
    assert slug(end(client, elsewhere, found["id"])) == (404, "not-found")
    publish(client, staff, found["shifts"][0]["id"])
    assert slug(end(client, manager, found["id"])) == (403, "not-allowed")
    assert end(client, staff, found["id"]).status_code == 204
    drafts = started(client, manager, "FREQ=WEEKLY", station_code="YQ0001")
    assert end(client, manager, drafts["id"]).status_code == 204


def test_a_leader_drafts_a_series_for_the_team(client: FlaskClient, staff: Headers) -> None:
    team = client.post(f"{API}/teams", json={"name": "先锋骑手", "area_code": "652701001"}, headers=keyed(staff)).json
    leader = granted(client, "leader", "team_leader", f"team:{team['id']}")
    assert len(started(client, leader, "FREQ=WEEKLY", team_id=team["id"])["shifts"]) == 4


# --- two workers ---


def test_two_workers_make_each_occurrence_once(committed: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    load_areas(committed)
    client = committed.test_client()
    with committed.app_context():
        grant("staff", "community_staff", "652701001")
    headers = sign_in(client, "staff")
    assert start(client, headers, "FREQ=DAILY").status_code == 201
    real, gate = clock.now, threading.Barrier(2)
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(days=7))
    made: list[int] = []

    def work() -> None:
        with committed.app_context():
            gate.wait(20)
            made.append(sweep())

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    with committed.app_context():
        days = list(db.session.scalars(sa.select(Shift.occurs_on)))
    assert sum(made) == 7
    assert len(days) == len(set(days))
    assert isinstance(days[0], date) and not isinstance(days[0], datetime)
