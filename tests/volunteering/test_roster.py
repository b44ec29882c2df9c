"""The roster: who may look and what is written of it, phones, admissions, moves, removals. PRODUCT 4.2, 4.7, 5, API."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts import phones
from app.accounts.models import AccessLog, Account
from app.core import clock
from app.core.audit import AuditEvent
from app.core.db import db, transaction
from app.volunteering import attendance_points, places, roster_keeping, signups
from app.volunteering.models import ShiftRole
from tests.checkins.presence import person
from tests.hours.test_query_counts import counting
from tests.support.people import sign_in
from tests.support.places import load_areas
from tests.volunteering import day_builders as days
from tests.volunteering.day_builders import Day, kind
from tests.volunteering.signup_builders import at_once, broken, line, make_shift, people, sign_up, told, withdraw
from tests.volunteering.test_races import PATIENCE_S, begin_deferred, calling, consenting, inside, once


@pytest.fixture
def day(town, client, at) -> Day:
    """Two places: "ma" and "bao" have them, "chen" waits."""
    made = days.make_day(client, 2, starts_at=at.now + timedelta(hours=3))
    for user in ("ma", "bao", "chen"):
        sign_in(client, user)
        made.sign_up(user)
    return made


def looks() -> list[AccessLog]:
    return list(db.session.scalars(sa.select(AccessLog).order_by(AccessLog.id)))


def role_named(shift: int, place: int) -> int:
    query = sa.select(ShiftRole.id).where(ShiftRole.shift_id == shift).order_by(ShiftRole.id)
    return list(db.session.scalars(query))[place]


# --- looking ---


def test_the_roster_shows_who_comes_and_who_waits_and_each_of_them_learns_who_looked(day) -> None:
    rows = day.roster(day.lead)
    assert [(row["state"], row["position"]) for row in rows] == [
        ("registered", None),
        ("registered", None),
        ("waitlisted", 1),
    ]
    assert all(row["display_name"].startswith("小哥·") and row["account"] for row in rows)
    assert "phone" not in str(rows)
    for _ in range(2):
        day.roster(day.lead)
    assert len(looks()) == 3, "one line a viewer, list and day"
    day.roster(day.staff)
    assert len(looks()) == 6
    mine = day.get("/me/access-log", sign_in(day.client, "ma")).json["items"]
    assert [(one["who"]["role"], one["what"]) for one in mine] == [
        ("community_staff", "班次名单"), ("team_leader", "班次名单"),
    ]  # fmt: skip


def test_the_next_day_is_another_look(day, at) -> None:
    day.roster(day.lead)
    at.forward(days=1)
    day.roster(sign_in(day.client, "lead"))
    assert len(looks()) == 6


def test_who_may_look_is_led_hosted_or_the_communitys_and_nobody_else(town, client, stations, at) -> None:
    hosted = days.make_day(client, station_code="YQ0001")
    days.grant("host", "station_manager", "YQ0001")
    days.grant("guest-host", "station_manager", "YQ0003")
    days.grant("town", "township_admin", "652701001")
    days.grant("elsewhere", "community_staff", "652722100")
    days.grant("rival", "team_leader", f"team:{days.make_team('别的队')}")
    path = f"/shifts/{hosted.shift}/signups"
    for user, status in (
        ("host", 200),
        ("guest-host", 403),
        ("town", 403),
        ("elsewhere", 403),
        ("rival", 403),
        ("rdr", 403),
    ):
        assert hosted.get(path, sign_in(client, user)).status_code == status, user
    assert client.get(f"/api/v1{path}").status_code == 401
    assert kind(hosted.get("/shifts/999999/signups", hosted.lead)) == (404, "not-found")


def test_numbers_that_are_none_are_404_and_never_an_error(day) -> None:
    for number in (2**31, 2**40, 10**25):
        assert kind(day.get(f"/shifts/{number}/signups", day.lead)) == (404, "not-found"), number
        assert kind(day.post(f"/signups/{number}/excuse", day.staff)) == (404, "not-found"), number
        assert kind(day.post(f"/signups/{number}/statement", day.staff, _said())) == (404, "not-found"), number
    for number in ("9" * 20, "²", "x"):
        assert kind(day.get(f"/checkins?shift={number}", day.lead)) == (404, "not-found"), number


def _said() -> dict[str, Any]:
    return {"checked_in_at": days.text(clock.now()), "checked_out_at": None, "note": ""}


def test_the_roster_pages_by_cursor(day) -> None:
    first = day.get(f"/shifts/{day.shift}/signups?limit=2", day.lead).json
    rest = day.get(f"/shifts/{day.shift}/signups?limit=2&cursor={first['next_cursor']}", day.lead).json
    assert [len(first["items"]), len(rest["items"]), rest["next_cursor"]] == [2, 1, None]
    assert len(looks()) == 3
    assert kind(day.get(f"/shifts/{day.shift}/signups?cursor=x", day.lead)) == (422, "invalid")


def test_t24_whoever_is_leaving_is_not_in_the_roster_and_their_place_is_offered_on(day) -> None:
    assert day.client.delete("/api/v1/me", headers=sign_in(day.client, "ma")).status_code == 202
    rows = day.roster(day.lead)
    assert [row["state"] for row in rows] == ["registered", "offered"]


def test_a_leader_sees_their_own_row_without_anything_to_do_there(day) -> None:
    day.sign_up("lead")
    own = day.roster(day.lead)[-1]
    assert own["actions"] == []
    assert day.roster(day.staff)[-1]["actions"] == ["admit", "move", "remove", "reveal_phone"]
    assert all(look.account_id != person("lead").account_id for look in looks() if look.viewer_role == "team_leader")


# --- phones ---


def bind(user: str) -> None:
    account_id = person(user).account_id
    with transaction():
        phones.bind(account_id, "13812345678", "86", None)


def test_a_phone_is_revealed_to_staff_with_a_reason_that_its_owner_reads_each_time(day) -> None:
    bind("ma")
    path = f"/signups/{day.row('ma').id}/phone-reveal"
    for _ in range(2):
        answer = day.post(path, day.staff, {"reason": "大风改时间，要打电话"})
        assert (answer.status_code, answer.json) == (200, {"phone": "13812345678"})
    seen = day.get("/me/access-log", sign_in(day.client, "ma")).json["items"]
    assert [(one["what"], one["reason"]) for one in seen] == [("手机号", "大风改时间，要打电话")] * 2
    assert kind(day.post(path, day.lead, {"reason": "问一声"})) == (403, "not-allowed"), "not a leader's"
    assert kind(day.post(path, day.staff, {"reason": " "})) == (422, "invalid")


def test_there_is_no_phone_of_whoever_gave_none_or_left_the_shift(day) -> None:
    bao = day.row("bao").id
    assert kind(day.post(f"/signups/{bao}/phone-reveal", day.staff, {"reason": "有事找"})) == (409, "no-phone")
    bind("bao")
    withdraw(person("bao").account_id, bao)
    assert kind(day.post(f"/signups/{bao}/phone-reveal", day.staff, {"reason": "有事找"})) == (404, "not-found")
    assert [look.what for look in looks()] == []


def test_the_roster_asks_as_often_however_many_wait(day) -> None:
    def look() -> int:
        db.session.remove()
        with counting() as asked:
            day.roster(day.staff)
        return len(asked)

    day.roster(day.staff)  # who looked is written once a day
    few = look()
    for rider in people(6):
        sign_up(rider, day.shift)
    day.roster(day.staff)
    assert look() == few
    assert [row["position"] for row in day.roster(day.staff)][2:] == [1, 2, 3, 4, 5, 6, 7]


# --- admitting by number ---


def admit(day: Day, user: str, who: Any = None, **more: Any) -> Any:
    sign_in(day.client, user)
    account = day.get("/me", sign_in(day.client, user)).json["public_no"]
    return day.post(f"/shifts/{day.shift}/admissions", who or day.lead, {"account": account} | more)


def test_an_admitted_person_is_beside_the_places_while_they_are_full_and_is_told(day) -> None:
    answer = admit(day, "guest")
    assert (answer.status_code, answer.json["state"], answer.json["extra"]) == (201, "registered", True)
    assert told(person("guest").account_id) == ["给你留了位置"]
    assert admit(day, "guest").json["id"] == answer.json["id"], "twice is once"
    assert told(person("guest").account_id) == ["给你留了位置"]
    assert broken() == []
    events = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "signup.admitted")).all()
    assert [event.actor_role for event in events] == ["team_leader"]


def test_somebody_who_waits_may_be_admitted_out_of_turn_and_the_line_closes_up(day) -> None:
    day.sign_up("dao")
    answer = admit(day, "chen", day.staff)
    assert (answer.json["state"], answer.json["position"]) == ("registered", None)
    assert line(day.shift) == [person("dao").account_id]
    assert broken() == []


def test_nobody_admits_themselves_the_unknown_or_whoever_is_elsewhere_then(day, at) -> None:
    assert kind(admit(day, "lead", day.lead)) == (403, "own-signup")
    path = f"/shifts/{day.shift}/admissions"
    assert kind(day.post(path, day.lead, {"account": "NOBODY99"})) == (404, "not-found")
    assert kind(day.post(path, day.lead, {})) == (422, "invalid")
    assert kind(day.post(path, day.lead, {"account": "A", "checkin_id": 1})) == (422, "invalid")
    other = make_shift(5, starts_at=at.now + timedelta(hours=3))
    sign_in(day.client, "busy")
    sign_up(person("busy").account_id, other)
    assert kind(admit(day, "busy")) == (409, "overlapping-shift")
    assert kind(admit(day, "young", role_id=role_named(other, 0))) == (422, "invalid"), "another shift's role"
    sign_in(day.client, "kid", age_ok=False)
    number = day.get("/me", sign_in(day.client, "kid")).json["public_no"]
    assert kind(day.post(path, day.lead, {"account": number})) == (409, "conflict")


# --- moving, removing ---


@pytest.fixture
def roles(town, client, at) -> Day:
    """Two roles of one place each: "ma" has the first; "bao" waits there."""
    made = days.make_day(client, 1, starts_at=at.now + timedelta(hours=3), roles=2)
    first = role_named(made.shift, 0)
    for user in ("ma", "bao"):
        sign_in(client, user)
        sign_up(person(user).account_id, made.shift, role_id=first)
    return made


def test_staff_move_somebody_to_a_free_role_the_place_goes_to_who_waits_and_all_hear(roles) -> None:
    second = role_named(roles.shift, 1)
    path = f"/signups/{roles.row('ma').id}/role"
    moved = roles.put(path, roles.staff, {"role_id": second})
    assert (moved.status_code, moved.json["role_id"], moved.json["state"]) == (200, second, "registered")
    assert roles.row("bao").state == "offered"
    assert told(person("ma").account_id)[-1] == "岗位有调整"
    assert roles.put(path, roles.staff, {"role_id": second}).json["version"] == moved.json["version"]
    assert kind(roles.put(path, roles.lead, {"role_id": second})) == (403, "not-allowed"), "staff move, leaders do not"
    assert broken() == []


def test_a_full_role_takes_nobody_and_another_shifts_role_is_422(roles) -> None:
    second = role_named(roles.shift, 1)
    sign_in(roles.client, "chen")
    sign_up(person("chen").account_id, roles.shift, role_id=second)
    path = f"/signups/{roles.row('ma').id}/role"
    assert kind(roles.put(path, roles.staff, {"role_id": second})) == (409, "shift-full")
    assert kind(roles.put(path, roles.staff, {"role_id": role_named(make_shift(1), 0)})) == (422, "invalid")


def test_who_waits_is_moved_into_the_other_line_and_gets_an_offer_if_there_is_room(roles) -> None:
    second = role_named(roles.shift, 1)
    assert (
        roles.put(f"/signups/{roles.row('bao').id}/role", roles.staff, {"role_id": second}).json["state"] == "offered"
    )
    assert broken() == []


def test_staff_remove_somebody_with_a_reason_no_mark_and_the_next_is_offered(day) -> None:
    path = f"/signups/{day.row('ma').id}/removal"
    assert kind(day.post(path, day.staff, {})) == (422, "invalid")
    for _ in range(2):
        answer = day.post(path, day.staff, {"reason": "名额要留给新队员"})
        assert (answer.status_code, answer.json["state"]) == (200, "cancelled")
    assert told(person("ma").account_id)[-1] == "报名取消了"
    assert day.row("chen").state == "offered"
    assert [row["state"] for row in day.roster(day.lead)] == ["registered", "offered"]


def test_who_came_is_not_removed_and_nothing_is_done_to_oneself(day, at) -> None:
    at.now += timedelta(hours=2, minutes=50)
    lead = sign_in(day.client, "lead")
    day.scan("ma", who=lead)
    staff = sign_in(day.client, "staff")
    assert kind(day.post(f"/signups/{day.row('ma').id}/removal", staff, {"reason": "走了"})) == (409, "signup-over")
    assert kind(day.post(f"/signups/{day.row('ma').id}/excuse", staff)) == (409, "nothing-to-excuse")
    own = day.sign_up("staff")
    for call, body in (("removal", {"reason": "自己"}), ("excuse", {})):
        assert kind(day.post(f"/signups/{own}/{call}", staff, body)) == (403, "own-signup")
    assert kind(day.put(f"/signups/{own}/role", staff, {"role_id": role_named(day.shift, 0)})) == (403, "own-signup")


# --- at once: admission against places ---


@pytest.fixture
def crowd(committed: Flask) -> Flask:
    load_areas(committed)
    return committed


def admitting(shift: int, number: str, leader: Any):
    def work() -> str:
        with transaction():
            row = roster_keeping.admit_account(shift, number, None, leader)
            return "extra" if row.extra else "place"

    return work


def signing(account: int, shift: int):
    def work() -> str:
        with transaction():
            return str(signups.sign_up(account, shift)["state"])

    return work


def numbers(accounts: list[int]) -> list[str]:
    return [db.session.get_one(Account, one).public_no for one in accounts]


def ready(app: Flask, count: int) -> tuple[int, list[int], list[str], Any]:
    shift, riders = make_shift(2, starts_at=clock.now() + timedelta(hours=3)), people(count)
    with transaction():
        attendance_points.point_of(shift)
    return shift, riders, numbers(riders), days.leader("lead")


def test_admissions_and_sign_ups_at_once_never_sell_a_place_twice(crowd: Flask) -> None:
    shift, riders, names, leader = inside(crowd, ready, crowd, 12)
    works = [calling(crowd, admitting(shift, name, leader)) for name in names[:6]]
    works += [calling(crowd, signing(rider, shift)) for rider in riders[6:]]
    answers = at_once(*works)
    assert answers.count("place") + answers.count("registered") == 2
    assert answers.count("extra") + answers.count("waitlisted") == 10
    assert inside(crowd, broken) == []


def test_negative_control_without_the_role_lock_admissions_sell_a_place_twice(crowd: Flask, monkeypatch) -> None:
    shift, riders, names, leader = inside(crowd, ready, crowd, 4)
    consenting(crowd, riders)
    gate, real, been = threading.Barrier(4), places.standing, threading.local()

    def looked(role: ShiftRole) -> Any:
        found = real(role)
        if not hasattr(been, "here"):
            been.here = True
            gate.wait(PATIENCE_S)
        return found

    monkeypatch.setattr(places, "standing", looked)
    monkeypatch.setattr(places, "lock_role", lambda role_id: db.session.get_one(ShiftRole, role_id))
    begin_deferred(monkeypatch)
    answers = at_once(*[once(crowd, admitting(shift, name, leader)) for name in names])
    monkeypatch.undo()
    assert answers.count("place") > 2 or "database-unavailable" in answers
