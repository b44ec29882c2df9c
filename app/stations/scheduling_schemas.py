"""Shapes of a station's hours as keepers send them; the detail shows them in the same form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates, validates_schema

from app.stations import scheduling_rules as rules
from app.stations.editing_schemas import Code, Words
from app.stations.keeping_schemas import InDatum, Instant
from app.stations.opening import Closure, ExceptionDay, Schedule

MOST_LISTED = 400  # exceptions or closures that a preview may try out
_YEARS = range(2020, 2100)
_MONTH_DAY = re.compile(r"[0-9]{2}-[0-9]{2}", re.ASCII)


class MonthDay(fields.String):
    """A day of every year, ``MM-DD``; loads ``(month, day)``."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            if not _MONTH_DAY.fullmatch(text):
                raise ValueError(text)
            day = date.fromisoformat(f"2024-{text}")  # a leap year: 02-29 is a day, too
        except ValueError:
            raise ValidationError("要写成 05-01 这样的日期") from None
        return day.month, day.day


def _minute(least: int, most: int) -> fields.Integer:
    return fields.Integer(required=True, strict=True, validate=validate.Range(least, most))


def _day(**kwargs: Any) -> fields.Date:
    return fields.Date(validate=_in_our_years, **kwargs)


def _in_our_years(day: date) -> None:
    if day.year not in _YEARS:
        raise ValidationError("日期要在 2020 年到 2099 年之间")


class IntervalBody(Schema):
    """A band of a day: minutes from local midnight, past 1440 into the next day, a full day at most."""

    opens_minute = _minute(0, 1439)
    closes_minute = _minute(1, 2879)

    @validates_schema
    def ends_after_it_starts(self, data: dict[str, Any], **_: object) -> None:
        if not data["opens_minute"] < data["closes_minute"] <= data["opens_minute"] + 1440:
            raise ValidationError("结束要晚于开始，最多 24 小时", "closes_minute")


class ScheduleBody(IntervalBody):
    """A weekly rule. ``byday``: 0 Monday to 6 Sunday; a season has both ends or none."""

    season_from = MonthDay(load_default=None, allow_none=True)
    season_to = MonthDay(load_default=None, allow_none=True)
    valid_from = _day(load_default=None, allow_none=True)
    valid_to = _day(load_default=None, allow_none=True)
    byday = fields.List(
        fields.Integer(strict=True, validate=validate.Range(0, 6)), required=True, validate=validate.Length(1, 7)
    )
    holiday_rule = fields.String(load_default="same", validate=validate.OneOf(("same", "closed", "only")))

    @validates("byday")
    def each_day_once(self, value: list[int], **_: object) -> None:
        if len(set(value)) < len(value):
            raise ValidationError("同一天只写一次")

    @validates_schema
    def ends_fit(self, data: dict[str, Any], **_: object) -> None:
        if (data["season_from"] is None) != (data["season_to"] is None):
            missing = "season_to" if data["season_to"] is None else "season_from"
            raise ValidationError("季节要有开始和结束", missing)
        if data["valid_from"] and data["valid_to"] and data["valid_to"] < data["valid_from"]:
            raise ValidationError("结束日期早于开始日期", "valid_to")

    @post_load
    def as_rule(self, data: dict[str, Any], **_: object) -> Schedule:
        return Schedule(**data | {"byday": tuple(sorted(data["byday"]))})


class ExceptionBody(InDatum):
    """How one day differs: ``closed``, or ``special`` with its bands. ``alert``: told once to those who saved it."""

    kind = fields.String(required=True, validate=validate.OneOf(("closed", "special")))
    intervals = fields.List(
        fields.Nested(IntervalBody), load_default=list, validate=validate.Length(max=rules.MOST_INTERVALS)
    )
    alert = Words(120, load_default=None, allow_none=True, empty=None)


class DatedException(Schema):
    """An exception with its day, as the detail lists them."""

    date = _day(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(("closed", "special")))
    intervals = fields.List(
        fields.Nested(IntervalBody), load_default=list, validate=validate.Length(max=rules.MOST_INTERVALS)
    )
    alert = Words(120, load_default=None, allow_none=True, empty=None)

    @post_load
    def as_day(self, data: dict[str, Any], **_: object) -> ExceptionDay:
        return exception_day(data["date"], data)


class ClosureBody(InDatum):
    """A closure; ``from``: now if left out; ``to``: null until further notice."""

    starts_at = Instant(load_default=None, allow_none=True, data_key="from")
    ends_at = Instant(load_default=None, allow_none=True, data_key="to")
    reason = Words(120, least=1, required=True)
    substitute_code = Code(load_default=None, allow_none=True)


class TriedClosure(Schema):
    """A closure as the detail lists them; ``id`` and the like do not matter to a preview."""

    id = fields.Integer(load_default=None, allow_none=True)
    starts_at = Instant(required=True, data_key="from")
    ends_at = Instant(load_default=None, allow_none=True, data_key="to")
    reason = fields.String(load_default="", validate=validate.Length(max=120))
    substitute_code = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=10))

    @post_load
    def as_closure(self, data: dict[str, Any], **_: object) -> Closure:
        return Closure(data["starts_at"], data["ends_at"], data["reason"], data["substitute_code"])


class SchedulesBody(InDatum):
    """All weekly rules; none at all leaves the hours unknown."""

    schedules = fields.List(fields.Nested(ScheduleBody), required=True, validate=validate.Length(max=rules.MOST_RULES))


class PreviewBody(Schema):
    """Hours to be tried out. Exceptions and closures left out are those already saved."""

    schedules = fields.List(fields.Nested(ScheduleBody), required=True, validate=validate.Length(max=rules.MOST_RULES))
    exceptions = fields.List(
        fields.Nested(DatedException), load_default=None, allow_none=True, validate=validate.Length(max=MOST_LISTED)
    )
    closures = fields.List(
        fields.Nested(TriedClosure), load_default=None, allow_none=True, validate=validate.Length(max=MOST_LISTED)
    )


def exception_day(on: date, data: Mapping[str, Any]) -> ExceptionDay:
    """The exception of a day as a body says it."""
    bands = ((band["opens_minute"], band["closes_minute"]) for band in data["intervals"])
    return ExceptionDay(on, data["kind"], rules.in_order(bands), data["alert"])
