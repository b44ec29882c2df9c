"""A shift as others see it: plain facts, where it stands for grants, who issues its hours and who leads it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import lazyload

from app.accounts import service as accounts
from app.areas import service as areas
from app.areas.service import OrganizationFacts
from app.core import access
from app.core.access import Permission, Scope
from app.core.db import db, reading
from app.core.problems import NotFound
from app.volunteering import shift_rules as rules
from app.volunteering.models import Shift

READ_AT_ONCE = 1000


@dataclass(frozen=True)
class ShiftFacts:
    """What the floors above know of a shift. ``lat_wgs84``, ``lng_wgs84``: degrees of its place."""

    id: int
    title: str
    issuer_id: int
    team_id: int | None
    area_code: str
    area_path: str
    station_code: str | None
    place: str
    lat_wgs84: float
    lng_wgs84: float
    kind: str  # service | training
    starts_at: datetime
    ends_at: datetime
    planned_minutes: int
    signup_closes_at: datetime
    cancel_until: datetime
    status: str  # draft | published | cancelled | done
    cancelled_at: datetime | None

    @property
    def took_place(self) -> bool:
        """Whether any of it is served: one that was called off midway counts for the part until then."""
        return rules.took_place(self.status, self.starts_at, self.cancelled_at)

    @property
    def served_until(self) -> datetime:
        """The planned end, or when it was called off."""
        called_off = self.cancelled_at if self.status == "cancelled" else None
        return min(self.ends_at, called_off) if called_off else self.ends_at


@dataclass(frozen=True)
class Actor:
    """Who changes something: the account, and the role that lets them. The clock has no account."""

    role: str
    account_id: int | None = None


CLOCK = Actor("system")


def actor_at(permission: Permission, scope: Scope) -> Actor:
    """The caller as the one who does what ``permission`` allows there."""
    return Actor(accounts.acting_role(permission, scope), access.somebody().account_id)


def as_facts(shift: Shift) -> ShiftFacts:
    """The facts of a row."""
    area = areas.find_area(shift.area_code)
    return ShiftFacts(
        id=shift.id,
        title=shift.title,
        issuer_id=shift.issuer_id,
        team_id=shift.team_id,
        area_code=shift.area_code,
        area_path=area.path if area else "",
        station_code=shift.station_code,
        place=shift.place,
        lat_wgs84=shift.lat_wgs84,
        lng_wgs84=shift.lng_wgs84,
        kind=shift.kind,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        planned_minutes=shift.planned_minutes,
        signup_closes_at=shift.signup_closes_at,
        cancel_until=shift.cancel_until,
        status=shift.status,
        cancelled_at=shift.cancelled_at,
    )


def shift_facts(shift_id: int) -> ShiftFacts:
    """The facts of a shift, draft or not. Raises ``NotFound``."""
    shift = db.session.get(Shift, shift_id)
    if shift is None:
        raise NotFound
    return as_facts(shift)


def facts_of(shift_ids: Iterable[int]) -> dict[int, ShiftFacts]:
    """The facts of many shifts at once; those there are."""
    wanted, found = sorted(set(shift_ids)), dict[int, ShiftFacts]()
    for start in range(0, len(wanted), READ_AT_ONCE):
        query = sa.select(Shift).where(Shift.id.in_(wanted[start : start + READ_AT_ONCE]))
        found |= {row.id: as_facts(row) for row in db.session.scalars(query.options(lazyload(Shift.roles)))}
    return found


def lock_shift(shift_id: int) -> Shift:
    """The shift under its row lock: nobody publishes, moves or cancels it meanwhile. Raises ``NotFound``.

    Sign-ups may refer to it all the while (``FOR NO KEY UPDATE``).
    """
    query = sa.select(Shift).where(Shift.id == shift_id).with_for_update(key_share=True)
    found = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound
    return found


def issuer_of(shift_id: int) -> OrganizationFacts | None:
    """The organisation that keeps a shift's hours; of a dissolved one, its successor. Raises ``NotFound``."""
    return areas.find_organization(shift_facts(shift_id).issuer_id)


def lead_of(shift_id: int) -> list[int]:
    """Accounts that lead a shift: the leaders of its team, by their grants' age. Raises ``NotFound``."""
    team_id = shift_facts(shift_id).team_id
    return accounts.leaders_of(team_id) if team_id is not None else []


def scope_of(shift_id: int, **_: object) -> Scope | None:
    """Where a shift stands: what a grant must cover; None when there is none. Drafts are hidden from guests."""
    return scopes_of([shift_id]).get(shift_id)


def scopes_of(shift_ids: Iterable[int]) -> dict[int, Scope]:
    """Where shifts stand, those there are; read at once."""
    wanted, found = sorted(set(shift_ids)), dict[int, Scope]()
    columns = (Shift.id, Shift.area_code, Shift.issuer_id, Shift.team_id, Shift.station_code, Shift.status)
    with reading() as session:
        for start in range(0, len(wanted), READ_AT_ONCE):
            rows = session.execute(sa.select(*columns).where(Shift.id.in_(wanted[start : start + READ_AT_ONCE])))
            found |= {row.id: scope_at(*row[1:5], visible=row.status != "draft") for row in rows}
    return found


def scope_of_row(shift: Shift) -> Scope:
    """Where a loaded shift stands."""
    visible = shift.status != "draft"
    return scope_at(shift.area_code, shift.issuer_id, shift.team_id, shift.station_code, visible=visible)


def scope_at(
    area_code: str, issuer_id: int | None, team_id: int | None, station_code: str | None, *, visible: bool = True
) -> Scope:
    """The scope of a shift with these facts."""
    area = areas.find_area(area_code)
    path = area.path if area else None
    return Scope(area_path=path, org_id=issuer_id, team_id=team_id, station_code=station_code, visible=visible)
