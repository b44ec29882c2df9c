"""Shapes of giving photos and of deciding about them."""

from __future__ import annotations

from flask_smorest.fields import Upload
from marshmallow import Schema, fields, validate

from app.stations import photo_rules as rules
from app.stations.keeping_schemas import InDatum


class PhotoUpload(Schema):
    """One picture, JPEG, PNG or WebP, at most 2 MiB. A field ``notice_version`` may stand beside it."""

    file = Upload()


class PhotoTold(Schema):
    """``pending_review``: seen by its author and the station's keepers until it is passed."""

    id = fields.Integer(required=True)
    state = fields.String(required=True, validate=validate.OneOf((rules.PENDING, rules.SHOWN)))


class PhotoDecision(InDatum):
    """What a keeper decides of a photo that WeChat left to people."""

    state = fields.String(required=True, validate=validate.OneOf(rules.DECISIONS))
