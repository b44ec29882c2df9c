"""What somebody sees and edits of their own account."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.accounts import asking, identities, leaving_rules, phones, rules
from app.accounts.guard import read_grants
from app.accounts.memory import forget_after_commit
from app.accounts.models import Account, RoleGrant
from app.core import clock
from app.core.db import db
from app.core.problems import Invalid, NotSignedIn, StaleVersion


def me(account_id: int) -> dict[str, Any]:
    """The account as its owner sees it: the body of ``GET /me``."""
    account = db.session.get_one(Account, account_id)
    after = leaving_rules.erased_after(account.closing_at) if account.closing_at else None
    return {
        "id": account.id,
        "public_no": account.public_no,
        "status": account.status,
        "erased_after": clock.rfc3339(after) if after else None,
        "display_name": account.display_name,
        "avatar_url": account.avatar_url,
        "phone_masked": phones.masked(account_id),
        "work_kind": account.work_kind,
        "age_ok": account.age_ok,
        "roles": _roles(account_id),
        "unread_notices": asking.unread_notices(account_id),
        "version": account.version,
    }


def name_to_check(account_id: int, version: int, *, display_name: str, avatar_url: str) -> str | None:
    """For whom (an openid) WeChat is to be asked about a new name, before anything is written.

    None: the name stays, or is the one we give ourselves. Raises what ``edit_profile`` would raise anyway, so that
    nothing is asked in vain.
    """
    _refuse_faults(display_name, avatar_url)
    account = db.session.get_one(Account, account_id)
    if account.version != version:
        raise StaleVersion(current=me(account_id))
    if display_name in {account.display_name, rules.default_name(account.public_no)}:
        return None
    openid = identities.openid_of(account_id)
    if openid is None:
        raise NotSignedIn
    return openid


def edit_profile(
    account_id: int, version: int, *, display_name: str, avatar_url: str, work_kind: str | None, age_ok: bool
) -> None:
    """Replace all that is editable. Raises ``StaleVersion`` with the current state, ``Invalid`` naming the field.

    A new name was checked before (``name_to_check``): with the same version it is still the same change.
    """
    _refuse_faults(display_name, avatar_url)
    account = identities.lock_account(account_id)
    if account.version != version:
        raise StaleVersion(current=me(account_id))
    account.display_name, account.avatar_url = display_name, avatar_url
    account.work_kind, account.age_ok = work_kind, age_ok
    account.version += 1
    forget_after_commit(account_id)
    db.session.flush()  # the answer shows it


def _refuse_faults(display_name: str, avatar_url: str) -> None:
    fault = rules.name_fault(display_name)
    if fault:
        raise Invalid(errors=[{"field": "display_name", "message": fault}])
    if avatar_url not in rules.AVATARS:
        raise Invalid(errors=[{"field": "avatar_url", "message": "请从我们的图案里选一个"}])


def _roles(account_id: int) -> list[dict[str, Any]]:
    ids = [row.id for row in read_grants(db.session(), account_id)]
    held = db.session.scalars(sa.select(RoleGrant).where(RoleGrant.id.in_(ids)).order_by(RoleGrant.id))
    return [_role(grant) for grant in held]


def _role(grant: RoleGrant) -> dict[str, Any]:
    named = asking.find_scope(grant.scope_code)
    return {
        "id": grant.id,
        "role": grant.role,
        "scope_kind": grant.scope_kind,
        "scope_code": grant.scope_code,
        "scope_name": named.name if named else grant.scope_code,
        "ends_at": clock.rfc3339(grant.ends_at),
    }
