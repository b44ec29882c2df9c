"""What the outer side promises whoever calls: TLS, its headers, one meaning of every request, nothing beside the service."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.serving import make_server

from app.wechat.rules import CallFailed
from app.wechat.sockets import Deadline
from app.wechat.transport import Outgoing, Transport
from tests.deploy.front import Front
from tests.deploy.test_files import DEPLOY, UNITS, unit
from tests.wechat.test_doctor import certificate_of

NGINX = {path.name: path.read_text(encoding="utf-8") for path in (DEPLOY / "nginx").glob("*.conf")}
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Strict-Transport-Security": "$yiqi_hsts",
}


def blocks(text: str, keyword: str) -> dict[str, str]:
    """The bodies of blocks without further blocks in them, by what stands between keyword and brace."""
    return dict(re.findall(rf"^\s*{keyword}\s+([^{{}}]+?)\s*{{([^{{}}]*)}}", text, re.MULTILINE))


def servers() -> list[str]:
    """The two servers of the public side."""
    return NGINX["yiqi.conf"].split("server {")[1:]


# --- TLS ---


def test_only_tls_1_2_and_1_3_with_forward_secrecy_are_spoken() -> None:
    secure = servers()[1]
    assert re.findall(r"ssl_protocols (.+);", secure) == ["TLSv1.2 TLSv1.3"]
    suites = re.findall(r"ssl_ciphers (\S+);", secure)
    assert suites == ["ECDHE+AESGCM:ECDHE+CHACHA20"]


def test_over_plain_http_pages_redirect_and_the_api_is_refused() -> None:
    plain, secure = servers()
    assert "listen 80 " in plain and "listen 443 ssl" in secure and "listen 80" not in secure
    assert blocks(plain, "location") == {
        "/": " return 301 https://yiqi.example.org$request_uri; ",
        "~ ^/(api|wechat)/": " return 403; ",
    }


@pytest.mark.slow
@pytest.mark.both_engines
def test_a_redirect_to_https_takes_no_header_from_the_address(lasting_front: Front) -> None:
    with socket.create_connection(("127.0.0.1", lasting_front.nginx.plain_port), timeout=10) as connection:
        connection.sendall(b"GET /q/%0d%0aSet-Cookie:%20stolen=1 HTTP/1.0\r\nHost: yiqi\r\n\r\n")
        head = connection.recv(65_536).partition(b"\r\n\r\n")[0].decode()
    assert head.startswith("HTTP/1.1 301")
    assert "Location: https://yiqi.example.org/q/%0d%0aSet-Cookie:%20stolen=1" in head.splitlines()


def test_hsts_lasts_a_year_for_subdomains_too_on_every_answer() -> None:
    said = blocks(NGINX["yiqi-http.conf"], "map")["$scheme $yiqi_hsts"]
    assert re.search(r'https\s+"max-age=31536000; includeSubDomains";', said)
    assert "add_header Strict-Transport-Security $yiqi_hsts always;" in NGINX["yiqi-site.conf"].split("location")[0]


def test_a_platform_whose_certificate_nobody_trusts_is_not_spoken_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, key = certificate_of(tmp_path, 30)
    app = Flask("platform")
    app.add_url_rule("/cgi-bin/x", "x", lambda: {"errcode": 0})
    server = make_server("localhost", 0, app, ssl_context=(str(certificate), str(key)), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        asked = Outgoing("GET", "/cgi-bin/x")
        transport = Transport(f"https://localhost:{server.server_port}", connect_s=2, read_s=2, pool=1)
        with pytest.raises(CallFailed) as refused:
            transport.send(asked, Deadline(5))
        assert refused.value.cause == "SSLError"
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        trusting = Transport(f"https://localhost:{server.server_port}", connect_s=2, read_s=2, pool=1)
        assert b"errcode" in trusting.send(asked, Deadline(5)), "the negative control: only the trust was missing"
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


# --- headers, files ---


def test_nginx_own_refusals_have_the_safety_headers() -> None:
    all_of_them = dict(re.findall(r"^location ([^{]+) {\n(.*?)\n}", NGINX["yiqi-site.conf"], re.MULTILINE | re.DOTALL))
    own = {name: body for name, body in all_of_them.items() if "problem+json" in body}
    assert len(own) == 4
    for name, body in own.items():
        told = dict(re.findall(r"add_header (\S+) (.+) always;", body))
        assert all(value in told.get(header, "") for header, value in EVERYWHERE.items()), name


def test_nginx_passes_to_two_upstreams_and_serves_no_file() -> None:
    everything = "\n".join(NGINX.values())
    assert set(re.findall(r"proxy_pass\s+(\S+);", everything)) == {"http://yiqi", "http://yiqi_sign_in"}
    assert re.findall(r"^\s*(?:root|alias|autoindex|index|try_files|fastcgi_pass|uwsgi_pass)\b", everything, re.M) == []


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_nothing_running_reaches_the_history_of_the_code(path: Path) -> None:
    assert unit(path)["Service"]["InaccessiblePaths"] == "-/opt/yiqi/.git"


def test_the_backups_key_is_stretched_as_the_standard_asks() -> None:
    for name in (DEPLOY / "backup.sh", DEPLOY.parent / "docs" / "operators" / "backup.md"):
        rounds = [int(found) for found in re.findall(r"-pbkdf2 -iter (\d+)", name.read_text(encoding="utf-8"))]
        assert rounds == [600_000], name


UNREAD = {  # nginx passes all three on, and gunicorn stops reading
    "a line of 5,000": (b"GET /api/v1/stations?q=" + b"x" * 5_000, b"", 414),
    "150 headers": (b"GET /api/v1/stations", b"".join(b"X-%d: 1\r\n" % n for n in range(150)), 431),
    "a byte that is no address": (b"GET /api/v1/stations?q=\xff<b>mine</b>", b"", 400),
}


@pytest.mark.slow
@pytest.mark.both_engines
@pytest.mark.parametrize("said", UNREAD.values(), ids=list(UNREAD))
def test_c2_what_gunicorn_cannot_read_is_a_problem_with_all_headers_and_nothing_of_it_comes_back(
    lasting_front: Front, said: tuple[bytes, bytes, int]
) -> None:
    line, headers, status = said
    for port in (lasting_front.nginx.port, int(lasting_front.service.url.rpartition(":")[2])):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(line + b" HTTP/1.1\r\nHost: yiqi\r\nConnection: close\r\n" + headers + b"\r\n")
            answered = b"".join(iter(lambda: connection.recv(65_536), b"")).decode()
        head, _, body = answered.partition("\r\n\r\n")
        assert (head.split()[1], json.loads(body)["status"]) == (str(status), status)
        assert "Content-Type: application/problem+json" in head and "X-Content-Type-Options: nosniff" in head
        assert head.count("X-Request-Id: ") == 1
        assert not any(word in body for word in ("mine", "Invalid", "Limit", "too large"))


# --- smuggling ---

INNER = b"GET /smuggled HTTP/1.1\r\nHost: yiqi\r\nConnection: close\r\n\r\n"
LENGTH = f"Content-Length: {len(INNER) + 5}"
AMBIGUOUS = {
    "both": [LENGTH, "Transfer-Encoding: chunked"],
    "both the other way": ["Transfer-Encoding: chunked", LENGTH],
    "two lengths": ["Content-Length: 0", LENGTH],
    "a list of lengths": [f"Content-Length: 0, {len(INNER) + 5}"],
    "a length with a sign": [f"Content-Length: +{len(INNER) + 5}"],
    "another coding": ["Transfer-Encoding: xchunked"],
    "chunked twice": ["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"],
    "a blank before the colon": ["Transfer-Encoding : chunked", LENGTH],
    "a folded line": ["Transfer-Encoding:", " chunked", LENGTH],
}


@pytest.fixture
def doors(lasting_front: Front) -> Iterator[dict[str, int]]:
    """The ports of nginx and, behind it, of the service."""
    yield {"nginx": lasting_front.nginx.port, "gunicorn": int(lasting_front.service.url.rpartition(":")[2])}


def statuses(port: int, lines: list[str]) -> list[int]:
    """What is answered to one request whose end two readers may see in two places."""
    head = "\r\n".join(["POST /api/v1/sessions HTTP/1.1", "Host: yiqi", "Content-Type: application/json", *lines])
    raw = head.encode() + b"\r\n\r\n0\r\n\r\n" + INNER
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(raw)
        answered = b""
        while piece := connection.recv(65_536):
            answered += piece
    return [int(found) for found in re.findall(rb"HTTP/1\.1 (\d{3})", answered)]


@pytest.mark.slow
@pytest.mark.both_engines
@pytest.mark.parametrize("lines", AMBIGUOUS.values(), ids=list(AMBIGUOUS))
def test_s5_a_request_of_two_lengths_is_refused_and_nothing_is_smuggled(
    doors: dict[str, int], lines: list[str]
) -> None:
    for name, port in doors.items():
        assert statuses(port, lines) in ([400], [501]), name


@pytest.mark.slow
@pytest.mark.both_engines
def test_s5_negative_control_a_request_that_ends_where_it_says_lets_the_next_one_through(doors: dict[str, int]) -> None:
    for name, port in doors.items():
        assert statuses(port, ["Transfer-Encoding: chunked"])[1:] == [404], name


@pytest.mark.slow
@pytest.mark.both_engines
def test_trace_is_refused_at_the_door(lasting_front: Front) -> None:
    status, headers, raw = lasting_front.nginx.call("/api/v1/stations", "TRACE", X_Secret="told-to-nobody")
    assert status == 405
    assert b"told-to-nobody" not in raw and headers["content-type"].startswith("text/html")
