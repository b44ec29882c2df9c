"""How many minutes a presence is worth, on which local day they lie, and when they need a second approver.

Source: PRODUCT 4.8 "Minutes", "Confirmation". Durations are whole minutes; instants are aware.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
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
    """A check-in with its check-out; None for the side that is missing, or not yet there."""

    in_at: datetime | None
    out_at: datetime | None


def worked(pairs: Iterable[Pair], starts_at: datetime, ends_at: datetime, zone: tzinfo) -> Worked:
    """What whole pairs are worth at a shift planned from ``starts_at`` to ``ends_at``; pairs add.

    Each counts ``floor(min(out, end + 15 min) - max(in, start - 15 min))``, never below 0, and no moment twice.
    """
    midnight = midnight_after(starts_at, zone)
    minutes = next_day = 0
    reached = starts_at - GRACE
    for came, went in sorted((pair.in_at, pair.out_at) for pair in pairs if pair.in_at and pair.out_at):
        begin, end = max(came, reached), min(went, ends_at + GRACE)
        whole = max(0, (end - begin) // MINUTE)
        minutes += whole
        next_day += min(whole, max(0, (end - max(begin, midnight)) // MINUTE))
        reached = max(reached, end)
    return Worked(minutes, next_day)


def is_complete(pairs: Sequence[Pair]) -> bool:
    """Whether somebody has left, and there is a pair to reckon with."""
    return bool(pairs) and pairs[-1].out_at is not None and any(pair.in_at and pair.out_at for pair in pairs)


def as_planned(pairs: Sequence[Pair], starts_at: datetime, ends_at: datetime) -> list[Pair]:
    """The pairs with a missing check-out at the planned end, and a missing check-in at the planned start."""
    filled = ((pair.in_at or starts_at, pair.out_at or ends_at) for pair in pairs)
    return [Pair(came, max(came, went)) for came, went in filled]


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


def doubted_now(doubts: Sequence[str], waiting: Collection[str]) -> list[str]:
    """The doubts of a proposal while check-ins wait for a decision, which are not missing. ``waiting``: directions."""
    first = [way for way in ("out", "in") if way in waiting]
    known = {f"no-check-{way}" for way in first}
    return [f"check-{way}-waiting" for way in first] + [word for word in doubts if word not in known]


def doubts(pairs: Sequence[Pair], starts_at: datetime, ends_at: datetime, source: str) -> list[str]:
    """Why a row wants a look of its own (要看一下); none means 正常. No check-out comes first."""
    came, went = [pair.in_at for pair in pairs if pair.in_at], [pair.out_at for pair in pairs if pair.out_at]
    told = {
        "no-check-out": bool(pairs) and len(went) < len(pairs),
        "no-check-in": len(came) < len(pairs) or not pairs,
        "came-late": bool(came) and min(came) > starts_at + GRACE,
        "left-early": len(went) == len(pairs) > 0 and max(went) < ends_at - GRACE,
        "outside-plan": any(at < starts_at - GRACE for at in came) or any(at > ends_at + GRACE for at in went),
        f"by-{source}": source != "checkin" and bool(pairs),
    }
    return [word for word, holds in told.items() if holds]
