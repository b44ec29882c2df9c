"""JSON log lines with a request id, and redaction of everything personal or secret (RELIABILITY 12).

A request line holds the route template, status and duration: no query string, body, address or token. What other code
logs passes the same redaction, exception texts included.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
import sys
import threading
from contextlib import nullcontext, suppress
from hashlib import blake2b
from typing import Any, TextIO

from flask import Flask, g, has_request_context

from app.core import clock, sealing

request_log = logging.getLogger("yiqi.request")
FLUSH_S = 0.5
MOST_WAITING = 200
REQUEST_FACTS = "request_facts"
STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
DAY_S, BEIJING_S = 86_400, 8 * 3_600
MEASURES = frozenset({"ms", "seconds", "rows", "bytes"})  # may have four decimals and are no place

_key = [secrets.token_bytes(32)]  # of the pseudonyms; ``wire`` puts the house's there
_SECRETS = (
    r"(?:[a-z0-9_-]{0,30}(?:token|secret|password|passwd|session_key|api_key|aes_?key|private_key|signature|openid|unionid"
    r"|touser|phone|mobile|phone_?number|id_?card)|cookie|(?:js_|phone_|login_)?code)"
)
_PLACES = r"(?:gcj02_|wgs84_)?(?:lat|lng|lon|latitude|longitude)(?:_wgs84|_gcj02)?"
_START = r"(?:(?<![A-Za-z0-9])|(?<=\\[tnrfv]))"  # of a word, also behind an escaped line break
_IS = r"[\\\"']*\s*(?:[=:]|%(?:25)*3[ad])\s*"  # also inside escaped JSON and encoded queries
_VALUE = (
    r"(?:\\+\"[^\"]*\"|\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'"  # quoted: in escaped JSON, in JSON, in Python
    r"|[\\\"']*[^\s\"'&,;})\]]+)"
)
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"(?i)(authorization{_IS})[\\\"']*(?:bearer|basic|digest)?\s*[^\s\"',}})\]]+"), r"\1***"),
    (re.compile(r"(?i)(bearer\s+)[a-z0-9._~+/=-]+"), r"\1***"),
    (re.compile(r"://[^\s/@:]*:[^\s@]+@"), "://***@"),
    (re.compile(r"(?i)(/calendar/)[^/\s?#\"']+"), r"\1***"),  # a calendar's address is its secret
    (re.compile(r"(Key \([^)]*\)=)\(.*?\)(?= )|(Failing row contains )\(.*\)"), r"\1\2(***)"),  # PostgreSQL's details
    (re.compile(rf"(?i){_START}({_SECRETS}{_IS}){_VALUE}"), r"\1***"),
    (re.compile(rf"(?i){_START}({_PLACES}(?:{_IS}|\s+))[\\\"']*-?\d+(?:\.\d+)?"), r"\1***"),
    (re.compile(r"(?<![\d.])-?\d{1,3}\.\d{2,}[\s,，;；/|]+-?\d{1,3}\.\d{2,}"), "***,***"),
    (re.compile(r"(?<![\d.])-?\d{1,3}\.\d{4,}(?![\d.])"), "***"),  # four decimals are 11 m: a place, whatever its name
    (re.compile(rf"{_START}(?<![_-])o[A-Za-z0-9_-]{{27}}(?![A-Za-z0-9_-])"), "o***"),
    (re.compile(r"(?<!\d)\d{17}[\dXx](?![\dA-Za-z])"), "***"),
    (re.compile(r"(?<!\d)((?:(?:\+|00)?86[ -]?)?1[3-9]\d)[ -]?\d{4}[ -]?(\d{4})(?!\d)"), r"\1****\2"),
    (re.compile(r"(?<![A-Za-z0-9_-])(?=[A-Za-z0-9_-]*\d)(?=[A-Za-z0-9_-]*[A-Z])[A-Za-z0-9_-]{40,}"), "***"),
)
_SECRET_NAME = re.compile(rf"(?i){_SECRETS}|{_PLACES}")
_known: set[str] = set()


def redact(text: str) -> str:
    """The text without secrets, tokens, openids, phones (3+4 digits kept), identity numbers and coordinates."""
    for secret in _known:
        text = text.replace(secret, "***")
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


def redact_fact(name: str, value: Any) -> Any:
    """A further member of a log line, by its name and its value: numbers stay numbers where they tell nobody."""
    if value is None or isinstance(value, bool):
        return value
    if _SECRET_NAME.fullmatch(name):
        return "***"
    if isinstance(value, int | float):
        return value if redact(str(value)) == str(value) or name in MEASURES else "***"
    return redact(str(value))


def never_print(secret: str) -> None:
    """Take this very text out of every line from now on; for the secrets in the settings."""
    if len(secret) >= 8:
        _known.add(secret)


class JsonFormatter(logging.Formatter):
    """One JSON object a line; line breaks are escaped by JSON itself."""

    def format(self, record: logging.LogRecord) -> str:
        request_facts = getattr(record, REQUEST_FACTS, None)
        if request_facts is not None:  # made below of route templates and numbers: nothing to redact
            return json.dumps({"at": clock.rfc3339_second(int(record.created)), **request_facts})
        line: dict[str, Any] = {
            "at": clock.rfc3339(clock.from_epoch(record.created)),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": redact(record.getMessage()),
        }
        if has_request_context():
            line["request_id"] = getattr(g, "request_id", "")
        for name, value in vars(record).items():
            if name not in STANDARD and not name.startswith("_"):
                line[name] = redact_fact(name, value)
        if record.exc_info:
            line["exception"] = redact(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


class Handler(logging.StreamHandler[TextIO]):
    """Writes lines as they come, but those of answered reads together, twice a second.

    A write for each would make every thread let go of the interpreter in the middle of a request. What is lost when a
    process is killed is half a second of reads; anything else is written at once, in order.
    """

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._waiting: list[str] = []
        self._flusher: threading.Thread | None = None

    def emit(self, record: logging.LogRecord) -> None:
        facts = getattr(record, REQUEST_FACTS, None)
        if facts is None or facts["method"] != "GET" or facts["status"] >= 400:
            if self._waiting:
                self.flush()
            super().emit(record)
            return
        self.add(self.format(record))

    def add(self, line: str) -> None:
        """Write a ready line of an answered read with those that wait."""
        self._waiting.append(line + self.terminator)
        if len(self._waiting) >= MOST_WAITING:
            self.flush()
        elif self._flusher is None or not self._flusher.is_alive():  # none yet in this process
            self._flusher = threading.Thread(target=self._run, name="log-lines", daemon=True)
            self._flusher.start()

    def flush(self) -> None:
        """Write what waits."""
        with self.lock or nullcontext():
            lines, self._waiting = self._waiting, []
            if lines:
                with suppress(ValueError):  # the stream was closed at the end of the process
                    self.stream.write("".join(lines))
        super().flush()

    def _run(self) -> None:
        pause = threading.Event()
        while not pause.wait(FLUSH_S):
            if self._waiting:
                with suppress(ValueError):
                    self.flush()


class NoStrangers(logging.Filter):
    """gunicorn tells of requests that went wrong with the caller's address and words; what remains is that one did."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        for plain in ("Invalid request", "Error handling request"):
            if said.startswith(plain):
                record.msg, record.args = plain, ()
        return True


