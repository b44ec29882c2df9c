"""The platform's endpoints: what each checks, in the platform's order, and what it answers."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from werkzeug.wrappers import Request, Response

from app.wechat.fake.errors import ApiError
from app.wechat.fake.identity import OPENID, openid_for, owner_of, phone_for, unionid_for, user_of
from app.wechat.fake.png import png_with_text

if TYPE_CHECKING:
    from app.wechat.fake.platform import FakePlatform

SCENE = re.compile(r"[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]+")
ENV_VERSIONS = frozenset({"release", "trial", "develop"})
Answer = dict[str, Any] | Response


def stable_token(platform: FakePlatform, request: Request) -> Answer:
    body = json_body(request)
    platform.check_credentials(body)
    if body.get("grant_type") != "client_credential":
        raise ApiError(40002, "invalid grant_type")
    token, lasts_s = platform.tokens.stable(bool(body.get("force_refresh")))
    return {"access_token": token, "expires_in": lasts_s}


def legacy_token(platform: FakePlatform, request: Request) -> Answer:
    platform.check_credentials(request.args)
    if request.args.get("grant_type") != "client_credential":
        raise ApiError(40002, "invalid grant_type")
    token, lasts_s = platform.tokens.legacy()
    return {"access_token": token, "expires_in": lasts_s}


def login(platform: FakePlatform, request: Request) -> Answer:
    platform.check_credentials(request.args)
    code = request.args.get("js_code", "")
    if not code:
        raise ApiError(41008, "missing code")
    user = user_of(code)
    if code.startswith("bad") or user is None:
        raise ApiError(40029, "invalid code")
    if code.startswith("risk"):
        raise ApiError(40226, "code blocked")
    platform.use_code(code, used=ApiError(40163, "code been used"))
    openid = openid_for(platform.options.appid, user)
    answer = {"session_key": platform.new_session_key(openid), "openid": openid}
    return answer | ({"unionid": unionid_for(user)} if platform.options.unionid else {})


def phone(platform: FakePlatform, request: Request) -> Answer:
    body = json_body(request)
    code, openid = str(body.get("code", "")), body.get("openid")
    owner = owner_of(code)
    foreign = bool(openid and owner and openid != openid_for(platform.options.appid, owner))
    if openid is not None:
        check_openid(openid)
    if not code or code.startswith("bad") or foreign:
        raise ApiError(40029, "invalid code")
    platform.use_code(f"phone {code}", used=ApiError(40029, "invalid code"))
    number = phone_for(code)
    watermark = {"timestamp": int(platform.now()), "appid": platform.options.watermark_appid or platform.options.appid}
    info = {"phoneNumber": number, "purePhoneNumber": number, "countryCode": platform.next_country_code()}
    return {"errcode": 0, "errmsg": "ok", "phone_info": info | {"watermark": watermark}}


def check_session(platform: FakePlatform, request: Request) -> Answer:
    _check_signature(platform, request)
    return {"errcode": 0, "errmsg": "ok"}


def reset_session_key(platform: FakePlatform, request: Request) -> Answer:
    openid = _check_signature(platform, request)
    return {"errcode": 0, "errmsg": "ok", "openid": openid, "session_key": platform.new_session_key(openid)}


def code_image(platform: FakePlatform, request: Request) -> Answer:
    body = json_body(request)
    scene, width, page = body.get("scene"), body.get("width", 430), body.get("page", "")
    if not isinstance(scene, str) or not scene or not SCENE.fullmatch(scene):
        raise ApiError(40129, "invalid scene")
    if len(scene) > 32:
        raise ApiError(40169, "invalid length for scene, or the data is not json string")
    if not isinstance(width, int) or not 280 <= width <= 1280 or body.get("env_version", "release") not in ENV_VERSIONS:
        raise ApiError(40097, "invalid args")
    released = platform.options.pages
    if page.startswith("/") or (released is not None and body.get("check_path", True) and page not in {"", *released}):
        raise ApiError(41030, "invalid page")
    return Response(png_with_text(width, "scene", scene), content_type="image/jpeg")


def image_check(platform: FakePlatform, request: Request) -> Answer:
    upload = request.files.get("media")
    content = upload.read() if upload else b""
    if not content:
        raise ApiError(41005, "media data missing")
    if b"RISKY" in content:
        raise ApiError(87014, "risky content")
    return {"errcode": 0, "errmsg": "ok"}


class Endpoint(NamedTuple):
    method: str
    with_token: bool
    answer: Callable[[FakePlatform, Request], Answer]


ENDPOINTS: dict[str, Endpoint] = {
    "/cgi-bin/stable_token": Endpoint("POST", False, stable_token),
    "/cgi-bin/token": Endpoint("GET", False, legacy_token),
    "/sns/jscode2session": Endpoint("GET", False, login),
    "/wxa/business/getuserphonenumber": Endpoint("POST", True, phone),
    "/wxa/checksession": Endpoint("GET", True, check_session),
    "/wxa/resetusersessionkey": Endpoint("GET", True, reset_session_key),
    "/wxa/getwxacodeunlimit": Endpoint("POST", True, code_image),
    "/wxa/img_sec_check": Endpoint("POST", True, image_check),
}


def json_body(request: Request) -> dict[str, Any]:
    """The body as an object, whatever its content type says. 44002 without one, 47001 when it cannot be read."""
    raw = request.get_data()
    if not raw:
        raise ApiError(44002, "empty post data")
    try:
        body = json.loads(raw)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise ApiError(47001, "data format error")
    return body


def check_openid(openid: object) -> str:
    if not isinstance(openid, str) or not OPENID.fullmatch(openid):
        raise ApiError(40003, "invalid openid")
    return openid


def _check_signature(platform: FakePlatform, request: Request) -> str:
    """The openid, if the signature is that of an empty text under its session key."""
    openid = check_openid(request.args.get("openid"))
    if request.args.get("sig_method") != "hmac_sha256":
        raise ApiError(87008, "invalid sig_method")
    key = platform.session_keys.get(openid, "")
    expected = hmac.new(key.encode(), b"", hashlib.sha256).hexdigest()
    if not key or not hmac.compare_digest(expected, request.args.get("signature", "")):
        raise ApiError(87009, "invalid signature")
    return openid
