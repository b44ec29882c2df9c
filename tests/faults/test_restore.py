"""The drill: dump, drop, restore, and all sums are the same; a replica takes over from a dead primary."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from app.core.db import db
from tests.conftest import run_sql
from tests.faults import clients
from tests.faults.clients import History
from tests.faults.conftest import Live, note
from tests.faults.house import House, house, seconds
from tests.support.postgres_server import programs

WITHIN_S = 900.0


def sums(hurt: House) -> dict[str, tuple[int, str]]:
    """Rows of each table, and a hash of all of them."""
    with hurt.app.app_context():
        db.session.remove()
        db.engine.dispose()
        found = {}
        for table in sorted(db.metadata.tables):
            query = (
                f"SELECT count(*), md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), '')) FROM \"{table}\" t"  # noqa: S608
            )
            found[table] = tuple(db.session.execute(sa.text(query)).one())
        db.session.remove()
    return found


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
        found = clients.faults_of(crowd, history)
        scenario = f"dump {dumped:.1f} s, restore {restored:.1f} s"
        note("restore", scenario, history, lost=len(crowd.replayed(history)), fine=same and not found)
        assert same
        assert list(found) == []
        assert dumped + restored < WITHIN_S


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
