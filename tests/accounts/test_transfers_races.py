"""Moving to another WeChat account while others act: real threads, real commits; each guard with its negative control."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts import identities, revocations, transfers
from app.accounts.models import Account, WechatIdentity
from app.accounts.transfer_models import Transfer
from app.core import duties
from app.core.audit import AuditEvent
from app.core.db import db, transaction
from app.core.problems import NotSignedIn
from tests.accounts.conftest import QINGDELI, load_places
from tests.accounts.movers import CODES, approve, asked, code_of, type_code
from tests.accounts.test_races import at_once
from tests.support.people import Headers, grant, openid_of, sign_in_answer, sign_in_by_wechat

ROUNDS = 4


def both(app: Flask, n: int = 0) -> tuple[Headers, Headers]:
    """An old and a new side, signed in."""
    client = app.test_client()
    return sign_in_by_wechat(client, f"old-{n}", "phone-1"), sign_in_by_wechat(client, f"new-{n}", "phone-2")


def owner(app: Flask, user: str) -> int | None:
    """The account of a fake user."""
    with app.app_context():
        found = identities.find(openid_of(user))
        return found.id if found is not None else None


def count(app: Flask, model: Any, *which: sa.ColumnElement[bool]) -> int:
    with app.app_context():
        return int(db.session.scalar(sa.select(sa.func.count()).select_from(model).where(*which)) or 0)


def is_postgres(app: Flask) -> bool:
    with app.app_context():
        return db.engine.dialect.name == "postgresql"


def nothing_is_broken(app: Flask) -> None:
    with app.app_context():
        assert [fault for check in duties.invariants(app).values() for fault in check()] == []


def left_wechat(app: Flask, user: str) -> bool:
    """WeChat tells that somebody left; False when the worker has to hear it again."""
    with app.app_context():
        try:
            with transaction():
                revocations.leave_wechat(openid_of(user))
        except NotSignedIn:
            return False
        return True


def test_an_approval_tapped_four_times_at_once_moves_once(committed: Flask) -> None:
    old, new = both(committed)
    transfer_id = asked(committed.test_client(), old, new)
    answers = at_once(*[lambda: approve(committed.test_client(), old, transfer_id)] * 4)
    assert {answer.status_code for answer in answers} <= {200, 401}, "who came late has no sign-in any more"
    assert sum(answer.status_code == 200 for answer in answers) >= 1
    assert len({answer.json["state"] for answer in answers if answer.status_code == 200}) == 1
    assert count(committed, AuditEvent, AuditEvent.action == "account.transfer") == 1
    assert count(committed, WechatIdentity) == 1
    nothing_is_broken(committed)


def test_negative_control_without_the_locks_the_second_approval_breaks_on_the_first(
    committed: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both read the transfer as waiting. On SQLite the second reads only after the first has committed anyway."""
    old, new = both(committed)
    transfer_id = asked(committed.test_client(), old, new)
    postgres, gate = is_postgres(committed), threading.Barrier(2)

    def unlocked(old_id: int, new_id: int) -> tuple[Account, Account]:
        return db.session.get_one(Account, old_id), db.session.get_one(Account, new_id)

    def read(found_id: int) -> Transfer | None:
        row = db.session.get(Transfer, found_id)
        if postgres:
            gate.wait(10)
        return row

    monkeypatch.setattr(transfers, "_lock_both", unlocked)
    monkeypatch.setattr(transfers, "_locked", read)
    answers = at_once(*[lambda: approve(committed.test_client(), old, transfer_id)] * 2)
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [200, 500] if postgres else statuses in ([200, 200], [200, 401])


def test_an_approval_and_a_new_code_have_one_outcome(committed: Flask) -> None:
    for n in range(ROUNDS):
        old, new = both(committed, n)
        was, transfer_id = owner(committed, f"old-{n}"), asked(committed.test_client(), old, new)
        approved, made = at_once(
            lambda old=old, t=transfer_id: approve(committed.test_client(), old, t),
            lambda old=old: committed.test_client().post(CODES, headers=old),
        )
        assert approved.status_code in {200, 409}
        if approved.status_code == 200:
            assert made.status_code in {201, 401}
            assert owner(committed, f"new-{n}") == was
        else:
            assert (approved.json["type"], made.status_code) == ("/problems/transfer-over", 201)
            assert owner(committed, f"old-{n}") == was
    nothing_is_broken(committed)


@pytest.mark.parametrize("leaver", ["old", "new"])
def test_an_approval_and_the_erasure_of_one_side_have_one_outcome(committed: Flask, leaver: str) -> None:
    for n in range(ROUNDS):
        old, new = both(committed, n)
        was, transfer_id = owner(committed, f"old-{n}"), asked(committed.test_client(), old, new)
        approved, _ = at_once(
            lambda old=old, t=transfer_id: approve(committed.test_client(), old, t),
            lambda n=n: left_wechat(committed, f"{leaver}-{n}"),
        )
        with committed.app_context():
            status = db.session.get_one(Account, was).status
        if approved.status_code == 200 and leaver == "old":
            assert (status, owner(committed, f"new-{n}")) == ("active", was)
        elif approved.status_code == 200:  # told of the new WeChat user before or after the move
            assert (status, owner(committed, f"new-{n}")) in {("active", was), ("erased", None)}
        else:
            assert approved.status_code in {401, 404, 409}
            assert status == ("erased" if leaver == "old" else "active")
        nothing_is_broken(committed)


