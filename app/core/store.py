"""What may be lost: Redis where there is one, else the memory of the process. Nothing here is the only copy.

After a failure Redis is left alone for ``PAUSE_S`` and calls raise ``StoreUnavailable`` at once; callers have a plan
without it (PRODUCT: cache -> database, WeChat token -> memory, rate counters -> memory).
"""

from __future__ import annotations

import threading
from typing import Protocol

from flask import current_app

from app.core import clock
from app.core.metrics import REDIS_FAILURES

TIMEOUT_S = 0.3
PAUSE_S = 5.0


class StoreUnavailable(Exception):
    """The store did not answer, or did not answer lately."""


class Store(Protocol):
    """Strings by key. ``ttl_s`` is the time to live in seconds."""

    shared: bool  # seen by other processes

    def get(self, key: str) -> str | None: ...
    def set(self, key: str, value: str, ttl_s: float | None = None) -> None: ...
    def add(self, key: str, value: str, ttl_s: float) -> bool:
        """Set only if absent (``SET NX PX``); True when this call set it."""

    def delete_if(self, key: str, value: str) -> bool:
        """Delete only while it holds ``value`` (compare-and-delete)."""

    def delete(self, key: str) -> None: ...


class MemoryStore:
    """The store of one process. Expired keys go when touched."""

    shared = False

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._values: dict[str, tuple[str, float | None]] = {}

    def get(self, key: str) -> str | None:
        with self._lock:
            return self._live(key)

    def set(self, key: str, value: str, ttl_s: float | None = None) -> None:
        with self._lock:
            self._values[key] = (value, self._end(ttl_s))

    def add(self, key: str, value: str, ttl_s: float) -> bool:
        with self._lock:
            if self._live(key) is not None:
                return False
            self._values[key] = (value, self._end(ttl_s))
            return True

    def delete_if(self, key: str, value: str) -> bool:
        with self._lock:
            if self._live(key) != value:
                return False
            del self._values[key]
            return True

    def delete(self, key: str) -> None:
        with self._lock:
            self._values.pop(key, None)

    def _live(self, key: str) -> str | None:
        value, end = self._values.get(key, (None, None))
        if end is not None and clock.ticks() >= end:
            del self._values[key]
            return None
        return value

    @staticmethod
    def _end(ttl_s: float | None) -> float | None:
        return None if ttl_s is None else clock.ticks() + ttl_s


class RedisStore:
    """The store all processes share. Every failure becomes ``StoreUnavailable``."""

    shared = True
    _DELETE_IF = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0"

    def __init__(self, url: str) -> None:
        import redis

        self._failure: tuple[type[BaseException], ...] = (redis.RedisError, OSError)
        self._client = redis.Redis.from_url(
            url, socket_timeout=TIMEOUT_S, socket_connect_timeout=TIMEOUT_S, decode_responses=True, retry=None
        )
        self._paused_until = 0.0

    @property
    def degraded(self) -> bool:
        """True while Redis is being left alone after a failure."""
        return clock.ticks() < self._paused_until

    def get(self, key: str) -> str | None:
        value = self._call("get", key)
        return value if isinstance(value, str) else None

    def set(self, key: str, value: str, ttl_s: float | None = None) -> None:
        self._call("set", key, value, px=None if ttl_s is None else max(1, int(ttl_s * 1000)))

    def add(self, key: str, value: str, ttl_s: float) -> bool:
        return bool(self._call("set", key, value, px=max(1, int(ttl_s * 1000)), nx=True))

    def delete_if(self, key: str, value: str) -> bool:
        return bool(self._call("eval", self._DELETE_IF, 1, key, value))

    def delete(self, key: str) -> None:
        self._call("delete", key)

    def _call(self, name: str, *args: object, **kwargs: object) -> object:
        if self.degraded:
            raise StoreUnavailable
        try:
            return getattr(self._client, name)(*args, **kwargs)
        except self._failure:
            self._paused_until = clock.ticks() + PAUSE_S
            REDIS_FAILURES.labels("store").inc()
        raise StoreUnavailable  # outside the except block: no cause that prints a URL with a password


def make_store(redis_url: str) -> MemoryStore | RedisStore:
    """The store for these settings; connects lazily."""
    return RedisStore(redis_url) if redis_url else MemoryStore()


def current() -> MemoryStore | RedisStore:
    """The store of the running application."""
    store: MemoryStore | RedisStore = current_app.extensions["yiqi.store"]
    return store
