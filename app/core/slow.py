"""Statements that took long, a log line each: the text as the driver got it, never a value (RELIABILITY 12)."""

from __future__ import annotations

import logging
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from app.core import clock

SHOWN = 400  # characters of a statement
STATEMENT, CONTEXT = 2, 4  # among what SQLAlchemy tells its listeners: connection, cursor, statement, values, context

log = logging.getLogger("yiqi.slow")


def watch(engine: Engine, over_ms: int) -> None:
    """Write a line ``slow-query`` of every statement of this engine that took longer; 0: none."""
    if not over_ms:
        return

    @event.listens_for(engine, "before_cursor_execute")
    def _begun(*facts: Any) -> None:
        facts[CONTEXT].yiqi_begun = clock.ticks()

    @event.listens_for(engine, "after_cursor_execute")
    def _done(*facts: Any) -> None:
        ms = (clock.ticks() - facts[CONTEXT].yiqi_begun) * 1000
        if ms > over_ms:
            text = " ".join(facts[STATEMENT].split())[:SHOWN]
            log.warning("slow query", extra={"event": "slow-query", "ms": round(ms), "sql": text})
