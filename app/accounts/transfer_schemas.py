"""What moving to another WeChat account looks like on the wire."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from app.accounts import transfer_rules


class TransferBody(Schema):
    """``code``: as shown on the old side; spaces, hyphens and small letters are forgiven."""

    code = fields.String(required=True, validate=validate.Length(1, 20))


class TransferCodeSchema(Schema):
    code = fields.String(required=True)
    expires_at = fields.DateTime(required=True)


class OtherSideSchema(Schema):
    public_no = fields.String(required=True)
    display_name = fields.String(required=True)


class TransferSchema(Schema):
    """``side``: the caller's; ``other``: who asks, told to the old side; ``expires_at``: of the step that waits."""

    id = fields.Integer(required=True)
    side = fields.String(required=True, validate=validate.OneOf(("old", "new")))
    state = fields.String(required=True, validate=validate.OneOf(transfer_rules.STATES))
    made_at = fields.DateTime(required=True)
    expires_at = fields.DateTime(required=True)
    other = fields.Nested(OtherSideSchema, required=True, allow_none=True)
    actions = fields.List(fields.String(validate=validate.OneOf(("approve",))), required=True)


class TransferListSchema(Schema):
    items = fields.List(fields.Nested(TransferSchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)
