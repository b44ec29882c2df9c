"""Shapes of the day of a shift: the roster, scans, marks, walk-ins, statements, the calendar address."""

from __future__ import annotations

import re

from marshmallow import Schema, fields, validate

from app.core.instants import Instant
from app.core.paging import PageQuery
from app.volunteering.rules import SIGNUP_STATES
from app.volunteering.shift_schemas import LARGEST_ID, Text, number

NONCE = validate.Regexp(re.compile(r"[!-~]{8,64}\Z", re.ASCII), error="需要 8 到 64 个可见的 ASCII 字符")
DIRECTIONS = ("in", "out")
REASON, NOTE, LONGEST_CODE = 120, 200, 120


class RosterQuery(PageQuery):
    """The roster's page."""


class RosterRow(Schema):
    """Somebody on the roster. ``account``: their public number; a walk-in has none, and its label for a name."""

    id = fields.Integer(required=True)
    account = fields.String(required=True, allow_none=True)
    display_name = fields.String(required=True, allow_none=True)
    role_id = fields.Integer(required=True)
    state = fields.String(required=True, validate=validate.OneOf(SIGNUP_STATES))
    position = fields.Integer(required=True, allow_none=True)
    extra = fields.Boolean(required=True)
    reconfirm_due = fields.String(required=True, allow_none=True)
    checked_in_at = fields.String(required=True, allow_none=True)
    checked_out_at = fields.String(required=True, allow_none=True)
    attendance_source = fields.String(required=True, allow_none=True)
    stated_in_at = fields.String(required=True, allow_none=True)
    stated_out_at = fields.String(required=True, allow_none=True)
    stated_note = fields.String(required=True)
    actions = fields.List(fields.String(), required=True)
    version = fields.Integer(required=True)


class RosterPage(Schema):
    items = fields.List(fields.Nested(RosterRow), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class RevealBody(Schema):
    """Why the phone is needed; its owner reads this."""

    reason = Text(2, REASON, required=True)


class PhoneShape(Schema):
    phone = fields.String(required=True)


class AdmissionBody(Schema):
    """A check-in that waits, or the number of somebody who stands there."""

    checkin_id = number()
    account = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 20))
    role_id = number()


class MoveBody(Schema):
    role_id = fields.Integer(required=True, strict=True, validate=validate.Range(1, LARGEST_ID))


class RemovalBody(Schema):
    """Why; the person reads this."""

    reason = Text(1, REASON, required=True)


class ScanBody(Schema):
    """A member code read by staff. ``occurred_at``: when, if there was no network then."""

    member_code = fields.String(required=True, validate=validate.Length(1, LONGEST_CODE))
    direction = fields.String(required=True, validate=validate.OneOf(DIRECTIONS))
    nonce = fields.String(required=True, validate=NONCE)
    occurred_at = Instant(load_default=None, allow_none=True)


class ScanShape(Schema):
    """What the scan came to. ``signup``: the row of the roster; null while the person waits to be admitted."""

    id = fields.Integer(required=True)
    state = fields.String(required=True)
    reason = fields.String(required=True, allow_none=True)
    direction = fields.String(required=True)
    occurred_at = fields.String(required=True)
    account = fields.String(required=True, allow_none=True)
    display_name = fields.String(required=True, allow_none=True)
    signup = fields.Nested(RosterRow, required=True, allow_none=True)


class AttendanceBody(Schema):
    """Times by hand, with the reason; null: did not come, has not gone."""

    checked_in_at = Instant(required=True, allow_none=True)
    checked_out_at = Instant(required=True, allow_none=True)
    reason = Text(1, REASON, required=True)


class WalkInBody(Schema):
    direction = fields.String(required=True, validate=validate.OneOf(DIRECTIONS))
    nonce = fields.String(required=True, validate=NONCE)
    occurred_at = Instant(load_default=None, allow_none=True)


class WalkInShape(Schema):
    """``claim_code``: to be written down for the person; said only to whoever noted them."""

    id = fields.Integer(required=True)
    label = fields.String(required=True)
    claim_code = fields.String(required=True)
    claim_until = fields.String(required=True, allow_none=True)


class ClaimBody(Schema):
    claim_code = fields.String(required=True, validate=validate.Length(1, 40))
    notice_version = fields.Integer(
        load_default=None, allow_none=True, strict=True, validate=validate.Range(0, LARGEST_ID)
    )


class StatementBody(Schema):
    """One's own word; one of the times may be null."""

    checked_in_at = Instant(required=True, allow_none=True)
    checked_out_at = Instant(required=True, allow_none=True)
    note = Text(0, NOTE, load_default="", lines=True)


class CodeShape(Schema):
    class Meta:
        include = {"from": fields.String(required=True)}  # noqa: RUF012 - a word of Python's, so not a name

    code = fields.String(required=True)


class CodesShape(Schema):
    """The codes of the next ten minutes, each ``step_s`` seconds from ``from`` on."""

    codes = fields.List(fields.Nested(CodeShape), required=True)
    step_s = fields.Integer(required=True)
    server_now = fields.String(required=True)


class FeedShape(Schema):
    url = fields.String(required=True)
