"""Shapes of teams."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from app.core.paging import PageQuery
from app.volunteering.shift_schemas import Text


class TeamsQuery(PageQuery):
    area = fields.String(load_default=None, validate=validate.Length(max=15))


class TeamBody(Schema):
    """A team as staff write it. ``leader``: a public number; null: nobody leads it; left out: as it is."""

    name = Text(1, 40, required=True)
    area_code = fields.String(load_default=None, allow_none=True, validate=validate.Length(6, 15))
    leader = fields.String(allow_none=True, validate=validate.Length(1, 20))


class MembershipBody(Schema):
    notice_version = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(1, 1_000_000))


class LeaderShape(Schema):
    account = fields.String(required=True)
    display_name = fields.String(required=True)


class TeamShape(Schema):
    """A team. ``leader`` is shown to who is signed in."""

    id = fields.Integer(required=True)
    name = fields.String(required=True)
    area_code = fields.String(required=True, allow_none=True)
    leader = fields.Nested(LeaderShape, required=True, allow_none=True)
    is_member = fields.Boolean(required=True)
    actions = fields.List(fields.String(), required=True)
    version = fields.Integer(required=True)


class TeamPage(Schema):
    items = fields.List(fields.Nested(TeamShape), required=True)
    next_cursor = fields.String(required=True, allow_none=True)
