"""The evening's digest: what is not to be acted upon before is told together, at the price of one credit."""

from __future__ import annotations

import sqlalchemy as sa

from app.accounts import service as accounts
from app.core import clock, settings
from app.core.db import db
from app.notices import credits, rules, switches, texts
from app.notices.models import Notice
from app.notices.rules import Topic


def gather_next() -> int:
    """Gather what one person has waiting of one template into one message; returns of how many notices."""
    due = sa.select(Notice.account_id, Notice.template).where(Notice.digest_at <= clock.now())
    found = db.session.execute(due.order_by(Notice.account_id, Notice.template).limit(1)).first()
    if found is None:
        return 0
    account_id, template = found
    accounts.lock_account(account_id)  # another worker may gather the same
    mine = (Notice.account_id == account_id, Notice.template == template, Notice.digest_at <= clock.now())
    rows = db.session.scalars(sa.select(Notice).where(*mine).order_by(Notice.id).with_for_update()).all()
    for row in rows:
        row.digest_at = None
    unread = [row for row in rows if row.read_at is None and _wanted(row)]
    if unread and credits.take(account_id, template):
        _send(unread[-1], len(unread))
    return len(rows)


def _wanted(row: Notice) -> bool:
    return switches.may_send(row.account_id, Topic(row.topic), row.template or "")


def _send(newest: Notice, count: int) -> None:
    quiet = rules.read_quiet(settings.current().quiet_hours)
    newest.values = texts.digest(newest.values or {}, count)
    newest.wechat_state = "due"
    newest.next_at = rules.decent_time(clock.local(clock.now()), quiet, urgent=newest.urgent)
