"""The platform itself: a WSGI application that remembers codes, tokens and calls, and fails when told to."""

from __future__ import annotations

import base64
import json
import random
import threading
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from werkzeug.wrappers import Request, Response

from app.core import clock
from app.core.settings import FAKE_APPID, FAKE_PUSH_AES_KEY, FAKE_PUSH_TOKEN, FAKE_SECRET
from app.wechat.fake import control, quotas
from app.wechat.fake.codes import Code
from app.wechat.fake.endpoints import ENDPOINTS
from app.wechat.fake.errors import ApiError, ConnectionDropped
from app.wechat.fake.faults import Fault, FaultPlan
from app.wechat.fake.messages import Mailbox
from app.wechat.fake.post import Post
from app.wechat.fake.templates import catalogue, own_catalogue
from app.wechat.fake.tokens import TokenDesk

CONNECTION = "yiqi.connection"  # WSGI environ: a number for the connection the request came by
LOG_LENGTH = 1000
HTML = "<!doctype html><title>维护中</title><p>Please come back later".encode()


@dataclass(frozen=True)
class Options:
    """How this platform behaves; ``reset`` may change any of them. Seconds."""

    appid: str = FAKE_APPID
    secret: str = field(default=FAKE_SECRET, repr=False)
    seed: int = 1
    expires_in: int = 7200
    grace: int = 300  # how long a legacy token survives the next one
    unionid: bool = True
    watermark_appid: str = ""  # empty: the app's own
    pages: tuple[str, ...] | None = None  # released pages; None: all
    home: str = "pages/index/index"  # where a code without a page leads
    released: bool = True  # whether there is an online release at all
    links_allowed: bool = True
    links_a_day: int = 500_000
    quotas: Mapping[str, int] = field(default_factory=dict)  # calls a day by path, where not the platform's own
    templates: Mapping[str, Any] | None = None  # as WECHAT_TEMPLATES; None: those of templates.json
    visit_lasts_s: int = 7200  # after a sign-in texts and pictures of a person are checked; 0: always
    risk_ranks: Mapping[str, int] = field(default_factory=dict)  # by openid; others 0
    drip_s: float = 0.1  # between two bytes of a dripping answer
    app_url: str = "http://127.0.0.1:8000"  # where the demo page says our service is
    push_url: str = ""  # where pushes go; empty: nowhere
    push_token: str = field(default=FAKE_PUSH_TOKEN, repr=False)
    push_aes_key: str = field(default=FAKE_PUSH_AES_KEY, repr=False)
    push_format: str = "json"  # json | xml
    push_shape: str = "nested"  # of lists and times: nested (array inside, numbers) | top (one object, texts)
    push_tries: int = 3
    push_timeout_s: float = 5.0
    push_delay_s: float = 0.0
    push_copies: int = 1
    media_delay_s: float = 0.0  # from a picture's check to its verdict


