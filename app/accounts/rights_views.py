"""Routes of one's rights: what is stored and who looked, the export, leaving and coming back. Source: PRODUCT 6."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.accounts import access_log, export_paper, exporting, leaving, profile
from app.accounts.rights_schemas import (
    AccessListSchema,
    ExportQuery,
    ExportSchema,
    LeavingPreviewSchema,
    LeavingSchema,
    StoredListSchema,
)
from app.accounts.room import room
from app.accounts.schemas import MeSchema
from app.core import clock, limits, settings, web
from app.core.access import signed_in, somebody
from app.core.db import transaction
from app.core.idempotency import keep
from app.core.paging import PageQuery, from_cursor, to_cursor


@room.route("/me/stored")
@signed_in
@room.response(200, StoredListSchema)
def list_stored() -> Response:
    """我们存着您的什么、为什么、存多久"""
    return web.answer({"items": exporting.stored(somebody().account_id), "next_cursor": None})


@room.route("/me/access-log")
@signed_in
@room.arguments(PageQuery, location="query")
@room.response(200, AccessListSchema)
def list_looks(query: dict[str, Any]) -> Response:
    """哪个岗位看过我的信息、看了什么、为什么"""
    before = int(from_cursor(query["cursor"], int)[0]) if query["cursor"] is not None else None
    found = access_log.read(somebody().account_id, before=before, limit=query["limit"] + 1)
    page = found[: query["limit"]]
    more = to_cursor(page[-1].id) if len(found) > len(page) else None
    return web.answer({"items": [access_log.describe(line) for line in page], "next_cursor": more})


@room.route("/me/export")
@signed_in(while_closing=True)
@room.arguments(ExportQuery, location="query")
@room.response(200, ExportSchema)
@room.doc(responses={200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}})
def export(query: dict[str, Any]) -> Response:
    """导出我的全部信息：数据，或者一份可以留存的文件"""
    who = somebody()
    limits.spend(settings.current().exports_per_account, f"exports:{who.account_id}")
    if query["format"] == "json":
        return web.answer(exporting.everything(who.account_id))
    response = Response(export_paper.on_paper(who.account_id), 200, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="yiqi-my-data.pdf"'
    response.headers["Cache-Control"] = web.PRIVATE
    return response


@room.route("/me/deletion-preview")
@signed_in
@room.response(200, LeavingPreviewSchema)
def preview_leaving() -> Response:
    """注销前看一看：马上结束什么、7天后删什么、留下什么"""
    return web.answer(leaving.preview(somebody().account_id))


@room.route("/me", methods=["DELETE"])
@signed_in(any_age=True, while_closing=True)
@room.response(202, LeavingSchema)
def leave() -> Response:
    """注销账号：7天内可以反悔，之后删除；再点一次还是原来的时间"""
    with transaction():
        after = leaving.leave(somebody().account_id)
    return web.answer({"erased_after": clock.rfc3339(after)}, 202)


@room.route("/me/restoration", methods=["POST"])
@signed_in(any_age=True, while_closing=True)
@room.response(200, MeSchema)
def come_back() -> Response:
    """撤销注销：7天内都可以；已经收回的岗位和退掉的报名不会自动回来"""
    who = somebody()
    with transaction():
        leaving.come_back(who.account_id)
        found = profile.me(who.account_id)
        return keep(found, 200, version=found["version"])
