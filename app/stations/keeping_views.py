"""Routes of keeping a station: amenities, daily confirmation, riders' reports, history, the stations one keeps."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.core import access, clock, idempotency, limits, settings, web
from app.core.access import Permission, public, requires, signed_in
from app.core.db import transaction
from app.core.paging import PageQuery
from app.core.problems import NotAllowed
from app.stations import answering, history, keeping, mine, reporting, taking_back
from app.stations.amenities import Word
from app.stations.keeping_schemas import (
    AmenityBody,
    DailyConfirmationBody,
    HistoryPage,
    KeptPage,
    KeptQuery,
    OpenReportsList,
    ReportBody,
    ReportsQuery,
    SettlementBody,
)
from app.stations.reading_schemas import CrsQuery, StationDetail
from app.stations.room import room
from app.stations.scoping import scope_of


@room.route("/stations/<code>/amenities/<amenity>", methods=["PUT"])
@requires(Permission.SET_AMENITY, scope=scope_of)
@room.arguments(CrsQuery, location="query")
@room.arguments(AmenityBody)
@room.response(200, StationDetail)
def set_amenity(query: dict[str, Any], body: dict[str, Any], code: str, amenity: str) -> Response:
    """站长、联络员：报一项设施的状态；可以带 If-Match，带了就比对。撤销自己刚说的，骑手的反映重新等回复"""
    actor, sent = answering.actor(Permission.SET_AMENITY, code), web.sent_version()
    with transaction():
        detail = answering.detail_after(
            lambda: keeping.set_amenity(
                code, amenity, _word(body), actor, sent_version=sent, taking_back=body["taking_back"]
            ),
            code,
            answering.crs(query, body),
        )
    return web.answer(detail, version=detail["version"])


@room.route("/stations/<code>/daily-confirmation", methods=["POST"])
@requires(Permission.CONFIRM_STATION, scope=scope_of)
@room.arguments(CrsQuery, location="query")
@room.arguments(DailyConfirmationBody)
@room.response(200, StationDetail)
def confirm_daily(query: dict[str, Any], body: dict[str, Any], code: str) -> Response:
    """今天照常：写出来的设施改状态，其余照旧确认"""
    actor, sent = answering.actor(Permission.CONFIRM_STATION, code), web.sent_version()
    words = {item["amenity"]: _word(item) for item in body["amenities"]}
    with transaction():
        detail = answering.detail_after(
            lambda: keeping.confirm_daily(code, words, actor, sent_version=sent), code, answering.crs(query, body)
        )
        return idempotency.keep(detail, 200, version=detail["version"])


@room.route("/stations/<code>/daily-confirmation", methods=["DELETE"])
@requires(Permission.CONFIRM_STATION, scope=scope_of)
@room.arguments(CrsQuery, location="query")
@room.response(200, StationDetail)
def take_confirmation_back(query: dict[str, Any], code: str) -> Response:
    """撤销刚才的今天照常：十分钟内、自己点的、之后没有别人说过什么；带 If-Match"""
    version, actor = web.required_version(), answering.actor(Permission.CONFIRM_STATION, code)
    with transaction():
        detail = answering.detail_after(
            lambda: taking_back.take_back(code, actor, sent_version=version), code, query["crs"]
        )
    return web.answer(detail, version=detail["version"])


@room.route("/stations/<code>/amenity-reports", methods=["POST"])
@signed_in
@room.arguments(CrsQuery, location="query")
@room.arguments(ReportBody)
@room.response(201, StationDetail)
def report_amenity(query: dict[str, Any], body: dict[str, Any], code: str) -> Response:
    """骑手：报一项设施的情况，或“到了没开”；半小时内三个人说法一致才改状态"""
    who = access.somebody()
    if not keeping.scope_seen(code).visible:
        raise NotAllowed("这个站点没有对骑手开放，不用报")
    limits.spend(settings.current().reports_per_account, f"reports:{who.account_id}")

    def report() -> None:
        said = Word(body["status"], body["note"])
        reporting.report(code, body["amenity"], said, occurred_at=body["occurred_at"], account_id=who.account_id)

    with transaction():
        detail = answering.detail_after(report, code, answering.crs(query, body))
        return idempotency.keep(detail, 201, version=detail["version"])


@room.route("/stations/<code>/amenity-reports")
@requires(Permission.SETTLE_REPORTS, scope=scope_of)
@room.arguments(ReportsQuery, location="query")
@room.response(200, OpenReportsList)
def list_reports(query: dict[str, Any], code: str) -> Response:
    """站长：还没处理的报告，每项几个人、从何时到何时；看不到是谁"""
    items = [
        {
            "amenity": found.amenity,
            "status": found.status,
            "count": found.count,
            "first_at": clock.rfc3339(found.first_at),
            "last_at": clock.rfc3339(found.last_at),
        }
        for found in reporting.open_reports(code)
    ]
    return web.answer({"items": items, "next_cursor": None})


@room.route("/stations/<code>/amenity-reports/settlement", methods=["POST"])
@requires(Permission.SETTLE_REPORTS, scope=scope_of)
@room.arguments(CrsQuery, location="query")
@room.arguments(SettlementBody)
@room.response(200, StationDetail)
def settle_reports(query: dict[str, Any], body: dict[str, Any], code: str) -> Response:
    """站长：一次处理完一项设施的所有报告，并写明现在的状态"""
    actor, sent = answering.actor(Permission.SETTLE_REPORTS, code), web.sent_version()
    with transaction():
        detail = answering.detail_after(
            lambda: keeping.settle_reports(code, body["amenity"], _word(body), actor, sent_version=sent),
            code,
            answering.crs(query, body),
        )
        return idempotency.keep(detail, 200, version=detail["version"])


@room.route("/stations/<code>/history")
@public
@room.arguments(PageQuery, location="query")
@room.response(200, HistoryPage)
def show_history(query: dict[str, Any], code: str) -> Response:
    """改过什么：何时、从什么到什么、以什么身份；姓名只给本站的工作人员看"""
    names = access.may(Permission.SEE_WHO_CHANGED, keeping.scope_seen(code))
    return web.answer(history.read_history(code, names=names, limit=query["limit"], cursor=query["cursor"]))


@room.route("/me/stations")
@signed_in
@room.arguments(KeptQuery, location="query")
@room.response(200, KeptPage)
def my_stations(query: dict[str, Any]) -> Response:
    """我管的站点，未开放的也在内：有骑手反映没处理的在前，其余按编号；`q` 按名称、编号、地址或拼音查找"""
    return web.answer(
        mine.stations_kept(
            access.somebody(), limit=query["limit"], cursor=query["cursor"], crs=query["crs"], q=query["q"]
        )
    )


def _word(said: dict[str, Any]) -> Word:
    return Word(said["status"], said["note"], said["eta"])
