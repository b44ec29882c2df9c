"""What operators ask WeChat: our templates, what is left of today's calls, what happened under a request id."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.core import clock
from app.wechat.answers import json_object
from app.wechat.rules import CLEAR_QUOTA, CLEAR_QUOTA_BY_SECRET, QUOTA, RID, TEMPLATES, CallFailed
from app.wechat.sockets import Deadline

if TYPE_CHECKING:
    from app.wechat.client import MiniProgramClient

KEYWORD = re.compile(r"\{\{\s*([a-z_]+\d+)\.DATA\s*\}\}")


@dataclass(frozen=True)
class OwnTemplate:
    """A template chosen in WeChat's console. ``keywords``: its keys, as ``thing1``, in their order."""

    id: str
    title: str
    keywords: tuple[str, ...]


@dataclass(frozen=True)
class Quota:
    """Calls of one endpoint today."""

    endpoint: str
    daily: int
    used: int
    left: int


@dataclass(frozen=True)
class PastCall:
    """What WeChat remembers of a call, without its query, body and answer, which hold tokens and people."""

    at: datetime | None
    cost_ms: int | None
    client_ip: str
    errcode: int | None


def templates(client: MiniProgramClient, deadline: Deadline) -> list[OwnTemplate]:
    """The templates of this mini-program. Raises ``CallFailed``."""
    listed = client.call("GET", TEMPLATES, deadline=deadline).get("data")
    if not isinstance(listed, list):
        raise CallFailed(TEMPLATES, "NoTemplates")
    return [_template(entry) for entry in listed if isinstance(entry, dict)]


def quota(client: MiniProgramClient, deadline: Deadline, endpoint: str) -> Quota:
    """Raises ``CallFailed``."""
    found = client.call("POST", QUOTA, data={"cgi_path": endpoint}, deadline=deadline).get("quota")
    if not isinstance(found, dict):
        raise CallFailed(QUOTA, "NoQuota")
    return Quota(endpoint, *(_number(found.get(name)) for name in ("daily_limit", "used", "remain")))


def explain(client: MiniProgramClient, deadline: Deadline, rid: str) -> PastCall:
    """Raises ``CallFailed``. WeChat remembers calls for 7 days."""
    found = client.call("POST", RID, data={"rid": rid}, deadline=deadline).get("request")
    if not isinstance(found, dict):
        raise CallFailed(RID, "NoRequest")
    at, cost = _number(found.get("invoke_time")), found.get("cost_in_ms")
    answer = json_object(str(found.get("response_body", "")).encode()) or {}
    return PastCall(
        clock.from_epoch(at) if at else None,
        cost if isinstance(cost, int) else None,
        str(found.get("client_ip", "")),
        _number(answer["errcode"]) if "errcode" in answer else None,
    )


def clear_quota(client: MiniProgramClient, deadline: Deadline, *, by_secret: bool) -> None:
    """Start today's counters again, ten times a month. By secret: works while the token's own calls are used up."""
    if by_secret:
        body = {"appid": client.appid, "appsecret": client.secret}
        client.call("POST", CLEAR_QUOTA_BY_SECRET, data=body, deadline=deadline, with_token=False)
    else:
        client.call("POST", CLEAR_QUOTA, data={"appid": client.appid}, deadline=deadline)


def _template(entry: dict[str, Any]) -> OwnTemplate:
    keywords = tuple(KEYWORD.findall(str(entry.get("content", ""))))
    return OwnTemplate(str(entry.get("priTmplId", "")), str(entry.get("title", "")), keywords)


def _number(found: object) -> int:
    try:
        return int(str(found))
    except ValueError:
        return 0
