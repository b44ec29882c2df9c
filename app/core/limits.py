"""Rate limits: counters in Redis, or in the memory of the process while Redis is away. Reads are not counted here.

The ``limits`` library counts; Flask-Limiter above it would share one state between applications and threads, and cost
every read a look (docs/decisions). While Redis is dead or frozen one call loses 0.3 s, then it is left alone for 5 s,
and each process counts for itself, up to its share of the limit: callers meet all processes in turn (RELIABILITY 6, 7).
"""

from __future__ import annotations

import ipaddress
import logging
import math
from functools import lru_cache

from flask import Flask, current_app, request
from limits import RateLimitItem, parse
from limits.storage import RedisStorage
from limits.strategies import FixedWindowRateLimiter
from werkzeug.middleware.proxy_fix import ProxyFix

from app.core import clock, store
from app.core.counting import Memory
from app.core.metrics import REDIS_FAILURES
from app.core.problems import TooManyRequests

log = logging.getLogger("yiqi.limits")


class Counters:
    """The counters of one process, one of ``processes`` alike, shared through Redis where there is one."""

    def __init__(self, redis_url: str, processes: int = 1) -> None:
        self._own = FixedWindowRateLimiter(Memory())
        self._processes = processes
        self._shared: FixedWindowRateLimiter | None = None
        self._paused_until = 0.0
        self._failures: tuple[type[BaseException], ...] = (OSError,)
        if redis_url:
            from redis.exceptions import RedisError  # only where there is one: it takes a tenth of a second

            self._failures = (RedisError, OSError)
            timeouts = {"socket_timeout": store.TIMEOUT_S, "socket_connect_timeout": store.TIMEOUT_S}
            self._shared = FixedWindowRateLimiter(RedisStorage(redis_url, **timeouts))  # type: ignore[arg-type] # floats

    def spend(self, limit: str, key: str) -> None:
        """Count one call under ``key``; raises ``TooManyRequests`` past ``limit`` ("10/minute")."""
        item = _parsed(limit)
        if self._shared is not None and clock.ticks() >= self._paused_until:
            try:
                _hit(self._shared, item, key)
                return
            except self._failures:
                self._paused_until = clock.ticks() + store.PAUSE_S
                REDIS_FAILURES.labels("limits").inc()
            log.warning("counting in memory", extra={"event": "limits-degraded"})
        _hit(self._own, _share(limit, self._processes), key)


def wire(app: Flask, redis_url: str, trusted_proxies: int, processes: int = 1) -> None:
    """Give the application the counters of one of ``processes`` alike, and believe so many hops of X-Forwarded-For."""
    app.extensions["yiqi.limits"] = Counters(redis_url, processes)
    if trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=trusted_proxies, x_proto=0, x_host=0)  # type: ignore[method-assign]


def spend(limit: str, key: str) -> None:
    """Count one call under ``key``; raises ``TooManyRequests`` past ``limit`` ("10/minute")."""
    counters: Counters = current_app.extensions["yiqi.limits"]
    counters.spend(limit, key)


def address_prefix() -> str:
    """The caller's network: /24 of IPv4, /64 of IPv6. Never the whole address."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    bits = 24 if address.version == 4 else 64
    return str(ipaddress.ip_network(f"{address}/{bits}", strict=False).network_address)


def _hit(limiter: FixedWindowRateLimiter, item: RateLimitItem, key: str) -> None:
    if not limiter.hit(item, key):
        left = limiter.get_window_stats(item, key).reset_time - clock.epoch()
        raise TooManyRequests(retry_after_s=max(1, math.ceil(left)))


@lru_cache(maxsize=64)
def _parsed(limit: str) -> RateLimitItem:
    return parse(limit)


@lru_cache(maxsize=64)
def _share(limit: str, processes: int) -> RateLimitItem:
    """What one of ``processes`` may let pass by itself: its part of the limit, rounded up so that 1 stays 1."""
    whole = _parsed(limit)
    return type(whole)(math.ceil(whole.amount / processes), whole.multiples, whole.namespace)
