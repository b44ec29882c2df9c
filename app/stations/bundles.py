"""The offline bundle of an area: what the list shows, as arrays, the same bytes in every worker.

``generated_at`` is the later of the last full hour and the area's newest change, both of which all workers know alike;
only then do the bytes and the ETag move. Windows cover 72 h from that hour.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import threading
from dataclasses import dataclass
from typing import Any, NamedTuple

from app.core import clock
from app.stations.cards import Card
from app.stations.rows import Row
from app.stations.snapshot import Newest, Snapshot
from app.stations.timeline import AHEAD_S, HOUR_S, Timeline

FORMAT = 1
WINDOWS = ("open_windows", "unknown_windows")
COLUMNS = (
    "code",
    "name",
    "kind",
    "address",
    "area_name",
    "township_name",
    "lat",
    "lng",
    "amenities",
    "status",
    "alert",
    "contact",
    "told",
    "last_verified_at",
    "synthetic",
    "version",
    *WINDOWS,
)
MOST_KEPT = 600  # areas of the prefecture, with room
LARGE = 4 * 1024 * 1024  # bytes; past this, packing quickly matters more than packing tight


class MadeFor(NamedTuple):
    """What a bundle's bytes follow from. The instant is told, the numbers tell apart what one instant changed."""

    generated_at: float
    hour: int
    change_no: int
    rules_no: int


@dataclass(frozen=True)
class Packed:
    """A bundle ready to send, plain and gzipped, with its content tag."""

    made_for: MadeFor
    plain: bytes
    gzipped: bytes
    tag: str


class Shelf:
    """Ready bundles of one process, by area code; rebuilt when the hour or the area moved, by one thread at a time."""

    def __init__(self) -> None:
        self._packed: dict[str, Packed] = {}
        self._lines: dict[str, tuple[Card, bytes]] = {}
        self._lock = threading.Lock()

    def bundle(self, snapshot: Snapshot, area_code: str, area_path: str, now: int) -> Packed:
        """The area's bundle as of the last full hour or its newest change."""
        hour = now - now % HOUR_S
        newest = snapshot.newest.get(area_code, Newest())
        generated_at = max(hour, newest.at, snapshot.rules_changed_at)
        made_for = MadeFor(generated_at, hour, newest.change_no, snapshot.rules_no)
        kept = self._packed.get(area_code)
        if kept is not None and kept.made_for == made_for:
            return kept
        with self._lock:
            kept = self._packed.get(area_code)
            if kept is None or kept.made_for != made_for:
                if len(self._packed) >= MOST_KEPT:
                    self._packed.clear()
                kept = self._packed[area_code] = self._pack(snapshot, area_path, made_for)
            return kept

    def forget(self) -> None:
        """Drop all bundles."""
        self._packed.clear()
        self._lines.clear()

    def _pack(self, snapshot: Snapshot, area_path: str, made_for: MadeFor) -> Packed:
        """Make the bundle of all listed stations at or below an area."""
        hour = made_for.hour
        head = {
            "format": FORMAT,
            "generated_at": clock.rfc3339(clock.from_epoch(made_for.generated_at)),
            "valid_from": clock.rfc3339(clock.from_epoch(hour)),
            "valid_until": clock.rfc3339(clock.from_epoch(hour + AHEAD_S)),
            "columns": COLUMNS,
        }
        rows = sorted((row for row in snapshot.by_code.values() if row.path.startswith(area_path)), key=_code)
        if len(self._lines) > 2 * len(snapshot.by_code) + MOST_KEPT:
            self._lines.clear()  # mostly of stations that left
        windows = {row.timeline: _windows(row.timeline, hour) for row in rows}
        lines = b",".join(b"[%s,%s]" % (self._line(row), windows[row.timeline]) for row in rows)
        plain = b'%s,"rows":[%s]}' % (_dump(head)[:-1], lines)
        level = 6 if len(plain) < LARGE else 1
        gzipped = gzip.compress(plain, level, mtime=0)
        return Packed(made_for, plain, gzipped, hashlib.sha256(plain).hexdigest()[:32])

    def _line(self, row: Row) -> bytes:
        """The columns that the clock does not move, made once per change of a station."""
        kept = self._lines.get(row.code)
        if kept is None or kept[0] is not row.card:
            card = row.card.columns()
            card["amenities"] = [[thing["amenity"], thing["status"], thing["eta"]] for thing in card["amenities"]]
            line = _dump([card[column] for column in COLUMNS[: -len(WINDOWS)]])[1:-1]
            kept = self._lines[row.code] = (row.card, line)
        return kept[1]


def _windows(timeline: Timeline, hour: int) -> bytes:
    opened, unsure = timeline.windows(hour)
    return _dump(opened) + b"," + _dump(unsure)


def _dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _code(row: Row) -> str:
    return row.code
