"""Routes of signing in, devices and signing out."""

from __future__ import annotations

from typing import Any

from flask import Response

from app.accounts import profile, sessions
from app.accounts.models import AuthToken
from app.accounts.room import room
from app.accounts.schemas import DeviceListSchema, SignedInSchema, SignInBody
from app.accounts.sessions import SignedIn
from app.core import clock, limits, sealing, settings, web
from app.core.access import public, signed_in, somebody
from app.core.db import db, transaction
from app.core.idempotency import keyless
from app.core.paging import PageQuery, from_cursor, to_cursor
from app.wechat import gateway
from app.wechat.gateway import LoginCodeRejected


@room.route("/sessions", methods=["POST"])
@public
@keyless
@room.arguments(SignInBody)
@room.response(201, SignedInSchema)
def sign_in(body: dict[str, Any]) -> Response:
    """登录：微信给的 code 换一个登录凭证；头一次登录就有了账号"""
    _limit(body["device_id"])
    made = _replayed(body) or _signed_in(body)
    answer = {
        "token": made.token,
        "expires_at": clock.rfc3339(made.expires_at),
        "account": profile.me(made.account_id),
        "is_new": made.is_new,
    }
    return web.answer(answer, 201)


@room.route("/sessions")
@signed_in
@room.arguments(PageQuery, location="query")
@room.response(200, DeviceListSchema)
def list_sessions(query: dict[str, Any]) -> Response:
    """我在哪些设备上登录着"""
    who = somebody()
    before = int(from_cursor(query["cursor"], int)[0]) if query["cursor"] is not None else None
    found = sessions.devices(who.account_id, query["limit"] + 1, before)
    page = found[: query["limit"]]
    more = to_cursor(page[-1].id) if len(found) > len(page) else None
    return web.answer({"items": [_device(row, who.session_id) for row in page], "next_cursor": more})


@room.route("/sessions/<int:session_id>", methods=["DELETE"])
@signed_in(any_age=True, while_closing=True)
@room.response(204)
def end_session(session_id: int) -> Response:
    """让一台设备退出；别的设备要在登录后 10 分钟内操作"""
    who = somebody()
    with transaction():
        sessions.end_device(who.account_id, who.session_id, session_id)
    return Response(status=204)


@room.route("/sessions/current", methods=["DELETE"])
@signed_in(any_age=True, while_closing=True)
@room.response(204)
def end_current_session() -> Response:
    """退出登录"""
    who = somebody()
    with transaction():
        sessions.sign_out(who.account_id, who.session_id)
    return Response(status=204)


def _limit(device_id: str | None) -> None:
    found = settings.current()
    limits.spend(found.sign_in_address_limit, f"sign-in:net:{limits.address_prefix()}")
    if device_id:
        limits.spend(found.sign_in_per_device, f"sign-in:device:{sealing.keyed_hash('device', device_id)}")


def _replayed(body: dict[str, Any]) -> SignedIn | None:
    """The sign-in of a code that was sent before, its answer lost on the way."""
    if not sessions.may_replay(body["code"], body["device_id"]):
        return None
    with transaction():
        return sessions.replay(body["code"], body["device_id"])


def _signed_in(body: dict[str, Any]) -> SignedIn:
    db.session.rollback()  # the look-up's read ends here: nothing is held while WeChat is asked
    try:
        openid = gateway.current().login(body["code"]).openid
    except LoginCodeRejected:
        made = _replayed(body)  # the same code in parallel: its twin was quicker
        if made is None:
            raise
        return made
    with transaction():
        return sessions.sign_in(openid, **body)


def _device(row: AuthToken, current_id: int) -> dict[str, Any]:
    return {
        "id": row.id,
        "device_name": row.device_name,
        "created_at": clock.rfc3339(row.created_at),
        "last_seen_at": clock.rfc3339(row.last_seen_at),
        "expires_at": clock.rfc3339(min(row.idle_until, row.absolute_until)),
        "current": row.id == current_id,
    }
