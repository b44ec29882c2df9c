"""300 riders tap twice at once for 40 places, on gunicorn and a private PostgreSQL; also with a worker killed midway.

The figures are ``bench.rush``'s; here only what is given out counts.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bench import crowd, rush
from bench.rush import Ground
from bench.servers import Failed


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    with rush.ground(tmp_path_factory.mktemp("rush"), durable=False) as found:
        yield found


@pytest.mark.slow
def test_in_a_rush_40_have_a_place_and_260_wait_without_a_gap(running: Ground) -> None:
    answers = running.rush(rush.TAPS)  # raises unless it was so
    assert len(answers.took_s) == rush.RIDERS * rush.TAPS


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_costs_nobody_their_place(running: Ground) -> None:
    answers = running.rush(rush.TAPS, midway=lambda: crowd.kill_a_worker(running.server))
    assert len(answers.took_s) == rush.RIDERS * rush.TAPS


@pytest.mark.slow
def test_negative_control_what_was_given_out_twice_is_seen(running: Ground) -> None:
    people = crowd.make_riders(running.app, 6, "control")
    shift = crowd.make_shift(running.app, 3)
    answers = crowd.send_all(running.server, shift, people, 2)
    crowd.check(running.app, shift, 3, people, answers)
    with pytest.raises(Failed, match="of 2 places"):
        crowd.check(running.app, shift, 2, people, answers)
    answers.bodies[5] = [answers.bodies[5][0], b"{}"]
    with pytest.raises(Failed, match="two answers"):
        crowd.check(running.app, shift, 3, people, answers)
