"""Rules of waiting: how long an offer runs, when there is an open call instead, what a lapse costs, who is next.

Source: PRODUCT 4.7 "Offers". Local times are Asia/Shanghai.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from app.notices.rules import Quiet, decent_time

ANSWER_WITHIN = timedelta(hours=2)
DECIDED_BEFORE = timedelta(minutes=30)  # of the start: later nobody could still come
LEAST_TO_ANSWER = timedelta(minutes=10)
NIGHTS_COUNT_WITHIN = timedelta(hours=12)  # of the start: so near, quiet hours run on
SKIPS = 3  # this many lapses take somebody out of the queue
BEHIND = timedelta(microseconds=1)  # queued right after somebody
APART = timedelta(microseconds=100)  # least distance of two who come: room for those put behind


def answer_until(local: datetime, starts_at: datetime, quiet: Quiet) -> datetime | None:
    """Until when an offer made at ``local`` runs; None when nobody would have 10 min: then there is an open call.

    Two hours, but never into the last 30 min before the start. Quiet hours do not count towards them if the shift
    starts in 12 h or later.
    """
    far = starts_at - local >= NIGHTS_COUNT_WITHIN
    until = _awake(local, ANSWER_WITHIN, quiet) if far else local + ANSWER_WITHIN
    until = min(until, (starts_at - DECIDED_BEFORE).astimezone(local.tzinfo))
    return until if until - local >= LEAST_TO_ANSWER else None


def is_running(expires_at: datetime, now: datetime) -> bool:
    """Whether an offer can still be accepted: before its last second is over."""
    return now < expires_at


def counts(local: datetime, expires_at: datetime, quiet: Quiet) -> bool:
    """Whether letting an offer of ``local`` lapse is a skip: not if quiet hours held its message back until then."""
    return decent_time(local, quiet) < expires_at


def lapsed(skips: int, *, counted: bool) -> tuple[str, int]:
    """State and skips after an offer lapsed: the third takes them out of the queue."""
    after = skips + counted
    return ("lapsed" if after >= SKIPS else "waitlisted"), after


def comes_at(now: datetime, newest: datetime | None) -> datetime:
    """When somebody who comes now is queued: after ``newest``, the last of the queue, whatever the clocks say."""
    return now if newest is None else max(now, newest + APART)


def _awake(local: datetime, length: timedelta, quiet: Quiet) -> datetime:
    """The instant ``length`` after ``local``, quiet hours left out."""
    at, left = decent_time(local, quiet), length
    while (falls := _next_quiet(at, quiet)) - at < left:
        left -= falls - at
        at = decent_time(falls, quiet)
    return at + left


def _next_quiet(at: datetime, quiet: Quiet) -> datetime:
    """When quiet hours begin next, strictly after ``at``."""
    today = at.replace(hour=quiet.start.hour, minute=quiet.start.minute, second=0, microsecond=0)
    return today if today > at else today + timedelta(days=1)
