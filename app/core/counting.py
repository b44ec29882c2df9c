"""The memory in which one process counts when there is no Redis: no thread of its own, and never without bounds.

The ``limits`` library's own memory starts a timer thread about every hit to forget what is over (2 ms under load). This
one forgets a count when it is asked for, and sweeps all of them whenever they have doubled.
"""

from __future__ import annotations

import heapq
import threading

from limits.storage import Storage

from app.core import clock

KEYS_MOST = 100_000
SWEEP_LEAST = 1_000


class Memory(Storage):
    """Counts with the epoch second at which each is over; one lock, held for microseconds."""

    def __init__(self, most: int = KEYS_MOST) -> None:
        super().__init__()
        self._most = most
        self._lock = threading.Lock()
        self._counts: dict[str, tuple[int, float]] = {}
        self._sweep_at = min(SWEEP_LEAST, most)

    def __len__(self) -> int:
        return len(self._counts)

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count ``amount`` more; a new count is over ``expiry`` seconds from now."""
        now = clock.epoch()
        with self._lock:
            count, over_at = self._counts.get(key, (0, 0.0))
            if over_at <= now:
                count, over_at = 0, now + expiry
                self._make_room(now)
            self._counts[key] = (count + amount, over_at)
            return count + amount

    def get(self, key: str) -> int:
        """The count now, 0 when it is over."""
        count, over_at = self._counts.get(key, (0, 0.0))
        return count if over_at > clock.epoch() else 0

    def get_expiry(self, key: str) -> float:
        """The epoch second at which the count is over; now, for one that never began."""
        found = self._counts.get(key)
        return found[1] if found else clock.epoch()

    def clear(self, key: str) -> None:
        """Forget one count."""
        with self._lock:
            self._counts.pop(key, None)

    def reset(self) -> int | None:
        """Forget all; how many there were."""
        with self._lock:
            found = len(self._counts)
            self._counts.clear()
            return found

    def check(self) -> bool:
        """Memory is always there."""
        return True

    @property
    def base_exceptions(self) -> type[Exception]:
        """What the library may wrap; nothing here raises."""
        return ValueError

    def _make_room(self, now: float) -> None:
        """Sweep when the counts have doubled since the last time. Too many that live: the first to be over go."""
        if len(self._counts) < self._sweep_at:
            return
        kept = {key: found for key, found in self._counts.items() if found[1] > now}
        if len(kept) > self._most * 9 // 10:  # a tenth at once, so that a flood of keys is not sorted at every hit
            kept = dict(heapq.nlargest(self._most * 9 // 10, kept.items(), key=lambda pair: pair[1][1]))
        self._counts = kept
        self._sweep_at = min(max(SWEEP_LEAST, 2 * len(kept)), self._most)
