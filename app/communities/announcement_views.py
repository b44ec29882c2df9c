"""Routes of a community's news."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.accounts import service as accounts
from app.communities import announcements, places
from app.communities.room import room
from app.communities.schemas import AnnouncementBody, AnnouncementPage, AnnouncementShape
from app.core import idempotency, web
from app.core.access import Permission, Scope, may, public, requires
from app.core.db import transaction
from app.core.paging import PageQuery


@room.route("/communities/<area_code>/announcements")
@public
@room.arguments(PageQuery, location="query")
@room.response(200, AnnouncementPage)
def list_announcements(query: dict[str, Any], area_code: str) -> Response:
    """社区公告，新的在前；本社区工作人员还能看到没开始和已结束的"""
    area = places.community(area_code)
    everything = may(Permission.EDIT_COMMUNITY, Scope(area_path=area.path))
    return web.answer(
        announcements.listed(area.code, everything=everything, limit=query["limit"], cursor=query["cursor"])
    )


@room.route("/communities/<area_code>/announcements", methods=["POST"])
@requires(Permission.EDIT_COMMUNITY, scope=places.scope_of)
@room.arguments(AnnouncementBody)
@room.response(201, AnnouncementShape)
def announce(body: dict[str, Any], area_code: str) -> Response:
    """社区工作人员：发一条公告，写明从何时到何时显示"""
    area = places.community(area_code)
    role = _acting_role(Scope(area_path=area.path))
    with transaction():
        found = announcements.announce(area, **body, acting_role=role)
        return idempotency.keep(found, 201, version=found["version"])


@room.route("/announcements/<int:number>", methods=["PUT"])
@requires(Permission.EDIT_COMMUNITY, scope=announcements.scope_of)
@room.arguments(AnnouncementBody)
@room.response(200, AnnouncementShape)
def edit_announcement(body: dict[str, Any], number: int) -> Response:
    """改公告；可以带 If-Match，带了就比对"""
    sent, role = web.sent_version(), _acting_role(announcements.scope_of(number))
    with transaction():
        found = announcements.edit(number, **body, acting_role=role, sent_version=sent)
    return web.answer(found, version=found["version"])


@room.route("/announcements/<int:number>", methods=["DELETE"])
@requires(Permission.EDIT_COMMUNITY, scope=announcements.scope_of)
@room.response(204)
def remove_announcement(number: int) -> Response:
    """拿掉公告"""
    role = _acting_role(announcements.scope_of(number))
    with transaction():
        announcements.remove(number, role)
    return Response(status=204)


def _acting_role(scope: Scope | None) -> str:
    return accounts.acting_role(Permission.EDIT_COMMUNITY, scope)
