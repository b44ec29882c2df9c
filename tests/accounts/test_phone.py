"""Binding a phone through the fake platform, its consent, and taking it back."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import ConsentRecord, Phone
from app.core.db import db
from app.wechat.fake import Serving
from app.wechat.fake.faults import Fault
from tests.accounts.conftest import Clock
from tests.support.people import sign_in_by_wechat

PATH = "/api/v1/me/phone"
PHONE_CALL = "/wxa/business/getuserphonenumber"


@pytest.fixture
def rider(client: FlaskClient) -> dict[str, str]:
    return sign_in_by_wechat(client, "rider")


def bind(client: FlaskClient, headers: dict[str, str], code: str, **body: Any) -> Any:
    return client.post(PATH, json={"code": code} | body, headers=headers)


def given(purpose: str = "phone") -> list[str]:
    query = sa.select(ConsentRecord.action).where(ConsentRecord.purpose == purpose).order_by(ConsentRecord.id)
    return list(db.session.scalars(query))


def test_a_bound_phone_is_shown_masked_and_stored_sealed(client: FlaskClient, rider: dict[str, str]) -> None:
    response = bind(client, rider, "phone-13812345678.first")
    assert (response.status_code, response.json) == (200, {"phone_masked": "138****5678"})
    assert client.get("/api/v1/me", headers=rider).json["phone_masked"] == "138****5678"
    assert b"12345678" not in db.session.scalars(sa.select(Phone)).one().enc
    assert given() == ["given"]


def test_binding_again_replaces_the_number_and_asks_no_second_consent(
    client: FlaskClient, rider: dict[str, str]
) -> None:
    bind(client, rider, "phone-13812345678.again-1")
    assert bind(client, rider, "phone-13900001111.again-2").json == {"phone_masked": "139****1111"}
    assert len(db.session.scalars(sa.select(Phone)).all()) == 1
    assert given() == ["given"]


def test_a_number_that_somebody_else_had_before_gives_its_new_owner_nothing(client: FlaskClient) -> None:
    first, second = sign_in_by_wechat(client, "first"), sign_in_by_wechat(client, "second")
    assert bind(client, first, "phone-13812345678.recycled-1").status_code == 200
    assert bind(client, second, "phone-13812345678.recycled-2").status_code == 200
    accounts = [client.get("/api/v1/me", headers=headers).json for headers in (first, second)]
    assert accounts[0]["id"] != accounts[1]["id"]
    assert accounts[0]["phone_masked"] == accounts[1]["phone_masked"]


@pytest.mark.parametrize("code", ["bad-code", "phone-13812345678.x@somebody-else"])
def test_a_code_that_wechat_refuses_is_409(client: FlaskClient, rider: dict[str, str], code: str) -> None:
    response = bind(client, rider, code)
    assert (response.status_code, response.json["type"]) == (409, "/problems/phone-code-rejected")
    assert client.get("/api/v1/me", headers=rider).json["phone_masked"] is None
    assert given() == []


def test_removing_the_phone_deletes_it_and_binding_again_is_one_tap(client: FlaskClient, rider: dict[str, str]) -> None:
    bind(client, rider, "phone-13812345678.remove-1")
    for _ in range(2):
        assert client.delete(PATH, headers=rider).json == {"phone_masked": None}
    assert db.session.scalars(sa.select(Phone)).all() == []
    assert bind(client, rider, "phone-13812345678.remove-2").status_code == 200


def test_t68_withdrawing_the_purpose_deletes_the_phone_and_refuses_until_given_again(
    client: FlaskClient, rider: dict[str, str], wechat: Serving
) -> None:
    bind(client, rider, "phone-13812345678.w-1")
    assert client.delete("/api/v1/me/consents/phone", headers=rider).json["state"] == "withdrawn"
    assert client.get("/api/v1/me", headers=rider).json["phone_masked"] is None
    asked = wechat.platform.calls[PHONE_CALL]
    refused = bind(client, rider, "phone-13812345678.w-2")
    assert (refused.status_code, refused.json["type"]) == (403, "/problems/consent-withdrawn")
    assert wechat.platform.calls[PHONE_CALL] == asked, "a number was paid for"
    assert client.put("/api/v1/me/consents/phone", json={"notice_version": 1}, headers=rider).status_code == 200
    assert bind(client, rider, "phone-13812345678.w-3").status_code == 200
    assert given() == ["given", "withdrawn", "given"]


def test_t68_an_old_notice_version_is_409_and_the_current_one_passes(
    client: FlaskClient, rider: dict[str, str], wechat: Serving
) -> None:
    version = client.get("/api/v1/client-config").json["notices"]["phone"]["version"]
    asked = wechat.platform.calls[PHONE_CALL]
    refused = bind(client, rider, "phone-13812345678.v-1", notice_version=version - 1)
    assert (refused.status_code, refused.json["type"]) == (409, "/problems/notice-changed")
    assert wechat.platform.calls[PHONE_CALL] == asked
    assert bind(client, rider, "phone-13812345678.v-2", notice_version=version).status_code == 200


def test_t68_without_age_a_phone_is_not_bound_but_may_be_removed(client: FlaskClient) -> None:
    headers = sign_in_by_wechat(client, "young", age_ok=False)
    refused = bind(client, headers, "phone-13812345678.age")
    assert (refused.status_code, refused.json["type"]) == (403, "/problems/age-unconfirmed")
    assert client.delete(PATH, headers=headers).status_code == 200


def test_five_a_day_and_no_more(client: FlaskClient, rider: dict[str, str], standing_clock: Clock) -> None:
    answers = [bind(client, rider, f"phone-13812345678.day-{n}").status_code for n in range(6)]
    assert answers == [200] * 5 + [429]


def test_while_wechat_is_away_nothing_is_kept_and_it_is_told(
    client: FlaskClient, rider: dict[str, str], wechat: Serving
) -> None:
    wechat.platform.faults.add(Fault.of({"path": PHONE_CALL, "count": 1, "kind": "empty"}))
    response = bind(client, rider, "phone-13812345678.away")
    assert response.status_code == 503
    assert db.session.scalars(sa.select(Phone)).all() == []
    assert given() == []


def test_the_openid_handed_to_wechat_is_this_persons(app: Flask, client: FlaskClient, rider: dict[str, str]) -> None:
    assert bind(client, rider, "phone-13812345678.mine@rider").status_code == 200
