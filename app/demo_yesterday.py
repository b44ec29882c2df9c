"""The sample shift of yesterday, with all that the queue of hours can show.

One was there from begin to end, one left early, one was not checked out, one's phone had no network until the evening
(the check-out waits to be accepted), and one is the staff member's own row, which a colleague decides on.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.accounts.service import Person
from app.checkins import scanning
from app.checkins import service as checkins
from app.checkins.scanning import Scan
from app.checkins.service import Staff
from app.core.db import transaction

if TYPE_CHECKING:
    from app.demo import House

SHIFT = timedelta(minutes=60)
NORMAL, EARLY, FORGOTTEN, LATE, OWN = "rider", "rider02", "rider03", "rider04", "staff"


@dataclass(frozen=True)
class Passing:
    """Somebody comes or goes at a shift's point."""

    user: str
    point: int
    direction: str  # in | out
    at: datetime


def be_there(house: House, shift_id: int, starts: datetime, now: datetime) -> Iterator[datetime]:
    """Let five sign up and come, and what they did reach the queue; says of each step when it is."""
    for user in (NORMAL, EARLY, FORGOTTEN, LATE, OWN):
        house.sign_up(user, shift_id)
    point = checkins.point_no_of("shift", str(shift_id)) or 0
    ends = starts + SHIFT
    yield (at := starts - timedelta(minutes=10))
    _scanned(house, Passing(OWN, point, "in", at), by="staff02")
    yield (at := starts - timedelta(minutes=3))
    for user in (NORMAL, EARLY, FORGOTTEN, LATE):
        _scanned(house, Passing(user, point, "in", at))
    yield (at := ends - timedelta(minutes=25))
    _scanned(house, Passing(EARLY, point, "out", at))
    yield (unheard := ends + timedelta(minutes=1))
    read = checkins.screen_codes(point)[0][0]
    yield (at := ends + timedelta(minutes=2))
    _scanned(house, Passing(NORMAL, point, "out", at))
    yield (at := ends + timedelta(minutes=5))
    _scanned(house, Passing(OWN, point, "out", at), by="staff02")
    yield min(now, ends + timedelta(hours=8))
    _sent_late(house, Passing(LATE, point, "out", unheard), read)


def staff_of(house: House, user: str = "staff") -> Staff:
    """A sample person as staff."""
    return Staff(*house.people[user], "community_staff")


def _scanned(house: House, who: Passing, by: str = "staff") -> None:
    account_id = house.people[who.user][0]
    with transaction():
        how = (who.direction, secrets.token_hex(16), who.at)
        checkins.record_staff_scan(account_id, who.point, *how, staff_of(house, by))


def _sent_late(house: House, who: Passing, read: str) -> None:
    """The rider scanned the screen without network; in the evening it is sent, and waits for staff."""
    person = Person(*house.people[who.user])
    with transaction():
        scanning.check_in(Scan(person, read, secrets.token_hex(16), who.direction, who.at))
