"""Shapes of signing up, leaving and answering."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from app.core.paging import PageQuery
from app.volunteering import signup_rules as rules
from app.volunteering.rules import SIGNUP_STATES
from app.volunteering.shift_schemas import LARGEST_ID, CrsQuery, ShiftCard


class SignUpBody(Schema):
    """``role_id``: needed where a shift has several. ``notice_version``: of the text that stood on the screen."""

    role_id = fields.Integer(load_default=None, allow_none=True, strict=True, validate=validate.Range(1, LARGEST_ID))
    notice_version = fields.Integer(
        load_default=None, allow_none=True, strict=True, validate=validate.Range(0, LARGEST_ID)
    )


class WithdrawalBody(Schema):
    """``excused``: 跑单走不开."""

    kind = fields.String(load_default="plain", validate=validate.OneOf(rules.KINDS))


class OwnSignUpsQuery(PageQuery, CrsQuery):
    when = fields.String(load_default="future", validate=validate.OneOf(("future", "past")))


class TightShift(Schema):
    """Another of one's shifts that is close to this one."""

    slug = fields.String(required=True)
    title = fields.String(required=True)
    shift_id = fields.Integer(required=True)


class SignUpShape(Schema):
    """A sign-up as its owner reads it. ``position``: from 1, of whoever waits."""

    id = fields.Integer(required=True)
    shift_id = fields.Integer(required=True)
    role_id = fields.Integer(required=True)
    state = fields.String(required=True, validate=validate.OneOf(SIGNUP_STATES))
    position = fields.Integer(required=True, allow_none=True)
    offer_expires_at = fields.String(required=True, allow_none=True)
    cancel_until = fields.String(required=True)
    reconfirm_due = fields.String(required=True, allow_none=True)
    warnings = fields.List(fields.Nested(TightShift), required=True)
    server_now = fields.String(required=True)
    actions = fields.List(fields.String(), required=True)
    version = fields.Integer(required=True)


class SignUpWithCard(SignUpShape):
    shift = fields.Nested(ShiftCard, required=True)


class SignUpPage(Schema):
    items = fields.List(fields.Nested(SignUpWithCard), required=True)
    next_cursor = fields.String(required=True, allow_none=True)
