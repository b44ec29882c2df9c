"""Working days by the published calendars: what has to be answered within so many of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

ANSWER_WITHIN = 15  # working days for an objection (PRODUCT 4.8)
SATURDAY = 5
Days = Mapping[date, str]  # a published day: off | work | uncertain


def is_workday(day: date, published: Days) -> bool:
    """Monday to Friday but for published days off, and make-up workdays. An uncertain day is none."""
    kind = published.get(day)
    return kind == "work" if kind is not None else day.weekday() < SATURDAY


def due_on(asked_on: date, published: Days, within: int = ANSWER_WITHIN) -> date:
    """The last local day for an answer: the ``within``-th working day after ``asked_on``."""
    day, left = asked_on, within
    while left:
        day += timedelta(days=1)
        left -= is_workday(day, published)
    return day