def wire(app: Flask, level: str) -> None:
    """Send every log line of the process through the formatter, and write one line a request."""
    settings = app.extensions["yiqi.settings"]
    _key[:] = [sealing.derived_key(settings.secret_key, "log")]
    keys = [key.strip() for key in settings.presence_keys.split(",")]
    pushes = (settings.wechat_push_token, settings.wechat_push_aes_key)
    for secret in (settings.secret_key, settings.wechat_secret, *pushes, *keys):
        never_print(secret)
    handler = Handler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    handler.set_name("yiqi")
    root = logging.getLogger()
    root.handlers = [h for h in root.handlers if h.get_name() != "yiqi"] + [handler]
    root.setLevel(level)
    logging.getLogger("urllib3").setLevel(logging.INFO)  # its debug lines print URLs with tokens
    logging.getLogger("alembic.runtime.plugins").setLevel(logging.WARNING)  # names its parts at every start
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # prints request lines with query strings


def pseudonym(person_ref: str) -> str:
    """What a log calls somebody during one Beijing day: 16 hex digits, equal in all processes of the house.

    Not the ``person_ref`` of ledger and audit: who has the logs and not the secret cannot look up there whose they are,
    nor follow anybody from one day to the next. Staff's privileged writes are an exception by intent: the audit keeps
    the request's id, which leads from a change to what was called then.
    """
    day = int(clock.epoch() + BEIJING_S) // DAY_S
    return blake2b(f"{day}:{person_ref}".encode(), key=_key[0], digest_size=8).hexdigest()


def lane_line(request_id: str, route: str, seconds: float, person: str | None = None) -> None:
    """Write the line of one read that a lane answered: as ``request_line``, with less ado, for there are thousands.

    ``request_id`` has passed the edge, ``route`` is ours: neither needs escaping.
    """
    handlers = logging.getLogger().handlers
    handler = handlers[0] if len(handlers) == 1 else None
    if not isinstance(handler, Handler) or request_log.filters or request_log.handlers:
        request_line(request_id, "GET", route, status=200, seconds=seconds, person=person)  # somebody else listens, too
    elif request_log.isEnabledFor(logging.INFO):
        by = "" if person is None else f', "person": "{pseudonym(person)}"'
        handler.add(
            f'{{"at": "{clock.rfc3339_second(int(clock.epoch()))}", "level": "info", "logger": "yiqi.request", '
            f'"message": "request", "request_id": "{request_id}", "event": "request", "method": "GET", '
            f'"route": "{route}", "status": 200, "ms": {round(seconds * 1000, 1)}{by}}}'
        )


def request_line(request_id: str, method: str, route: str, *, status: int, seconds: float, person: str | None) -> None:
    """Write the line of one request. ``route`` is a template, ``person`` a ``person_ref``, written as ``pseudonym``."""
    if request_log.isEnabledFor(logging.INFO):
        facts = {
            "level": "info",
            "logger": "yiqi.request",
            "message": "request",
            "request_id": request_id,
            "event": "request",
            "method": method,
            "route": route,
            "status": status,
            "ms": round(seconds * 1000, 1),
        }
        if person is not None:
            facts["person"] = pseudonym(person)
        # made by hand: looking for the caller's frame would cost as much as the line itself
        record = request_log.makeRecord(
            request_log.name, logging.INFO, "", 0, "request", (), None, extra={REQUEST_FACTS: facts}
        )
        request_log.handle(record)
