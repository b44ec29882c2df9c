"""Log lines: JSON, one a line, with a request id, and nothing personal or secret in them (RELIABILITY 12)."""

from __future__ import annotations

import base64
import io
import json
import logging
import random
import secrets
import string
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core import clock, logs
from app.core.logs import JsonFormatter, never_print, redact
from tests.conftest import settings_for
from tests.support.run_log import RunLog
from tests.support.servers import wait_until

URL_SAFE = string.ascii_letters + string.digits + "-_"
LINES = 20_000


def letters(rng: random.Random, count: int, alphabet: str = URL_SAFE) -> str:
    return "".join(rng.choice(alphabet) for _ in range(count))


def phone(rng: random.Random) -> str:
    return f"1{rng.choice('3456789')}{letters(rng, 9, string.digits)}"


def openid(rng: random.Random) -> str:
    return "o" + letters(rng, 27)


def token(rng: random.Random) -> str:
    return "aB3" + letters(rng, rng.choice((40, 43, 133)))


def identity_number(rng: random.Random) -> str:
    return "6527" + letters(rng, 13, string.digits) + rng.choice("0123456789Xx")


def session_key(rng: random.Random) -> str:
    return base64.b64encode(rng.randbytes(16)).decode()


def pair(rng: random.Random) -> str:
    decimals = rng.choice((2, 3, 5, 6, 9))
    separator = rng.choice((",", ", ", "，", " ", ";", "/"))
    return f"{rng.uniform(44, 45):.{decimals}f}{separator}{rng.uniform(80, 83):.{decimals}f}"


def number(rng: random.Random) -> str:
    return f"{rng.uniform(44, 45):.{rng.choice((4, 6, 9))}f}"


BARE: tuple[Callable[[random.Random], str], ...] = (phone, openid, token, identity_number, pair, number)
AROUND = (
    "{}", "用户{}登录", "'{}'", '"{}"', "({})", "[{}]", "got {}, again", "value={};", "a:{}\nb", "<{}>", "{} 失败",
    "('x', '{}', None)", "/path/{}", "?q={}", "x|{}|y", "\t{}\r\n", "{{'v': '{}'}}", '{{"v":"{}"}}', "……{}……",
)  # fmt: skip
NAMES = (
    "token", "access_token", "refresh_token", "session_token", "secret", "appsecret", "APPSECRET", "password", "js_code",
    "session_key", "X-Api-Key-token", "code", "openid", "unionid", "touser", "phone", "purePhoneNumber", "mobile",
    "signature", "cookie", "WECHAT_PUSH_AES_KEY", "wechat_secret",
)  # fmt: skip
NAMED = (
    "{name}={value}", "{name}: {value}", '"{name}": "{value}"', "'{name}': '{value}'", "?a=1&{name}={value}&b=2",
    '{{"{name}":"{value}","ok":true}}', '{{\\"{name}\\":\\"{value}\\"}}', "请求里的{name}={value}，失败", "{name}%3D{value}", "{name}%253D{value}",
    "my {name} = {value}", "{name}:'{value}'", 'x.{name}="{value}"',
)  # fmt: skip
PLACES = ("lat", "lng", "lon", "latitude", "longitude", "lat_wgs84", "lng_wgs84", "LAT")


