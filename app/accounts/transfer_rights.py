"""What transfers hold about people: how it is exported, and how it goes."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.accounts import transfers
from app.accounts.holdings import Holding, Person
from app.accounts.transfer_models import Transfer
from app.core import clock
from app.core.db import db

STATES = {"code": "要了换号码", "asked": "等旧微信同意", "done": "换好了", "ended": "作废了"}


def export(person: Person) -> list[dict[str, Any]]:
    """Codes made, asked for and approved moves, without who the other side was."""
    mine = sa.or_(Transfer.account_id == person.account_id, Transfer.new_account_id == person.account_id)
    return [
        {
            "at": clock.rfc3339(row.made_at),
            "side": "旧微信" if row.account_id == person.account_id else "新微信",
            "state": STATES[row.state],
            "ends_at": clock.rfc3339(row.expires_at),
        }
        for row in db.session.scalars(sa.select(Transfer).where(mine).order_by(Transfer.id))
    ]


def erase(person: Person) -> None:
    """Of the old side the row goes; of the new side, that it was this person."""
    transfers.end_of(person)
    db.session.execute(sa.delete(Transfer).where(Transfer.account_id == person.account_id))
    theirs = sa.update(Transfer).where(Transfer.new_account_id == person.account_id)
    db.session.execute(theirs.values(new_account_id=None))


HOLDING = Holding(
    "transfers", "account", "换微信的申请", "结束后 1 天", export, erase, at_once=transfers.end_of, slight=True
)
