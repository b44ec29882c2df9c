"""T64: what is secret or a place leaves no answer behind, and what is stored cannot be guessed without the secret."""

from __future__ import annotations

import hashlib
import hmac
import json
import uuid
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.core import sealing
from app.core.db import db
from app.core.idempotency import IdempotencyKey
from tests.accounts.leavers import BACK
from tests.support.people import openid_of, sign_in_by_wechat

KEYLESS = {  # what the contract names (API "Idempotency-Key"), and the ends of paths that any feature may add
    "/api/v1/sessions", "/api/v1/me/phone", "/api/v1/me/transfer-codes", "/api/v1/me/transfers",
    "/api/v1/me/calendar-feed", "/api/v1/missing-station-votes",
}  # fmt: skip
KEYLESS_ENDS = ("/position", "/walk-ins", "/phone-reveal")


def kept() -> list[IdempotencyKey]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(IdempotencyKey)))


def everything_stored() -> str:
    """Every value of every table as one text, bytes in hex and as they are."""
    db.session.rollback()
    values = [
        value
        for table in db.metadata.tables.values()
        for row in db.session.execute(sa.select(table))
        for value in row
        if isinstance(value, str | bytes)
    ]
    return "\n".join(value if isinstance(value, str) else value.decode("latin-1") + value.hex() for value in values)


def guesses(text: str) -> set[str]:
    """What somebody without the secret could try for a known text."""
    raw = text.encode()
    plain = {hashlib.new(name, raw).hexdigest() for name in ("md5", "sha1", "sha256", "sha512", "blake2b")}
    keyed = {hmac.new(key, raw, hashlib.sha256).hexdigest() for key in (b"", b"yiqi", b"openid", b"hash:openid")}
    return plain | keyed | {text}


def test_t64_no_route_with_a_secret_or_a_place_takes_a_key(shared_app: Flask) -> None:
    posts = [rule for rule in shared_app.url_map.iter_rules() if "POST" in (rule.methods or set())]
    named = [rule for rule in posts if rule.rule in KEYLESS or rule.rule.endswith(KEYLESS_ENDS)]
    moving = {"/api/v1/me/transfer-codes", "/api/v1/me/transfers"}
    assert {"/api/v1/sessions", "/api/v1/me/phone"} | moving <= {rule.rule for rule in named}
    for rule in named:
        assert hasattr(shared_app.view_functions[rule.endpoint], "__keyless__"), rule.rule


def test_t64_sign_in_and_phone_keep_no_answer_even_with_a_key(client: FlaskClient) -> None:
    headers = sign_in_by_wechat(client, "rider")
    body = {"code": f"rider.{uuid.uuid4().hex}", "device_id": "device-of-the-rider"}
    with_key = headers | {"Idempotency-Key": "a-key-of-the-rider"}
    assert client.post("/api/v1/sessions", json=body, headers=with_key).status_code == 201
    phone = {"code": f"phone-13812345678.{uuid.uuid4().hex}"}
    assert client.post("/api/v1/me/phone", json=phone, headers=with_key).status_code == 200
    assert kept() == []


def test_negative_control_another_call_keeps_its_answer(client: FlaskClient) -> None:
    headers = sign_in_by_wechat(client, "rider") | {"Idempotency-Key": "a-key-of-the-rider"}
    assert client.post(BACK, headers=headers).status_code == 200
    (row,) = kept()
    assert json.loads(row.body)["status"] == "active"


def test_t64_known_texts_match_nothing_that_is_stored(client: FlaskClient) -> None:
    device, number = "device-of-the-rider", "13812345678"
    headers = sign_in_by_wechat(client, "rider", device)
    client.post("/api/v1/me/phone", json={"code": f"phone-{number}.{uuid.uuid4().hex}"}, headers=headers)
    client.post(BACK, headers=headers | {"Idempotency-Key": "a-key-of-the-rider"})
    stored = everything_stored()
    fingerprinted = json.dumps(["POST", f"{BACK}?", "", ""])
    for known in (openid_of("rider"), device, number, f"86 {number}", fingerprinted):
        assert [guess for guess in guesses(known) if guess in stored] == [], known


def test_negative_control_a_plain_hash_would_be_found(client: FlaskClient) -> None:
    code = f"rider.{uuid.uuid4().hex}"
    client.post("/api/v1/sessions", json={"code": code, "device_id": "d"})
    assert [guess for guess in guesses(code) if guess in everything_stored()]  # random, and kept for two minutes only


def test_t64_known_positions_match_no_key_without_the_secret(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A position has about 40,000 places of 110 m in a town: its fingerprint is tried out unless it is keyed."""
    found: Any = app.extensions["yiqi.settings"]
    places = [
        json.dumps(["POST", "/api/v1/x?", "application/json", json.dumps({"lat": 44.9 + n / 1000})]) for n in range(50)
    ]
    stored = {sealing.keyed_hash("idempotency", place) for place in places}
    assert len(stored) == 50
    assert not {guess for place in places for guess in guesses(place)} & stored
    monkeypatch.setitem(app.extensions, "yiqi.settings", replace(found, secret_key="x" * 32))
    assert not {sealing.keyed_hash("idempotency", place) for place in places} & stored
