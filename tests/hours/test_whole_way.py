"""The whole way over HTTP: signing up, being marked by the leader's desk, confirmed, objecting, corrected."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.checkins import service as checkins
from app.checkins.evidence_models import Checkin
from app.checkins.models import PresencePoint
from app.core import clock
from app.core.db import db, transaction
from app.hours import proposing
from app.volunteering import attendance_points
from tests.hours.desk_words import API, backfill, confirm, correct, detail, key, objection, queue, row, slug
from tests.hours.hours_words import account_of, local, make_shift


@pytest.fixture
def tomorrow(desk, at):
    """A shift of tomorrow, 11:00 to 12:00, with its point."""
    shift = make_shift(day=21, signup_closes_at=local("11:00", 21))
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


# --- a check-out that waits for a decision


@pytest.fixture
def unheard(desk, client, at, tomorrow):
    """Two were there from 10:57 on; one left at 12:00 before the staff's eyes, the rider's check-out waits: its id."""
    number = checkins.point_no_of("shift", str(tomorrow))
    staff = checkins.Staff(*account_of("staff"), "community_staff")
    for user in ("rider", "stranger"):
        assert client.post(f"{API}/shifts/{tomorrow}/signups", headers=desk[user], json={}).status_code == 201

    def seen(user: str, direction: str, when: str) -> None:
        at.now = local(when, 21)
        account_id, how = account_of(user)[0], (direction, f"{user}-{direction}-nonce", at.now)
        with transaction():
            assert checkins.record_staff_scan(account_id, number, *how, staff).state == "accepted"

    seen("rider", "in", "10:57")
    seen("stranger", "in", "10:57")
    seen("stranger", "out", "12:00")
    rider = account_of("rider")[0]
    with transaction() as session:
        point = session.scalars(sa.select(PresencePoint).where(PresencePoint.no == number)).one()
        late = Checkin(account_id=rider, kind="shift", point=point, scanned_point=point, pair_no=1)
        facts = {"direction": "out", "local_day": local("12:00", 21).date(), "method": "rotating", "level": 2}
        when = {"occurred_at": local("12:00", 21), "received_at": local("20:00", 21), "late": True}
        for name, value in (facts | when | {"state": "pending", "reason": "late"}).items():
            setattr(late, name, value)
        session.add(late)
        session.flush()
        found = late.id
    at.now = local("0:00", 22)
    with transaction():
        assert proposing.propose_forgotten() == 1
    return found


def accept(client, headers, checkin: int) -> None:
    body = {"accept": True, "reason": "现场见到了"}
    answer = client.post(f"{API}/checkins/{checkin}/decision", headers=headers, json=body)
    assert answer.status_code == 200, answer.json


def by_doubts(client, headers) -> dict[tuple[str, ...], dict[str, object]]:
    return {tuple(item["doubts"]): item for item in queue(client, headers)}


def test_hours_whose_check_out_waits_are_not_passed_among_others(desk, client, unheard):
    found = by_doubts(client, desk["staff"])
    assert set(found) == {(), ("check-out-waiting",)}
    normal, waits = found[()], found["check-out-waiting",]
    assert (normal["pile"], waits["pile"], waits["proposed_minutes"]) == ("normal", "look", 63)
    done = confirm(client, desk["staff"], row(waits["id"]), row(normal["id"])).json["items"]
    assert [one["status"] for one in done] == [409, 200]
    assert done[0]["problem"]["type"] == "/problems/checkin-waiting"
    accept(client, desk["staff"], unheard)
    (now,) = queue(client, desk["staff"])
    assert (now["doubts"], now["measured_minutes"], now["pile"]) == ([], 63, "normal")


def test_nor_alone_by_who_has_not_looked_the_button_for_all_may_have_one_row(desk, client, unheard):
    waits = by_doubts(client, desk["staff"])["check-out-waiting",]
    (refused,) = confirm(client, desk["staff"], row(waits["id"])).json["items"]
    assert (refused["status"], refused["problem"]["type"]) == (409, "/problems/checkin-waiting")
    (looked,) = confirm(client, desk["staff"], row(waits["id"], minutes=waits["proposed_minutes"])).json["items"]
    assert (looked["status"], looked["state"], looked["minutes"]) == (200, "confirmed", 63)


def test_a_check_out_that_is_accepted_after_the_decision_asks_for_a_correction(desk, client, unheard):
    waits = by_doubts(client, desk["staff"])["check-out-waiting",]
    assert confirm(client, desk["staff"], row(waits["id"], minutes=53)).json["items"][0]["state"] == "confirmed"
    assert queue(client, desk["staff"], "?state=changed") == []
    accept(client, desk["staff"], unheard)
    (changed,) = queue(client, desk["staff"], "?state=changed")
    assert (changed["minutes"], changed["changed_minutes"], changed["measured_minutes"]) == (53, 63, 63)
    assert changed["doubts"] == [], "what was missing then is there now"
    assert correct(client, key(desk["staff"]), changed["id"], changed["version"], 63).status_code == 200
    assert queue(client, desk["staff"], "?state=changed") == []
