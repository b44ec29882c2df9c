"""Keeps this process's snapshot as new as the database: looks at the counter once a second, outside the requests.

While the database is away the last snapshot goes on answering: a rider still finds the nearest open station.
"""

from __future__ import annotations

import gc
import logging
import threading
from typing import Any

import sqlalchemy as sa
from flask import Flask, current_app
from sqlalchemy.orm import Session

from app.areas import service as areas
from app.core import clock
from app.core.db import reading
from app.core.problems import DatabaseUnavailable
from app.stations import snapshot
from app.stations.facts import calendar_table, read_counter, read_facts
from app.stations.models import Station
from app.stations.snapshot import Snapshot

log = logging.getLogger("yiqi.snapshot")

MOST_PATCHED = 2_000  # more changed rows than this, and building anew is quicker
MANY = 20_000  # rows from which on looking through them all for circles would be felt


class Keeper:
    """Holds the current snapshot. ``poll_s`` 0 looks at every request instead (tests)."""

    def __init__(self, app: Flask, poll_s: float) -> None:
        self._app = app
        self._poll_s = poll_s
        self._lock = threading.Lock()
        self._current: Snapshot | None = None
        self._thread: threading.Thread | None = None
        self._ended = threading.Event()

    def snapshot(self) -> Snapshot:
        """The current snapshot; the first call of a process reads everything."""
        if self._current is None or self._poll_s <= 0:
            self.look_again()
        if self._poll_s > 0 and (self._thread is None or not self._thread.is_alive()):
            self.start()
        if self._current is None:
            raise DatabaseUnavailable
        return self._current

    def ready(self) -> Snapshot | None:
        """The current snapshot if the background keeps it new; for those who cannot wait or look themselves."""
        thread = self._thread
        return self._current if thread is not None and thread.is_alive() else None

    def start(self) -> None:
        """Begin looking in the background; once per process, after it has forked."""
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._ended.clear()
                self._thread = threading.Thread(target=self._run, name="snapshot", daemon=True)
                self._thread.start()

    def end(self) -> None:
        """Look no longer in the background, and return once nobody does; the next call for a snapshot begins anew."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()

    def forget(self) -> None:
        """Drop the snapshot; the next call reads everything."""
        with self._lock:
            self._current = None

    def show_own(self) -> None:
        """Take in what this process just changed. Who holds no snapshot (a command, the worker) has nothing to show."""
        if self._current is not None:
            self.look_again()

    def look_again(self) -> None:
        """Take in what changed since. Keeps the old snapshot when the database is away."""
        with self._lock:
            try:
                self._take_in()
            except DatabaseUnavailable:
                if self._current is None:
                    raise
                log.warning("snapshot not refreshed", extra={"event": "snapshot-postponed"})

    def _take_in(self) -> None:
        """The counter is read before all it counts: what changes meanwhile is read again at the next look."""
        old = self._current
        with reading() as session:
            change_no, rules_no, rules_changed_at = read_counter(session)
        if old is not None and (old.change_no, old.rules_no) == (change_no, rules_no):
            return
        if old is not None and old.rules_no == rules_no and old.change_no < change_no:
            places, newer = areas.all_areas(), Station.change_no > old.change_no
            with reading() as session:
                if _count(session, newer) <= MOST_PATCHED:
                    self._current = old.patched(read_facts(session, places, newer), change_no)
                    return
        areas.look_again()  # a name in the tree may be what changed
        places, table = areas.all_areas(), calendar_table()
        with reading() as session:
            self._current = snapshot.build(
                read_facts(session, places),
                table,
                change_no=change_no,
                rules_no=rules_no,
                rules_changed_at=rules_changed_at.timestamp() if rules_changed_at else 0.0,
            )
        if len(self._current.by_code) > MANY:
            gc.freeze()  # a million rows hold no circle, and looking for one stops every thread for over a second

    def _run(self) -> None:
        while not self._ended.wait(self._poll_s):
            with self._app.app_context():
                try:
                    self.look_again()
                    self._warm()
                except DatabaseUnavailable:
                    continue  # nothing read yet, nothing to keep
                except Exception:
                    log.exception("snapshot failed", extra={"event": "snapshot-failed"})

    def _warm(self) -> None:
        """Move all timelines along with the clock here, so that no request pays for the roll of the hour."""
        current = self._current
        now = int(clock.epoch())
        for timeline in list(current.timelines.values()) if current else ():
            timeline.state_now(now)


def _count(session: Session, where: sa.ColumnElement[bool]) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(Station).where(where)) or 0


def wire(app: Flask, poll_s: float) -> Keeper:
    """Give the application its keeper."""
    keeper = Keeper(app, poll_s)
    app.extensions["yiqi.snapshot"] = keeper
    return keeper


def current() -> Snapshot:
    """The running application's snapshot."""
    keeper: Any = current_app.extensions["yiqi.snapshot"]
    found: Snapshot = keeper.snapshot()
    return found
