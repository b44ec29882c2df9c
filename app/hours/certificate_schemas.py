"""Shapes of certificates."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates, validates_schema

from app.core import clock
from app.hours import certificate_rules as rules
from app.hours.schemas import ID, IssuerShape, Words


class CertificateBody(Schema):
    """``period_from`` and ``period_to`` are local days, both included; ``name_on_paper`` is kept for a day, sealed."""

    issuer = fields.Integer(required=True, strict=True, validate=ID)
    period_from = fields.Date(required=True)
    period_to = fields.Date(required=True)
    name_on_paper = Words(rules.NAME, required=True)
    notice_version = fields.Integer(load_default=None, allow_none=True, strict=True, validate=ID)

    @validates("name_on_paper")
    def only_a_name(self, value: str, **_: object) -> None:
        if any(one.isdigit() for one in value):
            raise ValidationError("这里只填姓名，不要填证件号码")

    @validates_schema
    def in_order(self, data: dict[str, Any], **_: object) -> None:
        begin, end, this_year = data["period_from"], data["period_to"], clock.today().year
        if end < begin:
            raise ValidationError("结束日期不能早于开始日期", "period_to")
        for name, day in (("period_from", begin), ("period_to", end)):
            if not rules.FIRST_YEAR <= day.year <= this_year:
                raise ValidationError(f"起止日期要在 {rules.FIRST_YEAR} 年到今年之间", name)


class MatchBody(Schema):
    """``check_code``: the twelve characters on the paper; dashes and small letters do not matter."""

    name = fields.String(required=True, validate=validate.Length(1, rules.NAME * 2))
    check_code = fields.String(required=True, validate=validate.Length(1, 30))


class RevocationBody(Schema):
    reason = Words(rules.REASON, required=True)


class MatchShape(Schema):
    match = fields.Boolean(required=True)


class CertificateShape(Schema):
    """What anybody learns by a number."""

    issuer = fields.Nested(IssuerShape, required=True)
    period_from = fields.String(required=True)
    period_to = fields.String(required=True)
    minutes = fields.Integer(required=True)
    status = fields.String(required=True, validate=validate.OneOf(rules.STATUSES))


class OwnCertificate(CertificateShape):
    """``hours``: minutes / 60 to two decimals; ``name_until``: until when the paper can be had without the name."""

    number = fields.String(required=True)
    hours = fields.String(required=True)
    backfilled_minutes = fields.Integer(required=True)
    issued_at = fields.String(required=True)
    ended_reason = fields.String(required=True, allow_none=True)
    name_until = fields.String(required=True, allow_none=True)
    url = fields.String(required=True)
    actions = fields.List(fields.String(validate=validate.OneOf(("print", "type_name"))), required=True)


class OwnCertificates(Schema):
    items = fields.List(fields.Nested(OwnCertificate), required=True)
    next_cursor = fields.String(required=True, allow_none=True)
