"""What the worker tells operators: the house's figures every minute, and once a day whether all holds that must."""

from __future__ import annotations

import logging

from flask import Flask, current_app
from prometheus_client import start_http_server

from app.core import duties, metrics
from app.core.db import reading

FIGURES_EVERY_S = 60.0
INVARIANTS_EVERY_S = 86_400.0
SHOWN = 20

log = logging.getLogger("yiqi.observing")


def wire(app: Flask) -> None:
    """Two errands: both only read, in a transaction of their own."""
    duties.errand(app, "figures", FIGURES_EVERY_S, tell_figures)
    duties.errand(app, "invariants", INVARIANTS_EVERY_S, check_invariants)


def serve(port: int) -> None:
    """Open the figures of this process for Prometheus, on loopback only."""
    start_http_server(port, addr="127.0.0.1")


def tell_figures() -> int:
    """Read every registered figure. Returns 0: an errand without more to do."""
    for figure in duties.figures(current_app):
        with reading():
            metrics.tell(figure.name, figure.what, figure.read())
    return 0


def check_invariants() -> int:
    """The daily look; what is broken is a line at level ERROR each, and a figure that alerts. Returns 0."""
    broken = []
    for name, check in duties.invariants(current_app).items():
        with reading():
            broken += [f"{name}: {sentence}" for sentence in check()]
    metrics.INVARIANTS_BROKEN.set(len(broken))
    for sentence in broken[:SHOWN]:
        log.error("an invariant is broken", extra={"event": "invariant-broken", "what": sentence})
    return 0
