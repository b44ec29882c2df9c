"""Shapes of presence over HTTP."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

FORMATS = ("html", "pdf", "png")


class MeantShape(Schema):
    """What a code stands for; nothing of a person."""

    kind = fields.String(required=True, metadata={"description": "station | community | shift | …"})
    code = fields.String(required=True)
    name = fields.String(required=True)


class PosterQuery(Schema):
    """``format``: a page to print, a PDF, or the code alone."""

    format = fields.String(load_default="html", validate=validate.OneOf(FORMATS))


class PrintShape(MeantShape):
    """The code that posters carry from now on. ``version`` counts renewals, ``since`` is when it began."""

    scene = fields.String(required=True)
    version = fields.Integer(required=True)
    since = fields.DateTime(required=True)
