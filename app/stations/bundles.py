"""The offline bundle of an area: what the list shows, as arrays, the same bytes in every worker.

``generated_at`` is the later of the last full hour and the area's newest change, both of which all workers know alike;
only then do the bytes and the ETag move. Windows cover 72 h from that hour.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.core import clock
from app.stations.snapshot import Row, Snapshot
from app.stations.timeline import AHEAD_S, HOUR_S

FORMAT = 1
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
    "open_windows",
    "unknown_windows",
)
MOST_KEPT = 600  # areas of the prefecture, with room


@dataclass(frozen=True)
class Packed:
    """A bundle ready to send, plain and gzipped, with its content tag."""

    made_for: tuple[float, int]
    plain: bytes
    gzipped: bytes
    tag: str


class Shelf:
    """Ready bundles of one process, by area code; rebuilt when the hour or the area moved, by one thread at a time."""

    def __init__(self) -> None:
        self._packed: dict[str, Packed] = {}
        self._lock = threading.Lock()

    def bundle(self, snapshot: Snapshot, area_code: str, area_path: str, now: int) -> Packed:
        """The area's bundle as of the last full hour or its newest change."""
        hour = now - now % HOUR_S
        newest = max(snapshot.newest.get(area_code, 0.0), snapshot.rules_changed_at)
        made_for = (max(float(hour), newest), hour)
        kept = self._packed.get(area_code)
        if kept is not None and kept.made_for == made_for:
            return kept
        with self._lock:
            kept = self._packed.get(area_code)
            if kept is None or kept.made_for != made_for:
                if len(self._packed) >= MOST_KEPT:
                    self._packed.clear()
                kept = self._packed[area_code] = pack(snapshot, area_path, hour, made_for)
            return kept

    def forget(self) -> None:
        """Drop all bundles."""
        self._packed.clear()


def pack(snapshot: Snapshot, area_path: str, hour: int, made_for: tuple[float, int]) -> Packed:
    """Make the bundle of all listed stations at or below an area."""
    rows = [_row(row, hour) for code, row in sorted(snapshot.by_code.items()) if row.path.startswith(area_path)]
    head = {
        "format": FORMAT,
        "generated_at": clock.rfc3339(clock.from_epoch(made_for[0])),
        "valid_from": clock.rfc3339(clock.from_epoch(hour)),
        "valid_until": clock.rfc3339(clock.from_epoch(hour + AHEAD_S)),
        "columns": COLUMNS,
        "rows": rows,
    }
    plain = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
    return Packed(made_for, plain, gzip.compress(plain, 6, mtime=0), hashlib.sha256(plain).hexdigest()[:32])


def _row(row: Row, hour: int) -> list[Any]:
    card = json.loads(row.card.head[:-1] + b"," + row.card.gcj02 + row.card.tail + b"null}")
    card["amenities"] = [[a["amenity"], a["status"], a["eta"]] for a in card["amenities"]]
    opened, unsure = row.timeline.windows(hour)
    card["open_windows"], card["unknown_windows"] = _pairs(opened), _pairs(unsure)
    return [card[column] for column in COLUMNS]


def _pairs(bands: Iterable[tuple[int, int]]) -> list[list[int]]:
    return [[start, end] for start, end in bands]
