"""Reporting in, and who is where. Lock order: the person's account, then their rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.accounts import service as accounts
from app.communities import places, rules
from app.communities.models import Membership
from app.core import clock
from app.core.access import AccountClosing
from app.core.db import db
from app.core.paging import from_cursor, to_cursor

PURPOSE = "membership"


@dataclass(frozen=True)
class MembershipFacts:
    """Where somebody reported in to. ``area_code``: as it is called today."""

    area_code: str
    kind: str
    joined_on: date


@dataclass(frozen=True)
class MembersPage:
    """A page of a community's members as staff see it; ``account_ids``: of those on it."""

    items: list[dict[str, Any]]
    account_ids: list[int]
    next_cursor: str | None


def report_in(
    account_id: int, area_code: str, kind: str, notice_version: int | None = None
) -> tuple[MembershipFacts, bool]:
    """Report in to a community: the membership, and True when it is new. The act is the consent.

    A repeat is the membership that exists, of the kind said last. Raises ``NotFound``, ``AccountClosing``,
    ``NoticeChanged``, ``ConsentWithdrawn``, ``ThreeCommunities``.
    """
    area = places.community(area_code)
    if accounts.lock_account(account_id).status != "active":  # asked to leave while we waited
        raise AccountClosing
    accounts.act(account_id, PURPOSE, notice_version)
    mine = active_of(account_id)
    here = next((row for row in mine if places.now_called(row.area_code) == area.code), None)
    if here is not None:
        here.kind = kind
        return facts(here), False
    if not rules.may_report_in(False, len(mine)):
        raise rules.ThreeCommunities(communities=[shape(facts(row)) for row in mine])
    row = Membership(account_id=account_id, area_code=area.code, kind=kind, joined_at=clock.now())
    db.session.add(row)
    db.session.flush()  # the constraint speaks here, not at the commit
    return facts(row), True


def active_of(account_id: int) -> list[Membership]:
    """Somebody's memberships, the oldest first."""
    query = sa.select(Membership).where(Membership.account_id == account_id, Membership.left_at.is_(None))
    return list(db.session.scalars(query.order_by(Membership.id).execution_options(populate_existing=True)))


def memberships_of(account_id: int) -> list[MembershipFacts]:
    """Where somebody reported in to, the oldest first."""
    return [facts(row) for row in active_of(account_id)]


def membership_in(account_id: int, area_code: str) -> MembershipFacts | None:
    """Somebody's membership in this community, or None."""
    return next((found for found in memberships_of(account_id) if found.area_code == area_code), None)


def members(area_code: str, *, limit: int, cursor: str | None) -> MembersPage:
    """A page of a community's members, the newest first. Raises ``Invalid`` for a foreign cursor."""
    query = sa.select(Membership).where(*_in(area_code)).order_by(Membership.id.desc()).limit(limit + 1)
    if cursor is not None:
        query = query.where(Membership.id < from_cursor(cursor, int)[0])
    found = list(db.session.scalars(query))
    page = found[:limit]
    people = accounts.somebodies(row.account_id for row in page)
    items = [
        {
            "display_name": people[row.account_id].display_name,
            "kind": row.kind,
            "joined_on": facts(row).joined_on.isoformat(),
        }
        for row in page
        if row.account_id in people
    ]
    more = to_cursor(page[-1].id) if len(found) > limit else None
    return MembersPage(items, [row.account_id for row in page], more)


def count_members(area_code: str) -> int:
    """How many have reported in to a community and are not about to leave us."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(Membership).where(*_in(area_code))) or 0


def facts(row: Membership) -> MembershipFacts:
    """A membership as the rest of the house knows it."""
    return MembershipFacts(places.now_called(row.area_code), row.kind, clock.local(row.joined_at).date())


def shape(found: MembershipFacts) -> dict[str, Any]:
    """A membership as its person reads it."""
    return {
        "area": places.shape(found.area_code),
        "kind": found.kind,
        "joined_on": found.joined_on.isoformat(),
        "actions": ["leave"],
    }


def forget_left() -> int:
    """A sweep: what was left half a year ago is nobody's any more. Returns how many went."""
    old = sa.delete(Membership).where(Membership.left_at < clock.now() - rules.LEFT_KEPT)
    return int(getattr(db.session.execute(old), "rowcount", 0))


def _in(area_code: str) -> tuple[sa.ColumnElement[bool], ...]:
    return Membership.area_code == area_code, Membership.left_at.is_(None), accounts.is_here(Membership.account_id)
