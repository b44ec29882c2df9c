"""What every endpoint does first: read the body, look at the openid, and at whether the person was here lately."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request, Response

from app.wechat.fake.errors import ApiError
from app.wechat.fake.identity import OPENID

if TYPE_CHECKING:
    from app.wechat.fake.platform import FakePlatform

Body = dict[str, Any]
Answer = dict[str, Any] | Response
OK: Body = {"errcode": 0, "errmsg": "ok"}


def json_body(request: Request) -> Body:
    """The body as an object, whatever its content type says. 44002 without one, 47001 when it cannot be read."""
    raw = request.get_data()
    if not raw:
        raise ApiError(44002, "empty post data")
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise ApiError(47001, "data format error")
    return body


def check_openid(openid: object) -> str:
    """The openid, if it has the shape of one; else 40003."""
    if not isinstance(openid, str) or not OPENID.fullmatch(openid):
        raise ApiError(40003, "invalid openid")
    return openid


def check_visit(platform: FakePlatform, openid: object) -> str:
    """The openid of somebody who signed in within ``visit_lasts_s``; else 40003 or 61010."""
    found, lasts_s = check_openid(openid), platform.options.visit_lasts_s
    if lasts_s and platform.now() - platform.visits.get(found, float("-inf")) > lasts_s:
        raise ApiError(61010, "code is expired: the user has not visited within two hours")
    return found


def one_of(value: object, allowed: range | frozenset[Any], refusal: ApiError) -> None:
    """Refuse what is not allowed; numbers may come as text, as the platform takes them."""
    number = int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else value
    if isinstance(number, bool) or not isinstance(number, int | str):
        raise refusal
    if number not in allowed and value not in allowed:
        raise refusal
