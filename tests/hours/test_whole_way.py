"""The whole way over HTTP: signing up, being marked by the leader's desk, confirmed, objecting, corrected."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.checkins.evidence_models import Checkin
from app.core import clock
from app.core.db import db
from app.volunteering import attendance_points
from tests.hours.desk_words import API, backfill, confirm, correct, detail, key, objection, queue, row, slug
from tests.hours.hours_words import local, make_shift


@pytest.fixture
def tomorrow(desk, at):
    """A shift of tomorrow, 11:00 to 12:00, with its point."""
    shift = make_shift(day=21, signup_closes_at=local("11:00", 21))
    from app.core.db import transaction

    with transaction():
        attendance_points.write_point(shift_id=shift)
    return shift


def test_from_a_sign_up_to_corrected_hours(desk, client, at, tomorrow):
    signup = client.post(f"{API}/shifts/{tomorrow}/signups", headers=desk["rider"], json={}).json
    assert signup["state"] == "registered"
    at.now = local("12:10", 21)
    times = {"checked_in_at": clock.rfc3339(local("10:58", 21)), "checked_out_at": clock.rfc3339(local("12:00", 21))}
    marked = client.put(
        f"{API}/signups/{signup['id']}/attendance", headers=desk["staff"], json=times | {"reason": "手机没电"}
    )
    assert marked.status_code == 200, marked.json
    (item,) = queue(client, desk["staff"], f"?shift={tomorrow}")
    assert (item["proposed_minutes"], item["doubts"], item["state"]) == (62, ["by-staff"], "pending")
    done = confirm(client, desk["colleague"], row(item["id"], item["version"]))
    assert done.json["items"][0]["state"] == "confirmed"
    told = client.get(f"{API}/me/hours", headers=desk["rider"]).json
    assert told["confirmed_minutes"] == 62
    assert objection(client, desk["rider"], item["id"], "我是 12:10 走的").status_code == 201
    assert correct(client, key(desk["staff"]), item["id"], 2, 72).status_code == 200
    assert client.get(f"{API}/me/hours", headers=desk["rider"]).json["confirmed_minutes"] == 72
    assert [line["kind"] for line in detail(client, desk["rider"], item["id"])["lines"]] == [
        "proposal",
        "confirm",
        "reverse",
        "confirm",
    ]
    twice = backfill(client, desk["staff"], tomorrow)
    assert slug(twice) == "hours-recorded"


def test_a_decision_starts_the_days_of_its_check_ins(desk, client, at, tomorrow):
    signup = client.post(f"{API}/shifts/{tomorrow}/signups", headers=desk["rider"], json={}).json
    at.now = local("12:10", 21)
    times = {"checked_in_at": clock.rfc3339(local("11:00", 21)), "checked_out_at": clock.rfc3339(local("12:00", 21))}
    client.put(f"{API}/signups/{signup['id']}/attendance", headers=desk["staff"], json=times | {"reason": "手机没电"})
    (item,) = queue(client, desk["staff"])
    assert set(db.session.scalars(sa.select(Checkin.hours_settled_at))) == {None}
    confirm(client, desk["staff"], row(item["id"]))
    db.session.expire_all()
    assert set(db.session.scalars(sa.select(Checkin.hours_settled_at))) == {at.now}


def test_a_correction_of_the_times_before_the_decision_is_a_new_proposal(desk, client, at, tomorrow):
    signup = client.post(f"{API}/shifts/{tomorrow}/signups", headers=desk["rider"], json={}).json
    at.now = local("12:10", 21)
    path = f"{API}/signups/{signup['id']}/attendance"
    for until in ("12:00", "11:30"):
        times = {"checked_in_at": clock.rfc3339(local("11:00", 21)), "checked_out_at": clock.rfc3339(local(until, 21))}
        assert client.put(path, headers=desk["staff"], json=times | {"reason": "更正"}).status_code == 200
    (item,) = queue(client, desk["staff"])
    assert (item["proposed_minutes"], item["version"]) == (30, 2)
    stale = confirm(client, desk["staff"], row(item["id"], 1)).json["items"][0]
    assert (stale["status"], stale["problem"]["current"]["version"]) == (412, 2)
