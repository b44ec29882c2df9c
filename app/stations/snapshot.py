"""What every worker holds in memory to answer nearby, search and bundles without the database.

Stations lie in a uniform grid of cells; a row is a tuple whose integers are tested before any distance is measured. A
snapshot is never changed: ``patched`` makes the next one, sharing all cells without a changed station, and whoever
reads the old one finishes with it.
"""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from math import cos, floor, radians, sin
from typing import NamedTuple

from app.core import spelling
from app.stations.cards import Card, make_card
from app.stations.facts import StationFacts
from app.stations.opening import CalendarTable, StationHours
from app.stations.timeline import OPEN, Timeline
from app.stations.vocabulary import AMENITY_BIT, KINDS, USABLE

CELL_LAT = 0.02  # degrees: about 2.2 km both ways at 45° N
CELL_LNG = 0.03
KIND_BIT = {kind: 1 << place for place, kind in enumerate(KINDS)}

Cell = tuple[int, int]


class Row(NamedTuple):
    """A listed station. ``x, y, z``: its unit vector (distances need no trigonometry); ``bits``: usable things."""

    x: float
    y: float
    z: float
    bits: int
    kind: int
    timeline: Timeline
    path: str
    code: str
    name: str
    words: str  # what a search looks through
    card: Card


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
    newest: dict[str, float] = field(default_factory=dict)  # area code -> epoch second of its newest change
    openness: Openness = field(default_factory=lambda: Openness(()))

    def patched(self, changed: Iterable[StationFacts], change_no: int, *, hidden_too: bool = False) -> Snapshot:
        """The next snapshot, with these stations taken in, moved or taken out.

        ``hidden_too`` takes in what riders may not see: for the one answer of somebody who keeps those stations.
        """
        cells, by_code = dict(self.cells), dict(self.by_code)
        by_name, timelines, newest = list(self.by_name), dict(self.timelines), dict(self.newest)
        for facts in changed:
            old = by_code.pop(facts.code, None)
            if old is not None:
                place = cell_of(old.card.lat, old.card.lng)
                cells[place] = tuple(row for row in cells[place] if row.code != old.code)
                by_name.remove((old.name, old.code))
            if facts.listed or hidden_too:
                row = make_row(facts, timelines, self.table)
                place = cell_of(row.card.lat, row.card.lng)
                cells[place] = (*cells.get(place, ()), row)
                by_code[row.code] = row
                insort(by_name, (row.name, row.code))
            _note_change(newest, facts)
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
    newest: dict[str, float] = {}
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


def make_row(facts: StationFacts, timelines: dict[str, Timeline], table: CalendarTable) -> Row:
    """The row of a listed station; its timeline is shared with all stations of equal hours."""
    signature = _signature(facts.hours)
    timeline = timelines.get(signature)
    if timeline is None:
        timeline = timelines[signature] = Timeline(facts.hours, table)
    x, y, z = unit_vector(facts.row["lat_wgs84"], facts.row["lng_wgs84"])
    bits = sum(AMENITY_BIT.get(a.amenity, 0) for a in facts.amenities if a.status in USABLE)
    path = facts.area.path if facts.area else ""
    return Row(
        x,
        y,
        z,
        bits,
        KIND_BIT.get(facts.row["kind"], 0),
        timeline,
        path,
        facts.code,
        facts.row["name"],
        search_words(facts),
        make_card(facts),
    )


@lru_cache(maxsize=4_096)
def _signature(hours: StationHours) -> str:
    return hours.signature()


def search_words(facts: StationFacts) -> str:
    """Name, address, pinyin and initials, folded, a line each."""
    row = facts.row
    return "\n".join((spelling.fold(row["name"]), spelling.fold(row["address"]), row["pinyin"], row["initials"]))


def unit_vector(lat: float, lng: float) -> tuple[float, float, float]:
    """A point of the sphere as ``(x, y, z)``."""
    phi, lam = radians(lat), radians(lng)
    return cos(phi) * cos(lam), cos(phi) * sin(lam), sin(phi)


def cell_of(lat: float, lng: float) -> Cell:
    """The grid cell of a point."""
    return floor(lat / CELL_LAT), floor(lng / CELL_LNG)


def _note_change(newest: dict[str, float], facts: StationFacts) -> None:
    at = facts.row["changed_at"].timestamp()
    for code in facts.area.path.strip("/").split("/") if facts.area else ():
        newest[code] = max(newest.get(code, 0.0), at)
