"""Takes the sample data away again: shifts, series, teams, news, and the riders made for them.

The ledger of hours is insert only, so a sample shift with lines in it stays, without the people.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import sqlalchemy as sa

from app.accounts import demo, leaving
from app.core.db import db, reading, transaction
from app.demo_shifts import MARK


def are_there() -> bool:
    """Whether the samples stand. Shifts may outlast their removal, the teams do not."""
    with reading():
        return bool(_ids("teams", "name"))


def remove(users: Iterable[str]) -> tuple[int, int]:
    """Remove it all, and these sample people; how many shifts went and how many stay."""
    tables = db.metadata.tables
    with transaction():
        marked, kept = _ids("shifts", "title"), _with_lines()
        gone = marked - kept
        points, targets = tables["presence_points"], sorted(map(str, gone))
        of_shifts = sa.select(points.c.id).where(points.c.kind == "shift", points.c.target.in_(targets))
        _drop("presence_points", set(db.session.scalars(of_shifts)))
        _drop("shifts", gone)
        shifts, series = tables["shifts"], tables["shift_series"]
        teams = _ids("teams", "name")
        _drop("shift_series", set(db.session.scalars(sa.select(series.c.id).where(series.c.team_id.in_(teams)))))
        _drop("teams", teams)
        _drop("announcements", _ids("announcements", "title"))
        left = db.session.scalar(sa.select(sa.func.count()).select_from(shifts).where(shifts.c.id.in_(marked)))
    for user in users:
        with transaction():
            found = demo.demo_account(user)
            if found is not None:
                leaving.erase_at_once(found[0])
    return len(gone), left or 0


def _ids(table_name: str, column: str) -> set[int]:
    """The rows that are marked as samples."""
    table = db.metadata.tables[table_name]
    return set(db.session.scalars(sa.select(table.c.id).where(table.c[column].like(f"%{MARK}"))))


def _with_lines() -> set[int]:
    entries = db.metadata.tables["hours_entries"]
    return set(db.session.scalars(sa.select(entries.c.shift_id).distinct()))


def _drop(table_name: str, ids: Collection[int]) -> None:
    """Delete rows and what cannot be without them; what can, lets go of them."""
    if not ids:
        return
    table = db.metadata.tables[table_name]
    for other in db.metadata.tables.values():
        for key in other.foreign_keys:
            if key.column.table is not table:
                continue
            held = other.c[key.parent.key].in_(ids)
            if key.parent.nullable:
                db.session.execute(sa.update(other).where(held).values({key.parent.key: None}))
            elif "id" in other.c:
                _drop(other.name, list(db.session.scalars(sa.select(other.c.id).where(held))))
            else:
                db.session.execute(sa.delete(other).where(held))
    db.session.execute(sa.delete(table).where(table.c.id.in_(ids)))
