"""Routes of being there: a leader's screen code, scans, marks by hand, walk-ins, claims, one's own statement."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.accounts import service as accounts
from app.checkins import service as checkins
from app.core import clock, idempotency, limits, settings, web
from app.core.access import Permission, requires, signed_in, somebody, writes_on_read
from app.core.db import transaction
from app.volunteering import attendance_own, attendance_points, attendance_staff, roster, walk_ins
from app.volunteering.attendance_staff import Marked, Scanned
from app.volunteering.room import room
from app.volunteering.roster_schemas import (
    AttendanceBody,
    ClaimBody,
    CodesShape,
    RosterRow,
    ScanBody,
    ScanShape,
    StatementBody,
    WalkInBody,
    WalkInShape,
)
from app.volunteering.roster_views import scope_to, staff_at
from app.volunteering.shift_facts import scope_of
from app.volunteering.signup_schemas import SignUpShape

CLAIMS_AN_HOUR = "20/hour"


@room.route("/shifts/<int:shift_id>/screen-code")
@requires(Permission.RUN_SHIFT, scope=scope_of)
@writes_on_read("a shift published before it had a point gets one at the first look; later ones find it")
@room.response(200, CodesShape)
def shift_screen_code(shift_id: int) -> Response:
    """带队手机上的签到码：接下来十分钟的，每十秒一个；换一位带队的手机，显示的是同一个"""
    with transaction():
        codes = checkins.screen_codes(attendance_points.point_of(shift_id))
    shown = [{"code": text, "from": clock.rfc3339(begins)} for text, begins in codes]
    return web.answer({"codes": shown, "step_s": checkins.STEP_S, "server_now": clock.rfc3339(clock.now())})


@room.route("/shifts/<int:shift_id>/scans", methods=["POST"])
@requires(Permission.RUN_SHIFT, scope=scope_of)
@room.arguments(ScanBody)
@room.response(201, ScanShape)
def scan(body: dict[str, Any], shift_id: int) -> Response:
    """扫会员码签到、签退：没网时先存着，72 小时内补传；自己的要由别人来扫"""
    who = somebody()
    limits.spend(settings.current().scans_per_account, f"scans:{who.account_id}")
    staff = staff_at(Permission.RUN_SHIFT, scope_of(shift_id))
    with transaction():
        made, row = attendance_staff.scan(shift_id, Scanned(**body), staff)
        person = accounts.somebodies([made.account_id or 0]).get(made.account_id or 0)
        shape = {
            "id": made.id,
            "state": made.state,
            "reason": made.reason,
            "direction": made.direction,
            "occurred_at": clock.rfc3339(made.occurred_at),
            "account": person.public_no if person else None,
            "display_name": person.display_name if person else None,
            "signup": roster.row_of(row) if row is not None and row.state in roster.LISTED else None,
        }
        return idempotency.keep(shape, 201)


@room.route("/signups/<int:signup_id>/attendance", methods=["PUT"])
@requires(Permission.RUN_SHIFT)
@room.arguments(AttendanceBody)
@room.response(200, RosterRow)
def mark(body: dict[str, Any], signup_id: int) -> Response:
    """手工写到达和离开的时间，写明原因；没来就都空着；自己的要由别人来写"""
    staff = staff_at(Permission.RUN_SHIFT, scope_to(Permission.RUN_SHIFT, signup_id))
    with transaction():
        found = roster.row_of(attendance_staff.mark(signup_id, Marked(**body), staff))
    return web.answer(found)


@room.route("/shifts/<int:shift_id>/walk-ins", methods=["POST"])
@requires(Permission.RUN_SHIFT, scope=scope_of)
@idempotency.keyless
@room.arguments(WalkInBody)
@room.response(201, WalkInShape)
def note_walk_in(body: dict[str, Any], shift_id: int) -> Response:
    """登记没有账号的人：给一个领取码，30 天内凭码并到他的账号；同一个 nonce 只登记一次"""
    limits.spend(settings.current().scans_per_account, f"scans:{somebody().account_id}")
    staff = staff_at(Permission.RUN_SHIFT, scope_of(shift_id))
    with transaction():
        noted = walk_ins.note(shift_id, body["direction"], body["nonce"], body["occurred_at"], staff)
    until = noted.signup.claim_until
    shape = {"id": noted.signup.id, "label": noted.label, "claim_code": noted.claim_code}
    return web.answer(shape | {"claim_until": clock.rfc3339(until) if until else None}, 201)


@room.route("/me/claims", methods=["POST"])
@signed_in
@room.arguments(ClaimBody)
@room.response(201, SignUpShape)
def claim(body: dict[str, Any]) -> Response:
    """用领取码把现场登记并到自己的账号，时长一起过来；一个码只能用一次"""
    who = somebody()
    limits.spend(CLAIMS_AN_HOUR, f"claims:{who.account_id}")
    with transaction():
        return idempotency.keep(walk_ins.claim(who.account_id, body["claim_code"], body["notice_version"]), 201)


@room.route("/signups/<int:signup_id>/statement", methods=["POST"])
@signed_in
@room.arguments(StatementBody)
@room.response(200, SignUpShape)
def state_times(body: dict[str, Any], signup_id: int) -> Response:
    """自己说明到达和离开的时间：工作人员核对后算时长"""
    with transaction():
        found = attendance_own.state_times(
            somebody().account_id, signup_id, body["checked_in_at"], body["checked_out_at"], body["note"]
        )
        return idempotency.keep(found, 200)
