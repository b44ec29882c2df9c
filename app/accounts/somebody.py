"""Somebody as others may know them, and a condition by which floors above leave out who is leaving or gone.

Floors above keep only ids of accounts; here they ask their own lists for people who are still here (``is_here``), and
find the person behind a number that was read out, without knowing the table.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.accounts.models import Account
from app.core.db import db

GOING = ("closing", "erased")


@dataclass(frozen=True)
class Somebody:
    """A person as others may know them."""

    account_id: int
    public_no: str
    display_name: str


def is_here(account_id: Any) -> sa.ColumnElement[bool]:
    """A condition for a query: the account in this column is neither leaving nor gone."""
    return sa.exists().where(Account.id == account_id, Account.status.not_in(GOING))


def somebodies(account_ids: Iterable[int]) -> dict[int, Somebody]:
    """People by the ids of their accounts; who is leaving or gone is left out."""
    query = _query().where(Account.id.in_(list(account_ids)), Account.status.not_in(GOING))
    return {row.id: Somebody(row.id, row.public_no, row.display_name) for row in db.session.execute(query)}


def somebody_by_number(public_no: str) -> Somebody | None:
    """The person with this public number (any case) who can sign in, or None."""
    query = _query().where(Account.public_no == public_no.upper(), Account.status == "active")
    row = db.session.execute(query).one_or_none()
    return Somebody(row.id, row.public_no, row.display_name) if row else None


def _query() -> sa.Select[tuple[int, str, str]]:
    return sa.select(Account.id, Account.public_no, Account.display_name)
