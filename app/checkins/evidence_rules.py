"""What a scan is worth: its time, its direction and pair, the doubts about it, and what a position settles.

Plain functions over values; sources: PRODUCT 4.6, RELIABILITY 8. Times are aware UTC, lengths metres.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.core import geo
from app.core.problems import Conflict, Invalid, NotAllowed

OPENS_BEFORE = timedelta(minutes=60)  # before a shift's start, and
CLOSES_AFTER = timedelta(minutes=180)  # after its end: how long somebody is expected
POSITION_WITHIN = timedelta(minutes=5)
UNDO_WITHIN = timedelta(minutes=5)
OFFLINE_WITHIN = timedelta(hours=72)
SAME_EVENT = timedelta(minutes=10)  # a scan sooner than this after another is the other
STAFF_AGREES = timedelta(minutes=15)
JUST_NOW = timedelta(seconds=10)  # so long a phone waits for an answer before it tries again
IN_TIME = timedelta(minutes=2)  # a phone's clock may differ by so much; more is "late"
MOST_PAIRS = 3
MOST_ON_A_DEVICE = 3
FASTEST_M_PER_S = 120 / 3.6
PRECISE, MOST_ACCURACY_M, ACCURACY_COUNTED_M = "precise", 200, 100
OWN_EYES = frozenset({"camera", "unknown"})  # how a printed code may have been read


class UnknownCode(Invalid):
    slug, title = "unknown-code", "这不是签到码"


class TooLate(Conflict):
    slug, title = "too-late", "超过72小时，不能补传了；请在班次里自己说明到场时间"


class CheckinUndone(Conflict):
    slug, title = "checkin-undone", "这次签到已经撤销"


class CheckinCrossed(Conflict):
    slug, title = "checkin-crossed", "同时来了两次签到，请再扫一次"


class UndoTooLate(Conflict):
    slug, title = "undo-too-late", "过了5分钟，不能自己撤销；请找带队或工作人员"


class PositionTooLate(Conflict):
    slug, title = "position-too-late", "过了5分钟，请再扫一次码"


class PositionNotAsked(Conflict):
    slug, title = "position-not-asked", "这次签到不需要位置"


class AlreadyDecided(Conflict):
    slug, title = "already-decided", "已经有人处理过这次签到"


class OwnCheckin(NotAllowed):
    slug, title = "own-checkin", "自己的签到要由别人来处理"


@dataclass(frozen=True)
class Event:
    """A check-in that stands at a target on its day."""

    id: int
    direction: str
    at: datetime
    by_staff: bool = False


@dataclass(frozen=True)
class Stop:
    """A place somebody's code was read at. Degrees of the place, WGS-84; ``radius_m``: how near is there."""

    at: datetime
    lat: float
    lng: float
    radius_m: int


@dataclass(frozen=True)
class Verdict:
    """What a scan or a position comes to."""

    state: str  # accepted | needs_position | pending | rejected
    reason: str | None
    level: int


def is_expected(starts_at: datetime, ends_at: datetime, at: datetime) -> bool:
    """Whether a code read at ``at`` is attendance at a shift of these times."""
    return starts_at - OPENS_BEFORE <= at <= ends_at + CLOSES_AFTER


def bounded(claimed_at: datetime | None, received_at: datetime) -> tuple[datetime, bool]:
    """When it was by the phone's clock, within what is possible, and whether that is late.

    A clock that is far ahead is late, too; before what is still to come the server's time counts. Raises ``TooLate``
    past 72 hours.
    """
    if claimed_at is None:
        return received_at, False
    check_age(claimed_at, received_at)
    return min(claimed_at, received_at), abs(received_at - claimed_at) > IN_TIME


def check_age(occurred_at: datetime, received_at: datetime) -> None:
    """Refuse what is older than 72 hours (``TooLate``)."""
    if received_at - occurred_at > OFFLINE_WITHIN:
        raise TooLate


def same_event(
    events: Iterable[Event], at: datetime, direction: str | None, *, late: bool = False, by_staff: bool = False
) -> Event | None:
    """The event that a scan says again; None when it is one of its own.

    A scan soon after another is the other, and so is a late one that staff saw within 15 minutes. Without a direction
    the event just before is meant whichever it is: double taps come at leaving, too.
    """
    before, after = _neighbours(events, at)
    for event, wanted in ((before, direction), (after, direction or _opposite(before))):
        if event is None or wanted not in {None, event.direction}:
            continue
        apart, seen_by_staff = abs(event.at - at), by_staff or (late and event.by_staff)
        if apart < SAME_EVENT or (seen_by_staff and apart <= STAFF_AGREES):
            return event
    return None


def direction_of(events: Iterable[Event], at: datetime) -> str:
    """The direction of a scan that says none: out when the event before is an in, else in."""
    return _opposite(_neighbours(events, at)[0])


def numbered(events: Iterable[Event]) -> dict[int, int]:
    """The pair of each event: a day's events in order of time, whichever arrived first. An out closes the open in."""
    pairs: dict[int, int] = {}
    last, is_open = 0, False
    for event in sorted(events, key=lambda one: (one.at, one.direction, one.id)):
        if event.direction == "in" or not is_open:
            last += 1
        pairs[event.id], is_open = last, event.direction == "in"
    return pairs


def is_too_fast(here: Stop, others: Iterable[Stop]) -> bool:
    """Whether somebody would have come from another place, or gone on to it, at over 120 km/h."""
    return any(
        _distance_between(here, other) > FASTEST_M_PER_S * abs((here.at - other.at).total_seconds()) for other in others
    )


def at_shift(method: str, *, on_roster: bool, late: bool, doubts: Sequence[str], needs_position: bool) -> Verdict:
    """What a genuine code comes to at a shift. ``doubts``: reasons for staff to look at it, the first is told."""
    level = 2 if method == "rotating" else 0
    reasons = [*([] if on_roster else ["not-on-roster"]), *(["late"] if late else []), *doubts]
    if reasons:
        return Verdict("pending", reasons[0], level)
    if method == "printed" or needs_position:
        return Verdict("needs_position", None, level)
    return Verdict("accepted", None, level)


def settled_by_position(
    method: str, hint: str, *, distance_m: float | None, radius_m: int, accuracy_m: float, source: str
) -> Verdict:
    """What a position settles. ``distance_m``: to the place, None where it has no coordinates."""
    level = 2 if method == "rotating" else 0
    if distance_m is None or source != PRECISE or accuracy_m > MOST_ACCURACY_M:
        return Verdict("pending", "no-position", level)
    if distance_m > radius_m + min(accuracy_m, ACCURACY_COUNTED_M):
        return Verdict("pending" if method == "rotating" else "rejected", "too-far", level)
    if method == "rotating":
        return Verdict("accepted", None, 3)
    if hint not in OWN_EYES:  # the picture of a code lies in an album; that its reader is near says little
        return Verdict("pending", "no-position", level)
    return Verdict("accepted", None, 1)


def _neighbours(events: Iterable[Event], at: datetime) -> tuple[Event | None, Event | None]:
    """The last event up to ``at`` and the first one after it."""
    ordered = sorted(events, key=lambda one: (one.at, one.id))
    before = [event for event in ordered if event.at <= at]
    after = [event for event in ordered if event.at > at]
    return (before[-1] if before else None), (after[0] if after else None)


def _opposite(before: Event | None) -> str:
    return "out" if before is not None and before.direction == "in" else "in"


def _distance_between(here: Stop, other: Stop) -> float:
    """Metres from the edge of one place to the edge of the other."""
    return geo.distance_m(here.lat, here.lng, other.lat, other.lng) - here.radius_m - other.radius_m
