"""How many minutes a presence is worth, on which local day they lie, and when they need a second approver.

Source: PRODUCT 4.8 "Minutes", "Confirmation". Durations are whole minutes; instants are aware.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

GRACE = timedelta(minutes=15)  # before the planned start and after the planned end
FORGOTTEN_AFTER = timedelta(hours=12)  # since the planned end: then the planned end is proposed
ASK_AFTER = timedelta(minutes=30)  # since the planned end: whether somebody forgot to check out
SHIFT_CAP, DAY_CAP = 480, 720
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Worked:
    """Minutes of a presence; ``next_day``: how many of them lie after the midnight that ends the service day."""

    minutes: int
    next_day: int

    @property
    def service_day(self) -> int:
        """Minutes on the service day itself."""
        return self.minutes - self.next_day


@dataclass(frozen=True)
class Pair:
    """A check-in with its check-out, None while somebody is there or has forgotten it."""

    in_at: datetime
    out_at: datetime | None


def worked(pairs: Iterable[Pair], starts_at: datetime, ends_at: datetime, zone: tzinfo) -> Worked:
    """What finished pairs are worth at a shift planned from ``starts_at`` to ``ends_at``; pairs add.

    Each counts ``floor(min(out, end + 15 min) - max(in, start - 15 min))``, never below 0, and no moment twice.
    """
    midnight = midnight_after(starts_at, zone)
    minutes = next_day = 0
    reached = starts_at - GRACE
    for pair in sorted(pairs, key=lambda pair: pair.in_at):
        if pair.out_at is None:
            continue
        begin, end = max(pair.in_at, reached), min(pair.out_at, ends_at + GRACE)
        whole = max(0, (end - begin) // MINUTE)
        minutes += whole
        next_day += min(whole, max(0, (end - max(begin, midnight)) // MINUTE))
        reached = max(reached, end)
    return Worked(minutes, next_day)


def closed_at(pairs: Sequence[Pair], ends_at: datetime) -> list[Pair]:
    """The pairs with a forgotten check-out set to the planned end."""
    return [pair if pair.out_at else Pair(pair.in_at, max(ends_at, pair.in_at)) for pair in pairs]


def split(minutes: int, before_midnight: int) -> Worked:
    """Minutes laid end to end, of which so many fit before the midnight that ends the service day."""
    return Worked(minutes, max(0, minutes - max(0, before_midnight)))


def planned(minutes: int, starts_at: datetime, zone: tzinfo) -> Worked:
    """Minutes counted from the planned start on: of a backfill."""
    return split(minutes, (midnight_after(starts_at, zone) - starts_at) // MINUTE)


def settled(minutes: int, proposed: Worked, starts_at: datetime, zone: tzinfo) -> Worked:
    """The minutes staff settle on: as proposed where they agree, else the tail grows or shrinks."""
    if minutes == proposed.minutes:
        return proposed
    room = (midnight_after(starts_at, zone) - (starts_at - GRACE)) // MINUTE
    return split(minutes, proposed.service_day if proposed.next_day else room)


def over_caps(amount: Worked, on_day: int, on_next_day: int) -> list[str]:
    """Which caps an amount would break: ``shift``, ``day``. ``on_day``, ``on_next_day``: confirmed there already."""
    broken = ["shift"] if amount.minutes > SHIFT_CAP else []
    day = amount.service_day > 0 and on_day + amount.service_day > DAY_CAP
    after = amount.next_day > 0 and on_next_day + amount.next_day > DAY_CAP
    return broken + (["day"] if day or after else [])


def service_date(starts_at: datetime, zone: tzinfo) -> date:
    """A shift's local day is the day it starts on."""
    return starts_at.astimezone(zone).date()


def midnight_after(instant: datetime, zone: tzinfo) -> datetime:
    """24:00 of the local day of an instant."""
    there = instant.astimezone(zone)
    return there.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def doubts(pairs: Sequence[Pair], starts_at: datetime, ends_at: datetime, source: str) -> list[str]:
    """Why a row wants a look of its own (要看一下); none means 正常. No check-out comes first."""
    first, last = min(pair.in_at for pair in pairs), [pair.out_at for pair in pairs][-1]
    found = ["no-check-out"] if last is None else []
    if first > starts_at + GRACE:
        found.append("came-late")
    if last is not None and last < ends_at - GRACE:
        found.append("left-early")
    if first < starts_at - GRACE or (last is not None and last > ends_at + GRACE):
        found.append("outside-plan")
    return found + ([] if source == "checkin" else [f"by-{source}"])
