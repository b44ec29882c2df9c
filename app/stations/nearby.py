"""Which stations, in which order: one pass over the cells around a point, or over all by name.

Distances are chords between unit vectors (exact on the sphere of ``geo.EARTH_RADIUS_M``), rounded to whole metres;
order is metres, then code. The position lives in this call only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from math import asin, sin, sqrt
from typing import Literal, NamedTuple

from app.core.geo import EARTH_RADIUS_M, box_around
from app.stations.cards import arrival_minutes
from app.stations.rows import MARK, Cell, Row, cell_of, unit_vector
from app.stations.sieve import Around, Entry, Kept, Place, sift
from app.stations.snapshot import Snapshot
from app.stations.spots import CORNER, MARGIN_M, is_crowded, look_around, look_closer, place_of, spot_at, spot_of
from app.stations.timeline import OPEN, Timeline

FALLBACK_M = 50_000
_DIAMETER_M = 2 * EARTH_RADIUS_M

OpenFilter = Literal["now", "arrival"] | int | None


class Search(NamedTuple):
    """What is looked for. ``point`` is WGS-84 ``(lat, lng)``; masks are 0 for "any"; ``open_when`` may be an epoch."""

    point: tuple[float, float] | None = None
    radius_m: int = 5_000
    kinds: int = 0
    needs: int = 0
    area_path: str = ""
    words: tuple[str, ...] = ()
    open_when: OpenFilter = None


class Found(NamedTuple):
    """One match. ``metres`` is None without a position."""

    metres: int | None
    row: Row


@dataclass(frozen=True)
class Page:
    """Part of the matches in order. ``start``: how many stand before it; ``open_count``: of all matches, open now."""

    items: list[Found]
    start: int
    total: int
    open_count: int


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
    near = _around(snapshot, search, search.radius_m, _open_filter(snapshot, search, now))
    matches = sorted((_metres(chord), code, row) for chord, code, row in near)
    found = [Found(metres, row) for metres, _, row in matches]
    if search.open_when in (None, "now"):
        return found
    return [match for match in found if _is_open(match.row, match.metres, search, snapshot, now)]


def first_page(snapshot: Snapshot, search: Search, now: int, limit: int) -> Page:
    """The first ``limit`` matches. Only what may be among them is measured: the others are counted (``spots``)."""
    if search.point is None or search.open_when not in (None, "now") or search.area_path or search.words:
        return page_after(snapshot, search, now, limit, None)
    open_now = snapshot.openness.at(now)
    only_open = search.open_when == "now"
    around = _looked_around(snapshot, search, limit, open_now if only_open else None)
    px, py, pz = unit_vector(*search.point)
    reach = _reach(search.radius_m)
    near = [
        (chord, code, row)
        for x, y, z, code, row in around.near
        if (chord := (dx := x - px) * dx + (dy := y - py) * dy + (dz := z - pz) * dz) < reach
    ]
    total = len(near) if around.whole else _within(around, px, py, pz, reach)
    near.sort()
    if len(near) > limit:
        edge = _reach(_metres(near[limit - 1][0]))  # whoever rounds to the same metres may come first by code
        near = [match for match in near if match[0] < edge]
    nearest = sorted([(_metres(chord), code, row) for chord, code, row in near])[:limit]
    open_count = total if only_open else _open_around(snapshot, search, limit, open_now)
    return Page([Found(metres, row) for metres, _, row in nearest], 0, total, open_count)


def page_after(snapshot: Snapshot, search: Search, now: int, limit: int, after: tuple[str, int] | None) -> Page:
    """The matches after the station with that code or, has it gone, from that place on."""
    found = find_nearby(snapshot, search, now)
    start = 0
    if after is not None:
        code, place = after
        here = next((index + 1 for index, match in enumerate(found) if match.row.code == code), None)
        start = here if here is not None else max(0, min(place, len(found)))
    open_count = _count_open(snapshot, (match.row for match in found), now)
    return Page(found[start : start + limit], start, len(found), open_count)


def summarize(snapshot: Snapshot, search: Search, open_count: int, now: int) -> Summary:
    """Lead the list; when nothing is open, look as far as 50 km, whatever the search's radius and hours."""
    within = search.radius_m if search.point else None
    if open_count:
        return Summary(open_count, within, None, None)
    return Summary(0, within, *_instead(snapshot, search, now))


def on_arrival(metres: int | None, timeline: Timeline, now: int) -> bool | None:
    """Whether it is open when a rider who sets out now gets there; None without a position."""
    if metres is None:
        return None
    return timeline.state_at(now + 60 * arrival_minutes(metres)) == OPEN


