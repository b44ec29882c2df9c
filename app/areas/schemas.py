"""What areas, organisations and calendars look like on the wire."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from app.areas import holiday_rules, rules
from app.core.paging import PageQuery
from app.core.wording import in_plain_letters


class AreaQuery(PageQuery):
    """``parent``: directly below this code; ``q``: name, short name, alias, pinyin, initials."""

    parent = fields.String(load_default=None, validate=validate.Length(max=15))
    level = fields.String(load_default=None, validate=validate.OneOf(rules.LEVELS))
    q = fields.String(load_default=None, validate=validate.Length(max=60))


class OrganizationQuery(PageQuery):
    """``area``: in this area or below it; ``q``: part of the name."""

    area = fields.String(load_default=None, validate=validate.Length(max=15))
    q = fields.String(load_default=None, validate=validate.Length(max=60))


class AreaSchema(Schema):
    """An area. ``township_name`` stands beside the name in every list: four areas share the name 团结社区居委会."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    short_name = fields.String(required=True)
    level = fields.String(required=True, validate=validate.OneOf(rules.LEVELS))
    parent_code = fields.String(required=True, allow_none=True)
    path = fields.String(required=True)
    township_name = fields.String(required=True, allow_none=True)
    in_programme = fields.Boolean(required=True)


class AreaListSchema(Schema):
    items = fields.List(fields.Nested(AreaSchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class OrganizationSchema(Schema):
    id = fields.Integer(required=True)
    name = fields.String(required=True)
    kind = fields.String(required=True)
    area_code = fields.String(required=True, allow_none=True)
    township_name = fields.String(required=True, allow_none=True)
    may_issue = fields.Boolean(required=True)
    contact = fields.String(required=True, allow_none=True)


class OrganizationListSchema(Schema):
    items = fields.List(fields.Nested(OrganizationSchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class GridBody(Schema):
    """``name``: what staff call the grid; spaces around it are dropped."""

    name = fields.String(
        required=True,
        validate=[validate.Regexp(r"^\s*\S(.{0,28}\S)?\s*$", error="需要 1 到 30 个字"), in_plain_letters],
    )


class DayBody(Schema):
    """``stands_for``: the day whose hours a make-up workday keeps; null: a Monday's."""

    date = fields.Date(required=True, attribute="on")
    kind = fields.String(required=True, validate=validate.OneOf(holiday_rules.KINDS))
    name = fields.String(required=True, validate=[validate.Length(1, holiday_rules.MAX_DAY_NAME), in_plain_letters])
    stands_for = fields.Date(load_default=None, allow_none=True)


class DaySchema(DayBody):
    stands_for = fields.Date(required=True, allow_none=True)


class CalendarBody(Schema):
    """A whole year: what is not among ``days`` is an ordinary day."""

    state = fields.String(required=True, validate=validate.OneOf(holiday_rules.STATES))
    days = fields.List(fields.Nested(DayBody), required=True, validate=validate.Length(max=366))


class CalendarSchema(CalendarBody):
    calendar = fields.String(required=True, validate=validate.OneOf(holiday_rules.CALENDARS))
    year = fields.Integer(required=True)
    days = fields.List(fields.Nested(DaySchema), required=True)
    version = fields.Integer(required=True)
