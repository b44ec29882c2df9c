"""Words for the tests of communities: places, who reports in, and what the tables hold then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.accounts import identities
from app.communities import leaving, memberships, places, roles
from app.communities.models import Membership, VolunteerRole
from app.core import audit
from app.core.access import Caller
from app.core.db import db, transaction
from app.notices.models import Notice
from tests.support.people import openid_of

NOON = datetime(2025, 11, 20, 4, 0, tzinfo=UTC)  # 12:00 in Beijing
TOWN = "652701001"  # 青得里街道
GUANGMING, DONGFENG, JIEXIN, CHANGCHENG = (f"652701001{number:03d}" for number in (1, 2, 3, 4))
ELSEWHERE = "652722100001"  # in 精河镇
API = "/api/v1"


class Clock:
    """The clock of a test: stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


def account_of(user: str) -> int:
    """The account of a fake user, made if there is none."""
    with transaction():
        return identities.find_or_make(openid_of(user), age_ok=None)[0].id


def number_of(user: str) -> str:
    """The public number of a fake user."""
    with transaction():
        return identities.find_or_make(openid_of(user), age_ok=None)[0].public_no


def join(user: str, code: str = GUANGMING, kind: str = "home") -> bool:
    """Report a fake user in; whether that was new."""
    account_id = account_of(user)
    with transaction():
        return memberships.report_in(account_id, code, kind)[1]


def leave(user: str, code: str = GUANGMING) -> dict[str, Any]:
    account_id = account_of(user)
    with transaction():
        return leaving.leave(account_id, code)


def offer(user: str, kind: str = "grid_volunteer", code: str = GUANGMING, **more: Any) -> VolunteerRole:
    """A role offered to a fake user by somebody on duty."""
    number, giver = number_of(user), Caller(account_of("giver"), "f" * 32, 1, True, "active")
    with transaction():
        area = places.community(code)
        return roles.offer(area, number, kind, more.get("ends_on"), giver=giver, acting_role="community_staff")[0]


def accept(user: str, role_id: int, *, briefing_opened: bool = True) -> VolunteerRole:
    account_id = account_of(user)
    with transaction():
        return roles.accept(account_id, role_id, briefing_opened=briefing_opened)


def active(user: str) -> list[str]:
    """Codes of the communities a fake user is in."""
    account_id = account_of(user)
    return [found.area_code for found in memberships.memberships_of(account_id)]


def rows(model: Any = Membership) -> list[Any]:
    """All rows of a table, as they are in the database."""
    return list(db.session.scalars(sa.select(model).order_by(model.id).execution_options(populate_existing=True)))


def told(user: str) -> list[str]:
    """Titles of what a fake user was told, in order."""
    account_id = account_of(user)
    return list(db.session.scalars(sa.select(Notice.title).where(Notice.account_id == account_id).order_by(Notice.id)))


def audited(subject: str) -> list[tuple[str, str]]:
    """Actions and roles of the audit lines about subjects that start so."""
    mine = audit.AuditEvent.subject.startswith(subject)
    lines = db.session.scalars(sa.select(audit.AuditEvent).where(mine).order_by(audit.AuditEvent.id))
    return [(line.action, line.actor_role) for line in lines]
