"""The phone of an account: bound when a call-back needs it, sealed, removed at will, never a key (PRODUCT 4.2).

WeChat charges for every number, so it is stored at once; binding is two short transactions with WeChat between them.
"""

from __future__ import annotations

import sqlalchemy as sa

from app.accounts import consents, identities, rules
from app.accounts.models import Phone
from app.core import clock, sealing
from app.core.db import db

PURPOSE = "phone"
SEAL = "phone"


def ready_to_bind(account_id: int, notice_version: int | None) -> str | None:
    """The openid to hand to WeChat, after asking whether binding is agreed to at all.

    Raises ``NoticeChanged`` and ``ConsentWithdrawn``, before a number is paid for. None: no identity any more.
    """
    consents.check(account_id, PURPOSE, notice_version)
    return identities.openid_of(account_id)


def bind(account_id: int, number: str, country_code: str, notice_version: int | None) -> str:
    """Store a number WeChat vouches for, in place of the one before; returns it masked. The act is the consent."""
    identities.lock_account(account_id)
    consents.act(account_id, PURPOSE, notice_version)
    row = db.session.get(Phone, account_id) or Phone(account_id=account_id)
    row.enc, row.verified_at = sealing.seal(SEAL, f"{country_code} {number}"), clock.now()
    db.session.add(row)
    return rules.phone_masked(number)


def remove(account_id: int) -> None:
    """Delete the number. The consent stands: binding again is one tap; ``consents.withdraw`` ends both."""
    db.session.execute(sa.delete(Phone).where(Phone.account_id == account_id))


def masked(account_id: int) -> str | None:
    """The number with its middle hidden, None when there is none."""
    number = number_of(account_id)
    return rules.phone_masked(number) if number is not None else None


def number_of(account_id: int) -> str | None:
    """The number itself, without country: for its owner's export, and for a reveal that writes its access line."""
    row = db.session.get(Phone, account_id)
    if row is None:
        return None
    _country, _, number = sealing.unseal(SEAL, row.enc).partition(" ")
    return number
