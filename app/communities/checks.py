"""What must always hold of communities; each broken rule is a sentence for ``flask check-invariants``."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from app.communities import following, rules
from app.communities.models import Membership, VolunteerRole
from app.core import clock
from app.core.db import db

SWEPT_WITHIN = timedelta(days=1)


def at_most_three() -> list[str]:
    """Nobody has reported in to more than three communities."""
    count = sa.func.count()
    active = sa.select(Membership.account_id, count).where(Membership.left_at.is_(None))
    query = active.group_by(Membership.account_id).having(count > rules.MOST).order_by(Membership.account_id)
    return [f"account {who} has reported in to {found} communities" for who, found in db.session.execute(query)]


def roles_of_members() -> list[str]:
    """An open role has its member: leaving ends the roles there."""
    member = sa.exists().where(
        Membership.account_id == VolunteerRole.account_id,
        Membership.area_code == VolunteerRole.area_code,
        Membership.left_at.is_(None),
    )
    query = sa.select(VolunteerRole.id).where(VolunteerRole.ended_at.is_(None), ~member).order_by(VolunteerRole.id)
    return [
        f"volunteer role {number} is open, and its holder is no member there" for number in db.session.scalars(query)
    ]


def no_role_past_its_end() -> list[str]:
    """No role is open long after its last day: the sweep ends them."""
    last = clock.local(clock.now() - SWEPT_WITHIN).date()
    query = sa.select(VolunteerRole.id).where(VolunteerRole.ended_at.is_(None), VolunteerRole.ends_on < last)
    numbers = db.session.scalars(query.order_by(VolunteerRole.id))
    return [f"volunteer role {number} is open past its end: is the worker running?" for number in numbers]


def nothing_left_behind() -> list[str]:
    """Nothing stands at a community that was merged."""
    return [f"something of communities stands at {old}, which is {new} now" for old, new in following.merged().items()]
