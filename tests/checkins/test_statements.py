"""What a scan asks of the database: bounds, so that no statement comes back unseen (PERFORMANCE, docs/performance.md)."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from app.core.db import db
from tests.checkins.presence import expect, new_nonce, person, printed, rotating, shift_point, station_point
from tests.support.people import Headers
from tests.support.statements import sent

CHECKINS = "/api/v1/checkins"
FIRST = 4  # the token with its grants, the account's lock, what is known of the scan, the row


def scan(client: FlaskClient, rider: Headers, code: str, **more: Any) -> list[str]:
    """The statements of a scan that is accepted as sent."""
    db.session.rollback()
    with sent() as found:
        answer = client.post(CHECKINS, json={"code": code, "nonce": new_nonce()} | more, headers=rider)
    assert answer.status_code == 201, answer.json
    return found


def test_a_first_visit_is_four_statements(client: FlaskClient, rider: Headers) -> None:
    found = scan(client, rider, printed(station_point()))
    assert len(found) <= FIRST, found
    assert [one for one in found if one.startswith("INSERT INTO checkins")], found


def test_with_a_key_there_are_two_more(client: FlaskClient, rider: Headers) -> None:
    found = scan(client, rider | {"Idempotency-Key": "a-key-of-mine"}, printed(station_point()))
    assert len(found) <= FIRST + 2, found


def test_the_same_visit_again_reads_what_stands_and_spends_the_nonce(client: FlaskClient, rider: Headers) -> None:
    code = printed(station_point())
    scan(client, rider, code)
    found = scan(client, rider, code)
    assert len(found) <= FIRST + 2, found
    assert any(one.startswith("INSERT INTO spent_nonces") for one in found), found


def test_a_scan_at_a_shift_is_twelve_statements(app: Flask, client: FlaskClient, rider: Headers) -> None:
    spot = shift_point()
    expect(person("rider"), spot)
    assert len(found := scan(client, rider, rotating(spot))) <= 12, found


def test_negative_control_one_statement_more_is_seen(client: FlaskClient, rider: Headers) -> None:
    with sent() as found:
        client.get("/api/v1/me/checkins", headers=rider)
    assert len(found) > 1, found
