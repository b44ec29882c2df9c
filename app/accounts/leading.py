"""Who leads a team: one person at a time, by whoever may give the role. Source: PRODUCT 4.2 "Granting"."""

from __future__ import annotations

import sqlalchemy as sa

from app.accounts import granting
from app.accounts.models import Account, RoleGrant
from app.core import clock
from app.core.access import Caller
from app.core.db import db

LEADER = "team_leader"


def put_leader(giver: Caller, team_id: int, public_no: str | None) -> None:
    """Let this person lead the team and nobody else; None: nobody at all.

    Raises ``NotFound`` for the person, ``BeyondScope`` for a giver who may not, ``NotToOneself``.
    """
    scope_code = f"team:{team_id}"
    for grant_id, number in _leaders(scope_code):
        if public_no is None or number != public_no.upper():
            granting.take_role(giver, grant_id)
    if public_no is not None:
        granting.give_role(giver, public_no, LEADER, scope_code)


def _leaders(scope_code: str) -> list[tuple[int, str]]:
    """The grants that hold now over a team, by their people's numbers, in the order of accounts."""
    holds = (RoleGrant.revoked_at.is_(None), RoleGrant.ends_at > clock.now())
    query = sa.select(RoleGrant.id, Account.public_no).join(Account, Account.id == RoleGrant.account_id)
    query = query.where(RoleGrant.role == LEADER, RoleGrant.scope_code == scope_code, *holds)
    return list(db.session.execute(query.order_by(RoleGrant.account_id)).tuples())
