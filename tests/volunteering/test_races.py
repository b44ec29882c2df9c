"""Many at once: real threads and real commits, on the engine of the run. T01, T02, T03, T62, T66; RELIABILITY 5, 9.

The negative controls take away what keeps the promise (on SQLite ``BEGIN IMMEDIATE``, too) and watch it break.
"""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Connection

from app.accounts import identities
from app.accounts import service as accounts
from app.core import clock
from app.core.db import db, transaction
from app.core.problems import DatabaseUnavailable, Problem
from app.notices.models import Notice
from app.volunteering import offers, places, signup_reminding, signups
from app.volunteering.models import ShiftRole, SignUp, WaitlistOffer
from app.wechat.rules import Login
from tests.conftest import ENGINE
from tests.support.people import openid_of, sign_in, sign_in_answer
from tests.support.places import load_areas
from tests.volunteering import signup_builders as builders
from tests.volunteering.signup_builders import at_once, broken, make_shift, people, queue, states

PATIENCE_S = 20


@pytest.fixture
def crowd(committed: Flask) -> Flask:
    """The areas, committed."""
    load_areas(committed)
    return committed


def calling(app: Flask, work: Callable[..., Any], *facts: Any) -> Callable[[], Any]:
    """``work`` as a request does it: in a session of its own, and again while the database is busy (503)."""

    def call() -> Any:
        with app.app_context():
            for _ in range(20):
                try:
                    return work(*facts)
                except DatabaseUnavailable:
                    continue
                except Problem as problem:
                    return problem.slug
            raise AssertionError("busy all the time")

    return call


def once(app: Flask, work: Callable[..., Any], *facts: Any) -> Callable[[], Any]:
    """As ``calling``, without trying again: a refusal's slug is the answer."""

    def call() -> Any:
        with app.app_context():
            try:
                return work(*facts)
            except Problem as problem:
                return problem.slug

    return call


def inside(app: Flask, work: Callable[..., Any], *facts: Any) -> Any:
    with app.app_context():
        return work(*facts)


def signing_up(app: Flask, account: int, shift: int) -> Callable[[], Any]:
    return calling(app, builders.sign_up, account, shift)


def tend_often() -> None:
    for _ in range(10):
        offers.tend_queues()


def consenting(app: Flask, riders: list[int]) -> None:
    """They agreed before, so that a sign-up reads first and writes last."""
    with app.app_context(), transaction():
        for rider in riders:
            accounts.act(rider, "volunteer_record", None)


# --- T01 ---


def test_t01_of_100_parallel_sign_ups_10_come_and_90_wait_without_a_gap(crowd: Flask) -> None:
    shift, riders = inside(crowd, lambda: (make_shift(10), people(100)))
    answers = at_once(*(signing_up(crowd, rider, shift) for rider in riders))
    assert Counter(answer["state"] for answer in answers) == {"registered": 10, "waitlisted": 90}
    positions = sorted(answer["position"] for answer in answers if answer["state"] == "waitlisted")
    assert positions == list(range(1, 91))
    assert inside(crowd, broken) == []
    assert len({answer["id"] for answer in answers}) == 100


