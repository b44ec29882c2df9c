"""What other features call: consents, whose role a change is made in, and the signals accounts ask or tell.

``scope_asked`` (``scope_code``) is answered with a ``NamedScope`` by whoever owns such scopes (stations, teams);
``unread_asked`` (``account_id``) with a number; ``consent_withdrawn`` (``account_id, purpose``) is told within the
withdrawal's transaction. Handlers read through ``db.session``, which is theirs already.
"""

from __future__ import annotations

from app.accounts.asking import NamedScope, consent_withdrawn, find_scope, scope_asked, unread_asked
from app.accounts.consents import act, give, require
from app.accounts.identities import lock_account, names_of
from app.accounts.permissions import granting
from app.core.access import Permission, Scope, caller

__all__ = [
    "NamedScope",
    "act",
    "acting_role",
    "consent_withdrawn",
    "find_scope",
    "give",
    "lock_account",
    "names_of",
    "require",
    "scope_asked",
    "unread_asked",
]


def acting_role(permission: Permission, scope: Scope | None) -> str:
    """In which of their roles the caller does this there: for audit and history lines. ``rider`` without any."""
    who = caller()
    grant = granting(who.grants, permission, scope) if who else None
    return grant.role if grant else "rider"
