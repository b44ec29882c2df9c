"""Shapes of an import, for requests and for the API document."""

from __future__ import annotations

from flask_smorest.fields import Upload
from marshmallow import Schema, fields, validate


class ImportQuery(Schema):
    """``dry_run``: say what would happen, write nothing."""

    dry_run = fields.Boolean(load_default=False)


class ImportUpload(Schema):
    """One file, CSV (UTF-8 or GB18030), XLSX or GeoJSON as exported, at most 12 MiB.

    Clients that name the part otherwise are understood.
    """

    file = Upload()


class SheetFault(Schema):
    """``row``: the sheet's line (the header is 1), of GeoJSON the feature, 0 for the file; ``column``: as sent."""

    row = fields.Integer(required=True)
    column = fields.String(required=True)
    message = fields.String(required=True)


class KeptCell(Schema):
    """What a keeper changed since the last sheet and the import left alone."""

    code = fields.String(required=True)
    column = fields.String(required=True)


class ImportResult(Schema):
    """What was written, or would be. ``batch_id`` is null when nothing was."""

    batch_id = fields.Integer(required=True, allow_none=True)
    rows = fields.Integer(required=True)
    created = fields.Integer(required=True)
    updated = fields.Integer(required=True)
    unchanged = fields.Integer(required=True)
    kept = fields.List(fields.Nested(KeptCell), required=True)
    errors = fields.List(fields.Nested(SheetFault), required=True)


class SkippedStation(Schema):
    """A station that an undo left as it is. ``message``: the reason in words."""

    code = fields.String(required=True)
    reason = fields.String(required=True, validate=validate.OneOf(("edited", "imported_again", "in_use")))
    message = fields.String(required=True)


class UndoResult(Schema):
    """``undone``: how many stations are as before the import; ``removed``: how many of these it had made."""

    undone = fields.Integer(required=True)
    removed = fields.Integer(required=True)
    skipped = fields.List(fields.Nested(SkippedStation), required=True)
