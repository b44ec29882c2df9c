"""Which account a WeChat user is: found by a keyed hash of the openid, or made at the first sign-in."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from flask import has_request_context
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts import rules
from app.accounts.models import Account, WechatIdentity, new_public_no
from app.core import clock, sealing, settings
from app.core.access import caller
from app.core.db import db
from app.core.problems import NotFound, NotSignedIn

SEAL = "openid"

_LOCKED = (
    sa.select(Account)
    .where(Account.id == sa.bindparam("account_id"))
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)


def find_or_make(openid: str, *, age_ok: bool | None) -> tuple[Account, bool]:
    """The account of a WeChat user, made if there is none; True when this call made it.

    Two first sign-ins at once make one account: whoever loses the insert takes the winner's.
    """
    found = find(openid)
    if found is not None:
        return found, False
    account = new_account(age_ok=age_ok)
    if _bind(account, openid):
        return account, True
    db.session.delete(account)
    db.session.flush()
    winner = find(openid)
    if winner is None:
        raise RuntimeError("an identity was taken and is not there")
    return winner, False


def find(openid: str) -> Account | None:
    """The account of this WeChat user in our mini-program, or None."""
    query = sa.select(Account).join(WechatIdentity, WechatIdentity.account_id == Account.id)
    ours = (WechatIdentity.app_id == settings.current().wechat_appid, WechatIdentity.openid_hash == _hash(openid))
    return db.session.execute(query.where(*ours)).scalar_one_or_none()


def find_by_number(text: str) -> Account | None:
    """The account of a public number or, in digits, of an account id; for operators."""
    found = db.session.execute(sa.select(Account).where(Account.public_no == text.upper())).scalar_one_or_none()
    if found is None and text.isascii() and text.isdigit() and len(text) < 10:
        found = db.session.get(Account, int(text))
    return found if found is not None and found.status != "erased" else None


def belongs_to(openid: str, account_id: int) -> bool:
    """Whether a WeChat user is this account's, asked anew: it may have been moved while its lock was waited for."""
    found = find(openid)
    return found is not None and found.id == account_id


def move(from_id: int, to_id: int) -> None:
    """Let the WeChat user of one account be the other's, whose own WeChat user is let go. Both are locked."""
    db.session.execute(sa.delete(WechatIdentity).where(WechatIdentity.account_id == to_id))
    theirs = sa.update(WechatIdentity).where(WechatIdentity.account_id == from_id)
    moved = db.session.execute(theirs.values(account_id=to_id).returning(WechatIdentity.id)).all()
    if not moved:
        raise RuntimeError("an account without a WeChat user cannot give one away")


def openid_of(account_id: int) -> str | None:
    """The openid of an account in our mini-program, unsealed; only to be handed to the gateway."""
    query = sa.select(WechatIdentity.openid_enc).where(
        WechatIdentity.account_id == account_id, WechatIdentity.app_id == settings.current().wechat_appid
    )
    sealed = db.session.execute(query).scalar_one_or_none()
    return sealing.unseal(SEAL, sealed) if sealed is not None else None


def reachable_openid(account_id: int) -> str | None:
    """As ``openid_of``, but None for whom WeChat knows no more (40003): nothing is sent until they sign in again."""
    lost = sa.exists().where(*_ours(WechatIdentity.account_id == account_id), WechatIdentity.unknown_since.is_not(None))
    return openid_of(account_id) if not db.session.scalar(sa.select(lost)) else None


def mark_unknown(openid: str) -> None:
    """WeChat says that it knows no such user: remembered since the first time (WECHAT 4.3)."""
    of_user = sa.update(WechatIdentity).where(*_ours(WechatIdentity.openid_hash == _hash(openid)))
    db.session.execute(of_user.where(WechatIdentity.unknown_since.is_(None)).values(unknown_since=clock.now()))


def mark_known(openid: str) -> None:
    """WeChat has just signed this user in."""
    of_user = sa.update(WechatIdentity).where(*_ours(WechatIdentity.openid_hash == _hash(openid)))
    db.session.execute(of_user.where(WechatIdentity.unknown_since.is_not(None)).values(unknown_since=None))


def is_active(account_id: int) -> bool:
    """Whether an account is neither disabled nor leaving nor gone."""
    return db.session.scalar(sa.select(Account.status).where(Account.id == account_id)) == "active"


def lock_account(account_id: int) -> Account:
    """The account under its row lock: what limits a person is checked behind it.

    ``FOR NO KEY UPDATE``: rows that refer to the account may still be written, so that who holds a place and tells this
    person of it does not wait for them while they wait for the place.
    Raises ``NotSignedIn`` when one's own was erased while we waited: nothing may be written for it any more, and who
    signs in then is somebody new. Somebody else's is then ``NotFound``.
    """
    account = db.session.execute(_LOCKED, {"account_id": account_id}).scalar_one()
    if account.status == "erased":
        who = caller() if has_request_context() else None
        raise NotSignedIn if who is None or who.account_id == account_id else NotFound("没有这个账号")
    return account


def names_of(person_refs: Iterable[str]) -> dict[str, str]:
    """Display names by ``person_ref``, for staff who may see who did something; people who left are left out."""
    query = sa.select(Account.person_ref, Account.display_name).where(Account.person_ref.in_(list(person_refs)))
    return dict(db.session.execute(query.where(Account.status.not_in(("closing", "erased")))).tuples().all())


def new_account(*, age_ok: bool | None) -> Account:
    """A new account, flushed for its id. With the fake platform everybody is old enough unless said otherwise."""
    public_no = new_public_no()
    old_enough = settings.current().wechat_mode == "fake" if age_ok is None else age_ok
    account = Account(
        public_no=public_no,
        display_name=rules.default_name(public_no),
        avatar_url=secrets.choice(rules.AVATARS),
        age_ok=old_enough,
        created_at=clock.now(),
    )
    db.session.add(account)
    db.session.flush()
    return account


def _bind(account: Account, openid: str) -> bool:
    """Insert the identity unless somebody holds it; True when it is ours now."""
    return _insert_or_ignore(
        account_id=account.id,
        app_id=settings.current().wechat_appid,
        openid_enc=sealing.seal(SEAL, openid),
        openid_hash=_hash(openid),
        created_at=clock.now(),
    )


def _insert_or_ignore(**values: Any) -> bool:
    dialect: Any = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    statement = (
        dialect.insert(WechatIdentity).values(**values).on_conflict_do_nothing(index_elements=["app_id", "openid_hash"])
    )
    result = db.session.execute(statement.returning(WechatIdentity.id))
    return result.scalar_one_or_none() is not None


def _ours(which: sa.ColumnElement[bool]) -> tuple[sa.ColumnElement[bool], ...]:
    return WechatIdentity.app_id == settings.current().wechat_appid, which


def _hash(openid: str) -> str:
    return sealing.keyed_hash("openid", openid)
