"""The control plane under ``/__fake/``: tests and the demo page make the platform fail, wait and age through it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request, Response

from app.wechat.fake import messages
from app.wechat.fake.codes import Code, picture
from app.wechat.fake.faults import Fault
from app.wechat.fake.identity import openid_for

if TYPE_CHECKING:
    from app.wechat.fake.platform import FakePlatform

Body = dict[str, Any]


def answer(platform: FakePlatform, request: Request) -> Response:
    """What there is to look at by GET, and a POST for everything that changes something."""
    name = request.path.removeprefix("/__fake").strip("/")
    if request.method == "GET" and name in SIGHTS:
        return SIGHTS[name](platform, request)
    action = ACTIONS.get(name)
    if action is None or request.method != "POST":
        sights = ", ".join(sorted(filter(None, SIGHTS)))
        return _json({"error": f"nothing here; POST {', '.join(sorted(ACTIONS))} or GET {sights}"}, 404)
    try:
        body = json.loads(request.get_data() or b"{}")
        if not isinstance(body, dict):
            raise ValueError("the body is a JSON object")
        with platform.lock:
            action(platform, body)
    except (ValueError, TypeError) as wrong:
        return _json({"error": str(wrong)}, 400)
    return _json(platform.state())


def demo_page(platform: FakePlatform, request: Request) -> Response:
    from app.wechat.fake.page import page

    with platform.lock:
        html = page(platform)
    return Response(html, content_type="text/html; charset=utf-8", headers={"Cache-Control": "no-store"})


def state(platform: FakePlatform, request: Request) -> Response:
    """``?log=n``: with the last n calls."""
    return _json(platform.state(request.args.get("log", 0, type=int)))


def arrived(platform: FakePlatform, request: Request) -> Response:
    """The messages on all phones, newest first; ``?user=`` those of one."""
    user = request.args.get("user")
    with platform.lock:
        found = platform.mailbox.newest(openid_for(platform.options.appid, user) if user else None)
    return _json({"messages": [message._asdict() for message in found]})


def code(platform: FakePlatform, request: Request) -> Response:
    """``?scene=…&page=…``: the picture of a code."""
    scene = request.args.get("scene", "")
    if not scene.isascii() or not 1 <= len(scene) <= 32:
        return _json({"error": "scene is missing"}, 400)
    return Response(picture(Code(scene, request.args.get("page", "")[:200])), content_type="image/png")


def reset(platform: FakePlatform, body: Body) -> None:
    options = dict(body.get("settings", body))
    if options.get("pages") is not None:
        options["pages"] = tuple(options["pages"])
    platform.reset(options)


def fault(platform: FakePlatform, body: Body) -> None:
    platform.faults.add(Fault.of(body))


def latency(platform: FakePlatform, body: Body) -> None:
    """``{path|*: seconds}``; 0 takes one back."""
    waits = {path if path == "*" else "/" + path.lstrip("/"): float(seconds) for path, seconds in body.items()}
    platform.latency |= waits


def clock(platform: FakePlatform, body: Body) -> None:
    """``{"advance": seconds}``, further into the future (or back)."""
    platform.offset += float(body["advance"] if "advance" in body else _missing("advance"))


def expire_tokens(platform: FakePlatform, body: Body) -> None:
    platform.tokens.expire()


def grant(platform: FakePlatform, body: Body) -> None:
    """``{openid | user, template_id, n}``: credits of which no push tells."""
    messages.grant(platform, body | {"openid": _openid(platform, body)})


def tap(platform: FakePlatform, body: Body) -> None:
    """``{openid | user, answers: {template_id: accept | reject | ban}}``: credits, and the push that tells of them."""
    answers = body.get("answers")
    if not isinstance(answers, dict) or not answers:
        raise ValueError("answers are accept, reject or ban by the id of a template")
    messages.tap(platform, _openid(platform, body), answers)


def push(platform: FakePlatform, body: Body) -> None:
    """``{event: {Event, ...} | [...], openid | user, delay, copies, reordered, format}``; heads are filled in."""
    events = body.get("event")
    events = events if isinstance(events, list) else [events]
    if not events or not all(isinstance(event, dict) and isinstance(event.get("Event"), str) for event in events):
        raise ValueError("event is an object with an Event, or a list of such")
    if body.get("format", "json") not in {"json", "xml"}:
        raise ValueError("format is json or xml")
    openid = _openid(platform, body) if {"openid", "user"} & set(body) else ""
    whole = [platform.post.event(event["Event"], openid) | event for event in events]
    platform.post.push(
        whole,
        delay_s=float(body.get("delay", 0)),
        copies=int(body.get("copies", 1)),
        reordered=bool(body.get("reordered")),
        form=str(body.get("format", "")),
    )


SIGHTS: dict[str, Callable[[FakePlatform, Request], Response]] = {
    "": demo_page,
    "state": state,
    "messages": arrived,
    "code": code,
}
ACTIONS: dict[str, Callable[[FakePlatform, Body], None]] = {
    "reset": reset,
    "fault": fault,
    "latency": latency,
    "clock": clock,
    "expire_tokens": expire_tokens,
    "grant": grant,
    "tap": tap,
    "push": push,
}


def _openid(platform: FakePlatform, body: Body) -> str:
    openid, user = body.get("openid"), body.get("user")
    if isinstance(openid, str) and openid:
        return openid
    if isinstance(user, str) and user:
        return openid_for(platform.options.appid, user)
    raise ValueError("openid or user is missing")


def _missing(name: str) -> float:
    raise ValueError(f"{name} is missing")


def _json(body: Any, status: int = 200) -> Response:
    return Response(json.dumps(body, ensure_ascii=False), status=status, content_type="application/json")
