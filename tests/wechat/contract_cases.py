"""What WeChat's platform promises, as a table. It runs against the fake in the suite, and by hand against the platform:

``WECHAT_APPID=… WECHAT_SECRET=… python -m tests.wechat.contract_cases https://api.weixin.qq.com``

with the appid of a test account. Cases that need a code from a phone are for the fake only.
"""

from __future__ import annotations

import json
import os
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from typing import Any, NamedTuple

import click


class Case(NamedTuple):
    """One call and what must come back: an errcode, or (errcode 0) the names of the fields with their types."""

    name: str
    method: str
    path: str
    query: dict[str, str]
    body: Any  # an object, bytes, or None
    errcode: int
    fields: dict[str, tuple[type, ...]] = {}  # noqa: RUF012 - never changed
    fake_only: bool = False


TOKEN = {"grant_type": "client_credential", "appid": "{appid}", "secret": "{secret}"}
LOGIN = {"appid": "{appid}", "secret": "{secret}", "grant_type": "authorization_code"}
WITH = {"access_token": "{token}"}
LOGIN_PATH, TOKEN_PATH, PHONE_PATH = "/sns/jscode2session", "/cgi-bin/stable_token", "/wxa/business/getuserphonenumber"
CODE_PATH, SEND_PATH, LIST_PATH = (
    "/wxa/getwxacodeunlimit",
    "/cgi-bin/message/subscribe/send",
    "/wxaapi/newtmpl/gettemplate",
)
TEXT_PATH, MEDIA_PATH, RISK_PATH = "/wxa/msg_sec_check", "/wxa/media_check_async", "/wxa/getuserriskrank"
SCHEME_PATH, LINK_PATH = "/wxa/generatescheme", "/wxa/generate_urllink"
QUOTA_PATH, RID_PATH, CLEAR_PATH = "/cgi-bin/openapi/quota/get", "/cgi-bin/openapi/rid/get", "/cgi-bin/clear_quota"
STRANGER = "o" + "0" * 27  # the shape of an openid, and nobody's
MESSAGE = {"touser": "{openid}", "template_id": "{template}", "miniprogram_state": "formal", "lang": "zh_CN"}
WORDS = {
    "thing1": {"value": "南城站"},
    "thing2": {"value": "暖气坏了"},
    "time3": {"value": "15:01"},
    "thing4": {"value": "-"},
}
TEXT = {"content": "路上小心", "version": 2, "scene": 3, "openid": "{openid}"}
PICTURE = {"media_url": "https://example.org/a.jpg", "media_type": 2, "version": 2, "scene": 3, "openid": "{openid}"}
RANK = {"appid": "{appid}", "openid": "{openid}", "scene": 0, "client_ip": "127.0.0.1"}

