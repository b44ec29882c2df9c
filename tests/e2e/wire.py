"""What leaves a phone: every request to the API is noted, whatever is not for the service is stopped and held against it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Request, Response

API = "/api/v1"
EXACT = re.compile(r"[?&](lat|lng)=-?\d+\.\d{4}")  # an address is written down on its way: 100 m must do
INSIDE = ("data", "blob", "chrome", "chrome-extension")  # nothing leaves the browser; the last are its viewer of PDFs


@dataclass
class Seen:
    """A request as the browser sent it. ``status`` is None while, or because, no answer came."""

    method: str
    path: str  # with its query
    headers: dict[str, str]
    status: int | None = None


class Wire:
    """All that one browser context asks. ``foreign``: addresses beyond the service. ``exact``: too fine a point."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.base = base
        self.requests: list[Seen] = []
        self.foreign: list[str] = []
        self.exact: list[str] = []
        self._under_way: dict[Request, Seen] = {}
        context.route(re.compile(rf"^(?!{re.escape(base)}/|(?:{'|'.join(INSIDE)}):)"), lambda route: route.abort())
        context.on("request", self._note)
        context.on("response", self._note_answer)

    def _note(self, request: Request) -> None:
        url = urlsplit(request.url)
        if url.scheme not in INSIDE and f"{url.scheme}://{url.netloc}" != self.base:
            self.foreign.append(request.url)
        if url.path.startswith("/api/"):
            path = url.path.removeprefix(API) + (f"?{url.query}" if url.query else "")
            seen = Seen(request.method, path, dict(request.headers))
            self.requests.append(seen)
            if EXACT.search(path):
                self.exact.append(path)
            self._under_way[request] = seen

    def _note_answer(self, response: Response) -> None:
        seen = self._under_way.get(response.request)
        if seen is not None:
            seen.status = response.status
