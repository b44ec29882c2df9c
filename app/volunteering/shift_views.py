"""Routes of shifts: the list, one shift, writing, publishing and cancelling it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from flask import Response, request

from app.core import access, idempotency, web
from app.core.access import Permission, Scope, public, requires
from app.core.db import transaction
from app.core.problems import NotFound, StaleVersion
from app.volunteering import publication, shift_cards, shift_changes, shift_listing, shifts
from app.volunteering.room import room
from app.volunteering.shift_facts import Actor, actor_at, scope_of
from app.volunteering.shift_plans import check_issuer, plan_of
from app.volunteering.shift_schemas import (
    CancellationBody,
    CrsQuery,
    PublicationBody,
    ShiftBody,
    ShiftDetail,
    ShiftPage,
    ShiftQuery,
    WarnedShift,
)

SECRET = ("meeting_point", "private_place")  # of an answer; they lie in the shift alone, sealed


@room.route("/shifts")
@public
@room.arguments(ShiftQuery, location="query")
@room.response(200, ShiftPage)
def list_shifts(query: dict[str, Any]) -> Response:
    """班次列表：按开始时间；不写 from 就从现在起

    `mine`: those one comes to or waits for. `free=true`: with a place for whoever comes next. Drafts are found with
    `status=draft` by those who write them.
    """
    page = shift_listing.list_shifts(query)
    if query["mine"] or request.headers.get("Authorization"):
        return web.answer(page)
    raw = json.dumps(page, ensure_ascii=False, separators=(",", ":")).encode()
    response = web.shared_answer(raw, hashlib.sha256(raw).hexdigest()[:32])
    response.headers["Vary"] = "Authorization"
    return response


@room.route("/shifts/<int:shift_id>")
@public
@room.arguments(CrsQuery, location="query")
@room.response(200, ShiftDetail)
def get_shift(query: dict[str, Any], shift_id: int) -> Response:
    """一个班次的全部信息；上门地址只给报上名的人和组织者看"""
    detail = shift_cards.detail_of(shift_id, query["crs"])
    return web.answer(detail, version=detail["version"])


@room.route("/shifts", methods=["POST"])
@requires(Permission.DRAFT_SHIFT)
@idempotency.demanded
@idempotency.refilled(shift_cards.private_words)
@room.arguments(CrsQuery, location="query")
@room.arguments(ShiftBody)
@room.response(201, WarnedShift)
def create_shift(query: dict[str, Any], body: dict[str, Any]) -> Response:
    """新建班次（草稿）：写在站点就用站点的位置；不写单位就由最近的上级单位记录时长"""
    crs = _crs(query, body)
    plan = plan_of(body, crs)
    access.require(Permission.DRAFT_SHIFT, plan.scope)
    check_issuer(plan)
    actor = actor_at(Permission.DRAFT_SHIFT, plan.scope)
    with transaction():
        detail = _warned(shifts.create_shift(plan, actor).id, crs)
        return idempotency.keep(detail, 201, version=detail["version"], unkept=SECRET)


@room.route("/shifts/<int:shift_id>", methods=["PUT"])
@requires(Permission.DRAFT_SHIFT, scope=scope_of)
@room.arguments(CrsQuery, location="query")
@room.arguments(ShiftBody)
@room.response(200, WarnedShift)
def change_shift(query: dict[str, Any], body: dict[str, Any], shift_id: int) -> Response:
    """改班次：整份提交，带 If-Match；已发布的改了时间地点，会请报了名的人再确认

    Fewer places than people drop nobody; more places go to those who wait, in order.
    """
    version, crs = web.required_version(), _crs(query, body)
    plan, actor = plan_of(body, crs), _actor(Permission.DRAFT_SHIFT, shift_id)

    def change() -> None:
        shift_changes.change_shift(shift_id, plan, actor, sent_version=version)

    with transaction():
        detail = _after(change, shift_id, crs)
    return web.answer(detail, version=detail["version"])


@room.route("/shifts/<int:shift_id>", methods=["DELETE"])
@requires(Permission.DRAFT_SHIFT, scope=scope_of)
@room.response(204)
def drop_draft(shift_id: int) -> Response:
    """删除草稿；发布过的请取消"""
    actor = _actor(Permission.DRAFT_SHIFT, shift_id)
    with transaction():
        shifts.drop_draft(shift_id, actor)
    return Response(status=204)


@room.route("/shifts/<int:shift_id>/publication", methods=["POST"])
@requires(Permission.PUBLISH_SHIFT, scope=scope_of)
@idempotency.refilled(shift_cards.private_words)
@room.arguments(CrsQuery, location="query")
@room.arguments(PublicationBody)
@room.response(200, WarnedShift)
def publish_shift(query: dict[str, Any], body: dict[str, Any], shift_id: int) -> Response:
    """发布班次：逐条确认过清单——不是会议、演练、派对或商业活动，写的都真实

    The first publication in a series publishes its other occurrences, but those on holidays. `warnings` block nothing.
    """
    actor = _actor(Permission.PUBLISH_SHIFT, shift_id)
    with transaction():
        detail = _after(lambda: publication.publish_shift(shift_id, actor), shift_id, query["crs"])
        return idempotency.keep(detail, 200, version=detail["version"], unkept=SECRET)


@room.route("/shifts/<int:shift_id>/cancellation", methods=["POST"])
@requires(Permission.PUBLISH_SHIFT, scope=scope_of)
@idempotency.refilled(shift_cards.private_words)
@room.arguments(CrsQuery, location="query")
@room.arguments(CancellationBody)
@room.response(200, WarnedShift)
def cancel_shift(query: dict[str, Any], body: dict[str, Any], shift_id: int) -> Response:
    """取消班次：写明原因，报名和候补的人都会收到通知，谁也不记爽约"""
    actor = _actor(Permission.PUBLISH_SHIFT, shift_id)
    with transaction():
        detail = _after(lambda: shift_changes.cancel_shift(shift_id, body["reason"], actor), shift_id, query["crs"])
        return idempotency.keep(detail, 200, version=detail["version"], unkept=SECRET)


def _actor(permission: Permission, shift_id: int) -> Actor:
    """The caller in the role that lets them act on the shift. Outside transactions."""
    return actor_at(permission, _scope(shift_id))


def _scope(shift_id: int) -> Scope:
    scope = scope_of(shift_id)
    if scope is None:
        raise NotFound
    return scope


def _crs(query: dict[str, Any], body: dict[str, Any]) -> str:
    """The datum of a request: what the body says, else the query."""
    return str(body.get("crs") or query["crs"])


def _warned(shift_id: int, crs: str) -> dict[str, Any]:
    return shift_cards.detail_of(shift_id, crs) | {"warnings": publication.warnings_of(shift_id)}


def _after(act: Callable[[], None], shift_id: int, crs: str) -> dict[str, Any]:
    """Make a change within the open transaction; the shift as it then is, or with a refused stale version as it was."""
    try:
        act()
    except StaleVersion as stale:
        stale.extra["current"] = shift_cards.detail_of(shift_id, crs)
        raise
    return _warned(shift_id, crs)
