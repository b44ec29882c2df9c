"""Everything that is held of a person, for that person, and the page of what is stored: PIPL 45, PRODUCT 6 "Rights"."""

from __future__ import annotations

from typing import Any

from flask import current_app

from app.accounts import consents, leaving
from app.accounts.holdings import Holding, Person, holdings
from app.core import clock


def everything(account_id: int) -> dict[str, Any]:
    """All rows of all tables that refer to a person, table by table; a table without rows says so."""
    person = leaving.person_of(account_id)
    return {
        "made_at": clock.rfc3339(clock.now()),
        "tables": [_table(held, person) for held in holdings(current_app)],
    }


def stored(account_id: int) -> list[dict[str, Any]]:
    """What is held, a line for each table: for what, what, how much, since when, how long, and whether agreed to."""
    person = leaving.person_of(account_id)
    return [_line(held, person) for held in holdings(current_app)]


def _table(held: Holding, person: Person) -> dict[str, Any]:
    return {
        "table": held.table,
        "purpose": held.purpose,
        "what": held.what,
        "kept": held.kept,
        "stays": held.stays,
        "rows": held.export(person),
    }


def _line(held: Holding, person: Person) -> dict[str, Any]:
    rows = held.export(person)
    return {
        "purpose": held.purpose,
        "what": held.what,
        "count": held.count(person) if held.count else len(rows),
        "since": min((row["at"] for row in rows if row.get("at")), default=None),
        "kept_until": held.kept,
        "consent": consents.standing(person.account_id, held.purpose).state,
        "switchable": held.purpose not in consents.UNSWITCHABLE,
    }
