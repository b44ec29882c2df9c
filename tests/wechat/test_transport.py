"""The wire: every fault kind on every endpoint is a listed problem by its deadline, and nothing is sent twice."""

from __future__ import annotations

import itertools
import json
import socket
from collections.abc import Callable
from typing import NamedTuple

import pytest

from app.core import clock
from app.core.problems import Problem
from app.core.settings import FAKE_APPID, FAKE_SECRET, Settings, SettingsError
from app.core.store import MemoryStore
from app.wechat.client import MiniProgramClient
from app.wechat.fake import FakePlatform, Serving, openid_for
from app.wechat.gateway import Gateway
from app.wechat.rules import CODE_IMAGE, IMAGE_CHECK, LOGIN, PHONE, STABLE_TOKEN, CallFailed
from app.wechat.sockets import Deadline
from app.wechat.transport import HostNotAllowed, Outgoing, Transport, allowed_base
from tests.wechat.conftest import QUICK
from tests.wechat.crowd import at_once
from tests.wechat.raw_server import RawServer, raw_server

RIDER = openid_for(FAKE_APPID, "rider")
OK_BODY = b'{"openid": "o123", "session_key": "k"}'


def login_call(gateway: Gateway) -> object:
    return gateway.login("rider.1")


def phone_call(gateway: Gateway) -> object:
    return gateway.phone("tap-1", RIDER)


def image_call(client: MiniProgramClient) -> object:
    return client.post_for_image(CODE_IMAGE, {"scene": "P.1"})


def upload_call(client: MiniProgramClient) -> object:
    return client.post("wxa/img_sec_check", files={"media": ("a.png", b"picture", "image/png")})


# which endpoint fails, how, in which call: status, problem, Retry-After. Written out: this is the promise.
FAULTS = [
    (LOGIN, "http", login_call, 503, "wechat-unavailable", "2"),
    (LOGIN, "html", login_call, 503, "wechat-unavailable", "2"),
    (LOGIN, "empty", login_call, 503, "wechat-unavailable", "2"),
    (LOGIN, "list", login_call, 503, "wechat-unavailable", "2"),
    (LOGIN, "truncated", login_call, 503, "wechat-unavailable", "2"),
    (LOGIN, "hang", login_call, 503, "wechat-unavailable", "2"),
    (LOGIN, "drip", login_call, 503, "wechat-unavailable", "2"),
    (LOGIN, "reset", login_call, 503, "wechat-unavailable", "2"),
    (PHONE, "http", phone_call, 503, "wechat-unavailable", "2"),
    (PHONE, "html", phone_call, 503, "wechat-unavailable", "2"),
    (PHONE, "empty", phone_call, 503, "wechat-unavailable", "2"),
    (PHONE, "list", phone_call, 503, "wechat-unavailable", "2"),
    (PHONE, "truncated", phone_call, 503, "wechat-unavailable", "2"),
    (PHONE, "hang", phone_call, 503, "wechat-unavailable", "2"),
    (PHONE, "drip", phone_call, 503, "wechat-unavailable", "2"),
    (PHONE, "reset", phone_call, 503, "wechat-unavailable", "2"),
    (STABLE_TOKEN, "http", phone_call, 503, "wechat-unavailable", "2"),
    (STABLE_TOKEN, "html", phone_call, 503, "wechat-unavailable", "2"),
    (STABLE_TOKEN, "empty", phone_call, 503, "wechat-unavailable", "2"),
    (STABLE_TOKEN, "list", phone_call, 503, "wechat-unavailable", "2"),
    (STABLE_TOKEN, "truncated", phone_call, 503, "wechat-unavailable", "2"),
    (STABLE_TOKEN, "hang", phone_call, 503, "wechat-unavailable", "2"),
    (STABLE_TOKEN, "drip", phone_call, 503, "wechat-unavailable", "2"),
    (STABLE_TOKEN, "reset", phone_call, 503, "wechat-unavailable", "2"),
]
# pictures and uploads as the client sees them: the failure the gateway turns into a problem
CLIENT_FAULTS = [
    (CODE_IMAGE, "http", image_call, "StatusNot200"),
    (CODE_IMAGE, "html", image_call, "NotAnImage"),
    (CODE_IMAGE, "empty", image_call, "NotAnImage"),
    (CODE_IMAGE, "list", image_call, "NotAnImage"),
    (CODE_IMAGE, "truncated", image_call, "NotAnImage"),
    (CODE_IMAGE, "hang", image_call, "ReadTimeoutError"),
    (CODE_IMAGE, "drip", image_call, "DeadlinePassed|ReadTimeoutError"),
    (CODE_IMAGE, "reset", image_call, "ProtocolError"),
    (IMAGE_CHECK, "http", upload_call, "StatusNot200"),
    (IMAGE_CHECK, "html", upload_call, "NotAJsonObject"),
    (IMAGE_CHECK, "empty", upload_call, "NotAJsonObject"),
    (IMAGE_CHECK, "list", upload_call, "NotAJsonObject"),
    (IMAGE_CHECK, "truncated", upload_call, "NotAJsonObject"),
    (IMAGE_CHECK, "hang", upload_call, "ReadTimeoutError"),
    (IMAGE_CHECK, "drip", upload_call, "DeadlinePassed|ReadTimeoutError"),
    (IMAGE_CHECK, "reset", upload_call, "ProtocolError"),
]


