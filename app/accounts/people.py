"""People as other features may show them to staff, and the device of a sign-in; nothing that leads to a phone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from app.accounts.models import Account, AuthToken
from app.core.db import db


@dataclass(frozen=True)
class Shown:
    """Who somebody is to staff: the number they may read out, and the name they chose."""

    public_no: str
    display_name: str


def shown(account_ids: Iterable[int]) -> dict[int, Shown]:
    """People by account id; those who are leaving or gone are left out."""
    query = sa.select(Account.id, Account.public_no, Account.display_name).where(Account.id.in_(list(account_ids)))
    rows = db.session.execute(query.where(Account.status.not_in(("closing", "erased"))))
    return {row.id: Shown(row.public_no, row.display_name) for row in rows}


def device_of(session_id: int) -> str | None:
    """The keyed hash of the device of a sign-in, None when it said none."""
    return db.session.scalar(sa.select(AuthToken.device_id).where(AuthToken.id == session_id))
