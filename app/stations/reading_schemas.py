"""Shapes of what is read of stations, for queries and for the API document."""

from __future__ import annotations

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from app.core.paging import PageQuery
from app.stations.vocabulary import AMENITIES, AMENITY_STATUSES, KINDS, STATION_STATUSES

STATES = ("open", "closed", "unknown")
CRS = ("gcj02", "wgs84")


class CrsQuery(Schema):
    """``crs``: the datum of all coordinates of this request, in and out."""

    crs = fields.String(load_default="gcj02", validate=validate.OneOf(CRS))


class StationQuery(PageQuery, CrsQuery):
    """The list's query. ``open``: ``now``, ``arrival``, or an instant (RFC 3339) of the next 14 days."""

    lat = fields.Float(load_default=None, allow_nan=False, validate=validate.Range(-90, 90))
    lng = fields.Float(load_default=None, allow_nan=False, validate=validate.Range(-180, 180))
    radius_m = fields.Integer(load_default=5000, validate=validate.Range(1, 50_000))
    kind = fields.List(fields.String(validate=validate.OneOf(list(KINDS))), load_default=list)
    amenity = fields.List(fields.String(validate=validate.OneOf(list(AMENITIES))), load_default=list)
    open = fields.String(load_default=None, validate=validate.Length(max=40))
    area = fields.String(load_default=None, validate=validate.Length(max=15))
    q = fields.String(load_default=None, validate=validate.Length(max=60))

    @validates_schema
    def point_is_whole(self, data: dict[str, object], **_: object) -> None:
        if (data.get("lat") is None) != (data.get("lng") is None):
            raise ValidationError("lat 和 lng 要一起给", "lng" if data.get("lng") is None else "lat")
        if data.get("open") == "arrival" and data.get("lat") is None:
            raise ValidationError("按到达时间筛选需要位置", "open")


class DaysQuery(Schema):
    """``from``: the first local day, today if left out; ``days`` 1-31."""

    first = fields.Date(load_default=None, data_key="from")
    days = fields.Integer(load_default=14, validate=validate.Range(1, 31))


class ChangeShape(Schema):
    at = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))


class AmenityShape(Schema):
    amenity = fields.String(required=True, validate=validate.OneOf(list(AMENITIES)))
    status = fields.String(required=True, validate=validate.OneOf(AMENITY_STATUSES))
    eta = fields.String(required=True, allow_none=True)


class ToldShape(Schema):
    at = fields.String(required=True)
    by = fields.String(required=True, validate=validate.OneOf(("manager", "riders", "import")))


class CrowdingShape(Schema):
    level = fields.String(required=True, validate=validate.OneOf(("few", "some", "full")))
    at = fields.String(required=True)


class StationCard(Schema):
    """A station as lists show it. Instants are RFC 3339 with offset, distances whole metres."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(list(KINDS)))
    address = fields.String(required=True)
    area_name = fields.String(required=True)
    township_name = fields.String(required=True, allow_none=True)
    lat = fields.Float(required=True)
    lng = fields.Float(required=True)
    distance_m = fields.Integer(required=True, allow_none=True)
    open_state = fields.String(required=True, validate=validate.OneOf(STATES))
    open_until = fields.String(required=True, allow_none=True)
    opens_at = fields.String(required=True, allow_none=True)
    next_change = fields.Nested(ChangeShape, required=True, allow_none=True)
    open_on_arrival = fields.Boolean(required=True, allow_none=True)
    amenities = fields.List(fields.Nested(AmenityShape), required=True)
    status = fields.String(required=True, validate=validate.OneOf(STATION_STATUSES))
    alert = fields.String(required=True, allow_none=True)
    crowding = fields.Nested(CrowdingShape, required=True, allow_none=True)
    contact = fields.String(required=True, allow_none=True)
    told = fields.Nested(ToldShape, required=True, allow_none=True)
    last_verified_at = fields.String(required=True, allow_none=True)
    stale = fields.Boolean(required=True)
    synthetic = fields.Boolean(required=True)
    version = fields.Integer(required=True)


class SummaryShape(Schema):
    """``open_count`` matches are open now, within ``within_m``; if none, where to go instead, within 50 km."""

    open_count = fields.Integer(required=True)
    within_m = fields.Integer(required=True, allow_none=True)
    next_opening = fields.Nested(StationCard, required=True, allow_none=True)
    always_open = fields.Nested(StationCard, required=True, allow_none=True)


class StationList(Schema):
    """A page of cards; ``summary`` only on the first."""

    items = fields.List(fields.Nested(StationCard), required=True)
    next_cursor = fields.String(required=True, allow_none=True)
    summary = fields.Nested(SummaryShape)
    server_now = fields.String(required=True)


class AmenityDetail(AmenityShape):
    note = fields.String(required=True)
    since = fields.String(required=True)
    source = fields.String(required=True, validate=validate.OneOf(("manager", "riders", "import")))


class ScheduleShape(Schema):
    """``byday``: 0 Monday to 6 Sunday; minutes count from local midnight, past 1440 into the next day."""

    season_from = fields.String(required=True, allow_none=True)
    season_to = fields.String(required=True, allow_none=True)
    valid_from = fields.String(required=True, allow_none=True)
    valid_to = fields.String(required=True, allow_none=True)
    byday = fields.List(fields.Integer(validate=validate.Range(0, 6)), required=True)
    opens_minute = fields.Integer(required=True)
    closes_minute = fields.Integer(required=True)
    holiday_rule = fields.String(required=True, validate=validate.OneOf(("same", "closed", "only")))


class IntervalShape(Schema):
    opens_minute = fields.Integer(required=True)
    closes_minute = fields.Integer(required=True)


class ExceptionShape(Schema):
    date = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(("closed", "special")))
    intervals = fields.List(fields.Nested(IntervalShape), required=True)
    alert = fields.String(required=True, allow_none=True)


class ClosureShape(Schema):
    id = fields.Integer(required=True)
    starts_at = fields.String(required=True, data_key="from")
    ends_at = fields.String(required=True, allow_none=True, data_key="to")
    reason = fields.String(required=True)
    substitute_code = fields.String(required=True, allow_none=True)


class PhotoShape(Schema):
    """A photo. Its author and the station's keepers also see what is not ``shown`` yet, by a ``url`` for an hour."""

    id = fields.Integer(required=True)
    url = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(("pending_review", "review", "shown")))
    actions = fields.List(fields.String(), required=True)