class FakePlatform:
    """One mini-program's platform. Its clock is ours plus what ``advance`` added."""

    def __init__(self, **options: Any) -> None:
        self.first_options = Options(**options)
        self.lock = threading.RLock()
        self.closing = threading.Event()
        self.reset({})

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        if request.path.startswith("/__fake"):
            return control.answer(self, request)(environ, start_response)
        return self._serve(request)(environ, start_response)

    def reset(self, options: Mapping[str, Any]) -> None:
        """Forget everything and start over with these options on top of the first. Ends what hangs."""
        chosen = replace(self.first_options, **options)
        chance = random.Random(chosen.seed)  # noqa: S311 - a simulation, the same at every run
        templates = own_catalogue() if chosen.templates is None else catalogue(chosen.templates)
        post = Post(chosen, random.Random(chosen.seed), self.now)  # noqa: S311 - as above; apart, as it works in threads
        with self.lock:
            self._release()
            self.released, self.post = threading.Event(), post
            self.options, self.templates, self.chance = chosen, templates, chance
            self.offset = 0.0
            self.tokens = TokenDesk(chosen.expires_in, chosen.grace, self.chance, self.now)
            self.faults = FaultPlan()
            self.latency: dict[str, float] = {}
            self.used_codes: set[str] = set()
            self.session_keys: dict[str, str] = {}
            self.calls: Counter[str] = Counter()
            self.connections: set[int] = set()
            self.log: deque[dict[str, Any]] = deque(maxlen=LOG_LENGTH)
            self.phones_given = self.links_made = self.resets = 0
            self.visits: dict[str, float] = {}
            self.people: dict[str, str] = {}  # names by openid, in the order of their first sign-in
            self.mailbox = Mailbox()
            self.codes: list[Code] = []
            self.used: Counter[str] = Counter()
            self.rids: dict[str, dict[str, Any]] = {}

    def now(self) -> float:
        """The platform's clock, in seconds since 1970."""
        return clock.epoch() + self.offset

    def stop(self) -> None:
        """End everything that hangs, now and from now on."""
        self.closing.set()
        self._release()

    def knows(self, path: str) -> bool:
        """Whether there is such an endpoint."""
        return path in ENDPOINTS

    def state(self, last: int = 0) -> dict[str, Any]:
        """Calls per path, connections, tokens issued, faults waiting, and the last calls without their values."""
        with self.lock:
            return {
                "calls": dict(self.calls),
                "connections": len(self.connections),
                "tokens_issued": self.tokens.issued,
                "faults": [vars(fault) for fault in self.faults.waiting],
                "offset": self.offset,
                "now": self.now(),
                "messages": len(self.mailbox.messages),
                "pushes": [dict(note) for note in list(self.post.noted)[-max(last, 20) :]],
                "pushes_waiting": self.post.waiting,
                "log": list(self.log)[-last:] if last > 0 else [],
            }

    def check_credentials(self, given: Mapping[str, Any]) -> None:
        if not given.get("appid"):
            raise ApiError(41002, "appid missing")
        if given["appid"] != self.options.appid:
            raise ApiError(40013, "invalid appid")
        if not given.get("secret"):
            raise ApiError(41004, "appsecret missing")
        if given["secret"] != self.options.secret:
            raise ApiError(40125, "invalid appsecret")

    def use_code(self, code: str, *, used: ApiError) -> None:
        if code in self.used_codes:
            raise used
        self.used_codes.add(code)

    def new_session_key(self, openid: str) -> str:
        key = self.session_keys[openid] = base64.b64encode(self.chance.randbytes(16)).decode()
        return key

    def next_country_code(self) -> str | int:
        """Now text, now number, as the platform does."""
        self.phones_given += 1
        return "86" if self.phones_given % 2 else 86

    def _release(self) -> None:
        """End what hangs or waits."""
        if hasattr(self, "released"):
            self.released.set()
            self.post.end()

    def _serve(self, request: Request) -> Response:
        path, body = request.path, request.get_data(cache=True, parse_form_data=False)
        with self.lock:
            self.calls[path] += 1
            self.connections.add(request.environ.get(CONNECTION, 0))
            wait_s = self.latency.get(path, self.latency.get("*", 0.0))
            fault, released = self.faults.take(path), self.released
            entry = {"path": path, "method": request.method, "query": sorted(request.args), "bytes": len(body)}
            self.log.append(entry | {"at": self.now()})
            entry = self.log[-1]
        if wait_s:
            released.wait(wait_s)
        response = None if fault and not fault.after else self._answer(request, entry)
        return self._spoil(fault, response, released, entry) if fault else response or Response()

    def _answer(self, request: Request, entry: dict[str, Any]) -> Response:
        try:
            with self.lock:
                answer = self._ask(request)
        except ApiError as error:
            answer = self._error(error, request.path)
        if isinstance(answer, Response):
            return answer
        entry["errcode"] = answer.get("errcode", 0)
        return _json(answer)

    def _ask(self, request: Request) -> dict[str, Any] | Response:
        endpoint = ENDPOINTS.get(request.path)
        if endpoint is None:
            raise ApiError(40066, "invalid url")
        if request.method != endpoint.method:
            raise ApiError(43001 if endpoint.method == "GET" else 43002, f"require {endpoint.method} method")
        if endpoint.with_token:
            self.tokens.check(request.args.get("access_token"))
        quotas.spend(self, request.path)
        return endpoint.answer(self, request)

    def _error(self, error: ApiError, path: str) -> dict[str, Any]:
        rid = "-".join(f"{self.chance.getrandbits(32):08x}" for _ in range(3))
        said = json.dumps({"errcode": error.errcode, "errmsg": error.errmsg})
        self.rids[rid] = {"invoke_time": int(self.now()), "request_url": path, "response_body": said}
        while len(self.rids) > LOG_LENGTH:
            self.rids.pop(next(iter(self.rids)))
        return {"errcode": error.errcode, "errmsg": f"{error.errmsg} rid: {rid}"}

    def _spoil(
        self, fault: Fault, response: Response | None, released: threading.Event, entry: dict[str, Any]
    ) -> Response:
        if fault.errcode is not None:
            entry["errcode"] = fault.errcode
            return _json(self._error(ApiError(fault.errcode, "fault on request"), entry["path"]))
        entry["fault"] = fault.kind
        whole = response.get_data() if response else json.dumps({"errcode": 0, "errmsg": "ok" * 100}).encode()
        match fault.kind:
            case "hang":
                released.wait()
                raise ConnectionDropped
            case "reset":
                raise ConnectionDropped
            case "drip":
                return self._dripping(whole, released)
            case "http":
                return Response("bad gateway", status=502)
        bodies = {"html": HTML, "empty": b"", "list": b"[]", "truncated": whole[: len(whole) // 2]}
        return Response(bodies[str(fault.kind)], content_type="application/json")

    def _dripping(self, whole: bytes, released: threading.Event) -> Response:
        pause_s = self.options.drip_s

        def drops() -> Iterator[bytes]:
            for byte in whole:
                yield bytes((byte,))
                if released.wait(pause_s):
                    raise ConnectionDropped

        response = Response(drops(), content_type="application/json", direct_passthrough=True)
        response.content_length = len(whole)
        return response


def _json(answer: dict[str, Any]) -> Response:
    """As text, for the platform does not always say JSON either."""
    return Response(json.dumps(answer, ensure_ascii=False), content_type="text/plain; charset=utf-8")
