"""Figures of the service for Prometheus. Served only on a loopback port of their own, never by the application.

Labels are route templates, methods and statuses: nothing of a person or a position.
"""

from __future__ import annotations

from flask import Flask, Response, g, request
from prometheus_client import Counter, Histogram

from app.core import clock

REQUESTS = Counter("yiqi_http_requests_total", "Answers", ["method", "route", "status"])
SECONDS = Histogram(
    "yiqi_http_request_seconds", "Time to answer", ["route"], buckets=(0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
)


def wire(app: Flask) -> None:
    """Count every answer."""

    def count(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "(none)"
        REQUESTS.labels(request.method, route, str(response.status_code)).inc()
        if hasattr(g, "started"):
            SECONDS.labels(route).observe(clock.ticks() - g.started)
        return response

    app.after_request(count)
