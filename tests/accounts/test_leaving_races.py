"""Leaving while others act: real threads and real commits; each guard with its negative control."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts import asking, identities, leaving, posts, revocations
from app.accounts.models import Account, RoleGrant, WechatIdentity
from app.core import clock, duties, events
from app.core.audit import AuditEvent
from app.core.db import db, transaction
from app.core.problems import NotSignedIn
from app.worker import run_sweep
from tests.accounts.conftest import load_places
from tests.accounts.leavers import come_back, leave, person
from tests.support.people import Headers, grant, openid_of, sign_in_answer, sign_in_by_wechat


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each of these answers when all start together."""
    gate = threading.Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        gate.wait(10)
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def left_long_ago(app: Flask, user: str) -> tuple[int, Headers]:
    """Somebody whose seven days are over, and their sign-in."""
    headers = sign_in_by_wechat(app.test_client(), user)
    assert leave(app.test_client(), headers).status_code == 202
    with app.app_context():
        own = person(user).account_id
        db.session.rollback()
        with transaction():
            past = clock.now() - timedelta(days=7, seconds=1)
            db.session.execute(sa.update(Account).where(Account.id == own).values(closing_at=past))
        db.session.remove()
    return own, headers


def sweep(app: Flask) -> int:
    return run_sweep(app, next(found for found in duties.sweeps(app) if found.name == "erasures"))


def erasures(app: Flask) -> int:
    with app.app_context():
        of = sa.select(sa.func.count()).select_from(AuditEvent).where(AuditEvent.action == "account.erase")
        return int(db.session.scalar(of) or 0)


@pytest.fixture
def street(committed: Flask, floors_above: Callable[[Flask], None]) -> Flask:
    floors_above(committed)
    with committed.app_context():
        load_places()
    return committed


def test_two_workers_erase_each_person_once(committed: Flask) -> None:
    for n in range(6):
        left_long_ago(committed, f"rider-{n}")
    touched = at_once(*[lambda: sweep(committed)] * 3)
    while sum(touched) < 6 and (more := sweep(committed)):  # a worker that met locked rows left them to the other
        touched.append(more)
    assert (sum(touched), erasures(committed)) == (6, 6)


def test_negative_control_without_looking_again_under_the_lock_one_is_erased_twice(
    committed: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if two workers had read the same due row one after the other."""
    own, _ = left_long_ago(committed, "rider")
    monkeypatch.setattr(leaving, "_due", lambda: [own])
    assert (sweep(committed), sweep(committed), erasures(committed)) == (1, 0, 1)
    monkeypatch.setattr(identities, "lock_account", lambda account_id: db.session.get_one(Account, account_id))
    sweep(committed)
    assert erasures(committed) == 2


def test_coming_back_and_the_sweep_at_the_last_moment_have_one_outcome(committed: Flask) -> None:
    own, headers = left_long_ago(committed, "rider")
    with committed.app_context(), transaction():
        soon = clock.now() - timedelta(days=7) + timedelta(milliseconds=30)
        db.session.execute(sa.update(Account).where(Account.id == own).values(closing_at=soon))
    for _ in range(20):
        back, _ = at_once(lambda: come_back(committed.test_client(), headers), lambda: sweep(committed))
        with committed.app_context():
            status = db.session.get_one(Account, own).status
        if status != "closing":
            break
    assert (back.status_code, status) in {(200, "active"), (409, "erased"), (401, "erased")}


def test_two_last_managers_cannot_leave_together(street: Flask) -> None:
    for _ in range(3):
        with street.app_context(), transaction():
            db.session.execute(sa.delete(RoleGrant))
            db.session.execute(sa.update(Account).values(status="active", closing_at=None))
        with street.app_context():
            for user in ("one", "two"):
                grant(user, "station_manager", "T1")
        headers = [sign_in_by_wechat(street.test_client(), user) for user in ("one", "two")]
        answers = at_once(*(lambda h=h: leave(street.test_client(), h) for h in headers))  # type: ignore[misc]
        assert sorted(answer.status_code for answer in answers) == [202, 409]


def test_negative_control_without_the_lock_on_the_grants_both_may_leave(
    street: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each looks before the other has written. On SQLite the second look waits for the first leaver's commit anyway."""
    with street.app_context():
        for user in ("one", "two"):
            grant(user, "station_manager", "T1")
        postgres = db.engine.dialect.name == "postgresql"
    headers = [sign_in_by_wechat(street.test_client(), user) for user in ("one", "two")]
    gate = threading.Barrier(2)

    def unlocked(row: RoleGrant) -> bool:
        others = set(posts.holders(posts.MANAGER, row.scope_code)) - {row.account_id}
        if postgres:
            gate.wait(10)
        return bool(others)

    monkeypatch.setattr(posts, "other_managers", unlocked)
    answers = at_once(*(lambda h=h: leave(street.test_client(), h) for h in headers))  # type: ignore[misc]
    assert sorted(answer.status_code for answer in answers) == ([202, 202] if postgres else [202, 409])


def test_a_double_tap_on_leaving_names_one_day_and_tells_once(committed: Flask) -> None:
    headers, told = sign_in_by_wechat(committed.test_client(), "rider"), []
    events.on(committed, asking.person_leaving, lambda **facts: told.append(facts))
    answers = at_once(*[lambda: leave(committed.test_client(), headers)] * 4)
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json["erased_after"] for answer in answers}) == 1
    assert len(told) == 1


def test_a_sign_in_that_meets_the_erasure_never_lands_on_the_empty_account(committed: Flask) -> None:
    for n in range(4):
        own, _ = left_long_ago(committed, f"rider-{n}")
        answer, _ = at_once(
            lambda n=n: sign_in_answer(committed.test_client(), f"rider-{n}", "device"), lambda: sweep(committed)
        )
        assert answer.status_code in {201, 401}
        sweep(committed)
        again = sign_in_answer(committed.test_client(), f"rider-{n}", "device")  # the silent login
        assert (again.status_code, again.json["account"]["status"]) == (201, "active")
        assert again.json["account"]["id"] != own


def test_what_waits_for_the_lock_of_somebody_just_erased_writes_nothing(committed: Flask) -> None:
    sign_in_by_wechat(committed.test_client(), "rider")
    with committed.app_context():
        own = person("rider").account_id
        db.session.rollback()
        with transaction():
            revocations.leave_wechat(openid_of("rider"))
        with pytest.raises(NotSignedIn), transaction():
            identities.lock_account(own)
        assert db.session.query(WechatIdentity).count() == 0


def test_one_leaving_of_wechat_told_twice_at_once_erases_once(committed: Flask) -> None:
    sign_in_by_wechat(committed.test_client(), "rider")

    def cancelled() -> bool:
        with committed.app_context():
            try:
                with transaction():
                    revocations.leave_wechat(openid_of("rider"))
            except NotSignedIn:  # told again later, when nobody is found
                return False
            return True

    at_once(cancelled, cancelled)
    assert erasures(committed) == 1
