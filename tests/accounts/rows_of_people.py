"""Plants a row that refers to a person into any table, made from the table's own columns and constraints.

So a table added on any floor is tried in export and erasure without a word here; only what a column cannot say of
itself (a sealed text, a check between columns) stands in ``SAMPLES``.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app.accounts.holdings import Person
from app.core import clock, sealing
from app.core.db import db

SAMPLES: dict[str, Callable[[], Any]] = {
    "phones.enc": lambda: sealing.seal("phone", "86 13800000000"),
    "wechat_identities.openid_enc": lambda: sealing.seal("openid", "o" + "A" * 27),
    "wechat_identities.app_id": lambda: f"wx{next(COUNT)}",
    "audit_events.changes": dict,
    "checkins.level": lambda: 2,
    "evaluations.stars": lambda: 4,
    "hours_entries.minutes_next_day": lambda: 0,
    "hours_objections.answered_at": lambda: clock.from_epoch(clock.epoch()),
    "shift_roles.capacity": lambda: 10,
    "station_photos.state": lambda: "removed",  # the others need a picture
}
CHOICE = re.compile(r"\b(\w+) IN \('([^']*)'")
LEAST = re.compile(r"\b(\w+) BETWEEN (\d+)")
COUNT = itertools.count(1000)


def plant(table: sa.Table, column: sa.Column, person: Person) -> None:
    """One row of ``table`` whose ``column`` says ``person``; rows it needs elsewhere are taken or made."""
    refers = person.account_id if column.foreign_keys else person.person_ref
    _insert(table, {column.name: refers}, person)


def write_down(table: sa.Table, person: Person, text: str) -> bool:
    """One row of ``table`` that belongs to the person, ``text`` in every column that takes any; False for none such."""
    own = {"account_id": person.account_id, "person_ref": person.person_ref}
    values: dict[str, Any] = {name: refers for name, refers in own.items() if name in table.columns}
    told = [column.name for column in table.columns if _takes_any_text(column)]
    if not values or not told:
        return False
    _insert(table, values | dict.fromkeys(told, text), person)
    return True


def _takes_any_text(column: sa.Column) -> bool:
    checks = " ".join(str(c.sqltext) for c in column.table.constraints if isinstance(c, sa.CheckConstraint))
    chosen = column.foreign_keys or column.name.endswith("_ref") or f"{column.table.name}.{column.name}" in SAMPLES
    return isinstance(column.type, sa.String | sa.JSON) and not chosen and f"{column.name} IN (" not in checks


def telling(text: str) -> set[str]:
    """The columns of all tables in which this text stands: ``table.column``."""
    found: set[str] = set()
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(sa.select(table)).mappings():
            found |= {f"{table.name}.{name}" for name, value in row.items() if text in repr(value)}
    return found


def referring(person: Person, table: sa.Table, column: sa.Column) -> int:
    """How many rows of a table name the person in this column."""
    refers = person.account_id if column.foreign_keys else person.person_ref
    return int(db.session.scalar(sa.select(sa.func.count()).select_from(table).where(column == refers)) or 0)


def _insert(table: sa.Table, values: dict[str, Any], person: Person) -> sa.Row:
    for place, column in enumerate(table.columns):
        if column.name not in values and not _fills_itself(column):
            values[column.name] = _value(table, column, place, person)
    db.session.execute(sa.insert(table).values(values))
    key = next(iter(table.primary_key))
    return db.session.execute(sa.select(table).order_by(key.desc()).limit(1)).one()


def _fills_itself(column: sa.Column) -> bool:
    counted = column.primary_key and isinstance(column.type, sa.Integer) and not column.foreign_keys
    alone = len(column.table.primary_key) == 1
    return (column.nullable and f"{column.table.name}.{column.name}" not in SAMPLES) or bool(counted and alone)


def _value(table: sa.Table, column: sa.Column, place: int, person: Person) -> Any:
    sample = SAMPLES.get(f"{table.name}.{column.name}")
    if sample is not None:
        return sample()
    if column.foreign_keys:
        return _other_side(next(iter(column.foreign_keys)).column, person)
    checks = " ".join(str(c.sqltext) for c in table.constraints if isinstance(c, sa.CheckConstraint))
    for name, first in CHOICE.findall(checks):
        if name == column.name:
            return first
    least = {name: int(number) for name, number in LEAST.findall(checks)}
    return _plain(column, place, least.get(column.name, 1))


def _other_side(target: sa.Column, person: Person) -> Any:
    if target.table.name == "accounts":
        return person.account_id
    found = db.session.scalar(sa.select(target).limit(1))
    return found if found is not None else getattr(_insert(target.table, {}, person), target.name)


def _plain(column: sa.Column, place: int, least: int) -> Any:
    makers: list[tuple[type, Callable[[], Any]]] = [
        (sa.Boolean, lambda: False),
        (sa.Integer, lambda: least if least > 1 else next(COUNT)),
        (sa.Float, lambda: 45.0),
        (sa.Date, clock.today),
        (sa.JSON, list),
        (sa.LargeBinary, lambda: b"sealed"),
        (sa.String, lambda: f"x{next(COUNT)}"[-(getattr(column.type, "length", None) or 99) :]),
    ]
    for kind, make in makers:
        if isinstance(column.type, kind):
            return make()
    return clock.now() + timedelta(minutes=place)  # later columns are later: "ends_at > starts_at"
