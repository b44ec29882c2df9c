"""The guard at the door: who a token belongs to, and whether their grants allow what they ask.

Source: WECHAT 10. Calls that need a session or a role, and every write, read token and grants from the database each
time; only what guests may read, too, is answered from a memory of five seconds. The read is a short transaction of its
own, closed before the view runs.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import has_request_context, request
from sqlalchemy.orm import Session

from app.accounts import rules
from app.accounts.memory import SessionMemory
from app.accounts.models import Account, AuthToken, RoleGrant
from app.accounts.permissions import granting
from app.areas import service as areas
from app.core import clock, sealing, settings
from app.core.access import Caller, Grant, Permission, Scope, bearer_token
from app.core.db import UtcDateTime, db, look, transaction
from app.core.problems import DatabaseUnavailable

log = logging.getLogger("yiqi.accounts")
LETS_IN = ("active", "closing")

_NOW = sa.bindparam("now", type_=UtcDateTime())
_HOLDS = (RoleGrant.revoked_at.is_(None), RoleGrant.starts_at <= _NOW, RoleGrant.ends_at > _NOW)
_GRANT = (RoleGrant.id, RoleGrant.role, RoleGrant.scope_kind, RoleGrant.scope_code)
# asked at every call that needs somebody: one statement, put together once
_SIGN_IN = (
    sa.select(
        Account.id.label("account_id"),
        Account.person_ref,
        Account.age_ok,
        Account.status,
        AuthToken.id.label("session_id"),
        AuthToken.last_seen_at,
        AuthToken.idle_until,
        AuthToken.absolute_until,
        AuthToken.revoked_at,
        *_GRANT,
    )
    .select_from(AuthToken)
    .join(Account, Account.id == AuthToken.account_id)
    .outerjoin(RoleGrant, sa.and_(RoleGrant.account_id == Account.id, *_HOLDS))
    .where(AuthToken.sha256 == sa.bindparam("digest"))
    .order_by(RoleGrant.id)
)


@dataclass(frozen=True)
class _Found:
    """A living sign-in as read."""

    caller: Caller
    last_seen_at: datetime


class AccountsGuard:
    """Implements ``core.access.Guard``."""

    def __init__(self, memory: SessionMemory) -> None:
        self._memory = memory

    def identify(self, token: str, *, fresh: bool) -> Caller | None:
        """The caller of a token; None when it is unknown, ended, or its account is disabled or gone."""
        if not rules.TOKEN.fullmatch(token):
            return None
        digest = sealing.token_digest(token)
        known = None if fresh or _writes() else self._memory.get(digest)
        if known is not None:
            return known
        found = _read(digest)
        if found is None:
            return None
        if found.caller.age_ok and found.caller.status == "active":
            self._memory.put(digest, found.caller)  # who is held back somewhere is read anew: it may just have ended
        if rules.touch_due(clock.now(), found.last_seen_at):
            _touch(found.caller.session_id)
        return found.caller

    def plain_rider(self, authorization: str) -> str | None:
        """The pseudonym of a remembered rider without a role, whom no read of what all may see tells more than guests.

        None for anybody else: ``identify`` finds out.
        """
        token = bearer_token(authorization).strip()
        if not rules.TOKEN.fullmatch(token):
            return None
        known = self._memory.get(sealing.token_digest(token))
        return known.person_ref if known is not None and not known.grants else None

    def allows(self, caller: Caller, permission: Permission, scope: Scope | None) -> bool:
        """Whether one of the caller's grants gives ``permission`` at ``scope``; without scope, anywhere."""
        return granting(caller.grants, permission, scope) is not None


def read_grants(session: Session, account_id: int) -> list[sa.Row[tuple[int, str, str, str]]]:
    """Ids, roles and scopes of the grants of an account that hold now."""
    query = sa.select(*_GRANT).where(RoleGrant.account_id == account_id, *_HOLDS).order_by(RoleGrant.id)
    return list(session.execute(query, {"now": clock.now()}))


def with_path(row: sa.Row[Any]) -> Grant:
    """The grant with the path of its area; a merged area's grant follows to the successor."""
    area = areas.find_area(row.scope_code) if row.scope_kind == "area" else None
    return Grant(row.id, row.role, row.scope_kind, row.scope_code, area.path if area else None)


def _writes() -> bool:
    """Whether this request changes something: an age or account withdrawn in another process must hold at once."""
    return has_request_context() and request.method not in {"GET", "HEAD"}


def _read(digest: str) -> _Found | None:
    rows = look(_SIGN_IN, digest=digest, now=clock.now())
    if not rows or rows[0].status not in LETS_IN:
        return None
    row = rows[0]
    if not rules.session_lives(clock.now(), row.idle_until, row.absolute_until, row.revoked_at):
        return None
    # the areas may read too: after ours is closed, so that no thread ever holds two connections
    grants = tuple(with_path(one) for one in rows if one.id is not None)
    caller = Caller(row.account_id, row.person_ref, row.session_id, row.age_ok, row.status, grants)
    return _Found(caller, row.last_seen_at)


def _touch(session_id: int) -> None:
    """Write the last use, at most every ten minutes: the one write that a read makes (RELIABILITY 4)."""
    now = clock.now()
    try:
        with transaction():
            row = db.session.get(AuthToken, session_id)
            if row is None or not rules.touch_due(now, row.last_seen_at):
                return
            row.last_seen_at = now
            row.idle_until = rules.idle_end(now, settings.current().session_idle_days, row.absolute_until)
    except DatabaseUnavailable:
        log.warning("last use not written", extra={"event": "touch-postponed"})
