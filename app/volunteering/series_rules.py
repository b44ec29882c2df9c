"""Rules of repetition: which local days a rule names. A subset of RFC 5545; weeks begin on Monday.

``FREQ=DAILY|WEEKLY|MONTHLY`` with ``INTERVAL``, ``BYDAY`` (by number of the month where monthly: ``2SA``, ``-1FR``),
``BYMONTHDAY`` (``-1`` is the last), ``UNTIL`` or ``COUNT``. A day that a month lacks is passed over, not moved. Days
left out (exdates) still count. Source: PRODUCT 4.7 "ShiftSeries".
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from app.core.problems import Invalid

AHEAD = timedelta(days=28)
BEGUN_WITHIN = timedelta(days=366)  # before today: its days are counted anew each time
MOST_OCCURRENCES, LONGEST_INTERVAL = 500, 99
LOOKED_AT_MOST = 366 * 8  # days: a rule that names none of them by then names none
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY")
PARTS = frozenset({"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "UNTIL", "COUNT"})
_DAY = re.compile(r"(?:([+-]?[1-5]))?(MO|TU|WE|TH|FR|SA|SU)")
_UNTIL = re.compile(r"[0-9]{8}(T[0-9]{6}Z?)?")
_NUMBER = re.compile(r"[0-9]{1,4}")
_MONTH_DAY = re.compile(r"\+?([1-9]|[12][0-9]|3[01])|-([1-9]|[12][0-9]|3[01])")


@dataclass(frozen=True)
class Rule:
    """A rule as read. ``byday``: (number in the month or 0, weekday from Monday 0); ``until``: the last local day."""

    freq: str
    interval: int = 1
    byday: tuple[tuple[int, int], ...] = ()
    bymonthday: tuple[int, ...] = ()
    until: date | None = None
    count: int | None = None


def read_rule(text: str, zone: tzinfo) -> Rule:
    """The rule in a text such as ``FREQ=WEEKLY;BYDAY=TH;COUNT=10``. Raises ``Invalid`` for ``rrule``."""
    parts = _parts(text.strip().upper().removeprefix("RRULE:"))
    freq = parts.get("FREQ", "")
    if freq not in FREQUENCIES:
        raise _invalid("FREQ 只能是 DAILY、WEEKLY 或 MONTHLY")
    if "UNTIL" in parts and "COUNT" in parts:
        raise _invalid("UNTIL 和 COUNT 只写一个")
    byday = tuple(_weekday(day) for day in _list(parts, "BYDAY"))
    bymonthday = tuple(_month_day(day) for day in _list(parts, "BYMONTHDAY"))
    if freq != "MONTHLY" and any(number for number, _ in byday):
        raise _invalid("只有按月重复才能写第几个星期几")
    if freq == "WEEKLY" and bymonthday:
        raise _invalid("按周重复不能写 BYMONTHDAY")
    interval = _number(parts.get("INTERVAL", "1"), LONGEST_INTERVAL, "INTERVAL")
    count = _number(parts["COUNT"], MOST_OCCURRENCES, "COUNT") if "COUNT" in parts else None
    until = _until(parts["UNTIL"], zone) if "UNTIL" in parts else None
    return Rule(freq, interval, byday, bymonthday, until, count)


def days_of(rule: Rule, first_on: date, until: date) -> Iterator[date]:
    """The local days the rule names, in order, from ``first_on`` (one of them if it fits) to ``until``, included."""
    last = min(until, rule.until) if rule.until else until
    found = 0
    for day in _days(first_on, last):
        if not _in_turn(rule, first_on, day) or not _fits(rule, first_on, day):
            continue
        yield day
        found += 1
        if rule.count is not None and found >= rule.count:
            return


def names_any(rule: Rule, first_on: date, today: date) -> bool:
    """Whether the rule names a day from today on: the 31st of every second month from a short one never comes."""
    until = _plus(max(first_on, today), LOOKED_AT_MOST)
    return any(day >= today for day in days_of(rule, first_on, until))


def _in_turn(rule: Rule, first_on: date, day: date) -> bool:
    """Whether the day lies in a period that ``INTERVAL`` does not pass over."""
    if rule.freq == "DAILY":
        periods = (day - first_on).days
    elif rule.freq == "WEEKLY":
        periods = ((day - timedelta(days=day.weekday())) - (first_on - timedelta(days=first_on.weekday()))).days // 7
    else:
        periods = (day.year - first_on.year) * 12 + day.month - first_on.month
    return periods % rule.interval == 0


def _fits(rule: Rule, first_on: date, day: date) -> bool:
    """Whether the day is one of those named within its period; with nothing named, the first day's."""
    if rule.byday or rule.bymonthday:
        by_day = not rule.byday or any(_is_weekday(day, number, weekday) for number, weekday in rule.byday)
        return by_day and (not rule.bymonthday or any(_is_month_day(day, number) for number in rule.bymonthday))
    if rule.freq == "WEEKLY":
        return day.weekday() == first_on.weekday()
    return rule.freq == "DAILY" or day.day == first_on.day


def _is_weekday(day: date, number: int, weekday: int) -> bool:
    if day.weekday() != weekday:
        return False
    from_end = (monthrange(day.year, day.month)[1] - day.day) // 7 + 1
    return number in {0, (day.day - 1) // 7 + 1, -from_end}


def _is_month_day(day: date, number: int) -> bool:
    length = monthrange(day.year, day.month)[1]
    return day.day == (number if number > 0 else length + 1 + number)


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def _plus(day: date, days: int) -> date:
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal()))


def _parts(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in text.split(";"):
        name, _, value = part.partition("=")
        if name not in PARTS or not value or name in found:
            raise _invalid("要写成 FREQ=WEEKLY;BYDAY=TH;COUNT=10 这样")
        found[name] = value
    return found


def _list(parts: dict[str, str], name: str) -> list[str]:
    return parts[name].split(",") if name in parts else []


def _weekday(text: str) -> tuple[int, int]:
    found = _DAY.fullmatch(text)
    if found is None:
        raise _invalid("BYDAY 要写成 MO,TH 或 2SA,-1FR 这样")
    return int(found[1] or 0), WEEKDAYS.index(found[2])


def _month_day(text: str) -> int:
    if _MONTH_DAY.fullmatch(text) is None:
        raise _invalid("BYMONTHDAY 要写成 1 到 31，或 -1（最后一天）这样")
    return int(text)


def _number(text: str, most: int, name: str) -> int:
    if _NUMBER.fullmatch(text) is None or not 1 <= int(text) <= most:
        raise _invalid(f"{name} 要在 1 到 {most} 之间")
    return int(text)


def _until(text: str, zone: tzinfo) -> date:
    """The last local day of ``20261231`` or of the instant ``20261231T155959Z``."""
    try:
        if _UNTIL.fullmatch(text) is None:
            raise ValueError
        if "T" not in text:
            return datetime.strptime(text, "%Y%m%d").date()
        form = "%Y%m%dT%H%M%SZ" if text.endswith("Z") else "%Y%m%dT%H%M%S"
        at = datetime.strptime(text, form)
        return at.replace(tzinfo=UTC).astimezone(zone).date() if text.endswith("Z") else at.date()
    except (ValueError, OverflowError):
        raise _invalid("UNTIL 要写成 20261231 或 20261231T155959Z") from None


def _invalid(message: str) -> Invalid:
    return Invalid(errors=[{"field": "rrule", "message": message}])
