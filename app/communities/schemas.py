"""Shapes of communities on the wire: the card, memberships, members, news."""

from __future__ import annotations

import unicodedata
from typing import Any

from marshmallow import Schema, fields, validate

from app.communities import rules
from app.core.instants import Instant
from app.core.wording import in_plain_letters

KIND = validate.OneOf(tuple(rules.KINDS))


class Line(fields.String):
    """One line of text; blanks around it fall away."""

    def __init__(self, longest: int, *, least: int = 0, **kwargs: Any) -> None:
        super().__init__(validate=[validate.Length(least, longest), in_plain_letters], **kwargs)

    def deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        text = unicodedata.normalize("NFC", value.strip()) if isinstance(value, str) else value
        return super().deserialize(text, *args, **kwargs)


class Paragraphs(fields.String):
    """Text of several lines; blanks around it fall away."""

    def __init__(self, longest: int, *, least: int = 0, **kwargs: Any) -> None:
        super().__init__(validate=[validate.Length(least, longest), _in_plain_lines], **kwargs)

    def deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        text = value
        if isinstance(value, str):
            text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").strip())
        return super().deserialize(text, *args, **kwargs)


def _in_plain_lines(text: str) -> None:
    for line in text.split("\n"):
        in_plain_letters(line)


class CardBody(Schema):
    """What staff edit of a community. ``contact``: the office's number or hours, never a person's."""

    welcome = Paragraphs(rules.WELCOME, required=True)
    contact = Line(rules.CONTACT, required=True, allow_none=True)


class ReportInBody(Schema):
    """``notice_version``: of the text that stood on the screen; the act is the consent."""

    kind = fields.String(required=True, validate=KIND)
    notice_version = fields.Integer(load_default=None, allow_none=True, strict=True)


class AnnouncementBody(Schema):
    """News, and from when until when it is shown."""

    title = Line(rules.TITLE, least=1, required=True)
    body = Paragraphs(rules.BODY, least=1, required=True)
    first = Instant(required=True, data_key="from")
    last = Instant(required=True, data_key="to")


class AreaOfCommunity(Schema):
    """The area as ``GET /areas/{code}`` describes it."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    short_name = fields.String(required=True)
    level = fields.String(required=True)
    parent_code = fields.String(required=True, allow_none=True)
    path = fields.String(required=True)
    township_name = fields.String(required=True, allow_none=True)
    in_programme = fields.Boolean(required=True)


class CommunityName(Schema):
    """A community in lists; ``township_name`` tells namesakes apart."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    township_name = fields.String(required=True, allow_none=True)


class AnnouncementShape(Schema):
    id = fields.Integer(required=True)
    title = fields.String(required=True)
    body = fields.String(required=True)
    shown_from = fields.String(required=True, data_key="from")
    shown_to = fields.String(required=True, data_key="to")
    state = fields.String(required=True, validate=validate.OneOf(("upcoming", "shown", "past")))
    version = fields.Integer(required=True)


class AnnouncementPage(Schema):
    items = fields.List(fields.Nested(AnnouncementShape), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class OwnPlaceThere(Schema):
    kind = fields.String(required=True, validate=KIND)
    joined_on = fields.String(required=True)


class MemberFigure(Schema):
    """``count``, or null and ``fewer_than`` where a smaller figure is not told."""

    count = fields.Integer(required=True, allow_none=True)
    fewer_than = fields.Integer(required=True, allow_none=True)


class CommunityCard(Schema):
    """``staff_see``: what staff see of members; ``members``: for whoever may know how many there are."""

    area = fields.Nested(AreaOfCommunity, required=True)
    welcome = fields.String(required=True)
    contact = fields.String(required=True, allow_none=True)
    announcements = fields.List(fields.Nested(AnnouncementShape), required=True)
    staff_see = fields.List(fields.String(), required=True)
    member = fields.Nested(OwnPlaceThere, required=True, allow_none=True)
    members = fields.Nested(MemberFigure, required=True, allow_none=True)
    actions = fields.List(fields.String(), required=True)
    version = fields.Integer(required=True)


class MembershipShape(Schema):
    area = fields.Nested(CommunityName, required=True)
    kind = fields.String(required=True, validate=KIND)
    joined_on = fields.String(required=True)
    actions = fields.List(fields.String(), required=True)


class MembershipList(Schema):
    items = fields.List(fields.Nested(MembershipShape), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class EndedRole(Schema):
    id = fields.Integer(required=True)
    kind = fields.String(required=True)
    name = fields.String(required=True)


class KeptSignUpShape(Schema):
    id = fields.Integer(required=True)
    shift_id = fields.Integer(required=True)
    title = fields.String(required=True)
    starts_at = fields.String(required=True)


class LeftShape(Schema):
    """What ended with leaving, and what stays: sign-ups and hours are no part of a membership."""

    roles_ended = fields.List(fields.Nested(EndedRole), required=True)
    signups_kept = fields.List(fields.Nested(KeptSignUpShape), required=True)


class MemberShape(Schema):
    """All that staff see of a member."""

    display_name = fields.String(required=True)
    kind = fields.String(required=True, validate=KIND)
    joined_on = fields.String(required=True)


class MemberPage(Schema):
    items = fields.List(fields.Nested(MemberShape), required=True)
    next_cursor = fields.String(required=True, allow_none=True)