class OrganizationShape(Schema):
    id = fields.Integer(required=True)
    name = fields.String(required=True)


class AreaShape(Schema):
    code = fields.String(required=True)
    name = fields.String(required=True)
    path = fields.String(required=True)
    township_name = fields.String(required=True, allow_none=True)


class NudgeShape(Schema):
    """Something to look at again: a warning after an edit, or a hint to keepers."""

    slug = fields.String(required=True)
    title = fields.String(required=True)


class VerifiedShape(Schema):
    """When each line of the monthly check was last confirmed."""

    name = fields.String(required=True, allow_none=True)
    place = fields.String(required=True, allow_none=True)
    hours = fields.String(required=True, allow_none=True)
    contact = fields.String(required=True, allow_none=True)
    amenities = fields.String(required=True, allow_none=True)


class StationDetail(StationCard):
    """A station whole. ``actions``: what this caller may do now; ``hours_note``: a caution about holidays.

    Only keepers are shown ``hints`` (a closure without end for more than 7 days: ``out-of-use``) and ``verified``.
    """

    amenities = fields.List(fields.Nested(AmenityDetail), required=True)
    schedules = fields.List(fields.Nested(ScheduleShape), required=True)
    exceptions = fields.List(fields.Nested(ExceptionShape), required=True)
    closures = fields.List(fields.Nested(ClosureShape), required=True)
    hours_words = fields.String(required=True)
    hours_note = fields.String(required=True, allow_none=True)
    capacity_seats = fields.Integer(required=True, allow_none=True)
    operator = fields.Nested(OrganizationShape, required=True, allow_none=True)
    photos = fields.List(fields.Nested(PhotoShape), required=True)
    area = fields.Nested(AreaShape, required=True, allow_none=True)
    saved = fields.Boolean(required=True, allow_none=True)
    open_to_riders = fields.Boolean(required=True)
    calendars = fields.List(fields.String(), required=True)
    radius_m = fields.Integer(required=True)
    actions = fields.List(fields.String(), required=True)
    hints = fields.List(fields.Nested(NudgeShape), required=True)
    verified = fields.Nested(VerifiedShape, required=True, allow_none=True)


class DayInterval(Schema):
    opens_at = fields.String(required=True)
    closes_at = fields.String(required=True)


class DayShape(Schema):
    date = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    intervals = fields.List(fields.Nested(DayInterval), required=True)
    why = fields.String(required=True, validate=validate.OneOf(("exception", "closure", "season", "holiday", "rule")))


class DayList(Schema):
    items = fields.List(fields.Nested(DayShape), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class Bundle(Schema):
    """An area's stations as arrays under ``columns``; windows are ``[start, end)`` in epoch seconds over 72 h."""

    format = fields.Integer(required=True)
    generated_at = fields.String(required=True)
    valid_from = fields.String(required=True)
    valid_until = fields.String(required=True)
    columns = fields.List(fields.String(), required=True)
    rows = fields.List(fields.List(fields.Raw(allow_none=True)), required=True)
