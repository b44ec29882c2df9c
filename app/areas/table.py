"""The division tree in the memory of the process: a few hundred rows that nearly every request asks about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from app.areas import changes, rules
from app.areas.models import AdminArea
from app.areas.rules import AreaFacts
from app.core import clock
from app.core.problems import DatabaseUnavailable
from app.core.spelling import fold


@dataclass(frozen=True)
class Entry:
    """An area and the folded texts it is found by: name, short name, aliases, pinyin, initials."""

    facts: AreaFacts
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """All areas by code, in order of code, as they stood after ``number`` changes."""

    number: int
    entries: Mapping[str, Entry]
    answers: Mapping[str, AreaFacts]  # a merged area's code answers with its last successor


class Keeper:
    """Holds the table; looks every ``poll_s`` seconds whether another process changed the tree."""

    def __init__(self, poll_s: float) -> None:
        self.poll_s = poll_s
        self._table: Table | None = None
        self._look_at = 0.0
        self._forgotten = 0
        self._one_looks = Lock()  # the others wait: each look may take a second connection of the pool

    def forget(self) -> None:
        """Look again at the next question."""
        self._forgotten += 1
        self._table = None

    def table(self) -> Table:
        """The tree as this request may know it, its own uncommitted changes included."""
        if changes.made_here():
            with changes.looking() as session:
                return read(session)
        return self._fresh() or self._look()

    def _fresh(self) -> Table | None:
        found = self._table
        return found if found is not None and clock.ticks() < self._look_at else None

    def _look(self) -> Table:
        known = self._table
        # somebody may be looking who waits for a connection that we hold: what we knew a moment ago will do
        if not self._one_looks.acquire(blocking=known is None):
            return known  # type: ignore[return-value] # not blocking means known
        try:
            found = self._fresh()
            if found is not None:  # somebody else looked while we waited
                return found
            found, forgotten = self._table, self._forgotten
            try:
                with changes.looking() as session:
                    if found is None or found.number != changes.number_of(session):
                        found = read(session)
            except DatabaseUnavailable:
                if found is None:
                    raise  # else: what we knew a moment ago is better than nothing
            if forgotten == self._forgotten:  # else a change was committed meanwhile: this may be older
                self._table, self._look_at = found, clock.ticks() + self.poll_s
            return found
        finally:
            self._one_looks.release()


def current() -> Table:
    """The tree."""
    keeper: Keeper = current_app.extensions["yiqi.areas"]
    return keeper.table()


def read(session: Session) -> Table:
    """Read the whole tree. The number first: rows newer than it are read again, older ones never kept."""
    number = changes.number_of(session)
    columns = [column for column in AdminArea.__table__.columns if column.name != "version"]
    rows = {row.code: row for row in session.execute(sa.select(*columns).order_by(AdminArea.code))}
    parents = {code: row.parent_code for code, row in rows.items()}
    successors = {code: row.replaced_by for code, row in rows.items()}
    entries = {}
    for code, row in rows.items():
        line = {rows[above].level: rows[above] for above in rules.line_above(code, parents)}
        facts = _facts(row, line, rules.last_code(code, successors))
        texts = {*map(fold, (row.name, row.short_name, *row.aliases)), row.pinyin, row.initials}
        entries[code] = Entry(facts, tuple(sorted(texts - {""})))
    answers = {code: entries[entry.facts.replaced_by or code].facts for code, entry in entries.items()}
    return Table(number, entries, answers)


def _facts(row: sa.Row[tuple[object, ...]], line: Mapping[str, sa.Row[tuple[object, ...]]], last: str) -> AreaFacts:
    township, county = line.get("township"), line.get("county")
    return AreaFacts(
        code=row.code,
        name=row.name,
        short_name=row.short_name,
        level=row.level,
        parent_code=row.parent_code,
        path=row.path,
        township_code=township.code if township else None,
        township_name=township.name if township else None,
        county_code=county.code if county else None,
        in_programme=row.in_programme,
        replaced_by=None if last == row.code else last,
        aliases=tuple(dict.fromkeys([*row.aliases, *(township.aliases if township else ())])),
    )
