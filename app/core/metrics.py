"""Figures of the service for Prometheus. Served only on a loopback port of their own, never by the application.

Labels are route templates, methods and statuses: nothing of a person or a position.
"""

from __future__ import annotations

from functools import lru_cache

from prometheus_client import Counter, Gauge, Histogram

REDIS_FAILURES = Counter("yiqi_redis_failures_total", "Times Redis did not answer and was left alone", ["use"])
REQUESTS = Counter("yiqi_http_requests_total", "Answers", ["method", "route", "status"])
SECONDS = Histogram(
    "yiqi_http_request_seconds", "Time to answer", ["route"], buckets=(0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
)

SWEPT = Counter("yiqi_sweep_rows_total", "Rows a sweep of the worker changed", ["sweep"])
SWEEP_FAILURES = Counter("yiqi_sweep_failures_total", "Runs of a sweep that failed", ["sweep"])
INVARIANTS_BROKEN = Gauge("yiqi_invariants_broken", "What must always hold and does not, at the daily look")


def count(method: str, route: str, status: int, seconds: float) -> None:
    """Count one answer."""
    _counter(method, route, status).inc()
    _histogram(route).observe(seconds)


@lru_cache(maxsize=2_000)
def _counter(method: str, route: str, status: int) -> Counter:
    return REQUESTS.labels(method, route, str(status))


@lru_cache(maxsize=500)
def _histogram(route: str) -> Histogram:
    return SECONDS.labels(route)


def tell(name: str, what: str, value: float) -> None:
    """Show a figure of the house."""
    _gauge(name, what).set(value)


@lru_cache(maxsize=100)
def _gauge(name: str, what: str) -> Gauge:
    return Gauge(name, what)
