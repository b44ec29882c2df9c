"""Processes of the service are killed, ended and told to begin anew while people tap."""

from __future__ import annotations

import signal
from dataclasses import replace
from pathlib import Path

from tests.faults import clients, held
from tests.faults.clients import PAUSE
from tests.faults.conftest import Live
from tests.faults.house import House
from tests.support.nginx_server import nginx_server
from tests.support.servers import wait_until


def hang_up(hurt: House) -> None:
    """SIGHUP, until none of those is left who were there before."""
    assert hurt.web is not None
    old = set(hurt.web_pids[1:])
    hurt.web.send_signal(signal.SIGHUP)
    wait_until(lambda: not old & set(hurt.web_pids), 60, "the end of the old ones")


def test_a_web_worker_is_killed_three_times(on_postgres: House, live: Live) -> None:
    def kill_three() -> None:
        for _ in range(3):
            on_postgres.kill_a_web_worker()
            PAUSE.wait(0.3)

    live(on_postgres, kill_three)


def test_the_web_master_is_killed_and_started_again(on_postgres: House, live: Live) -> None:
    def kill_and_start() -> None:
        on_postgres.kill_web_master()
        on_postgres.start_web()

    live(on_postgres, kill_and_start)


def test_all_of_the_web_is_killed_at_once_and_started_again(on_postgres: House, live: Live) -> None:
    def kill_and_start() -> None:
        on_postgres.kill_web()
        on_postgres.start_web()

    live(on_postgres, kill_and_start)


def test_told_to_end_it_answers_whom_it_has_begun_with(on_postgres: House, live: Live) -> None:
    def end_and_start() -> None:
        on_postgres.end_web()
        on_postgres.start_web()

    live(on_postgres, end_and_start, cut=clients.THREADS)  # those who were still waiting at the door, once each


def test_told_to_begin_anew_it_cuts_nobody_off(on_postgres: House, live: Live) -> None:
    live(on_postgres, lambda: hang_up(on_postgres), cut=0)


def test_behind_nginx_nobody_notices_that_it_begins_anew(on_postgres: House, live: Live, tmp_path: Path) -> None:
    """However long the new ones load: the old ones serve until then, and no connection is closed under a request."""
    hold = tmp_path / "hold"
    on_postgres.kill_web()
    on_postgres.start_web("tests.faults.held:serve()", **{held.NAME: str(hold)})
    with nginx_server(on_postgres.port, unlimited=True) as front:
        crowd = clients.gather(replace(on_postgres, port=front.port))

        def while_they_load() -> None:
            hold.touch()
            old = set(on_postgres.web_pids[1:])
            assert on_postgres.web is not None
            on_postgres.web.send_signal(signal.SIGHUP)
            wait_until(lambda: len(on_postgres.web_pids) > 2 * len(old), 30, "the new ones")
            assert {front.call("/readyz")[0] for _ in range(12)} == {200}
            assert old <= set(on_postgres.web_pids)
            hold.unlink()
            wait_until(lambda: not old & set(on_postgres.web_pids), 30, "the end of the old ones")

        history = live(crowd.house, while_they_load, crowd=crowd, cut=0, at=0.1)
    assert set(history.statuses) <= {200, 201}
