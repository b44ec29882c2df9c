"""The platform's endpoints by path, and those for signing in: what each checks, in the platform's order."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from werkzeug.wrappers import Request

from app.wechat.fake import checks, codes, messages, quotas
from app.wechat.fake.errors import ApiError
from app.wechat.fake.identity import openid_for, owner_of, phone_for, unionid_for, user_of
from app.wechat.fake.reading import OK, Answer, check_openid, json_body

if TYPE_CHECKING:
    from app.wechat.fake.platform import FakePlatform


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
    platform.visits[openid] = platform.now()
    platform.people[openid] = user
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
    return OK | {"phone_info": info | {"watermark": watermark}}


def check_session(platform: FakePlatform, request: Request) -> Answer:
    _check_signature(platform, request)
    return OK


def reset_session_key(platform: FakePlatform, request: Request) -> Answer:
    openid = _check_signature(platform, request)
    return OK | {"openid": openid, "session_key": platform.new_session_key(openid)}


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
    "/cgi-bin/message/subscribe/send": Endpoint("POST", True, messages.send),
    "/wxaapi/newtmpl/gettemplate": Endpoint("GET", True, messages.list_templates),
    "/wxa/getwxacodeunlimit": Endpoint("POST", True, codes.code_image),
    "/wxa/generatescheme": Endpoint("POST", True, codes.scheme),
    "/wxa/generate_urllink": Endpoint("POST", True, codes.url_link),
    "/wxa/msg_sec_check": Endpoint("POST", True, checks.text_check),
    "/wxa/img_sec_check": Endpoint("POST", True, checks.image_check),
    "/wxa/media_check_async": Endpoint("POST", True, checks.media_check),
    "/wxa/getuserriskrank": Endpoint("POST", True, checks.risk_rank),
    "/cgi-bin/openapi/quota/get": Endpoint("POST", True, quotas.quota),
    "/cgi-bin/openapi/rid/get": Endpoint("POST", True, quotas.explain),
    "/cgi-bin/clear_quota": Endpoint("POST", True, quotas.clear),
    "/cgi-bin/clear_quota/v2": Endpoint("POST", False, quotas.clear_by_secret),
}


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
