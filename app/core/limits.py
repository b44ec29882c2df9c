"""Rate limits: counters in Redis, or in the memory of the process while Redis is away.

Flask-Limiter alone answers 500 when Redis is gone, and ``swallow_errors`` would open the gate; the three options set
here keep counting (RELIABILITY 7). Reads are not counted in the application.
"""

from __future__ import annotations

import ipaddress
from typing import Any

from flask import Flask, request
from flask_limiter import Limiter
from werkzeug.middleware.proxy_fix import ProxyFix

from app.core import store
from app.core.access import caller
from app.core.problems import TooManyRequests

FALLBACK = "100/minute"


def address_prefix() -> str:
    """The caller's network: /24 of IPv4, /64 of IPv6. Never the whole address."""
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    bits = 24 if address.version == 4 else 64
    return str(ipaddress.ip_network(f"{address}/{bits}", strict=False).network_address)


def person_or_prefix() -> str:
    """The account, else the network."""
    found = caller()
    return f"account:{found.account_id}" if found else f"net:{address_prefix()}"


limiter = Limiter(key_func=person_or_prefix, headers_enabled=False)


def wire(app: Flask, redis_url: str, trusted_proxies: int) -> None:
    """Connect the limiter's counters, and believe ``trusted_proxies`` hops of X-Forwarded-For."""
    app.config["RATELIMIT_STORAGE_URI"] = redis_url or "memory://"
    app.config["RATELIMIT_STRATEGY"] = "fixed-window"
    if redis_url:
        timeouts: dict[str, Any] = {"socket_timeout": store.TIMEOUT_S, "socket_connect_timeout": store.TIMEOUT_S}
        app.config["RATELIMIT_STORAGE_OPTIONS"] = timeouts
        app.config["RATELIMIT_IN_MEMORY_FALLBACK_ENABLED"] = True
        app.config["RATELIMIT_IN_MEMORY_FALLBACK"] = [FALLBACK]
    limiter.init_app(app)
    if trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=trusted_proxies, x_proto=0, x_host=0)  # type: ignore[method-assign]


def spend(limit: str, key: str) -> None:
    """Count one call under ``key``; raises ``TooManyRequests`` past ``limit`` ("10/minute")."""
    with limiter.limit(limit, key_func=lambda: key, on_breach=_refuse):
        pass


def _refuse(_breach: Any) -> None:
    raise TooManyRequests
