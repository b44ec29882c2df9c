"""What somebody withdraws inside WeChat is erased here, and its consent ends. Source: WECHAT 6, W16.

Told by the worker, perhaps twice, late, or after the person came back: doing it again erases only what is there.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.accounts import consents, identities, leaving, phones, rules
from app.accounts.memory import forget_after_commit
from app.accounts.models import Account, AuthToken, Phone
from app.core.db import db

log = logging.getLogger("yiqi.accounts")
SLACK = timedelta(seconds=60)  # the two clocks differ by less: flask wechat doctor holds them to it
CONSENTS = {"phone": "phone", "place": "location_once", "photos": "report_photo"}  # WeChat's kind: our purpose


def take_back(openid: str, kinds: frozenset[str], at: datetime | None = None) -> None:
    """Erase what these kinds allowed: name and avatar, the phone, uses of place and photos.

    What was given since, by our clock and more than ``SLACK`` later, stays: the word came late.
    """
    account = _account(openid)
    if account is None or _since(account.created_at, at):
        return
    if "profile" in kinds:
        _reset_profile(account)
    phone = db.session.get(Phone, account.id)
    if "phone" in kinds and phone is not None and not _since(phone.verified_at, at):
        phones.remove(account.id)
    for kind in sorted(kinds & CONSENTS.keys()):
        standing = consents.standing(account.id, CONSENTS[kind])
        if standing.state == "given" and not _since(standing.at, at):
            consents.withdraw(account.id, CONSENTS[kind])  # tells the floors above, who hold the rest


def leave_wechat(openid: str, at: datetime | None = None) -> None:
    """Sign out everywhere and erase the account: the person left the mini-program.

    A disabled account stays: otherwise this would be the way round an order. Its sign-ins ended already. So does the
    account of somebody who has signed in since: the word came late, they are back.
    """
    account = _account(openid)
    if account is None:
        return
    newest = sa.select(sa.func.max(AuthToken.created_at)).where(AuthToken.account_id == account.id)
    if _since(account.created_at, at) or _since(db.session.scalar(newest), at):
        return
    if account.status == "disabled":
        log.warning("a disabled account left WeChat", extra={"event": "disabled-left-wechat"})
        return
    leaving.erase_at_once(account.id)


def _since(ours: datetime | None, at: datetime | None) -> bool:
    """Whether something of ours is surely younger than a word of WeChat's, whose clock is another."""
    return at is not None and ours is not None and ours > at + SLACK


def _account(openid: str) -> Account | None:
    found = identities.find(openid)
    if found is None:
        return None
    account = identities.lock_account(found.id)
    return account if identities.belongs_to(openid, account.id) else None  # else moved to another WeChat user meanwhile


def _reset_profile(account: Account) -> None:
    name, avatar = rules.default_name(account.public_no), rules.default_avatar(account.public_no)
    if (account.display_name, account.avatar_url) != (name, avatar):
        account.display_name, account.avatar_url = name, avatar
        account.version += 1
        forget_after_commit(account.id)
