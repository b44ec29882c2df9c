"""The outbox: which message goes next, and what becomes of it. Asked by the worker and by what WeChat tells.

A row is claimed with a lease that is committed before anything is sent; whoever dies with it leaves a row that may have
arrived, which is tried once more. One person's messages go one after another (WECHAT 4.3, RELIABILITY 5).
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from app.accounts import service as accounts
from app.core import clock, settings
from app.core.db import db
from app.notices import credits, rules, switches, templates
from app.notices.models import Notice
from app.notices.rules import Topic
from app.wechat.sending import Sent

log = logging.getLogger("yiqi.notices")

LEASE = timedelta(seconds=60)
LOOKED_AT = 20  # rows of one claim that turn out not to be wanted any more


@dataclass(frozen=True)
class Claim:
    """A message to be sent now, and only by whoever holds this: ``attempts`` tells one claim of a row from the next.
    ``unsure``: an earlier attempt may have arrived.
    """

    notice_id: int
    attempts: int
    openid: str = field(repr=False)
    template: str
    values: dict[str, str] = field(repr=False)
    page: str
    unsure: bool


def claim() -> Claim | None:
    """Lease the next message; None when nothing is to be sent now. Two workers never lease the same."""
    for _ in range(LOOKED_AT):
        row = db.session.scalars(_next()).first()
        if row is None:
            return None
        openid = accounts.openid_for_sending(row.account_id)
        if openid is None or not switches.may_send(row.account_id, Topic(row.topic), row.template or ""):
            call_off(row)
        else:
            return _leased(row, openid)
    return None


def record(held: Claim, sent: Sent) -> bool:
    """Write down what became of a claim; False when the lease was over and the row is somebody else's by now."""
    mine = (Notice.id == held.notice_id, Notice.wechat_state == "sending", Notice.attempts == held.attempts)
    row = db.session.scalars(sa.select(Notice).where(*mine).with_for_update()).one_or_none()
    if row is None:
        return False
    row.msgid = sent.msgid or row.msgid
    if sent.fate == "gone":
        accounts.mark_unknown(held.openid)
    _move(row, sent)
    return True


def end_leases() -> int:
    """Leases that ran out: their worker died, and the message may have arrived. Returns how many."""
    over = (Notice.wechat_state == "sending", Notice.leased_until < clock.now())
    rows = db.session.scalars(
        sa.select(Notice).where(*over).order_by(Notice.id).with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        _move(row, Sent("uncertain"))
    return len(rows)


def settle(account_id: int, template: str, msgid: str, *, delivered: bool) -> bool:
    """WeChat's own word on a message, the last one. False when no message of ours is known that it could be about."""
    row = _told_of(account_id, template, msgid)
    if row is None:
        return False
    row.wechat_state, row.msgid = "sent" if delivered else "dead", msgid
    row.next_at = row.leased_until = None
    return True


def is_sending(account_id: int) -> bool:
    """Whether a message to this person is on its way at this moment."""
    mine = (Notice.account_id == account_id, Notice.wechat_state == "sending")
    return db.session.scalars(sa.select(Notice.id).where(*mine)).first() is not None


def call_off(row: Notice) -> None:
    """Leave a notice to the inbox: it is not wanted on WeChat any more. What may have arrived stays uncertain."""
    if row.unsure:
        row.wechat_state = "uncertain"
    else:
        row.wechat_state = "none"
        credits.give(row.account_id, row.template or "")
    row.next_at = row.digest_at = None
    db.session.flush()


def call_off_all(account_id: int, template: str | None = None) -> None:
    """Leave a person's waiting notices to the inbox: all, or those of one template."""
    waiting = sa.or_(Notice.wechat_state == "due", Notice.next_at.is_not(None), Notice.digest_at.is_not(None))
    mine = [Notice.account_id == account_id, Notice.wechat_state != "sending", waiting]
    if template is not None:
        mine.append(Notice.template == template)
    for row in db.session.scalars(sa.select(Notice).where(*mine).order_by(Notice.id).with_for_update()):
        if row.wechat_state == "none":
            row.digest_at = None
        else:
            call_off(row)


def _next() -> sa.Select[tuple[Notice]]:
    """The first row that is due, of somebody to whom nothing is on its way; at night only what is urgent."""
    other, now = aliased(Notice), clock.now()
    busy = sa.select(other.id).where(other.account_id == Notice.account_id, other.wechat_state == "sending")
    waiting = Notice.wechat_state.in_(("due", "uncertain"))
    query = sa.select(Notice).where(waiting, Notice.next_at <= now, ~busy.exists())
    if _quiet().holds(clock.local(now)):
        query = query.where(Notice.urgent)
    first = query.order_by(Notice.urgent.desc(), Notice.next_at, Notice.id).limit(1)
    return first.with_for_update(skip_locked=True, of=Notice).execution_options(populate_existing=True)


def _leased(row: Notice, openid: str) -> Claim | None:
    """The claim of a row; None when another worker has just leased one of the same person (its turn comes again)."""
    try:
        with db.session.begin_nested():
            row.wechat_state, row.attempts = "sending", row.attempts + 1
            row.next_at = row.leased_until = clock.now() + LEASE
    except IntegrityError:
        return None
    return Claim(row.id, row.attempts, openid, row.template or "", dict(row.values or {}), row.link or "", row.unsure)


def _move(row: Notice, sent: Sent) -> None:
    """Let a row become what its attempt makes of it, with all that hangs on it."""
    step = rules.after(sent.fate, sent.again_after_s, sent.credit, row.attempts, unsure=row.unsure)
    template = row.template or ""
    row.wechat_state, row.unsure, row.leased_until = step.state, step.state == "uncertain", None
    row.next_at = _decent(row, step.wait_s) if step.wait_s is not None else None
    if step.credit == "back":
        credits.give(row.account_id, template)
    elif step.credit == "none":
        credits.empty(row.account_id, template)
    if sent.fate == "template_off":
        templates.silence(template)
    if step.state == "dead" and sent.fate != "no_credit":
        log.error("a message was given up", extra={"event": "message-dead", "template": template, "fate": sent.fate})


def _told_of(account_id: int, template: str, msgid: str) -> Notice | None:
    """The row WeChat speaks of: by its number, or the oldest whose sending was never answered."""
    mine = sa.select(Notice).where(Notice.account_id == account_id).with_for_update()
    known = db.session.scalars(mine.where(Notice.msgid == msgid)).first()
    if known is not None:
        return known
    open_ones = (Notice.template == template, Notice.unsure, Notice.wechat_state == "uncertain", Notice.msgid.is_(None))
    return db.session.scalars(mine.where(*open_ones).order_by(Notice.id)).first()


def _decent(row: Notice, wait_s: int) -> datetime:
    at = clock.local(clock.now() + timedelta(seconds=wait_s))
    return rules.decent_time(at, _quiet(), urgent=row.urgent)


def _quiet() -> rules.Quiet:
    return rules.read_quiet(settings.current().quiet_hours)
