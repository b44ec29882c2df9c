"""One's copy of everything, as data and on paper, and the page of what is stored: T58, P3."""

from __future__ import annotations

import io
from typing import Any

import pypdf
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import export_paper, exporting
from app.accounts.holdings import holdings
from app.accounts.models import Phone
from app.core.db import db, transaction
from tests.accounts.leavers import bind_phone, columns_of_people, person
from tests.accounts.rows_of_people import plant
from tests.support.people import openid_of, sign_in_by_wechat

EXPORT, STORED = "/api/v1/me/export", "/api/v1/me/stored"


def rows(found: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    return {table["table"]: table["rows"] for table in found["tables"]}


def read_pdf(raw: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(raw)).pages).replace("\n", "")


def test_t58_the_export_has_a_row_for_every_row_of_every_table(app: Flask, client: FlaskClient) -> None:
    headers, _ = sign_in_by_wechat(client, "rider"), sign_in_by_wechat(client, "neighbour")
    own, other = person("rider"), person("neighbour")
    before = {name: len(found) for name, found in rows(exporting.everything(own.account_id)).items()}
    places = [(t, c) for t, c in columns_of_people(app) if not c.primary_key or t.name != "auth_tokens"]
    db.session.rollback()
    with transaction():
        for table, column in places:
            plant(table, column, own)
            plant(table, column, other)
    found = rows(client.get(EXPORT, headers=headers).json)
    for name, held in before.items():
        expected = held + len([1 for table, _ in places if table.name == name])
        assert len(found[name]) == expected, name
    assert len(found["accounts"]) == 1


def test_t58_negative_control_a_table_left_out_of_the_export_is_seen(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "yiqi.holdings", [h for h in holdings(app) if h.table != "phones"])
    assert "phones" not in rows(client.get(EXPORT, headers=sign_in_by_wechat(client, "rider")).json)


def test_the_export_is_readable_by_its_owner_and_about_nobody_else(client: FlaskClient) -> None:
    headers = sign_in_by_wechat(client, "rider", device_name="我的手机")
    sign_in_by_wechat(client, "neighbour")
    bind_phone(client, headers)
    answer = client.get(EXPORT, headers=headers)
    found = rows(answer.json)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert [row["phone"] for row in found["phones"]] == ["13812345678"]
    assert [row["openid"] for row in found["wechat_identities"]] == [openid_of("rider")]
    assert [row["device_name"] for row in found["auth_tokens"]] == ["我的手机"]
    assert {row["purpose"] for row in found["consent_records"]} == {"account", "phone"}
    assert openid_of("neighbour") not in answer.get_data(as_text=True)


def test_an_empty_table_says_that_nothing_is_held(client: FlaskClient) -> None:
    tables = client.get(EXPORT, headers=sign_in_by_wechat(client, "rider")).json["tables"]
    empty = [table for table in tables if not table["rows"]]
    assert "phones" in {table["table"] for table in empty}
    assert all(table["what"] and table["kept"] for table in tables)


def test_on_paper_it_is_chinese_and_holds_the_same(client: FlaskClient) -> None:
    headers = sign_in_by_wechat(client, "rider")
    bind_phone(client, headers)
    answer = client.get(f"{EXPORT}?format=pdf", headers=headers)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Cache-Control"] == "private, no-store"
    text = read_pdf(answer.data)
    for word in (
        "益骑驿站保存的我的信息",
        "手机号：13812345678",
        "登录过的设备",
        client.get("/api/v1/me", headers=headers).json["public_no"],
    ):
        assert word in text, word


def test_a_name_the_font_lacks_refuses_nobody_their_paper(client: FlaskClient) -> None:
    headers = sign_in_by_wechat(client, "rider") | {"If-Match": '"1"'}
    body = {"display_name": "小马🐎", "avatar_url": "/static/avatars/1.svg", "work_kind": None, "age_ok": True}
    assert client.put("/api/v1/me/profile", json=body, headers=headers).status_code == 200
    answer = client.get(f"{EXPORT}?format=pdf", headers=headers)
    assert "小马[U+1F40E]" in read_pdf(answer.data)


def test_of_a_long_table_the_paper_has_the_newest_and_says_how_many_more(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_paper, "MOST", 2)
    for number in range(4):
        headers = sign_in_by_wechat(client, "rider", f"device-{number}", device_name=f"第{number}台")
    text = read_pdf(client.get(f"{EXPORT}?format=pdf", headers=headers).data)
    assert "更早的2条没有印出来" in text
    assert "第3台" in text and "第2台" in text and "第1台" not in text


def test_the_eleventh_export_of_an_hour_is_refused(client: FlaskClient) -> None:
    headers = sign_in_by_wechat(client, "rider")
    answers = [client.get(EXPORT, headers=headers).status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]


def test_another_format_is_refused(client: FlaskClient) -> None:
    assert client.get(f"{EXPORT}?format=xml", headers=sign_in_by_wechat(client, "rider")).status_code == 422


def test_what_is_stored_is_one_line_a_table_with_its_consent(client: FlaskClient) -> None:
    headers = sign_in_by_wechat(client, "rider")
    bind_phone(client, headers)
    items = {item["what"]: item for item in client.get(STORED, headers=headers).json["items"]}
    phone = items["手机号（加密存放）"]
    assert (phone["purpose"], phone["count"], phone["consent"], phone["switchable"]) == ("phone", 1, "given", True)
    assert phone["since"] and phone["kept_until"] == "到您删掉为止"
    account = next(item for item in items.values() if item["purpose"] == "account")
    assert (account["consent"], account["switchable"]) == ("given", False)
    client.delete("/api/v1/me/consents/phone", headers=headers)
    items = {item["what"]: item for item in client.get(STORED, headers=headers).json["items"]}
    assert (items["手机号（加密存放）"]["count"], items["手机号（加密存放）"]["consent"]) == (0, "withdrawn")
    assert items["手机号（加密存放）"]["since"] is None


def test_the_phone_is_sealed_where_it_is_kept(client: FlaskClient) -> None:
    headers = sign_in_by_wechat(client, "rider")
    bind_phone(client, headers)
    assert b"13812345678" not in db.session.query(Phone).one().enc
