"""What notices look like on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from app.notices.rules import Topic
from app.wechat.templates import MESSAGES

MOST_AT_ONCE = 100
LAST_ID = 2**31 - 1
A_TAP = 3  # WeChat asks for at most so many at once; phones send one hint for each template

NoticeId = fields.Integer(strict=True, validate=validate.Range(1, LAST_ID))


class OnOff(fields.Boolean):
    """JSON's true or false and nothing like them."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class NoticesReadBody(Schema):
    """Which notices were read: these, or all up to one; one of the two."""

    ids = fields.List(NoticeId, validate=validate.Length(1, MOST_AT_ONCE))
    up_to = fields.Integer(strict=True, validate=validate.Range(1, LAST_ID))

    @validates_schema
    def _one_of_two(self, data: Mapping[str, Any], **_: Any) -> None:
        if len(data) != 1:
            raise ValidationError("ids 和 up_to 请给一个", "ids")


class NoticeSettingsBody(Schema):
    """Switches by topic; those left out stay as they are."""

    topics = fields.Dict(
        fields.String(validate=validate.OneOf([str(topic) for topic in Topic])),
        OnOff(),
        required=True,
    )


class SubscriptionBody(Schema):
    """``accepted``: how many messages of this template the tap accepted; 0 when it was refused."""

    template = fields.String(required=True, validate=validate.OneOf(MESSAGES))
    accepted = fields.Integer(required=True, strict=True, validate=validate.Range(0, A_TAP))


class InboxItem(Schema):
    id = fields.Integer(required=True)
    topic = fields.String(required=True, validate=validate.OneOf([str(topic) for topic in Topic]))
    title = fields.String(required=True)
    body = fields.String(required=True)
    link = fields.String(required=True, allow_none=True)
    created_at = fields.DateTime(required=True)
    read_at = fields.DateTime(required=True, allow_none=True)


class NoticePage(Schema):
    items = fields.List(fields.Nested(InboxItem), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class NoticeSettings(Schema):
    """``credits``: how many messages of each template WeChat lets us send."""

    topics = fields.Dict(fields.String(), fields.Boolean(), required=True)
    credits = fields.Dict(fields.String(), fields.Integer(), required=True)


class MessageCredits(Schema):
    credits = fields.Dict(fields.String(), fields.Integer(), required=True)
