"""All log lines of a whole run, searched for what that run knew of people: tokens, openids, phones, places, secrets.

A plugin (``-p tests.support.run_log``) of ``make security``: each process listens at the formatter through which every
line goes, and at the doors through which secrets come in; at its end it writes what it found to ``RUN_LOG_DIR``.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from flask import request, request_started

from app.accounts import identities, phones
from app.core import logs, sealing

TELLING = re.compile(r"[A-Za-z0-9_-]{20,}|(?<!\d)\d{11}(?!\d)|\d+\.\d{3,}")  # what of a line can be a secret at all
PLACES = ("lat", "lng")


class RunLog:
    """``known``: everything that must stand in no line; ``leaks``: what stood in one, with the line."""

    def __init__(self) -> None:
        self.known: set[str] = set()
        self.lines: list[str] = []

    def learn(self, secrets: Iterable[str]) -> None:
        """Remember what a line could give away; what is too short to be found again is passed over."""
        self.known |= {one for one in secrets if TELLING.fullmatch(one)}

    def leaks(self) -> list[tuple[str, str]]:
        """Everything known that stands in a line."""
        return [(word, line) for line in self.lines for word in set(TELLING.findall(line)) & self.known]


LOG = RunLog()


def _listening(method: Callable[..., Any], told: Callable[..., Any]) -> Callable[..., Any]:
    """The method, with an ear at what it is given and what it answers."""

    def heard(*args: Any, **kwargs: Any) -> Any:
        answer = method(*args, **kwargs)
        told(answer, *args, **kwargs)
        return answer

    return heard


def _request(_sender: object, **_: object) -> None:
    LOG.learn([request.headers.get("Authorization", "").removeprefix("Bearer ")])
    LOG.learn(value for name in PLACES for value in request.args.getlist(name))


def pytest_configure() -> None:
    """Listen from the first line on."""
    if "RUN_LOG_DIR" not in os.environ:
        return
    formatter, handler = logs.JsonFormatter, logs.Handler
    formatter.format = _listening(formatter.format, lambda line, *_: LOG.lines.append(line))  # type: ignore[method-assign]
    handler.add = _listening(handler.add, lambda _, __, line: LOG.lines.append(line))  # type: ignore[method-assign]
    sealing.token_digest = _listening(sealing.token_digest, lambda _, token: LOG.learn([token]))
    identities._hash = _listening(identities._hash, lambda _, openid: LOG.learn([openid]))
    phones.bind = _listening(phones.bind, lambda _, __, number, *___, **____: LOG.learn([number]))
    request_started.connect(_request, weak=False)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Write what this process heard, for whoever counts."""
    folder = os.environ.get("RUN_LOG_DIR")
    if folder is None or (not hasattr(config, "workerinput") and not LOG.lines):
        return
    told = {"lines": len(LOG.lines), "known": len(LOG.known), "leaks": LOG.leaks()[:20]}
    Path(folder, f"{os.getpid()}.json").write_text(json.dumps(told), encoding="utf-8")
