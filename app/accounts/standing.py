"""Disabling an account and letting it back in: by an operator's command only, audited (PRODUCT 4.2)."""

from __future__ import annotations

from app.accounts import identities, sessions
from app.core import audit
from app.core.problems import Conflict


class NotInThisState(Conflict):
    """An account that is being closed, or was erased, is neither disabled nor enabled."""

    slug, title = "not-in-this-state", "账号现在的状态不能这样改"


def disable(account_id: int) -> bool:
    """Shut an account: its sign-ins end. True when that changed something. Raises ``NotInThisState``."""
    changed = _move(account_id, "active", "disabled")
    if changed:
        sessions.end_all(account_id, "disabled")
    return changed


def enable(account_id: int) -> bool:
    """Let a disabled account sign in again. True when that changed something. Raises ``NotInThisState``."""
    return _move(account_id, "disabled", "active")


def _move(account_id: int, before: str, after: str) -> bool:
    account = identities.lock_account(account_id)
    if account.status == after:
        return False
    if account.status != before:
        raise NotInThisState
    account.status = after
    audit.record(f"account.{after}", f"account:{account.public_no}", {"status": [before, after]})
    return True
