"""Shapes of presence over HTTP."""

from __future__ import annotations

import re

from marshmallow import Schema, fields, validate

from app.core.instants import Instant
from app.core.numbers import Number
from app.core.paging import PageQuery
from app.core.wording import in_plain_letters

FORMATS = ("html", "pdf", "png")
CRS = ("gcj02", "wgs84")
HINTS = ("camera", "album", "longpress", "link", "unknown")
STATES = ("accepted", "pending", "needs_position", "rejected")
LONGEST_CODE = 120  # ours have 30 characters; a scanner may read anything
_NONCE = validate.Regexp(re.compile(r"[!-~]{1,64}\Z", re.ASCII), error="需要 1 到 64 个可见的 ASCII 字符")


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


class CheckinBody(Schema):
    """A scanned code. ``occurred_at``: when, by the phone; ``direction``: left out it is inferred."""

    code = fields.String(required=True, validate=validate.Length(1, LONGEST_CODE))
    nonce = fields.String(required=True, validate=_NONCE)
    direction = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(("in", "out")))
    occurred_at = Instant(load_default=None, allow_none=True)
    onsite_hint = fields.String(load_default="unknown", validate=validate.OneOf(HINTS))


class PositionBody(Schema):
    """Where the phone is now; used for the answer and dropped. Only ``source`` ``precise`` counts."""

    lat = Number(required=True, validate=validate.Range(-90, 90))
    lng = Number(required=True, validate=validate.Range(-180, 180))
    accuracy_m = Number(required=True, validate=validate.Range(0, 1_000_000))
    source = fields.String(required=True, validate=validate.Regexp(r"[a-z_]{1,20}\Z"))
    crs = fields.String(load_default="gcj02", validate=validate.OneOf(CRS))
    notice_version = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(1, 2**31 - 1))


class DecisionBody(Schema):
    """How staff settle a pending check-in, and why."""

    accept = fields.Boolean(required=True, truthy={True}, falsy={False})
    reason = fields.String(required=True, validate=[validate.Length(1, 120), in_plain_letters])


class PendingQuery(PageQuery):
    """``state``: only what waits is listed. ``shift``: a shift's id; ``station``: where the code was read."""

    state = fields.String(load_default="pending", validate=validate.OneOf(("pending",)))
    shift = fields.String(load_default=None, validate=validate.Length(1, 20))
    station = fields.String(load_default=None, validate=validate.Length(1, 20))


class EvidenceShape(Schema):
    level = fields.Integer(required=True)
    method = fields.String(required=True)


class CheckinFactsShape(Schema):
    """``target``: what it counts for, ``scanned``: what was read; null where the code proved nothing."""

    id = fields.Integer(required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    reason = fields.String(required=True, allow_none=True)
    evidence = fields.Nested(EvidenceShape, required=True)
    target = fields.Nested(MeantShape, required=True, allow_none=True)
    scanned = fields.Nested(MeantShape, required=True, allow_none=True)
    direction = fields.String(required=True)
    pair_no = fields.Integer(required=True)
    local_day = fields.String(required=True)
    occurred_at = fields.String(required=True)
    received_at = fields.String(required=True)
    late = fields.Boolean(required=True)


class CheckinShape(CheckinFactsShape):
    """One's own. ``position_until``: while ``needs_position``, until when a position may follow."""

    undo_until = fields.String(required=True)
    position_until = fields.String(required=True, allow_none=True)
    actions = fields.List(fields.String(), required=True)


class CheckinPage(Schema):
    items = fields.List(fields.Nested(CheckinShape), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class PendingShape(CheckinFactsShape):
    """For whoever may settle it. ``account``: the public number."""

    account = fields.String(required=True, allow_none=True)
    display_name = fields.String(required=True, allow_none=True)
    actions = fields.List(fields.String(), required=True)


class PendingPage(Schema):
    items = fields.List(fields.Nested(PendingShape), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class MemberCodeShape(Schema):
    """The rider's code for staff to scan; fetched once a minute, shown until ``valid_until``. ``from`` comes, too."""

    class Meta:
        include = {"from": fields.String(required=True)}  # noqa: RUF012 - a word of Python's, so not a name

    code = fields.String(required=True)
    valid_until = fields.String(required=True)
    server_now = fields.String(required=True)


class ScreenCodeShape(Schema):
    class Meta:
        include = {"from": fields.String(required=True)}  # noqa: RUF012 - as above

    code = fields.String(required=True)


class ScreenCodesShape(Schema):
    """The codes of the next ten minutes, each ``step_s`` seconds from ``from`` on."""

    codes = fields.List(fields.Nested(ScreenCodeShape), required=True)
    step_s = fields.Integer(required=True)
    server_now = fields.String(required=True)
