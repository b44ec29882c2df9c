"""How many statements a call sends to the database: what a hot path costs, whatever the machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from app.core.db import db

WORK = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


@contextmanager
def sent() -> Iterator[list[str]]:
    """The statements sent meanwhile, in order; savepoints of the tests' own left out."""
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.lstrip().upper().startswith(WORK):
            found.append(" ".join(statement.split()))

    engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
