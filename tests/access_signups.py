"""What the access table finds in sign-ups: every actor holds a place ("own") and an offer ("offer"), asked to reconfirm.

"open" is a shift nobody has signed up for, "full" one whose places are gone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app.accounts import identities
from app.core import clock
from app.core.db import transaction
from app.volunteering.models import ShiftRole, SignUp, WaitlistOffer
from tests.access_table import ACTORS, Line
from tests.support.people import openid_of
from tests.volunteering.signup_builders import make_shift

NOBODY = str(2**31 - 1)


@dataclass
class SignUps:
    """Shifts by words of the table; each actor's place and offer, and those of somebody else."""

    shifts: dict[str, int] = field(default_factory=dict)
    own: dict[str, int] = field(default_factory=dict)
    offers: dict[str, int] = field(default_factory=dict)


def furnish() -> SignUps:
    """Make the shifts, and let everybody be signed up for two of them."""
    made = SignUps()
    days = {"open": 3, "full": 4, "held": 5, "offered": 6, "draft": 7}
    for thing, day in days.items():
        status = "draft" if thing == "draft" else "published"
        places = 1 if thing == "full" else 50
        made.shifts[thing] = make_shift(places, starts_at=clock.now() + timedelta(days=day), status=status)
    with transaction() as session:
        for actor in (*ACTORS, "newcomer"):
            made.own[actor] = _sign_up(session, made.shifts["held"], actor, "registered")
            made.offers[actor] = _sign_up(session, made.shifts["offered"], actor, "offered")
        _sign_up(session, made.shifts["full"], "newcomer", "registered")
    return made


def path_values(found: SignUps, line: Line, actor: str) -> dict[str, str]:
    """The variable parts of a route of sign-ups."""
    if "/signups" not in line.route:
        return {}
    signups = {"own": found.own[actor], "offer": found.offers[actor], "other": found.own["newcomer"]}
    return {
        "<shift_id>": str(found.shifts.get(line.thing, NOBODY)),
        "<signup_id>": str(signups.get(line.thing, NOBODY)),
    }


def _sign_up(session: Any, shift: int, user: str, state: str) -> int:
    account, _ = identities.find_or_make(openid_of(user), age_ok=None)
    now = clock.now()
    role = session.scalars(sa.select(ShiftRole.id).where(ShiftRole.shift_id == shift)).one()
    row = SignUp(shift_id=shift, role_id=role, account_id=account.id, person_ref=account.person_ref, state=state)
    row.queued_at, row.reconfirm_due = now, now + timedelta(days=1)
    session.add(row)
    session.flush()
    if state == "offered":
        session.add(WaitlistOffer(signup_id=row.id, offered_at=now, expires_at=now + timedelta(hours=9)))
    return row.id


BODIES: dict[tuple[str, str], Any] = {
    ("POST", "/shifts/<shift_id>/signups"): lambda world, *_: {
        "role_id": None,
        "notice_version": world.notices["volunteer_record"],
    },
    ("POST", "/signups/<signup_id>/withdrawal"): lambda *_: {"kind": "excused"},
}
