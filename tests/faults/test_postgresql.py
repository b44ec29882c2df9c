"""The database goes away in every way it can, and comes back."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.core.patience import PATIENCE_S
from tests.conftest import run_sql
from tests.faults.clients import PAUSE
from tests.faults.conftest import Live
from tests.faults.house import House, house
from tests.support.postgres_server import PostgresServer
from tests.support.servers import wait_until

TERMINATE = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'faults' AND pid <> pg_backend_pid()"
)
TOO_MUCH = "CREATE TABLE too_much AS SELECT repeat('x', 1000) FROM generate_series(1, 100000)"
FROZEN_S = 4.0
FULL_S = 2.0


def server(hurt: House) -> PostgresServer:
    assert hurt.postgres is not None
    return hurt.postgres


def starts(postgres: PostgresServer) -> bool:
    try:
        postgres.start()
    except subprocess.CalledProcessError:
        return False
    return True


def kill_and_start(postgres: PostgresServer) -> None:
    for pid in postgres.pids:
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: starts(postgres), 60, "the database, once the last of the old ones was gone")


def test_all_connections_are_terminated_again_and_again(on_postgres: House, live: Live) -> None:
    def terminate() -> None:
        for _ in range(5):
            run_sql(f"{server(on_postgres).url}/postgres", TERMINATE)
            PAUSE.wait(0.1)

    live(on_postgres, terminate)


def test_the_database_stops_at_once_and_starts_again(on_postgres: House, live: Live) -> None:
    def stop_and_start() -> None:
        server(on_postgres).stop("immediate")
        PAUSE.wait(0.5)
        server(on_postgres).start()

    live(on_postgres, stop_and_start)


def test_the_database_is_killed_and_started_again(on_postgres: House, live: Live) -> None:
    live(on_postgres, lambda: kill_and_start(server(on_postgres)))


def test_t59_web_worker_database_and_redis_are_killed_in_one_burst(on_postgres: House, live: Live) -> None:
    def kill_all_three() -> None:
        on_postgres.redis.kill()
        on_postgres.kill_a_web_worker()
        kill_and_start(server(on_postgres))
        on_postgres.redis.restart()

    live(on_postgres, kill_all_three)


@contextmanager
def frozen(postgres: PostgresServer) -> Iterator[None]:
    pids = postgres.pids
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in reversed(pids):
            os.kill(pid, signal.SIGCONT)


def test_the_database_is_frozen_for_four_seconds(on_postgres: House, live: Live) -> None:
    def freeze() -> None:
        with frozen(server(on_postgres)):
            PAUSE.wait(FROZEN_S)

    live(on_postgres, freeze)


def test_the_database_is_frozen_for_longer_than_anybody_waits(on_postgres: House, live: Live) -> None:
    """Riders are refused, not kept, and the list is answered from memory while all threads had asked the database."""

    def freeze() -> None:
        with frozen(server(on_postgres)):
            PAUSE.wait(PATIENCE_S + 2)
            listed = f"http://127.0.0.1:{on_postgres.port}/api/v1/stations?lat=44.904&lng=82.071"
            with urllib.request.urlopen(listed, timeout=PATIENCE_S + 5) as answer:
                assert answer.status == 200

    history = live(on_postgres, freeze)
    assert history.statuses[503] > 0


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """A file system of this size, which everybody may reach; skipped where we may not mount one."""
    where = Path(tempfile.mkdtemp(prefix="yiqi-disk-"))
    where.chmod(0o755)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0777", "tmpfs", where], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a small disk cannot be mounted here")
    try:
        yield where
    finally:
        subprocess.run(["umount", "-l", where], check=True)
        where.rmdir()


def fill(disk: Path) -> Path:
    """A file that takes all that is left."""
    assert shutil.disk_usage(disk).free, [(path.name, path.stat().st_size) for path in disk.rglob("*")]
    ballast = disk / "ballast"
    with ballast.open("wb") as file:
        try:
            while True:
                file.write(bytes(1 << 16))
                file.flush()
        except OSError:
            pass
    return ballast


def test_the_disk_of_the_database_is_full_for_a_while(
    tmp_path: Path, live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    with small_disk(256) as disk:
        monkeypatch.setattr("tempfile.tempdir", str(disk))
        with house("postgres", tmp_path / "house") as hurt:
            monkeypatch.undo()
            hurt.start_web()

            def fill_and_free() -> None:
                run_sql(f"{server(hurt).url}/faults", "CHECKPOINT")
                ballast = fill(disk)
                with pytest.raises(sa.exc.OperationalError):
                    run_sql(f"{server(hurt).url}/faults", TOO_MUCH)
                PAUSE.wait(FULL_S)
                ballast.unlink()
                if not (server(hurt).data / "postmaster.pid").exists():  # it ends itself when it cannot write ahead
                    server(hurt).start()
                wait_until(hurt.is_ready, 30, "the database after the disk had room again")

            live(hurt, fill_and_free)
