"""The sheet, downloaded."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import Schema, fields, validate

from app.core import limits, web
from app.core.access import Permission, Scope, may, requires, somebody
from app.stations import exporting
from app.stations.room import room

A_PERSON_AN_HOUR = "10/hour"


class ExportQuery(Schema):
    """``format``: CSV, as imports read it."""

    format = fields.String(load_default="csv", validate=validate.OneOf(("csv",)))


@room.route("/exports/stations")
@requires(Permission.IMPORT_STATIONS)
@room.arguments(ExportQuery, location="query")
@room.response(200, {"type": "string"}, content_type="text/csv")
def export_stations(_query: dict[str, Any]) -> Response:
    """导出站点表：自己范围内的站点，和导入用同样的列"""
    limits.spend(A_PERSON_AN_HOUR, f"exports:{somebody().account_id}")
    response = Response(exporting.sheet_of(_allowed), 200, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="stations.csv"'
    response.headers["Cache-Control"] = web.PRIVATE
    return response


def _allowed(scope: Scope) -> bool:
    return may(Permission.IMPORT_STATIONS, scope)
