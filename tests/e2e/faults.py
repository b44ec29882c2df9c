"""Faults on a phone's way to the service, between the page and the wire. They need the service worker off."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, Route

RESET = "connectionreset"


class Fault:
    """One fault on requests whose path has a part. ``count``: how many it has hit."""

    def __init__(
        self, context: BrowserContext, part: str, act: Callable[[Route], None] | None, times: int | None
    ) -> None:
        """``act``: what befalls a request; None: its answer is held."""
        self.count, self._times, self._act = 0, times, act or self._hold
        self._context, self._pattern = context, re.compile(rf"/api/.*{re.escape(part)}")
        self._held: list[tuple[Route, Any]] = []
        context.route(self._pattern, self._meet)

    def end(self) -> None:
        """Normal again; what is held is let go first."""
        self.release()
        self._context.unroute(self._pattern, self._meet)

    def _hold(self, route: Route) -> None:
        self._held.append((route, route.fetch()))

    @property
    def held(self) -> int:
        """How many answers are here and go no further."""
        return len(self._held)

    def drop(self) -> None:
        """Normal again; what is held comes for nobody: who asked gave up."""
        self._held.clear()
        self._context.unroute(self._pattern, self._meet)

    def release(self) -> None:
        """Hand on every answer that was held."""
        while self._held:
            route, answer = self._held.pop(0)
            route.fulfill(response=answer)

    def _meet(self, route: Route) -> None:
        if self._times is not None and self.count >= self._times:
            route.continue_()
            return
        self.count += 1
        self._act(route)


def lost_before(context: BrowserContext, part: str, times: int | None) -> Fault:
    """The request never leaves the phone."""
    return Fault(context, part, lambda route: route.abort(RESET), times)


def lost_after(context: BrowserContext, part: str, times: int | None) -> Fault:
    """The service has answered, so it has committed; the phone never hears of it."""

    def lose(route: Route) -> None:
        route.fetch()
        route.abort(RESET)

    return Fault(context, part, lose, times)


def held_back(context: BrowserContext, part: str) -> Fault:
    """The service has answered; the phone hears of it when released."""
    return Fault(context, part, None, None)
