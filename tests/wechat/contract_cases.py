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
CODE_PATH = "/wxa/getwxacodeunlimit"

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
]  # fmt: skip


def wrong(case: Case, base: str, facts: dict[str, str]) -> Iterator[str]:
    """What about the answer to this case is not as promised. ``facts`` fills appid, secret and token."""
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
    facts["token"] = token_for(base, **facts)
    faults = 0
    for case in (case for case in CASES if not case.fake_only):
        found = list(wrong(case, base, facts))
        faults += bool(found)
        click.echo(f"{case.name}: {'; '.join(found) or 'as promised'}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
