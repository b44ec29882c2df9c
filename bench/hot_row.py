"""pgbench on one hot row: how many durable transactions that wait for one row lock the database itself manages."""

from __future__ import annotations

import re
import subprocess
import time
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import make_url

from bench.measure import Round
from bench.servers import Failed
from tests.support.postgres_server import programs

CLIENTS = (1, 2, 4, 8, 16)
SETUP = """CREATE TABLE hot (id int PRIMARY KEY, n bigint NOT NULL);
INSERT INTO hot VALUES (1, 0);
CREATE TABLE hot_log (at timestamptz NOT NULL DEFAULT now(), n bigint NOT NULL);"""
SCRIPT = """BEGIN;
UPDATE hot SET n = n + 1 WHERE id = 1;
INSERT INTO hot_log (n) VALUES (1);
END;
"""


class HotRow:
    """The trial over a database of ours. ``clients``: the count at which it is fastest."""

    def __init__(self, url: str, folder: Path) -> None:
        self._url = make_url(url)
        self._script = folder / "hot_row.sql"
        self._script.write_text(SCRIPT, encoding="ascii")
        self._call("psql", "-v", "ON_ERROR_STOP=1", "-q", "-c", SETUP)
        tried = {clients: self._rate(clients, 1)[0] for clients in CLIENTS}
        self.clients = max(tried, key=lambda clients: tried[clients])

    def run(self, seconds: int) -> Round:
        """One round at the best client count. ``cpu_us`` is left to whoever knows the server's processes."""
        rate, latency_ms = self._rate(self.clients, seconds)
        return Round(rate, 0.0, latency_ms, latency_ms, 0.0)

    def _rate(self, clients: int, seconds: int) -> tuple[float, float]:
        flags = ["-n", "-M", "prepared", "-c", str(clients), "-j", "1", "-T", str(seconds), "-f", str(self._script)]
        said = self._call("pgbench", *flags)
        rate, latency = re.search(r"tps = ([0-9.]+)", said), re.search(r"latency average = ([0-9.]+) ms", said)
        if rate is None or latency is None:
            raise Failed(f"pgbench said nothing of its rate: {said[-300:]}")
        return float(rate[1]), float(latency[1])

    def _call(self, program: str, *flags: str) -> str:
        where = ["-h", str(self._url.host), "-p", str(self._url.port), "-U", str(self._url.username)]
        command = [str(programs() / program), *where, *flags, str(self._url.database)]
        ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
        if ran.returncode:
            raise Failed(f"{program} failed: {ran.stderr[-300:]}")
        return ran.stdout


def cpu_of_tree_s(pid: int, ticks_s: int) -> float:
    """Seconds of processor time of a process, its living children, and those it has buried."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    total = _ticks(pid, 4)
    for child in children:
        try:
            total += _ticks(int(child), 2)
        except OSError:  # a backend that ended meanwhile: the parent has its time by now
            time.sleep(0)
    return total / ticks_s


def _ticks(pid: int, parts: int) -> int:
    after_name = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return sum(int(after_name[11 + part]) for part in range(parts))


def create_database(base: str, name: str) -> None:
    """An empty database on the server whose addresses begin with ``base``."""
    engine = sa.create_engine(f"{base}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    engine.dispose()


def postmaster(url: str) -> int:
    """The process all of PostgreSQL's are children of."""
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        backend = connection.execute(sa.text("SELECT pg_backend_pid()")).scalar_one()
        stat = Path(f"/proc/{backend}/stat").read_text(encoding="utf-8")
    engine.dispose()
    return int(stat.rpartition(")")[2].split()[1])
