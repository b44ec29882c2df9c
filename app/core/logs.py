"""JSON log lines with a request id, and redaction of everything personal or secret (RELIABILITY 12).

A request line holds the route template, status and duration: no query string, body, address or token. What other code
logs passes the same redaction, exception texts included.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import uuid
from typing import Any

from flask import Flask, Response, g, has_request_context, request

from app.core import clock
from app.core.access import caller

STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
REQUEST_ID = re.compile(r"^[A-Za-z0-9._-]{8,64}$")

_NAMES_OF_SECRETS = (
    "access_token|token|secret|appsecret|password|session_key|js_code|code|authorization|api_key|aes_key|signature"
    "|openid|touser|unionid|phone|phonenumber|purephonenumber"
)
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?i)(bearer\s+)[A-Za-z0-9._~+/=-]+"), r"\1***"),
    (re.compile(r"://[^\s/@:]+:[^\s/@]+@"), "://***@"),
    (re.compile(rf"(?i)([\"']?\b(?:{_NAMES_OF_SECRETS})[\"']?\s*[=:]\s*[\"']?)[^\s\"'&,;}})]+"), r"\1***"),
    (
        re.compile(r"(?i)([\"']?\b(?:lat|lng|lon|latitude|longitude)(?:_wgs84)?[\"']?\s*[=:]\s*[\"']?)-?\d+(?:\.\d+)?"),
        r"\1***",
    ),
    (re.compile(r"(?<![\d.])-?\d{1,3}\.\d{2,}\s*[,，]\s*-?\d{1,3}\.\d{2,}"), "***,***"),
    (re.compile(r"\bo[A-Za-z0-9_-]{27}\b"), "o***"),
    (re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)"), "***"),
    (re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)"), r"\1****\2"),
    (re.compile(r"(?<![A-Za-z0-9_-])(?=[A-Za-z0-9_-]*\d)(?=[A-Za-z0-9_-]*[A-Z])[A-Za-z0-9_-]{40,}"), "***"),
)


def redact(text: str) -> str:
    """The text without secrets, tokens, openids, phones (3+4 digits kept), identity numbers and coordinates."""
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


class JsonFormatter(logging.Formatter):
    """One JSON object a line; line breaks are escaped by JSON itself."""

    def format(self, record: logging.LogRecord) -> str:
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
                line[name] = value if isinstance(value, int | float | bool | None) else redact(str(value))
        if record.exc_info:
            line["exception"] = redact(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def wire(app: Flask, level: str) -> None:
    """Send every log line of the process through the formatter, and write one line a request."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    handler.set_name("yiqi")
    root = logging.getLogger()
    root.handlers = [h for h in root.handlers if h.get_name() != "yiqi"] + [handler]
    root.setLevel(level)
    logging.getLogger("urllib3").setLevel(logging.INFO)  # its debug lines print URLs with tokens
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # prints request lines with query strings
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if REQUEST_ID.match(given) else uuid.uuid4().hex
    g.started = clock.ticks()


def _end(response: Response) -> Response:
    rule = request.url_rule.rule if request.url_rule else "(none)"
    who = caller()
    facts: dict[str, Any] = {
        "event": "request",
        "method": request.method,
        "route": rule,
        "status": response.status_code,
        "ms": round((clock.ticks() - g.started) * 1000, 1) if hasattr(g, "started") else None,
    }
    if who is not None:
        facts["person"] = who.person_ref
    logging.getLogger("yiqi.request").info("request", extra=facts)
    return response
