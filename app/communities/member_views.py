"""Routes of a community's card, of reporting in and leaving, and of the list its own staff see."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.accounts import service as accounts
from app.communities import cards, leaving, memberships, places
from app.communities.room import room
from app.communities.schemas import (
    CardBody,
    CommunityCard,
    LeftShape,
    MemberPage,
    MembershipList,
    MembershipShape,
    ReportInBody,
)
from app.core import limits, web
from app.core.access import Permission, Scope, public, requires, signed_in, somebody, writes_on_read
from app.core.db import transaction
from app.core.paging import PageQuery

LISTED = "社区报到名单"
A_PERSON_AN_HOUR = "60/hour"  # each new membership is a row


@room.route("/communities/<area_code>")
@public
@room.response(200, CommunityCard)
def show_community(area_code: str) -> Response:
    """一个社区：欢迎词、公告、报到后工作人员能看到什么、我报到了没有"""
    found = cards.card(places.community(area_code))
    return web.answer(found, version=found["version"])


@room.route("/communities/<area_code>", methods=["PUT"])
@requires(Permission.EDIT_COMMUNITY, scope=places.scope_of)
@room.arguments(CardBody)
@room.response(200, CommunityCard)
def edit_community(body: dict[str, Any], area_code: str) -> Response:
    """社区工作人员：改欢迎词和联系方式；带 If-Match，还没写过的带 "0" """
    version, area = web.required_version(), places.community(area_code)
    role = accounts.acting_role(Permission.EDIT_COMMUNITY, Scope(area_path=area.path))
    with transaction():
        found = cards.edit(area, version, body["welcome"], body["contact"] or None, role)
    return web.answer(found, version=found["version"])


@room.route("/communities/<area_code>/membership", methods=["PUT"])
@signed_in
@room.arguments(ReportInBody)
@room.response(201, MembershipShape)
@room.response(200, MembershipShape)
def report_in(body: dict[str, Any], area_code: str) -> Response:
    """到社区报到：新报到 201，已经报到过 200；最多三个社区"""
    who = somebody()
    limits.spend(A_PERSON_AN_HOUR, f"memberships:{who.account_id}")
    with transaction():
        found, is_new = memberships.report_in(who.account_id, area_code, body["kind"], body["notice_version"])
    return web.answer(memberships.shape(found), 201 if is_new else 200)


@room.route("/communities/<area_code>/membership", methods=["DELETE"])
@signed_in(any_age=True)
@room.response(200, LeftShape)
def leave(area_code: str) -> Response:
    """退出社区：志愿身份马上结束，报名和时长照旧，一并列出"""
    with transaction():
        found = leaving.leave(somebody().account_id, area_code)
    return web.answer(found)


@room.route("/me/memberships")
@signed_in
@room.response(200, MembershipList)
def my_memberships() -> Response:
    """我报到的社区，最多三个"""
    items = [memberships.shape(found) for found in memberships.memberships_of(somebody().account_id)]
    return web.answer({"items": items, "next_cursor": None})


@room.route("/communities/<area_code>/members")
@requires(Permission.READ_MEMBERS, scope=places.scope_of)
@writes_on_read("every member learns who saw the list: the line is committed before the answer")
@room.arguments(PageQuery, location="query")
@room.response(200, MemberPage)
def list_members(query: dict[str, Any], area_code: str) -> Response:
    """本社区工作人员：谁报到了，只有显示名、类型和日期；看过会给本人留一条记录"""
    who, area = somebody(), places.community(area_code)
    viewer = accounts.viewer(who, Permission.READ_MEMBERS, Scope(area_path=area.path))
    with transaction():
        page = memberships.members(area.code, limit=query["limit"], cursor=query["cursor"])
        seen = [account_id for account_id in page.account_ids if account_id != who.account_id]
        accounts.listed(viewer, seen, what=LISTED, list_key=f"community:{area.code}")
    return web.answer({"items": page.items, "next_cursor": page.next_cursor})
