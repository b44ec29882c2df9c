"""Shapes of shifts: what staff write of one, and what everybody reads."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, pre_load, validate, validates, validates_schema

from app.core.instants import DayOrInstant, Instant
from app.core.numbers import Number
from app.core.paging import PageQuery
from app.core.wording import in_plain_letters, in_plain_lines
from app.volunteering import shift_rules as rules

LARGEST_ID = 2**31 - 1
CRS = ("gcj02", "wgs84")
TEXT, REASON, MOST_PLACES, MOST_ROLES = 500, 200, 500, 10


class Text(fields.String):
    """Words of people; blanks around them fall away. ``lines``: may have several lines."""

    def __init__(self, least: int, most: int, *, lines: bool = False, **kwargs: Any) -> None:
        plain = in_plain_lines if lines else in_plain_letters
        super().__init__(validate=[validate.Length(least, most), plain], **kwargs)

    def deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        return super().deserialize(value.strip() if isinstance(value, str) else value, *args, **kwargs)


class CrsQuery(Schema):
    """``crs``: the datum of all coordinates of this request, in and out."""

    crs = fields.String(load_default="gcj02", validate=validate.OneOf(CRS))


class ShiftRoleBody(Schema):
    """A part of a shift. ``waitlist_max`` null: as many as want may wait."""

    name = Text(1, 20, required=True)
    capacity = fields.Integer(required=True, strict=True, validate=validate.Range(1, MOST_PLACES))
    waitlist_max = fields.Integer(
        load_default=None, allow_none=True, strict=True, validate=validate.Range(0, MOST_PLACES)
    )
    skills = Text(0, 80, load_default="")


def number(**kwargs: Any) -> fields.Integer:
    """An id that may be left out."""
    return fields.Integer(
        load_default=None, allow_none=True, strict=True, validate=validate.Range(1, LARGEST_ID), **kwargs
    )


class ShiftBody(Schema):
    """A shift as staff write it; ``station_code`` gives the pin, and the place's name where it is left out."""

    title = Text(1, 40, required=True)
    area_code = fields.String(required=True, validate=validate.Length(6, 15))
    place = Text(1, 80, load_default=None, allow_none=True)
    lat = Number(load_default=None, allow_none=True, validate=validate.Range(-90, 90))
    lng = Number(load_default=None, allow_none=True, validate=validate.Range(-180, 180))
    crs = fields.String(validate=validate.OneOf(CRS))
    starts_at = Instant(required=True)
    ends_at = Instant(required=True)
    risk_text = Text(0, TEXT, lines=True, required=True)
    insurance_text = Text(0, TEXT, lines=True, load_default="")
    kind = fields.String(load_default="service", validate=validate.OneOf(rules.KINDS))
    team_id = number()
    issuer_id = number()
    station_code = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 10))
    min_age = fields.Integer(load_default=18, strict=True, validate=validate.Range(16, 99))
    signup_opens_at = Instant(load_default=None, allow_none=True)
    signup_closes_at = Instant(load_default=None, allow_none=True)
    cancel_until = Instant(load_default=None, allow_none=True)
    private_place = Text(1, 120, load_default=None, allow_none=True)
    capacity = fields.Integer(load_default=None, allow_none=True, strict=True, validate=validate.Range(1, MOST_PLACES))
    roles = fields.List(
        fields.Nested(ShiftRoleBody), load_default=None, allow_none=True, validate=validate.Length(1, MOST_ROLES)
    )

    @pre_load
    def nothing_is_left_out(self, data: Any, **_: object) -> Any:
        """An empty optional text is none."""
        if not isinstance(data, dict):
            return data
        empty = {name for name in ("place", "private_place", "station_code") if data.get(name) == ""}
        return {name: None if name in empty else value for name, value in data.items()}

    @validates("roles")
    def each_name_once(self, value: list[dict[str, Any]] | None, **_: object) -> None:
        names = [role["name"] for role in value or () if "name" in role]
        if len(set(names)) < len(names):
            raise ValidationError("岗位不能重名")

    @validates_schema
    def is_whole(self, data: dict[str, Any], **_: object) -> None:
        if (data.get("capacity") is None) == (data.get("roles") is None):
            raise ValidationError("名额（capacity）和岗位（roles）写一样", "capacity")
        if data.get("station_code") is None:
            missing = [name for name in ("place", "lat", "lng") if data.get(name) is None]
            if missing:
                raise ValidationError({name: ["不在站点时必填"] for name in missing})


class PublicationBody(Schema):
    """The checklist: no meeting, no drill, no party, no commerce; what is written is true."""

    checklist_confirmed = fields.Boolean(required=True, truthy={True}, falsy={False})

    @validates("checklist_confirmed")
    def is_confirmed(self, value: bool, **_: object) -> None:
        if not value:
            raise ValidationError("请先逐条确认发布前的清单")


