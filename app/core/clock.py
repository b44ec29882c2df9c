"""The only reader of the clock. Instants are aware UTC; local days are Asia/Shanghai (the app's 北京时间)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


_SET_BY: ContextVar[timedelta] = ContextVar("set-by", default=timedelta())


@contextmanager
def set_to(instant: datetime) -> Iterator[None]:
    """Let the clock of this context go on from another instant; sample data of yesterday are made so, nothing else."""
    before = _SET_BY.set(instant - datetime.now(UTC))
    try:
        yield
    finally:
        _SET_BY.reset(before)


def now() -> datetime:
    """The current instant, aware, in UTC."""
    return datetime.now(UTC) + _SET_BY.get()


def epoch() -> float:
    """The current instant in seconds since 1970."""
    return time.time() + _SET_BY.get().total_seconds()


def ticks() -> float:
    """Seconds on a clock that never jumps; for deadlines and durations only."""
    return time.monotonic()


def today() -> date:
    """The current local day in Asia/Shanghai."""
    return local(now()).date()


def local(instant: datetime) -> datetime:
    """The same instant in Asia/Shanghai."""
    return instant.astimezone(SHANGHAI)


def rfc3339(instant: datetime) -> str:
    """The instant as answers carry it: seconds, with the Shanghai offset."""
    return local(instant).isoformat(timespec="seconds")


def from_epoch(seconds: float) -> datetime:
    """The instant of a number of seconds since 1970, aware, in UTC."""
    return datetime.fromtimestamp(seconds, UTC)


@lru_cache(maxsize=8)
def rfc3339_second(epoch_s: int) -> str:
    """``rfc3339`` of a whole second; the present one is asked for thousands of times."""
    return rfc3339(from_epoch(epoch_s))