class Row(NamedTuple):
    endpoint: str
    kind: str
    call: Callable[[Gateway], object]
    status: int
    slug: str
    retry_after: str


def check_fault(gateway: Gateway, row: Row, limit_s: float) -> None:
    began = clock.ticks()
    with pytest.raises(Problem) as caught:
        row.call(gateway)
    assert clock.ticks() - began < limit_s
    problem = caught.value
    assert (problem.status, problem.slug, problem.headers["Retry-After"]) == (row.status, row.slug, row.retry_after)


@pytest.mark.parametrize("row", [Row(*row) for row in FAULTS], ids=lambda row: f"{row.endpoint} {row.kind}")
def test_w09_every_fault_on_every_endpoint_is_a_listed_problem_within_its_deadline(
    row: Row, gateway_with: Callable[..., Gateway], order: Callable[..., None], platform: FakePlatform
) -> None:
    order(path=row.endpoint, kind=row.kind, count=-1)
    check_fault(gateway_with(**QUICK), row, 1.0)
    assert platform.state()["calls"][row.endpoint] == 1  # never repeated: the code may be spent


@pytest.mark.slow
@pytest.mark.parametrize("row", [Row(*row) for row in FAULTS[:8]], ids=lambda row: row.kind)
def test_w09_with_the_real_deadlines_every_kind_is_over_within_8_seconds(
    row: Row, gateway: Gateway, order: Callable[..., None]
) -> None:
    order(path=row.endpoint, kind=row.kind, count=-1)
    check_fault(gateway, row, 8.5)


@pytest.mark.parametrize("row", CLIENT_FAULTS, ids=lambda row: f"{row[0]} {row[1]}")
def test_w09_pictures_and_uploads_fail_by_name_too(
    row: tuple[str, str, Callable[[MiniProgramClient], object], str],
    client: MiniProgramClient,
    order: Callable[..., None],
) -> None:
    endpoint, kind, call, causes = row
    order(path=endpoint, kind=kind, count=-1)
    with pytest.raises(CallFailed) as caught:
        call(client)
    assert caught.value.endpoint == endpoint
    assert caught.value.cause in causes.split("|")


@pytest.fixture
def client(serving: Serving) -> MiniProgramClient:
    made = MiniProgramClient(
        FAKE_APPID, FAKE_SECRET, base=serving.url, store=MemoryStore(), read_s=0.3, connect_s=0.3, deadline_s=0.5
    )
    yield made
    made.close()


def send_to(url: str, *, deadline_s: float = 5.0, read_s: float = 5.0, limit: int = 1024 * 1024) -> bytes:
    transport = Transport(url, connect_s=0.3, read_s=read_s, pool=2)
    try:
        return transport.send(Outgoing("GET", LOGIN, "secret=s", limit=limit), Deadline(deadline_s))
    finally:
        transport.close()


def failure_of(url: str, **limits: float) -> str:
    with pytest.raises(CallFailed) as caught:
        send_to(url, **limits)
    return caught.value.cause


