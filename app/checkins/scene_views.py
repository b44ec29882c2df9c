"""What a scanned code stands for: for the mini-program, and as a page for scans outside WeChat."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request

from app.checkins import service
from app.checkins.room import room
from app.checkins.schemas import MeantShape
from app.checkins.service import STATION
from app.core import apidocs, web
from app.core.access import public
from app.core.problems import NotFound
from app.stations import service as stations


@room.route("/scenes/<scene>")
@public
@room.response(200, MeantShape)
def show_scene(scene: str) -> Response:
    """一个码代表哪里；码不对、换过新的、站点没有对外开放，都是 404"""
    meant = service.meant_by(scene)
    return web.answer({"kind": meant.kind, "code": meant.code, "name": meant.name})


@public(anonymous=True)
def scan_page(scene: str) -> Response:
    """Where one lands who scans outside WeChat: which place it is, and how to go on. Never checks anybody in."""
    try:
        meant = service.meant_by(scene)
    except NotFound:
        if "text/html" not in request.accept_mimetypes.values():
            raise
        page = apidocs.page(render_template("scan.html", meant=None))
        page.status_code = 404
        return page
    card = stations.card_of(meant.code) if meant.kind == STATION else None
    in_wechat = "MicroMessenger" in request.user_agent.string  # a plain QR opens this page there: no use scanning again
    return apidocs.page(
        render_template("scan.html", meant=meant, card=card, words=_open_words(card), in_wechat=in_wechat)
    )


def _open_words(card: dict[str, Any] | None) -> str | None:
    """Whether a station is open, in a few words; None for what has no hours."""
    if card is None:
        return None
    if card["open_state"] == "open":
        return f"现在开着，到 {_clock(card['open_until'])}" if card["open_until"] else "现在开着"
    if card["open_state"] == "closed":
        return f"现在关着，{_clock(card['opens_at'])} 开门" if card["opens_at"] else "现在关着"
    return "开放时间还不清楚"


def _clock(instant: str) -> str:
    """``11月26日 18:30`` of an RFC 3339 instant in local time."""
    return f"{int(instant[5:7])}月{int(instant[8:10])}日 {instant[11:16]}"
