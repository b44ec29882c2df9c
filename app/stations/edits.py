"""How every edit of a station by its keepers begins and ends: locks in order, version, audit row, counter.

Lock order: account, station, the counter of changes.
"""

from __future__ import annotations

from typing import Any

from app.accounts import service as accounts
from app.core import audit
from app.core.db import db
from app.core.problems import StaleVersion
from app.stations import amenities
from app.stations.amenities import Actor
from app.stations.changes import mark_changed, mark_rules_changed
from app.stations.models import Station

Changes = dict[str, list[Any]]
"""``{field: [before, after]}`` of one edit: what its audit row holds."""


def start(code: str, actor: Actor, sent_version: int | None) -> Station:
    """The locked station, if the version sent, should there be one, is still its version.

    Raises ``NotFound``, ``StaleVersion``.
    """
    if actor.account_id is not None:
        accounts.lock_account(actor.account_id)  # before the station: the call's key will refer to it
    station = amenities.lock_station(code)
    if sent_version is not None and sent_version != station.version:
        raise StaleVersion
    return station


def finish(
    station: Station, action: str, changes: Changes, actor: Actor, *, news: bool = True, moved: bool = False
) -> None:
    """Count the edit, audit it, and let every worker hear of it.

    ``news``: it says something of hours or amenities, so ``told`` moves. ``moved``: the station lies in another area.
    """
    station.version += 1
    if news:
        amenities.tell(station, "manager")
    audit.record(action, f"station:{station.code}", changes, role=actor.role)
    if moved:
        mark_rules_changed()  # the areas it left must hear of it, too, and no row tells which those were
    mark_changed(station)
    db.session.flush()  # the answer reads it back


def note_all(station: Station, changes: Changes, actor: Actor) -> None:
    """Write a line of history for each field that changes."""
    for field, (before, after) in changes.items():
        amenities.note(station, field, before, after, actor)