def begin_deferred(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite: BEGIN instead of BEGIN IMMEDIATE, so that both may read before either writes."""
    monkeypatch.setattr(Connection, "get_execution_options", lambda self: {})


def test_negative_control_t01_without_the_role_lock_a_place_is_sold_twice(crowd: Flask, monkeypatch) -> None:
    """All look before one has written. SQLite then breaks off the later of two writers: nobody gets their answer."""
    shift, riders = inside(crowd, lambda: (make_shift(1), people(3)))
    consenting(crowd, riders)
    gate, real = threading.Barrier(3), places.shift_and_standing

    def looked(role: ShiftRole) -> Any:
        found = real(role)
        gate.wait(PATIENCE_S)
        return found

    monkeypatch.setattr(places, "shift_and_standing", looked)
    monkeypatch.setattr(places, "lock_role", lambda role_id: db.session.get_one(ShiftRole, role_id))
    begin_deferred(monkeypatch)
    answers = at_once(*(once(crowd, builders.sign_up, rider, shift) for rider in riders))
    monkeypatch.undo()
    if ENGINE == "sqlite":
        assert answers.count("database-unavailable") == 2
    else:
        assert inside(crowd, states, shift) == {"registered": 3}
        assert inside(crowd, broken) == [f"role {inside(crowd, builders.role_of, shift)}: 3 of 1 places"]


# --- T02 ---


def test_t02_one_key_in_ten_parallel_calls_is_one_sign_up_and_one_answer(crowd: Flask) -> None:
    shift = inside(crowd, make_shift, 2)
    headers = sign_in(crowd.test_client(), "rider") | {"Idempotency-Key": "one-tap-of-a-thumb"}
    url = f"/api/v1/shifts/{shift}/signups"
    answers = at_once(*[lambda: crowd.test_client().post(url, json={}, headers=headers)] * 10)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.data for answer in answers}) == 1
    assert inside(crowd, states, shift) == {"registered": 1}
    other = crowd.test_client().post(url, json={"notice_version": 1}, headers=headers)
    assert (other.status_code, other.get_json(force=True)["type"]) == (422, "/problems/idempotency-mismatch")


def test_t02_without_a_key_ten_parallel_taps_are_one_sign_up_and_nine_are_told_of_it(crowd: Flask) -> None:
    shift = inside(crowd, make_shift, 2)
    headers = sign_in(crowd.test_client(), "rider")
    url = f"/api/v1/shifts/{shift}/signups"
    answers = at_once(*[lambda: crowd.test_client().post(url, json={}, headers=headers)] * 10)
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 9
    first = next(answer for answer in answers if answer.status_code == 201).json["id"]
    assert {answer.get_json(force=True)["signup"]["id"] for answer in answers if answer.status_code == 409} == {first}


# --- T03 ---


def test_t03_cancelling_and_accepting_at_once_have_one_outcome(crowd: Flask) -> None:
    for _ in range(8):
        shift, queued = inside(crowd, _held)
        (account, signup), (following, _), _ = queued
        taken, left = at_once(
            calling(crowd, builders.accept, account, signup),
            calling(crowd, builders.withdraw, account, signup),
        )
        assert left["state"] == "cancelled"
        assert taken == "offer-lapsed" or taken["state"] in {"registered", "cancelled"}
        assert inside(crowd, builders.holders, shift) == [following]
        assert inside(crowd, broken) == []


def _held() -> tuple[int, list[tuple[int, int]]]:
    """One place, offered to the first of three who wait."""
    shift = make_shift(1, starts_at=clock.now() + timedelta(days=3))
    queued = queue(shift, 4)
    builders.withdraw(*queued[0])
    return shift, queued[1:]


def test_negative_control_t03_without_locks_one_place_is_kept_and_passed_on(crowd: Flask, monkeypatch) -> None:
    """Both look before either writes, and the acceptance writes last: SQLite then breaks it off, PostgreSQL does not."""
    shift, ((account, signup), (following, _), _) = inside(crowd, _held)
    both_have_read, has_left = threading.Barrier(2), threading.Event()
    own, runs = signups.own, offers._is_running

    def look_only(*facts: int) -> Any:
        found = own(*facts)
        both_have_read.wait(PATIENCE_S)
        return found

    def look_and_wait(row: SignUp) -> bool:
        found = runs(row)
        both_have_read.wait(PATIENCE_S)
        assert has_left.wait(PATIENCE_S)
        return found

    monkeypatch.setattr(signups, "own", look_only)
    monkeypatch.setattr(offers, "_is_running", look_and_wait)
    monkeypatch.setattr(places, "lock_role", lambda role_id: db.session.get_one(ShiftRole, role_id))
    monkeypatch.setattr(accounts, "lock_account", lambda account_id: db.session.get_one(identities.Account, account_id))
    begin_deferred(monkeypatch)
    leave = once(crowd, builders.withdraw, account, signup)
    taken, left = at_once(once(crowd, builders.accept, account, signup), lambda: (leave(), has_left.set()))
    monkeypatch.undo()
    assert left[0]["state"] == "cancelled"
    assert inside(crowd, builders.holders, shift) == [following]
    if ENGINE == "sqlite":
        assert taken == "database-unavailable"
    else:
        assert inside(crowd, broken) == [f"role {inside(crowd, builders.role_of, shift)}: 2 of 1 places"]


def test_t03_accepting_while_the_offer_lapses_has_one_outcome(crowd: Flask) -> None:
    for _ in range(8):
        shift, queued = inside(crowd, _held)
        account, signup = queued[0]
        with crowd.app_context(), transaction():
            mine = sa.update(WaitlistOffer).where(WaitlistOffer.signup_id == signup)
            db.session.execute(mine.values(expires_at=clock.now() + timedelta(milliseconds=15)))
        taken, *_ = at_once(
            calling(crowd, builders.accept, account, signup),
            *[calling(crowd, tend_often)] * 2,
        )
        inside(crowd, offers.tend_queues)
        found = inside(crowd, states, shift)
        assert found["registered"] + found["offered"] == 1
        assert (found["registered"] == 1) is (isinstance(taken, dict) and taken["state"] == "registered")
        assert inside(crowd, broken) == []


def test_two_cancellations_at_once_offer_two_different_people(crowd: Flask) -> None:
    for _ in range(4):
        shift, queued = inside(crowd, lambda: (shift := make_shift(2), queue(shift, 5)))
        at_once(*(calling(crowd, builders.withdraw, account, signup) for account, signup in queued[:2]))
        assert inside(crowd, builders.holders, shift) == [account for account, _ in queued[2:4]]


def test_several_workers_let_each_offer_lapse_once_and_remind_once(crowd: Flask) -> None:
    shift, queued = inside(
        crowd, lambda: (shift := make_shift(3, starts_at=clock.now() + timedelta(days=3)), queue(shift, 9))
    )
    with crowd.app_context():
        for account, signup in queued[:3]:
            builders.withdraw(account, signup)
        with transaction():
            db.session.execute(sa.update(WaitlistOffer).values(expires_at=clock.now() - timedelta(seconds=1)))
    lapsed = at_once(*[calling(crowd, offers.tend_queues)] * 4)
    assert sum(lapsed) == 1, "one role, tended once"
    with crowd.app_context():
        assert builders.holders(shift) == [account for account, _ in queued[6:9]]
        assert [builders.row(signup).skips for _, signup in queued[3:6]] == [1, 1, 1]
        make_shift(4, starts_at=clock.now() + timedelta(hours=5))
        near = make_shift(4, starts_at=clock.now() + timedelta(hours=30))
        comers = queue(near, 4)
        with transaction():
            soon = clock.now() + timedelta(hours=1)
            db.session.execute(
                sa.text("UPDATE shifts SET starts_at = :at WHERE id = :id").bindparams(
                    sa.bindparam("at", soon, type_=WaitlistOffer.expires_at.type), id=near
                )
            )
    at_once(*[calling(crowd, _reminded)] * 4)
    with crowd.app_context():
        for account, _ in comers:
            assert builders.told(account).count("快开始了") == 1


def _reminded() -> int:
    with transaction():
        return signup_reminding.remind()


# --- T62 ---


def test_t62_one_rider_and_two_overlapping_shifts_in_20_parallel_calls(crowd: Flask) -> None:
    shifts, (rider,) = inside(crowd, lambda: ([make_shift(5), make_shift(5)], people(1)))
    answers = at_once(*(signing_up(crowd, rider, shifts[n % 2]) for n in range(20)))
    registered = [answer for answer in answers if not isinstance(answer, str)]
    assert [answer["state"] for answer in registered] == ["registered"]
    assert set(map(str, answers)) - {str(registered[0])} == {"already-signed-up", "overlapping-shift"}
    won = registered[0]["shift_id"]
    assert [inside(crowd, states, shift)["registered"] for shift in shifts] == [int(shift == won) for shift in shifts]


def test_negative_control_t62_without_the_account_lock_one_rider_has_both(crowd: Flask, monkeypatch) -> None:
    """On SQLite the second look waits for the first call's commit anyway."""
    shifts, riders = inside(crowd, lambda: ([make_shift(5), make_shift(5)], people(1)))
    consenting(crowd, riders)
    gate, real = threading.Barrier(2), signups.calendar_of

    def looked(*facts: Any) -> Any:
        found = real(*facts)
        if ENGINE != "sqlite":
            gate.wait(PATIENCE_S)
        return found

    monkeypatch.setattr(signups, "calendar_of", looked)
    monkeypatch.setattr(accounts, "lock_account", lambda account_id: db.session.get_one(identities.Account, account_id))
    answers = at_once(*(once(crowd, builders.sign_up, riders[0], shift) for shift in shifts))
    refused = [answer for answer in answers if isinstance(answer, str)]
    assert refused == (["overlapping-shift"] if ENGINE == "sqlite" else [])


# --- T66 ---


class Stalled:
    """A WeChat that does not answer before it is told to."""

    def __init__(self) -> None:
        self.asked, self.go_on = threading.Event(), threading.Event()

    def login(self, _code: str) -> Login:
        self.asked.set()
        assert self.go_on.wait(PATIENCE_S)
        return Login(openid_of("slow"))


def while_stalled(app: Flask, monkeypatch: pytest.MonkeyPatch, stalled: Stalled) -> int:
    """Sign up while another sign-in waits for WeChat; the status."""
    shift = inside(app, make_shift, 1)
    headers = sign_in(app.test_client(), "rider")
    monkeypatch.setitem(app.extensions, "yiqi.wechat", stalled)
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(sign_in_answer, app.test_client(), "slow", "device-1")
        try:
            assert stalled.asked.wait(PATIENCE_S)
            signed = app.test_client().post(f"/api/v1/shifts/{shift}/signups", json={}, headers=headers)
            assert not slow.done()
        finally:
            stalled.go_on.set()
        assert slow.result(PATIENCE_S).status_code == 201
    return signed.status_code


def test_t66_a_sign_up_is_not_held_up_while_wechat_stalls(crowd: Flask, monkeypatch) -> None:
    assert while_stalled(crowd, monkeypatch, Stalled()) == 201


def test_t66_negative_control_asked_inside_a_transaction_it_holds_up_sqlite(crowd: Flask, monkeypatch) -> None:
    """One writer at a time is SQLite's alone. It waits here for a moment, not for its ten seconds."""

    class Inside(Stalled):
        def login(self, code: str) -> Login:
            with transaction():
                return super().login(code)

    with crowd.app_context():
        if ENGINE == "sqlite":
            sa.event.listen(db.engine, "connect", lambda one, _: one.execute("PRAGMA busy_timeout=50"))
        db.engine.dispose()
    assert while_stalled(crowd, monkeypatch, Inside()) == (503 if ENGINE == "sqlite" else 201)


# --- all together ---


@pytest.mark.parametrize("seed", range(3))
def test_whatever_riders_do_at_once_every_place_is_sold_once(crowd: Flask, seed: int) -> None:
    """Six riders sign up, leave, accept, refuse, and the worker tends, over two shifts: no fault, nothing lost."""
    shifts, riders = inside(
        crowd, lambda: ([make_shift(2), make_shift(1, starts_at=clock.now() + timedelta(days=2))], people(6))
    )

    def act(rider: int) -> None:
        rng = random.Random(seed * 100 + rider)
        for _ in range(12):
            shift = rng.choice(shifts)
            mine = db.session.scalar(sa.select(SignUp.id).where(SignUp.shift_id == shift, SignUp.account_id == rider))
            db.session.rollback()
            does = rng.choice([builders.accept, builders.refuse, builders.withdraw]) if mine else None
            try:
                does(rider, mine) if does and rng.random() < 0.6 else builders.sign_up(rider, shift)
            except DatabaseUnavailable:
                raise
            except Problem:
                continue

    at_once(*(calling(crowd, act, rider) for rider in riders), calling(crowd, tend_often))
    with crowd.app_context():
        assert broken() == []
        left = db.session.scalar(sa.select(sa.func.count()).select_from(Notice))
        assert left > 0
