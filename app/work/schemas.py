"""Shapes of a day's work."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from app.volunteering.rules import PARTS
from app.volunteering.shift_schemas import ShiftCard


class WorkShift(ShiftCard):
    """A shift of today that the caller plans or runs. ``my_part``: what they are in it themselves.

    ``leader``: leads its team; else ``registered``: comes as a volunteer, so their own hours are somebody else's to
    confirm; ``waitlisted``: waits, or holds an offer; null: none of these, it only stands within their grants.
    """

    my_part = fields.String(required=True, allow_none=True, validate=validate.OneOf(PARTS))


class WorkToday(Schema):
    """What is to be done today within the caller's grants; one's own hours and check-ins are not counted.

    ``shifts``: by start, drafts and cancelled ones too, at most 100. ``hours_pending``: hours that wait for a word
    that can be the caller's, the first or the second; ``objections_open``: objections that wait for an answer that
    can be theirs; ``checkins_pending``: check-ins to decide; ``stations_stale``: stations in use that nobody has
    checked for 90 days; ``reports_open``: reports by riders to settle. What the caller's role does not let them do
    counts 0. ``actions``: ``see_hours`` where ``GET /hours`` is open to them.
    """

    shifts = fields.List(fields.Nested(WorkShift), required=True)
    hours_pending = fields.Integer(required=True)
    objections_open = fields.Integer(required=True)
    checkins_pending = fields.Integer(required=True)
    stations_stale = fields.Integer(required=True)
    reports_open = fields.Integer(required=True)
    actions = fields.List(fields.String(validate=validate.OneOf(["see_hours"])), required=True)
    server_now = fields.String(required=True)
