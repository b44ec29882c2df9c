"""The answers a page waits for, turned by a test: held, cut off, refused, emptied, or as they are."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import BrowserContext, Error, Route

BUSY = {
    "type": "/problems/database-unavailable",
    "title": "系统繁忙，请稍后再试",
    "status": 503,
}
CUT = "internetdisconnected"


class Turned:
    """Every GET whose path below ``/api/v1`` matches, from now until ``end``. ``count``: how many came so far."""

    def __init__(self, context: BrowserContext, path: str, emptied: Mapping[str, Any]) -> None:
        self.count = 0
        self._context, self._emptied = context, emptied
        self._mode, self._held = "pass", list[Route]()
        without_query = path.removesuffix("$") + (r"(\?|$)" if path.endswith("$") else "")
        self._pattern = re.compile(rf"/api/v1{without_query}") if path else None
        if self._pattern:
            context.route(self._pattern, self._meet)

    def hold(self) -> None:
        self._turn("hold")

    def cut(self) -> None:
        """No network at all; what is held is lost."""
        self._context.set_offline(True)
        self._turn("cut")

    def refuse(self) -> None:
        """503 with a problem document, as from a busy database."""
        self._turn("refuse")

    def empty(self) -> None:
        self._turn("empty")

    def let_pass(self) -> None:
        self._turn("pass")

    def end(self) -> None:
        self.let_pass()
        if self._pattern:
            self._context.unroute(self._pattern, self._meet)

    def _turn(self, mode: str) -> None:
        if mode != "cut":
            self._context.set_offline(False)
        self._mode = mode
        held, self._held = self._held, []
        for route in held:
            self._act(route)

    def _meet(self, route: Route) -> None:
        if route.request.method != "GET":
            route.fallback()
            return
        self.count += 1
        self._act(route)

    def _act(self, route: Route) -> None:
        """A page that is gone wants no answer any more."""
        try:
            {
                "pass": route.fallback,
                "hold": lambda: self._held.append(route),
                "cut": lambda: route.abort(CUT),
                "refuse": lambda: self._refuse(route),
                "empty": lambda: self._empty(route),
            }[self._mode]()
        except Error:
            if not route.request.frame.page.is_closed():
                raise

    def _refuse(self, route: Route) -> None:
        route.fulfill(status=503, content_type="application/problem+json", body=json.dumps(BUSY))

    def _empty(self, route: Route) -> None:
        answer = route.fetch()
        if answer.status != 200:
            route.fulfill(response=answer)
            return
        body = answer.json()
        body |= {name: value for name, value in self._emptied.items() if name in body}
        route.fulfill(response=answer, body=json.dumps(body))
