"""What the access table finds on the day of a shift: one at OWN ("led") and one at OTHER ("led-x"), both begun just now.

The newcomer is on both rosters, and "missed" an earlier one; every actor is on the roster of "led" too ("mine"), and
has a calendar's address. Staff have looked at their rosters today, so that looking again writes nothing.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app.accounts import identities, phones
from app.areas.models import Organization
from app.checkins.service import Staff
from app.core import clock
from app.core.db import transaction
from app.volunteering import attendance_points, calendar_feeds, walk_ins
from app.volunteering.models import Shift, ShiftRole, SignUp
from tests.access_table import ACTORS, Line
from tests.support.people import openid_of
from tests.volunteering.day_builders import member_code
from tests.volunteering.signup_builders import make_shift

NOBODY = str(2**31 - 1)
OTHER_TOWN = "652722100"
COUNTER = itertools.count(1)
ROUTES = ("signups", "screen-code", "admissions", "scans", "walk-ins")
CALLS = ("attendance", "phone-reveal", "role", "removal", "excuse", "statement")


@dataclass
class Day:
    """Shifts and the newcomer's sign-ups by words of the table, each actor's own; a walk-in's code, an address."""

    shifts: dict[str, int] = field(default_factory=dict)
    signups: dict[str, int] = field(default_factory=dict)
    mine: dict[str, int] = field(default_factory=dict)
    roles: dict[str, int] = field(default_factory=dict)
    claim_code: str = ""
    token: str = ""
    walker: str = ""
    member_code: str = ""  # of the newcomer; it proves when it was read, however long the table is tried
    read_at: str = ""


def furnish(world: Any) -> Day:
    """Make the shifts, sign everybody up, note a walk-in, hand out addresses, and let staff look once."""
    made = Day()
    for thing, station, minutes in (("led", "OWN", 0), ("led-x", "OTHER", 0), ("missed", "OWN", 120)):
        start = clock.now() - timedelta(minutes=minutes + 1)
        made.shifts[thing] = make_shift(50, starts_at=start, roles=2, station_code=station)
    with transaction() as session:
        issuer = session.scalars(sa.select(Organization.id).where(Organization.area_code == OTHER_TOWN)).one()
        moved = sa.update(Shift).where(Shift.id == made.shifts["led-x"])
        session.execute(moved.values(area_code=OTHER_TOWN, issuer_id=issuer))
    made.member_code, made.read_at = member_code("newcomer"), clock.rfc3339(clock.now())
    with transaction() as session:
        for thing, shift in made.shifts.items():
            roles = list(
                session.scalars(sa.select(ShiftRole.id).where(ShiftRole.shift_id == shift).order_by(ShiftRole.id))
            )
            made.roles[thing] = roles[1]
            state = "no_show" if thing == "missed" else "registered"
            made.signups[thing] = _sign_up(session, shift, roles[0], "newcomer", state)
            if thing == "led":
                made.mine = {actor: _sign_up(session, shift, roles[0], actor, "registered") for actor in ACTORS}
        for shift in made.shifts.values():
            attendance_points.point_of(shift)
        account, _ = identities.find_or_make(openid_of("walker"), age_ok=True)
        made.walker = account.public_no
        noted = walk_ins.note(
            made.shifts["missed"], "in", "access-walk-in", clock.now(), Staff(0, "f" * 32, "team_leader")
        )
        made.claim_code = noted.claim_code
        phones.bind(_account("newcomer"), "13800000000", "86", None)
        for actor in ACTORS:
            made.token = calendar_feeds.make_feed(_account(actor))
        made.token = calendar_feeds.make_feed(_account("newcomer"))
    for thing, viewers in (("led", ("stf", "mgr")), ("led-x", ("stx", "mgx"))):
        for viewer in viewers:
            path = f"/api/v1/shifts/{made.shifts[thing]}/signups"
            assert world.client.get(path, headers=world.headers[viewer]).status_code == 200
    return made


def _account(user: str) -> int:
    return identities.find_or_make(openid_of(user), age_ok=None)[0].id


def _sign_up(session: Any, shift: int, role: int, user: str, state: str) -> int:
    account, _ = identities.find_or_make(openid_of(user), age_ok=None)
    row = SignUp(shift_id=shift, role_id=role, account_id=account.id, person_ref=account.person_ref, state=state)
    row.queued_at = clock.now()
    session.add(row)
    session.flush()
    return row.id


def path_values(found: Day, line: Line, actor: str) -> dict[str, str]:
    """The variable parts of a route of a shift's day."""
    last = line.route.rpartition("/")[2]
    if last == "<token>.ics":
        return {"<token>": found.token if line.thing == "own" else "A" * 43}
    if last in CALLS and "/signups/" in line.route:
        number = found.mine.get(actor) if line.thing == "mine" else found.signups.get(line.thing)
        return {"<signup_id>": str(number or NOBODY)}
    if last in ROUTES and line.route.startswith("/api/v1/shifts/") and (line.method, last) != ("POST", "signups"):
        return {"<shift_id>": str(found.shifts.get(line.thing, NOBODY))}
    return {}


def _nonce() -> str:
    return f"access-day-{next(COUNTER):06d}"


def _scan(world: Any, *_: object) -> dict[str, Any]:
    return {
        "member_code": world.day.member_code,
        "direction": "in",
        "nonce": _nonce(),
        "occurred_at": world.day.read_at,
    }


def _times(**more: Any) -> dict[str, Any]:
    return {"checked_in_at": clock.rfc3339(clock.now()), "checked_out_at": None} | more


BODIES: dict[tuple[str, str], Any] = {
    ("POST", "/shifts/<shift_id>/admissions"): lambda world, *_: {
        "checkin_id": None,
        "account": world.day.walker,
        "role_id": None,
    },
    ("POST", "/shifts/<shift_id>/scans"): _scan,
    ("POST", "/shifts/<shift_id>/walk-ins"): lambda *_: {
        "direction": "in",
        "nonce": _nonce(),
        "occurred_at": clock.rfc3339(clock.now()),
    },
    ("PUT", "/signups/<signup_id>/attendance"): lambda *_: _times(reason="看见他在场"),
    ("POST", "/signups/<signup_id>/phone-reveal"): lambda *_: {"reason": "改时间要打电话"},
    ("PUT", "/signups/<signup_id>/role"): lambda world, thing, _: {"role_id": world.day.roles.get(thing, 1)},
    ("POST", "/signups/<signup_id>/removal"): lambda *_: {"reason": "名额不够"},
    ("POST", "/signups/<signup_id>/statement"): lambda *_: _times(note="手机没电"),
    ("POST", "/me/claims"): lambda world, thing, _: {
        "claim_code": world.day.claim_code if thing == "own" else "ABCDEFGHJK",
        "notice_version": world.notices["volunteer_record"],
    },
}
