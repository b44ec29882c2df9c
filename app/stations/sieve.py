"""Cells and spots of a snapshot as one filter sees them, kept while nothing turns: the same few are asked all day.

Made piece by piece as riders ask around them. A new snapshot begins with an empty sieve; when a station opens or
closes, what was kept for the former state of things is dropped with its key.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from app.stations.rows import Cell, Row
from app.stations.timeline import Timeline

MOST_KEPT = 24  # filters at once; a kept row is one small tuple
MOST_ENTRIES = 200_000  # of all spots of a filter: 1.6 MB

Entry = tuple[float, float, float, str, Row]
"""``x, y, z`` of the unit vector, the code, and the row: a plain tuple, the quickest thing to take apart."""

Filter = tuple[int, int, frozenset[Timeline] | None]
"""Amenity bits all needed, kind bits any wanted (0: all), and the timelines open now if that is asked."""


Place = tuple[int, int, int]
"""A part of a cell: how many lie along a cell, its line and its column (``spots``)."""


class Around(NamedTuple):
    """What a filter finds around a spot: see ``spots``.

    ``near``: all that may be among the nearest; ``rim``: what may be within the radius; ``inner``: how many surely are.
    When ``whole``, ``near`` holds all that may be within the radius, and nothing else is to be counted.
    """

    near: tuple[Entry, ...]
    rim: tuple[Entry, ...]
    inner: int
    whole: bool


class Kept:
    """What one filter has found so far. ``wanted`` is held so that the id of its set stays its own."""

    def __init__(self, wanted: Filter) -> None:
        self.wanted = wanted
        self.cells: dict[Cell, tuple[Entry, ...]] = {}
        self.spots: dict[tuple[Place, int, int], Around] = {}  # by place, radius and limit
        self._entries = 0

    def keep_spot(self, key: tuple[Place, int, int], around: Around) -> None:
        """Remember one more spot; when there are too many entries in all, those before are forgotten."""
        self._entries += len(around.near) + len(around.rim) + 10
        if self._entries > MOST_ENTRIES:
            self.spots, self._entries = {}, 0
        self.spots[key] = around


class Sieve:
    """Filtered cells of one snapshot. Threads may fill it together: the worst is work done twice."""

    def __init__(self) -> None:
        self._kept: dict[tuple[int, int, int], Kept] = {}

    def through(self, wanted: Filter) -> Kept:
        """What is kept for this filter; whoever misses something adds it."""
        key = (wanted[0], wanted[1], id(wanted[2]))
        kept = self._kept.get(key)
        if kept is None:
            if len(self._kept) >= MOST_KEPT:
                self._kept = {}
            kept = self._kept[key] = Kept(wanted)
        return kept


def sift(rows: Iterable[Row], wanted: Filter) -> tuple[Entry, ...]:
    """The rows of a cell that pass the filter."""
    needs, kinds, open_now = wanted
    return tuple(
        (row.x, row.y, row.z, row.code, row)
        for row in rows
        if row.bits & needs == needs
        and (not kinds or row.kind & kinds)
        and (open_now is None or row.timeline in open_now)
    )
