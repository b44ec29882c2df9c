"""Shapes of trainings, commendations and evaluations."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from app.core.paging import PageQuery
from app.hours import records_rules as rules
from app.hours.schemas import ID, IssuerShape, PersonShape, Words


class RecordsQuery(PageQuery):
    """``of``: own, or scope (what one's organisations recorded; staff)."""

    of = fields.String(load_default="own", validate=validate.OneOf(("own", "scope")))


class RecordBody(Schema):
    """``account``: the public number of the person; ``issuer``: the organisation in whose name it is written."""

    account = fields.String(required=True, validate=validate.Length(1, 20))
    issuer = fields.Integer(required=True, strict=True, validate=ID)
    title = Words(rules.TITLE, required=True)


class TrainingBody(RecordBody):
    """``shift_id``: of a training shift of this organisation, if it was one."""

    held_on = fields.Date(required=True)
    minutes = fields.Integer(required=True, strict=True, validate=validate.Range(1, rules.MOST_MINUTES))
    note = Words(rules.NOTE, least=0, load_default="")
    shift_id = fields.Integer(load_default=None, allow_none=True, strict=True, validate=ID)


class CommendationBody(RecordBody):
    given_on = fields.Date(required=True)
    text = Words(rules.NOTE, least=0, load_default="")


class EvaluationBody(Schema):
    """``rating``: of the activity, 1 to 5; ``text`` is for the organiser and never published."""

    rating = fields.Integer(required=True, strict=True, validate=validate.Range(1, 5))
    text = Words(rules.TEXT, least=0, load_default="", allow_none=True, lines=True)


class RecordShape(Schema):
    """``person``: None on one's own."""

    id = fields.Integer(required=True)
    issuer = fields.Nested(IssuerShape, required=True)
    title = fields.String(required=True)
    created_at = fields.String(required=True)
    person = fields.Nested(PersonShape, allow_none=True)


class TrainingShape(RecordShape):
    held_on = fields.String(required=True)
    minutes = fields.Integer(required=True)
    note = fields.String(required=True)
    shift_id = fields.Integer(required=True, allow_none=True)


class CommendationShape(RecordShape):
    given_on = fields.String(required=True)
    text = fields.String(required=True)


class TrainingsPage(Schema):
    items = fields.List(fields.Nested(TrainingShape), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class CommendationsPage(Schema):
    items = fields.List(fields.Nested(CommendationShape), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class EvaluationShape(Schema):
    rating = fields.Integer(required=True)
    text = fields.String(required=True)
    changed_at = fields.String(required=True)
