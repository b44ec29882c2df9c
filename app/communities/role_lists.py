"""Lists of volunteer roles: one's own with their history, and those a community has open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.accounts import service as accounts
from app.communities import places, role_words, roles
from app.communities.models import VolunteerRole
from app.core.access import Scope
from app.core.db import db, reading
from app.core.paging import from_cursor, to_cursor


@dataclass(frozen=True)
class RolesPage:
    """A page of a community's roles; ``account_ids``: of those on it."""

    items: list[dict[str, Any]]
    account_ids: list[int]
    next_cursor: str | None


def of_person(account_id: int, *, limit: int, cursor: str | None) -> dict[str, Any]:
    """A page of somebody's roles and offers, ended ones too, the newest first. Raises ``Invalid``."""
    query = sa.select(VolunteerRole).where(VolunteerRole.account_id == account_id)
    page, more = _page(query, limit, cursor)
    return {"items": [for_holder(row) for row in page], "next_cursor": more}


def of_community(area_code: str, *, limit: int, cursor: str | None, with_names: bool) -> RolesPage:
    """A page of a community's open roles, the newest first; without names each has only what and until when.

    Raises ``Invalid`` for a foreign cursor.
    """
    query = sa.select(VolunteerRole).where(VolunteerRole.area_code == area_code, VolunteerRole.ended_at.is_(None))
    page, more = _page(query.where(accounts.is_here(VolunteerRole.account_id)), limit, cursor)
    people = accounts.somebodies(row.account_id for row in page) if with_names else {}
    items = [
        role_words.for_staff(row, roles.standing(row), people.get(row.account_id), may_revoke=with_names)
        for row in page
    ]
    return RolesPage(items, [row.account_id for row in page], more)


def for_holder(row: VolunteerRole) -> dict[str, Any]:
    """A role as its holder reads it now."""
    return role_words.for_holder(row, roles.standing(row))


def for_staff(row: VolunteerRole) -> dict[str, Any]:
    """A role as the staff who offered it read it now."""
    holder = accounts.somebodies([row.account_id]).get(row.account_id)
    return role_words.for_staff(row, roles.standing(row), holder, may_revoke=True)


def scope_of(role_id: int) -> Scope | None:
    """Where a role stands, None when there is none with this number."""
    with reading() as session:
        code = session.scalar(sa.select(VolunteerRole.area_code).where(VolunteerRole.id == role_id))
    return places.scope_of(code) if code is not None else None


def _page(query: sa.Select[Any], limit: int, cursor: str | None) -> tuple[list[VolunteerRole], str | None]:
    query = query.order_by(VolunteerRole.id.desc()).limit(limit + 1)
    if cursor is not None:
        query = query.where(VolunteerRole.id < from_cursor(cursor, int)[0])
    found = list(db.session.scalars(query))
    page = found[:limit]
    return page, to_cursor(page[-1].id) if len(found) > limit else None
