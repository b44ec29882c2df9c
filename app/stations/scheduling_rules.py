"""Rules of a station's hours as its keepers set them: what may stand beside what, and within which dates.

Sources: PRODUCT 4.4 (Schedule, ScheduleException, TemporaryClosure), API "Stations". Minutes and instants as in
``opening``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from app.core.problems import Invalid
from app.stations.bands import Band
from app.stations.hours_words import write
from app.stations.opening import Closure, ExceptionDay, Schedule, overlapping

DAYS_PREVIEWED = 14
MOST_RULES = 30
MOST_INTERVALS = 12
EXCEPTION_AHEAD = timedelta(days=366)
CLOSURE_BACK = timedelta(days=366)
CLOSURE_AHEAD = timedelta(days=732)
REPEATED_WITHIN = timedelta(seconds=60)


class OverlappingRules(Invalid):
    """Two weekly rules say the same minutes of the same day; ``rules`` holds their places in the list sent."""

    slug, title = "overlapping-rules", "有两条开放时间重叠"


def check_schedules(schedules: Sequence[Schedule]) -> None:
    """Tails past 24:00 may run into anything, all else at most once. Raises ``OverlappingRules`` naming both rules."""
    clash = overlapping(schedules)
    if clash is None:
        return
    places = _places(schedules, clash)
    words = [write([rule]) for rule in clash]
    others = reversed(words)
    raise OverlappingRules(
        f"第 {places[0] + 1} 条（{words[0]}）和第 {places[1] + 1} 条（{words[1]}）重叠",
        errors=[
            {"field": f"schedules.{place}", "message": f"和“{other}”重叠"}
            for place, other in zip(places, others, strict=True)
        ],
        rules=places,
    )


def check_exception(day: ExceptionDay, today: date) -> None:
    """A day from yesterday (its tail may still run) to a year ahead, its bands apart. Raises ``Invalid``."""
    if not today - timedelta(days=1) <= day.date <= today + EXCEPTION_AHEAD:
        raise _invalid("date", "只能改昨天到一年之内的日期")
    if day.kind == "closed" and day.intervals:
        raise _invalid("intervals", "整天不开放就不填时段")
    if day.kind == "special" and not day.intervals:
        raise _invalid("intervals", "请填这一天的开放时段")
    if any(two[0] < one[1] for one, two in pairwise(sorted(day.intervals))):
        raise _invalid("intervals", "时段之间不能重叠")


def check_closure(closure: Closure, now: datetime) -> None:
    """A closure ends after it began and is not over yet. Raises ``Invalid``."""
    if not now - CLOSURE_BACK <= closure.starts_at <= now + EXCEPTION_AHEAD:
        raise _invalid("from", "开始时间要在前后一年之内")
    if closure.ends_at is None:
        return
    if closure.ends_at <= max(closure.starts_at, now):
        raise _invalid("to", "结束时间要在开始之后，而且还没过去")
    if closure.ends_at > now + CLOSURE_AHEAD:
        raise _invalid("to", "结束时间最远两年以后；还不知道就不填")


def repeats(one: Closure, two: Closure) -> bool:
    """True for a closure told twice by an impatient finger: the same words, and ends within a minute of each other."""
    if (one.reason, one.substitute_code) != (two.reason, two.substitute_code):
        return False
    if abs(one.starts_at - two.starts_at) > REPEATED_WITHIN:
        return False
    if one.ends_at is None or two.ends_at is None:
        return one.ends_at is two.ends_at
    return abs(one.ends_at - two.ends_at) <= REPEATED_WITHIN


def in_order(intervals: Iterable[Band]) -> tuple[Band, ...]:
    """Bands of a day as they are kept and shown."""
    return tuple(sorted(intervals))


def _places(schedules: Sequence[Schedule], clash: tuple[Schedule, Schedule]) -> list[int]:
    """Where the two stand; they may be equal, so they are found one after the other."""
    first = next(place for place, rule in enumerate(schedules) if rule is clash[0])
    second = next(place for place, rule in enumerate(schedules) if rule is clash[1] and place != first)
    return [first, second]


def _invalid(field: str, message: str) -> Invalid:
    return Invalid(errors=[{"field": field, "message": message}])
