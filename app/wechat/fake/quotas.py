"""The operators' tools: what of today's calls is left, what happened under a request id, and starting afresh."""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.wrappers import Request

from app.wechat.fake.errors import ApiError
from app.wechat.fake.reading import OK, Answer, json_body

if TYPE_CHECKING:
    from app.wechat.fake.platform import FakePlatform

DAILY = 2_000_000
A_DAY = {  # calls a day, where they are not DAILY
    "/cgi-bin/stable_token": 500_000,
    "/cgi-bin/token": 2000,
    "/cgi-bin/message/subscribe/send": 10_000_000,
    "/wxa/media_check_async": 200_000,
    "/wxa/generatescheme": 500_000,
    "/wxa/generate_urllink": 500_000,
}
RESETS_A_MONTH = 10


def spend(platform: FakePlatform, path: str) -> None:
    """Count a call against today's; 45009 beyond ``quotas`` of the settings, else the platform's own number."""
    if platform.used[path] >= daily(platform, path):
        raise ApiError(45009, "reach max api daily quota limit")
    platform.used[path] += 1


def daily(platform: FakePlatform, path: str) -> int:
    return int(platform.options.quotas.get(path, A_DAY.get(path, DAILY)))


def quota(platform: FakePlatform, request: Request) -> Answer:
    path = json_body(request).get("cgi_path")
    if not isinstance(path, str) or not platform.knows(path):
        raise ApiError(76021, "cgi_path not found, please check")
    limit, used = daily(platform, path), platform.used[path]
    left = {"daily_limit": limit, "used": used, "remain": max(0, limit - used)}
    return OK | {"quota": left, "rate_limit": {"call_count": 5000, "refresh_second": 60}}


def explain(platform: FakePlatform, request: Request) -> Answer:
    """What a request was: its path without its query, which would hold the token."""
    rid = json_body(request).get("rid")
    found = platform.rids.get(rid) if isinstance(rid, str) else None
    if found is None:
        raise ApiError(76001, "rid not found")
    return OK | {"request": found}


def clear(platform: FakePlatform, request: Request) -> Answer:
    """With the token."""
    if json_body(request).get("appid") != platform.options.appid:
        raise ApiError(40013, "invalid appid")
    return _cleared(platform)


def clear_by_secret(platform: FakePlatform, request: Request) -> Answer:
    """With the secret, for when the token's own quota is what is spent. Its field is ``appsecret``."""
    body = json_body(request)
    platform.check_credentials({"appid": body.get("appid"), "secret": body.get("appsecret")})
    return _cleared(platform)


def _cleared(platform: FakePlatform) -> Answer:
    if platform.resets >= RESETS_A_MONTH:
        raise ApiError(48006, "forbid to clear quota because of reaching the limit")
    platform.resets += 1
    platform.used.clear()
    return OK
