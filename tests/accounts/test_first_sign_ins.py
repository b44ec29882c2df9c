"""Two first sign-ins at once make one account: real threads, real commits, and what happens without the care."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.accounts import identities, sessions
from app.accounts.models import Account, AuthToken, ConsentRecord, WechatIdentity
from app.core.db import db, transaction
from tests.support.people import openid_of, sign_in_answer

CROWD = 8


def together(app: Flask, work: Callable[[int], Any]) -> list[Any]:
    """``work(n)`` in eight threads that start as one."""
    gate = threading.Barrier(CROWD)

    def run(number: int) -> Any:
        gate.wait(10)
        return work(number)

    with ThreadPoolExecutor(CROWD) as pool:
        return list(pool.map(run, range(CROWD)))


def count(model: type) -> int:
    return int(db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0)


def test_w14_parallel_first_logins_make_one_account(committed: Flask) -> None:
    answers = together(committed, lambda n: sign_in_answer(committed.test_client(), "race", f"device-{n}"))
    assert [answer.status_code for answer in answers] == [201] * CROWD
    assert sum(answer.json["is_new"] for answer in answers) == 1
    assert len({answer.json["account"]["id"] for answer in answers}) == 1
    with committed.app_context():
        assert (count(Account), count(WechatIdentity), count(AuthToken), count(ConsentRecord)) == (1, 1, CROWD, 1)


def test_w14_the_same_code_in_parallel_from_one_device_is_one_sign_in(committed: Flask) -> None:
    answers = together(
        committed, lambda _: sign_in_answer(committed.test_client(), "race", "device-1", code="race.same-code")
    )
    assert {answer.status_code for answer in answers} <= {201, 401}
    assert any(answer.status_code == 201 for answer in answers)
    with committed.app_context():
        assert (count(Account), count(AuthToken)) == (1, 1)


def test_parallel_logins_on_one_device_leave_one_of_them_alive(committed: Flask) -> None:
    sign_in_answer(committed.test_client(), "race", "device-0")
    answers = together(committed, lambda _: sign_in_answer(committed.test_client(), "race", "device-1"))
    assert [answer.status_code for answer in answers] == [201] * CROWD
    with committed.app_context():
        living = db.session.scalars(sa.select(AuthToken.device_id).where(AuthToken.revoked_at.is_(None))).all()
        assert len(living) == len(set(living)) == 2


@pytest.fixture
def looked_too_early(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first look-up sees nobody, as if the other sign-in committed right after it."""
    find, looks = identities.find, iter([None])

    def early(openid: str) -> Account | None:
        return next(looks, find(openid))

    monkeypatch.setattr(identities, "find", early)


def sign_in_late() -> sessions.SignedIn:
    with transaction():
        return sessions.sign_in(openid_of("race"), code="race.late")


def test_who_looked_too_early_takes_the_account_that_is_there(committed: Flask, looked_too_early: None) -> None:
    with committed.app_context():
        first = _earlier()
        made = sign_in_late()
        assert (made.account_id, made.is_new) == (first, False)
        assert (count(Account), count(WechatIdentity)) == (1, 1)


def test_without_the_ignoring_insert_they_would_collide(
    committed: Flask, looked_too_early: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def plain_insert(**values: Any) -> bool:
        db.session.execute(sa.insert(WechatIdentity).values(**values))
        return True

    with committed.app_context():
        _earlier()
        monkeypatch.setattr(identities, "_insert_or_ignore", plain_insert)
        with pytest.raises(IntegrityError):
            sign_in_late()


def _earlier() -> int:
    """The sign-in that was quicker: made without the look-up."""
    with transaction():
        account = identities.new_account(age_ok=None)
        assert identities._bind(account, openid_of("race"))
        return account.id