CASES = [
    Case("stable token", "POST", TOKEN_PATH, {}, TOKEN, 0, {"access_token": (str,), "expires_in": (int,)}),
    Case("stable token, other appid", "POST", TOKEN_PATH, {}, TOKEN | {"appid": "wx0000000000000000"}, 40013),
    Case("stable token, wrong secret", "POST", TOKEN_PATH, {}, TOKEN | {"secret": "0" * 32}, 40125),
    Case("stable token, wrong grant", "POST", TOKEN_PATH, {}, TOKEN | {"grant_type": "x"}, 40002),
    Case("stable token, no body", "POST", TOKEN_PATH, {}, b"", 44002),
    Case("stable token, not JSON", "POST", TOKEN_PATH, {}, b"{", 47001),
    Case("login, unknown code", "GET", LOGIN_PATH, LOGIN | {"js_code": "bad"}, None, 40029),
    Case("login, no code", "GET", LOGIN_PATH, LOGIN, None, 41008),
    Case("login, wrong secret", "GET", LOGIN_PATH, LOGIN | {"secret": "0" * 32, "js_code": "x"}, None, 40125),
    Case("phone, no token", "POST", PHONE_PATH, {}, {"code": "bad"}, 41001),
    Case("phone, foreign token", "POST", PHONE_PATH, {"access_token": "nobodys"}, {"code": "bad"}, 40001),
    Case("phone, unknown code", "POST", PHONE_PATH, WITH, {"code": "bad"}, 40029),
    Case("code image, wrong alphabet", "POST", CODE_PATH, WITH, {"scene": "小哥"}, 40129),
    Case("code image, too long", "POST", CODE_PATH, WITH, {"scene": "a" * 33}, 40169),
    Case("code image, too small", "POST", CODE_PATH, WITH, {"scene": "a", "width": 100, "check_path": False}, 40097),
    Case("image check, nothing sent", "POST", "/wxa/img_sec_check", WITH, {}, 41005),
    Case(
        "login", "GET", LOGIN_PATH, LOGIN | {"js_code": "rider.contract"}, None, 0,
        {"openid": (str,), "session_key": (str,)}, True,
    ),
    Case("login, code used", "GET", LOGIN_PATH, LOGIN | {"js_code": "rider.contract"}, None, 40163, {}, True),
    Case("login, blocked", "GET", LOGIN_PATH, LOGIN | {"js_code": "risk.1"}, None, 40226, {}, True),
    Case("phone", "POST", PHONE_PATH, WITH, {"code": "phone-13800000000"}, 0, {"phone_info": (dict,)}, True),
    Case("phone, code used", "POST", PHONE_PATH, WITH, {"code": "phone-13800000000"}, 40029, {}, True),
    Case("message, no openid", "POST", SEND_PATH, WITH, MESSAGE | {"touser": "nobody", "data": WORDS}, 40003),
    Case("message, no template", "POST", SEND_PATH, WITH, MESSAGE | {"template_id": "none", "data": WORDS}, 40037, {}, True),
    Case("message, no credit", "POST", SEND_PATH, WITH, MESSAGE | {"data": WORDS}, 43101, {}, True),
    Case("message, no words", "POST", SEND_PATH, WITH, MESSAGE | {"data": {}}, 47003, {}, True),
    Case("message, wrong page", "POST", SEND_PATH, WITH, MESSAGE | {"data": WORDS, "page": "/x"}, 41030, {}, True),
    Case("templates", "GET", LIST_PATH, WITH, None, 0, {"data": (list,)}),
    Case("text, no openid", "POST", TEXT_PATH, WITH, TEXT | {"openid": "nobody"}, 40003),
    Case("text, nothing said", "POST", TEXT_PATH, WITH, TEXT | {"content": ""}, 44002, {}, True),
    Case("text, no visit", "POST", TEXT_PATH, WITH, TEXT | {"openid": STRANGER}, 61010, {}, True),
    Case("text", "POST", TEXT_PATH, WITH, TEXT, 0, {"result": (dict,), "trace_id": (str,), "detail": (list,)}, True),
    Case("picture, no openid", "POST", MEDIA_PATH, WITH, PICTURE | {"openid": "nobody"}, 40003),
    Case("picture", "POST", MEDIA_PATH, WITH, PICTURE, 0, {"trace_id": (str,)}, True),
    Case("risk, no openid", "POST", RISK_PATH, WITH, RANK | {"openid": "nobody"}, 40003),
    Case("risk", "POST", RISK_PATH, WITH, RANK, 0, {"risk_rank": (int,), "unoin_id": (int,)}, True),
    Case("scheme", "POST", SCHEME_PATH, WITH, {"jump_wxa": {"path": "", "query": ""}}, 0, {"openlink": (str,)}, True),
    Case("link", "POST", LINK_PATH, WITH, {"path": "", "query": ""}, 0, {"url_link": (str,)}, True),
    Case("link, wrong page", "POST", LINK_PATH, WITH, {"path": "/x"}, 40165, {}, True),
    Case("quota", "POST", QUOTA_PATH, WITH, {"cgi_path": SEND_PATH}, 0, {"quota": (dict,)}),
    Case("quota, no such path", "POST", QUOTA_PATH, WITH, {"cgi_path": "/cgi-bin/unheard-of"}, 76021),
    Case("rid, none of ours", "POST", RID_PATH, WITH, {"rid": "none"}, 76001, {}, True),
    Case("clearing, other appid", "POST", CLEAR_PATH, WITH, {"appid": "wx0000000000000000"}, 40013),
    Case("clearing, wrong secret", "POST", CLEAR_PATH + "/v2", {}, {"appid": "{appid}", "appsecret": "0" * 32}, 40125),
]  # fmt: skip


def wrong(case: Case, base: str, facts: dict[str, str]) -> Iterator[str]:
    """What about the answer to this case is not as promised.

    ``facts`` fills appid, secret and token, and for the fake the openid of somebody who was here and a template's id.
    """
    status, raw = call(case, base, facts)
    if status != 200:
        yield f"status {status}, not 200"
        return
    answer = json.loads(raw)
    if answer.get("errcode", 0) != case.errcode:
        yield f"errcode {answer.get('errcode', 0)}, not {case.errcode}"
    if case.errcode and "rid:" not in answer.get("errmsg", ""):
        yield "no rid in errmsg"
    for name, kinds in case.fields.items():
        if not isinstance(answer.get(name), kinds):
            yield f"{name} is {type(answer.get(name)).__name__}"


def call(case: Case, base: str, facts: dict[str, str]) -> tuple[int, bytes]:
    query = urllib.parse.urlencode({name: value.format(**facts) for name, value in case.query.items()})
    body = case.body
    if isinstance(body, dict):
        filled = {k: v.format(**facts) if isinstance(v, str) else v for k, v in body.items()}
        body = json.dumps(filled, ensure_ascii=False).encode()
    request = urllib.request.Request(f"{base}{case.path}?{query}", body, method=case.method)  # noqa: S310
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10) as answer:
        return answer.status, answer.read()


def token_for(base: str, appid: str, secret: str) -> str:
    _, raw = call(CASES[0], base, {"appid": appid, "secret": secret})
    return str(json.loads(raw)["access_token"])


def main(base: str) -> int:
    facts = {"appid": os.environ["WECHAT_APPID"], "secret": os.environ["WECHAT_SECRET"]}
    facts |= {"token": token_for(base, **facts), "openid": STRANGER, "template": "none"}
    faults = 0
    for case in (case for case in CASES if not case.fake_only):
        found = list(wrong(case, base, facts))
        faults += bool(found)
        click.echo(f"{case.name}: {'; '.join(found) or 'as promised'}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
