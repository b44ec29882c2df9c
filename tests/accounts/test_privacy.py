"""What must not be stored, and what must not be printed."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from marshmallow import Schema

from app.accounts import schemas
from app.accounts.holdings import holdings
from app.accounts.models import Account
from app.core.db import db
from app.core.logs import JsonFormatter, pseudonym
from tests.support.people import openid_of, sign_in_answer

# PRODUCT rule 6, and what stands for it in the languages of a database
FORBIDDEN = re.compile(
    r"ethni|nation(?!al_export)|(?<!t)race|relig|faith|party|politic|member_of_party|employer|discipline|platform|rating"
    r"|score|thought|opinion|ideolog|mood|language|locale|lang\b|id_card|id_number|identity_no|identity_number"
    r"|birth|gender|sex|face|fingerprint_image|marital|health|latitude|longitude|track|minzu|zongjiao|dangyuan|shenfen"
)
ALLOWED = {"EvaluationBody.rating", "EvaluationShape.rating"}  # activities are rated, not people (API)


def test_t56_no_column_or_field_of_rule_six(app: Flask) -> None:
    columns = {f"{table.name}.{column.name}" for table in db.metadata.tables.values() for column in table.columns}
    document = app.test_client().get("/api/openapi.json").json
    fields = {
        f"{name}.{field}"
        for name, schema in document["components"]["schemas"].items()
        for field in schema.get("properties", {})
    }
    assert len(columns) > 50
    assert len(fields) > 50
    found = {name for name in columns | fields if FORBIDDEN.search(name.partition(".")[2].lower())}
    assert found <= ALLOWED


@pytest.mark.parametrize("name", ["ethnicity", "religion", "party_member", "platform_rating", "id_card_no", "language"])
def test_t56_would_notice(name: str) -> None:
    assert FORBIDDEN.search(name)


def test_forms_take_no_field_beside_those_named(app: Flask) -> None:
    bodies = [SchemaClass for name, SchemaClass in vars(schemas).items() if name.endswith("Body")]
    taken = {name for body in bodies for name in body().fields}
    assert all(issubclass(body, Schema) for body in bodies)
    assert taken == {
        "code", "device_name", "device_id", "age_ok", "display_name", "avatar_url", "work_kind", "notice_version",
        "account", "role", "scope_code", "ends_at", "renew",
    }  # fmt: skip


@pytest.fixture
def printed() -> Iterator[io.StringIO]:
    """Everything the process logs from here on, at the finest level, as production prints it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(before)


def test_signing_in_and_binding_a_phone_print_nothing_personal(client: FlaskClient, printed: io.StringIO) -> None:
    code, phone_code, device = "rider.secret-login-code", "phone-13812345678.secret", "device-of-the-rider"
    token = sign_in_answer(client, "rider", device, code=code).json["token"]
    headers = {"Authorization": f"Bearer {token}"}
    assert client.post("/api/v1/me/phone", json={"code": phone_code}, headers=headers).status_code == 200
    assert sign_in_answer(client, "rider", device, code=code).status_code == 201
    assert sign_in_answer(client, "rider", "another", code=code).status_code == 401
    assert client.post("/api/v1/me/phone", json={"code": phone_code}, headers=headers).status_code == 401
    text = printed.getvalue()
    lines = [json.loads(line) for line in text.splitlines()]
    assert len([line for line in lines if line.get("event") == "request"]) == 5
    for secret in (token, openid_of("rider"), "13812345678", "12345678", code, phone_code, device):
        assert secret not in text


def test_a_person_in_the_log_is_a_pseudonym_and_not_the_openid(client: FlaskClient, printed: io.StringIO) -> None:
    token = sign_in_answer(client, "rider").json["token"]
    client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
    ref = db.session.scalars(sa.select(Account.person_ref)).one()
    people = {json.loads(line).get("person") for line in printed.getvalue().splitlines()}
    assert people == {None, pseudonym(ref)}
    assert ref not in printed.getvalue(), "it is of the day, not the ledger's"
    assert openid_of("rider") not in printed.getvalue()


def test_no_table_about_people_holds_a_readable_openid_or_number(app: Flask, client: FlaskClient) -> None:
    token = sign_in_answer(client, "rider").json["token"]
    headers = {"Authorization": f"Bearer {token}"}
    client.post("/api/v1/me/phone", json={"code": "phone-13812345678.dump"}, headers=headers)
    dump = ""
    for name in sorted(held.table for held in holdings(app)):
        rows = db.session.execute(sa.select(db.metadata.tables[name])).all()
        dump += "\n".join(str(tuple(row)) for row in rows)
    for secret in (token, openid_of("rider"), "13812345678"):
        assert secret not in dump
