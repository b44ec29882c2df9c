"""Shapes of what riders say and keep."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from app.core.numbers import Number
from app.core.paging import PageQuery
from app.stations.keeping_schemas import InDatum
from app.stations.reading_schemas import CRS, CrsQuery, StationCard
from app.stations.riders_rules import LEVELS


class SavedQuery(PageQuery, CrsQuery):
    """A page of one's own list."""


class SavedPage(Schema):
    items = fields.List(fields.Nested(StationCard), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class CrowdingBody(InDatum):
    """How full it is."""

    level = fields.String(required=True, validate=validate.OneOf(LEVELS))


class VoteBody(Schema):
    """Where a station is missing; kept as a 500 m cell."""

    lat = Number(required=True, validate=validate.Range(-90, 90))
    lng = Number(required=True, validate=validate.Range(-180, 180))
    crs = fields.String(load_default="gcj02", validate=validate.OneOf(CRS))