def approving_meanwhile(app: Flask, monkeypatch: pytest.MonkeyPatch, old: Headers, transfer_id: int) -> None:
    """Whoever next waits for an account's lock gets it only after the approval was committed (PostgreSQL)."""
    real, done = identities.lock_account, threading.Event()

    def slow(account_id: int) -> Account:
        if not done.is_set():
            done.set()
            worker = threading.Thread(target=approve, args=(app.test_client(), old, transfer_id))
            worker.start()
            worker.join(20)
        return real(account_id)

    if is_postgres(app):
        monkeypatch.setattr(identities, "lock_account", slow)
    else:  # one writer at a time: the approval is wholly before or wholly after
        approve(app.test_client(), old, transfer_id)


def test_a_late_word_that_the_old_wechat_user_left_does_not_erase_the_moved_account(
    committed: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = both(committed)
    was, transfer_id = owner(committed, "old-0"), asked(committed.test_client(), old, new)
    approving_meanwhile(committed, monkeypatch, old, transfer_id)
    left_wechat(committed, "old-0")
    assert owner(committed, "new-0") == was


def test_negative_control_without_asking_again_the_moved_account_is_erased(
    committed: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = both(committed)
    was, transfer_id = owner(committed, "old-0"), asked(committed.test_client(), old, new)
    monkeypatch.setattr(identities, "belongs_to", lambda _openid, _account_id: True)
    approving_meanwhile(committed, monkeypatch, old, transfer_id)
    left_wechat(committed, "old-0")
    assert (owner(committed, "new-0") == was) is not is_postgres(committed)


def test_the_old_wechat_user_signing_in_meanwhile_does_not_land_on_the_moved_account(
    committed: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = both(committed)
    was, transfer_id = owner(committed, "old-0"), asked(committed.test_client(), old, new)
    approving_meanwhile(committed, monkeypatch, old, transfer_id)
    answer = sign_in_answer(committed.test_client(), "old-0", "phone-1")
    if answer.status_code == 401:
        answer = sign_in_answer(committed.test_client(), "old-0", "phone-1")  # the silent login
    assert (answer.status_code, answer.json["account"]["id"] == was) == (201, False)


def test_negative_control_without_asking_again_the_old_wechat_user_gets_in(
    committed: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = both(committed)
    was, transfer_id = owner(committed, "old-0"), asked(committed.test_client(), old, new)
    monkeypatch.setattr(identities, "belongs_to", lambda _openid, _account_id: True)
    approving_meanwhile(committed, monkeypatch, old, transfer_id)
    answer = sign_in_answer(committed.test_client(), "old-0", "phone-1")
    assert (answer.json["account"]["id"] == was) is is_postgres(committed)


def test_one_code_typed_by_two_at_once_is_used_once(committed: Flask) -> None:
    for n in range(ROUNDS):
        old, new = both(committed, n)
        third = sign_in_by_wechat(committed.test_client(), f"third-{n}")
        code = code_of(committed.test_client(), old)
        answers = at_once(*(lambda h=h, c=code: type_code(committed.test_client(), h, c) for h in (new, third)))  # type: ignore[misc]
        assert sorted(answer.status_code for answer in answers) == [202, 409]
        assert [a.json["type"] for a in answers if a.status_code == 409] == ["/problems/code-used"]


def test_one_code_typed_twice_at_once_by_one_side_is_one_request_and_one_notice(committed: Flask) -> None:
    old, new = both(committed)
    code = code_of(committed.test_client(), old)
    answers = at_once(*[lambda: type_code(committed.test_client(), new, code)] * 4)
    assert [answer.status_code for answer in answers] == [202] * 4
    assert len({answer.data for answer in answers}) == 1
    assert len(committed.test_client().get("/api/v1/me/notices", headers=old).json["items"]) == 1


def test_two_codes_made_at_once_leave_one_that_works(committed: Flask) -> None:
    old, new = both(committed)
    codes = at_once(*[lambda: code_of(committed.test_client(), old)] * 2)
    assert sorted(type_code(committed.test_client(), new, code).status_code for code in codes) == [202, 409]
    assert count(committed, Transfer, Transfer.state.in_(("code", "asked"))) == 1


def test_a_role_given_to_the_new_side_meanwhile_is_never_lost(
    committed: Flask, floors_above: Callable[[Flask], None]
) -> None:
    floors_above(committed)
    with committed.app_context():
        load_places()
        grant("admin", "township_admin", QINGDELI)
    admin = sign_in_by_wechat(committed.test_client(), "admin")
    for n in range(ROUNDS):
        old, new = both(committed, n)
        me = committed.test_client().get("/api/v1/me", headers=new).json["public_no"]
        transfer_id = asked(committed.test_client(), old, new)
        body = {"account": me, "role": "station_manager", "scope_code": "T1"}
        approved, given = at_once(
            lambda old=old, t=transfer_id: approve(committed.test_client(), old, t),
            lambda body=body: committed.test_client().post("/api/v1/grants", json=body, headers=admin),
        )
        assert (approved.status_code, given.status_code) in {(200, 404), (409, 201)}
    nothing_is_broken(committed)
