"""The sheet, downloaded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import quote

from flask import Response
from marshmallow import Schema, fields, validate

from app.core import clock, limits, settings, web
from app.core.access import Permission, Scope, may, requires, somebody
from app.stations import exporting, geojson
from app.stations.facts import StationFacts
from app.stations.room import room


class Form(NamedTuple):
    """One of the formats."""

    media_type: str
    write: Callable[[list[StationFacts]], bytes]


FORMS = {
    "csv": Form("text/csv; charset=utf-8", exporting.as_csv),
    "xlsx": Form("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", exporting.as_workbook),
    "geojson": Form("application/geo+json", geojson.as_geojson),
}
CONTENT = {
    "text/csv": {"schema": {"type": "string"}},
    FORMS["xlsx"].media_type: {"schema": {"type": "string", "format": "binary"}},
    "application/geo+json": {"schema": {"type": "object"}},
}


class ExportQuery(Schema):
    """``format``: each as imports read it."""

    format = fields.String(load_default="csv", validate=validate.OneOf(tuple(FORMS)))


@room.route("/exports/stations")
@requires(Permission.IMPORT_STATIONS)
@room.arguments(ExportQuery, location="query")
@room.doc(responses={"200": {"description": "驿站表", "content": CONTENT}})
def export_stations(query: dict[str, Any]) -> Response:
    """导出站点表：自己范围内的站点，CSV、XLSX 或 GeoJSON，都可以再导入"""
    limits.spend(settings.current().exports_per_account, f"exports:{somebody().account_id}")
    form = FORMS[query["format"]]
    response = Response(form.write(exporting.stations_within(_allowed)), 200, content_type=form.media_type)
    response.headers["Content-Disposition"] = disposition("stations", "驿站表", query["format"])
    response.headers["Cache-Control"] = web.PRIVATE
    return response


def disposition(plain: str, title: str, suffix: str) -> str:
    """A download's name with today's date, in Chinese (RFC 8187) and, for programs that know no better, in ASCII."""
    name = quote(f"{title}-{clock.today():%Y%m%d}.{suffix}", safe="")
    return f"attachment; filename=\"{plain}.{suffix}\"; filename*=UTF-8''{name}"


def _allowed(scope: Scope) -> bool:
    return may(Permission.IMPORT_STATIONS, scope)
