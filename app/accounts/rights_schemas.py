"""What one's rights look like on the wire: stored, looked at, exported, leaving."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from app.accounts import granting_rules


class ExportQuery(Schema):
    """``format``: data, or a paper to keep."""

    format = fields.String(load_default="json", validate=validate.OneOf(("json", "pdf")))


class StoredSchema(Schema):
    """One kind of data. ``since``: of the oldest; ``kept_until``: in words."""

    purpose = fields.String(required=True)
    what = fields.String(required=True)
    count = fields.Integer(required=True)
    since = fields.DateTime(required=True, allow_none=True)
    kept_until = fields.String(required=True)
    consent = fields.String(required=True, validate=validate.OneOf(("given", "withdrawn", "none")))
    switchable = fields.Boolean(required=True)


class StoredListSchema(Schema):
    items = fields.List(fields.Nested(StoredSchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class ViewerSchema(Schema):
    """In which role somebody looked, and what it stands over; never who."""

    role = fields.String(required=True, validate=validate.OneOf(granting_rules.ROLES))
    role_name = fields.String(required=True)
    unit = fields.String(required=True)


class AccessLineSchema(Schema):
    id = fields.Integer(required=True)
    at = fields.DateTime(required=True)
    who = fields.Nested(ViewerSchema, required=True)
    what = fields.String(required=True)
    reason = fields.String(required=True, allow_none=True)


class AccessListSchema(Schema):
    items = fields.List(fields.Nested(AccessLineSchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class ExportedTableSchema(Schema):
    """``stays``: what remains after leaving, and why, or null. The fields of ``rows`` are the table's."""

    table = fields.String(required=True)
    purpose = fields.String(required=True)
    what = fields.String(required=True)
    kept = fields.String(required=True)
    stays = fields.String(required=True, allow_none=True)
    rows = fields.List(fields.Dict(fields.String()), required=True)


class ExportSchema(Schema):
    made_at = fields.DateTime(required=True)
    tables = fields.List(fields.Nested(ExportedTableSchema), required=True)


class InTheWaySchema(Schema):
    """Something to settle before leaving: a station that would be left without a manager."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    scope_code = fields.String(required=True)
    scope_name = fields.String(required=True)


class LeavingPreviewSchema(Schema):
    """``ends``: at once; ``erased``: after seven days; ``stays``: why, and how long; ``first``: to settle before."""

    ends = fields.List(fields.String(), required=True)
    erased = fields.List(fields.String(), required=True)
    stays = fields.List(fields.String(), required=True)
    first = fields.List(fields.Nested(InTheWaySchema), required=True)
    erased_after = fields.DateTime(required=True)


class LeavingSchema(Schema):
    erased_after = fields.DateTime(required=True)
