"""What somebody withdraws inside WeChat is erased here, and its consent ends. Source: WECHAT 6, W16.

Told by the worker, perhaps twice, late, or after the person came back: doing it again erases only what is there.
"""

from __future__ import annotations

import logging

from app.accounts import consents, identities, leaving, phones, rules
from app.accounts.memory import forget_after_commit
from app.accounts.models import Account

log = logging.getLogger("yiqi.accounts")
CONSENTS = {"phone": "phone", "place": "location_once", "photos": "report_photo"}  # WeChat's kind: our purpose


def take_back(openid: str, kinds: frozenset[str], **_: object) -> None:
    """Erase what these kinds allowed: name and avatar, the phone, uses of place and photos."""
    account = _account(openid)
    if account is None:
        return
    if "profile" in kinds:
        _reset_profile(account)
    if "phone" in kinds:
        phones.remove(account.id)
    for kind in sorted(kinds & CONSENTS.keys()):
        if consents.standing(account.id, CONSENTS[kind]).state == "given":
            consents.withdraw(account.id, CONSENTS[kind])  # tells the floors above, who hold the rest


def leave_wechat(openid: str, **_: object) -> None:
    """Sign out everywhere and erase the account: the person left the mini-program.

    A disabled account stays: otherwise this would be the way round an order. Its sign-ins ended already.
    """
    account = _account(openid)
    if account is None:
        return
    if account.status == "disabled":
        log.warning("a disabled account left WeChat", extra={"event": "disabled-left-wechat"})
        return
    leaving.erase_at_once(account.id)


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