def say(*pieces: bytes) -> Callable[[socket.socket, RawServer], None]:
    def talk(connection: socket.socket, server: RawServer) -> None:
        for piece in pieces:
            connection.sendall(piece)

    return talk


def head(length: int, status: str = "200 OK", more: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {length}\r\n{more}\r\n".encode()


def drip(prefix: bytes, byte: bytes) -> Callable[[socket.socket, RawServer], None]:
    def talk(connection: socket.socket, server: RawServer) -> None:
        connection.sendall(prefix)
        while not server.closing.wait(0.02):
            connection.sendall(byte)

    return talk


def test_a_plain_answer_comes_through() -> None:
    with raw_server(say(head(len(OK_BODY)), OK_BODY)) as server:
        assert send_to(server.url) == OK_BODY


def test_a_chunked_answer_comes_through() -> None:
    chunked = b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"a":\r\n3\r\n 1}\r\n0\r\n\r\n'
    with raw_server(say(chunked)) as server:
        assert json.loads(send_to(server.url)) == {"a": 1}


@pytest.mark.parametrize(
    "talk",
    [drip(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"a"), drip(head(100_000), b" ")],
    ids=["headers", "body"],
)
def test_bytes_that_drip_do_not_outlive_the_total_deadline(talk: Callable[[socket.socket, RawServer], None]) -> None:
    with raw_server(talk) as server:
        began = clock.ticks()
        assert failure_of(server.url, deadline_s=0.4) in {"ReadTimeoutError", "DeadlinePassed"}
        assert 0.3 < clock.ticks() - began < 1.2


def test_silence_after_slow_headers_ends_at_the_total_deadline_and_not_a_whole_read_timeout_later() -> None:
    def late_then_silent(connection: socket.socket, server: RawServer) -> None:
        server.closing.wait(0.8)
        connection.sendall(head(10))
        server.closing.wait()

    with raw_server(late_then_silent) as server:
        began = clock.ticks()
        assert failure_of(server.url, read_s=1.0, deadline_s=1.0) == "ReadTimeoutError"
        assert clock.ticks() - began < 1.5


def test_silence_ends_at_the_read_timeout_before_the_total_deadline() -> None:
    with raw_server(lambda connection, server: server.closing.wait()) as server:
        began = clock.ticks()
        assert failure_of(server.url, read_s=0.3, deadline_s=20) == "ReadTimeoutError"
        assert clock.ticks() - began < 2


def test_an_answer_shorter_than_it_says_is_no_answer() -> None:
    with raw_server(say(head(500), OK_BODY)) as server:
        assert failure_of(server.url) in {"BodyTruncated", "IncompleteRead", "ProtocolError"}


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary Redirect"])
def test_redirects_are_not_followed(status: str) -> None:
    with (
        raw_server(say(head(len(OK_BODY)), OK_BODY)) as other,
        raw_server(say(head(0, status, f"Location: {other.url}/steal\r\n"))) as server,
    ):
        assert failure_of(server.url) == "StatusNot200"
        assert other.requests == []


@pytest.mark.parametrize("status", ["201 Created", "204 No Content", "400 Bad Request", "502 Bad Gateway"])
def test_only_status_200_counts(status: str) -> None:
    with raw_server(say(head(len(OK_BODY), status), OK_BODY)) as server:
        assert failure_of(server.url) == "StatusNot200"


def test_a_body_above_the_limit_is_cut_off() -> None:
    def endless(connection: socket.socket, server: RawServer) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while not server.closing.is_set():
            connection.sendall(b" " * 65536)

    with raw_server(endless) as server:
        assert failure_of(server.url, limit=1024 * 1024) == "BodyTooLarge"


def test_a_body_of_exactly_the_limit_is_taken() -> None:
    with raw_server(say(head(1000), b" " * 1000)) as server:
        assert len(send_to(server.url, limit=1000)) == 1000
    with raw_server(say(head(1001), b" " * 1001)) as server:
        assert failure_of(server.url, limit=1000) == "BodyTooLarge"


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch, serving: Serving) -> None:
    with raw_server(say(head(len(OK_BODY)), OK_BODY)) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        monkeypatch.delenv("no_proxy", raising=False)
        settings = Settings.from_env({}, wechat_api_base=serving.url)
        gateway = Gateway(settings, MemoryStore())
        assert gateway.login("rider.1").openid == RIDER
        gateway.close()
        assert proxy.requests == []


