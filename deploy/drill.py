"""The drill: dump, restore beside it, count, compare, take away; what an operator rehearses (docs/operators/backup.md).

    set -a; . /etc/yiqi/yiqi.env; set +a
    .venv/bin/python deploy/drill.py                  # of the database as it is now, while people go on using it
    .venv/bin/python deploy/drill.py --file yiqi.dump # of a backup: restored and checked, with nothing to compare with

PostgreSQL only (``backup.sh`` reads a copy of SQLite back itself). The role of ``DATABASE_URL`` must be allowed to make
a database (``ALTER ROLE yiqi CREATEDB``). Exit 1 when anything differs or does not hold.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url

ROOT = Path(__file__).resolve().parents[1]
BESIDE = "_drill"
CHECKS = ("check-invariants",), ("audit", "verify")

Sums = dict[str, tuple[int, int]]
Told = TypeVar("Told")


def sums(connection: psycopg.Connection) -> Sums:
    """Rows of each table, and a sum over what is in them, in whatever order they lie."""
    tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    query = sql.SQL("SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text FROM {} t")
    found = {}
    for (name,) in connection.execute(tables).fetchall():
        rows, content = one(connection, query.format(sql.Identifier(name)))
        found[name] = (int(rows), int(content))
    return found


class Drill:
    """One rehearsal; prints a line a step."""

    def __init__(self, url: URL) -> None:
        self.url, self.beside = url, url.set(database=f"{url.database}{BESIDE}")

    def run(self, file: Path | None) -> list[str]:
        """What differs or does not hold, a sentence each."""
        with tempfile.TemporaryDirectory(prefix="yiqi-drill-") as folder:
            dump = file or Path(folder) / "drill.dump"
            before = None if file else self._dumped(dump)
            with self._database_beside():
                where = ("--no-owner", "--exit-on-error", f"--jobs={os.cpu_count() or 1}")
                timed("restore", lambda: run("pg_restore", self.beside, *where, dump))
                found = self._differences(before)
                for words in CHECKS:
                    found += self._holds(words)
        return found

    def _dumped(self, file: Path) -> Sums:
        """The sums and the dump of one moment, whoever writes meanwhile."""
        with psycopg.connect(plain(self.url)) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            (moment,) = one(connection, "SELECT pg_export_snapshot()")
            words = ("--format=custom", f"--snapshot={moment}", f"--file={file}")
            timed("dump", lambda: run("pg_dump", self.url, *words))
            told = timed("sums", lambda: sums(connection))
        print(
            f"{sum(rows for rows, _ in told.values()):,} rows in {len(told)} tables, dump {file.stat().st_size:,} bytes"
        )
        return told

    @contextmanager
    def _database_beside(self) -> Iterator[None]:
        """An empty one, gone at the end; one that is there already is somebody's, and refused."""
        name = sql.Identifier(self.beside.database or "")
        with psycopg.connect(plain(self.url), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(name))
            try:
                yield
            finally:
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))

    def _differences(self, before: Sums | None) -> list[str]:
        with psycopg.connect(plain(self.beside)) as connection:
            after = timed("sums of the restored", lambda: sums(connection))
        if before is None:
            return []
        names = sorted(before.keys() | after.keys())
        return [f"{name}: {before.get(name)} before, {after.get(name)} after" for name in names
                if before.get(name) != after.get(name)]  # fmt: skip

    def _holds(self, words: Sequence[str]) -> list[str]:
        env = os.environ | {"DATABASE_URL": self.beside.render_as_string(hide_password=False)}
        command = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
        name = " ".join(words)
        told = timed(
            name, lambda: subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
        )
        return [f"{name}: {told.stdout}{told.stderr[-500:]}"] if told.returncode else []


def one(connection: psycopg.Connection, query: Any) -> tuple[Any, ...]:
    """The only row of a query that has one."""
    return next(iter(connection.execute(query)))


def plain(url: URL) -> str:
    """For PostgreSQL's own programs; the driver's name in ours is SQLAlchemy's."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def run(program: str, where: URL, *words: str | Path) -> None:
    """One of PostgreSQL's programs on that database; no password on its line, where everybody could read it."""
    env = os.environ | ({"PGPASSWORD": str(where.password)} if where.password else {})
    command = [program, "--dbname", plain(where.set(password=None)), *words]
    told = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if told.returncode:
        raise SystemExit(f"drill: {program}: {told.stderr.strip()}")


def timed(what: str, act: Callable[[], Told]) -> Told:
    """What it told; its seconds on a line."""
    began = time.perf_counter()
    told = act()
    print(f"{what:<24}{time.perf_counter() - began:8.1f} s", flush=True)
    return told


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when the restored is what was dumped and all holds in it."""
    parser = argparse.ArgumentParser(prog="drill", description=__doc__.partition("\n")[0])
    parser.add_argument("--file", type=Path, help="a backup, decrypted")
    options = parser.parse_args(arguments)
    url = make_url(os.environ.get("DATABASE_URL") or "sqlite://")
    if url.get_backend_name() != "postgresql":
        raise SystemExit("drill: DATABASE_URL is not PostgreSQL's")
    found = Drill(url).run(options.file)
    print(*(found or ["restored as it was: all sums equal, all invariants hold" if not options.file else
                      "restored: all invariants hold"]), sep="\n")  # fmt: skip
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
