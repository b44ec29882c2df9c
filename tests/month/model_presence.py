"""Scans and marks at a shift as PRODUCT 4.6 tells them, and the pairs that they make. Imports nothing of the application.

``Event`` is a check-in that stands (was not rejected, nor undone). Of several at one instant an in comes before an out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

Pair = tuple[datetime | None, datetime | None]
TEN, FIFTEEN = timedelta(minutes=10), timedelta(minutes=15)


@dataclass
class Event:
    key: int  # in the order in which they arrived
    direction: str
    at: datetime
    state: str  # accepted | pending
    received_at: datetime
    off_roster: bool = False
    by_staff: bool = False
    by_hand: bool = False
    settled: bool = False  # staff had a word in it: it is no longer the rider's to take back

    def __post_init__(self) -> None:
        self.by_staff = self.by_staff or self.by_hand
        self.settled = self.settled or self.by_staff


@dataclass(frozen=True)
class Scan:
    """One scan as it arrives. ``direction`` None: to be inferred."""

    direction: str | None
    at: datetime
    late: bool = False
    by_staff: bool = False


def same_event(events: list[Event], scan: Scan) -> Event | None:
    """The check-in that a scan says again: less than 10 min away, or up to 15 where staff and a late one agree.

    Without a direction the check-in just before is meant, whichever it is (a double tap at leaving, too).
    """
    before, after = neighbours(events, scan.at)
    follows = "out" if before is not None and before.direction == "in" else "in"
    for event, wanted in ((before, scan.direction), (after, scan.direction or follows)):
        if event is None or wanted not in {None, event.direction}:
            continue
        agrees = scan.by_staff or (scan.late and event.by_staff)
        if abs(event.at - scan.at) < TEN or (agrees and abs(event.at - scan.at) <= FIFTEEN):
            return event
    return None


def infer(events: list[Event], at: datetime) -> str:
    """None open: in; else out."""
    before, _ = neighbours(events, at)
    return "out" if before is not None and before.direction == "in" else "in"


def pair_number(events: list[Event], direction: str, at: datetime) -> int:
    """Which in/out pair of the day one more check-in would belong to."""
    rows = sorted([*((event.at, event.direction, event.key) for event in events), (at, direction, -1)])
    number, is_open = 0, False
    for _, way, key in rows:
        if way == "in" or not is_open:
            number += 1
        if key == -1:
            return number
        is_open = way == "in"
    raise AssertionError


def paired(events: list[Event]) -> list[Pair]:
    """What counts, in pairs in order of time, whichever arrived first."""
    pairs: list[Pair] = []
    for event in sorted((one for one in events if one.state == "accepted"), key=lambda one: (one.at, one.direction)):
        if event.direction == "in":
            pairs.append((event.at, None))
        elif pairs and pairs[-1][1] is None:
            pairs[-1] = (pairs[-1][0], event.at)
        else:
            pairs.append((None, event.at))
    return pairs


def with_own_word(pairs: list[Pair], word: Pair | None) -> list[Pair]:
    """What somebody says of themselves stands for a side that nobody saw, and for that alone."""
    if word is None:
        return pairs
    if not pairs:
        return [word]
    filled = list(pairs)
    filled[0] = (filled[0][0] or word[0], filled[0][1])
    filled[-1] = (filled[-1][0], filled[-1][1] or word[1])
    return filled


def neighbours(events: list[Event], at: datetime) -> tuple[Event | None, Event | None]:
    ordered = sorted(events, key=lambda one: (one.at, one.key))
    before = [one for one in ordered if one.at <= at]
    after = [one for one in ordered if one.at > at]
    return (before[-1] if before else None), (after[0] if after else None)
