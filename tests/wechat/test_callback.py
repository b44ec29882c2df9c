"""The callback takes what WeChat signed and sealed for us, and nothing else (W15)."""

from __future__ import annotations

import json
import logging
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.core import clock
from app.core.db import db
from app.core.settings import FAKE_APPID, FAKE_PUSH_TOKEN, Settings
from app.wechat.fake.envelope import ACCOUNT, Keys, Sealed, as_xml, encrypt, sign
from app.wechat.models import Push
from tests.wechat.pushing import KEYS, PATH, RIDER, TEMPLATE, media, popup, post, sealed, tell

BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<xml><ToUserName>gh_1</ToUserName><Encrypt>&b;</Encrypt></xml>"""


def rows() -> list[Push]:
    return list(db.session.scalars(sa.select(Push).order_by(Push.id)))


def refused(answer: Any) -> bool:
    return (answer.status_code, answer.json["type"]) == (403, "/problems/push-refused") and rows() == []


def signed(body: bytes, **changed: str) -> Sealed:
    """Any body under signatures that hold, so far as its Encrypt can be known."""
    stamp, cipher = str(int(clock.epoch())), changed.pop("cipher", "")
    query = {"signature": sign(FAKE_PUSH_TOKEN, stamp, "42"), "timestamp": stamp, "nonce": "42"}
    query |= {"msg_signature": sign(FAKE_PUSH_TOKEN, stamp, "42", cipher)} | changed
    return Sealed(urlencode(query), body, "application/json")


def holding(text: bytes) -> Sealed:
    """A push whose signatures and seal hold, whatever is inside."""
    cipher = encrypt(KEYS, text, b"0" * 16)
    return signed(as_xml({"ToUserName": ACCOUNT, "Encrypt": cipher}).encode(), cipher=cipher)


def with_query(push: Sealed, **changed: str | None) -> Sealed:
    query = dict(parse_qsl(push.query)) | changed
    return push._replace(query=urlencode({name: value for name, value in query.items() if value is not None}))


@pytest.mark.parametrize("form", ["json", "xml"])
def test_w15_a_real_push_is_kept_once_and_answered_success(client: FlaskClient, form: str):
    answer = tell(client, media("t-1"), form=form)
    assert answer.content_type.startswith("text/plain")
    (row,) = rows()
    assert (row.event, row.state, row.attempts) == ("wxa_media_check", "waiting", 0)


@pytest.mark.parametrize("content_type", ["text/xml", "application/json", "text/plain", "application/octet-stream", ""])
def test_w15_content_types_are_not_believed(client: FlaskClient, content_type: str):
    for form in ("json", "xml"):
        answer = post(client, sealed(media(form), form=form), content_type=content_type)
        assert (answer.status_code, answer.text) == (200, "success")


@pytest.mark.parametrize("form", ["json", "xml"])
def test_w15_a_duplicate_is_answered_success_and_does_nothing(client: FlaskClient, form: str):
    for nonce in ("1", "2", "3"):
        tell(client, popup((TEMPLATE, "accept")), form=form, nonce=nonce)
    tell(client, popup((TEMPLATE, "accept")), form="json" if form == "xml" else "xml")
    assert len(rows()) == 1


def test_w15_two_pushes_are_two_rows(client: FlaskClient):
    tell(client, popup((TEMPLATE, "accept")))
    tell(client, popup((TEMPLATE, "accept"), created=1_790_000_001))
    assert len(rows()) == 2


def test_w15_the_openid_stands_nowhere_in_clear(client: FlaskClient):
    tell(client, popup((TEMPLATE, "accept")))
    (row,) = rows()
    stored = [str(value).encode() if isinstance(value, str) else value for value in vars(row).values()]
    assert not any(RIDER.encode() in value for value in stored if isinstance(value, bytes))


@pytest.mark.parametrize("name", ["signature", "msg_signature", "timestamp", "nonce"])
@pytest.mark.parametrize("value", [None, "", "0" * 40, "é", "\udcff"])
def test_w15_a_forged_push_is_refused(client: FlaskClient, name: str, value: str | None):
    text = None if value is None else value.encode("utf-8", "surrogatepass").decode("latin-1")
    assert refused(post(client, with_query(sealed(media()), **{name: text})))


@pytest.mark.parametrize("more", ["wxa_new=1", "a=1&a=2", "encrypt_type=raw", "\x00=%00"])
def test_w15_a_parameter_that_wechat_may_add_some_day_loses_no_push(client: FlaskClient, more: str):
    push = sealed(media())
    assert post(client, push, query=f"{push.query}&{more}").text == "success"
    assert len(rows()) == 1


def test_w15_a_signature_said_twice_counts_as_its_first(client: FlaskClient):
    push = sealed(media())
    assert refused(post(client, push, query=f"signature={'0' * 40}&{push.query}"))
    assert post(client, push, query=f"{push.query}&signature={'0' * 40}").status_code == 200


def test_w15_a_push_signed_with_another_token_is_refused(client: FlaskClient):
    assert refused(post(client, sealed(media(), keys=KEYS._replace(token="guessed"))))


def test_w15_a_push_sealed_with_another_key_is_refused(client: FlaskClient):
    for number in range(20):  # now and then the broken padding looks whole
        other = KEYS._replace(aes_key=f"{number:043d}")
        assert refused(post(client, sealed(media(), keys=other)))


def test_w15_a_push_for_another_app_is_refused(client: FlaskClient):
    assert refused(post(client, sealed(media(), keys=KEYS._replace(appid="wx0000000000000000"))))


@pytest.mark.parametrize("late_s", [301, 86_400, -301])
def test_w15_a_stale_push_is_refused(client: FlaskClient, late_s: int):
    assert refused(post(client, sealed(media(), late_s=late_s)))


@pytest.mark.parametrize("late_s", [0, 290, -290])
def test_w15_five_minutes_of_drift_are_borne(client: FlaskClient, late_s: int):
    assert post(client, sealed(media(), late_s=late_s)).status_code == 200


def test_w15_a_plaintext_push_is_refused_though_its_signature_holds(client: FlaskClient):
    assert refused(post(client, signed(json.dumps(media()).encode())))
    assert refused(post(client, signed(as_xml(media()).encode())))


def test_w15_plaintext_beside_the_cipher_text_counts_for_nothing(client: FlaskClient):
    push = sealed(media("inside"))
    both = json.loads(push.body) | media("outside")
    assert post(client, push, body=json.dumps(both).encode()).status_code == 200
    key = rows()[0].key
    tell(client, media("inside"))
    assert [row.key for row in rows()] == [key]


def test_w15_an_entity_bomb_is_refused_outside_and_inside(client: FlaskClient):
    assert refused(post(client, signed(BOMB)))
    assert refused(post(client, holding(BOMB)))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"<",
        b"<xml/>",
        b"<html></html>",
        b"\xff\xfe",
        b'{"Encrypt": null}',
        b'{"Encrypt": 17}',
        b'{"Encrypt": {"a": "b"}}',
        b"[" * 30_000,
        b"<xml>" * 5000,
        b'<?xml version="1.0" encoding="utf-7"?><xml><Encrypt>a</Encrypt></xml>',
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><xml><Encrypt>a</Encrypt></xml>',
    ],
)
def test_w15_what_cannot_be_read_is_refused(client: FlaskClient, body: bytes):
    assert refused(post(client, signed(body)))


@pytest.mark.parametrize("cipher", ["a", "not base64!", "QUJD", "QUJDREVGR0hJSktMTU5PUA==", "A" * 64, "é"])
def test_w15_whoever_has_the_token_but_not_the_key_is_refused(client: FlaskClient, cipher: str):
    assert refused(post(client, signed(json.dumps({"Encrypt": cipher}).encode(), cipher=cipher)))


def test_w15_too_much_is_refused_before_it_is_read(client: FlaskClient):
    answer = post(client, signed(b"{" + b" " * 70_000 + b"}"))
    assert (answer.status_code, rows()) == (413, [])


@pytest.mark.parametrize("text", ["\\ud800", "a\\u0000b"])
def test_w15_an_event_that_no_database_could_keep_is_refused(client: FlaskClient, text: str):
    inside = f'{{"FromUserName": "o1", "CreateTime": 1, "Event": "{text}"}}'
    assert refused(post(client, holding(inside.encode())))


def test_w15_an_event_that_is_no_object_is_refused(client: FlaskClient):
    for inside in (b"[1, 2]", b"null", b"{", b"<xml>text</xml>", b"<xml/>", b" ", b"\xff\xfe"):
        assert refused(post(client, holding(inside)))


def test_wechat_is_shown_that_the_address_is_ours(client: FlaskClient):
    stamp = str(int(clock.epoch()))
    query = {"signature": sign(FAKE_PUSH_TOKEN, stamp, "42"), "timestamp": stamp, "nonce": "42", "echostr": "5<b>"}
    answer = client.get(PATH, query_string=query)
    assert (answer.status_code, answer.text, answer.mimetype) == (200, "5<b>", "text/plain")
    assert client.get(PATH, query_string=query | {"signature": "0" * 40}).status_code == 403
    assert client.get(PATH, query_string=query | {"timestamp": "1"}).status_code == 403
    assert client.get(PATH).status_code == 403


def test_without_token_and_key_every_push_is_refused(app: Flask, client: FlaskClient):
    bare = Settings.from_env({}, app_env="test", wechat_mode="live", secret_key="k" * 40)
    before = app.extensions["yiqi.settings"]
    app.extensions["yiqi.settings"] = bare
    try:
        stamp = str(int(clock.epoch()))
        query = {"signature": sign("", stamp, "42"), "timestamp": stamp, "nonce": "42"}
        assert client.get(PATH, query_string=query).status_code == 403
        assert refused(post(client, sealed(media(), keys=Keys(FAKE_APPID, "", KEYS.aes_key))))
    finally:
        app.extensions["yiqi.settings"] = before


def test_w10_a_push_leaves_no_openid_and_no_text_in_the_log(client: FlaskClient, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.DEBUG):
        tell(client, popup((TEMPLATE, "accept")))
        post(client, sealed(media(), keys=KEYS._replace(token="guessed")))
    said = "\n".join(str(vars(record)) for record in caplog.records if record.name.startswith("yiqi"))
    assert said
    assert RIDER not in said
    assert FAKE_PUSH_TOKEN not in said
