"""Shapes of volunteer roles on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields, validate

from app.communities import role_rules as rules
from app.communities.schemas import CommunityName

KIND = validate.OneOf(tuple(rules.NAMES))


class YesOrNo(fields.Boolean):
    """JSON's true or false and nothing like them."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class OfferBody(Schema):
    """``account``: a ``public_no``; ``ends_on``: the last day, at most and by default 12 months on."""

    account = fields.String(required=True, validate=validate.Length(1, 20))
    kind = fields.String(required=True, validate=KIND)
    ends_on = fields.Date(load_default=None, allow_none=True)


class AcceptanceBody(Schema):
    """``briefing_opened``: whether the text of ``briefing`` was opened."""

    briefing_opened = YesOrNo(required=True)


class RoleFacts(Schema):
    """What everybody who may see a role reads. ``answer_by``: until when an offer waits."""

    id = fields.Integer(required=True)
    kind = fields.String(required=True, validate=KIND)
    name = fields.String(required=True)
    area = fields.Nested(CommunityName, required=True)
    state = fields.String(required=True, validate=validate.OneOf((rules.OFFERED, rules.ACTIVE, rules.ENDED)))
    offered_at = fields.String(required=True)
    answer_by = fields.String(required=True)
    accepted_at = fields.String(required=True, allow_none=True)
    ends_on = fields.String(required=True)
    actions = fields.List(fields.String(), required=True)


class OwnRole(RoleFacts):
    ended_why = fields.String(required=True, allow_none=True)
    ended_at = fields.String(required=True, allow_none=True)
    briefing = fields.String(required=True)


class OwnRolePage(Schema):
    items = fields.List(fields.Nested(OwnRole), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class StaffRole(RoleFacts):
    """``account``, ``display_name``: null to the auditor, who checks that roles end, not whose they are."""

    account = fields.String(required=True, allow_none=True)
    display_name = fields.String(required=True, allow_none=True)


class StaffRolePage(Schema):
    items = fields.List(fields.Nested(StaffRole), required=True)
    next_cursor = fields.String(required=True, allow_none=True)
