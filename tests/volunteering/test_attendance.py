"""From check-in to presence: the screen code, undoing, midnight, strangers, crowds, marks by hand, statements. PRODUCT 4.6, 4.7."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.checkins.evidence_models import Checkin
from app.core import clock
from app.core.audit import AuditEvent
from app.core.db import db, transaction
from app.hours.models import HoursEntry
from app.volunteering import attendance_sweeps
from app.volunteering.models import Shift, SignUp
from tests.checkins.presence import new_nonce, person, printed
from tests.support.people import sign_in
from tests.volunteering import day_builders as days
from tests.volunteering import shift_builders as shifts
from tests.volunteering.day_builders import Day, kind, text
from tests.volunteering.signup_builders import local, told, withdraw


@pytest.fixture
def day(town, client, at) -> Day:
    """A shift 12:30-13:30 of three places; "ma" is signed up, and it is 12:20."""
    made = days.make_day(client)
    made.sign_up("ma")
    at.forward(minutes=20)
    return made


@pytest.fixture
def ma(day):
    return sign_in(day.client, "ma")


def sweep(work) -> int:
    with transaction():
        return work()


# --- the screen code ---


def test_a_scan_of_the_leaders_screen_checks_in_and_a_later_one_out_and_hours_are_proposed(day, at, ma) -> None:
    came = day.check_in(ma)
    assert (came.status_code, came.json["state"], came.json["direction"]) == (201, "accepted", "in")
    assert came.json["target"] == {"kind": "shift", "code": str(day.shift), "name": "试验班次"}
    assert (day.row("ma").state, day.row("ma").checked_in_at) == ("checked_in", at.now)
    assert day.client.get("/api/v1/me/signups", headers=ma).json["items"][0]["state"] == "checked_in"
    at.forward(minutes=65)
    assert day.check_in(ma).json["direction"] == "out"
    row = day.row("ma")
    assert (row.state, row.checked_out_at, row.attendance_source) == ("checked_out", at.now, "checkin")
    assert row.pairs == [[row.checked_in_at.isoformat(), row.checked_out_at.isoformat()]]
    assert [entry.minutes for entry in db.session.scalars(sa.select(HoursEntry))] == [65]


def test_when_a_leaders_phone_dies_another_leaders_shows_the_same_codes(day) -> None:
    assert day.codes(day.lead) == day.codes(day.lead2)
    assert len(day.codes()) == 60


def test_the_codes_of_a_draft_or_of_a_shift_called_off_are_not_shown(day, client) -> None:
    with transaction() as session:
        session.execute(sa.update(Shift).where(Shift.id == day.shift).values(status="cancelled"))
    assert kind(day.get(f"/shifts/{day.shift}/screen-code", day.lead)) == (409, "shift-over")
    with transaction() as session:
        session.execute(sa.update(Shift).where(Shift.id == day.shift).values(status="draft"))
    assert kind(day.get(f"/shifts/{day.shift}/screen-code", day.lead)) == (409, "shift-not-published")


def test_t47_undone_after_4_59_one_is_registered_again_after_5_01_it_stays(day, at, ma) -> None:
    first = day.check_in(ma).json["id"]
    at.forward(minutes=4, seconds=59)
    assert day.client.delete(f"/api/v1/checkins/{first}", headers=ma).status_code == 204
    row = day.row("ma")
    assert (row.state, row.checked_in_at, row.pairs) == ("registered", None, [])
    second = day.check_in(ma).json["id"]
    at.forward(minutes=5, seconds=1)
    assert kind(day.client.delete(f"/api/v1/checkins/{second}", headers=ma)) == (409, "undo-too-late")
    assert day.row("ma").state == "checked_in"


def test_t48_a_shift_over_midnight_keeps_its_start_day_and_makes_one_pair(town, client, at) -> None:
    at.stand(20, 22, 0)
    night = days.make_day(client, starts_at=local(20, 23), minutes=150)
    night.sign_up("ma")
    rider = sign_in(client, "ma")
    at.stand(20, 23, 50)
    night.check_in(rider)
    at.stand(21, 1, 20)
    out = night.check_in(rider).json
    assert (out["direction"], out["local_day"], out["pair_no"]) == ("out", "2025-11-20", 1)
    assert len(night.row("ma").pairs) == 1
    assert night.row("ma").state == "checked_out"


def test_t13_an_out_that_arrives_before_its_in_is_paired_when_that_comes(day, at, ma) -> None:
    at.forward(minutes=70)
    assert day.scan("ma", "out").json["state"] == "accepted"
    row = day.row("ma")
    assert (row.state, row.checked_in_at, row.checked_out_at) == ("checked_out", None, at.now)
    assert list(db.session.scalars(sa.select(HoursEntry))) == [], "an out alone is worth nothing"
    came = at.now - timedelta(minutes=60)
    late = {"member_code": days.member_code("ma", came), "occurred_at": text(came)}
    assert day.scan("ma", "in", **late).json["state"] == "accepted"
    row = day.row("ma")
    assert (row.state, row.checked_out_at - row.checked_in_at) == ("checked_out", timedelta(minutes=60))


def test_a_station_code_counts_for_the_shift_of_whoever_is_expected(town, client, stations, at) -> None:
    hosted = days.make_day(client, station_code="YQ0001")
    hosted.sign_up("ma")
    grant_code = client.get("/api/v1/stations/YQ0001/screen-code", headers=hosted.staff).json["codes"][0]["code"]
    rider = sign_in(client, "ma")
    answer = hosted.post("/checkins", rider, {"code": grant_code, "nonce": days.nonce()})
    assert answer.json["target"]["kind"] == "shift"
    assert hosted.row("ma").state == "checked_in"


# --- not on the roster ---


def test_a_stranger_waits_the_leader_admits_them_as_an_extra_and_they_hear_of_it(day, ma) -> None:
    guest = sign_in(day.client, "guest")
    waits = day.check_in(guest).json
    assert (waits["state"], waits["reason"]) == ("pending", "not-on-roster")
    assert [item["id"] for item in day.get(f"/checkins?shift={day.shift}", day.lead).json["items"]] == [waits["id"]]
    answer = day.post(f"/shifts/{day.shift}/admissions", day.lead, {"checkin_id": waits["id"]})
    assert (answer.status_code, answer.json["state"], answer.json["account"]) == (201, "checked_in", _no(day, guest))
    assert told(person("guest").account_id) == ["给你留了位置"]
    again = day.post(f"/shifts/{day.shift}/admissions", day.lead2, {"checkin_id": waits["id"]})
    assert again.json["id"] == answer.json["id"]
    assert day.scan("guest", "out", day.lead2).status_code == 201


def _no(day: Day, headers) -> str:
    number: str = day.get("/me", headers).json["public_no"]
    return number


def test_a_check_in_accepted_in_the_queue_admits_too_and_one_rejected_does_not(day) -> None:
    first, second = (day.check_in(sign_in(day.client, user)).json["id"] for user in ("one", "two"))
    assert day.post(f"/checkins/{first}/decision", day.lead, {"accept": True, "reason": "帮忙来的"}).status_code == 200
    assert day.post(f"/checkins/{second}/decision", day.lead, {"accept": False, "reason": "路过"}).status_code == 200
    assert (day.row("one").state, day.row("one").extra) == ("checked_in", False), "a place was free"
    mine = sa.select(SignUp).where(SignUp.account_id == person("two").account_id)
    assert list(db.session.scalars(mine)) == []


def test_whoever_comes_when_all_places_are_taken_is_beside_them(town, client, at) -> None:
    full = days.make_day(client, 1)
    full.sign_up("ma")
    at.forward(minutes=20)
    waits = full.check_in(sign_in(client, "guest")).json["id"]
    full.post(f"/shifts/{full.shift}/admissions", full.lead, {"checkin_id": waits})
    assert full.row("guest").extra
    card = client.get(f"/api/v1/shifts/{full.shift}").json
    assert (card["capacity"], card["registered"]) == (1, 2)


def test_a_check_in_of_another_shift_is_not_admitted_here(day, client) -> None:
    other = days.make_day(client, starts_at=clock.now() + timedelta(minutes=5))
    waits = other.check_in(sign_in(client, "guest")).json["id"]
    for who in (other.lead, other.staff):  # who lead and keep both
        assert kind(day.post(f"/shifts/{day.shift}/admissions", who, {"checkin_id": waits})) == (404, "not-found")
    assert db.session.scalars(sa.select(Checkin.state).where(Checkin.id == waits)).one() == "pending"
    other.post(f"/checkins/{waits}/decision", other.lead, {"accept": False, "reason": "路过"})
    refused = day.post(f"/shifts/{day.shift}/admissions", other.staff, {"checkin_id": waits})
    assert kind(refused) == (404, "not-found"), "nor does one learn here what became of it"


def test_more_people_than_places_alert_the_leaders_once(town, client, at) -> None:
    small = days.make_day(client, 1)
    small.sign_up("ma")
    at.forward(minutes=20)
    small.check_in(sign_in(client, "ma"))
    assert told(person("lead").account_id) == []
    for user in ("one", "two"):
        waits = small.check_in(sign_in(client, user)).json["id"]
        small.post(f"/shifts/{small.shift}/admissions", small.lead, {"checkin_id": waits})
    for leader in ("lead", "lead2"):
        assert told(person(leader).account_id) == ["试验班次"]
    assert told(person("staff").account_id) == []


# --- marks by hand ---


def test_a_leader_writes_times_by_hand_and_takes_them_back(day, at, ma) -> None:
    at.forward(minutes=75)
    signup, came, went = day.row("ma").id, local(20, 12, 25), local(20, 13, 20)
    marked = day.mark(signup, came, went)
    assert (marked.status_code, marked.json["state"]) == (200, "checked_out")
    assert (marked.json["checked_in_at"], marked.json["checked_out_at"]) == (text(came), text(went))
    assert marked.json["attendance_source"] == "staff"
    again = day.mark(signup, came, went)
    assert again.json["version"] == marked.json["version"], "twice changes nothing"
    assert day.mark(signup, came, None).json["state"] == "checked_in"
    assert day.mark(signup, None, None).json["state"] == "registered"
    assert db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "checkin.staff_mark")).all()


def test_a_mark_leaves_better_evidence_alone_where_it_says_the_same(day, at, ma) -> None:
    day.scan("ma")
    at.forward(minutes=70)
    day.mark(day.row("ma").id, day.row("ma").checked_in_at, at.now)
    kept = {row.direction: row.level for row in db.session.scalars(sa.select(Checkin))}
    assert kept == {"in": 3, "out": 1}


def test_nobody_scans_or_marks_their_own_and_no_other_team_may(day, client, at) -> None:
    signup = day.sign_up("lead")
    assert kind(day.scan("lead")) == (403, "own-checkin")
    assert kind(day.mark(signup, local(20, 12, 19), None)) == (403, "own-signup")
    assert day.scan("lead", who=day.lead2).json["state"] == "accepted"
    other = days.make_team("别的队")
    days.grant("stranger", "team_leader", f"team:{other}")
    stranger = sign_in(client, "stranger")
    assert kind(day.scan("ma", who=stranger)) == (403, "not-allowed")
    assert kind(day.mark(day.row("ma").id, local(20, 12, 19), None, stranger)) == (404, "not-found")
    assert kind(day.get(f"/shifts/{day.shift}/screen-code", stranger)) == (403, "not-allowed")


def test_times_that_cannot_be_are_422_and_who_cancelled_is_not_marked(day, at) -> None:
    signup = day.row("ma").id
    for began, ended in ((at.now + timedelta(hours=1), None), (at.now, at.now), (at.now - timedelta(days=1), None)):
        assert kind(day.mark(signup, began, ended)) == (422, "invalid")
    withdraw(person("ma").account_id, signup)
    assert kind(day.mark(signup, at.now, None)) == (404, "not-found")


# --- one's own word ---


def test_a_rider_states_their_times_which_wait_for_staff(day, at, ma) -> None:
    at.forward(hours=3)
    signup = day.row("ma").id
    said = {"checked_in_at": text(local(20, 12, 30)), "checked_out_at": text(local(20, 13, 30)), "note": "手机没电"}
    answer = day.post(f"/signups/{signup}/statement", ma, said)
    assert (answer.status_code, answer.json["state"]) == (200, "registered")
    assert day.post(f"/signups/{signup}/statement", ma, said).json["version"] == answer.json["version"]
    entry = db.session.scalars(sa.select(HoursEntry)).one()
    assert (entry.kind, entry.minutes, entry.source) == ("proposal", 60, "stated")
    assert day.roster(day.staff)[0]["stated_note"] == "手机没电"
    at.forward(days=2)
    assert sweep(attendance_sweeps.mark_no_shows) == 0, "who says they came is not marked"


def test_a_statement_is_refused_early_late_empty_or_for_another(day, at, ma) -> None:
    signup, path = day.row("ma").id, f"/signups/{day.row('ma').id}/statement"
    said = {"checked_in_at": text(at.now), "checked_out_at": None, "note": ""}
    assert kind(day.post(path, ma, said)) == (409, "statement-closed"), "12:20: not begun"
    at.forward(hours=2)
    assert kind(day.post(path, ma, said | {"checked_in_at": None})) == (422, "invalid")
    assert kind(day.post(path, day.lead, said)) == (404, "not-found")
    at.forward(days=31)
    assert kind(day.post(path, sign_in(day.client, "ma"), said)) == (409, "statement-closed")
    assert day.row("ma").id == signup


# --- no-shows ---


def ended(day: Day, at, hours: float) -> None:
    """So many hours after the end, which the clock has seen."""
    at.now = local(20, 13, 30) + timedelta(hours=hours)
    with transaction() as session:
        session.execute(sa.update(Shift).where(Shift.id == day.shift).values(status="done"))


def test_who_was_not_seen_is_marked_kindly_12_h_after_the_end_and_forgotten_after_90_days(day, at) -> None:
    ended(day, at, 11.99)
    assert sweep(attendance_sweeps.mark_no_shows) == 0
    ended(day, at, 12)
    assert (sweep(attendance_sweeps.mark_no_shows), sweep(attendance_sweeps.mark_no_shows)) == (1, 0)
    assert day.row("ma").state == "no_show"
    assert told(person("ma").account_id)[-1] == "这次没见到你"
    at.forward(days=89, hours=23)
    assert sweep(attendance_sweeps.forget_no_shows) == 0
    at.forward(hours=1)
    assert sweep(attendance_sweeps.forget_no_shows) == 1
    assert list(db.session.scalars(sa.select(SignUp))) == []


def test_a_check_in_that_arrives_late_and_is_accepted_takes_the_mark_away(day, at, ma) -> None:
    came = at.now
    ended(day, at, 13)
    assert sweep(attendance_sweeps.mark_no_shows) == 1
    body = {"code": printed(days.point(day.shift)), "nonce": new_nonce(), "occurred_at": text(came), "direction": "in"}
    late = day.post("/checkins", ma, body).json
    assert (late["state"], late["reason"]) == ("pending", "late")
    lead = sign_in(day.client, "lead")
    assert day.post(f"/checkins/{late['id']}/decision", lead, {"accept": True, "reason": "他来了"}).status_code == 200
    row = day.row("ma")
    assert (row.state, row.checked_in_at, row.ended_at, row.extra) == ("checked_in", came, None, False)


def test_who_waits_for_staff_is_not_marked(day, at, ma) -> None:
    body = {"code": printed(days.point(day.shift)), "nonce": new_nonce(), "direction": "in"}
    assert day.post("/checkins", ma, body).json["state"] == "needs_position"
    ended(day, at, 12)
    assert sweep(attendance_sweeps.mark_no_shows) == 0


def test_a_no_show_is_excused_by_staff_and_hears_of_it(day, at) -> None:
    ended(day, at, 12)
    sweep(attendance_sweeps.mark_no_shows)
    signup, staff = day.row("ma").id, sign_in(day.client, "staff")
    assert day.roster(staff)[0]["actions"] == ["mark", "excuse"]
    for _ in range(2):
        answer = day.post(f"/signups/{signup}/excuse", staff)
        assert (answer.status_code, answer.json["state"]) == (200, "excused")
    assert told(person("ma").account_id)[-1] == "没有记录了"


# --- the point follows the shift ---


def test_a_shift_that_moves_takes_check_ins_at_its_new_hours(town, client, at) -> None:
    days.grant("staff", "community_staff", "652701001")
    staff, rider = sign_in(client, "staff"), sign_in(client, "ma")
    shift = shifts.published(client, staff, days=0.125)  # starts in 3 h
    shifts.register(client, rider, shift["id"])
    later = {"starts_at": text(at.now + timedelta(hours=6)), "ends_at": text(at.now + timedelta(hours=7))}
    sooner = dict.fromkeys(("signup_closes_at", "cancel_until"))
    assert shifts.put(client, staff, shift, **later, **sooner).status_code == 200

    def scan_now() -> str:
        code = client.get(f"/api/v1/shifts/{shift['id']}/screen-code", headers=staff).json["codes"][0]["code"]
        body = {"code": code, "nonce": days.nonce()}
        return str(client.post("/api/v1/checkins", json=body, headers=rider).json["state"])

    at.forward(hours=2, minutes=30)
    assert scan_now() == "rejected", "the old start"
    at.forward(hours=2, minutes=30)
    assert scan_now() == "accepted"


def test_the_point_opens_an_hour_before_and_ends_with_a_cancellation(town, client, at) -> None:
    days.grant("staff", "community_staff", "652701001")
    staff = sign_in(client, "staff")
    shift = shifts.published(client, staff, days=0.125)  # starts in 3 h
    rider = sign_in(client, "ma")
    shifts.register(client, rider, shift["id"])
    code = client.get(f"/api/v1/shifts/{shift['id']}/screen-code", headers=staff).json["codes"]
    early = client.post("/api/v1/checkins", json={"code": code[0]["code"], "nonce": days.nonce()}, headers=rider)
    assert (early.json["state"], early.json["reason"]) == ("rejected", "closed")
    at.forward(hours=2)
    code = client.get(f"/api/v1/shifts/{shift['id']}/screen-code", headers=staff).json["codes"]
    there = client.post("/api/v1/checkins", json={"code": code[0]["code"], "nonce": days.nonce()}, headers=rider)
    assert there.json["state"] == "accepted"
    scene = printed(days.point(shift["id"]))
    assert client.get(f"/api/v1/scenes/{scene}").json == {
        "kind": "shift", "code": str(shift["id"]), "name": shift["title"],
    }  # fmt: skip
    assert shifts.cancel(client, staff, shift["id"]).status_code == 200
    other = sign_in(client, "other")
    gone = client.post("/api/v1/checkins", json={"code": code[1]["code"], "nonce": days.nonce()}, headers=other)
    assert gone.json["state"] == "rejected"
