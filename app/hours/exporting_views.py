"""Confirmed hours, downloaded by staff."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import quote

from flask import Response
from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from app.core import clock, limits, settings, web
from app.core.access import Permission, requires, somebody, writes_on_read
from app.hours import exporting, looks, rights
from app.hours.exporting import Cell, Wanted
from app.hours.room import room


class Form(NamedTuple):
    """One of the formats."""

    media_type: str
    write: Callable[[Sequence[Sequence[Cell]]], bytes]


FORMS = {
    "csv": Form("text/csv; charset=utf-8", exporting.as_csv),
    "xlsx": Form("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", exporting.as_workbook),
}
CONTENT = {
    "text/csv": {"schema": {"type": "string"}},
    FORMS["xlsx"].media_type: {"schema": {"type": "string", "format": "binary"}},
}


class HoursExportQuery(Schema):
    """``from`` and ``to``: local days, both included; left out, this year until today."""

    area = fields.String(load_default=None, validate=validate.Length(max=15))
    begin = fields.Date(load_default=None, data_key="from")
    end = fields.Date(load_default=None, data_key="to")
    format = fields.String(load_default="csv", validate=validate.OneOf(tuple(FORMS)))

    @validates_schema
    def in_order(self, data: dict[str, Any], **_: object) -> None:
        if data["begin"] and data["end"] and data["end"] < data["begin"]:
            raise ValidationError("结束日期不能早于开始日期", "to")


@room.route("/exports/hours")
@requires(Permission.READ_HOURS)
@writes_on_read("people learn who took their hours out by name: the lines are committed before the answer")
@room.arguments(HoursExportQuery, location="query")
@room.doc(responses={"200": {"description": "已确认的志愿时长", "content": CONTENT}})
def export_hours(query: dict[str, Any]) -> Response:
    """导出已确认的时长：本单位范围内，CSV 或 XLSX；能处理的人看到名字，其余只有假名编号"""
    limits.spend(settings.current().exports_per_account, f"exports:{somebody().account_id}")
    desk = rights.desk()
    end = query["end"] or clock.today()
    wanted = Wanted(query["area"], query["begin"] or date(end.year, 1, 1), end)
    rows = exporting.rows(wanted, desk)
    looks.write_down(desk, looks.EXPORT)
    form = FORMS[query["format"]]
    response = Response(form.write(rows), 200, content_type=form.media_type)
    name = quote(f"志愿时长-{clock.today():%Y%m%d}.{query['format']}", safe="")
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"hours.{query['format']}\"; filename*=UTF-8''{name}"
    )
    response.headers["Cache-Control"] = web.PRIVATE
    return response
