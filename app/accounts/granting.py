"""Giving and taking roles. Source: PRODUCT 4.2 "Granting"; every change is audited and ends the person's sign-ins."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from app.accounts import asking, granting_rules, identities, posts, sessions
from app.accounts.asking import NamedScope
from app.accounts.models import Account, RoleGrant
from app.accounts.permissions import covers
from app.core import audit, clock
from app.core.access import Caller, Grant, Permission, may, may_know_of, require
from app.core.db import db
from app.core.problems import Invalid, NotFound

BATCH = 200


def give_role(
    giver: Caller, public_no: str, role: str, scope_code: str, ends_at: datetime | None = None
) -> tuple[RoleGrant, bool]:
    """Let ``giver`` give a role; the grant, and True when it is new.

    A repeat is the grant that exists; a later ``ends_at`` renews it, so that a last manager need not leave first.
    Raises ``Invalid`` for a scope or term that cannot be, ``BeyondScope``, ``NotFound`` for the person,
    ``NotToOneself``.
    """
    named, acting = _scope_to_give(giver, role, scope_code)
    account = _account(public_no)
    if account.id == giver.account_id:
        raise granting_rules.NotToOneself
    row, is_new = _give(account, role, named, _term(ends_at), granted_by=giver.account_id, acting_role=acting.role)
    if ends_at is not None and not is_new:
        _renew(row, _term(ends_at), acting.role)
    return row, is_new


def give_role_by_operator(account: Account, role: str, scope_code: str) -> tuple[RoleGrant, bool]:
    """The command's way: no giver, the longest term. Raises ``Invalid`` for a scope that cannot be."""
    named = _fitting(role, asking.find_scope(scope_code))
    return _give(account, role, named, _term(None), granted_by=None, acting_role="operator")


def take_role_by_operator(grant_id: int) -> None:
    """The operator's way to end a grant. Raises ``NotFound``."""
    row = db.session.get(RoleGrant, grant_id)
    if row is None or not posts.is_held(row, clock.now()):
        raise NotFound
    _lock(row)
    _end(row, "operator")


def take_role(taker: Caller, grant_id: int) -> None:
    """End a grant that one could have given.

    Raises ``NotFound`` for what lies outside one's scope, ``BeyondScope`` for a role one may not give, ``LastManager``.
    """
    row = db.session.get(RoleGrant, grant_id)
    if row is None or not posts.is_held(row, clock.now()):
        raise NotFound
    named = asking.find_scope(row.scope_code)
    if named is None or not may(Permission.READ_GRANTS, named.scope):
        raise NotFound
    acting = _giving_grant(taker, row.role, named)
    if acting is None or row.account_id == taker.account_id:
        raise granting_rules.BeyondScope
    _lock(row)
    if row.role == "station_manager" and not posts.other_managers(row):
        raise granting_rules.LastManager
    _end(row, acting.role)


def list_grants(scope_code: str | None, after: int, limit: int) -> list[dict[str, Any]]:
    """Grants that hold now and that the caller may read, by id, from ``after`` on; at most ``limit``.

    With ``scope_code`` only those at or below it. Raises ``NotFound`` or ``NotAllowed`` for a scope not theirs.
    """
    within = None
    if scope_code is not None:
        within = asking.find_scope(scope_code)
        require(Permission.READ_GRANTS, within.scope if within else None)
    found: list[dict[str, Any]] = []
    for row in _holding(after):
        named = asking.find_scope(row.scope_code)
        if named is None or not may(Permission.READ_GRANTS, named.scope) or not _below(named, within):
            continue
        found.append(describe(row, named))
        if len(found) == limit:
            break
    return found


def describe(row: RoleGrant, named: NamedScope | None = None) -> dict[str, Any]:
    """A grant as answers carry it."""
    account = db.session.get_one(Account, row.account_id)
    named = named or asking.find_scope(row.scope_code)
    giver = db.session.get(Account, row.granted_by) if row.granted_by else None
    return {
        "id": row.id,
        "account": account.public_no,
        "display_name": account.display_name,
        "role": row.role,
        "scope_kind": row.scope_kind,
        "scope_code": row.scope_code,
        "scope_name": named.name if named else row.scope_code,
        "starts_at": clock.rfc3339(row.starts_at),
        "ends_at": clock.rfc3339(row.ends_at),
        "granted_by": giver.public_no if giver else None,
    }


def end_lapsed_grants() -> int:
    """Close the books on grants past their term; a sweep. They stopped counting at their end already."""
    lapsed = sa.update(RoleGrant).where(RoleGrant.revoked_at.is_(None), RoleGrant.ends_at <= clock.now())
    result = db.session.execute(lapsed.values(revoked_at=RoleGrant.ends_at, revoked_why="ended"))
    return int(getattr(result, "rowcount", 0))


def _scope_to_give(giver: Caller, role: str, scope_code: str) -> tuple[NamedScope, Grant]:
    """The scope, and the giver's grant that reaches it.

    Nobody learns here that a station hidden from them exists: it is refused as one that does not, and to whoever gives
    this role nowhere, or only at stations of their own, both are beyond their scope.
    """
    named = asking.find_scope(scope_code)
    if named is not None and not may_know_of(named.scope):
        named = None
    own = _able(giver, role)
    if named is None and all(grant.scope_kind == "station" for grant in own):
        raise granting_rules.BeyondScope
    named = _fitting(role, named)
    acting = _giving_grant(giver, role, named)
    if acting is None:
        raise granting_rules.BeyondScope
    return named, acting


