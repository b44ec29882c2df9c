"""What must always hold of accounts; each broken rule is a sentence for ``flask check-invariants``."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from app.accounts import leaving_rules
from app.accounts.models import Account, RoleGrant, WechatIdentity
from app.core import clock
from app.core.db import db

SWEPT_WITHIN = timedelta(hours=1)


def grants_past_their_end() -> list[str]:
    """No grant is open long after its term: the sweep closes them."""
    overdue = (RoleGrant.revoked_at.is_(None), RoleGrant.ends_at < clock.now() - SWEPT_WITHIN)
    ids = db.session.scalars(sa.select(RoleGrant.id).where(*overdue).order_by(RoleGrant.id))
    return [f"grant {grant_id} is open past its end: is the worker running?" for grant_id in ids]


def one_identity_each() -> list[str]:
    """Every account that is not erased has exactly one WeChat identity."""
    count = sa.func.count(WechatIdentity.id)
    joined = sa.select(Account.public_no, count).outerjoin(WechatIdentity, WechatIdentity.account_id == Account.id)
    query = joined.where(Account.status != "erased").group_by(Account.id, Account.public_no).having(count != 1)
    return [f"account {public_no} has {found} identities" for public_no, found in db.session.execute(query)]


def nobody_kept_past_leaving() -> list[str]:
    """Whoever left is erased when the seven days are over."""
    late = clock.now() - leaving_rules.TAKEN_BACK_WITHIN - SWEPT_WITHIN
    overdue = sa.select(Account.public_no).where(Account.status == "closing", Account.closing_at < late)
    numbers = db.session.scalars(overdue.order_by(Account.id))
    return [f"account {public_no} left and is not erased: see the worker's log" for public_no in numbers]