@pytest.fixture
def lines() -> Iterator[Callable[[], list[str]]]:
    """A logger behind the formatter; call it for the lines written so far."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    logger = logging.getLogger("probe.lines")
    logger.propagate = False
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    yield lambda: stream.getvalue().split("\n")[:-1]
    logger.removeHandler(handler)


LOG = logging.getLogger("probe.lines")


def write(rng: random.Random, text: str) -> None:
    """The text in one of the ways that code writes logs."""
    way = rng.randrange(5)
    if way == 0:
        LOG.info(text)
    elif way == 1:
        LOG.warning("说明：%s", text)
    elif way == 2:
        LOG.info("extra", extra={"detail": text})
    elif way == 3:
        LOG.info("nested %s", {"inner": [text, {"deep": text}]})
    else:
        try:
            raise ValueError(text)
        except ValueError:
            LOG.exception("failed")


def test_t25_twenty_thousand_lines_leak_nothing(
    lines: Callable[[], list[str]], record_property: Callable[[str, object], None]
):
    rng = random.Random(652700)
    secrets: list[str] = []
    for index in range(LINES):
        kind = index % 3
        if kind == 0:
            secret = rng.choice(BARE)(rng)
            text = rng.choice(AROUND).format(secret)
        elif kind == 1:
            secret = letters(rng, rng.randint(8, 60)) if rng.random() < 0.7 else session_key(rng)
            text = rng.choice(NAMED).format(name=rng.choice(NAMES), value=secret)
        else:
            secret = f"{rng.uniform(44, 83):.{rng.choice((1, 3, 6))}f}"
            text = rng.choice(NAMED).format(name=rng.choice(PLACES), value=secret)
        secrets.append(secret)
        write(rng, text)
    written = lines()
    record_property("log lines with a secret in each, none of them shown", len(written))
    assert len(written) == LINES
    leaks = [(secret, line) for secret, line in zip(secrets, written, strict=True) if secret in line]
    assert not leaks, leaks[:10]
    assert all(isinstance(json.loads(line), dict) for line in written)


@pytest.mark.parametrize("form", ["+86{}", "+86 {}", "86-{}", "0086{}", "tel:{}", "1 {}", "{}。", "手机{}号"])
def test_a_phone_keeps_three_and_four_digits_however_it_is_written(form: str):
    assert "13812345678" not in redact(form.format("13812345678"))
    assert "138****5678" in redact(form.format("13812345678"))
    for spaced in ("138 1234 5678", "138-1234-5678"):
        assert "1234" not in redact(form.format(spaced))


def test_facts_that_are_numbers_are_redacted_by_name_and_by_value(lines: Callable[[], list[str]]):
    facts: dict[str, Any] = {
        "lat": 44.9,
        "lng_wgs84": 82,
        "phone": 13812345678,
        "caller": 13912345678,
        "where": 44.904778,
    }
    LOG.info("x", extra=facts | {"ms": 12.3456, "status": 200, "sweep": "keys", "ok": True, "none": None})
    line = json.loads(lines()[0])
    assert not any(str(value) in lines()[0] for value in facts.values())
    assert (line["ms"], line["status"], line["sweep"], line["ok"], line["none"]) == (12.3456, 200, "keys", True, None)


def test_ordinary_words_stay_as_they_are():
    for text in (
        "swept 12 rows in 3.5 s",
        "errcode=40029 rid=abc",
        "GET /api/v1/stations/<code> 200",
        "YQ0001 青得里街道 652701001002",
        "2026-10-01T08:00:00+08:00",
        "version 3.11.7, 127.0.0.1:8000",
        "5e0c1d2a3b4f5e6d7c8b9a0f1e2d3c4b",
    ):
        assert redact(text) == text


def test_addresses_with_passwords_lose_them():
    for url in ("redis://:pa55@10.0.0.1:6379/0", "postgresql+psycopg://yiqi:p/a@ss@db/yiqi", "amqp://u:p@h"):
        assert redact(url).startswith(url.partition("://")[0] + "://***@")
    assert redact("http://127.0.0.1:8000/readyz") == "http://127.0.0.1:8000/readyz"


def test_what_postgresql_says_of_a_row_is_left_out():
    assert "张三" not in redact("DETAIL:  Key (display_name)=(张三 (骑手)) already exists.")
    assert "张三" not in redact("DETAIL:  Failing row contains (1, 张三, null).")


def test_a_known_secret_is_taken_out_wherever_it_stands():
    never_print("0f1e2d3c4b5a69788796a5b4c3d2e1f0")
    assert redact("sent 0f1e2d3c4b5a69788796a5b4c3d2e1f0 off") == "sent *** off"


def test_line_breaks_cannot_forge_a_line(lines: Callable[[], list[str]]):
    LOG.info('a\n{"level": "critical"}\r\nb\u2028c')
    assert len(lines()) == 1


def test_an_exception_is_one_line_with_its_trace_redacted(lines: Callable[[], list[str]]):
    try:
        raise RuntimeError("openid=oAAAAAAAAAAAAAAAAAAAAAAAAAAA near 44.90477,82.07081")
    except RuntimeError:
        LOG.exception("failed")
    line = json.loads(lines()[0])
    assert "Traceback" in line["exception"]
    assert "oAAAA" not in lines()[0]
    assert "44.9" not in lines()[0]


def test_a_request_line_holds_the_route_and_no_query_body_or_token(edge: FlaskClient, caplog: pytest.LogCaptureFixture):
    formatter = JsonFormatter()
    with caplog.at_level(logging.INFO):
        edge.get("/api/v1/probe/words/13812345678", headers={"X-Request-Id": "request-1234"})
        edge.get("/api/v1/probe/things?name=geheim&n=44", headers={"Authorization": "Bearer person-77"})
        edge.get("/nowhere/13812345678")
        edge.post("/api/v1/probe/things", json={"name": "geheim"})
    found = [json.loads(formatter.format(record)) for record in caplog.records if record.name == "yiqi.request"]
    assert [line["route"] for line in found] == [
        "/api/v1/probe/words/<word>",
        "/api/v1/probe/things",
        "(none)",
        "/api/v1/probe/things",
    ]
    assert found[1]["person"] == logs.pseudonym("ref-77")
    assert {line["status"] for line in found} == {200, 404, 201}
    text = "".join(map(str, found))
    assert not any(word in text for word in ("geheim", "13812345678", "person-77", "ref-77", "127.0.0.1"))


def test_redaction_costs_little():
    line = "swept 12 rows of /api/v1/stations/<code> for ref-1234 at 2026-10-01T08:00:00+08:00 " * 2
    started = time.thread_time()  # what it costs, not how long a busy machine lets it wait
    for _ in range(2000):
        redact(line)
    assert (time.thread_time() - started) / 2000 < 0.001


@pytest.mark.parametrize(
    "text", ["a-" * 20_000, "lat" * 20_000, "1." * 20_000, '"' * 20_000, "token=" * 5_000, "o" * 40_000]
)
def test_no_line_makes_redaction_slow(text: str):
    started = time.thread_time()
    redact(text)
    assert time.thread_time() - started < 2


def a_line(status: int = 200, method: str = "GET") -> logging.LogRecord:
    facts = {"method": method, "status": status, "route": "/x"}
    extra = {logs.REQUEST_FACTS: facts}
    return logs.request_log.makeRecord("yiqi.request", logging.INFO, "", 0, "request", (), None, extra=extra)


def test_lines_of_reads_are_written_together_and_soon(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(logs, "FLUSH_S", 0.02)
    written = io.StringIO()
    handler = logs.Handler(written)
    handler.setFormatter(logs.JsonFormatter())
    for _ in range(3):
        handler.handle(a_line())
    wait_until(lambda: written.getvalue().count("\n") == 3, 5, "the lines")


def test_anything_else_is_written_at_once_behind_what_waited(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(logs, "FLUSH_S", 3600)
    for record in (a_line(404), a_line(201, "POST"), logging.makeLogRecord({"msg": "news", "name": "yiqi"})):
        written = io.StringIO()
        handler = logs.Handler(written)
        handler.setFormatter(logs.JsonFormatter())
        handler.handle(a_line())
        assert written.getvalue() == ""
        handler.handle(record)
        first, second = written.getvalue().splitlines()
        assert json.loads(first)["status"] == 200 and first != second


def test_waiting_lines_are_written_at_the_end_and_when_they_are_many(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(logs, "FLUSH_S", 3600)
    written = io.StringIO()
    handler = logs.Handler(written)
    handler.setFormatter(logs.JsonFormatter())
    for _ in range(logs.MOST_WAITING + 1):
        handler.handle(a_line())
    assert written.getvalue().count("\n") == logs.MOST_WAITING
    handler.flush()
    assert written.getvalue().count("\n") == logs.MOST_WAITING + 1


@pytest.mark.parametrize(
    ("said", "facts", "left"),
    [
        ("Invalid request from ip=%s: %s", ("10.1.2.3", "lat=44.9"), "Invalid request"),
        ("Error handling request %s %s", ("GET", "/api/v1/stations?q=张三"), "Error handling request"),
        ("Worker exiting (pid: %s)", (7,), "Worker exiting (pid: 7)"),
    ],
)
def test_gunicorn_tells_nothing_of_a_request_nor_of_who_sent_it(said: str, facts: tuple[object, ...], left: str):
    record = logging.makeLogRecord({"msg": said, "args": facts})
    assert logs.NoStrangers().filter(record)
    assert record.getMessage() == left


@pytest.mark.parametrize("person", [None, "0f" * 16])
def test_a_lane_writes_the_line_that_any_answered_read_writes(monkeypatch: pytest.MonkeyPatch, person: str | None):
    monkeypatch.setattr(logs, "FLUSH_S", 3600)
    written = io.StringIO()
    handler = logs.Handler(written)
    handler.setFormatter(logs.JsonFormatter())
    monkeypatch.setattr(logging.getLogger(), "handlers", [handler])
    monkeypatch.setattr(logging.getLogger(), "level", logging.INFO)
    logs.lane_line("0123456789abcdef", "/api/v1/stations", 0.00123, person)
    logs.request_line("0123456789abcdef", "GET", "/api/v1/stations", status=200, seconds=0.00123, person=person)
    handler.flush()
    by_lane, by_record = (json.loads(line) for line in written.getvalue().splitlines())
    assert by_lane.pop("at")[:17] == by_record.pop("at")[:17]
    assert by_lane == by_record and list(by_lane) == list(by_record)


def test_a_pseudonym_lasts_one_beijing_day():
    def at(instant: str) -> str:
        with clock.set_to(datetime.fromisoformat(instant)):
            return logs.pseudonym("0f" * 16)

    day = at("2026-11-27T00:00:01+08:00")
    assert at("2026-11-27T23:59:58+08:00") == day
    assert day not in {at("2026-11-26T23:59:58+08:00"), at("2026-11-28T00:00:01+08:00")}
    assert logs.pseudonym("0f" * 16) != logs.pseudonym("f0" * 16)


def test_a_pseudonym_is_one_in_all_processes_of_a_house_and_nobody_elses(monkeypatch: pytest.MonkeyPatch):
    def in_a_process_with(secret: str) -> str:
        monkeypatch.setattr(logs, "_key", [secrets.token_bytes(32)])
        house = Flask("house")
        house.extensions["yiqi.settings"] = settings_for("sqlite://", Path(), secret_key=secret)
        logs.wire(house, "INFO")
        return logs.pseudonym("0f" * 16)

    with clock.set_to(datetime(2026, 11, 27, 4, tzinfo=UTC)):
        ours = in_a_process_with("a secret of thirty-two characters or more")
        assert in_a_process_with("a secret of thirty-two characters or more") == ours
        assert in_a_process_with("another one of thirty-two characters or more") != ours


def test_who_listens_to_the_log_hears_of_lanes_too(caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.INFO):
        logs.lane_line("0123456789abcdef", "/api/v1/stations", 0.001)
    assert [record.name for record in caplog.records] == ["yiqi.request"]


def test_negative_control_what_a_run_knew_is_found_in_a_line_that_says_it():
    run, token, openid = RunLog(), "aB3" + "x" * 40, "o" + "Z" * 27
    run.learn([token, openid, "13909091234", "44.903", "short"])
    run.lines = [f'{{"message": "got {openid}"}}', '{"at": "13:00", "ms": 44.9}', "call 13909091234, 44.903", token]
    assert sorted(word for word, _ in run.leaks()) == sorted([token, openid, "13909091234", "44.903"])
