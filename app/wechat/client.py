"""wechatpy's client with its token, request and error handling replaced.

Kept of wechatpy 1.8.18: the shape of the endpoint classes. Replaced: the token (no lock, expiry per object), the retry
(endless recursion), the timeout (not on the token call), the success test (any body with status 200), exceptions that
carry the request with its secret. ``__new__`` of the base reads every property before ``__init__`` has run, so the
properties here raise nothing but ``AttributeError``.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlencode

from urllib3 import encode_multipart_formdata
from wechatpy.client import WeChatClient
from wechatpy.client.api.wxa import WeChatWxa
from wechatpy.session.memorystorage import MemoryStorage

from app.core import clock
from app.core.store import Store
from app.wechat import metrics
from app.wechat.answers import hint_of, image_type, json_object, rid_of
from app.wechat.breaker import Breakers
from app.wechat.rules import LOGIN, STABLE_TOKEN, STALE_TOKEN_CODES, CallFailed
from app.wechat.sockets import Deadline
from app.wechat.tokens import Token, Tokens
from app.wechat.transport import IMAGE_LIMIT, Outgoing, Transport, allowed_base

TOKEN_LENGTH = 512
Result = TypeVar("Result")


@dataclass(frozen=True)
class Image:
    """A picture whose signature was checked: the bytes and ``image/png`` or ``image/jpeg``."""

    data: bytes = field(repr=False)
    media_type: str


class Wxa(WeChatWxa):
    """The mini-program endpoints, on the client's one base URL."""

    API_BASE_URL = ""  # falsy: inherited calls use the client's base

    def code_to_session(self, js_code: str, deadline: Deadline | None = None) -> dict[str, Any]:
        """Who sent this code. Needs no access token, so sign-in works while the token endpoint does not."""
        client = self._client
        query = {"appid": client.appid, "secret": client.secret, "js_code": js_code, "grant_type": "authorization_code"}
        result: dict[str, Any] = client.call("GET", LOGIN, query=query, deadline=deadline, with_token=False)
        return result


