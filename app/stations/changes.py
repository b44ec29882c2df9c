"""The one counter that tells every worker's snapshot what to take in."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import current_app

from app.core import clock
from app.core.db import after_commit, db
from app.stations.models import ChangeCounter, Station
from app.stations.places import tell_places


def mark_changed(*stations: Station) -> None:
    """Stamp stations as changed, under the counter's lock: the last thing a change does before it commits."""
    tell_places(*stations)  # before the counter is locked: who hears it locks rows of their own
    number, at = _raise("change_no"), clock.now()
    for station in stations:
        station.change_no, station.bundle_no, station.changed_at = number, number, at
    after_commit(_look_again)


def mark_crowded(station: Station) -> None:
    """As above, for what a card shows and a bundle does not: the area's bundle stays as it is."""
    station.change_no = _raise("change_no")
    after_commit(_look_again)


def mark_rules_changed() -> None:
    """Say that what concerns every area changed: a holiday table, an area's name, which area a station lies in."""
    _raise("rules_no", rules_changed_at=clock.now())
    after_commit(_look_again)


def _raise(column: str, **also: Any) -> int:
    raised = {column: getattr(ChangeCounter, column) + 1, **also}
    statement = sa.update(ChangeCounter).where(ChangeCounter.id == 1).values(raised)
    statement = statement.returning(getattr(ChangeCounter, column))
    number: int | None = db.session.execute(statement).scalar_one_or_none()
    if number is None:  # an empty database: the first change makes the row
        db.session.add(ChangeCounter(id=1, change_no=1, rules_no=1))
        db.session.flush()
        return 1
    return number


def _look_again() -> None:
    """This process answers with its own change at once; the others find it within a second."""
    keeper = current_app.extensions.get("yiqi.snapshot")
    if keeper is not None:
        keeper.show_own()
