"""Processes of the service are killed, ended and told to begin anew while people tap."""

from __future__ import annotations

import signal

from tests.faults.clients import PAUSE
from tests.faults.conftest import Live
from tests.faults.house import House


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

    live(on_postgres, end_and_start)


def test_told_to_begin_anew_it_cuts_nobody_off(on_postgres: House, live: Live) -> None:
    def hang_up() -> None:
        assert on_postgres.web is not None
        on_postgres.web.send_signal(signal.SIGHUP)

    live(on_postgres, hang_up, cut=8)  # a connection may wait in the socket of a worker that just ended
