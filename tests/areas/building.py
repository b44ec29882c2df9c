"""What the tests of areas share: loading a table, a dump of it all, jobs begun at one moment."""

from __future__ import annotations

from threading import Barrier, Thread

import sqlalchemy as sa
from flask import Flask

from app.areas import loading, service
from app.areas.models import AdminArea, AreaChanges, CalendarDay, CalendarYear, GatheringArea, Organization
from app.core.audit import AuditEvent
from app.core.db import reading, transaction
from app.core.problems import Problem
from tests.areas.conftest import SMALL, rows_of

TABLES = (AdminArea, GatheringArea, Organization, CalendarYear, CalendarDay, AreaChanges, AuditEvent)


def dump() -> dict[str, list[object]]:
    """Every row of every table of areas."""
    with reading() as session:
        return {t.__tablename__: sorted(map(repr, session.execute(sa.select(t.__table__)))) for t in TABLES}


def load(text: str = SMALL, aliases: list[dict[str, str]] | None = None) -> loading.AreasLoaded:
    with transaction():
        return service.load_areas(rows_of(text), aliases)


def in_parallel(app: Flask, *jobs) -> list[object]:
    """What each job returned or was refused with, all begun at one moment."""
    results: list[object] = [None] * len(jobs)
    start = Barrier(len(jobs))

    def run(place: int) -> None:
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    results[place] = jobs[place]()
            except Problem as problem:
                results[place] = problem

    threads = [Thread(target=run, args=(place,)) for place in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results
