"""What a database leaves on a disk: its own files, its server's log, and a backup as operators make one."""

from __future__ import annotations

import re
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import URL, Engine

from tests.support.postgres_server import programs

PROGRESS = re.compile(rb"checkpoint (?:starting|complete).*")  # of the server's log: seconds and sizes, nothing else

Files = dict[str, bytes]


@contextmanager
def disk_of(engine: Engine) -> Iterator[Files]:
    """A dictionary that is filled at the end of the block with all that was written to disk, by name.

    SQLite: the database and its WAL. PostgreSQL: the database's files, the WAL of the block, the server's log. Both: a
    backup, read back.
    """
    found: Files = {}
    if engine.dialect.name == "sqlite":
        yield found
        found |= _files_of_sqlite(Path(str(engine.url.database)))
        return
    began = _asked(engine, "SELECT pg_walfile_name(pg_current_wal_lsn())")
    yield found
    found |= _files_of_postgres(engine, began)
    found["backup"] = _dumped(engine.url)


def _files_of_sqlite(path: Path) -> Files:
    """The online backup, which must be whole, and the compacted copy stand for what operators keep."""
    found = {
        path.suffix + end: Path(f"{path}{end}").read_bytes() for end in ("", "-wal") if Path(f"{path}{end}").exists()
    }
    online, compact = path.with_name(f"{path.stem}-online.db"), path.with_name(f"{path.stem}-compact.db")
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(online)) as target:
        source.backup(target)
        assert target.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        source.execute("VACUUM INTO ?", (str(compact),))
    return found | {"backup": online.read_bytes(), "compact backup": compact.read_bytes()}


def _files_of_postgres(engine: Engine, began: str) -> Files:
    _asked(engine, "CHECKPOINT")
    home = Path(_asked(engine, "SELECT setting FROM pg_settings WHERE name = 'data_directory'"))
    number = _asked(engine, "SELECT oid FROM pg_database WHERE datname = current_database()")
    ended = _asked(engine, "SELECT pg_walfile_name(pg_current_wal_lsn())")
    tables = sorted(path for path in (home / "base" / number).iterdir() if path.is_file())
    wal = sorted(path for path in (home / "pg_wal").iterdir() if began <= path.name <= ended and path.is_file())
    return {
        "tables": b"".join(path.read_bytes() for path in tables),
        "wal": b"".join(path.read_bytes() for path in wal),
        "server log": PROGRESS.sub(b"", (home.parent / "log").read_bytes()),
    }


def _dumped(url: URL) -> bytes:
    """``pg_dump -Fc`` as nightly, and what ``pg_restore`` reads out of it."""
    where = ["-h", str(url.host), "-p", str(url.port), "-U", str(url.username)]
    made = subprocess.run(
        [programs() / "pg_dump", "-Fc", *where, str(url.database)], check=True, capture_output=True, timeout=60
    )
    read = subprocess.run(
        [programs() / "pg_restore", "-f", "-"], input=made.stdout, check=True, capture_output=True, timeout=60
    )
    return read.stdout


def _asked(engine: Engine, statement: str) -> str:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        result = connection.execute(sa.text(statement))
        return str(result.scalar()) if result.returns_rows else ""
