"""``GET /client-config``: what the mini-program needs to know before anybody signs in."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import Any

from flask import Response

from app.accounts import notices
from app.accounts.room import room
from app.accounts.schemas import ClientConfigSchema
from app.core import clock, settings, web
from app.core.access import public
from app.core.geo import to_gcj02
from app.wechat import templates

MIN_CLIENT_VERSION = "0.1.0"
HOTLINES = (
    ("政务服务便民热线", "12345"),
    ("职工维权热线（工会）", "12351"),
    ("劳动保障热线（人社）", "12333"),
    ("妇女维权热线", "12338"),
    ("青少年服务热线", "12355"),
    ("急救", "120"),
    ("交通事故", "122"),
    ("报警", "110"),
    ("火警", "119"),
)
FEATURES = {"precise_location": False, "comments": False, "rewards": False}


@room.route("/client-config")
@public(anonymous=True)
@room.response(200, ClientConfigSchema)
def client_config() -> Response:
    """小程序启动时要知道的：告知内容、热线、地图中心、消息模板"""
    content = _content()
    tag = hashlib.sha256(_bytes(content)).hexdigest()[:32]
    return web.shared_answer(_bytes({"server_now": clock.rfc3339(clock.now()), **content}), tag)


def _content() -> dict[str, Any]:
    found = settings.current()
    lat, lng = to_gcj02(*(float(part) for part in found.map_center.split(",")))
    configured = templates.current(found)
    return {
        "min_client_version": MIN_CLIENT_VERSION,
        "templates": {name: configured[name].id if name in configured else None for name in templates.MESSAGES},
        "notices": {purpose: asdict(notice) for purpose, notice in notices.every_notice().items()},
        "hotlines": [{"name": name, "number": number} for name, number in HOTLINES],
        "map_center": {"lat": round(lat, 6), "lng": round(lng, 6)},
        "features": FEATURES,
    }


def _bytes(body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
