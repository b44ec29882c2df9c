"""Check-ins at the same instant: real threads, real commits, on the engine of the run.

The negative control takes the account's lock away (on SQLite: lets transactions begin deferred) and watches ten equal
answers become ten different ones; the unique constraint is then what keeps one row.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Connection

from app.accounts import identities
from app.accounts import service as accounts
from app.accounts.models import Account
from app.accounts.service import Person
from app.checkins import settling, standing
from app.checkins.evidence_models import Checkin, SpentNonce
from app.checkins.scanning import Scan, check_in
from app.core.db import db, transaction
from tests.checkins.presence import (
    LEADER,
    expect,
    new_nonce,
    person,
    printed,
    rotating,
    scan,
    shift_point,
    station_point,
)
from tests.conftest import ENGINE
from tests.support.people import Headers, sign_in
from tests.support.places import load_areas, make_station

CHECKINS = "/api/v1/checkins"
PATIENCE_S = 20
SCANS = 10


@pytest.fixture
def house(committed: Flask) -> Iterator[Flask]:
    with committed.app_context():
        load_areas(committed)
        make_station("YQ0001", name="南城站")
        expect(person("rider"), shift_point())
    yield committed


@pytest.fixture
def rider(house: Flask) -> Headers:
    return sign_in(house.test_client(), "rider")


def at_once(app: Flask, calls: list[Callable[[Any], Any]]) -> list[Any]:
    """The answers of calls that all start together, each in a thread with a client of its own."""
    start = threading.Barrier(len(calls))

    def run(call: Callable[[Any], Any]) -> Any:
        with app.test_client() as client:
            start.wait(PATIENCE_S)
            return call(client)

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


def kept(app: Flask, model: Any = Checkin) -> list[Any]:
    with app.app_context():
        return list(db.session.scalars(sa.select(model)))


def scans(headers: Headers, code: str, nonces: list[str]) -> list[Callable[[Any], Any]]:
    def call(nonce: str) -> Callable[[Any], Any]:
        return lambda client: client.post(CHECKINS, json={"code": code, "nonce": nonce}, headers=headers)

    return [call(nonce) for nonce in nonces]


def the_code(app: Flask, of: Callable[[], int], show: Callable[[int], str]) -> str:
    with app.app_context():
        return show(of())


def told(answers: list[Any]) -> list[tuple[int, str]]:
    """Status and body."""
    return [(answer.status_code, answer.text) for answer in answers]


@pytest.mark.parametrize(
    ("of", "show"),
    [(shift_point, rotating), (shift_point, printed), (station_point, printed)],
    ids=["a screen at a shift", "a print at a shift", "a visit"],
)
def test_t40_ten_scans_at_once_are_one_row_and_ten_equal_answers(
    of: Callable[[], int], show: Callable[[int], str], house: Flask, rider: Headers
):
    code = the_code(house, of, show)
    answers = told(at_once(house, scans(rider, code, [new_nonce() for _ in range(SCANS)])))
    assert len(set(answers)) == 1, answers
    assert answers[0][0] == 201
    assert (len(kept(house)), len(kept(house, SpentNonce))) == (1, SCANS - 1)


def test_t40_one_nonce_ten_times_at_once_is_one_row_too(house: Flask, rider: Headers):
    code = the_code(house, shift_point, rotating)
    answers = told(at_once(house, scans(rider, code, [new_nonce()] * SCANS)))
    assert (len(set(answers)), len(kept(house)), kept(house, SpentNonce)) == (1, 1, [])


def test_ten_rejected_scans_of_one_nonce_are_one_row(house: Flask, rider: Headers):
    answers = told(at_once(house, scans(rider, "P.000001.0001.000000000000", [new_nonce()] * SCANS)))
    assert (len(set(answers)), len(kept(house))) == (1, 1)


def look_without_lock(monkeypatch: pytest.MonkeyPatch, parties: int) -> None:
    """Let all read what stands there before any writes."""
    all_have_read, read = threading.Barrier(parties), standing.at_target

    def look_only(account_id: int) -> Account:
        return db.session.execute(sa.select(Account).where(Account.id == account_id)).scalar_one()

    def look(*args: Any) -> list[Checkin]:
        found = read(*args)
        all_have_read.wait(PATIENCE_S)
        return found

    monkeypatch.setattr(accounts, "lock_account", look_only)
    monkeypatch.setattr(identities, "lock_account", look_only)
    monkeypatch.setattr(standing, "at_target", look)
    monkeypatch.setattr(Connection, "get_execution_options", lambda self: {})  # SQLite: BEGIN instead of IMMEDIATE


def test_without_the_lock_two_scans_at_once_are_not_answered_alike(
    house: Flask, rider: Headers, monkeypatch: pytest.MonkeyPatch
):
    code = the_code(house, shift_point, rotating)
    with house.app_context():
        people = [person("rider")] * 2
    look_without_lock(monkeypatch, 2)

    def act(who: Person) -> Any:
        with house.app_context():
            try:
                return scan(who, code).id
            except Exception as error:  # noqa: BLE001 - the test looks at what was raised
                return type(error).__name__
            finally:
                db.session.remove()

    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(act, people))
    assert len(set(answers)) == 2, answers  # one is thrown out: the constraint, or SQLite's lock
    assert len(kept(house)) == 1


def test_two_staff_settling_at_once_one_decision_stands(house: Flask):
    with house.app_context():
        row_id = scan(person("stranger"), rotating(shift_point())).id
        db.session.remove()
    start = threading.Barrier(2)

    def settle(accept: bool) -> str:
        with house.app_context():
            start.wait(PATIENCE_S)
            try:
                with transaction():
                    return settling.decide(row_id, accept=accept, reason="看见他了", staff=LEADER).state
            except Exception as error:  # noqa: BLE001 - the test looks at what was raised
                return type(error).__name__
            finally:
                db.session.remove()

    with ThreadPoolExecutor(2) as threads:
        answers = Counter(threads.map(settle, [True, False]))
    assert answers["AlreadyDecided"] == 1, answers
    (row,) = kept(house)
    assert answers[row.state] == 1


def test_a_shift_that_moves_does_not_wait_for_whoever_scans_there(house: Flask):
    """Each would wait for the other: the scan goes on to the role, which the mover holds already (PostgreSQL)."""
    scanned, moved = threading.Event(), threading.Event()

    def scanning() -> bool:
        with house.app_context():
            who, code = person("rider"), rotating(shift_point())
            if ENGINE == "sqlite":  # which has one writer: nothing to hold
                scanned.set()
                return moved.wait(PATIENCE_S)
            with transaction():
                check_in(Scan(who, code, new_nonce()))
                scanned.set()
                return moved.wait(PATIENCE_S)

    def moving() -> bool:
        with house.app_context():
            assert scanned.wait(PATIENCE_S)
            shift_point(needs_position=True)
            moved.set()
        return True

    with ThreadPoolExecutor(2) as threads:
        assert [one.result() for one in [threads.submit(scanning), threads.submit(moving)]] == [True, True]


def test_ten_positions_at_once_settle_it_once(house: Flask, rider: Headers):
    code = the_code(house, shift_point, printed)
    made = house.test_client().post(CHECKINS, json={"code": code, "nonce": new_nonce()}, headers=rider).json
    sent = {"lat": 44.9046, "lng": 82.0719, "accuracy_m": 20, "source": "precise", "crs": "wgs84"}

    def answer(client: Any) -> int:
        return int(client.post(f"{CHECKINS}/{made['id']}/position", json=sent, headers=rider).status_code)

    assert Counter(at_once(house, [answer] * SCANS)) == {200: 1, 409: SCANS - 1}
    assert [row.state for row in kept(house)] == ["accepted"]
