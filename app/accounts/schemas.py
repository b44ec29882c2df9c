"""What accounts look like on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields, validate

from app.accounts import granting_rules, rules
from app.core.paging import PageQuery


class YesOrNo(fields.Boolean):
    """JSON's true or false and nothing like them: to Python 1 equals True, and an age is not confirmed by a number."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class SignInBody(Schema):
    """``code``: of ``wx.login``; ``device_id``: random, made by the client; ``age_ok`` left out changes nothing.

    ``renew``: of a sign-in that ran out, silently; an account that is gone is not made anew.
    """

    code = fields.String(required=True, validate=validate.Length(1, 128))
    device_name = fields.String(load_default="", validate=validate.Length(max=40))
    device_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 64))
    age_ok = YesOrNo(load_default=None, allow_none=True)
    renew = YesOrNo(load_default=False)


class ProfileBody(Schema):
    """All that a person edits of their account."""

    display_name = fields.String(required=True, validate=validate.Length(1, 40))
    avatar_url = fields.String(required=True, validate=validate.Length(max=60))
    work_kind = fields.String(required=True, allow_none=True, validate=validate.OneOf(rules.WORK_KINDS))
    age_ok = YesOrNo(required=True)


class PhoneBody(Schema):
    """``code``: of the phone button; ``notice_version``: of the text that stood beside it."""

    code = fields.String(required=True, validate=validate.Length(1, 128))
    notice_version = fields.Integer(load_default=None, allow_none=True, strict=True)


class ConsentBody(Schema):
    """``notice_version``: of the text that was read."""

    notice_version = fields.Integer(required=True, strict=True)


class GrantBody(Schema):
    """``account``: a ``public_no``; ``ends_at``: at most 12 months on, rounded up to 24:00 (the default)."""

    account = fields.String(required=True, validate=validate.Length(1, 20))
    role = fields.String(required=True, validate=validate.OneOf(granting_rules.ROLES))
    scope_code = fields.String(required=True, validate=validate.Length(1, 20))
    ends_at = fields.AwareDateTime(load_default=None, allow_none=True, format="iso")


class GrantQuery(PageQuery):
    """``scope``: only grants at or below this scope."""

    scope = fields.String(load_default=None, validate=validate.Length(1, 20))


class RoleSchema(Schema):
    id = fields.Integer(required=True)
    role = fields.String(required=True, validate=validate.OneOf(granting_rules.ROLES))
    scope_kind = fields.String(required=True, validate=validate.OneOf(("area", "org", "team", "station")))
    scope_code = fields.String(required=True)
    scope_name = fields.String(required=True)
    ends_at = fields.DateTime(required=True)


class MeSchema(Schema):
    id = fields.Integer(required=True)
    public_no = fields.String(required=True)
    status = fields.String(required=True, validate=validate.OneOf(("active", "closing")))
    erased_after = fields.DateTime(required=True, allow_none=True)
    display_name = fields.String(required=True)
    avatar_url = fields.String(required=True)
    phone_masked = fields.String(required=True, allow_none=True)
    work_kind = fields.String(required=True, allow_none=True, validate=validate.OneOf(rules.WORK_KINDS))
    age_ok = fields.Boolean(required=True)
    roles = fields.List(fields.Nested(RoleSchema), required=True)
    unread_notices = fields.Integer(required=True)
    version = fields.Integer(required=True)


class SignedInSchema(Schema):
    """``expires_at``: when the sign-in ends if it is not used before."""

    token = fields.String(required=True)
    expires_at = fields.DateTime(required=True)
    account = fields.Nested(MeSchema, required=True)
    is_new = fields.Boolean(required=True)


class DeviceSchema(Schema):
    id = fields.Integer(required=True)
    device_name = fields.String(required=True)
    created_at = fields.DateTime(required=True)
    last_seen_at = fields.DateTime(required=True)
    expires_at = fields.DateTime(required=True)
    current = fields.Boolean(required=True)


class DeviceListSchema(Schema):
    items = fields.List(fields.Nested(DeviceSchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class PhoneSchema(Schema):
    phone_masked = fields.String(required=True, allow_none=True)


class ConsentSchema(Schema):
    """``current_version``: of the text as it is now; ``notice_version``: of the one this was said to."""

    purpose = fields.String(required=True)
    title = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(("given", "withdrawn", "none")))
    notice_version = fields.Integer(required=True, allow_none=True)
    current_version = fields.Integer(required=True)
    at = fields.DateTime(required=True, allow_none=True)
    switchable = fields.Boolean(required=True)


class ConsentListSchema(Schema):
    items = fields.List(fields.Nested(ConsentSchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class GrantSchema(RoleSchema):
    account = fields.String(required=True)
    display_name = fields.String(required=True)
    starts_at = fields.DateTime(required=True)
    granted_by = fields.String(required=True, allow_none=True)


class GrantListSchema(Schema):
    items = fields.List(fields.Nested(GrantSchema), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class NoticeSchema(Schema):
    version = fields.Integer(required=True)
    title = fields.String(required=True)
    text = fields.String(required=True)


class HotlineSchema(Schema):
    name = fields.String(required=True)
    number = fields.String(required=True)


class PointSchema(Schema):
    lat = fields.Float(required=True)
    lng = fields.Float(required=True)


class ClientConfigSchema(Schema):
    """``templates``: null where messages of that kind are not set up, so that the client does not ask."""

    server_now = fields.DateTime(required=True)
    min_client_version = fields.String(required=True)
    templates = fields.Dict(fields.String(), fields.String(allow_none=True), required=True)
    notices = fields.Dict(fields.String(), fields.Nested(NoticeSchema), required=True)
    hotlines = fields.List(fields.Nested(HotlineSchema), required=True)
    map_center = fields.Nested(PointSchema, required=True)
    features = fields.Dict(fields.String(), fields.Boolean(), required=True)
