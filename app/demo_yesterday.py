"""The sample shift of yesterday, with all that the queue of hours can show.

One was there from begin to end, one left early, one was not checked out, one's phone had no network until the evening
(the check-out waits to be accepted), and one is the staff member's own row, which a colleague decides on.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.accounts.service import Person
from app.checkins import scanning
from app.checkins import service as checkins
from app.checkins.scanning import Scan
from app.checkins.service import Staff
from app.core import clock
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


def be_there(house: House, shift_id: int, starts: datetime, now: datetime) -> None:
    """Let five come, and what they did reach the queue."""
    with clock.set_to(starts - timedelta(days=2)):
        for user in (NORMAL, EARLY, FORGOTTEN, LATE, OWN):
            house.sign_up(user, shift_id)
    point = checkins.point_no_of("shift", str(shift_id)) or 0
    ends = starts + SHIFT
    for user in (NORMAL, EARLY, FORGOTTEN, LATE):
        _scanned(house, Passing(user, point, "in", starts - timedelta(minutes=3)))
    _scanned(house, Passing(NORMAL, point, "out", ends + timedelta(minutes=2)))
    _scanned(house, Passing(EARLY, point, "out", ends - timedelta(minutes=25)))
    _scanned(house, Passing(OWN, point, "in", starts - timedelta(minutes=10)), by="staff02")
    _scanned(house, Passing(OWN, point, "out", ends + timedelta(minutes=5)), by="staff02")
    _sent_late(house, Passing(LATE, point, "out", ends + timedelta(minutes=1)), min(now, ends + timedelta(hours=8)))


def staff_of(house: House, user: str = "staff") -> Staff:
    """A sample person as staff."""
    return Staff(*house.people[user], "community_staff")


def _scanned(house: House, who: Passing, by: str = "staff") -> None:
    account_id = house.people[who.user][0]
    with clock.set_to(who.at), transaction():
        how = (who.direction, secrets.token_hex(16), who.at)
        checkins.record_staff_scan(account_id, who.point, *how, staff_of(house, by))


def _sent_late(house: House, who: Passing, evening: datetime) -> None:
    """The rider scanned the screen without network; in the evening it is sent, and waits for staff."""
    with clock.set_to(who.at), transaction():
        text = checkins.screen_codes(who.point)[0][0]
    person = Person(*house.people[who.user])
    with clock.set_to(evening), transaction():
        scanning.check_in(Scan(person, text, secrets.token_hex(16), who.direction, who.at))
