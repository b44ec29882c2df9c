"""What waited on a phone without network, and what staff scan at other hours: PRODUCT 4.6 "Offline", RELIABILITY 8.6.

Expectations are gone 180 minutes after the end (PRODUCT 6), while phones may send for 72 hours.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from app.checkins import retention
from app.checkins.evidence_models import Checkin, Expectation
from app.core.db import db, transaction
from tests.checkins.presence import new_nonce, printed, rotating
from tests.support.people import sign_in
from tests.volunteering import day_builders as days
from tests.volunteering.day_builders import Day, kind, text
from tests.volunteering.signup_builders import local


@pytest.fixture
def day(town, client, stations, at) -> Day:
    """A shift 12:30-13:30 at a station; "ma" is signed up, and it is 12:20."""
    made = days.make_day(client, station_code="YQ0001")
    made.sign_up("ma")
    at.stand(20, 12, 20)
    return made


def next_morning(at) -> None:
    """20 hours later the worker has come by: nobody is expected any more."""
    at.forward(hours=20)
    with transaction():
        retention.forget()
    assert db.session.scalars(sa.select(Expectation)).all() == []


def upload(day: Day, code: str, read: datetime):
    body = {"code": code, "nonce": new_nonce(), "direction": "in", "occurred_at": text(read)}
    return day.post("/checkins", sign_in(day.client, "ma"), body).json


def test_a_member_scan_queued_by_the_leader_counts_at_level_3_the_next_day(day, at) -> None:
    code, read = days.member_code("ma"), at.now
    next_morning(at)
    queued = day.scan("ma", "in", sign_in(day.client, "lead"), member_code=code, occurred_at=text(read))
    assert (queued.json["state"], queued.json["reason"]) == ("accepted", None)
    assert day.row("ma").checked_in_at == read
    assert db.session.scalars(sa.select(Checkin.level)).all() == [3]


@pytest.mark.parametrize("show", [printed, rotating])
def test_t42_a_scan_uploaded_the_next_day_waits_as_late_not_as_a_strangers(show, day, at) -> None:
    code, read = show(days.point(day.shift)), at.now
    next_morning(at)
    made = upload(day, code, read)
    assert (made["state"], made["reason"], made["target"]["kind"]) == ("pending", "late", "shift")


def test_t42_a_stations_code_uploaded_the_next_day_is_attendance_at_the_shift_and_no_visit(day, at) -> None:
    code = day.get("/stations/YQ0001/screen-code", day.staff).json["codes"][0]["code"]
    read = at.now
    next_morning(at)
    made = upload(day, code, read)
    assert (made["target"], made["reason"]) == ({"kind": "shift", "code": str(day.shift), "name": "试验班次"}, "late")
    lead = sign_in(day.client, "lead")
    day.post(f"/checkins/{made['id']}/decision", lead, {"accept": True, "reason": "他来了"})
    assert day.row("ma").checked_in_at == read


def test_a_strangers_late_scan_is_a_strangers_and_at_a_station_a_visit(day, at) -> None:
    read, shift = at.now, rotating(days.point(day.shift))
    station = day.get("/stations/YQ0001/screen-code", day.staff).json["codes"][0]["code"]
    next_morning(at)
    stranger = sign_in(day.client, "stranger")
    said = [
        day.post("/checkins", stranger, {"code": code, "nonce": new_nonce(), "occurred_at": text(read)}).json
        for code in (shift, station)
    ]
    assert [(one["state"], one["reason"]) for one in said] == [("pending", "not-on-roster"), ("accepted", None)]
    assert said[1]["target"]["kind"] == "station"


@pytest.mark.parametrize(
    ("hour", "minute", "second", "came"),
    [
        (13, 59, 59, ("rejected", "closed")),
        (14, 0, 0, ("accepted", None)),
        (18, 59, 59, ("accepted", None)),
        (19, 0, 0, ("rejected", "closed")),
    ],
)
def test_a_leaders_scan_counts_in_the_hours_of_the_shift_only(  # noqa: PLR0917 - the ground of the test
    hour, minute, second, came, town, client, at
) -> None:
    later = days.make_day(client, starts_at=local(20, 15))
    later.sign_up("ma")
    at.stand(20, hour, minute, second)
    scanned = later.scan("ma").json
    assert (scanned["state"], scanned["reason"]) == came
    assert later.row("ma").state == ("checked_in" if came[1] is None else "registered")


def test_a_code_that_was_on_the_phone_at_night_proves_nobody_at_noon(day, at) -> None:
    night = local(20, 3)
    code = days.member_code("ma", night)
    scanned = day.scan("ma", member_code=code, occurred_at=text(night)).json
    assert (scanned["state"], scanned["reason"], scanned["signup"]["checked_in_at"]) == ("rejected", "closed", None)
    assert day.scan("ma").json["state"] == "accepted", "who comes in time is not held back by it"
    assert db.session.scalars(sa.select(Checkin.pair_no).where(Checkin.state == "accepted")).all() == [1]


def test_whoever_has_not_said_their_age_is_let_in_once_they_have(day) -> None:
    sign_in(day.client, "young", age_ok=False)
    waits = day.scan("young").json
    assert (waits["state"], waits["reason"]) == ("pending", "not-on-roster")
    said = {"accept": True, "reason": "帮忙来的"}
    assert kind(day.post(f"/checkins/{waits['id']}/decision", day.lead, said)) == (409, "conflict")
    admission = (f"/shifts/{day.shift}/admissions", day.lead, {"checkin_id": waits["id"]})
    assert kind(day.post(*admission)) == (409, "conflict")
    sign_in(day.client, "young", age_ok=True)
    assert day.post(*admission).json["state"] == "checked_in"


def test_what_staff_wrote_is_not_taken_back_by_its_rider(day, at) -> None:
    day.scan("ma")
    at.forward(minutes=40)
    left = day.mark(day.row("ma").id, day.row("ma").checked_in_at, at.now - timedelta(minutes=5)).json
    ma = sign_in(day.client, "ma")
    for item in day.get("/me/checkins", ma).json["items"]:
        assert "undo" not in item["actions"]
    out = day.get("/me/checkins", ma).json["items"][0]
    assert out["direction"] == "out"
    assert kind(day.client.delete(f"/api/v1/checkins/{out['id']}", headers=ma)) == (409, "already-decided")
    assert text(day.row("ma").checked_out_at) == left["checked_out_at"]


def test_t24_whoever_is_leaving_is_in_no_queue_and_is_not_let_in_again(day, at) -> None:
    guest = sign_in(day.client, "guest")
    waits = day.check_in(guest).json
    assert waits["reason"] == "not-on-roster"
    assert day.client.delete("/api/v1/me", headers=guest).status_code == 202
    assert day.get("/checkins", day.lead).json["items"] == []
    said = {"accept": True, "reason": "帮忙来的"}
    assert kind(day.post(f"/checkins/{waits['id']}/decision", day.lead, said)) == (409, "conflict")
    assert day.client.post("/api/v1/me/restoration", headers=guest).status_code < 300
    assert [item["id"] for item in day.get("/checkins", day.lead).json["items"]] == [waits["id"]]
    assert day.post(f"/checkins/{waits['id']}/decision", day.lead, said).json["state"] == "accepted"
