"""A shift that is called off midway: whoever was there keeps the minutes of the part that took place. Decision 15."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from app.core.db import db, transaction
from app.hours import proposing
from app.hours.models import HoursEntry
from tests.checkins.presence import new_nonce
from tests.support.people import sign_in
from tests.volunteering import day_builders as days
from tests.volunteering.day_builders import Day, kind, text
from tests.volunteering.signup_builders import local


@pytest.fixture
def day(town, client, at) -> Day:
    """A shift 12:30-13:30 to which "ma" has signed up; it is 12:31."""
    made = days.make_day(client)
    made.sign_up("ma")
    at.stand(20, 12, 31)
    return made


@pytest.fixture
def ma(day):
    return sign_in(day.client, "ma")


def call_off(day: Day, at: Any, hour: int = 13, minute: int = 0) -> None:
    at.stand(20, hour, minute)
    answer = day.post(f"/shifts/{day.shift}/cancellation", day.staff, {"reason": "大风"})
    assert (answer.status_code, answer.json["status"]) == (200, "cancelled")


def sweep() -> int:
    with transaction():
        return proposing.propose_forgotten()


def lines() -> list[tuple[str, int]]:
    found = [(one.kind, one.minutes) for one in db.session.scalars(sa.select(HoursEntry).order_by(HoursEntry.id))]
    db.session.rollback()
    return found


def test_who_was_there_is_proposed_the_part_until_it_was_called_off(day, at, ma) -> None:
    day.check_in(ma)
    call_off(day, at)
    at.stand(21, 1, 29, 59)
    assert sweep() == 0
    at.stand(21, 1, 30)
    assert (sweep(), sweep()) == (1, 0)
    assert lines() == [("proposal", 29)]
    (waits,) = day.get("/hours", day.staff).json["items"]
    body = {"items": [{"id": waits["id"], "version": 1}]}
    assert day.post("/hours/confirmations", day.staff, body).json["items"][0]["minutes"] == 29
    assert day.get("/me/hours", ma).json["confirmed_minutes"] == 29


def test_ones_own_word_of_when_one_went_counts_as_always(day, at, ma) -> None:
    day.check_in(ma)
    call_off(day, at)
    body = {"checked_in_at": None, "checked_out_at": text(local(20, 12, 51))}
    at.stand(20, 14)
    assert day.post(f"/signups/{day.row('ma').id}/statement", ma, body).status_code == 200
    assert lines() == [("proposal", 20)]


def test_leaders_write_by_hand_when_they_went(day, at, ma) -> None:
    day.check_in(ma)
    call_off(day, at)
    at.stand(20, 20)
    (shown,) = day.roster()
    assert shown["actions"] == ["mark"]
    answer = day.mark(shown["id"], local(20, 12, 31), local(20, 13, 1))
    assert (answer.status_code, answer.json["state"]) == (200, "checked_out")
    assert lines() == [("proposal", 30)]


def test_nobody_stays_longer_than_a_quarter_of_an_hour_after_it_was_called_off(day, at, ma) -> None:
    day.check_in(ma)
    call_off(day, at)
    at.stand(20, 20)
    day.mark(day.row("ma").id, local(20, 12, 31), local(20, 13, 30))
    assert lines() == [("proposal", 44)]


def test_a_scan_from_before_that_arrives_late_counts_once_staff_accept_it(day, at, ma) -> None:
    code = day.codes()[0]
    call_off(day, at)
    assert day.row("ma").state == "shift_cancelled"
    at.stand(20, 13, 30)
    sent = {"code": code, "nonce": new_nonce(), "occurred_at": text(local(20, 12, 31))}
    late = day.post("/checkins", ma, sent)
    assert (late.status_code, late.json["state"]) == (201, "pending")
    accepted = day.post(f"/checkins/{late.json['id']}/decision", day.staff, {"accept": True, "reason": "他在场"})
    assert accepted.status_code == 200, accepted.json
    assert day.row("ma").state == "checked_in"
    at.stand(21, 1, 30)
    assert (sweep(), lines()) == (1, [("proposal", 29)])


def test_who_undoes_their_only_check_in_afterwards_has_a_cancelled_sign_up(day, at, ma) -> None:
    at.stand(20, 12, 58)
    made = day.check_in(ma).json["id"]
    call_off(day, at)
    assert day.client.delete(f"/api/v1/checkins/{made}", headers=ma).status_code == 204
    assert day.row("ma").state == "shift_cancelled"
    at.stand(21, 1, 30)
    assert (sweep(), lines()) == (0, [])


def test_what_was_called_off_before_it_began_earns_nothing(day, at, ma) -> None:
    at.stand(20, 12, 20)
    day.check_in(ma)
    call_off(day, at, 12, 25)
    assert kind(day.mark(day.row("ma").id, local(20, 12, 20), None)) == (409, "shift-over")
    at.stand(21, 1, 30)
    assert (sweep(), lines()) == (0, [])


def test_what_no_check_in_recorded_is_filled_in(day, at, ma) -> None:
    call_off(day, at)
    number = day.get("/me", ma).json["public_no"]
    body = {"account": number, "shift_id": day.shift, "minutes": 30, "reason": "纸上登记的"}
    answer = day.post("/hours/backfills", day.staff | {"Idempotency-Key": "backfill-0001"}, body)
    assert answer.status_code == 201, answer.json
    assert lines() == [("backfill", 30)]
