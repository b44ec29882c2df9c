"""Shifts as answers carry them: cards of many, the detail of one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.areas import service as areas
from app.core import access, clock
from app.core.access import Permission
from app.core.db import db, reading
from app.core.geo import to_gcj02
from app.core.problems import NotFound
from app.volunteering import shift_rules as rules
from app.volunteering.models import Shift, SignUp, Team
from app.volunteering.rules import ON_ROSTER
from app.volunteering.shift_counts import NOBODY, Count, counts, places_of
from app.volunteering.shift_facts import scope_of_row
from app.volunteering.shift_plans import unsealed
from app.volunteering.signup_answers import own_signup

Row = dict[str, Any]


def cards(shifts: Sequence[Shift], crs: str = "gcj02") -> list[Row]:
    """The cards of these shifts for this caller, in order."""
    people, own = counts(shifts), _own_states(shifts)
    teams = _team_names({shift.team_id for shift in shifts if shift.team_id is not None})
    issuers = areas.organizations_of(shift.issuer_id for shift in shifts)
    found = []
    for shift in shifts:
        issuer = issuers.get(shift.issuer_id)
        team = {"id": shift.team_id, "name": teams[shift.team_id]} if shift.team_id is not None else None
        named = {"team": team, "issuer": {"id": shift.issuer_id, "name": issuer.name if issuer else ""}}
        found.append(_card(shift, named, people, own.get(shift.id), crs))
    return found


def detail_of(shift_id: int, crs: str = "gcj02") -> Row:
    """All of a shift for this caller. Raises ``NotFound`` for none, and for a draft they may not know of."""
    shift = db.session.get(Shift, shift_id)
    if shift is None or not may_see(shift):
        raise NotFound
    card = cards([shift], crs)[0]
    people, private = counts([shift]), _private_place(shift)
    return card | {
        "risk_text": shift.risk_text,
        "insurance_text": shift.insurance_text,
        "meeting_point": private or shift.place,
        "private_place": private,
        "signup_opens_at": _time(shift.signup_opens_at),
        "signup_closes_at": clock.rfc3339(shift.signup_closes_at),
        "cancel_until": clock.rfc3339(shift.cancel_until),
        "min_age": shift.min_age,
        "series_id": shift.series_id,
        "waits_for": shift.waits_for,
        "cancel_reason": shift.cancel_reason or None,
        "roles": [_role(role, people.get(role.id, NOBODY)) for role in shift.roles],
        "my_signup": _my_signup(shift_id),
        "server_now": clock.rfc3339(clock.now()),
    }


def private_words(told: Row) -> Row:
    """What an answer about a shift does not keep beside its key: where it meets, as long as that is known.

    Said only to whoever still plans shifts there: the role may have become another since.
    """
    with reading() as session:
        shift = session.get(Shift, told["id"])
    may_know = shift is not None and access.may(Permission.DRAFT_SHIFT, scope_of_row(shift))
    private = unsealed(shift) if shift is not None and may_know else None
    return {"meeting_point": private or told["place"], "private_place": private}


def may_see(shift: Shift) -> bool:
    """Whether the caller may know of a shift: drafts are for those who write them, and for staff of the place."""
    return shift.status != "draft" or access.may_know_of(scope_of_row(shift))


def state_of(shift: Shift, people: dict[int, Count], now: datetime) -> str:
    """The ``signup_state`` of a shift."""
    return rules.signup_state(
        status=shift.status,
        opens_at=shift.signup_opens_at,
        closes_at=shift.signup_closes_at,
        ends_at=shift.ends_at,
        places=[places_of(role, people.get(role.id, NOBODY)) for role in shift.roles],
        now=now,
    )


def _card(shift: Shift, named: Row, people: dict[int, Count], own_state: str | None, crs: str) -> Row:
    here = [people.get(role.id, NOBODY) for role in shift.roles]
    state = state_of(shift, people, clock.now())
    lat, lng = (shift.lat_wgs84, shift.lng_wgs84) if crs == "wgs84" else to_gcj02(shift.lat_wgs84, shift.lng_wgs84)
    return {
        "id": shift.id,
        "title": shift.title,
        **named,
        "kind": shift.kind,
        "starts_at": clock.rfc3339(shift.starts_at),
        "ends_at": clock.rfc3339(shift.ends_at),
        "planned_minutes": shift.planned_minutes,
        "area_code": shift.area_code,
        "station_code": shift.station_code,
        "place": shift.place,
        "lat": round(lat, 6),
        "lng": round(lng, 6),
        "capacity": sum(role.capacity for role in shift.roles),
        "registered": sum(count.registered for count in here),
        "waitlisted": sum(count.waiting + count.offered for count in here),
        "signup_state": state,
        "status": shift.status,
        "actions": _actions(shift, state, own_state),
        "version": shift.version,
    }


def _role(role: Any, count: Count) -> Row:
    return {
        "id": role.id,
        "name": role.name,
        "capacity": role.capacity,
        "waitlist_max": role.waitlist_max,
        "skills": role.skills,
        "registered": count.registered,
        "waitlisted": count.waiting + count.offered,
        "free": places_of(role, count).free,
    }


def _actions(shift: Shift, state: str, own_state: str | None) -> list[str]:
    who = access.caller()
    if who is None or who.status != "active":
        return []
    return rules.actions(
        status=shift.status, state=state, may=_may_at(shift), signed_in=who.age_ok, own_state=own_state
    )


def _may_at(shift: Shift) -> Callable[[str], bool]:
    scope = scope_of_row(shift)
    return lambda name: access.may(Permission(name), scope)


def _own_states(shifts: Iterable[Shift]) -> dict[int, str]:
    """The state of the caller's sign-up by shift."""
    who = access.caller()
    if who is None:
        return {}
    ids = [shift.id for shift in shifts]
    query = sa.select(SignUp.shift_id, SignUp.state).where(SignUp.account_id == who.account_id)
    return dict(db.session.execute(query.where(SignUp.shift_id.in_(ids))).tuples().all())


def _my_signup(shift_id: int) -> Row | None:
    who = access.caller()
    return own_signup(who.account_id, shift_id) if who is not None else None


def _private_place(shift: Shift) -> str | None:
    """The private place, for whoever comes and for those who plan the shift; None for all others."""
    if shift.private_place_enc is None or access.caller() is None:
        return None
    comes = _own_states([shift]).get(shift.id) in ON_ROSTER
    return unsealed(shift) if comes or access.may(Permission.DRAFT_SHIFT, scope_of_row(shift)) else None


def _team_names(ids: set[int]) -> dict[int | None, str]:
    found = db.session.execute(sa.select(Team.id, Team.name).where(Team.id.in_(ids))) if ids else ()
    return {row.id: row.name for row in found}


def _time(at: datetime | None) -> str | None:
    return clock.rfc3339(at) if at is not None else None
