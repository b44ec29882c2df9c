"""What this process remembers of living sessions, for at most five seconds (PRODUCT 4.2).

Keys are token digests. Other processes learn of an ended session when their own five seconds are over; calls that need
a session or a role never come here, so that nothing of a person's own is told by a session that has ended.
"""

from __future__ import annotations

import threading
from typing import cast

from flask import Flask, current_app

from app.core import clock, duties
from app.core.access import Caller
from app.core.db import after_commit

MOST = 20_000
_NAME = "yiqi.sessions"


class SessionMemory:
    """Callers by token digest, each for ``keep_s`` seconds."""

    def __init__(self, keep_s: float) -> None:
        self._keep_s = keep_s
        self._lock = threading.Lock()
        self._found: dict[str, tuple[float, Caller]] = {}

    def get(self, digest: str) -> Caller | None:
        """The caller as read less than ``keep_s`` ago."""
        until, caller = self._found.get(digest, (0.0, None))
        return caller if clock.ticks() < until else None

    def put(self, digest: str, caller: Caller) -> None:
        """Remember a caller just read."""
        if self._keep_s <= 0:
            return
        now = clock.ticks()
        with self._lock:
            if len(self._found) >= MOST:
                self._found = {key: kept for key, kept in self._found.items() if kept[0] > now}
            if len(self._found) < MOST:
                self._found[digest] = (now + self._keep_s, caller)

    def forget(self, account_id: int) -> None:
        """Drop what is remembered of one account, and whatever is too old."""
        now = clock.ticks()
        with self._lock:
            living = ((key, kept) for key, kept in self._found.items() if kept[0] > now)
            self._found = {key: kept for key, kept in living if kept[1].account_id != account_id}

    def forget_all(self) -> None:
        """Drop everything."""
        with self._lock:
            self._found = {}


def install(app: Flask, keep_s: float) -> SessionMemory:
    """Give the application its memory."""
    memory = SessionMemory(keep_s)
    app.extensions[_NAME] = memory
    duties.remember(app, memory.forget_all)
    return memory


def forget_after_commit(account_id: int) -> None:
    """Let an ended session, a changed role or profile be seen at once in this process, when it is committed."""
    memory = cast(SessionMemory, current_app.extensions[_NAME])
    after_commit(lambda: memory.forget(account_id))
