"""What the tests of moving to another WeChat account share."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from tests.support.people import Headers

CODES, TRANSFERS = "/api/v1/me/transfer-codes", "/api/v1/me/transfers"
APPROVAL = TRANSFERS + "/{}/approval"


def code_of(client: FlaskClient, headers: Headers) -> str:
    """A code made on the old side."""
    made = client.post(CODES, headers=headers)
    assert made.status_code == 201, made.json
    return str(made.json["code"])


def type_code(client: FlaskClient, headers: Headers, code: str) -> Any:
    return client.post(TRANSFERS, json={"code": code}, headers=headers)


def approve(client: FlaskClient, headers: Headers, transfer_id: int) -> Any:
    return client.post(APPROVAL.format(transfer_id), headers=headers)


def asked(client: FlaskClient, old: Headers, new: Headers) -> int:
    """A transfer that waits for the old side; its id."""
    typed = type_code(client, new, code_of(client, old))
    assert typed.status_code == 202, typed.json
    return int(typed.json["id"])
