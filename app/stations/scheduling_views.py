"""Routes of a station's hours: weekly rules and their preview, single days, temporary closures."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response

from app.core import clock, idempotency, web
from app.core.access import Permission, requires
from app.core.db import transaction
from app.core.idempotency import keyless
from app.core.problems import Invalid
from app.stations import answering, closures, reading, scheduling
from app.stations.opening import Closure
from app.stations.reading_schemas import CrsQuery, DayList, StationDetail
from app.stations.room import room
from app.stations.scheduling_schemas import ClosureBody, ExceptionBody, PreviewBody, SchedulesBody, exception_day
from app.stations.scoping import scope_of


@room.route("/stations/<code>/schedules", methods=["PUT"])
@requires(Permission.EDIT_STATION, scope=scope_of)
@room.arguments(CrsQuery, location="query")
@room.arguments(SchedulesBody)
@room.response(200, StationDetail)
def set_schedules(query: dict[str, Any], body: dict[str, Any], code: str) -> Response:
    """改每周开放时间：整份提交，带 If-Match；两条重叠就不保存"""
    version, actor = web.required_version(), answering.actor(Permission.EDIT_STATION, code)
    with transaction():
        detail = answering.detail_after(
            lambda: scheduling.set_schedules(code, body["schedules"], actor, sent_version=version),
            code,
            answering.crs(query, body),
        )
    return web.answer(detail, version=detail["version"])


@room.route("/stations/<code>/schedules/preview", methods=["POST"])
@requires(Permission.EDIT_STATION, scope=scope_of)
@keyless  # nothing is written, so there is nothing to do twice
@room.arguments(PreviewBody)
@room.response(200, DayList)
def preview_schedules(body: dict[str, Any], code: str) -> Response:
    """先看看：这样改，今后 14 天怎么开放、为什么；不保存"""
    ahead = scheduling.preview(code, body["schedules"], body["exceptions"], body["closures"])
    return web.answer({"items": reading.day_shapes(ahead), "next_cursor": None})


@room.route("/stations/<code>/exceptions/<date>", methods=["PUT"])
@requires(Permission.EDIT_STATION, scope=scope_of)
@room.arguments(CrsQuery, location="query")
@room.arguments(ExceptionBody)
@room.response(200, StationDetail)
def set_exception(query: dict[str, Any], body: dict[str, Any], code: str, date: str) -> Response:
    """某一天不一样：整天不开放，或另定时段；写了提醒就告诉收藏的人"""
    day, sent = exception_day(_day(date), body), web.sent_version()
    actor = answering.actor(Permission.EDIT_STATION, code)
    with transaction():
        detail = answering.detail_after(
            lambda: scheduling.set_exception(code, day, actor, sent_version=sent), code, answering.crs(query, body)
        )
    return web.answer(detail, version=detail["version"])


@room.route("/stations/<code>/exceptions/<date>", methods=["DELETE"])
@requires(Permission.EDIT_STATION, scope=scope_of)
@room.arguments(CrsQuery, location="query")
@room.response(200, StationDetail)
def drop_exception(query: dict[str, Any], code: str, date: str) -> Response:
    """取消某一天的例外，照平时的开放时间"""
    on, sent = _day(date), web.sent_version()
    actor = answering.actor(Permission.EDIT_STATION, code)
    with transaction():
        detail = answering.detail_after(
            lambda: scheduling.drop_exception(code, on, actor, sent_version=sent), code, query["crs"]
        )
    return web.answer(detail, version=detail["version"])


@room.route("/stations/<code>/closures", methods=["POST"])
@requires(Permission.EDIT_STATION, scope=scope_of)
@room.arguments(CrsQuery, location="query")
@room.arguments(ClosureBody)
@room.response(201, StationDetail)
def close_station(query: dict[str, Any], body: dict[str, Any], code: str) -> Response:
    """临时关闭：从现在或指定时间起；可以写去哪儿代替"""
    begins = body["starts_at"] or clock.now().replace(microsecond=0)
    closure = Closure(begins, body["ends_at"], body["reason"], body["substitute_code"])
    actor, sent = answering.actor(Permission.EDIT_STATION, code), web.sent_version()
    with transaction():
        detail = answering.detail_after(
            lambda: closures.close(code, closure, actor, sent_version=sent), code, answering.crs(query, body)
        )
        return idempotency.keep(detail, 201, version=detail["version"])


@room.route("/stations/<code>/closures/<int:closure_id>", methods=["DELETE"])
@requires(Permission.EDIT_STATION, scope=scope_of)
@room.arguments(CrsQuery, location="query")
@room.response(200, StationDetail)
def reopen_station(query: dict[str, Any], code: str, closure_id: int) -> Response:
    """现在就结束一次临时关闭；还没开始的就取消"""
    actor, sent = answering.actor(Permission.EDIT_STATION, code), web.sent_version()
    with transaction():
        detail = answering.detail_after(
            lambda: closures.reopen(code, closure_id, actor, sent_version=sent), code, query["crs"]
        )
    return web.answer(detail, version=detail["version"])


def _day(text: str) -> date:
    """A local day of the path. Raises ``Invalid``."""
    try:
        found = date.fromisoformat(text)
        if found.isoformat() != text:  # weeks and the like are ISO, too
            raise ValueError(text)
        return found
    except ValueError:
        raise Invalid(errors=[{"field": "date", "message": "日期要写成 2026-01-31 这样"}]) from None
