"""Shapes of the ledger's requests and answers."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates

from app.core.paging import PageQuery
from app.core.wording import in_plain_letters, in_plain_lines
from app.hours import chain_rules, rules

ID = validate.Range(1, 2**31 - 1)
MOST_ROWS = 100


class Words(fields.String):
    """A text for people; blanks around it fall away. ``lines``: may have several lines."""

    def __init__(self, most: int, *, least: int = 1, lines: bool = False, **kwargs: Any) -> None:
        plain = in_plain_lines if lines else in_plain_letters
        super().__init__(validate=[validate.Length(min=least, max=most), plain], **kwargs)

    def deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        return super().deserialize(value.strip() if isinstance(value, str) else value, *args, **kwargs)


class Minutes(fields.Integer):
    """Whole minutes of one shift."""

    def __init__(self, least: int, **kwargs: Any) -> None:
        super().__init__(strict=True, validate=validate.Range(least, rules.MOST_MINUTES), **kwargs)


class MineQuery(PageQuery):
    """``format``: json, or pdf with all of it."""

    format = fields.String(load_default="json", validate=validate.OneOf(("json", "pdf")))


class QueueQuery(PageQuery):
    """``changed``: the attendance is another since the decision; ``sampled``: a second reader is to see it."""

    state = fields.String(load_default="pending", validate=validate.OneOf(chain_rules.QUEUES))
    area = fields.String(load_default=None, validate=validate.Length(max=15))
    shift = fields.Integer(load_default=None, validate=ID)


class ObjectionsQuery(PageQuery):
    state = fields.String(load_default="open", validate=validate.OneOf(("open", "answered")))


class WishBody(Schema):
    """One row: ``id`` of the chain, ``minutes`` if other than proposed, and the ``version`` that was looked at."""

    id = fields.Integer(required=True, strict=True, validate=ID)
    minutes = Minutes(1, load_default=None, allow_none=True)
    reason = Words(rules.NOTE, least=0, load_default="")
    version = fields.Integer(required=True, strict=True, validate=ID)


class ConfirmationBody(Schema):
    items = fields.List(fields.Nested(WishBody), required=True, validate=validate.Length(1, MOST_ROWS))

    @validates("items")
    def each_once(self, value: list[dict[str, Any]], **_: object) -> None:
        ids = [item["id"] for item in value if "id" in item]  # lines refused already lie here too
        if len(set(ids)) < len(ids):
            raise ValidationError("同一条时长只写一次")


class RejectionBody(Schema):
    reason = Words(rules.NOTE, required=True)
    version = fields.Integer(required=True, strict=True, validate=ID)


class UndoBody(Schema):
    batch_id = fields.String(required=True, validate=validate.Length(1, 32))


class CorrectionBody(Schema):
    """``minutes``: what is right; 0 takes all back."""

    minutes = Minutes(0, required=True)
    reason = Words(rules.NOTE, required=True)
    version = fields.Integer(required=True, strict=True, validate=ID)


class BackfillBody(Schema):
    """``account``: the public number of the person."""

    account = fields.String(required=True, validate=validate.Length(1, 20))
    shift_id = fields.Integer(required=True, strict=True, validate=ID)
    minutes = Minutes(1, required=True)
    reason = Words(rules.NOTE, required=True)


class TextBody(Schema):
    text = Words(rules.OBJECTION, required=True, lines=True)


class ShiftShape(Schema):
    id = fields.Integer(required=True)
    title = fields.String(required=True)
    starts_at = fields.String(required=True)
    ends_at = fields.String(required=True)
    area_code = fields.String(required=True)


class IssuerShape(Schema):
    id = fields.Integer(required=True)
    name = fields.String(required=True)


class PersonShape(Schema):
    """By name for who may decide, for others by pseudonym; a walk-in has its label, whoever left nothing."""

    account = fields.String(required=True, allow_none=True)
    display_name = fields.String(required=True, allow_none=True)
    person_ref = fields.String(required=True, allow_none=True)


class ObjectionShape(Schema):
    id = fields.Integer(required=True)
    hours_id = fields.Integer(required=True)
    text = fields.String(required=True)
    created_at = fields.String(required=True)
    due_on = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(("open", "answered")))
    answer = fields.String(required=True, allow_none=True)
    answered_at = fields.String(required=True, allow_none=True)


class OwnEntry(Schema):
    """Own hours at one shift; ``kind`` backfill is shown apart."""

    id = fields.Integer(required=True)
    shift = fields.Nested(ShiftShape, required=True)
    service_date = fields.String(required=True)
    minutes = fields.Integer(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(chain_rules.KINDS))
    state = fields.String(required=True, validate=validate.OneOf(chain_rules.STATES))
    source = fields.String(required=True, validate=validate.OneOf(chain_rules.SOURCES))
    issuer = fields.Nested(IssuerShape, required=True)
    note = fields.String(required=True)
    actions = fields.List(fields.String(), required=True)
    version = fields.Integer(required=True)


class OwnHoursShape(Schema):
    """``backfilled_minutes`` are among the confirmed ones."""

    confirmed_minutes = fields.Integer(required=True)
    backfilled_minutes = fields.Integer(required=True)
    pending_minutes = fields.Integer(required=True)
    entries = fields.List(fields.Nested(OwnEntry), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class KeptByIssuer(Schema):
    issuer = fields.Nested(IssuerShape, required=True)
    minutes = fields.Integer(required=True)
    first_on = fields.String(required=True)
    last_on = fields.String(required=True)


class IssuersList(Schema):
    items = fields.List(fields.Nested(KeptByIssuer), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class Queued(Schema):
    """A row of the staff queue. ``pile``: normal (one button for all) or look (one by one, with ``doubts``).

    A check-in that waits for a decision is a doubt of its own: check-out-waiting, check-in-waiting.
    ``changed_minutes``: what the attendance comes to where it changed after the decision.
    """

    id = fields.Integer(required=True)
    shift = fields.Nested(ShiftShape, required=True)
    person = fields.Nested(PersonShape, required=True)
    service_date = fields.String(required=True)
    planned_minutes = fields.Integer(required=True)
    measured_minutes = fields.Integer(required=True, allow_none=True)
    proposed_minutes = fields.Integer(required=True)
    minutes = fields.Integer(required=True)
    changed_minutes = fields.Integer(required=True, allow_none=True)
    doubts = fields.List(fields.String(), required=True)
    pile = fields.String(required=True, validate=validate.OneOf(("normal", "look")))
    own = fields.Boolean(required=True)
    issuer = fields.Nested(IssuerShape, required=True)
    state = fields.String(required=True, validate=validate.OneOf(chain_rules.STATES))
    sampled = fields.Boolean(required=True)
    version = fields.Integer(required=True)
    actions = fields.List(fields.String(), required=True)


class QueuePage(Schema):
    items = fields.List(fields.Nested(Queued), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class DeciderShape(Schema):
    role = fields.String(required=True)
    name = fields.String(required=True, allow_none=True)


class LineShape(Schema):
    """A line; ``batch_id`` on one's own decisions only."""

    id = fields.Integer(required=True)
    no = fields.Integer(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(chain_rules.KINDS))
    minutes = fields.Integer(required=True)
    minutes_next_day = fields.Integer(required=True)
    source = fields.String(required=True, validate=validate.OneOf(chain_rules.SOURCES))
    reason_code = fields.String(required=True)
    note = fields.String(required=True)
    by = fields.Nested(DeciderShape, required=True)
    batch_id = fields.String(required=True, allow_none=True)
    created_at = fields.String(required=True)


class HoursDetail(Queued):
    lines = fields.List(fields.Nested(LineShape), required=True)
    objections = fields.List(fields.Nested(ObjectionShape), required=True)


class DecidedRow(Schema):
    """``status``: as the call for this row alone would have answered, 200 or that of ``problem``."""

    id = fields.Integer(required=True)
    status = fields.Integer(required=True)
    state = fields.String(validate=validate.OneOf(chain_rules.STATES))
    minutes = fields.Integer()
    version = fields.Integer()
    problem = fields.Dict()


class DecidedShape(Schema):
    batch_id = fields.String(required=True)
    items = fields.List(fields.Nested(DecidedRow), required=True)


class ObjectionInQueue(ObjectionShape):
    hours = fields.Nested(Queued, required=True)
    actions = fields.List(fields.String(), required=True)


class ObjectionsPage(Schema):
    items = fields.List(fields.Nested(ObjectionInQueue), required=True)
    next_cursor = fields.String(required=True, allow_none=True)
