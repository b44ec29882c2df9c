"""Routes of check-ins: scanning, a position, one's own list, undoing; what staff settle; codes to show."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.accounts import service as accounts
from app.accounts.service import Person
from app.checkins import answering, codes, expecting, listing, pending, points, proving, scanning, settling
from app.checkins.facts import Staff
from app.checkins.room import room
from app.checkins.scanning import Scan
from app.checkins.schemas import (
    CheckinBody,
    CheckinPage,
    CheckinShape,
    DecisionBody,
    MemberCodeShape,
    PendingPage,
    PendingQuery,
    PendingShape,
    PositionBody,
    ScreenCodesShape,
)
from app.checkins.settling import Position
from app.core import access, clock, geo, idempotency, limits, settings, web
from app.core.access import Permission, requires, signed_in, writes_on_read
from app.core.db import transaction
from app.core.paging import PageQuery
from app.core.problems import PointOutside
from app.stations import service as stations


@room.route("/checkins", methods=["POST"])
@signed_in
@room.arguments(CheckinBody)
@room.response(201, CheckinShape)
def check_in(body: dict[str, Any]) -> Response:
    """扫码签到、签退：先马上上传码；要位置的，五分钟内再补一次"""
    who = access.somebody()
    limits.spend(settings.current().scans_per_account, f"scans:{who.account_id}")
    with transaction():
        scan = Scan(
            person=_me(),
            text=body["code"],
            nonce=body["nonce"],
            direction=body["direction"],
            claimed_at=body["occurred_at"],
            hint=body["onsite_hint"],
            device=lambda: accounts.device_of(who.session_id),
        )
        return idempotency.keep(answering.as_own(scanning.check_in(scan)), 201)


@room.route("/checkins/<int:checkin_id>/position", methods=["POST"])
@signed_in
@idempotency.keyless
@room.arguments(PositionBody)
@room.response(200, CheckinShape)
def answer_position(body: dict[str, Any], checkin_id: int) -> Response:
    """补一次现在的位置：只用来算这一次，用完就丢，不保存"""
    position = _position(body)
    with transaction():
        row = settling.answer_position(_me(), checkin_id, position, body["notice_version"])
        return web.answer(answering.as_own(row))


@room.route("/me/checkins")
@signed_in
@room.arguments(PageQuery, location="query")
@room.response(200, CheckinPage)
def my_checkins(query: dict[str, Any]) -> Response:
    """我的签到，新的在前"""
    items, following = listing.own(access.somebody().account_id, limit=query["limit"], cursor=query["cursor"])
    return web.answer({"items": items, "next_cursor": following})


@room.route("/checkins/<int:checkin_id>", methods=["DELETE"])
@signed_in
@room.response(204)
def undo(checkin_id: int) -> Response:
    """五分钟内撤销自己的签到"""
    with transaction():
        settling.undo(_me(), checkin_id)
    return Response(status=204)


@room.route("/checkins")
@requires(Permission.SETTLE_CHECKINS)
@writes_on_read("who looked at whose check-ins is written before the answer, as with a roster")
@room.arguments(PendingQuery, location="query")
@room.response(200, PendingPage)
def list_pending(query: dict[str, Any]) -> Response:
    """带队、工作人员：等着确认的签到"""
    who = access.somebody()
    (items, following), looks = listing.pending_page(
        who, shift=query["shift"], station=query["station"], limit=query["limit"], cursor=query["cursor"]
    )
    if looks:
        with transaction():
            listing.write_looks(looks)
    return web.answer({"items": items, "next_cursor": following})


@room.route("/checkins/<int:checkin_id>/decision", methods=["POST"])
@requires(Permission.SETTLE_CHECKINS)
@room.arguments(DecisionBody)
@room.response(200, PendingShape)
def decide(body: dict[str, Any], checkin_id: int) -> Response:
    """带队、工作人员：确认或不认一次签到，写明原因；自己的要由别人来"""
    who, scope = access.somebody(), pending.settleable(checkin_id)
    staff = Staff(who.account_id, who.person_ref, accounts.acting_role(Permission.SETTLE_CHECKINS, scope))
    with transaction():
        row = settling.decide(checkin_id, accept=body["accept"], reason=body["reason"].strip(), staff=staff)
        people = accounts.somebodies([row.account_id] if row.account_id is not None else [])
        return idempotency.keep(answering.for_staff(row, people, who.account_id), 200)


@room.route("/me/member-code")
@signed_in
@room.response(200, MemberCodeShape)
def my_member_code() -> Response:
    """给带队扫的码：一分钟换一次"""
    code, begins, ends = proving.member_code(access.somebody().account_id)
    now = clock.rfc3339(clock.now())
    shown = {"code": code, "from": clock.rfc3339(begins), "valid_until": clock.rfc3339(ends), "server_now": now}
    return web.answer(shown)


@room.route("/stations/<code>/screen-code")
@requires(Permission.PRINT_POSTERS, scope=stations.scope_of)
@writes_on_read("the first look makes the station's point, as with posters; later ones find it")
@room.response(200, ScreenCodesShape)
def station_screen_code(code: str) -> Response:
    """站点屏幕上的码：接下来十分钟的，每十秒一个"""
    number = expecting.point_no_of(points.STATION, code.upper())
    if number is None:
        with transaction():
            points.open_station(code)
            number = expecting.point_no_of(points.STATION, code.upper())
    shown = [{"code": text, "from": clock.rfc3339(begins)} for text, begins in expecting.screen_codes(number or 0)]
    return web.answer({"codes": shown, "step_s": codes.SLOT_S, "server_now": clock.rfc3339(clock.now())})


def _me() -> Person:
    who = access.somebody()
    return Person(who.account_id, who.person_ref)


def _position(body: dict[str, Any]) -> Position:
    """The position in WGS-84, in memory only. Raises ``PointOutside``."""
    lat, lng = body["lat"], body["lng"]
    if body["crs"] == "gcj02":
        lat, lng = geo.to_wgs84(lat, lng)
    if not geo.in_box(lat, lng, settings.current().box):
        raise PointOutside
    return Position(lat, lng, body["accuracy_m"], body["source"])