class MiniProgramClient(WeChatClient):
    """Calls to one mini-program's API. Every failure is a ``CallFailed``; no other exception class leaves a call."""

    wxa = Wxa()  # type: ignore[no-untyped-call]  # wechatpy has no annotations

    def __init__(
        self,
        appid: str,
        secret: str,
        *,
        base: str,
        store: Store,
        production: bool = False,
        connect_s: float = 2.0,
        read_s: float = 4.0,
        deadline_s: float = 8.0,
        pool: int = 8,
        epoch: Callable[[], float] | None = None,
        ticks: Callable[[], float] | None = None,
    ) -> None:
        base = allowed_base(base, production=production)
        super().__init__(appid, secret, session=MemoryStorage(), auto_retry=False)  # type: ignore[no-untyped-call]
        self._http.trust_env = False  # unused, but what is inherited must not find a proxy either
        self.API_BASE_URL = base + "/"
        self.deadline_s = deadline_s
        self.breakers = Breakers(ticks)
        self._epoch, self._ticks = epoch or clock.epoch, ticks or clock.ticks
        self._transport = Transport(base, connect_s=connect_s, read_s=read_s, pool=pool)
        self.tokens = Tokens(appid, store, self._stable_token, budget_s=deadline_s, epoch=epoch, ticks=ticks)

    @property
    def access_token(self) -> str:
        """A token for one call, by the shared, single-flight way."""
        return self.tokens.current(self.deadline())

    def fetch_access_token(self) -> dict[str, Any]:
        """A token as wechatpy's callers expect it; asks the platform only if no usable one is stored."""
        return {"access_token": self.tokens.refresh(None, self.deadline())}

    def deadline(self, seconds: float | None = None) -> Deadline:
        """A total deadline from now; the client's own if not said."""
        return Deadline(self.deadline_s if seconds is None else seconds, self._ticks)

    def call(
        self,
        method: str,
        endpoint: str,
        *,
        query: dict[str, Any] | None = None,
        data: dict[str, Any] | bytes | None = None,
        files: dict[str, tuple[str, bytes, str]] | None = None,
        deadline: Deadline | None = None,
        with_token: bool = True,
    ) -> dict[str, Any]:
        """The JSON object of one endpoint whose errcode is 0 or absent.

        ``files`` maps the field to (file name, bytes, media type). Raises ``CallFailed``.
        """
        content, content_type = _body(data, files)

        def attempt(token: str | None, until: Deadline) -> dict[str, Any]:
            return self._json(Outgoing(method, endpoint, _query(query, token), content, content_type), until)

        return self._with_token(attempt, deadline, with_token)

    def post_for_image(self, endpoint: str, data: dict[str, Any], deadline: Deadline | None = None) -> Image:
        """The PNG or JPEG of one endpoint. Raises ``CallFailed``; a JSON error is told apart from a picture."""
        content, content_type = _body(data, None)

        def understood(raw: bytes) -> Image:
            media_type = image_type(raw)
            if media_type:
                return Image(raw, media_type)
            found = json_object(raw)
            if found is not None:
                _without_error(endpoint, found)
            raise CallFailed(endpoint, "NotAnImage")

        def attempt(token: str | None, until: Deadline) -> Image:
            request = Outgoing("POST", endpoint, _query(None, token), content, content_type, IMAGE_LIMIT)
            return self._exchange(request, until, understood)

        return self._with_token(attempt, deadline, True)

    def check_credentials(self, deadline: Deadline) -> None:
        """One token call whether or not a token is stored; what is used stays in use. Raises ``CallFailed``."""
        self._stable_token(deadline)

    def drift_s(self) -> float | None:
        """By how much our clock was ahead of WeChat's at its last answer; None before one that said the time."""
        return self._transport.drift_s

    def close(self) -> None:
        self.tokens.settle(self.deadline_s)
        self._transport.close()
        self._http.close()

    def _request(self, method: str, url_or_endpoint: str, **kwargs: Any) -> Any:
        """What wechatpy's inherited endpoint methods end in. Takes an endpoint, never an address."""
        if "://" in url_or_endpoint or kwargs.pop("api_base_url", None):
            raise ValueError("only endpoints of the one base URL are called")
        processor = kwargs.pop("result_processor", None)
        kwargs.pop("timeout", None)  # the total deadline covers it
        result = self.call(
            method.upper(),
            "/" + url_or_endpoint.lstrip("/"),
            query=kwargs.pop("params", None),
            data=kwargs.pop("data", None),
            files=kwargs.pop("files", None),
        )
        if kwargs:
            raise TypeError(f"not supported: {', '.join(sorted(kwargs))}")
        return processor(result) if processor else result

    def _with_token(
        self, attempt: Callable[[str | None, Deadline], Result], deadline: Deadline | None, with_token: bool
    ) -> Result:
        """One call, and one more if the platform refused the token: with another one, or not at all."""
        until = deadline or self.deadline()
        if not with_token:
            return attempt(None, until)
        token = self.tokens.current(until)
        failure = None
        try:
            return attempt(token, until)
        except CallFailed as raised:
            failure = raised
        if failure.errcode not in STALE_TOKEN_CODES:
            raise failure
        return attempt(self.tokens.refresh(token, until), until)

    def force_token(self, deadline: Deadline) -> None:
        """A new token, at the price of the old one. For a leaked secret only: 20 a day, none within 30 s."""
        self.tokens.replace(self._stable_token(deadline, force=True))

    def _stable_token(self, deadline: Deadline, *, force: bool = False) -> Token:
        """One token call. ``force`` is an operator's; no other call may end a token that others use."""
        metrics.TOKEN_REFRESHES.inc()
        wanted: dict[str, Any] = {"grant_type": "client_credential", "appid": self.appid, "secret": self.secret}
        wanted |= {"force_refresh": True} if force else {}
        content, content_type = _body(wanted, None)
        result = self._json(Outgoing("POST", STABLE_TOKEN, "", content, content_type), deadline)
        value, lasts_s = result.get("access_token"), result.get("expires_in")
        if not isinstance(value, str) or not 0 < len(value) <= TOKEN_LENGTH:
            raise CallFailed(STABLE_TOKEN, "NoToken")
        if not isinstance(lasts_s, int) or isinstance(lasts_s, bool) or lasts_s <= 0:
            raise CallFailed(STABLE_TOKEN, "NoExpiry")
        return Token(value, self._epoch() + lasts_s)

    def _json(self, request: Outgoing, deadline: Deadline) -> dict[str, Any]:
        def understood(raw: bytes) -> dict[str, Any]:
            found = json_object(raw)
            if found is None:
                raise CallFailed(request.endpoint, "NotAJsonObject")
            return _without_error(request.endpoint, found)

        return self._exchange(request, deadline, understood)

    def _exchange(self, request: Outgoing, deadline: Deadline, understood: Callable[[bytes], Result]) -> Result:
        """One exchange behind the endpoint's breaker, measured. Raises ``CallFailed``."""
        endpoint = request.endpoint
        breaker = self.breakers.of(endpoint)
        if not breaker.admit():
            metrics.CALLS.labels(endpoint, "BreakerOpen").inc()
            raise CallFailed(endpoint, "BreakerOpen")
        started, outcome, available = clock.ticks(), "Interrupted", False
        try:
            result = understood(self._transport.send(request, deadline))
            outcome, available = "ok", True
        except CallFailed as failure:
            outcome, available = failure.cause, failure.errcode not in {None, -1}
            raise
        finally:
            breaker.record(available)
            metrics.CALLS.labels(endpoint, outcome).inc()
            metrics.SECONDS.labels(endpoint).observe(clock.ticks() - started)
        return result


def _query(query: dict[str, Any] | None, token: str | None) -> str:
    return urlencode((query or {}) | ({} if token is None else {"access_token": token}))


def _body(
    data: dict[str, Any] | bytes | None, files: dict[str, tuple[str, bytes, str]] | None
) -> tuple[bytes | None, str]:
    """The body as bytes, and its content type."""
    if files is not None:
        if not all(isinstance(content, bytes) for _, content, _ in files.values()):
            raise TypeError("uploads are bytes: a file object would be empty when the call is repeated")
        return encode_multipart_formdata(files)
    if isinstance(data, dict):
        data = json.dumps(data, ensure_ascii=False).encode()
    return data, "application/json"


def _without_error(endpoint: str, found: dict[str, Any]) -> dict[str, Any]:
    """The object, unless it says an error. Raises ``CallFailed`` with the errcode and rid."""
    errcode = found.get("errcode", 0)
    try:
        errcode = int(errcode)
    except (TypeError, ValueError):
        errcode = None
    if errcode is None:
        raise CallFailed(endpoint, "ErrcodeUnreadable")
    if errcode != 0:
        raise CallFailed(endpoint, "Errcode", errcode, rid_of(found), hint=hint_of(found))
    return found
