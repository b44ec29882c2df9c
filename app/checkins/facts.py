"""A check-in as the floors above see it, the signals they hear of it by, and what staff are called here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.core import events


@dataclass(frozen=True)
class CheckinFacts:
    """One check-in. ``target``: the code of the station or area, the id of the shift. None: nobody's any more."""

    id: int
    account_id: int | None
    person_ref: str | None
    kind: str | None  # station | community | shift
    target: str | None
    direction: str  # in | out
    occurred_at: datetime
    received_at: datetime
    late: bool
    level: int
    method: str
    pair_no: int
    state: str
    reason: str | None


@dataclass(frozen=True)
class Rostered:
    """A shift that somebody was on the roster of: its id as its codes' target, and its times."""

    target: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Staff:
    """Who scans, marks or settles, and in which role."""

    account_id: int
    person_ref: str
    role: str


checkin_counted = events.signal("checkin-counted")
"""``checkin``: it was accepted just now, or what it says was corrected; in the transaction of that."""
checkin_withdrawn = events.signal("checkin-withdrawn")
"""``checkin``: it counted and does so no more (undone, or rejected after all)."""
roster_asked = events.signal("checkin-roster-asked")
"""``account_id``, ``kind``, ``code``: answered with a list of ``Rostered`` by the owner of shifts: the shift of this
code itself, or those of the last days that met at a station. Asked of what comes late, when expectations are gone."""
standings_asked = events.signal("checkin-standings-asked")
"""``kind``, ``codes``: answered with the ``access.Scope`` of each target by its code, of those there are, by whoever
owns such targets (shifts): whose grants cover it may see and settle its pending check-ins."""
