"""Clients that hold on, send too much or send nonsense: behind nginx all others are served meanwhile."""

from __future__ import annotations

import gzip
import io
import json
import socket
import statistics
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.faults.clients import History
from tests.faults.house import House, seconds
from tests.faults.table import note
from tests.support.nginx_server import NginxServer, nginx_server

MANY, PROBES, WITHIN_S = 60, 16, 5.0
SOMEBODY_ELSE = "127.0.0.9"
AS_JSON = {"Content_Type": "application/json"}


@pytest.fixture(scope="module")
def front(on_postgres: House) -> Iterator[NginxServer]:
    with nginx_server(on_postgres.port) as found:
        yield found


def probed(front: NginxServer, scenario: str) -> None:
    """Somebody else asks for the list, again and again: each time answered, and soon."""
    told, took = History(), []
    for _ in range(PROBES):
        began = seconds()
        status, _, _ = front.call("/api/v1/stations?lat=44.904&lng=82.071", source=SOMEBODY_ELSE)
        took.append(seconds() - began)
        told.statuses[status] += 1
    fine = told.statuses[200] == PROBES and max(took) < WITHIN_S
    note("clients", f"{scenario}: list in {statistics.median(took):.2f} s", told, lost=0, fine=fine)
    assert told.statuses == {200: PROBES}
    assert max(took) < WITHIN_S


def hanging(stack: ExitStack, front: NginxServer, head: bytes) -> None:
    """Sixty connections that begin a request and do not go on."""
    for n in range(MANY):
        one = stack.enter_context(socket.create_connection(("127.0.0.1", front.port), 5, (f"127.0.0.{10 + n % 4}", 0)))
        one.sendall(head)


def test_sixty_send_their_headers_and_stop(front: NginxServer) -> None:
    with ExitStack() as stack:
        hanging(stack, front, b"GET /api/v1/stations HTTP/1.1\r\nHost: yiqi\r\nX-Slow: ")
        probed(front, "60 slow headers")


def test_sixty_send_half_a_body_and_stop(front: NginxServer) -> None:
    with ExitStack() as stack:
        head = b"POST /api/v1/sessions HTTP/1.1\r\nHost: yiqi\r\nContent-Type: application/json\r\n"
        hanging(stack, front, head + b'Content-Length: 500\r\n\r\n{"code": "')
        probed(front, "60 slow bodies")


def deep(levels: int) -> bytes:
    return b'{"code":' * levels + b'"x"' + b"}" * levels


def bomb() -> bytes:
    """A workbook that opens to two hundred megabytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", bytes(200_000_000))
    return out.getvalue()


def form(content: bytes) -> tuple[bytes, dict[str, str]]:
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="s.xlsx"\r\n\r\n'
    return head + content + b"\r\n--b--\r\n", {"Content_Type": "multipart/form-data; boundary=b"}


MANY_PARAMETERS = "&".join(f"a{n}=1" for n in range(5_000))
MANY_FIELDS = json.dumps({f"a{n}": 1 for n in range(5_000)}).encode()
PACKED = gzip.compress(b"[" * 10_000_000)
SIGN_IN, IMPORT = "/api/v1/sessions", "/api/v1/imports/stations?dry_run=true"
TOO_MUCH: dict[str, tuple[str, bytes, dict[str, str], set[int]]] = {
    "1 MB": (SIGN_IN, b" " * 1_000_000, AS_JSON, {413}),
    "11 MB": (SIGN_IN, b" " * 11_000_000, AS_JSON, {413}),
    "500 levels deep": (SIGN_IN, deep(500), AS_JSON, {400, 422}),
    "5,000 parameters": (f"{SIGN_IN}?{MANY_PARAMETERS}", b"{}", AS_JSON, {400, 414}),
    "5,000 fields": (SIGN_IN, MANY_FIELDS, AS_JSON, {413, 422}),
    "packed JSON": (SIGN_IN, PACKED, AS_JSON | {"Content_Encoding": "gzip"}, {400, 413, 415, 422}),
    "a zip bomb from nobody": (IMPORT, *form(bomb()), {401, 403}),
}


@pytest.mark.parametrize("what", TOO_MUCH)
def test_too_much_is_refused(front: NginxServer, what: str) -> None:
    path, body, headers, answers = TOO_MUCH[what]
    status, told, raw = front.call(path, "POST", body, SOMEBODY_ELSE, **headers)
    assert status in answers, raw[:200]
    assert told["content-type"] == "application/problem+json"
    note("clients", f"{what}: {status}", History(), lost=0, fine=True)


def test_a_bomb_of_who_may_import_is_refused_before_it_opens(front: NginxServer) -> None:
    code = json.dumps({"code": "admin.faults-bomb", "age_ok": True}).encode()
    status, _, raw = front.call("/api/v1/sessions", "POST", code, SOMEBODY_ELSE, **AS_JSON)
    assert status == 201
    token = json.loads(raw)["token"]
    body, headers = form(bomb())
    began = seconds()
    status, _, raw = front.call(IMPORT, "POST", body, SOMEBODY_ELSE, Authorization=f"Bearer {token}", **headers)
    assert status in {403, 413, 422}, raw[:200]
    note("clients", f"a zip bomb of who signed in: {status}", History(), lost=0, fine=seconds() - began < WITHIN_S)
    assert seconds() - began < WITHIN_S
