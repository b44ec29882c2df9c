"""What every worker holds in memory to answer nearby, search and bundles without the database.

Stations lie in a uniform grid of cells; a row is a tuple whose integers are tested before any distance is measured. A
snapshot is never changed: ``patched`` makes the next one, sharing all cells without a changed station, and whoever
reads the old one finishes with it.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from app.stations.facts import StationFacts
from app.stations.opening import CalendarTable
from app.stations.rows import Cell, Row, cell_of, make_row
from app.stations.sieve import Sieve
from app.stations.timeline import OPEN, Timeline


class Newest(NamedTuple):
    """An area's newest change. Clocks of servers may differ or stand still; numbers only rise."""

    at: float = 0.0
    change_no: int = 0


class Openness:
    """Which timelines are open now: worked out when one of them turns, not at every request."""

    def __init__(self, timelines: Iterable[Timeline]) -> None:
        self._timelines = tuple(timelines)
        self._known: tuple[int, int, frozenset[Timeline]] = (0, 0, frozenset())

    def at(self, now: int) -> frozenset[Timeline]:
        """The open timelines at the present epoch second."""
        first, until, found = self._known
        if not first <= now < until:
            found = frozenset(line for line in self._timelines if line.state_now(now) == OPEN)
            until = min((line.until(now) for line in self._timelines), default=now + 1)
            self._known = (now, until, found)
        return found


@dataclass(frozen=True)
class Snapshot:
    """All listed stations at one ``change_no``."""

    change_no: int = 0
    rules_no: int = 0
    rules_changed_at: float = 0.0
    table: CalendarTable = field(default_factory=CalendarTable)
    cells: dict[Cell, tuple[Row, ...]] = field(default_factory=dict)
    by_code: dict[str, Row] = field(default_factory=dict)
    by_name: list[tuple[str, str]] = field(default_factory=list)
    timelines: dict[str, Timeline] = field(default_factory=dict)
    newest: dict[str, Newest] = field(default_factory=dict)  # by area code
    openness: Openness = field(default_factory=lambda: Openness(()))
    sieve: Sieve = field(default_factory=Sieve)  # empty for each snapshot: what it keeps are this one's cells

    def patched(self, changed: Iterable[StationFacts], change_no: int, *, hidden_too: bool = False) -> Snapshot:
        """The next snapshot, with these stations taken in, moved or taken out.

        ``hidden_too`` takes in what riders may not see: for the one answer of somebody who keeps those stations.
        """
        cells, by_code = dict(self.cells), dict(self.by_code)
        by_name, timelines, newest = list(self.by_name), dict(self.timelines), dict(self.newest)
        left: set[Timeline] = set()
        for facts in changed:
            old = by_code.pop(facts.code, None)
            if old is not None:
                _take_out(old, cells, by_name)
                left.add(old.timeline)
            if facts.listed or hidden_too:
                row = make_row(facts, timelines, self.table)
                place = cell_of(row.card.lat, row.card.lng)
                cells[place] = (*cells.get(place, ()), row)
                by_code[row.code] = row
                insort(by_name, (row.name, row.code))
                left.discard(row.timeline)
            _note_change(newest, facts)
        if left:  # every closure makes hours of its own: nobody looks ahead for those that no station has any more
            left.difference_update(row.timeline for row in by_code.values())
            timelines = {signature: line for signature, line in timelines.items() if line not in left}
        return Snapshot(
            change_no,
            self.rules_no,
            self.rules_changed_at,
            self.table,
            cells,
            by_code,
            by_name,
            timelines,
            newest,
            Openness(timelines.values()),
        )


def build(
    stations: Iterable[StationFacts],
    table: CalendarTable,
    *,
    change_no: int,
    rules_no: int,
    rules_changed_at: float,
) -> Snapshot:
    """A snapshot from nothing."""
    cells: dict[Cell, list[Row]] = defaultdict(list)
    by_code: dict[str, Row] = {}
    timelines: dict[str, Timeline] = {}
    newest: dict[str, Newest] = {}
    for facts in stations:
        if facts.listed:
            row = make_row(facts, timelines, table)
            cells[cell_of(row.card.lat, row.card.lng)].append(row)
            by_code[row.code] = row
        _note_change(newest, facts)
    by_name = sorted((row.name, row.code) for row in by_code.values())
    kept = {place: tuple(rows) for place, rows in cells.items()}
    return Snapshot(
        change_no,
        rules_no,
        rules_changed_at,
        table,
        kept,
        by_code,
        by_name,
        timelines,
        newest,
        Openness(timelines.values()),
    )


def _take_out(old: Row, cells: dict[Cell, tuple[Row, ...]], by_name: list[tuple[str, str]]) -> None:
    place = cell_of(old.card.lat, old.card.lng)
    rest = tuple(row for row in cells[place] if row.code != old.code)
    if rest:
        cells[place] = rest
    else:
        del cells[place]
    del by_name[bisect_left(by_name, (old.name, old.code))]


def _note_change(newest: dict[str, Newest], facts: StationFacts) -> None:
    at, change_no = facts.row["changed_at"].timestamp(), facts.row["bundle_no"]
    for code in facts.area.path.strip("/").split("/") if facts.area else ():
        before = newest.get(code, Newest())
        newest[code] = Newest(max(before.at, at), max(before.change_no, change_no))
