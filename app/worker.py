"""The worker: calls every sweep when it is due, each in a transaction of its own, and runs errands. Several may run."""

from __future__ import annotations

import logging
import signal
import threading
from contextlib import nullcontext
from types import FrameType

from flask import Flask

from app.core import clock, duties, metrics
from app.core.db import transaction
from app.core.duties import Sweep
from app.core.problems import DatabaseUnavailable

log = logging.getLogger("yiqi.worker")


def run_worker(app: Flask, *, once: bool = False) -> None:
    """Run until SIGTERM or SIGINT; with ``once`` run every sweep one time, and every errand until nothing is left."""
    stop = threading.Event()
    if once:
        for sweep in duties.sweeps(app):
            while run_sweep(app, sweep) and sweep.errand:
                pass
        return

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    due: dict[str, float] = {}
    while not stop.is_set():
        if not _round(app, due, stop):
            stop.wait(1.0)


def run_sweep(app: Flask, sweep: Sweep) -> int:
    """One run of one sweep. A failure is logged and tried again when next due; it never ends the worker."""
    with app.app_context():
        try:
            with nullcontext() if sweep.errand else transaction():
                touched = sweep.run()
        except DatabaseUnavailable:
            log.warning("database unavailable", extra={"event": "sweep-postponed", "sweep": sweep.name})
            return 0
        except Exception:
            log.exception("sweep failed", extra={"event": "sweep-failed", "sweep": sweep.name})
            metrics.SWEEP_FAILURES.labels(sweep.name).inc()
            return 0
    if touched:
        metrics.SWEPT.labels(sweep.name).inc(touched)
        log.info("swept", extra={"event": "swept", "sweep": sweep.name, "rows": touched})
    return touched


def _round(app: Flask, due: dict[str, float], stop: threading.Event) -> bool:
    """Run what is due, one piece of every errand; True when an errand may have more. Stops between two pieces."""
    again = False
    for sweep in duties.sweeps(app):
        if stop.is_set() or clock.ticks() < due.get(sweep.name, 0.0):
            continue
        due[sweep.name] = clock.ticks() + sweep.every_s
        if run_sweep(app, sweep) and sweep.errand:
            due[sweep.name], again = 0.0, True
    return again
