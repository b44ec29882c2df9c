"""Routes of the roster: looking, revealing a phone, admitting, moving, removing, excusing."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.accounts import service as accounts
from app.checkins.service import Staff
from app.core import idempotency, web
from app.core.access import Permission, Scope, may, require, requires, somebody, writes_on_read
from app.core.db import transaction
from app.core.problems import Invalid, NotFound
from app.volunteering import roster, roster_keeping
from app.volunteering.room import room
from app.volunteering.roster_schemas import (
    AdmissionBody,
    MoveBody,
    PhoneShape,
    RemovalBody,
    RevealBody,
    RosterPage,
    RosterQuery,
    RosterRow,
)
from app.volunteering.shift_facts import scope_of


@room.route("/shifts/<int:shift_id>/signups")
@requires(Permission.READ_ROSTER, scope=scope_of)
@writes_on_read("everybody on it learns who saw the roster: the line is committed before the answer")
@room.arguments(RosterQuery, location="query")
@room.response(200, RosterPage)
def show_roster(query: dict[str, Any], shift_id: int) -> Response:
    """带队、站点、社区：名单，谁来、谁候补、谁到了；看过会给本人留一条记录"""
    with transaction():
        items, following = roster.page(shift_id, limit=query["limit"], cursor=query["cursor"])
    return web.answer({"items": items, "next_cursor": following})


@room.route("/signups/<int:signup_id>/phone-reveal", methods=["POST"])
@requires(Permission.REVEAL_PHONE)
@idempotency.keyless
@room.arguments(RevealBody)
@room.response(200, PhoneShape)
def reveal_phone(body: dict[str, Any], signup_id: int) -> Response:
    """社区工作人员：看一次电话，写明原因；本人会看到谁看过、为什么"""
    viewer = accounts.viewer(somebody(), Permission.REVEAL_PHONE, scope_to(Permission.REVEAL_PHONE, signup_id))
    with transaction():
        phone = roster_keeping.reveal_phone(signup_id, viewer, body["reason"])
    return web.answer({"phone": phone})


@room.route("/shifts/<int:shift_id>/admissions", methods=["POST"])
@requires(Permission.RUN_SHIFT, scope=scope_of)
@room.arguments(AdmissionBody)
@room.response(201, RosterRow)
def admit(body: dict[str, Any], shift_id: int) -> Response:
    """让没报名的人加入：认他的签到，或写他的编号；本人会收到通知"""
    if (body["checkin_id"] is None) == (body["account"] is None):
        raise Invalid(errors=[{"field": "checkin_id", "message": "签到（checkin_id）和编号（account）写一样"}])
    staff = staff_at(Permission.RUN_SHIFT, scope_of(shift_id))
    with transaction():
        if body["checkin_id"] is not None:
            row = roster_keeping.admit_checkin(shift_id, body["checkin_id"], staff)
        else:
            row = roster_keeping.admit_account(shift_id, body["account"], body["role_id"], staff)
        return idempotency.keep(roster.row_of(row), 201)


@room.route("/signups/<int:signup_id>/role", methods=["PUT"])
@requires(Permission.KEEP_SIGNUPS)
@room.arguments(MoveBody)
@room.response(200, RosterRow)
def move(body: dict[str, Any], signup_id: int) -> Response:
    """换岗位：本人会收到通知"""
    staff = staff_at(Permission.KEEP_SIGNUPS, scope_to(Permission.KEEP_SIGNUPS, signup_id))
    with transaction():
        found = roster.row_of(roster_keeping.move(signup_id, body["role_id"], staff))
    return web.answer(found)


@room.route("/signups/<int:signup_id>/removal", methods=["POST"])
@requires(Permission.KEEP_SIGNUPS)
@room.arguments(RemovalBody)
@room.response(200, RosterRow)
def remove(body: dict[str, Any], signup_id: int) -> Response:
    """移出名单：写明原因，本人会收到通知，不留记录"""
    staff = staff_at(Permission.KEEP_SIGNUPS, scope_to(Permission.KEEP_SIGNUPS, signup_id))
    with transaction():
        return idempotency.keep(roster.row_of(roster_keeping.remove(signup_id, body["reason"], staff)), 200)


@room.route("/signups/<int:signup_id>/excuse", methods=["POST"])
@requires(Permission.KEEP_SIGNUPS)
@room.response(200, RosterRow)
def excuse(signup_id: int) -> Response:
    """没来的免记：本人会收到通知"""
    staff = staff_at(Permission.KEEP_SIGNUPS, scope_to(Permission.KEEP_SIGNUPS, signup_id))
    with transaction():
        return idempotency.keep(roster.row_of(roster_keeping.excuse(signup_id, staff)), 200)


def staff_at(permission: Permission, scope: Scope | None) -> Staff:
    """The caller as the one who acts at a place, in the role that lets them."""
    require(permission, scope)
    who = somebody()
    return Staff(who.account_id, who.person_ref, accounts.acting_role(permission, scope))


def scope_to(permission: Permission, signup_id: int) -> Scope:
    """Where a sign-up stands at which the caller may do this. Raises ``NotFound`` for all others."""
    scope = roster.scope_of_signup(signup_id)
    if scope is None or not may(permission, scope):
        raise NotFound
    return scope
