"""Signing in over HTTP, through the fake platform."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Account, AuthToken, ConsentRecord, WechatIdentity
from app.core import clock
from app.core.db import db
from app.wechat.fake import Serving
from app.wechat.fake.faults import Fault
from tests.accounts.conftest import Clock
from tests.support import people
from tests.support.people import headers_of, openid_of, sign_in_answer, sign_in_by_wechat

LOGIN_PATH = "/sns/jscode2session"


def test_a_first_sign_in_makes_an_account_and_the_second_finds_it(client: FlaskClient) -> None:
    first = sign_in_answer(client, "rider", device_name="小米手机")
    again = sign_in_answer(client, "rider")
    assert (first.status_code, again.status_code) == (201, 201)
    assert (first.json["is_new"], again.json["is_new"]) == (True, False)
    assert first.json["account"]["id"] == again.json["account"]["id"]
    assert first.json["token"] != again.json["token"]
    assert len(first.json["token"]) == 43
    assert first.headers["Cache-Control"] == "private, no-store"


def test_two_users_are_two_accounts(client: FlaskClient) -> None:
    numbers = {sign_in_answer(client, user).json["account"]["public_no"] for user in ("one", "two")}
    assert len(numbers) == 2


def test_a_new_account_has_a_name_a_drawing_and_no_roles(client: FlaskClient) -> None:
    account = sign_in_answer(client, "rider").json["account"]
    assert account["display_name"] == f"小哥·{account['public_no'][-4:]}"
    assert client.get(account["avatar_url"]).mimetype == "image/svg+xml"
    assert (account["roles"], account["phone_masked"], account["unread_notices"]) == ([], None, 0)
    assert (account["status"], account["erased_after"], account["version"]) == ("active", None, 1)


def test_neither_token_nor_openid_nor_code_nor_device_is_stored_readably(app: Flask, client: FlaskClient) -> None:
    code, device = "rider.secret-code", "device-of-the-rider"
    token = sign_in_answer(client, "rider", device, code=code).json["token"]
    row = db.session.scalars(sa.select(AuthToken)).one()
    identity = db.session.scalars(sa.select(WechatIdentity)).one()
    account = db.session.scalars(sa.select(Account)).one()
    openid = openid_of("rider")
    stored = " ".join(str(value) for thing in (row, identity, account) for value in vars(thing).values())
    for secret in (token, openid, code, device, hashlib.sha256(openid.encode()).hexdigest()):
        assert secret not in stored
    assert row.sha256 == hashlib.sha256(token.encode()).hexdigest()
    assert account.person_ref not in {openid, identity.openid_hash}


def test_the_first_sign_in_is_the_consent_to_an_account(client: FlaskClient, app: Flask) -> None:
    sign_in_by_wechat(client, "rider")
    sign_in_by_wechat(client, "rider")
    records = db.session.scalars(sa.select(ConsentRecord)).all()
    assert [(record.purpose, record.action) for record in records] == [("account", "given")]


def test_w14_a_repeated_code_from_the_same_device_is_the_same_sign_in_with_a_new_token(
    client: FlaskClient, wechat: Serving
) -> None:
    first = sign_in_answer(client, "rider", "device-1", code="rider.lost-answer")
    asked = wechat.platform.calls[LOGIN_PATH]
    again = sign_in_answer(client, "rider", "device-1", code="rider.lost-answer")
    assert again.status_code == 201
    assert wechat.platform.calls[LOGIN_PATH] == asked, "WeChat was asked again"
    assert again.json["token"] != first.json["token"]
    assert again.json["is_new"] is True
    assert again.json["account"] == first.json["account"]
    assert client.get("/api/v1/me", headers=headers_of(first.json["token"])).status_code == 401
    devices = client.get("/api/v1/sessions", headers=headers_of(again.json["token"])).json["items"]
    assert len(devices) == 1


@pytest.mark.parametrize("device_id", ["device-2", None])
def test_w14_a_repeated_code_from_another_device_or_none_is_rejected(
    client: FlaskClient, device_id: str | None
) -> None:
    sign_in_answer(client, "rider", "device-1", code=f"rider.stolen-{device_id}")
    again = sign_in_answer(client, "rider", device_id, code=f"rider.stolen-{device_id}")
    assert again.status_code == 401
    assert again.json["type"] == "/problems/login-code-rejected"


@pytest.mark.parametrize(("seconds", "status"), [(119, 201), (121, 401)])
def test_w14_a_code_is_repeated_within_two_minutes_only(
    client: FlaskClient, standing_clock: Clock, seconds: int, status: int
) -> None:
    code = f"rider.after-{seconds}"
    sign_in_answer(client, "rider", "device-1", code=code)
    standing_clock.forward(seconds=seconds)
    assert sign_in_answer(client, "rider", "device-1", code=code).status_code == status


def test_a_code_cannot_be_repeated_after_signing_out(client: FlaskClient) -> None:
    headers = sign_in_by_wechat(client, "rider", "device-1", code="rider.out")
    assert client.delete("/api/v1/sessions/current", headers=headers).status_code == 204
    assert sign_in_answer(client, "rider", "device-1", code="rider.out").status_code == 401


@pytest.mark.parametrize(
    ("code", "status", "slug"),
    [
        ("bad.code", 401, "login-code-rejected"),
        ("no-dot", 401, "login-code-rejected"),
        ("risk.user", 403, "wechat-user-blocked"),
    ],
)
def test_what_wechat_refuses_is_told_as_a_problem(client: FlaskClient, code: str, status: int, slug: str) -> None:
    response = sign_in_answer(client, "-", code=code)
    assert (response.status_code, response.json["type"]) == (status, f"/problems/{slug}")


def test_while_wechat_is_away_signing_in_says_so_and_changes_nothing(client: FlaskClient, wechat: Serving) -> None:
    wechat.platform.faults.add(Fault.of({"path": LOGIN_PATH, "count": 1, "kind": "empty"}))
    response = sign_in_answer(client, "unlucky")
    assert (response.status_code, response.json["type"]) == (503, "/problems/wechat-unavailable")
    assert "Retry-After" in response.headers
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Account)) == 0


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"code": ""},
        {"code": "x" * 129},
        {"code": 5},
        {"code": "rider.1", "openid": "o123"},
        {"code": "rider.1", "age_ok": "yes"},
        {"code": "rider.1", "age_ok": 1},
        {"code": "rider.1", "device_id": ""},
        {"code": "rider.1", "device_name": "x" * 41},
    ],
)
def test_a_malformed_sign_in_is_422(client: FlaskClient, body: dict[str, Any]) -> None:
    assert client.post("/api/v1/sessions", json=body).status_code == 422


def test_age_left_out_changes_nothing_and_given_is_kept(client: FlaskClient) -> None:
    def age(**body: Any) -> bool:
        return bool(sign_in_answer(client, "young", **body).json["account"]["age_ok"])

    assert age(age_ok=False) is False
    assert age() is False
    assert age(age_ok=True) is True
    assert age() is True


def test_with_the_fake_platform_a_new_account_is_old_enough_and_live_it_is_not(
    client: FlaskClient, with_settings: Callable[..., None]
) -> None:
    assert sign_in_answer(client, "one").json["account"]["age_ok"] is True
    with_settings(wechat_mode="live")
    assert sign_in_answer(client, "two").json["account"]["age_ok"] is False


def test_a_new_login_on_a_device_ends_the_old_one_there_and_no_other(client: FlaskClient) -> None:
    here, elsewhere = sign_in_by_wechat(client, "rider", "device-1"), sign_in_by_wechat(client, "rider", "device-2")
    somebody_else = sign_in_by_wechat(client, "other", "device-1")
    new = sign_in_by_wechat(client, "rider", "device-1")
    answers = [client.get("/api/v1/me", headers=h).status_code for h in (here, elsewhere, somebody_else, new)]
    assert answers == [401, 200, 200, 200]


def test_ten_sign_ins_a_minute_from_one_device_and_no_more(client: FlaskClient) -> None:
    answers = [sign_in_answer(client, "rider", "device-1") for _ in range(11)]
    assert [answer.status_code for answer in answers] == [201] * 10 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert sign_in_answer(client, "rider", "device-2").status_code == 201


def test_sign_ins_are_limited_by_network_too(client: FlaskClient, with_settings: Callable[..., None]) -> None:
    with_settings(sign_in_per_address="3/minute")
    answers = [sign_in_answer(client, f"user{n}", f"device-{n}").status_code for n in range(4)]
    assert answers == [201, 201, 201, 429]


def test_an_old_token_does_not_keep_anybody_from_signing_in(client: FlaskClient) -> None:
    response = client.post("/api/v1/sessions", json={"code": "rider.1"}, headers=headers_of("x" * 43))
    assert response.status_code == 201


def test_an_idempotency_key_on_a_sign_in_is_ignored(client: FlaskClient) -> None:
    headers = people.sign_in(client, "rider") | {"Idempotency-Key": "key-of-a-sign-in"}
    first = client.post("/api/v1/sessions", json={"code": "rider.k1"}, headers=headers)
    second = client.post("/api/v1/sessions", json={"code": "rider.k2"}, headers=headers)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json["token"] != second.json["token"]


def test_the_answer_says_when_the_sign_in_ends_if_it_is_not_used(client: FlaskClient, standing_clock: Clock) -> None:
    answer = sign_in_answer(client, "rider").json
    standing_clock.forward(days=30)
    assert answer["expires_at"] == clock.rfc3339(standing_clock.instant)


def test_renewing_finds_an_account_and_makes_none(client: FlaskClient) -> None:
    sign_in_by_wechat(client, "rider")
    assert sign_in_answer(client, "rider", renew=True).status_code == 201
    refused = sign_in_answer(client, "nobody", renew=True)
    assert (refused.status_code, refused.json["type"]) == (401, "/problems/account-gone")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Account)) == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ConsentRecord)) == 1


def test_a_phone_that_its_owner_signed_out_is_not_signed_in_again_by_itself(client: FlaskClient) -> None:
    other = sign_in_answer(client, "rider", "other").json
    own = headers_of(sign_in_answer(client, "rider", "own").json["token"])
    listed = client.get("/api/v1/sessions", headers=own).json["items"]
    (session,) = [row["id"] for row in listed if not row["current"]]
    assert client.delete(f"/api/v1/sessions/{session}", headers=own).status_code == 204

    refused = sign_in_answer(client, "rider", "other", renew=True)
    assert (refused.status_code, refused.json["type"]) == (401, "/problems/signed-out")
    assert sign_in_answer(client, "rider", "own", renew=True).status_code == 201
    again = sign_in_answer(client, "rider", "other")
    assert (again.status_code, again.json["account"]["id"]) == (201, other["account"]["id"])
    assert sign_in_answer(client, "rider", "other", renew=True).status_code == 201


def test_a_sign_in_that_a_new_role_ended_is_renewed(client: FlaskClient, places: None) -> None:
    sign_in_answer(client, "rider", "own")
    people.grant("rider", "community_staff", "652701001")
    assert sign_in_answer(client, "rider", "own", renew=True).status_code == 201
