"""Rules of signing up and leaving: what two shifts mean for one person, limits, ways out, reminders, actions.

Source: PRODUCT 4.7 "Sign-up", "Overlap", "Leaving", API "Volunteering". Local times are Asia/Shanghai.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from app.core.geo import distance_m
from app.core.problems import Conflict, Invalid
from app.notices.rules import Quiet
from app.volunteering.attendance_rules import may_state
from app.volunteering.rules import WAITING
from app.volunteering.shift_rules import ELSEWHERE_M

GRACE = timedelta(minutes=60)
WAY = timedelta(minutes=30)  # between two places
REMIND_BEFORE = timedelta(hours=4)
EVENING = time(20, 0)
STANDING = frozenset({"registered", "waitlisted", "offered", "checked_in"})  # still ahead, or going on
GONE = frozenset({"cancelled", "late_cancelled", "excused", "lapsed", "shift_cancelled"})  # may sign up again
KINDS = ("plain", "excused")

CLOSED = {  # what somebody hears who comes at the wrong time, by what the shift shows
    "not_open": "还没开始报名",
    "closed": "报名已经截止",
    "cancelled": "这个班次取消了",
    "done": "这个班次已经结束",
}


class AlreadySignedUp(Conflict):
    """A second sign-up; ``signup`` is the first."""

    slug, title = "already-signed-up", "你已经报过名了"


class ShiftFull(Conflict):
    slug, title = "shift-full", "名额已满"


class ShiftClosed(Conflict):
    """Not open yet, closed, cancelled or over; ``signup_state`` says which."""

    slug, title = "shift-closed", "现在不能报名"


class OverlappingShift(Conflict):
    """``other``: the sign-up's shift that takes the same time."""

    slug, title = "overlapping-shift", "和你报的另一个班次时间重叠"


class TooManySignups(Conflict):
    slug, title = "too-many-signups", "报名太多了，先去几个再报"


class OfferLapsed(Conflict):
    """The offer ran out, or another was faster in an open call. What it set in motion stays."""

    slug, title = "offer-lapsed", "这个名额已经让给下一位了"


class SignupOver(Conflict):
    """Who came, or whose shift is over, cannot leave it or answer any more."""

    slug, title = "signup-over", "已经到场或结束了，不能再退出"


@dataclass(frozen=True)
class Slot:
    """A shift as a person's calendar sees it."""

    shift_id: int
    title: str
    starts_at: datetime
    ends_at: datetime
    lat_wgs84: float
    lng_wgs84: float


def shared(one: Slot, other: Slot) -> timedelta:
    """The time two shifts share; negative: how far apart they are."""
    return min(one.ends_at, other.ends_at) - max(one.starts_at, other.starts_at)


def grace(one: Slot, other: Slot) -> timedelta:
    """From how much shared time on two shifts exclude each other: an hour, or half the shorter one."""
    shorter = min(one.ends_at - one.starts_at, other.ends_at - other.starts_at)
    return min(GRACE, shorter / 2)


def excludes(one: Slot, other: Slot) -> bool:
    """Whether nobody can do both."""
    return shared(one, other) >= grace(one, other)


def warnings(one: Slot, others: Iterable[Slot]) -> list[dict[str, Any]]:
    """What is tight beside a person's other shifts: ``{slug, title, shift_id}`` each."""
    return [found for other in others if (found := _warning(one, other)) is not None]


def check_overlap(one: Slot, others: Iterable[Slot]) -> None:
    """Raises ``OverlappingShift`` naming the first shift that excludes ``one``."""
    for other in others:
        if excludes(one, other):
            facts = {"shift_id": other.shift_id, "title": other.title}
            raise OverlappingShift(f"和「{other.title}」时间重叠", other=facts)


def check_count(standing: int, most: int) -> None:
    """Raises ``TooManySignups`` for whoever has ``most`` shifts ahead already."""
    if standing >= most:
        raise TooManySignups(f"最多同时报 {most} 个还没开始的班次")


