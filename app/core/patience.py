"""A PostgreSQL that stands still is given up by us: it ends no statement itself, and its machine takes in all we send.

Else each thread of a web process would wait until it wakes, and not even stations, which are in memory, were
answered. A server that lives ends a statement after ``statement_timeout``; whoever is silent for longer is not well.
"""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.errors import _WaitTimeout

PATIENCE_S = 6.0  # statement_timeout and one second


class Silent(psycopg.OperationalError):
    """The server said nothing for too long; what became of the statement is not known."""


class Patient(psycopg.Connection[Any]):
    """A connection that is closed when the server is silent for ``patience_s``; None waits for ever."""

    patience_s: float | None = PATIENCE_S

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Every wait of the driver for the server, but the one for a connection, comes through here."""
        try:
            return super().wait(gen, interval, self.patience_s if timeout is None else timeout)
        except _WaitTimeout:
            self.pgconn.finish()
            raise Silent(f"no word from the server within {self.patience_s} s") from None


def connect(_dialect: Any, _record: Any, words: Any, options: Any) -> Patient:
    """For SQLAlchemy's ``do_connect``."""
    return Patient.connect(*words, **options)
