"""What a sign-up asks of the database, and how much of it while others wait for the role (PERFORMANCE "Sign-up rush")."""

from __future__ import annotations

from flask.testing import FlaskClient

from app.core.db import db
from tests.support.people import Headers
from tests.support.statements import sent
from tests.volunteering.signup_builders import make_shift, queue

WAITING = 12  # token, key; account, role and row, consent and its line, calendar; lock, standing, row, notice, key
UNDER_LOCK = 4  # of these, behind the role's lock


def sign_up(client: FlaskClient, rider: Headers, shift: int) -> tuple[str, list[str]]:
    """How a sign-up with a key ends, and its statements."""
    db.session.rollback()
    with sent() as found:
        answer = client.post(
            f"/api/v1/shifts/{shift}/signups", json={}, headers=rider | {"Idempotency-Key": "a-key-of-mine"}
        )
    assert answer.status_code == 201, answer.json
    return answer.json["state"], found


def behind_the_lock(found: list[str]) -> list[str]:
    """What is sent once the role is locked, whichever way the engine says so."""
    locking = next(n for n, one in enumerate(found) if "FROM shift_roles WHERE shift_roles.id" in one)
    return found[locking + 1 :]


def test_whoever_waits_costs_twelve_statements_four_of_them_under_the_lock(client: FlaskClient, rider: Headers) -> None:
    shift = make_shift(1)
    queue(shift, 2)
    state, found = sign_up(client, rider, shift)
    assert state == "waitlisted"
    assert len(found) <= WAITING, found
    assert 0 < len(behind_the_lock(found)) <= UNDER_LOCK, found


def test_whoever_gets_a_place_costs_one_more_to_be_expected_there(client: FlaskClient, rider: Headers) -> None:
    state, found = sign_up(client, rider, make_shift(1, point=True))
    assert state == "registered"
    assert len(found) <= WAITING + 1, found
    assert 0 < len(behind_the_lock(found)) <= UNDER_LOCK + 1, found
    assert any(one.startswith("INSERT INTO expectations") for one in found), found


def test_a_key_sent_again_is_answered_from_its_row_alone(client: FlaskClient, rider: Headers) -> None:
    shift = make_shift(1)
    sign_up(client, rider, shift)
    _, found = sign_up(client, rider, shift)
    assert len(found) <= 2, found
