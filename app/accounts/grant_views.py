"""Routes of giving and taking roles."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.accounts import granting
from app.accounts.room import room
from app.accounts.schemas import GrantBody, GrantListSchema, GrantQuery, GrantSchema
from app.core import web
from app.core.access import Permission, requires, somebody
from app.core.db import transaction
from app.core.idempotency import keep
from app.core.paging import from_cursor, to_cursor


@room.route("/grants")
@requires(Permission.READ_GRANTS)
@room.arguments(GrantQuery, location="query")
@room.response(200, GrantListSchema)
def list_grants(query: dict[str, Any]) -> Response:
    """我范围内有哪些岗位授权"""
    after = int(from_cursor(query["cursor"], int)[0]) if query["cursor"] is not None else 0
    found = granting.list_grants(query["scope"], after, query["limit"] + 1)
    page = found[: query["limit"]]
    more = to_cursor(page[-1]["id"]) if len(found) > len(page) else None
    return web.answer({"items": page, "next_cursor": more})


@room.route("/grants", methods=["POST"])
@requires(Permission.GRANT_ROLES)
@room.arguments(GrantBody)
@room.response(201, GrantSchema)
def give_role(body: dict[str, Any]) -> Response:
    """授权一个岗位；对方要重新登录一次，小程序会自己登录"""
    with transaction():
        grant, is_new = granting.give_role(
            somebody(), body["account"], body["role"], body["scope_code"], body["ends_at"]
        )
        return keep(granting.describe(grant), 201 if is_new else 200)


@room.route("/grants/<int:grant_id>", methods=["DELETE"])
@requires(Permission.GRANT_ROLES)
@room.response(204)
def take_role(grant_id: int) -> Response:
    """收回一个岗位"""
    with transaction():
        granting.take_role(somebody(), grant_id)
    return Response(status=204)
