"""Pushes: taken in once and answered at once, acted on later by the worker through the signals of ``telling``."""

from __future__ import annotations

import json
import logging
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from cryptography.fernet import InvalidToken
from sqlalchemy.exc import IntegrityError

from app.core import clock, events, sealing, settings
from app.core.db import UNAVAILABLE, db
from app.wechat import telling
from app.wechat.models import Push
from app.wechat.push_rules import (
    ATTEMPTS,
    PATIENCE,
    Answered,
    Cancelled,
    Happening,
    MediaChecked,
    Revoked,
    Settled,
    happened_at,
    happenings,
    key_of,
    name_of,
    wait_after,
)

log = logging.getLogger("yiqi.wechat")
PURPOSE = "push"
AT_ONCE = 50  # of one sweep, so that its transaction stays short
LATE = timedelta(hours=3)


def take_in(event: dict[str, Any]) -> bool:
    """Remember a push for the worker. False when it is known already. To be called inside a transaction."""
    key, now = sealing.keyed_hash(PURPOSE, key_of(event)), clock.now()
    if _known(key):
        return False
    push = Push(key=key, event=name_of(event)[:60], received_at=now, due_at=now)
    push.sealed = sealing.seal(PURPOSE, json.dumps(event, ensure_ascii=False))
    try:
        with db.session.begin_nested():
            db.session.add(push)
            db.session.flush()  # now: whoever was first in another process wins, and we answer all the same
    except IntegrityError:
        if not _known(key):
            raise
        return False
    return True


def act() -> int:
    """Tell the floors above what the due pushes say, each push in a savepoint of its own; a sweep. Returns how many.

    Several workers may do it at once; none takes a row that another holds.
    """
    due = (
        sa.select(Push)
        .where(Push.state == "waiting", Push.due_at <= clock.now())
        .order_by(Push.due_at, Push.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    found = list(db.session.scalars(due))
    for push in found:
        _act_on(push)
    return len(found)


def forget_old() -> int:
    """Delete pushes older than WECHAT_PUSH_KEPT_DAYS, whatever became of them; a sweep. Returns how many."""
    oldest = clock.now() - timedelta(days=settings.current().wechat_push_kept_days)
    gone = db.session.execute(sa.delete(Push).where(Push.received_at < oldest))
    return int(getattr(gone, "rowcount", 0))


def left_lying() -> list[str]:
    """Invariant: nothing waits for hours, and nothing failed unseen."""
    late = sa.and_(Push.state == "waiting", Push.received_at < clock.now() - LATE)
    query = sa.select(Push.event, Push.state, sa.func.count()).where(sa.or_(late, Push.state == "failed"))
    rows = db.session.execute(query.group_by(Push.event, Push.state).order_by(Push.event)).all()
    return [f"{count} pushes {event or 'without a name'} are {state}" for event, state, count in rows]


def _known(key: str) -> bool:
    return db.session.scalar(sa.select(Push.id).where(Push.key == key)) is not None


def _act_on(push: Push) -> None:
    try:
        with db.session.begin_nested():
            event = _opened(push)
            for happening in happenings(event):
                _tell(happening, happened_at(event, push.received_at))
            db.session.flush()  # what the floors above wrote stands or falls with this push
    except UNAVAILABLE as failure:  # one row locked too long, or the whole database gone?
        db.session.execute(sa.select(1))
        _failed(push, type(failure).__name__)
    except telling.TooEarly:
        _wait(push)
    except Exception as failure:  # noqa: BLE001 - whatever it is, the other pushes must not wait for it
        _failed(push, type(failure).__name__)
    else:
        _settle(push, "done")


def _opened(push: Push) -> dict[str, Any]:
    """The event. A key that was changed since makes it unreadable for ever: then it says nothing."""
    try:
        found = json.loads(sealing.unseal(PURPOSE, push.sealed or b""))
    except InvalidToken:
        log.error("sealed with another key", extra={"event": "push-unreadable", "push": push.id})
        return {}
    return found if isinstance(found, dict) else {}


def _tell(happening: Happening, at: datetime | None) -> None:
    match happening:
        case MediaChecked(trace_id, verdict):
            events.tell(telling.media_checked, trace_id=trace_id, verdict=verdict)
        case Answered(openid, accepted, refused):
            for template_id, count in accepted.items():
                events.tell(telling.message_accepted, openid=openid, template_id=template_id, count=count, at=at)
            for template_id in sorted(refused):
                events.tell(telling.message_refused, openid=openid, template_id=template_id, at=at)
        case Settled(openid, template_id, msgid, delivered):
            facts = {"openid": openid, "template_id": template_id, "msgid": msgid, "delivered": delivered}
            events.tell(telling.message_settled, **facts)
        case Revoked(openid, kinds):
            events.tell(telling.authorization_revoked, openid=openid, kinds=kinds, at=at)
        case Cancelled(openid):
            events.tell(telling.authorization_cancelled, openid=openid, at=at)


def _settle(push: Push, state: str) -> None:
    push.state, push.sealed, push.settled_at = state, None, clock.now()


def _wait(push: Push) -> None:
    """What it is about is not known yet; after ``PATIENCE`` nobody ever knew it (a picture deleted meanwhile)."""
    push.attempts += 1
    if clock.now() - push.received_at > PATIENCE:
        _settle(push, "done")
    else:
        push.due_at = clock.now() + wait_after(push.attempts)


def _failed(push: Push, cause: str) -> None:
    """Try again later; in the end keep it sealed, for whoever mends what failed, until it is too old."""
    push.attempts += 1
    facts = {"push": push.id, "about": push.event, "cause": cause, "attempts": push.attempts}
    if push.attempts >= ATTEMPTS:
        push.state, push.settled_at = "failed", clock.now()
        log.error("push not acted on", extra={"event": "wechat-push-failed", **facts})
    else:
        push.due_at = clock.now() + wait_after(push.attempts)
        log.warning("push postponed", extra={"event": "wechat-push-postponed", **facts})
