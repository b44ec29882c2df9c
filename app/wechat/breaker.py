"""Two fences around a sick WeChat: a breaker per endpoint, and a bulkhead for the whole process."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.core import clock
from app.wechat import metrics
from app.wechat.rules import CallFailed
from app.wechat.sockets import Deadline

FAILURES = 5
PAUSE_S = 5.0
WAIT_S = 0.3


class Breaker:
    """Open after ``FAILURES`` unavailable answers in a row; refuses for ``PAUSE_S``, then lets one probe through."""

    def __init__(self, endpoint: str, ticks: Callable[[], float]) -> None:
        self._endpoint, self._ticks = endpoint, ticks
        self._lock = threading.Lock()
        self._failures = 0
        self._open_until: float | None = None
        self._probing = False

    def admit(self) -> bool:
        """Whether this call may go out. Whoever is admitted must report with ``record``."""
        with self._lock:
            if self._open_until is None:
                return True
            if self._probing or self._ticks() < self._open_until:
                return False
            self._probing = True
            return True

    def record(self, available: bool) -> None:
        """Report one admitted call. What was under way when the breaker opened neither closes nor prolongs it."""
        with self._lock:
            if self._open_until is not None and not self._probing:
                return
            self._probing = False
            self._failures = 0 if available else self._failures + 1
            if available:
                self._open_until = None
            elif self._open_until is not None or self._failures >= FAILURES:
                self._open_until = self._ticks() + PAUSE_S
            metrics.BREAKER_OPEN.labels(self._endpoint).set(self._open_until is not None)


class Breakers:
    """The breakers of one client, made as endpoints are first called."""

    def __init__(self, ticks: Callable[[], float] | None = None) -> None:
        self._ticks = ticks or clock.ticks
        self._lock = threading.Lock()
        self._breakers: dict[str, Breaker] = {}

    def of(self, endpoint: str) -> Breaker:
        with self._lock:
            found = self._breakers.get(endpoint)
            if found is None:
                found = self._breakers[endpoint] = Breaker(endpoint, self._ticks)
            return found


class Bulkhead:
    """At most ``places`` calls at once, so that a stalled WeChat never holds every thread of a worker.

    A full bulkhead is waited for briefly, while calls are quick: long enough for a burst of them. Once one has taken
    longer than that, nobody waits until one is quick again, for whoever waits holds a thread, too.
    """

    def __init__(self, places: int, wait_s: float = WAIT_S, ticks: Callable[[], float] | None = None) -> None:
        self._places = threading.BoundedSemaphore(max(1, places))
        self._wait_s, self._ticks = wait_s, ticks or clock.ticks
        self._lock = threading.Lock()
        self._running: dict[object, float] = {}  # since when
        self._last_was_slow = False

    @contextmanager
    def place(self, endpoint: str, deadline: Deadline) -> Iterator[None]:
        wait_s = 0.0 if self._is_slow() else min(self._wait_s, deadline.left())
        if not self._places.acquire(timeout=wait_s):
            raise CallFailed(endpoint, "BulkheadFull")
        call = object()
        with self._lock:
            began = self._running[call] = self._ticks()
        try:
            yield
        finally:
            with self._lock:
                del self._running[call]
                self._last_was_slow = self._ticks() - began > self._wait_s
            self._places.release()

    def _is_slow(self) -> bool:
        now = self._ticks()
        with self._lock:
            return self._last_was_slow or any(now - began > self._wait_s for began in self._running.values())
