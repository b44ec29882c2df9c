"""Signing in and out, and the devices somebody is signed in on. Source: WECHAT 10.

A sign-in is two short transactions with WeChat between them; the view holds none while it asks.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.accounts import consents, identities, rules
from app.accounts.memory import forget_after_commit
from app.accounts.models import Account, AuthToken
from app.core import clock, sealing, settings
from app.core.db import db
from app.core.problems import NotFound, NotSignedIn

SIGNED_OUT = "signed-out"  # why a sign-in ended: its owner said so


@dataclass(frozen=True)
class SignedIn:
    """A sign-in just made. The token is shown once, in this answer, and is stored nowhere."""

    account_id: int
    is_new: bool
    expires_at: datetime
    token: str = field(repr=False)


def replay(code: str, device_id: str | None) -> SignedIn | None:
    """The same sign-in again, with a new token, for a code repeated from its device within 2 minutes; else None.

    A lost answer makes the phone repeat a code that WeChat would refuse (40163).
    """
    row = _sign_in_of(code, device_id)
    if row is None or not rules.may_be_replayed(clock.now(), row.code_until, row.revoked_at):
        return None
    account = db.session.get_one(Account, row.account_id)
    if account.status == "disabled":
        return None
    token = _new_token()
    row.sha256 = sealing.token_digest(token)
    forget_after_commit(row.account_id)
    return SignedIn(row.account_id, row.code_was_new, row.idle_until, token)


def may_replay(code: str, device_id: str | None) -> bool:
    """Whether ``replay`` is worth a transaction: a plain look before WeChat is asked."""
    row = _sign_in_of(code, device_id)
    return row is not None and rules.may_be_replayed(clock.now(), row.code_until, row.revoked_at)


def sign_in(
    openid: str,
    *,
    code: str,
    device_id: str | None = None,
    device_name: str = "",
    age_ok: bool | None = None,
    renew: bool = False,
) -> SignedIn:
    """Sign a WeChat user in, making the account at the first time; the device's older sign-in ends.

    Raises ``AccountDisabled``; where a sign-in is only renewed, ``AccountGone`` and ``SignedOut``. ``age_ok`` left out
    changes nothing.
    """
    if renew and identities.find(openid) is None:
        raise rules.AccountGone
    account, is_new = identities.find_or_make(openid, age_ok=age_ok)
    identities.lock_account(account.id)
    if not identities.belongs_to(openid, account.id):
        raise NotSignedIn  # moved to another WeChat user while we waited: signing in makes a new account
    identities.mark_known(openid)
    if account.status not in {"active", "closing"}:
        raise rules.AccountDisabled("请带上手机到就近的社区或驿站，请工作人员帮忙恢复")
    if is_new or consents.standing(account.id, "account").state == "none":  # made before by an operator's grant
        consents.act(account.id, "account", None)  # signing in is the act; its screen says so
    if not is_new and age_ok is not None and account.age_ok != age_ok:
        account.age_ok, account.version = age_ok, account.version + 1
    device = _device(device_id)
    if renew and device is not None and _was_signed_out(account.id, device):
        raise rules.SignedOut
    if device is not None:
        _end(AuthToken.account_id == account.id, AuthToken.device_id == device, why="signed-in-again")
    forget_after_commit(account.id)
    token, row = _open_session(account.id, device, device_name, code, is_new)
    return SignedIn(account.id, is_new, row.idle_until, token)


def devices(account_id: int, limit: int, before: int | None = None) -> list[AuthToken]:
    """Living sign-ins of an account, the newest first, at most ``limit``; ``before``: only ids below."""
    now = clock.now()
    query = sa.select(AuthToken).where(
        AuthToken.account_id == account_id,
        AuthToken.revoked_at.is_(None),
        AuthToken.idle_until > now,
        AuthToken.absolute_until > now,
    )
    if before is not None:
        query = query.where(AuthToken.id < before)
    return list(db.session.scalars(query.order_by(AuthToken.id.desc()).limit(limit)))


def sign_out(account_id: int, session_id: int) -> None:
    """End this sign-in."""
    _end(AuthToken.account_id == account_id, AuthToken.id == session_id, why=SIGNED_OUT)
    forget_after_commit(account_id)


def end_device(account_id: int, current_id: int, session_id: int) -> None:
    """End a sign-in of one's own. Raises ``NotFound``, and ``SignInAgain`` when this sign-in is too old for it."""
    row = db.session.get(AuthToken, session_id)
    mine = row is not None and row.account_id == account_id
    now = clock.now()
    if row is None or not mine or not rules.session_lives(now, row.idle_until, row.absolute_until, row.revoked_at):
        raise NotFound
    if session_id != current_id:
        own = db.session.get_one(AuthToken, current_id)
        if not rules.is_recent(now, own.created_at):
            raise rules.SignInAgain
    sign_out(account_id, session_id)


