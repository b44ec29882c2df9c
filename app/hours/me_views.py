"""HTTP of one's own hours: what is confirmed and what waits, who keeps it, and objections."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.core import limits, settings, web
from app.core.access import signed_in, somebody
from app.core.db import transaction
from app.core.idempotency import keep
from app.hours import describing, mine, objecting
from app.hours.room import room
from app.hours.schemas import IssuersList, MineQuery, ObjectionShape, OwnHoursShape, TextBody


@room.route("/me/hours")
@signed_in
@room.arguments(MineQuery, location="query")
@room.response(200, OwnHoursShape)
def my_hours(query: dict[str, Any]) -> Response:
    """我的时长：已确认、待确认，每一班一条；format=pdf 是给自己看的汇总，不是证明"""
    who = somebody()
    if query["format"] == "pdf":
        limits.spend(settings.current().exports_per_account, f"exports:{who.account_id}")
        return _paper(mine.on_paper(who.person_ref))
    return web.answer(mine.page(who.person_ref, limit=query["limit"], cursor=query["cursor"]))


@room.route("/me/hours/issuers")
@signed_in
@room.response(200, IssuersList)
def my_issuers() -> Response:
    """我的时长分别由哪些单位记录；谁记录，谁开证明"""
    return web.answer({"items": mine.issuers(somebody().person_ref), "next_cursor": None})


@room.route("/hours/<int:hours_id>/objection", methods=["POST"])
@signed_in
@room.arguments(TextBody)
@room.response(201, ObjectionShape)
def object_to_hours(body: dict[str, Any], hours_id: int) -> Response:
    """对自己的时长提异议：处理后 30 天内，组织方 15 个工作日内答复"""
    who = somebody()
    with transaction():
        made, is_new = objecting.object_to(hours_id, body["text"], who.person_ref)
        return keep(describing.objection(made), 201 if is_new else 200)


def _paper(raw: bytes) -> Response:
    response = Response(raw, 200, mimetype="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="yiqi-my-hours.pdf"'
    response.headers["Cache-Control"] = web.PRIVATE
    return response