class CancellationBody(Schema):
    reason = Text(1, REASON, required=True)


class ShiftQuery(PageQuery, CrsQuery):
    """The list's query. ``from``, ``to``: local days or instants; what lies between, from now on if left out."""

    area = fields.String(load_default=None, validate=validate.Length(max=15))
    start = DayOrInstant(load_default=None, data_key="from")
    end = DayOrInstant(load_default=None, data_key="to", end=True)
    team = fields.Integer(load_default=None, validate=validate.Range(1, LARGEST_ID))
    status = fields.String(load_default=None, validate=validate.OneOf(rules.STATUSES))
    mine = fields.Boolean(load_default=False)
    free = fields.Boolean(load_default=False)


class NamedShape(Schema):
    id = fields.Integer(required=True)
    name = fields.String(required=True)


class WarningShape(Schema):
    slug = fields.String(required=True)
    title = fields.String(required=True)


class ShiftCard(Schema):
    """A shift in a list. ``registered``: who comes; ``waitlisted``: who waits, or holds an offer."""

    id = fields.Integer(required=True)
    title = fields.String(required=True)
    team = fields.Nested(NamedShape, required=True, allow_none=True)
    issuer = fields.Nested(NamedShape, required=True)
    kind = fields.String(required=True, validate=validate.OneOf(rules.KINDS))
    starts_at = fields.String(required=True)
    ends_at = fields.String(required=True)
    planned_minutes = fields.Integer(required=True)
    area_code = fields.String(required=True)
    station_code = fields.String(required=True, allow_none=True)
    place = fields.String(required=True)
    lat = fields.Float(required=True)
    lng = fields.Float(required=True)
    capacity = fields.Integer(required=True)
    registered = fields.Integer(required=True)
    waitlisted = fields.Integer(required=True)
    signup_state = fields.String(required=True, validate=validate.OneOf(rules.SIGNUP_STATES_SHOWN))
    status = fields.String(required=True, validate=validate.OneOf(rules.STATUSES))
    actions = fields.List(fields.String(), required=True)
    version = fields.Integer(required=True)


class ShiftPage(Schema):
    items = fields.List(fields.Nested(ShiftCard), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class RoleShape(Schema):
    id = fields.Integer(required=True)
    name = fields.String(required=True)
    capacity = fields.Integer(required=True)
    waitlist_max = fields.Integer(required=True, allow_none=True)
    skills = fields.String(required=True)
    registered = fields.Integer(required=True)
    waitlisted = fields.Integer(required=True)
    free = fields.Integer(required=True)


def _signup() -> Schema:
    from app.volunteering.signup_schemas import SignUpShape  # knows the card, which stands here

    return SignUpShape()


class ShiftDetail(ShiftCard):
    """All of a shift. ``meeting_point``: the private place for those who come, else the public one."""

    risk_text = fields.String(required=True)
    insurance_text = fields.String(required=True)
    meeting_point = fields.String(required=True)
    private_place = fields.String(required=True, allow_none=True)
    signup_opens_at = fields.String(required=True, allow_none=True)
    signup_closes_at = fields.String(required=True)
    cancel_until = fields.String(required=True)
    min_age = fields.Integer(required=True)
    series_id = fields.Integer(required=True, allow_none=True)
    waits_for = fields.String(required=True, allow_none=True)
    cancel_reason = fields.String(required=True, allow_none=True)
    roles = fields.List(fields.Nested(RoleShape), required=True)
    my_signup = fields.Nested(_signup, required=True, allow_none=True)
    server_now = fields.String(required=True)


class WarnedShift(ShiftDetail):
    """The shift after a write, and what to think about."""

    warnings = fields.List(fields.Nested(WarningShape), required=True)


class SeriesBody(Schema):
    """A shift that repeats: its first day and time are those of ``shift``; ``exdates`` are local days left out."""

    rrule = fields.String(required=True, validate=validate.Length(1, 200))
    exdates = fields.List(fields.Date(), load_default=list, validate=validate.Length(max=366))
    shift = fields.Nested(ShiftBody, required=True)


class SeriesShape(Schema):
    id = fields.Integer(required=True)
    rrule = fields.String(required=True)
    exdates = fields.List(fields.String(), required=True)
    first_on = fields.String(required=True)
    made_until = fields.String(required=True, allow_none=True)
    published = fields.Boolean(required=True)
    ended_at = fields.String(required=True, allow_none=True)
    shifts = fields.List(fields.Nested(ShiftCard), required=True)
    actions = fields.List(fields.String(), required=True)
    version = fields.Integer(required=True)
