"""Cells of a snapshot as one filter sees them, kept while nothing turns: the same few filters are asked all day.

Made cell by cell as riders ask around them. A new snapshot begins with an empty sieve; when a station opens or closes,
what was kept for the former state of things is dropped with its key.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.stations.rows import Cell, Row
from app.stations.timeline import Timeline

MOST_KEPT = 24  # filters at once; a kept row is one small tuple

Entry = tuple[float, float, float, str, Row]
"""``x, y, z`` of the unit vector, the code, and the row: a plain tuple, the quickest thing to take apart."""

Filter = tuple[int, int, frozenset[Timeline] | None]
"""Amenity bits all needed, kind bits any wanted (0: all), and the timelines open now if that is asked."""


class Sieve:
    """Filtered cells of one snapshot. Threads may fill it together: the worst is work done twice."""

    def __init__(self) -> None:
        self._kept: dict[tuple[int, int, int], tuple[Filter, dict[Cell, tuple[Entry, ...]]]] = {}

    def cells(self, wanted: Filter) -> dict[Cell, tuple[Entry, ...]]:
        """What is kept for this filter; whoever misses a cell adds it with ``sift``."""
        key = (wanted[0], wanted[1], id(wanted[2]))
        kept = self._kept.get(key)
        if kept is None:
            if len(self._kept) >= MOST_KEPT:
                self._kept = {}
            kept = self._kept[key] = (wanted, {})  # holds the set itself, so that its id stays its own
        return kept[1]


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