def _fitting(role: str, named: NamedScope | None) -> NamedScope:
    if named is None:
        raise Invalid(errors=[{"field": "scope_code", "message": "没有这个范围"}])
    if not granting_rules.fits(role, granting_rules.scope_kind(named.code) or "", named.level):
        raise Invalid(errors=[{"field": "scope_code", "message": "这个岗位不能用在这样的范围"}])
    return named


def _able(giver: Caller, role: str) -> list[Grant]:
    """Those of the giver's grants which may give this role somewhere."""
    able = granting_rules.gives((grant.role for grant in giver.grants), role)
    return [own for own in giver.grants if own.role in able]


def _giving_grant(giver: Caller, role: str, named: NamedScope) -> Grant | None:
    """That grant of the giver which may give this role here."""
    return next((own for own in _able(giver, role) if covers(own, named.scope)), None)


def _account(public_no: str) -> Account:
    living = (Account.public_no == public_no.upper(), Account.status == "active")
    found = db.session.execute(sa.select(Account).where(*living)).scalar_one_or_none()
    if found is None:
        raise NotFound("没有这个账号")
    return found


def _term(ends_at: datetime | None) -> datetime:
    now = clock.now()
    longest = granting_rules.longest_end(now, clock.SHANGHAI)
    try:
        end = granting_rules.midnight_after(ends_at, clock.SHANGHAI) if ends_at else longest
    except OverflowError:  # at either end of the calendar the local midnight cannot be written
        raise Invalid(errors=[{"field": "ends_at", "message": "请填写一个实际的结束日期"}]) from None
    if end <= now:
        raise Invalid(errors=[{"field": "ends_at", "message": "结束时间已经过去"}])
    if end > longest:
        raise Invalid(errors=[{"field": "ends_at", "message": "任期最长12个月"}])
    return end


def _give(
    account: Account, role: str, named: NamedScope, end: datetime, *, granted_by: int | None, acting_role: str
) -> tuple[RoleGrant, bool]:
    if identities.lock_account(account.id).status == "closing":  # asked for while we waited
        raise NotFound("没有这个账号")
    now = clock.now()
    open_ones = (RoleGrant.role == role, RoleGrant.scope_code == named.code, RoleGrant.revoked_at.is_(None))
    row = db.session.execute(
        sa.select(RoleGrant).where(RoleGrant.account_id == account.id, *open_ones)
    ).scalar_one_or_none()
    if row is not None and posts.is_held(row, now):
        return row, False
    if row is not None:  # past its term, not yet swept
        row.revoked_at, row.revoked_why = row.ends_at, "ended"
        db.session.flush()  # the index of active grants must be free
    row = RoleGrant(account_id=account.id, role=role, scope_code=named.code, starts_at=now, ends_at=end.astimezone(UTC))
    row.scope_kind, row.granted_by = granting_rules.scope_kind(named.code) or "", granted_by
    db.session.add(row)
    db.session.flush()  # the audit line and the answer need the id
    sessions.end_all(account.id, "role-given")  # the silent login brings a token that knows the role
    audit.record("role.give", f"grant:{row.id}", posts.changes(row, before=None, after=role), role=acting_role)
    return row, True


def _renew(row: RoleGrant, end: datetime, acting_role: str) -> None:
    if end > row.ends_at:
        before, row.ends_at = row.ends_at, end.astimezone(UTC)
        changes = {"ends_at": [clock.rfc3339(before), clock.rfc3339(end)]}
        audit.record("role.renew", f"grant:{row.id}", changes, role=acting_role)


def _lock(row: RoleGrant) -> None:
    """Whoever changes a grant holds its account's lock; somebody else may have ended it while we waited."""
    identities.lock_account(row.account_id)
    db.session.refresh(row)
    if not posts.is_held(row, clock.now()):
        raise NotFound


def _end(row: RoleGrant, acting_role: str) -> None:
    row.revoked_at, row.revoked_why = clock.now(), "revoked"
    sessions.end_all(row.account_id, "role-taken")
    audit.record("role.take", f"grant:{row.id}", posts.changes(row, before=row.role, after=None), role=acting_role)


def _holding(after: int) -> Iterator[RoleGrant]:
    """Grants that hold now, by id, read in batches together with their people."""
    holds = (RoleGrant.revoked_at.is_(None), RoleGrant.ends_at > clock.now())
    query = sa.select(RoleGrant, Account).join(Account, Account.id == RoleGrant.account_id).where(*holds)
    while True:
        batch = db.session.execute(query.where(RoleGrant.id > after).order_by(RoleGrant.id).limit(BATCH)).all()
        yield from (row[0] for row in batch)
        if len(batch) < BATCH:
            return
        after = batch[-1][0].id


def _below(named: NamedScope, within: NamedScope | None) -> bool:
    if within is None:
        return True
    if within.scope.area_path is not None and within.level is not None:
        return bool(named.scope.area_path and named.scope.area_path.startswith(within.scope.area_path))
    return named.code == within.code