def _instead(snapshot: Snapshot, search: Search, now: int) -> tuple[Found | None, Found | None]:
    """The match that opens first and the nearest that never closes, within 50 km."""
    rows: Iterable[tuple[int | None, Row]]
    if search.point is None:
        rows = ((None, row) for row in _by_name(snapshot) if _fits(row, search))
    else:
        near = _around(snapshot, search, FALLBACK_M, None)
        rows = ((metres, row) for metres, _, row in sorted([(_metres(chord), code, row) for chord, code, row in near]))
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
) -> list[tuple[float, str, Row]]:
    """Squared chord, code and row of all within whole metres of the point that fit; of the hours only ``open_now``."""
    lat, lng = search.point or (0.0, 0.0)
    px, py, pz = unit_vector(lat, lng)
    reach = _reach(radius_m)
    kept = snapshot.sieve.through((search.needs, search.kinds, open_now))
    found = [
        (chord, code, row)
        for x, y, z, code, row in _entries(snapshot, kept, lat, lng, radius_m)
        if (chord := (dx := x - px) * dx + (dy := y - py) * dy + (dz := z - pz) * dz) < reach
    ]
    if search.area_path or search.words:
        return [match for match in found if _fits_rest(match[2], search)]
    return found


def _entries(snapshot: Snapshot, kept: Kept, lat: float, lng: float, radius_m: float) -> Iterable[Entry]:
    """What passes the filter in all cells that a circle may touch."""
    sifted = []
    for cell in _cells_around(snapshot, lat, lng, radius_m):
        entries = kept.cells.get(cell)
        if entries is None:
            entries = kept.cells[cell] = sift(snapshot.cells[cell], kept.wanted)
        if entries:
            sifted.append(entries)
    return chain.from_iterable(sifted)


def _looked_around(snapshot: Snapshot, search: Search, limit: int, open_now: frozenset[Timeline] | None) -> Around:
    """What the filter finds around the search's point: around its spot, in a crowd around its corner of the spot."""
    kept = snapshot.sieve.through((search.needs, search.kinds, open_now))
    corner = place_of(*(search.point or (0.0, 0.0)), CORNER)
    around = kept.spots.get((corner, search.radius_m, limit))
    if around is None:
        around = _around_spot(snapshot, kept, spot_of(corner), search.radius_m, limit)
        if is_crowded(around):
            around = look_closer(spot_at(corner), around, search.radius_m, limit)
            kept.keep_spot((corner, search.radius_m, limit), around)
    return around


def _around_spot(snapshot: Snapshot, kept: Kept, place: Place, radius_m: int, limit: int) -> Around:
    key = (place, radius_m, limit)
    around = kept.spots.get(key)
    if around is None:
        spot = spot_at(place)
        far = radius_m + spot.spread_m + MARGIN_M
        around = look_around(spot, _entries(snapshot, kept, spot.lat, spot.lng, far), radius_m, limit)
        kept.keep_spot(key, around)
    return around


def _within(around: Around, px: float, py: float, pz: float, reach: float) -> int:
    """How many of what lies around are within reach of the point."""
    return around.inner + sum(
        [(dx := x - px) * dx + (dy := y - py) * dy + (dz := z - pz) * dz < reach for x, y, z, _, _ in around.rim]
    )


def _open_around(snapshot: Snapshot, search: Search, limit: int, open_now: frozenset[Timeline]) -> int:
    """How many of the matches are open."""
    around = _looked_around(snapshot, search, limit, open_now)
    px, py, pz = unit_vector(*(search.point or (0.0, 0.0)))
    rim = around.near if around.whole else around.rim
    return _within(around._replace(rim=rim), px, py, pz, _reach(search.radius_m))


def _cells_around(snapshot: Snapshot, lat: float, lng: float, radius_m: float) -> list[Cell]:
    box = box_around(lat, lng, radius_m + 1)
    south, west = cell_of(box.south, box.west)
    north, east = cell_of(box.north, box.east)
    cells = snapshot.cells
    if (north - south + 1) * (east - west + 1) > len(cells):
        return [cell for cell in cells if south <= cell[0] <= north and west <= cell[1] <= east]
    columns = range(west, east + 1)
    return [(line, column) for line in range(south, north + 1) for column in columns if (line, column) in cells]


def _metres(chord: float) -> int:
    """Whole metres on the sphere of a squared chord, half a metre rounded up."""
    return int(_DIAMETER_M * asin(sqrt(chord) / 2) + 0.5)


def _reach(metres: int) -> float:
    """The squared chord below which a distance rounds to at most so many metres."""
    half = sin((metres + 0.5) / _DIAMETER_M)
    return 4 * half * half


def _open_filter(snapshot: Snapshot, search: Search, now: int) -> frozenset[Timeline] | None:
    return snapshot.openness.at(now) if search.open_when == "now" else None


def _count_open(snapshot: Snapshot, rows: Iterable[Row], now: int) -> int:
    open_now = snapshot.openness.at(now)
    return sum(row.timeline in open_now for row in rows)


def _by_name(snapshot: Snapshot) -> Iterator[Row]:
    return (snapshot.by_code[code] for _, code in snapshot.by_name)


def _fits(row: Row, search: Search) -> bool:
    if row.bits & search.needs != search.needs or (search.kinds and not row.kind & search.kinds):
        return False
    return _fits_rest(row, search)


def _fits_rest(row: Row, search: Search) -> bool:
    return row.path.startswith(search.area_path) and all(
        word in row.words or MARK + word in row.called for word in search.words
    )


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
