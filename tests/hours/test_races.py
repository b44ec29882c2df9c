"""Two at the ledger at the same instant: real threads, real commits, on the engine of the run.

The negative control takes the chain's lock away (on SQLite: lets transactions begin deferred) and watches the promise
break, so that the tests above it are known to be able to fail.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Connection

from app.accounts import service as accounts
from app.core import duties
from app.core.db import db
from app.hours import chains, checks
from app.hours.models import HoursChain, HoursEntry
from app.worker import run_sweep
from tests.hours.hours_words import TOWN, attend, local, make_shift, proposed
from tests.stations.test_keeping_races import PATIENCE_S, at_once
from tests.support.people import Headers, grant, sign_in
from tests.support.places import load_areas

CONFIRM = "/api/v1/hours/confirmations"


@pytest.fixture
def town(committed: Flask) -> Iterator[Flask]:
    with committed.app_context():
        load_areas(committed)
        for user in ("staff", "second"):
            grant(user, "community_staff", TOWN)
    yield committed


def waiting(app: Flask, *asked: tuple[str, int, str]) -> list[int]:
    """Chains that wait, of ``(user, minutes, begin)``."""
    with app.app_context():
        return [proposed(user, minutes, begin=begin) for user, minutes, begin in asked]


def batch(chain_ids: list[int], headers: Headers) -> Callable[[Any], Any]:
    body = {"items": [{"id": chain_id, "version": 1} for chain_id in chain_ids]}
    return lambda client: client.post(CONFIRM, json=body, headers=headers)


def kinds(app: Flask, chain_id: int) -> list[str]:
    with app.app_context():
        query = sa.select(HoursEntry.kind).where(HoursEntry.chain_id == chain_id).order_by(HoursEntry.no)
        return list(db.session.scalars(query))


def states(app: Flask) -> list[str]:
    with app.app_context():
        return sorted(db.session.scalars(sa.select(HoursChain.state)))


def broken(app: Flask) -> list[str]:
    with app.app_context():
        return [
            *checks.lines_make_chains(),
            *checks.only_the_issuers_staff_decide(),
            *checks.nobody_confirms_their_own(),
        ]


def staff(app: Flask) -> list[Headers]:
    return [sign_in(app.test_client(), user) for user in ("staff", "second")]


def test_t49_a_bulk_confirmation_sent_three_times_at_once_writes_each_line_once(town):
    ids = waiting(town, ("one", 60, "11:00"), ("two", 60, "11:00"), ("three", 60, "11:00"))
    headers = staff(town)[0]
    answers = at_once(town, [batch(ids, headers)] * 3)
    assert [answer.status_code for answer in answers] == [200] * 3
    assert {row["status"] for answer in answers for row in answer.json["items"]} == {200}
    assert len({answer.json["batch_id"] for answer in answers}) == 1
    assert [kinds(town, chain_id) for chain_id in ids] == [["proposal", "confirm"]] * 3
    assert broken(town) == []


def test_t49_a_key_sent_twice_at_once_has_one_answer(town):
    ids = waiting(town, ("one", 60, "11:00"))
    headers = staff(town)[0] | {"Idempotency-Key": "confirm-0001"}
    answers = at_once(town, [batch(ids, headers)] * 2)
    assert answers[0].json == answers[1].json
    assert kinds(town, ids[0]) == ["proposal", "confirm"]


def test_t49_two_confirmers_at_once_write_one_line_each_way_round(town):
    ids = waiting(town, ("one", 60, "11:00"), ("two", 60, "11:00"), ("three", 60, "11:00"))
    first, second = staff(town)
    answers = at_once(town, [batch(ids, first), batch(ids[::-1], second)])
    assert [answer.status_code for answer in answers] == [200, 200]
    assert {row["status"] for answer in answers for row in answer.json["items"]} == {200}
    assert [kinds(town, chain_id) for chain_id in ids] == [["proposal", "confirm"]] * 3
    assert broken(town) == []


def test_without_the_lock_two_confirmers_do_not_both_succeed_quietly(town, monkeypatch):
    """Each reads the chain before the other writes: the unique line behind the proposal is what is left to refuse."""
    (chain_id,) = waiting(town, ("one", 60, "11:00"))
    first, second = staff(town)
    both_have_read = threading.Barrier(2)

    def look_only(chain_ids: Any) -> dict[int, chains.Book]:
        found = {one: chains.find(one) for one in chain_ids}
        both_have_read.wait(PATIENCE_S)
        return found

    monkeypatch.setattr(chains, "lock", look_only)
    monkeypatch.setattr(Connection, "get_execution_options", lambda self: {})  # SQLite: BEGIN instead of IMMEDIATE
    answers = at_once(town, [batch([chain_id], first), batch([chain_id], second)])
    assert sorted(answer.status_code for answer in answers) != [200, 200]
    assert kinds(town, chain_id) == ["proposal", "confirm"]  # the named constraint holds even then


def two_shifts_of_one_day(app: Flask) -> list[str]:
    """400 and 400 minutes of one person on one day, confirmed at once by two."""
    ids = waiting(app, ("one", 400, "02:00"), ("one", 400, "10:00"))
    first, second = staff(app)
    at_once(app, [batch(ids[:1], first), batch(ids[1:], second)])
    return states(app)


def test_t50_two_shifts_of_one_day_confirmed_at_once_are_summed(town):
    assert two_shifts_of_one_day(town) == ["awaiting_second", "confirmed"]


def test_without_the_account_lock_the_cap_of_a_day_is_passed(town, monkeypatch):
    both_have_summed = threading.Barrier(2)
    summed = chains.day_sums

    def sum_and_wait(*args: Any, **kwargs: Any) -> tuple[int, int]:
        found = summed(*args, **kwargs)
        both_have_summed.wait(PATIENCE_S)
        return found

    monkeypatch.setattr(accounts, "lock_account", lambda _: None)
    monkeypatch.setattr(chains, "day_sums", sum_and_wait)
    monkeypatch.setattr(Connection, "get_execution_options", lambda self: {})
    found = two_shifts_of_one_day(town)
    assert found != ["awaiting_second", "confirmed"]  # PostgreSQL passes both, SQLite breaks off the later writer


def test_a_second_approver_and_a_rejection_meet_in_one_outcome(town):
    (chain_id,) = waiting(town, ("one", 481, "08:00"))
    with town.app_context():
        grant("approver", "second_approver", TOWN)
    first, _ = staff(town)
    batch([chain_id], first)(town.test_client())
    approver = sign_in(town.test_client(), "approver")
    passes = {"items": [{"id": chain_id, "version": 2}]}
    answers = at_once(
        town,
        [
            lambda client: client.post(CONFIRM, json=passes, headers=approver),
            lambda client: client.post(
                f"/api/v1/hours/{chain_id}/rejection", json={"reason": "没来", "version": 2}, headers=first
            ),
        ],
    )
    assert kinds(town, chain_id) in (
        ["proposal", "first_approval", "confirm"],
        ["proposal", "first_approval", "reject"],
    )
    assert [answer.status_code for answer in answers] in ([200, 412], [200, 200])
    assert broken(town) == []


def test_an_undo_pressed_three_times_at_once_takes_back_once(town):
    (chain_id,) = waiting(town, ("one", 60, "11:00"))
    headers = staff(town)[0]
    made = batch([chain_id], headers)(town.test_client()).json["batch_id"]
    undo = {"batch_id": made}
    answers = at_once(town, [lambda client: client.post("/api/v1/hours/undo", json=undo, headers=headers)] * 3)
    assert [answer.status_code for answer in answers] == [200] * 3
    assert kinds(town, chain_id) == ["proposal", "confirm", "reverse"]


def test_one_objection_however_often_it_is_sent_at_once(town):
    (chain_id,) = waiting(town, ("one", 60, "11:00"))
    batch([chain_id], staff(town)[0])(town.test_client())
    rider = sign_in(town.test_client(), "one")
    path, body = f"/api/v1/hours/{chain_id}/objection", {"text": "不对"}
    answers = at_once(town, [lambda client: client.post(path, json=body, headers=rider)] * 3)
    assert sorted(answer.status_code for answer in answers) == [200, 200, 201]
    assert len({answer.json["id"] for answer in answers}) == 1


def test_two_workers_propose_a_forgotten_check_out_once(town, monkeypatch):
    from app.core import clock

    monkeypatch.setattr(clock, "now", lambda: local("0:30", 21))
    with town.app_context():
        attend(make_shift(), "one", (local("11:00"), None))
    sweep = next(found for found in duties.sweeps(town) if found.name == "hours-forgotten")
    done = at_once(town, [lambda _client: run_sweep(town, sweep)] * 2)
    assert sorted(done) == [0, 1]
    with town.app_context():
        assert db.session.scalars(sa.select(HoursEntry.minutes)).all() == [60]
