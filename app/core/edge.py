"""The outermost layer, around Flask: a request's id, the headers that never change, one log line, the figures.

It lies below Flask's hooks because setting eight headers there costs more than finding the nearest station. A *lane*
is a quick answer to one path, straight from memory, the same for guests and for riders without a role; it declines
(None) whatever is not its plain case, and Flask answers as if there were no lane. A test holds both answers equal.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterable
from os import urandom
from typing import TYPE_CHECKING, Any, TypeVar

from flask import Flask

from app.core import clock, logs, metrics
from app.core.problems import BadRequest, InternalError, Problem, UriTooLong

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
}
REQUEST_ID = re.compile(r"^[A-Za-z0-9._-]{8,64}$", re.ASCII)
ROUTE, PERSON, ID = "yiqi.route", "yiqi.person", "yiqi.request_id"

Lane = Callable[[str], bytes | None]
"""Takes a query string; the JSON answer (200, private), or None to let Flask answer."""

Rider = Callable[[str], str | None]
"""Takes an Authorization header; the pseudonym of somebody remembered as signed in, to whom lanes answer as to guests,
or None to let Flask see who it is."""

log = logging.getLogger("yiqi.edge")

Found = TypeVar("Found")

_FIXED = tuple(item for item in HEADERS.items() if item[0] != "Content-Security-Policy")
_FIXED_AND_POLICY = tuple(HEADERS.items())


class Edge:
    """A WSGI application around another."""

    def __init__(self, inner: WSGIApplication) -> None:
        self._inner = inner
        self.lanes: dict[str, Lane] = {}
        self.rider: Rider = lambda _: None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        started = clock.ticks()
        given = environ.get("HTTP_X_REQUEST_ID", "")
        request_id = environ[ID] = given if given and REQUEST_ID.match(given) else urandom(16).hex()
        lane = self.lanes.get(environ["PATH_INFO"])
        if lane is not None and environ["REQUEST_METHOD"] == "GET":
            shown = environ.get("HTTP_AUTHORIZATION")
            person = "" if shown is None else _try(self.rider, shown)
            answer = None if person is None else _try(lane, environ.get("QUERY_STRING", ""))
            if answer is not None:
                start_response("200 OK", _lane_headers(len(answer), request_id))
                route, seconds = environ["PATH_INFO"], clock.ticks() - started
                metrics.count("GET", route, 200, seconds)
                logs.lane_line(request_id, route, seconds, person or None)
                return (answer,)
        told: list[int] = []

        def start(status: str, headers: list[tuple[str, str]], *exc_info: Any) -> Any:
            told[:] = [int(status[:3])]
            own_policy = any(name == "Content-Security-Policy" for name, _ in headers)
            fixed = _FIXED if own_policy else _FIXED_AND_POLICY
            return start_response(status, [*headers, *fixed, ("X-Request-Id", request_id)], *exc_info)

        body = self._inner(environ, start)
        _tell(environ, told[0] if told else 500, environ.get(ROUTE), started)
        return body


def wire(app: Flask) -> None:
    """Put the edge around the application. Whatever wraps it later (a proxy's address) lies outside."""
    edge = app.extensions["yiqi.edge"] = Edge(app.wsgi_app)
    app.wsgi_app = edge  # type: ignore[method-assign]


def unread(status: int, reason: str) -> bytes:
    """The whole answer to what no request could be read from; none of its words come back."""
    request_id = urandom(16).hex()
    kind: type[Problem] = {414: UriTooLong, 500: InternalError}.get(status, BadRequest)
    document = kind().document() | {"status": status, "request_id": request_id}
    body = json.dumps(document, ensure_ascii=False).encode()
    headers = {"Connection": "close", "Content-Type": "application/problem+json", "Content-Length": str(len(body))}
    headers |= {"Cache-Control": "private, no-store", **HEADERS, "X-Request-Id": request_id}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status} {reason}\r\n{lines}\r\n".encode() + body


def open_lane(app: Flask, path: str, lane: Lane) -> None:
    """Answer GETs of ``path`` by ``lane`` first. ``path`` must be a route of the application, too."""
    app.extensions["yiqi.edge"].lanes[path] = lane


def let_riders_pass(app: Flask, rider: Rider) -> None:
    """Let lanes answer those, too, whom ``rider`` knows."""
    app.extensions["yiqi.edge"].rider = rider


def _try(ask: Callable[[str], Found | None], text: str) -> Found | None:
    try:
        return ask(text)
    except Exception:  # the outermost frame: a fault of the lane must cost its speed only, Flask answers
        log.exception("lane failed", extra={"event": "lane-failed"})
        return None


def _lane_headers(length: int, request_id: str) -> list[tuple[str, str]]:
    return [
        ("Content-Type", "application/json"),
        ("Content-Length", str(length)),
        ("Cache-Control", "private, no-store"),
        *_FIXED_AND_POLICY,
        ("X-Request-Id", request_id),
    ]


def _tell(environ: WSGIEnvironment, status: int, route: str | None, started: float) -> None:
    seconds = clock.ticks() - started
    method = environ["REQUEST_METHOD"] if route else "(none)"  # strangers invent neither labels nor log texts
    metrics.count(method, route or "(none)", status, seconds)
    person = environ.get(PERSON)
    logs.request_line(environ[ID], method, route or "(none)", status=status, seconds=seconds, person=person)
