"""Shapes of what keepers and riders say of a station, and of what keepers read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates

from app.core.paging import PageQuery
from app.core.wording import in_plain_letters
from app.stations import keeping_rules as rules
from app.stations.reading_schemas import CRS, CrsQuery, NudgeShape, StationCard
from app.stations.vocabulary import AMENITIES, AMENITY_STATUSES

_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
NOTE = 120


class Instant(fields.String):
    """An instant as RFC 3339 with offset; loads aware UTC."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        if not _RFC3339.fullmatch(text):
            raise ValidationError("需要带时区的时间，如 2025-11-20T08:00:00+08:00")
        try:
            return datetime.fromisoformat(text.upper()).astimezone(UTC)
        except (ValueError, OverflowError):
            raise ValidationError("没有这个时间") from None


class Note(fields.String):
    """A short remark; blanks around it fall away, null is none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            load_default="", allow_none=True, validate=[validate.Length(max=NOTE), in_plain_letters], **kwargs
        )

    def deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        loaded = super().deserialize(value.strip() if isinstance(value, str) else value, *args, **kwargs)
        return loaded or ""


class InDatum(Schema):
    """``crs`` in a body: the datum of the answer's coordinates."""

    crs = fields.String(validate=validate.OneOf(CRS))


class SayingSchema(Schema):
    """How a thing is. ``eta``: when it is expected to work again, only with ``limited`` and ``broken``."""

    status = fields.String(required=True, validate=validate.OneOf(AMENITY_STATUSES))
    note = Note()
    eta = Instant(load_default=None, allow_none=True)


class AmenityBody(SayingSchema, InDatum):
    """A keeper's word on one thing. ``taking_back``: it puts back what the caller said of it last; the riders' reports
    that were answered by that wait again."""

    taking_back = fields.Boolean(load_default=False)


class ConfirmedAmenity(SayingSchema):
    amenity = fields.String(required=True, validate=validate.OneOf(list(AMENITIES)))


class DailyConfirmationBody(InDatum):
    """今天照常: what differs; all else is confirmed as it stands."""

    amenities = fields.List(
        fields.Nested(ConfirmedAmenity), load_default=list, validate=validate.Length(max=len(AMENITIES))
    )

    @validates("amenities")
    def each_once(self, value: list[dict[str, Any]], **_: object) -> None:
        names = [item["amenity"] for item in value if "amenity" in item]  # lines refused already lie here too
        if len(set(names)) < len(names):
            raise ValidationError("同一项设施只写一次")


class ReportBody(InDatum):
    """A rider's word on one thing, or ``opening`` with ``closed`` (到了没开). ``occurred_at``: when, if not now."""

    amenity = fields.String(required=True, validate=validate.OneOf([*AMENITIES, rules.OPENING]))
    status = fields.String(required=True, validate=validate.OneOf([*rules.REPORTABLE, "closed"]))
    note = Note()
    occurred_at = Instant(load_default=None, allow_none=True)


class SettlementBody(InDatum):
    """How riders' reports of one thing turn out; of ``opening``: ``open`` or ``closed``."""

    amenity = fields.String(required=True, validate=validate.OneOf([*AMENITIES, rules.OPENING]))
    status = fields.String(required=True, validate=validate.OneOf([*AMENITY_STATUSES, "open", "closed"]))
    note = Note()
    eta = Instant(load_default=None, allow_none=True)


class ReportsQuery(Schema):
    """``state``: only open reports are kept for keepers to read."""

    state = fields.String(load_default="open", validate=validate.OneOf(("open",)))


class KeptQuery(PageQuery, CrsQuery):
    """The page of the stations one keeps. ``q``: words of code, name, address, or pinyin and initials of the name."""

    q = fields.String(load_default=None, validate=[validate.Length(max=60), in_plain_letters])


class OpenReportsShape(Schema):
    """Reports of one thing that say the same: how many people, from when to when; never who."""

    amenity = fields.String(required=True, validate=validate.OneOf([*AMENITIES, rules.OPENING]))
    status = fields.String(required=True)
    count = fields.Integer(required=True)
    first_at = fields.String(required=True)
    last_at = fields.String(required=True)


class OpenReportsList(Schema):
    items = fields.List(fields.Nested(OpenReportsShape), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class HistoryLine(Schema):
    """One field's change. ``who``: the name, for staff of the station's scope only."""

    at = fields.String(required=True)
    field = fields.String(required=True)
    before = fields.Raw(required=True, allow_none=True)
    after = fields.Raw(required=True, allow_none=True)
    source = fields.String(required=True, validate=validate.OneOf(("manager", "riders", "import")))
    role = fields.String(required=True)
    who = fields.String(required=True, allow_none=True)


class HistoryPage(Schema):
    items = fields.List(fields.Nested(HistoryLine), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class KeptStation(StationCard):
    """A card for whoever keeps the station. ``open_reports``: how many wait to be settled."""

    open_to_riders = fields.Boolean(required=True)
    open_reports = fields.Integer(required=True)
    actions = fields.List(fields.String(), required=True)
    hints = fields.List(fields.Nested(NudgeShape), required=True)


class KeptPage(Schema):
    items = fields.List(fields.Nested(KeptStation), required=True)
    next_cursor = fields.String(required=True, allow_none=True)
