"""The consent ledger: append-only, the newest line of a purpose is what holds. Source: PRODUCT 6, PIPL 13-16.

Some acts are themselves the consent where their screen says so (``act``); every purpose also has its own switch
(``give``, ``withdraw``). Nothing but the purpose itself stops when it is withdrawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.accounts import asking, notices, rules
from app.accounts.models import ConsentRecord, Phone
from app.core import clock, events, settings
from app.core.db import db

UNSWITCHABLE = frozenset({"account"})

Line = sa.Row[Any]  # of the columns below
_LINE = (ConsentRecord.purpose, ConsentRecord.action, ConsentRecord.notice_version, ConsentRecord.at)
_TABLE: Any = ConsentRecord.__table__
_WRITE = sa.insert(_TABLE)  # nobody changes a line afterwards: the session need not know it
_NEWEST = (
    sa.select(*_LINE)
    .where(ConsentRecord.account_id == sa.bindparam("account_id"), ConsentRecord.purpose == sa.bindparam("purpose"))
    .order_by(ConsentRecord.id.desc())
    .limit(1)
)


@dataclass(frozen=True)
class Standing:
    """How somebody stands to a purpose now."""

    purpose: str
    state: str  # given | withdrawn | none
    notice_version: int | None  # of the newest line
    at: datetime | None


def act(account_id: int, purpose: str, notice_version: int | None) -> None:
    """Let what somebody does count as consent; call it in the transaction of the act.

    Raises ``NoticeChanged`` for an old ``notice_version`` and ``ConsentWithdrawn`` until the switch is turned on again.
    """
    newest = _checked(account_id, purpose, notice_version)
    if newest is None or newest.notice_version != notices.notice_for(purpose).version:
        _write(account_id, purpose, "given")


def check(account_id: int, purpose: str, notice_version: int | None) -> None:
    """What ``act`` refuses, without writing: for asking before WeChat is."""
    _checked(account_id, purpose, notice_version)


def require(account_id: int, purpose: str) -> None:
    """Refuse a use that was never agreed to, or no longer is (``ConsentWithdrawn``)."""
    newest = _newest(account_id, purpose)
    if newest is None or newest.action != "given":
        raise rules.ConsentWithdrawn


def give(account_id: int, purpose: str, notice_version: int | None) -> Standing:
    """Turn the switch of a purpose on. Raises ``NotFound`` for an unknown one, ``NoticeChanged`` for an old text."""
    notice = notices.notice_for(purpose)
    notices.check_version(notice, notice_version)
    newest = _newest(account_id, purpose)
    if newest is None or newest.action != "given" or newest.notice_version != notice.version:
        _write(account_id, purpose, "given")
    return standing(account_id, purpose)


def withdraw(account_id: int, purpose: str) -> Standing:
    """Turn the switch off: use stops at once. Raises ``NotFound``, ``NotSwitchable`` for the account itself."""
    notices.notice_for(purpose)
    if purpose in UNSWITCHABLE:
        raise rules.NotSwitchable
    newest = _newest(account_id, purpose)
    if newest is None or newest.action != "withdrawn":
        _write(account_id, purpose, "withdrawn")
        if purpose == "phone":
            db.session.execute(sa.delete(Phone).where(Phone.account_id == account_id))
        events.tell(asking.consent_withdrawn, account_id=account_id, purpose=purpose)
    return standing(account_id, purpose)


def standing(account_id: int, purpose: str) -> Standing:
    """How somebody stands to one purpose."""
    return _standing(purpose, _newest(account_id, purpose))


def standings(account_id: int) -> list[Standing]:
    """How somebody stands to every purpose that a feature rests on, and to what they gave beyond: to be withdrawn."""
    lines = db.session.execute(
        sa.select(*_LINE).where(ConsentRecord.account_id == account_id).order_by(ConsentRecord.id)
    )
    newest = {line.purpose: line for line in lines}
    found = [_standing(purpose, newest.get(purpose)) for purpose in notices.every_purpose()]
    return [one for one in found if one.purpose not in notices.AHEAD or one.state == "given"]


def forget_severed() -> int:
    """Delete the consents of people erased three years ago; a sweep."""
    before = clock.now() - timedelta(days=settings.current().consent_kept_days)
    gone = db.session.execute(sa.delete(ConsentRecord).where(ConsentRecord.severed_at < before))
    return int(getattr(gone, "rowcount", 0))


def _checked(account_id: int, purpose: str, notice_version: int | None) -> Line | None:
    """The newest line of a purpose that is not withdrawn. Raises as ``act`` does."""
    notices.check_version(notices.notice_for(purpose), notice_version)
    newest = _newest(account_id, purpose)
    if newest is not None and newest.action == "withdrawn":
        raise rules.ConsentWithdrawn
    return newest


def _standing(purpose: str, newest: Line | None) -> Standing:
    if newest is None:
        return Standing(purpose, "none", None, None)
    return Standing(purpose, newest.action, newest.notice_version, newest.at)


def _newest(account_id: int, purpose: str) -> Line | None:
    return db.session.execute(_NEWEST, {"account_id": account_id, "purpose": purpose}).one_or_none()


def _write(account_id: int, purpose: str, action: str) -> None:
    version = notices.notice_for(purpose).version
    line: dict[str, Any] = {"account_id": account_id, "purpose": purpose, "notice_version": version, "action": action}
    db.session.execute(_WRITE, line | {"at": clock.now()})
