"""The control plane under ``/__fake/``: tests and the demo page make the platform fail, wait and age through it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request, Response

from app.wechat.fake.faults import Fault

if TYPE_CHECKING:
    from app.wechat.fake.platform import FakePlatform

Body = dict[str, Any]


def answer(platform: FakePlatform, request: Request) -> Response:
    """The page for GET ``/__fake/``, the state for GET ``state``, and a POST for everything that changes something."""
    name = request.path.removeprefix("/__fake").strip("/")
    if request.method == "GET" and not name:
        from app.wechat.fake.page import page

        return Response(page(platform), content_type="text/html; charset=utf-8", headers={"Cache-Control": "no-store"})
    if request.method == "GET" and name == "state":
        return _json(platform.state(request.args.get("log", 0, type=int)))
    action = ACTIONS.get(name)
    if action is None or request.method != "POST":
        return _json({"error": f"nothing here; POST {', '.join(sorted(ACTIONS))} or GET state"}, 404)
    try:
        body = json.loads(request.get_data() or b"{}")
        if not isinstance(body, dict):
            raise ValueError("the body is a JSON object")
        with platform.lock:
            action(platform, body)
    except (ValueError, TypeError) as wrong:
        return _json({"error": str(wrong)}, 400)
    return _json(platform.state())


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


ACTIONS: dict[str, Callable[[FakePlatform, Body], None]] = {
    "reset": reset,
    "fault": fault,
    "latency": latency,
    "clock": clock,
    "expire_tokens": expire_tokens,
}


def _missing(name: str) -> float:
    raise ValueError(f"{name} is missing")


def _json(body: Any, status: int = 200) -> Response:
    return Response(json.dumps(body, ensure_ascii=False), status=status, content_type="application/json")
