"""Arithmetic of half-open bands ``[start, end)``, and local days against epoch seconds. No station's rule lives here.

Local time is Beijing time, a fixed +08:00: true of every instant since 1992, so this is meant for instants from 2000
on and never looks at a zone table.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from math import floor

DAY_MINUTES = 1440
DAY_S = 86_400
OFFSET_S = 8 * 3600
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()

Band = tuple[int, int]
"""``(opens_minute, closes_minute)`` of a day, or ``(start, end)`` in epoch seconds; the end is outside."""


def joined(bands: Iterable[Band]) -> tuple[Band, ...]:
    """The union of the bands, sorted, with what overlaps or touches made one."""
    result: list[Band] = []
    for start, end in sorted(bands):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        elif start < end:
            result.append((start, end))
    return tuple(result)


def without(bands: Iterable[Band], holes: tuple[Band, ...]) -> list[Band]:
    """The bands less the holes; both sorted and apart from each other."""
    left: list[Band] = []
    for start, end in bands:
        at = start
        for hole_start, hole_end in holes:
            if hole_end <= at or hole_start >= end:
                continue
            if hole_start > at:
                left.append((at, hole_start))
            at = hole_end
        if at < end:
            left.append((at, end))
    return left


def epoch_of(instant: datetime | int) -> int:
    """Whole epoch seconds; a datetime without a zone is a ValueError, for it would silently take the machine's."""
    if isinstance(instant, int):
        return instant
    if instant.tzinfo is None:
        raise ValueError("an instant needs its zone")
    return floor(instant.timestamp())


def instant_of(epoch_s: int) -> datetime:
    """The aware instant, in UTC."""
    return datetime.fromtimestamp(epoch_s, UTC)


def midnight_of(day: date) -> int:
    """The epoch second at which the local day starts."""
    return (day.toordinal() - _EPOCH_ORDINAL) * DAY_S - OFFSET_S


def day_of(epoch_s: int) -> date:
    """The local day of an epoch second."""
    return date.fromordinal(_EPOCH_ORDINAL + (epoch_s + OFFSET_S) // DAY_S)
