"""What the worker cleans up, and what must always hold."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import AuthToken, RoleGrant, WechatIdentity
from app.core import duties
from app.core.db import db, transaction
from app.core.idempotency import IdempotencyKey
from app.worker import run_sweep
from tests.accounts.conftest import QINGDELI, Clock
from tests.support.people import grant, sign_in_by_wechat


def sweep(app: Flask, name: str) -> int:
    """One run of a registered sweep, as the worker runs it."""
    db.session.rollback()  # the test's own read must not enclose it
    return run_sweep(app, next(sweep for sweep in duties.sweeps(app) if sweep.name == name))


def broken(app: Flask, name: str) -> list[str]:
    db.session.rollback()
    return duties.invariants(app)[name]()


def count(model: type) -> int:
    db.session.rollback()
    return int(db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0)


def test_dead_sign_ins_go_after_thirty_days_and_living_ones_stay(
    app: Flask, client: FlaskClient, standing_clock: Clock
) -> None:
    out = sign_in_by_wechat(client, "rider", "device-1")
    client.delete("/api/v1/sessions/current", headers=out)
    standing_clock.forward(days=29)
    sign_in_by_wechat(client, "rider", "device-2")
    assert sweep(app, "dead-tokens") == 0
    standing_clock.forward(days=2)
    assert (sweep(app, "dead-tokens"), sweep(app, "dead-tokens")) == (1, 0)
    assert count(AuthToken) == 1
    standing_clock.forward(days=60)
    assert sweep(app, "dead-tokens") == 1


def test_login_codes_are_forgotten_when_they_cannot_be_repeated(
    app: Flask, client: FlaskClient, standing_clock: Clock
) -> None:
    sign_in_by_wechat(client, "rider")
    assert sweep(app, "login-codes") == 0
    standing_clock.forward(minutes=3)
    assert (sweep(app, "login-codes"), sweep(app, "login-codes")) == (1, 0)
    assert db.session.scalars(sa.select(AuthToken.code_sha256)).one() is None


@pytest.mark.usefixtures("places")
def test_lapsed_grants_are_closed_at_their_end(app: Flask, standing_clock: Clock) -> None:
    grant_id = grant("staff", "community_staff", QINGDELI)
    assert broken(app, "no-grant-past-its-end") == []
    standing_clock.forward(days=400)
    assert len(broken(app, "no-grant-past-its-end")) == 1
    assert (sweep(app, "lapsed-grants"), sweep(app, "lapsed-grants")) == (1, 0)
    assert broken(app, "no-grant-past-its-end") == []
    row = db.session.get_one(RoleGrant, grant_id, populate_existing=True)
    assert (row.revoked_at, row.revoked_why) == (row.ends_at, "ended")


@pytest.mark.usefixtures("places")
def test_kept_answers_go_after_seventy_two_hours(app: Flask, client: FlaskClient, standing_clock: Clock) -> None:
    account = client.get("/api/v1/me", headers=sign_in_by_wechat(client, "new")).json["public_no"]
    grant("boss", "township_admin", QINGDELI)
    headers = sign_in_by_wechat(client, "boss") | {"Idempotency-Key": "a-key-of-the-boss"}
    body = {"account": account, "role": "community_staff", "scope_code": QINGDELI}
    assert client.post("/api/v1/grants", json=body, headers=headers).status_code == 201
    standing_clock.forward(hours=71)
    assert sweep(app, "idempotency-keys") == 0
    standing_clock.forward(hours=2)
    assert sweep(app, "idempotency-keys") == 1
    assert count(IdempotencyKey) == 0


def test_an_account_has_one_identity(app: Flask, client: FlaskClient) -> None:
    sign_in_by_wechat(client, "rider")
    assert broken(app, "one-identity-each") == []
    with transaction():
        db.session.execute(sa.delete(WechatIdentity))
    assert len(broken(app, "one-identity-each")) == 1
