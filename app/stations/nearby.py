"""Which stations, in which order: one pass over the cells around a point, or over all by name.

Distances are chords between unit vectors (exact on the sphere of ``geo.EARTH_RADIUS_M``), rounded to whole metres;
order is metres, then code. The position lives in this call only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import asin, sin, sqrt
from typing import Literal

from app.core.geo import EARTH_RADIUS_M, box_around
from app.stations.cards import arrival_minutes
from app.stations.snapshot import Row, Snapshot, cell_of, unit_vector
from app.stations.timeline import OPEN, Timeline

FALLBACK_M = 50_000
_DIAMETER_M = 2 * EARTH_RADIUS_M

OpenFilter = Literal["now", "arrival"] | int | None


@dataclass(frozen=True)
class Search:
    """What is looked for. ``point`` is WGS-84 ``(lat, lng)``; masks are 0 for "any"; ``open_when`` may be an epoch."""

    point: tuple[float, float] | None = None
    radius_m: int = 5_000
    kinds: int = 0
    needs: int = 0
    area_path: str = ""
    words: tuple[str, ...] = ()
    open_when: OpenFilter = None


@dataclass(frozen=True)
class Found:
    """One match. ``metres`` is None without a position."""

    metres: int | None
    row: Row


@dataclass(frozen=True)
class Summary:
    """What leads the list: how many are open now; if none, where to go instead."""

    open_count: int
    within_m: int | None
    next_opening: Found | None
    always_open: Found | None


def find_nearby(snapshot: Snapshot, search: Search, now: int) -> list[Found]:
    """All matches in order: by metres and code with a position, else by name and code."""
    if search.point is None:
        named = (row for row in _by_name(snapshot) if _fits(row, search))
        return [Found(None, row) for row in named if _is_open(row, None, search, snapshot, now)]
    open_now = snapshot.openness.at(now) if search.open_when == "now" else None
    matches = _around(snapshot, search, search.radius_m, open_now)
    if search.open_when not in (None, "now"):
        matches = [match for match in matches if _is_open(match[2], match[0], search, snapshot, now)]
    matches.sort()
    return [Found(metres, row) for metres, _, row in matches]


def summarize(snapshot: Snapshot, search: Search, found: list[Found], now: int) -> Summary:
    """Count the matches open now; if there is none, look as far as 50 km, whatever the search's radius and hours."""
    within = search.radius_m if search.point else None
    open_now = snapshot.openness.at(now)
    count = sum(match.row.timeline in open_now for match in found)
    if count:
        return Summary(count, within, None, None)
    return Summary(0, within, *_instead(snapshot, search, now))


def on_arrival(found: Found, now: int) -> bool | None:
    """Whether it is open when a rider who sets out now gets there; None without a position."""
    if found.metres is None:
        return None
    return found.row.timeline.state_at(now + 60 * arrival_minutes(found.metres)) == OPEN


def _instead(snapshot: Snapshot, search: Search, now: int) -> tuple[Found | None, Found | None]:
    """The match that opens first and the nearest that never closes, within 50 km."""
    rows: Iterable[tuple[int | None, Row]]
    if search.point is None:
        rows = ((None, row) for row in _by_name(snapshot) if _fits(row, search))
    else:
        rows = ((metres, row) for metres, _, row in sorted(_around(snapshot, search, FALLBACK_M, None)))
    first: tuple[int, Found] | None = None
    always: Found | None = None
    openings: dict[Timeline, tuple[int | None, bool]] = {}
    for metres, row in rows:
        known = openings.get(row.timeline)
        if known is None:
            timeline = row.timeline
            opens = None if timeline.state_now(now) == OPEN else timeline.next_opening(now)
            known = openings[timeline] = (opens, timeline.never_closes(now))
        opens_at, never_closes = known
        if opens_at is not None and (first is None or opens_at < first[0]):
            first = (opens_at, Found(metres, row))
        if always is None and never_closes:
            always = Found(metres, row)
    return first[1] if first else None, always


def _around(
    snapshot: Snapshot, search: Search, radius_m: int, open_now: frozenset[Timeline] | None
) -> list[tuple[int, str, Row]]:
    """Rows within whole metres of the point that fit; of the hours only ``open_now`` is looked at, if given."""
    lat, lng = search.point or (0.0, 0.0)
    px, py, pz = unit_vector(lat, lng)
    needs, kinds = search.needs, search.kinds
    rest = bool(search.area_path or search.words)
    reach = 2 * sin((radius_m + 0.5) / _DIAMETER_M)
    reach *= reach  # chords are compared squared
    found = []
    for cell in _cells_around(snapshot, lat, lng, radius_m):
        for row in cell:
            # by place, not by name: this line runs for every station around (x, y, z, bits, kind, timeline)
            if row[3] & needs != needs or (open_now is not None and row[5] not in open_now):
                continue
            dx, dy, dz = row[0] - px, row[1] - py, row[2] - pz
            chord = dx * dx + dy * dy + dz * dz
            if chord > reach or (kinds and not row[4] & kinds) or (rest and not _fits_rest(row, search)):
                continue
            metres = round(_DIAMETER_M * asin(sqrt(chord) / 2))
            if metres <= radius_m:
                found.append((metres, row[7], row))
    return found


def _cells_around(snapshot: Snapshot, lat: float, lng: float, radius_m: int) -> Iterator[tuple[Row, ...]]:
    box = box_around(lat, lng, radius_m + 1)
    south, west = cell_of(box.south, box.west)
    north, east = cell_of(box.north, box.east)
    cells = snapshot.cells
    if (north - south + 1) * (east - west + 1) > len(cells):
        for (line, column), rows in cells.items():
            if south <= line <= north and west <= column <= east:
                yield rows
        return
    for line in range(south, north + 1):
        for column in range(west, east + 1):
            rows = cells.get((line, column), ())
            if rows:
                yield rows


def _by_name(snapshot: Snapshot) -> Iterator[Row]:
    return (snapshot.by_code[code] for _, code in snapshot.by_name)


def _fits(row: Row, search: Search) -> bool:
    if row.bits & search.needs != search.needs or (search.kinds and not row.kind & search.kinds):
        return False
    return _fits_rest(row, search)


def _fits_rest(row: Row, search: Search) -> bool:
    return row.path.startswith(search.area_path) and all(word in row.words for word in search.words)


def _is_open(row: Row, metres: int | None, search: Search, snapshot: Snapshot, now: int) -> bool:
    """The ``open`` filter; never passes ``unknown``."""
    when = search.open_when
    if when is None:
        return True
    if when == "now":
        return row.timeline in snapshot.openness.at(now)
    if when == "arrival":
        return row.timeline.state_at(now + 60 * arrival_minutes(metres or 0)) == OPEN
    return row.timeline.state_at(when) == OPEN
