"""Whose role ends soon is told two weeks before (PRODUCT 4.2), once for each end."""

from __future__ import annotations

from datetime import timedelta

from app.accounts import service as accounts
from app.core import clock
from app.notices import inbox, texts
from app.notices.rules import Topic

AHEAD = timedelta(days=14)


def warn() -> int:
    """A sweep. Returns how many were told."""
    return sum(_warn(ending) for ending in accounts.terms_ending(AHEAD))


def _warn(ending: accounts.Ending) -> bool:
    """A term ends at 24:00, which is written as the last day it holds."""
    last = clock.local(ending.ends_at - timedelta(seconds=1))
    title, body = texts.words(
        "grant-ending", role=ending.role, scope=ending.scope, until=f"{last.month}月{last.day}日 24:00"
    )
    key = f"grant-ending:{ending.grant_id}:{int(ending.ends_at.timestamp())}"
    return inbox.notify(ending.account_id, Topic.ACCOUNT, title=title, body=body, dedupe_key=key)
