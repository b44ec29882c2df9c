"""Opening hours worked out ahead, shared by all stations whose hours are equal.

A timeline knows the states of the next days as a short list of edges, so that "open at t" is a bisection and "open now"
a comparison; ``face`` is the part of a card that depends on the clock, as JSON bytes, made anew only when it changes.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator

from app.core import clock
from app.stations import opening
from app.stations.bands import Band
from app.stations.opening import CalendarTable, StationHours

HOUR_S = 3600
AHEAD_S = 72 * HOUR_S
_KNOWN_S = AHEAD_S + 6 * HOUR_S  # arrivals and the hour's own roll stay inside

CLOSED, OPEN, UNKNOWN = 0, 1, 2
STATES = ("closed", "open", "unknown")

Edges = tuple[int, int, list[int], list[int]]
"""``(first, last, edges, states)``: from ``edges[n]`` on it is ``states[n]``, known in ``[first, last)``."""


class Timeline:
    """The states of one set of opening hours. Safe to share between threads: parts are replaced whole."""

    __slots__ = ("_edges", "_face", "_windows", "hours", "table")

    def __init__(self, hours: StationHours, table: CalendarTable) -> None:
        self.hours = hours
        self.table = table
        self._edges: Edges = (0, 0, [], [])
        self._face: tuple[int, int, bytes] = (0, 0, b"")
        self._windows: tuple[int, list[Band], list[Band]] = (-1, [], [])

    def state_at(self, at: int) -> int:
        """``CLOSED``, ``OPEN`` or ``UNKNOWN`` at any epoch second; past what is kept, straight from the rules."""
        first, last, edges, states = self._edges
        if first <= at < last:
            return states[bisect_right(edges, at) - 1]
        return STATES.index(opening.open_at(self.hours, at, self.table))

    def state_now(self, now: int) -> int:
        """The state at the present second; moves what is kept along with the clock."""
        _, _, edges, states = self._moved_along(now)
        return states[bisect_right(edges, now) - 1]

    def until(self, now: int) -> int:
        """The first epoch second after ``now`` at which the state, or what is known of it, may differ."""
        _, last, edges, _ = self._moved_along(now)
        place = bisect_right(edges, now)
        return edges[place] if place < len(edges) else last

    def windows(self, hour: int) -> tuple[list[Band], list[Band]]:
        """Open and unknown ``[start, end)`` pairs in epoch seconds over 72 h from the full hour ``hour``."""
        kept = self._windows
        if kept[0] != hour:
            kept = self._windows = (hour, *opening.windows(self.hours, hour, hour + AHEAD_S, self.table))
        return kept[1], kept[2]

    def next_opening(self, now: int) -> int | None:
        """The epoch second at which it next turns open, within 14 days."""
        at = opening.next_opening(self.hours, now, self.table)
        return int(at.timestamp()) if at else None

    def face(self, now: int) -> bytes:
        """``"open_state":...,"open_until":...,"opens_at":...,"next_change":...`` at an epoch second."""
        first, last, face = self._face
        if not first <= now < last:
            fields = self.clock_fields(now)
            face = json.dumps(fields, separators=(",", ":"))[1:-1].encode()
            self._face = (now, min([self.until(now), *self._comes_into_sight(fields, now)]), face)
        return face

    def clock_fields(self, now: int) -> dict[str, object]:
        """The card's fields that depend on the clock alone."""
        state = STATES[self.state_now(now)]
        change = opening.next_change(self.hours, now, self.table)
        turn = {"at": clock.rfc3339(change[0]), "state": change[1]} if change else None
        opens_at = None if state == "open" else opening.next_opening(self.hours, now, self.table)
        return {
            "open_state": state,
            "open_until": turn["at"] if turn and state == "open" else None,
            "opens_at": clock.rfc3339(opens_at) if opens_at else None,
            "next_change": turn,
        }

    def _comes_into_sight(self, fields: dict[str, object], now: int) -> Iterator[int]:
        """The epoch seconds from which that is told which lies more than 14 days ahead now."""
        horizon = now + opening.LOOK_AHEAD_S
        if fields["next_change"] is None:
            change = opening.next_change(self.hours, horizon, self.table)
            if change:
                yield int(change[0].timestamp()) - opening.LOOK_AHEAD_S
        if fields["opens_at"] is None and fields["open_state"] != "open":
            opens = opening.next_opening(self.hours, horizon, self.table)
            if opens:
                yield int(opens.timestamp()) - opening.LOOK_AHEAD_S

    def never_closes(self, now: int) -> bool:
        """Open now and for all of the next 14 days."""
        return self.state_now(now) == OPEN and opening.next_change(self.hours, now, self.table) is None

    def _moved_along(self, now: int) -> Edges:
        """The edges around the present second: in one piece, for another thread's clock may move them meanwhile."""
        kept = self._edges
        if not (kept[0] <= now and kept[1] - now >= AHEAD_S):
            kept = self._edges = self._look_ahead(now)
        return kept

    def _look_ahead(self, now: int) -> Edges:
        first = now - now % HOUR_S
        last = first + _KNOWN_S
        opened, unsure = opening.windows(self.hours, first, last, self.table)
        turns = {first: CLOSED}
        for bands, state in ((unsure, UNKNOWN), (opened, OPEN)):
            for start, end in bands:
                turns[start] = state
                turns.setdefault(end, CLOSED)
        for start, _ in unsure:
            turns[start] = UNKNOWN
        for start, _ in opened:
            turns[start] = OPEN
        edges = sorted(turns)
        return first, last, edges, [turns[edge] for edge in edges]
