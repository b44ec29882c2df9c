"""What the tests of leaving share: asking, coming back, the sweep, and whom rows refer to."""

from __future__ import annotations

import uuid
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import identities
from app.accounts.holdings import Person, holdings, personal_columns
from app.accounts.models import Account
from app.core import duties
from app.core.db import db
from app.worker import run_sweep
from tests.support.people import Headers, openid_of

ME, BACK = "/api/v1/me", "/api/v1/me/restoration"


def leave(client: FlaskClient, headers: Headers) -> Any:
    return client.delete(ME, headers=headers)


def come_back(client: FlaskClient, headers: Headers) -> Any:
    return client.post(BACK, headers=headers)


def sweep(app: Flask, name: str = "erasures") -> int:
    """One run of a registered sweep, as the worker runs it."""
    db.session.rollback()  # the test's own read must not enclose it
    return run_sweep(app, next(found for found in duties.sweeps(app) if found.name == name))


def person(user: str) -> Person:
    """Whom rows of a fake user refer to."""
    db.session.rollback()
    account = identities.find(openid_of(user))
    assert account is not None, user
    return Person(account.id, account.person_ref)


def account(account_id: int) -> Account:
    db.session.rollback()
    return db.session.get_one(Account, account_id)


def columns_of_people(app: Flask) -> list[tuple[sa.Table, sa.Column]]:
    """Every column of every table that may name a person, the account's own row apart."""
    tables = [db.metadata.tables[held.table] for held in holdings(app) if held.table != "accounts"]
    return [(table, column) for table in tables for column in personal_columns(table)]


def bind_phone(client: FlaskClient, headers: Headers, number: str = "13812345678") -> Any:
    """Bind a phone with a code that was never used."""
    body = {"code": f"phone-{number}.{uuid.uuid4().hex}"}
    return client.post(f"{ME}/phone", json=body, headers=headers)