def check_waiting(waiting: int, most: int) -> None:
    """Raises ``TooManySignups`` for whoever waits at ``most`` shifts already."""
    if waiting >= most:
        raise TooManySignups(f"最多同时候补 {most} 个班次")


def check_open(shown: str) -> None:
    """Raises ``ShiftClosed`` unless a shift that shows ``signup_state`` ``shown`` takes sign-ups now."""
    if shown in CLOSED:
        raise ShiftClosed(CLOSED[shown], signup_state=shown)


def chosen_role(role_ids: list[int], role_id: int | None) -> int:
    """The role meant: the one named, or the only one. Raises ``Invalid`` for another's or where one must choose."""
    if role_id is None and len(role_ids) == 1:
        return role_ids[0]
    if role_id not in role_ids:
        message = "请选一个岗位" if role_id is None else "这个班次没有这个岗位"
        raise Invalid(errors=[{"field": "role_id", "message": message}])
    return role_id


def withdrawn_as(
    state: str, kind: str, *, now: datetime, cancel_until: datetime, ends_at: datetime, asked_anew: bool
) -> str:
    """What a sign-up becomes that its owner leaves: ``plain`` is free until ``cancel_until``, then late.

    Leaving a queue is always free; so is leaving a shift that moved and asks for a new answer (``asked_anew``). Raises
    ``SignupOver`` for whoever came, or once the shift is over.
    """
    if state not in WAITING and (state != "registered" or now >= ends_at):
        raise SignupOver
    if state in WAITING:
        return "cancelled"
    if kind == "excused":
        return "excused"
    return "cancelled" if now <= cancel_until or asked_anew else "late_cancelled"


def actions(
    state: str, *, now: datetime, starts_at: datetime, ends_at: datetime, open_call: bool, asked_anew: bool
) -> list[str]:
    """What the owner of a sign-up may do with it now."""
    if now >= ends_at or state not in WAITING | {"registered"}:
        found = []
    elif state == "offered":
        found = ["accept", "refuse", "withdraw"]
    elif state == "waitlisted":
        found = ["accept", "withdraw"] if open_call else ["withdraw"]
    else:
        found = ["reconfirm", "withdraw"] if asked_anew else ["withdraw"]
    return found + (["state"] if may_state(state, starts_at=starts_at, ends_at=ends_at, now=now) else [])


def is_silent(state: str, reconfirm_due: datetime | None, now: datetime) -> bool:
    """Whether somebody was asked after a move, kept silent past the day, and so keeps the place with a flag."""
    return state == "registered" and reconfirm_due is not None and now >= reconfirm_due


def remind_at(starts: datetime, quiet: Quiet) -> datetime:
    """When whoever comes is reminded, local: 4 h before, or at 20:00 the evening before if that is in quiet hours."""
    at = starts - REMIND_BEFORE
    if not quiet.holds(at):
        return at
    evening = at.replace(hour=EVENING.hour, minute=EVENING.minute, second=0, microsecond=0)
    return evening if evening <= at else evening - timedelta(days=1)


def _warning(one: Slot, other: Slot) -> dict[str, Any] | None:
    if excludes(one, other):
        return None
    both = shared(one, other)
    if both > timedelta(0):
        title = f"和「{other.title}」重叠 {_minutes(both)} 分钟"
        return {"slug": "overlap", "title": title, "shift_id": other.shift_id}
    if -both < WAY and _elsewhere(one, other):
        title = f"和「{other.title}」只隔 {_minutes(-both)} 分钟，又不在一处"
        return {"slug": "short-way", "title": title, "shift_id": other.shift_id}
    return None


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds() // 60)


def _elsewhere(one: Slot, other: Slot) -> bool:
    return distance_m(one.lat_wgs84, one.lng_wgs84, other.lat_wgs84, other.lng_wgs84) > ELSEWHERE_M
