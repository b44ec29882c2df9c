"""What stood at a community that was merged goes on at its successor (``replaced_by``): members, roles, card, news.

Told within the transaction of the merge, which holds the area's row and waits for no account; whoever reported in at
that instant is taken along by the sweep.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.areas import service as areas
from app.communities import role_rules
from app.communities.models import Announcement, Membership, VolunteerRole, WelcomeCard
from app.core import clock
from app.core.db import db


def follow(**_: object) -> int:
    """Move everything from merged communities to their successors; twice changes nothing. Returns how many rows."""
    return sum(_follow(old, new) for old, new in merged().items())


def merged() -> dict[str, str]:
    """Codes that something stands at though they go by another now."""
    stands: set[str] = set()
    for model in (Membership, VolunteerRole, Announcement, WelcomeCard):
        column: Any = model.area_code
        stands |= set(db.session.scalars(sa.select(column).distinct()))
    known = areas.all_areas() if stands else {}
    return {code: known[code].code for code in sorted(stands & set(known)) if known[code].code != code}


def _follow(old: str, new: str) -> int:
    moved = _join_members(old, new) + _join_roles(old, new)
    for model in (Membership, VolunteerRole, Announcement):
        moved += _moved(sa.update(model).where(model.area_code == old).values(area_code=new))
    return moved + _move_card(old, new)


def _join_members(old: str, new: str) -> int:
    """Whoever is in both stays once, since the earlier day."""
    there = {row.account_id: row for row in _active(new)}
    twins = [row for row in _active(old) if row.account_id in there]
    for row in twins:
        stays = there[row.account_id]
        stays.joined_at = min(stays.joined_at, row.joined_at)
        row.left_at = clock.now()
    db.session.flush()  # the index of active memberships must be free
    return len(twins)


def _join_roles(old: str, new: str) -> int:
    """Whoever has the same role in both keeps the one that is further: taken up before offered, then the later end."""
    there = {(row.account_id, row.kind): row for row in _open(new)}
    pairs = [(row, there[row.account_id, row.kind]) for row in _open(old) if (row.account_id, row.kind) in there]
    for pair in pairs:
        lesser = min(pair, key=lambda row: (row.state == role_rules.ACTIVE, row.ends_on))
        lesser.state, lesser.ended_why, lesser.ended_at = role_rules.ENDED, role_rules.LEFT, clock.now()
    db.session.flush()  # the index of open roles must be free
    return len(pairs)


def _move_card(old: str, new: str) -> int:
    """The successor's own card stands; the old one's moves only where there is none."""
    if db.session.get(WelcomeCard, new) is None:
        return _moved(sa.update(WelcomeCard).where(WelcomeCard.area_code == old).values(area_code=new))
    return _moved(sa.delete(WelcomeCard).where(WelcomeCard.area_code == old))


def _active(code: str) -> list[Membership]:
    query = sa.select(Membership).where(Membership.area_code == code, Membership.left_at.is_(None))
    return list(db.session.scalars(query.order_by(Membership.id).with_for_update()))


def _open(code: str) -> list[VolunteerRole]:
    query = sa.select(VolunteerRole).where(VolunteerRole.area_code == code, VolunteerRole.ended_at.is_(None))
    return list(db.session.scalars(query.order_by(VolunteerRole.id).with_for_update()))


def _moved(statement: Any) -> int:
    return int(getattr(db.session.execute(statement), "rowcount", 0))
