"""The embedded database: killed writers, a lock that is held, a full disk."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.faults.clients import PAUSE
from tests.faults.conftest import Live
from tests.faults.house import House, house
from tests.faults.test_postgresql import FULL_S, fill, small_disk

HELD_S = 3.0


def test_a_web_worker_is_killed_three_times(on_sqlite: House, live: Live) -> None:
    def kill_three() -> None:
        for _ in range(3):
            on_sqlite.kill_a_web_worker()
            PAUSE.wait(0.3)

    live(on_sqlite, kill_three)


def test_everything_is_killed_at_once_and_the_file_is_whole(on_sqlite: House, live: Live) -> None:
    def kill_and_start() -> None:
        on_sqlite.kill_web()
        on_sqlite.start_web()

    live(on_sqlite, kill_and_start)


def test_another_process_holds_the_lock_for_three_seconds(on_sqlite: House, live: Live) -> None:
    def hold() -> None:
        with closing(sqlite3.connect(on_sqlite.sqlite_file, timeout=10, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            PAUSE.wait(HELD_S)
            other.execute("ROLLBACK")

    live(on_sqlite, hold)


def test_the_disk_is_full_for_a_while(tmp_path: Path, live: Live) -> None:
    with small_disk(64) as disk, house("sqlite", tmp_path, DATA_DIR=str(disk)) as hurt:
        hurt.start_web()

        def fill_and_free() -> None:
            ballast = fill(disk)
            PAUSE.wait(FULL_S)
            ballast.unlink()

        live(hurt, fill_and_free)
