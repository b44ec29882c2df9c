"""Routes of volunteer roles: offered by staff, taken up or given up by their holders, revoked."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.accounts import service as accounts
from app.communities import places, role_lists, roles
from app.communities.role_schemas import (
    AcceptanceBody,
    OfferBody,
    OwnRole,
    OwnRolePage,
    StaffRole,
    StaffRolePage,
)
from app.communities.room import room
from app.core import idempotency, web
from app.core.access import Permission, Scope, may, requires, signed_in, somebody, writes_on_read
from app.core.db import transaction
from app.core.paging import PageQuery
from app.core.problems import NotFound

LISTED = "志愿身份名单"
OFFER, READ = Permission.OFFER_VOLUNTEER_ROLES, Permission.READ_VOLUNTEER_ROLES


@room.route("/communities/<area_code>/volunteer-roles", methods=["POST"])
@requires(OFFER, scope=places.scope_of)
@room.arguments(OfferBody)
@room.response(201, StaffRole)
@room.response(200, StaffRole)
def offer_role(body: dict[str, Any], area_code: str) -> Response:
    """社区工作人员：邀请一位报到的骑手；同一身份已在邀请或在做，就给出那一个（200）"""
    area = places.community(area_code)
    role = accounts.acting_role(OFFER, Scope(area_path=area.path))
    with transaction():
        row, is_new = roles.offer(
            area, body["account"], body["kind"], body["ends_on"], giver=somebody(), acting_role=role
        )
        return idempotency.keep(role_lists.for_staff(row), 201 if is_new else 200)


@room.route("/communities/<area_code>/volunteer-roles")
@requires(READ, scope=places.scope_of)
@writes_on_read("every holder learns who saw the list: the line is committed before the answer")
@room.arguments(PageQuery, location="query")
@room.response(200, StaffRolePage)
def list_roles(query: dict[str, Any], area_code: str) -> Response:
    """还没结束的志愿身份：本社区工作人员看得到是谁；审计员只看到身份和期限"""
    who, area = somebody(), places.community(area_code)
    scope = Scope(area_path=area.path)
    with_names = may(OFFER, scope)
    with transaction():
        page = role_lists.of_community(area.code, limit=query["limit"], cursor=query["cursor"], with_names=with_names)
        if with_names:
            seen = [account_id for account_id in page.account_ids if account_id != who.account_id]
            viewer = accounts.viewer(who, OFFER, scope)
            accounts.listed(viewer, seen, what=LISTED, list_key=f"community-roles:{area.code}")
    return web.answer({"items": page.items, "next_cursor": page.next_cursor})


@room.route("/me/volunteer-roles")
@signed_in
@room.arguments(PageQuery, location="query")
@room.response(200, OwnRolePage)
def my_roles(query: dict[str, Any]) -> Response:
    """我的志愿身份和收到的邀请，新的在前"""
    return web.answer(role_lists.of_person(somebody().account_id, limit=query["limit"], cursor=query["cursor"]))


@room.route("/volunteer-roles/<int:role_id>/acceptance", methods=["POST"])
@signed_in
@room.arguments(AcceptanceBody)
@room.response(200, OwnRole)
def accept_role(body: dict[str, Any], role_id: int) -> Response:
    """接受邀请；要先打开说明"""
    with transaction():
        row = roles.accept(somebody().account_id, role_id, briefing_opened=body["briefing_opened"])
        return idempotency.keep(role_lists.for_holder(row), 200)


@room.route("/volunteer-roles/<int:role_id>/resignation", methods=["POST"])
@signed_in(any_age=True)
@room.response(200, OwnRole)
def give_up_role(role_id: int) -> Response:
    """不接受邀请，或不做了"""
    with transaction():
        row = roles.give_up(somebody().account_id, role_id)
        return idempotency.keep(role_lists.for_holder(row), 200)


@room.route("/volunteer-roles/<int:role_id>", methods=["DELETE"])
@requires(OFFER)
@room.response(204)
def revoke_role(role_id: int) -> Response:
    """社区工作人员：撤回邀请，或结束一个身份；会告诉本人"""
    scope = role_lists.scope_of(role_id)
    if scope is None or not may(OFFER, scope):
        raise NotFound
    with transaction():
        roles.revoke(role_id, accounts.acting_role(OFFER, scope))
    return Response(status=204)
