"""A clock that a journey can move: the seconds by which it is ahead stand in a file, read at every look.

Loaded by gunicorn (``tests.e2e.moved_clock:serve()``) and by the journeys' own process, so that all of the house agrees.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from app.core import clock

FILE = "CLOCK_FILE"


def follow(file: Path) -> Callable[[], None]:
    """Let ``app.core.clock`` of this process follow the file; the returned function ends it."""
    now, epoch = clock.now, clock.epoch

    def ahead() -> float:
        return float(file.read_text(encoding="utf-8") or 0)

    clock.now = lambda: now() + timedelta(seconds=ahead())
    clock.epoch = lambda: epoch() + ahead()

    def end() -> None:
        clock.now, clock.epoch = now, epoch

    return end


def move(file: Path, ahead_s: float) -> None:
    """Written beside and renamed: nobody reads half a number."""
    fresh = file.with_suffix(".fresh")
    fresh.write_text(str(ahead_s), encoding="utf-8")
    fresh.replace(file)


def serve() -> Any:
    """The service under this clock; its ``Date`` header, which phones believe, too."""
    from gunicorn import util

    plain = util.http_date
    follow(Path(os.environ[FILE]))
    util.http_date = lambda timestamp=None: plain(clock.epoch() if timestamp is None else timestamp)
    from wsgi import app

    return app
