"""Who looked at what is held of a person, and why: written with the look, read by that person. Source: PRODUCT 4.2, 6.

A reveal (a phone, a care text) is a line each time. Rosters and member lists are one line per person, viewer, list and
local day, written before the answer goes out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts import asking
from app.accounts.granting_rules import ROLE_NAMES
from app.accounts.models import AccessLog
from app.accounts.permissions import granting
from app.core import clock, settings
from app.core.access import Caller, Permission, Scope
from app.core.db import db


@dataclass(frozen=True)
class Viewer:
    """Who looks: their pseudonym, the role they look in, and what that role stands over, in words."""

    person_ref: str
    role: str
    unit: str


def viewer(who: Caller, permission: Permission, scope: Scope) -> Viewer:
    """The caller as they look at something standing at ``scope``, in the role that lets them."""
    return viewers(who, permission, {0: scope})[0]


def viewers(who: Caller, permission: Permission, scopes: Mapping[int, Scope]) -> dict[int, Viewer]:
    """As ``viewer``, at several places; what each of the caller's roles stands over is read once."""
    units: dict[str, str] = {}
    found = {}
    for key, scope in scopes.items():
        grant = granting(who.grants, permission, scope)
        if grant is None:
            raise RuntimeError("somebody looks without a role that lets them: require() comes first")
        if grant.scope_code not in units:
            units[grant.scope_code] = asking.scope_name(grant.scope_code)
        found[key] = Viewer(who.person_ref, grant.role, units[grant.scope_code])
    return found


def looked(who: Viewer, account_id: int, *, what: str, reason: str) -> None:
    """Write that somebody saw one thing of one person; ``what``: short Chinese, ``reason``: as the viewer typed it."""
    db.session.add(AccessLog(account_id=account_id, what=what, reason=reason, **_by(who)))


@dataclass(frozen=True)
class Look:
    """Who saw a list (``list_key``: "shift:12"), and which people stood in it."""

    viewer: Viewer
    account_ids: frozenset[int]
    list_key: str


def listed(who: Viewer, account_ids: Iterable[int], *, what: str, list_key: str) -> int:
    """Write that somebody saw a list with these people in it. Returns the new lines.

    Seeing it again on the same local day adds only those who were not in it before.
    """
    return all_listed([Look(who, frozenset(account_ids), list_key)], what=what)


def all_listed(looks: Iterable[Look], *, what: str) -> int:
    """As ``listed``, of several lists in one statement."""
    seen = {"what": what, "reason": "", "on_day": clock.today()}
    rows = [
        seen | {"list_key": look.list_key, "account_id": account_id} | _by(look.viewer)
        for look in looks
        for account_id in sorted(look.account_ids)
    ]
    if not rows:
        return 0
    dialect: Any = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    unique = ["account_id", "viewer_ref", "list_key", "on_day"]
    added = dialect.insert(AccessLog).on_conflict_do_nothing(index_elements=unique).returning(AccessLog.id)
    return len(db.session.execute(added.values(rows)).all())


def read(account_id: int, *, before: int | None, limit: int) -> list[AccessLog]:
    """Lines about a person, the newest first; ``before``: only ids below."""
    query = sa.select(AccessLog).where(AccessLog.account_id == account_id)
    if before is not None:
        query = query.where(AccessLog.id < before)
    return list(db.session.scalars(query.order_by(AccessLog.id.desc()).limit(limit)))


def describe(line: AccessLog) -> dict[str, Any]:
    """A line as the person it is about reads it."""
    who = {"role": line.viewer_role, "role_name": ROLE_NAMES.get(line.viewer_role, ""), "unit": line.viewer_unit}
    return {"id": line.id, "at": clock.rfc3339(line.at), "who": who, "what": line.what, "reason": line.reason or None}


def forget_old() -> int:
    """Delete lines past their year; a sweep."""
    before = clock.now() - timedelta(days=settings.current().audit_kept_days)
    gone = db.session.execute(sa.delete(AccessLog).where(AccessLog.at < before))
    return int(getattr(gone, "rowcount", 0))


def _by(who: Viewer) -> dict[str, Any]:
    return {
        "at": clock.now(),
        "viewer_ref": who.person_ref,
        "viewer_role": who.role,
        "viewer_unit": who.unit,
    }
