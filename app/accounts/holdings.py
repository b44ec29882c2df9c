"""What is held about people: one ``Holding`` for every table that refers to somebody. Source: PRODUCT 6, PIPL 45, 47.

From these the export, the page of what is stored, the preview of leaving and the erasure are made. A feature's
``wiring.py`` names its own tables; a test walks the metadata, so that none is forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Flask

PERSONAL = "_ref"  # a column so ending holds somebody's pseudonym
_NAME = "yiqi.holdings"


@dataclass(frozen=True)
class Person:
    """Whom rows refer to: by the account's id, or by the pseudonym that ledgers use."""

    account_id: int
    person_ref: str


@dataclass(frozen=True)
class Holding:
    """How one table serves the rights of the people in it.

    ``purpose``: of the consent it rests on; ``what``, ``kept``: short Chinese, for the page of what is stored.
    ``export``: rows in riders' words, able to be JSON; a row's instant, if it has one, stands under ``at`` (RFC 3339).
    ``erase``: after the seven days, within the erasing transaction, deletes or severs; doing it twice changes nothing.
    ``count``: how many rows, where that is cheaper than exporting them. ``at_once``: what ends when leaving is asked
    for. ``stays``: one Chinese sentence on what remains and why; such a table may keep the pseudonym. ``slight``: comes
    with every account or is nothing to lose, so that a new account may be given up for an older one (``transfers``).
    """

    table: str
    purpose: str
    what: str
    kept: str
    export: Callable[[Person], list[dict[str, Any]]]
    erase: Callable[[Person], None]
    count: Callable[[Person], int] | None = None
    at_once: Callable[[Person], None] | None = None
    stays: str | None = None
    slight: bool = False


def hold(app: Flask, holding: Holding) -> None:
    """Register a table; once only. Lower floors come first, because the factory wires them first."""
    if any(known.table == holding.table for known in holdings(app)):
        raise RuntimeError(f"{holding.table} is held already")
    holdings(app).append(holding)


def holdings(app: Flask) -> list[Holding]:
    """All registered holdings, from the ground up."""
    found: list[Holding] = app.extensions.setdefault(_NAME, [])
    return found


def personal_columns(table: sa.Table) -> list[sa.Column[Any]]:
    """Columns of a table that say who somebody is: keys of accounts, and pseudonyms."""
    return [column for column in table.columns if _refers(column)]


def unheld(tables: Collection[sa.Table], held: Collection[Holding]) -> list[str]:
    """Names of the tables that refer to people and have no holding."""
    known = {holding.table for holding in held}
    return sorted(table.name for table in tables if personal_columns(table) and table.name not in known)


def _refers(column: sa.Column[Any]) -> bool:
    keys = {key.target_fullname for key in column.foreign_keys}
    return "accounts.id" in keys or column.name.endswith(PERSONAL)
