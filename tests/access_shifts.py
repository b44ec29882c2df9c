"""What the access table finds of shifts, series and teams, and what its calls send.

"own" and "hidden" stand at the station OWN, the one published, the other a draft; "other" at OTHER. Everybody is a
member of the team "again".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app.accounts import identities
from app.areas.models import Organization
from app.core import clock
from app.core.db import transaction
from app.volunteering.models import Shift, ShiftSeries, Team, TeamMember
from app.volunteering.series_rules import AHEAD
from tests.access_table import ACTORS, Line
from tests.support.people import openid_of
from tests.volunteering.signup_builders import make_shift

OWN, OTHER = "652701001", "652722100"
NOBODY = str(2**31 - 1)
KEY = {"Idempotency-Key": "key-of-the-access-table"}
VERSIONS = {
    ("PUT", "/api/v1/shifts/<shift_id>"): {"If-Match": '"1"'},
    ("PUT", "/api/v1/teams/<team_id>"): {"If-Match": '"1"'},
    ("POST", "/api/v1/shifts"): KEY,
    ("POST", "/api/v1/shift-series"): KEY,
}


@dataclass
class Shifts:
    """Numbers of shifts, series and teams by words of the table."""

    shifts: dict[str, int] = field(default_factory=dict)
    series: dict[str, int] = field(default_factory=dict)
    teams: dict[str, int] = field(default_factory=dict)


def furnish() -> Shifts:
    """Make shifts and series at both stations, and teams that everybody is or is not in."""
    made = Shifts()
    start = clock.now() + timedelta(days=9)
    for thing, station, status in (
        ("own", "OWN", "published"),
        ("hidden", "OWN", "draft"),
        ("other", "OTHER", "published"),
    ):
        made.shifts[thing] = make_shift(2, starts_at=start, status=status, station_code=station)
    made.shifts["again"] = made.shifts["own"]
    with transaction() as session:
        issuer = session.scalars(sa.select(Organization.id).where(Organization.area_code == OTHER)).one()
        moved = sa.update(Shift).where(Shift.id == made.shifts["other"])
        session.execute(moved.values(area_code=OTHER, issuer_id=issuer))
        for thing in ("own", "hidden"):
            made.series[thing] = _series(session, made.shifts["own"], confirmed=thing == "own")
        for thing, area in (("own", OWN), ("again", OWN), ("other", OTHER)):
            team = Team(name=f"队伍{thing}", area_code=area)
            session.add(team)
            session.flush()
            made.teams[thing] = team.id
        for actor in ACTORS:
            account, _ = identities.find_or_make(openid_of(actor), age_ok=None)
            session.add(TeamMember(team_id=made.teams["again"], account_id=account.id))
    return made


def path_values(found: Shifts, line: Line) -> dict[str, str]:
    """The variable parts of a route of shifts, series and teams."""
    values = {"<series_id>": found.series, "<team_id>": found.teams}
    if "/signups" not in line.route:
        values["<shift_id>"] = found.shifts
    return {name: str(numbers.get(line.thing, NOBODY)) for name, numbers in values.items()}


def _series(session: Any, shift_id: int, *, confirmed: bool) -> int:
    issuer = session.scalars(sa.select(Shift.issuer_id).where(Shift.id == shift_id)).one()
    row = ShiftSeries(issuer_id=issuer, area_code=OWN, station_code="OWN", rrule="FREQ=DAILY", template={})
    row.first_on = clock.today()
    row.made_until, row.confirmed_at = clock.today() + AHEAD, clock.now() if confirmed else None
    session.add(row)
    session.flush()
    return row.id


def _shift(thing: str) -> dict[str, Any]:
    """All fields of a shift."""
    start = clock.now() + timedelta(days=10)
    station = {"hosted": "OWN", "own": None, "other": "OTHER"}.get(thing, "OWN")
    times = {"starts_at": start, "ends_at": start + timedelta(hours=1), "signup_opens_at": clock.now()}
    times |= {"signup_closes_at": start, "cancel_until": start}
    role = {"name": "引导", "capacity": 2, "waitlist_max": 5, "skills": ""}
    return {name: clock.rfc3339(at) for name, at in times.items()} | {
        "title": "另一个班次",
        "area_code": OTHER if thing == "other" else OWN,
        "place": "社区门口",
        "lat": 44.9046,
        "lng": 82.0719,
        "crs": "wgs84",
        "risk_text": "无特殊风险",
        "insurance_text": "",
        "kind": "service",
        "team_id": None,
        "issuer_id": None,
        "station_code": station,
        "min_age": 18,
        "private_place": None,
        "capacity": None,
        "roles": [role],
    }


def _team(thing: str) -> dict[str, Any]:
    return {"name": "换个队名", "area_code": OTHER if thing == "other" else OWN, "leader": None}


BODIES: dict[tuple[str, str], Any] = {
    ("POST", "/shifts"): lambda _world, thing, _actor: _shift(thing),
    ("PUT", "/shifts/<shift_id>"): lambda _world, thing, _actor: _shift("other" if thing == "other" else "hosted"),
    ("POST", "/shifts/<shift_id>/publication"): lambda *_: {"checklist_confirmed": True},
    ("POST", "/shifts/<shift_id>/cancellation"): lambda *_: {"reason": "大风"},
    ("POST", "/shift-series"): lambda _world, thing, _actor: {
        "rrule": "FREQ=WEEKLY",
        "exdates": [],
        "shift": _shift(thing),
    },
    ("POST", "/teams"): lambda _world, thing, _actor: _team(thing),
    ("PUT", "/teams/<team_id>"): lambda _world, thing, _actor: _team(thing),
    ("PUT", "/teams/<team_id>/membership"): lambda world, *_: {"notice_version": world.notices["volunteer_record"]},
}
