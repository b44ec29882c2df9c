"""The wire to WeChat: one host, pooled connections, bodies in pieces, and one deadline over everything."""

from __future__ import annotations

import http.client
import logging
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NameResolutionError, NewConnectionError

from app.core import clock
from app.core.settings import LOOPBACK, WECHAT_HOSTS
from app.wechat.rules import CallFailed
from app.wechat.sockets import READING, Deadline, HttpPool, HttpsPool

PIECE = 64 * 1024
JSON_LIMIT = 1024 * 1024
IMAGE_LIMIT = 4 * 1024 * 1024
NOT_CONNECTED = frozenset(c.__name__ for c in (ConnectTimeoutError, NewConnectionError, NameResolutionError))


class HostNotAllowed(ValueError):
    """The base URL is not WeChat's, nor loopback outside production."""


def allowed_base(url: str, *, production: bool) -> str:
    """The base URL without a trailing slash. WeChat's hosts by https only: the secret travels in the query."""
    parts = urlsplit(url)
    bare = not (parts.path.strip("/") or parts.query or parts.fragment or parts.username or parts.password)
    if bare and parts.hostname in WECHAT_HOSTS and parts.scheme == "https":
        return url.rstrip("/")
    if bare and parts.hostname in LOOPBACK and parts.scheme in {"http", "https"} and not production:
        return url.rstrip("/")
    raise HostNotAllowed("the WeChat API base must be https on a host of WeChat, or loopback outside production")


@dataclass(frozen=True)
class Outgoing:
    """One request as it leaves: the body is bytes, so that a repeated call sends the same ones."""

    method: str
    endpoint: str
    query: str = field(default="", repr=False)
    body: bytes | None = field(default=None, repr=False)
    content_type: str = "application/json"
    limit: int = JSON_LIMIT  # of the answer, in bytes

    @property
    def target(self) -> str:
        return f"{self.endpoint}?{self.query}" if self.query else self.endpoint

    @property
    def headers(self) -> dict[str, str]:
        said = {"Accept": "*/*", "User-Agent": "yiqi"}
        return said if self.body is None else said | {"Content-Type": self.content_type}


class _NoUrls(logging.Filter):
    """Drops urllib3 lines that print a URL with its query (a malformed header is reported with one)."""

    def filter(self, record: logging.LogRecord) -> bool:
        return "?" not in record.getMessage()


_NO_URLS = _NoUrls("wechat")


def quiet_urllib3() -> None:
    """urllib3 logs at INFO or above: its debug lines hold the secret and the token."""
    log = logging.getLogger("urllib3")
    log.setLevel(max(logging.INFO, log.level))
    for name in ("urllib3.connectionpool", "urllib3.connection"):
        child = logging.getLogger(name)
        if child.level:
            child.setLevel(max(logging.INFO, child.level))
        if _NO_URLS not in child.filters:
            child.addFilter(_NO_URLS)


class Transport:
    """Requests to one base URL: no redirects, no environment proxies, no cookies, one retry if connecting failed."""

    def __init__(self, base: str, *, connect_s: float, read_s: float, pool: int) -> None:
        quiet_urllib3()
        parts = urlsplit(base)
        kind = HttpsPool if parts.scheme == "https" else HttpPool
        self._pool = kind(parts.hostname or "", parts.port, maxsize=pool, block=False)
        self._connect_s, self._read_s = connect_s, read_s
        self.drift_s: float | None = None  # our clock less the other's, as its last answer said

    def send(self, request: Outgoing, deadline: Deadline) -> bytes:
        """The body of an answer with status 200, whole, within the deadline. Raises ``CallFailed``."""
        cause = ""
        for _ in range(2):
            cause, body = self._once(request, deadline)
            if body is not None:
                return body
            if cause not in NOT_CONNECTED:
                break
        raise CallFailed(request.endpoint, cause)

    def close(self) -> None:
        self._pool.close()

    def _once(self, request: Outgoing, deadline: Deadline) -> tuple[str, bytes | None]:
        """The name of what went wrong, or the body. Names only: urllib3's exceptions hold the URL."""
        left = deadline.left()
        if left <= 0:
            return "NoTimeLeft", None  # nothing was sent
        READING.deadline = deadline
        try:
            response = self._pool.urlopen(
                request.method,
                request.target,
                request.body,
                request.headers,
                retries=False,
                redirect=False,
                timeout=urllib3.Timeout(connect=min(self._connect_s, left), read=min(self._read_s, left)),
                preload_content=False,
            )
            self._compare_clocks(response.headers.get("Date"))
            try:
                return _read(response, request.limit, deadline)
            except BaseException:
                response.close()
                raise
        except (HTTPError, http.client.HTTPException, OSError, ValueError) as failure:
            return type(failure).__name__, None
        finally:
            READING.deadline = None

    def _compare_clocks(self, said: str | None) -> None:
        with suppress(TypeError, ValueError):  # no date, or one nobody can read
            self.drift_s = clock.epoch() - parsedate_to_datetime(said or "").timestamp()


def _read(response: urllib3.BaseHTTPResponse, limit: int, deadline: Deadline) -> tuple[str, bytes | None]:
    """The body in pieces, or the name of what is wrong with it; then the connection is not used again."""
    cause, pieces, size = "", [], 0
    if response.status != 200:
        cause = "StatusNot200"
    while not cause:
        piece = response.read1(PIECE, decode_content=False)
        if not piece:
            break
        pieces.append(piece)
        size += len(piece)
        if size > limit:
            cause = "BodyTooLarge"
        elif deadline.left() <= 0:
            cause = "DeadlinePassed"
    if not cause and getattr(response, "length_remaining", None):
        cause = "BodyTruncated"
    if cause:
        response.close()
    response.release_conn()
    return cause, None if cause else b"".join(pieces)
