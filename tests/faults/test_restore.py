"""The drill: dump, drop, restore, and all sums are the same; a replica takes over from a dead primary."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from app.core.db import db
from deploy import drill
from tests.conftest import run_sql
from tests.faults import clients
from tests.faults.clients import History
from tests.faults.conftest import Live
from tests.faults.house import House, house, seconds
from tests.faults.table import note
from tests.support.postgres_server import programs
from tests.support.servers import ROOT

WITHIN_S = 900.0
ROWS = int(os.environ.get("DRILL_ROWS") or 20_000)  # DRILL_ROWS=2000000 make faults ARGS="-k drill"


def sums(hurt: House) -> drill.Sums:
    """Rows of each table, and a sum over all that is in them."""
    with hurt.app.app_context():
        db.session.remove()
        db.engine.dispose()
    with psycopg.connect(drill.plain(make_url(hurt.env["DATABASE_URL"]))) as connection:
        return drill.sums(connection)


def timed(act: Callable[[], object]) -> float:
    began = seconds()
    act()
    return seconds() - began


def test_dump_drop_and_restore_leave_everything_as_it_was(tmp_path: Path) -> None:
    with house("postgres", tmp_path / "house") as hurt:
        assert hurt.postgres is not None
        hurt.start_web()
        crowd = clients.gather(hurt)
        history = clients.burst(crowd, lambda: None)
        hurt.end_web()
        before, file = sums(hurt), tmp_path / "nightly.dump"
        where = ["-h", "127.0.0.1", "-p", str(hurt.postgres.port), "-U", "yiqi", "-d", "faults"]

        def run(program: str, *words: str | Path) -> None:
            subprocess.run([programs() / program, *where, *words], check=True, capture_output=True, timeout=120)

        dumped = timed(lambda: run("pg_dump", "-Fc", "-f", file))
        run_sql(f"{hurt.postgres.url}/postgres", "DROP DATABASE faults WITH (FORCE)")
        run_sql(f"{hurt.postgres.url}/postgres", "CREATE DATABASE faults")
        restored = timed(lambda: run("pg_restore", "--no-owner", "--exit-on-error", file))
        same = sums(hurt) == before
        hurt.start_web()
        lost = crowd.replayed(history)
        found = clients.faults_of(crowd, history, lost)
        scenario = f"dump {dumped:.1f} s, restore {restored:.1f} s"
        note("restore", scenario, history, lost=len(lost), fine=same and not found)
        assert same
        assert list(found) == []
        assert dumped + restored < WITHIN_S


MANY_CHECKINS = """
INSERT INTO checkins (account_id, kind, nonce, direction, local_day, pair_no, method, level, hint, state, occurred_at,
                      received_at, late, note)
SELECT a.id, 'visit', 'many-' || g, 'in', date '2026-01-01' - (g / 120)::int, 1, 'printed', 1, 'none', 'accepted', now(),
       now(), false, ''
FROM generate_series(0, %(rows)s - 1) g
JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM accounts LIMIT 120) a ON a.n = mod(g, 120)
"""
MANY_NOTICES = """
INSERT INTO notices (account_id, topic, title, body, dedupe_key, created_at, urgent, wechat_state, attempts, unsure)
SELECT a.id, 'station', '示例', '热水坏了，修好再告诉你', 'many-' || g, now(), false, 'none', 0, false
FROM generate_series(0, %(rows)s - 1) g
JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM accounts LIMIT 120) a ON a.n = mod(g, 120)
"""


def drilled(hurt: House, *words: str) -> subprocess.CompletedProcess[str]:
    """The operator's command, as an operator runs it."""
    path = f"{programs()}:{os.environ['PATH']}"
    env = os.environ | hurt.env | {"PATH": path, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(ROOT / "deploy" / "drill.py"), *words]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


def test_the_drill_of_operators(on_postgres: House, capsys: pytest.CaptureFixture[str]) -> None:
    """Beside the running database, with as many rows as we are told; nothing of it stays, and one letter is seen."""
    clients.gather(on_postgres)
    changed(on_postgres, MANY_CHECKINS, rows=ROWS // 2)
    changed(on_postgres, MANY_NOTICES, rows=ROWS // 2)
    told = drilled(on_postgres)
    with capsys.disabled():
        sys.stdout.write(f"\n{told.stdout}")
    took = ", ".join(re.findall(r"^((?:dump|restore) +[\d.]+ s)$", told.stdout, re.M))
    scenario = f"drill of {ROWS:,} rows: {re.sub(' +', ' ', took)}"
    note("restore", scenario, History(), lost=0, fine=told.returncode == 0)
    assert told.returncode == 0, told.stdout + told.stderr
    assert on_postgres.value("SELECT count(*) FROM pg_database WHERE datname LIKE '%drill'") == 0
    before = sums(on_postgres)
    changed(on_postgres, "UPDATE notices SET title = '示列' WHERE dedupe_key = 'many-7'")
    after = sums(on_postgres)
    assert {name for name in before if before[name] != after[name]} == {"notices"}
    changed(on_postgres, "DELETE FROM checkins WHERE nonce LIKE 'many-%'")
    changed(on_postgres, "DELETE FROM notices WHERE dedupe_key LIKE 'many-%'")


def changed(hurt: House, query: str, **parameters: object) -> None:
    """Straight, for a million rows take longer than a statement of the service may."""
    with psycopg.connect(drill.plain(make_url(hurt.env["DATABASE_URL"]))) as connection:
        connection.execute(query, parameters or None)


def test_a_replica_is_promoted_when_the_primary_is_gone(tmp_path: Path, live: Live) -> None:
    """Synchronous, so that nothing acknowledged is missing; it takes over the address, as an operator would let it."""
    with house("postgres", tmp_path / "house") as hurt:
        primary = hurt.postgres
        assert primary is not None
        replica = primary.follow()
        run_sql(f"{primary.url}/postgres", "ALTER SYSTEM SET synchronous_standby_names = '*'")
        run_sql(f"{primary.url}/postgres", "SELECT pg_reload_conf()")
        hurt.start_web()
        promoted: list[float] = []

        def fail_over() -> None:
            primary.stop("immediate")
            began = seconds()
            replica.take_over(primary)
            promoted.append(seconds() - began)

        try:
            live(hurt, fail_over)
        finally:
            replica.stop()
        note("restore", f"promoted in {promoted[0]:.1f} s", History(), lost=0, fine=True)
