"""T58: every table that refers to a person has a holding, so that it is in the export and in the erasure."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.holdings import Holding, hold, holdings, unheld
from app.core.db import db


def nothing(_person: object) -> list[dict[str, object]]:
    return []


def planted(*columns: sa.Column) -> list[sa.Table]:
    """The tables of the house and one that somebody added."""
    added = sa.Table("added_tables", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), *columns)
    return [*db.metadata.tables.values(), added]


def test_t58_every_table_referring_to_a_person_has_a_holding(shared_app: Flask):
    missing = unheld(db.metadata.tables.values(), holdings(shared_app))
    assert missing == [], "name it with accounts.service.hold(app, Holding(...)) in the feature's wiring.py"


def test_t58_every_holding_is_of_a_table_that_exists(shared_app: Flask):
    assert [held.table for held in holdings(shared_app) if held.table not in db.metadata.tables] == []


@pytest.mark.parametrize(
    "column",
    [
        sa.Column("owner", sa.Integer, sa.ForeignKey("accounts.id")),
        sa.Column("person_ref", sa.String(32)),
        sa.Column("actor_ref", sa.String(32)),
    ],
    ids=["a key of accounts", "person_ref", "another pseudonym"],
)
def test_t58_negative_control_a_table_that_nobody_holds_is_found(shared_app: Flask, column: sa.Column):
    assert unheld(planted(column), holdings(shared_app)) == ["added_tables"]


def test_a_table_about_things_needs_no_holding(shared_app: Flask):
    assert unheld(planted(sa.Column("station_id", sa.Integer)), holdings(shared_app)) == []


def test_a_table_is_held_once(shared_app: Flask):
    with pytest.raises(RuntimeError):
        hold(shared_app, Holding("accounts", "account", "", "", nothing, lambda _: None))


def test_every_holding_speaks_to_riders(shared_app: Flask):
    for held in holdings(shared_app):
        assert held.what and held.kept and len(held.what) <= 20 and len(held.kept) <= 30, held.table