def end_all(account_id: int, why: str) -> None:
    """End every sign-in of an account: a role was given or taken, the account was disabled."""
    _end(AuthToken.account_id == account_id, why=why)
    forget_after_commit(account_id)


def forget_dead_tokens() -> int:
    """Delete sign-ins that ended more than 30 days ago; a sweep."""
    before = clock.now() - rules.DEAD_TOKENS_KEPT
    ended = (AuthToken.revoked_at < before, AuthToken.idle_until < before, AuthToken.absolute_until < before)
    return _count(sa.delete(AuthToken).where(sa.or_(*ended)))


def forget_codes() -> int:
    """Drop the digests of login codes that can no longer be repeated; a sweep."""
    old = sa.update(AuthToken).where(AuthToken.code_until < clock.now())
    return _count(old.values(code_sha256=None, code_until=None))


def _sign_in_of(code: str, device_id: str | None) -> AuthToken | None:
    device = _device(device_id)
    if device is None:
        return None
    query = sa.select(AuthToken).where(AuthToken.code_sha256 == _code_digest(code), AuthToken.device_id == device)
    return db.session.scalars(query.order_by(AuthToken.id.desc()).limit(1)).first()


def _was_signed_out(account_id: int, device: str) -> bool:
    """Whether the newest sign-in of a device was ended by its owner, not by time or a role."""
    mine = (AuthToken.account_id == account_id, AuthToken.device_id == device)
    newest = sa.select(AuthToken.revoked_why).where(*mine).order_by(AuthToken.id.desc()).limit(1)
    return db.session.scalar(newest) == SIGNED_OUT


def _open_session(
    account_id: int, device: str | None, device_name: str, code: str, is_new: bool
) -> tuple[str, AuthToken]:
    now, lifetimes = clock.now(), settings.current()
    absolute_until = now + timedelta(days=lifetimes.session_absolute_days)
    token = _new_token()
    row = AuthToken(
        account_id=account_id,
        sha256=sealing.token_digest(token),
        device_name=device_name,
        device_id=device,
        created_at=now,
        last_seen_at=now,
        idle_until=rules.idle_end(now, lifetimes.session_idle_days, absolute_until),
        absolute_until=absolute_until,
        code_sha256=_code_digest(code),
        code_until=now + rules.REPLAY,
        code_was_new=is_new,
    )
    db.session.add(row)
    return token, row


def _end(*which: sa.ColumnElement[bool], why: str) -> None:
    living = sa.update(AuthToken).where(AuthToken.revoked_at.is_(None), *which)
    db.session.execute(living.values(revoked_at=clock.now(), revoked_why=why))


def _count(statement: sa.Delete | sa.Update) -> int:
    return int(getattr(db.session.execute(statement), "rowcount", 0))


def _new_token() -> str:
    return secrets.token_urlsafe(32)


def _code_digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def _device(device_id: str | None) -> str | None:
    return sealing.keyed_hash("device", device_id) if device_id else None
