"""Figures of the gateway, and the one way to wake somebody. Labels are endpoints and causes, nothing of a person."""

from __future__ import annotations

import logging

from prometheus_client import Counter, Gauge, Histogram

log = logging.getLogger("app.wechat")

CALLS = Counter("yiqi_wechat_calls_total", "Calls to WeChat", ["endpoint", "outcome"])
SECONDS = Histogram(
    "yiqi_wechat_call_seconds", "Time of a call to WeChat", ["endpoint"], buckets=(0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8)
)
CHECKS = Counter(
    "yiqi_wechat_checks_total", "Verdicts of checks; none: there was none to be had", ["endpoint", "verdict"]
)
TOKEN_REFRESHES = Counter("yiqi_wechat_token_refreshes_total", "Token calls; more than 5 an hour deserves a look")
BREAKER_OPEN = Gauge(
    "yiqi_wechat_breaker_open", "1 while calls are refused at once", ["endpoint"], multiprocess_mode="max"
)
ALERTS = Counter("yiqi_wechat_alerts_total", "Faults that need a person", ["event"])


def alert(event: str, endpoint: str, cause: str, errcode: int | None, rid: str | None) -> None:
    """Count the event and log it at ERROR under its stable name. Errcode and rid stay here; no client sees them."""
    ALERTS.labels(event).inc()
    facts = {"event": event, "endpoint": endpoint, "cause": cause, "errcode": errcode, "rid": rid}
    log.error("%s (%s) at %s, errcode %s, rid %s", event, cause, endpoint, errcode, rid, extra=facts)
