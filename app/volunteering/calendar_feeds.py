"""Somebody's shifts as a calendar that phones subscribe to, behind an address only they know. Source: PRODUCT 4.7.

Of the address only the hash is kept; making a new one ends the one before. No private place is ever in it.
"""

from __future__ import annotations

import secrets

import sqlalchemy as sa

from app.accounts import service as accounts
from app.core import clock, sealing, settings
from app.core.db import db
from app.core.problems import NotFound
from app.volunteering import calendar_rules as rules
from app.volunteering.calendar_rules import Event
from app.volunteering.models import CalendarFeed, Shift, SignUp

TOKEN_BYTES = 32
NOTE = "点开小程序“益骑驿站”看集合地点、风险说明，或者退出。"
MOST = 500


def make_feed(account_id: int) -> str:
    """The token of a new address; the one before ends."""
    accounts.lock_account(account_id)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    feed = db.session.get(CalendarFeed, account_id, populate_existing=True) or CalendarFeed(account_id=account_id)
    feed.token_hash, feed.made_at = sealing.token_digest(token), clock.now()
    db.session.add(feed)
    db.session.flush()
    return token


def end_feed(account_id: int, **_: object) -> None:
    """Let no address lead to somebody's shifts any more. Twice changes nothing."""
    db.session.execute(sa.delete(CalendarFeed).where(CalendarFeed.account_id == account_id))


def calendar_of(token: str) -> str:
    """The calendar of an address. Raises ``NotFound`` for one never made or ended, or whose person cannot sign in."""
    query = sa.select(CalendarFeed.account_id).where(CalendarFeed.token_hash == sealing.token_digest(token))
    account_id = db.session.scalar(query)
    if account_id is None or not accounts.is_active(account_id):
        raise NotFound
    mine = (SignUp.account_id == account_id, SignUp.state.in_(rules.SHOWN))
    recent = sa.select(SignUp, Shift).join(Shift, Shift.id == SignUp.shift_id)
    recent = recent.where(*mine, Shift.ends_at > clock.now() - rules.PAST_KEPT)
    found = db.session.execute(recent.order_by(Shift.starts_at, Shift.id).limit(MOST)).tuples()
    return rules.written(_event(row, shift) for row, shift in found)


def _event(row: SignUp, shift: Shift) -> Event:
    changed = (row.queued_at, row.reconfirmed_at, shift.published_at, shift.changed_at, shift.cancelled_at)
    host = settings.current().site_url.partition("://")[2].partition("/")[0].partition(":")[0]
    return Event(
        uid=f"shift-{shift.id}@{host}",
        sequence=shift.version,
        stamp=max(at for at in changed if at is not None),
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        title=shift.title,
        place=shift.place,
        note=NOTE,
        state=row.state,
    )
