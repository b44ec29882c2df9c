"""What must always hold of notices; each broken rule is a sentence for ``flask check-invariants`` (I8)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import sqlalchemy as sa

from app.core import clock, settings
from app.core.db import db
from app.notices import rules
from app.notices.models import MessageCredit, Notice
from app.notices.outbox import LEASE

LATE = timedelta(minutes=10)  # of a due message, past its hour: the worker is down or cannot keep up


def leases_end() -> list[str]:
    """No lease is older than twice its length: whoever died with it has been found out."""
    old = sa.select(Notice.id).where(Notice.wechat_state == "sending", Notice.leased_until < clock.now() - LEASE)
    return _told(db.session.scalars(old.order_by(Notice.id)), "is leased past twice its lease: is a worker running?")


def one_effect_each() -> list[str]:
    """Each outbox row takes effect once: a final state is not looked at again, and no two rows are one message."""
    final = (Notice.wechat_state.in_(("none", "sent", "dead")), Notice.next_at.is_not(None))
    again = db.session.scalars(sa.select(Notice.id).where(*final).order_by(Notice.id))
    numbers = sa.select(Notice.msgid).where(Notice.msgid.is_not(None)).group_by(Notice.msgid)
    twice = db.session.scalars(numbers.having(sa.func.count() > 1).order_by(Notice.msgid))
    return [*_told(again, "is settled and would be sent again"), *(f"message {msgid} stands twice" for msgid in twice)]


def credits_not_negative() -> list[str]:
    """Nobody's credits fall below nothing."""
    found = sa.select(MessageCredit.template).where(MessageCredit.remaining < 0)
    return [f"credits of {template} are below 0" for template in db.session.scalars(found)]


def nothing_waits_long() -> list[str]:
    """No message is still due 10 minutes after its hour; at night only what is urgent goes."""
    due, now = Notice.wechat_state.in_(("due", "uncertain")), clock.now()
    quiet = rules.read_quiet(settings.current().quiet_hours)
    late = sa.select(Notice.id).where(due, Notice.next_at < now - LATE).order_by(Notice.id).limit(20)
    if quiet.holds(clock.local(now)) or quiet.holds(clock.local(now - LATE)):
        late = late.where(Notice.urgent)
    return _told(db.session.scalars(late), "should have been sent: is a worker running?")


def oldest_wait_s() -> float:
    """Seconds by which the oldest due message is past its hour; 0 when none is."""
    due = Notice.wechat_state.in_(("due", "uncertain"))
    oldest = db.session.scalar(sa.select(sa.func.min(Notice.next_at)).where(due))
    return 0.0 if oldest is None else max(0.0, (clock.now() - oldest).total_seconds())


def dead() -> int:
    """Messages that were given up."""
    query = sa.select(sa.func.count()).select_from(Notice).where(Notice.wechat_state == "dead")
    return db.session.scalar(query) or 0


def _told(ids: Iterable[int], what: str) -> list[str]:
    return [f"notice {notice_id} {what}" for notice_id in ids]
