"""A leader scans member codes: at once, twice, from a queue, at once with another leader. PRODUCT 4.6, RELIABILITY 8."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts import service as accounts
from app.checkins import standing
from app.checkins.evidence_models import Checkin
from app.core import clock
from app.core.db import db, transaction
from app.volunteering import attendance_staff
from app.volunteering.attendance_staff import Scanned
from tests.checkins.presence import person
from tests.support.people import sign_in
from tests.support.places import load_areas
from tests.volunteering import day_builders as days
from tests.volunteering.day_builders import Day, kind, text
from tests.volunteering.signup_builders import at_once
from tests.volunteering.test_races import PATIENCE_S, begin_deferred, calling, inside, once


@pytest.fixture
def day(town, client, at) -> Day:
    made = days.make_day(client)
    made.sign_up("ma")
    at.forward(minutes=20)
    return made


def rows() -> list[Checkin]:
    found = list(db.session.scalars(sa.select(Checkin).order_by(Checkin.id)))
    db.session.rollback()
    return found


def test_a_scan_checks_in_at_level_3_and_answers_with_the_row_of_the_roster(day) -> None:
    answer = day.scan("ma")
    assert (answer.status_code, answer.json["state"], answer.json["direction"]) == (201, "accepted", "in")
    assert (answer.json["signup"]["state"], answer.json["signup"]["id"]) == ("checked_in", day.row("ma").id)
    assert answer.json["display_name"] == answer.json["signup"]["display_name"]
    assert [(row.level, row.method) for row in rows()] == [(3, "staff_scan")]


def test_t35_one_nonce_has_one_answer_and_makes_one_check_in(day) -> None:
    same = {"nonce": "the-same-nonce"}
    first, again = day.scan("ma", **same), day.scan("ma", **same)
    assert first.json == again.json
    assert len(rows()) == 1


def test_two_leaders_one_after_the_other_make_one_check_in(day, at) -> None:
    first = day.scan("ma")
    at.forward(minutes=3)
    assert day.scan("ma", who=day.lead2).json["id"] == first.json["id"]


def test_t37_a_member_code_counts_below_120_s_and_a_queued_scan_by_its_own_slot(day, at) -> None:
    at.now = at.now.replace(second=0, microsecond=0)
    code, read = days.member_code("ma"), at.now
    at.forward(seconds=120)
    late = day.scan("ma", "out", member_code=code)
    assert (kind(late), late.get_json(force=True)["reason"]) == ((409, "member-code-refused"), "expired")
    other = days.member_code("bao", at.now)
    at.forward(seconds=119)
    assert day.scan("bao", member_code=other).json["state"] == "pending", "in time, and not on the roster"
    at.now = read + timedelta(hours=71, minutes=59)
    lead = sign_in(day.client, "lead")
    queued = day.scan("ma", "in", lead, member_code=code, occurred_at=text(read))
    assert (queued.json["state"], queued.json["occurred_at"]) == ("accepted", text(read))
    at.now = read + timedelta(hours=72, seconds=1)
    assert kind(day.scan("ma", "out", lead, member_code=code, occurred_at=text(read))) == (409, "too-late")


def test_a_forged_code_is_refused_with_its_reason_and_another_text_is_422(day) -> None:
    forged = days.member_code("ma")[:-1] + ("0" if days.member_code("ma")[-1] != "0" else "1")
    answer = day.scan("ma", member_code=forged)
    assert (kind(answer), answer.get_json(force=True)["reason"]) == ((409, "member-code-refused"), "bad-code")
    assert kind(day.scan("ma", member_code=day.codes()[0])) == (422, "unknown-code")
    assert rows() == []


def test_whoever_is_not_on_the_roster_waits_and_is_named_so_that_they_can_be_admitted(day) -> None:
    sign_in(day.client, "guest")
    answer = day.scan("guest").json
    assert (answer["state"], answer["reason"], answer["signup"]) == ("pending", "not-on-roster", None)
    admitted = day.post(f"/shifts/{day.shift}/admissions", day.lead, {"checkin_id": answer["id"]})
    assert admitted.json["display_name"] == answer["display_name"]
    assert day.row("guest").state == "checked_in"


def test_riders_do_not_scan(day) -> None:
    assert kind(day.scan("ma", who=sign_in(day.client, "rider"))) == (403, "not-allowed")


# --- at once ---


@pytest.fixture
def crowd(committed: Flask) -> Flask:
    load_areas(committed)
    return committed


def ready(app: Flask) -> tuple[int, list[object]]:
    """A shift that begins now with "ma" on it; its number and two leaders."""
    made = days.make_day(app.test_client(), starts_at=clock.now() + timedelta(minutes=1))
    made.sign_up("ma")
    return made.shift, [days.leader("lead"), days.leader("lead2")]


def scanning(shift: int, leader, code: str):
    def work() -> int:
        with transaction():
            return attendance_staff.scan(shift, Scanned(code, "in", days.nonce(), None), leader)[0].id

    return work


def test_t40_two_leaders_who_scan_one_member_at_once_make_one_row(crowd: Flask) -> None:
    shift, leaders = inside(crowd, ready, crowd)
    code = inside(crowd, days.member_code, "ma")
    answers = at_once(*[calling(crowd, scanning(shift, leader, code)) for leader in leaders * 4])
    assert len(set(answers)) == 1
    assert len(inside(crowd, rows)) == 1


def test_negative_control_without_the_account_lock_two_leaders_get_in_each_others_way(
    crowd: Flask, monkeypatch
) -> None:

    shift, leaders = inside(crowd, ready, crowd)
    code, me = inside(crowd, days.member_code, "ma"), inside(crowd, person, "ma")
    gate, real = threading.Barrier(2), standing.at_target

    def looked(*facts):
        found = real(*facts)
        gate.wait(PATIENCE_S)
        return found

    monkeypatch.setattr(standing, "at_target", looked)
    monkeypatch.setattr(accounts, "lock_account", lambda account_id: me)
    begin_deferred(monkeypatch)
    answers = at_once(*[once(crowd, scanning(shift, leader, code)) for leader in leaders])
    monkeypatch.undo()
    assert {type(answer) for answer in answers} == {int, str}, "one is refused who should have been answered the same"
    assert {answer for answer in answers if isinstance(answer, str)} <= {"checkin-crossed", "database-unavailable"}
