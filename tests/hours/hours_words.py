"""Words for the tests of hours: shifts that are over, who was there, who decides, and what the ledger holds then."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.accounts import identities
from app.areas.models import Organization
from app.core import clock, events
from app.core.access import Permission
from app.core.db import db, transaction
from app.hours import confirming, rights
from app.hours.chains import By
from app.hours.models import HoursChain, HoursEntry
from app.hours.rules import Wish
from app.volunteering import service as volunteering
from app.volunteering.models import Shift, ShiftRole, SignUp
from tests.support.people import openid_of

NOON = datetime(2025, 11, 20, 4, 0, tzinfo=UTC)  # 12:00 in Beijing, a Thursday
TOWN, COMMUNITY, ELSEWHERE = "652701001", "652701001001", "652722100"


class Clock:
    """The clock of a test: stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


def local(text: str, day: int = 20) -> datetime:
    """A local instant of November 2025, ``local("11:00")``."""
    hour, minute, *second = map(int, text.split(":"))
    return datetime(2025, 11, day, hour, minute, *second, tzinfo=clock.SHANGHAI).astimezone(UTC)


def office(area_code: str) -> int:
    """The issuing organisation of an area."""
    return db.session.scalars(sa.select(Organization.id).where(Organization.area_code == area_code)).one()


def make_shift(
    begin: str = "11:00", end: str = "12:00", *, day: int = 20, end_day: int | None = None, **more: Any
) -> int:
    """A published shift of an organisation of 青得里街道, committed."""
    starts_at, ends_at = local(begin, day), local(end, end_day or day)
    area = more.pop("area_code", COMMUNITY)
    facts: dict[str, Any] = {
        "title": "环境整治",
        "area_code": area,
        "place": "试验站",
        "lat_wgs84": 44.9046,
        "lng_wgs84": 82.0719,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "planned_minutes": int((ends_at - starts_at).total_seconds()) // 60,
        "signup_closes_at": starts_at,
        "cancel_until": starts_at - timedelta(hours=3),
        "risk_text": "无特殊风险",
        "status": "published",
        "published_at": starts_at - timedelta(days=3),
    }
    with transaction() as session:
        shift = Shift(issuer_id=more.pop("issuer_id", None) or office(area), **(facts | more))
        shift.roles = [ShiftRole(name="志愿者", capacity=50)]
        session.add(shift)
        session.flush()
        return shift.id


def account_of(user: str) -> tuple[int, str]:
    """The id and pseudonym of a fake user, made if new."""
    with transaction():
        found, _ = identities.find_or_make(openid_of(user), age_ok=True)
        return found.id, found.person_ref


def attend(
    shift_id: int,
    user: str | None,
    *pairs: tuple[datetime | None, datetime | None],
    source: str = "checkin",
    **more: Any,
) -> int:
    """Let somebody (None: a walk-in) have been at a shift, and tell it; the sign-up's id."""
    account_id, ref = account_of(user) if user else (None, "w" * 32)
    with transaction() as session:
        role = session.scalars(sa.select(ShiftRole.id).where(ShiftRole.shift_id == shift_id)).one()
        row = SignUp(shift_id=shift_id, role_id=role, account_id=account_id, person_ref=ref, queued_at=clock.now())
        row.state, row.pairs = "registered", []
        for name, value in more.items():
            setattr(row, name, value)
        session.add(row)
        session.flush()
        _be_there(row, pairs, source)
        return row.id


def change_attendance(signup_id: int, *pairs: tuple[datetime | None, datetime | None], source: str = "staff") -> None:
    """Let the times of a sign-up be others, and tell it."""
    with transaction() as session:
        _be_there(session.get_one(SignUp, signup_id), pairs, source)


def _be_there(row: SignUp, pairs: Iterable[tuple[datetime | None, datetime | None]], source: str) -> None:
    found = list(pairs)
    row.pairs = [[a and clock.rfc3339(a), b and clock.rfc3339(b)] for a, b in found]
    row.checked_in_at = next((a for a, _ in found if a), None)
    row.checked_out_at = next((b for _, b in reversed(found) if b), None)
    row.attendance_source = source if found else None
    row.state = ("checked_out" if found[-1][1] else "checked_in") if found else "registered"
    db.session.flush()
    events.tell(volunteering.attendance_changed, signup_id=row.id)


def proposed(user: str | None, minutes: int = 60, **shift: Any) -> int:
    """A chain that waits: somebody was at a shift from 11:00 on for so long; the chain's id."""
    begin = shift.pop("begin", "11:00")
    day = shift.get("day", 20)
    start = local(begin, day)
    end = start + timedelta(minutes=minutes)
    shift_id = make_shift(begin, f"{clock.local(end):%H:%M}", end_day=clock.local(end).day, **shift)
    signup_id = attend(shift_id, user, (start, end))
    return chain_of(signup_id)


def chain_of(signup_id: int) -> int:
    return db.session.scalars(sa.select(HoursChain.id).where(HoursChain.signup_id == signup_id)).one()


def lines(chain_id: int) -> list[tuple[str, int]]:
    """What a chain says: kinds and minutes."""
    query = sa.select(HoursEntry.kind, HoursEntry.minutes).where(HoursEntry.chain_id == chain_id)
    return [tuple(row) for row in db.session.execute(query.order_by(HoursEntry.no))]


def row_of(chain_id: int) -> HoursChain:
    db.session.expire_all()
    return db.session.get_one(HoursChain, chain_id)


STAFF_SCOPE = {"community_staff": TOWN, "second_approver": TOWN, "auditor": "652700"}
MAY = {
    "community_staff": {Permission.READ_HOURS, Permission.DECIDE_HOURS, Permission.CONFIRM_HOURS},
    "second_approver": {Permission.READ_HOURS, Permission.DECIDE_HOURS, Permission.APPROVE_HOURS},
}


def desk(ref: str = "s" * 32, role: str = "community_staff", path: str = "/652700/652701/652701001/") -> rights.Desk:
    """Somebody's desk, as the view would make it from their grants."""

    def acting(permission: Permission, scope: Any) -> By | None:
        covered = bool(scope.area_path and scope.area_path.startswith(path))
        return By(ref, role, STAFF_SCOPE[role]) if covered and permission in MAY[role] else None

    return rights.Desk(ref, acting)


def confirm(
    chain_id: int, minutes: int | None = None, *, by: rights.Desk | None = None, version: int | None = None
) -> Any:
    """Confirm one chain, on its present version unless said otherwise; the batch."""
    seen = row_of(chain_id).version if version is None else version
    with transaction():
        return confirming.confirm([(chain_id, Wish(minutes, seen))], by or desk())
