"""Moving an account to another WeChat account: code, request, approval. Source: PRODUCT 4.2, WECHAT 10.

Both accounts are locked in the order of their ids, then the transfer; so an approval, a newer code, leaving and
erasure of either side have one outcome.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import current_app

from app.accounts import asking, identities, leaving, sessions
from app.accounts import transfer_rules as rules
from app.accounts.holdings import Holding, Person, holdings
from app.accounts.models import PUBLIC_ALPHABET, Account
from app.accounts.transfer_models import Transfer
from app.core import audit, clock, events, sealing
from app.core.access import AccountClosing
from app.core.db import db
from app.core.problems import NotFound

OPEN = ("code", "asked")


class Made(NamedTuple):
    """A code just made. It is shown once and stored nowhere."""

    code: str
    expires_at: datetime


def make_code(account_id: int) -> Made:
    """A code for the new side to type. What waited before, a typed code too, ends with it."""
    identities.lock_account(account_id)
    _end(Transfer.account_id == account_id)
    code, now = _unused_code(), clock.now()
    row = Transfer(account_id=account_id, code_hash=_hash(code), state="code", made_at=now)
    row.expires_at = now + rules.CODE_LIVES
    db.session.add(row)
    return Made(code, row.expires_at)


def ask(new_account_id: int, code: str) -> dict[str, Any]:
    """The new side types a code (``rules.read_code``). Typed again by the same side, the answer is the same.

    Raises ``CodeExpired``, ``CodeUsed``, ``OwnCode``, ``AccountInUse``.
    """
    found = _of_code(code)
    if found is None:
        raise rules.CodeExpired
    if found.account_id == new_account_id:
        raise rules.OwnCode
    both, row = _lock_both(found.account_id, new_account_id), _locked(found.id)
    if both is None or row is None:
        raise rules.CodeExpired
    old, new = both
    if new.status != "active":
        raise AccountClosing
    if row.new_account_id == new.id and rules.may_approve(clock.now(), row.state, row.expires_at):
        return describe(row, new.id)
    fault = rules.typing_fault(clock.now(), row.state, row.expires_at)
    if fault is not None or old.status != "active":
        raise fault or rules.CodeExpired
    _refuse_in_use(new)
    _begin_waiting(row, new)
    return describe(row, new.id)


def approve(account_id: int, transfer_id: int) -> dict[str, Any]:
    """The old side agrees: the new side's WeChat identity is now this account's, its empty account is erased.

    Every sign-in of both sides ends. Done already, nothing happens again. Raises ``NotFound`` for other people's,
    ``TransferOver``, ``AccountInUse``.
    """
    found = db.session.get(Transfer, transfer_id)
    if found is None or found.account_id != account_id:
        raise NotFound
    if found.state == "done":
        return describe(found, account_id)
    if found.new_account_id is None:
        raise rules.TransferOver("还没有人输入这个码，或者已经作废")
    both, row = _lock_both(account_id, found.new_account_id), _locked(transfer_id)
    if row is not None and row.state == "done":  # a second tap that waited: the other account is erased by now
        return describe(row, account_id)
    if both is None or row is None or not rules.may_approve(clock.now(), row.state, row.expires_at):
        raise rules.TransferOver
    _refuse_in_use(both[1])
    row.state = "done"
    _move(*both, row.id)
    return describe(row, account_id)


def waiting(account_id: int) -> list[dict[str, Any]]:
    """What waits at this moment, from either side."""
    mine = sa.or_(Transfer.account_id == account_id, Transfer.new_account_id == account_id)
    query = sa.select(Transfer).where(mine, Transfer.state.in_(OPEN), Transfer.expires_at > clock.now())
    return [describe(row, account_id) for row in db.session.scalars(query.order_by(Transfer.id))]


def describe(row: Transfer, account_id: int) -> dict[str, Any]:
    """A transfer as one side sees it. Only the old side is told who the other is: it has to decide."""
    is_old = row.account_id == account_id
    asks = row.state == "asked"
    other = db.session.get(Account, row.new_account_id) if is_old and asks and row.new_account_id else None
    return {
        "id": row.id,
        "side": "old" if is_old else "new",
        "state": row.state,
        "made_at": clock.rfc3339(row.made_at),
        "expires_at": clock.rfc3339(row.expires_at),
        "other": {"public_no": other.public_no, "display_name": other.display_name} if other else None,
        "actions": ["approve"] if is_old and asks else [],
    }


def end_of(person: Person) -> None:
    """End whatever waits for this person, on either side: they are leaving."""
    _end(sa.or_(Transfer.account_id == person.account_id, Transfer.new_account_id == person.account_id))


def forget_old() -> int:
    """Delete transfers that ended a day ago; a sweep."""
    gone = db.session.execute(sa.delete(Transfer).where(Transfer.expires_at < clock.now() - rules.KEPT))
    return int(getattr(gone, "rowcount", 0))


def held_of_ones_own(person: Person) -> list[str]:
    """What an account holds beyond what comes with every account, in Chinese."""
    mine = [held for held in _holdings() if not held.slight and leaving.rows_of(held, person)]
    return [held.what for held in mine]


def _begin_waiting(row: Transfer, new: Account) -> None:
    """The old side has ten minutes to approve. Somebody asks for one account at a time: the later counts."""
    _end(Transfer.new_account_id == new.id)
    row.state, row.new_account_id = "asked", new.id
    row.expires_at = clock.now() + rules.APPROVAL_WAITS
    db.session.flush()  # who is told finds it waiting
    events.tell(asking.transfer_asked, account_id=row.account_id, transfer_id=row.id)


def _move(old: Account, new: Account, transfer_id: int) -> None:
    identities.move(new.id, old.id)
    sessions.end_all(old.id, "moved")
    audit.record("account.transfer", f"account:{old.public_no}", {"wechat_identity": ["old", "new"]}, role="rider")
    db.session.flush()  # before the other account is read again
    leaving.erase_at_once(new.id)
    events.tell(asking.transfer_done, account_id=old.id, transfer_id=transfer_id)


def _refuse_in_use(new: Account) -> None:
    things = held_of_ones_own(Person(new.id, new.person_ref))
    if things:
        raise rules.AccountInUse.holding(things)


def _lock_both(old_id: int, new_id: int) -> tuple[Account, Account] | None:
    """Both accounts under their locks, the lower id first; None when the other side's was erased."""
    try:
        locked = {account_id: identities.lock_account(account_id) for account_id in sorted((old_id, new_id))}
    except NotFound:
        return None
    return locked[old_id], locked[new_id]


def _locked(transfer_id: int) -> Transfer | None:
    query = sa.select(Transfer).where(Transfer.id == transfer_id).with_for_update()
    return db.session.scalars(query, execution_options={"populate_existing": True}).one_or_none()


def _of_code(code: str) -> Transfer | None:
    return db.session.scalars(sa.select(Transfer).where(Transfer.code_hash == _hash(code))).one_or_none()


def _end(*which: sa.ColumnElement[bool]) -> None:
    db.session.execute(sa.update(Transfer).where(Transfer.state.in_(OPEN), *which).values(state="ended"))


def _unused_code() -> str:
    """40 random bits; drawn again in the one case in millions that it stands in the table."""
    while True:
        code = "".join(secrets.choice(PUBLIC_ALPHABET) for _ in range(rules.CODE_LENGTH))
        if _of_code(code) is None:
            return code


def _hash(code: str) -> str:
    return sealing.keyed_hash("transfer", code)


def _holdings() -> list[Holding]:
    return holdings(current_app)
