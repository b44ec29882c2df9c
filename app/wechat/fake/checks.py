"""Content checks and the risk rank. What they say follows from the text or the address itself."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request

from app.wechat.fake.errors import ApiError
from app.wechat.fake.reading import OK, Answer, Body, check_visit, json_body, one_of

if TYPE_CHECKING:
    from app.wechat.fake.platform import FakePlatform

TEXT_LIMIT = 2500
LABELS = {"pass": 100, "review": 10001, "risky": 20012}
UNREACHABLE = -1008
SCENES = range(1, 5)


def text_check(platform: FakePlatform, request: Request) -> Answer:
    """Version 2: the verdict in ``result``, errcode 0 whatever it says. Version 1: 87014 for what is risky."""
    body = json_body(request)
    content = body.get("content")
    if not isinstance(content, str) or not content:
        raise ApiError(44002, "content is empty")
    if len(content) > TEXT_LIMIT:
        raise ApiError(45002, "content size out of limit")
    suggest = _verdict(content, risky="RISKY", review="REVIEW")
    if _version(body) == 1:
        if suggest == "risky":
            raise ApiError(87014, "risky content")
        return OK
    _check_person(platform, body)
    result = {"suggest": suggest, "label": LABELS[suggest]}
    detail = [{"strategy": "content_model", "errcode": 0, **result, "prob": 90}]
    return OK | {"trace_id": _trace(platform), "result": result, "detail": detail}


def image_check(platform: FakePlatform, request: Request) -> Answer:
    """The old check of an upload: 87014 for bytes that say RISKY."""
    upload = request.files.get("media")
    content = upload.read() if upload else b""
    if not content:
        raise ApiError(41005, "media data missing")
    if b"RISKY" in content:
        raise ApiError(87014, "risky content")
    return OK


def media_check(platform: FakePlatform, request: Request) -> Answer:
    """A trace id now, the verdict later by push: from ``risky``, ``review`` or ``unreachable`` in the address."""
    body = json_body(request)
    url, kind = body.get("media_url"), body.get("media_type")
    if not isinstance(url, str) or not url.startswith(("http://", "https://")):
        raise ApiError(40097, "invalid args: media_url")
    one_of(kind, range(1, 3), ApiError(40097, "invalid args: media_type"))
    version, openid = _version(body), ""
    if version == 2:
        openid = _check_person(platform, body)
    trace_id = _trace(platform)
    suggest = "unreachable" if "unreachable" in url else _verdict(url, risky="risky", review="review")
    platform.post.tell_media(openid, trace_id, suggest, version)
    return OK | {"trace_id": trace_id}


def risk_rank(platform: FakePlatform, request: Request) -> Answer:
    """0 to 4, as ``risk_ranks`` of the settings says for the openid; ``unoin_id`` is WeChat's own spelling."""
    body = json_body(request)
    if body.get("appid") != platform.options.appid:
        raise ApiError(40013, "invalid appid")
    openid = check_visit(platform, body.get("openid"))
    one_of(body.get("scene"), range(2), ApiError(40129, "invalid scene"))
    if not isinstance(body.get("client_ip"), str) or not body["client_ip"]:
        raise ApiError(40097, "invalid args: client_ip")
    digits = hashlib.sha256(openid.encode()).hexdigest()[:12]
    return OK | {"risk_rank": platform.options.risk_ranks.get(openid, 0), "unoin_id": int(digits, 16)}


def _check_person(platform: FakePlatform, body: Body) -> str:
    openid = check_visit(platform, body.get("openid"))
    one_of(body.get("scene"), SCENES, ApiError(40129, "invalid scene"))
    return openid


def _version(body: Body) -> int:
    """1 or 2; left out means 1, as it was before there was another."""
    version: Any = body.get("version", 1)
    one_of(version, range(1, 3), ApiError(40097, "invalid args: version"))
    return int(version)


def _verdict(text: str, *, risky: str, review: str) -> str:
    if risky in text:
        return "risky"
    return "review" if review in text else "pass"


def _trace(platform: FakePlatform) -> str:
    return f"{platform.chance.getrandbits(32):08x}-{platform.chance.getrandbits(64):016x}"