def test_a_refused_connection_is_tried_once_more_and_no_further(monkeypatch: pytest.MonkeyPatch) -> None:
    tries = count_connecting(monkeypatch)
    assert failure_of(f"http://127.0.0.1:{closed_port()}") == "NewConnectionError"
    assert next(tries) == 2


def test_an_answer_that_never_comes_is_not_asked_for_again() -> None:
    with raw_server(lambda connection, server: None) as server:
        assert failure_of(server.url) == "ProtocolError"
        assert len(server.requests) == 1


def test_connecting_to_a_host_that_swallows_packets_ends_by_the_deadline() -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        queued = [socket.socket() for _ in range(4)]
        for waiting in queued:
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        began = clock.ticks()
        cause = failure_of(f"http://127.0.0.1:{full.getsockname()[1]}", deadline_s=0.5, read_s=0.3)
        assert cause in {"ConnectTimeoutError", "DeadlinePassed"}
        assert clock.ticks() - began < 1.2
        for waiting in queued:
            waiting.close()


def test_a_pooled_connection_does_not_inherit_the_little_time_of_the_call_before() -> None:
    big = Outgoing("POST", LOGIN, body=b" " * 16_000_000)

    def slow_to_read(connection: socket.socket, server: RawServer) -> None:
        connection.sendall(head(2) + b"{}")
        server.closing.wait(0.6)  # longer than the first call had
        unread = len(big.body)
        while unread > 0:
            unread -= len(connection.recv(1024 * 1024))
        connection.sendall(head(2) + b"{}")

    with raw_server(slow_to_read) as server:
        transport = Transport(server.url, connect_s=5, read_s=5, pool=1)
        assert transport.send(Outgoing("GET", LOGIN), Deadline(0.3)) == b"{}"
        assert transport.send(big, Deadline(10)) == b"{}"
        assert len(server.requests) == 1  # both came by one connection
        transport.close()


def test_32_threads_keep_to_the_pool_and_use_their_connections_again(
    gateway: Gateway, platform: FakePlatform, caplog: pytest.LogCaptureFixture
) -> None:
    for burst in range(3):
        at_once(32, lambda n, burst=burst: gateway.login(f"rider.{burst}-{n}"))
    assert platform.state()["calls"][LOGIN] == 96
    assert platform.state()["connections"] <= 65
    assert "pool is full" not in caplog.text


@pytest.mark.parametrize(
    "url",
    [
        "https://api.weixin.qq.com.evil.example",
        "https://evil.example",
        "http://api.weixin.qq.com",  # the secret would travel in the clear
        "https://api.weixin.qq.com/prefix",
        "https://user@api.weixin.qq.com",
        "https://user:word@127.0.0.1",
        "http://127.0.0.1.evil.example",
        "http://10.0.0.1:8000",
        "ftp://127.0.0.1",
        "",
    ],
)
def test_no_host_but_wechat_and_loopback_is_called(url: str) -> None:
    with pytest.raises(HostNotAllowed):
        allowed_base(url, production=False)


def test_w21_loopback_is_refused_in_production_already_when_the_gateway_is_built() -> None:
    settings = Settings(app_env="production", wechat_mode="live", wechat_api_base="http://127.0.0.1:9")
    with pytest.raises(HostNotAllowed):
        Gateway(settings, MemoryStore())
    with pytest.raises(SettingsError):
        Settings.from_env({}, app_env="production", wechat_mode="fake")


def test_wechat_itself_is_allowed_in_production() -> None:
    assert allowed_base("https://api.weixin.qq.com/", production=True) == "https://api.weixin.qq.com"
    assert allowed_base("https://api2.weixin.qq.com", production=True) == "https://api2.weixin.qq.com"


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def count_connecting(monkeypatch: pytest.MonkeyPatch) -> itertools.count[int]:
    """A counter that goes up with every attempt to connect; ``next`` tells how many there were."""
    counter, real = itertools.count(), socket.socket.connect

    def connect(self: socket.socket, address: object) -> None:
        next(counter)
        real(self, address)

    monkeypatch.setattr("urllib3.util.connection.socket.socket", type("S", (socket.socket,), {"connect": connect}))
    return counter
