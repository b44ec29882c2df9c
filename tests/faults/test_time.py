"""The server's clock jumps under people's taps: a day on, ten minutes back, over midnight, over the year's end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.core import clock
from tests.e2e import moved_clock
from tests.faults import clients
from tests.faults.clients import PAUSE
from tests.faults.conftest import Live
from tests.faults.house import House, house


@pytest.fixture(scope="module")
def clocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, Path]]:
    """A house whose clock, and ours, is moved by a file."""
    file = tmp_path_factory.mktemp("clock") / "ahead"
    moved_clock.move(file, 0)
    real = clock.now
    end = moved_clock.follow(file)
    try:
        with house("postgres", tmp_path_factory.mktemp("house")) as found:
            found.start_web("tests.e2e.moved_clock:serve()", **{moved_clock.FILE: str(file)})
            yield found, file
    finally:
        end()
        assert clock.now is real


def test_the_clock_jumps_a_day_and_an_hour_on(clocked: tuple[House, Path], live: Live) -> None:
    live(clocked[0], lambda: moved_clock.move(clocked[1], 25 * 3600))
    moved_clock.move(clocked[1], 0)


def test_the_clock_falls_back_ten_minutes(clocked: tuple[House, Path], live: Live) -> None:
    live(clocked[0], lambda: moved_clock.move(clocked[1], -600))
    moved_clock.move(clocked[1], 0)


@pytest.mark.parametrize("day", ["tonight", "the last of the year"])
def test_midnight_in_beijing_passes(clocked: tuple[House, Path], live: Live, day: str) -> None:
    """People of this burst sign in on that day, so that nobody's sign-in is a month old."""
    hurt, file = clocked
    today = clock.now().astimezone(clock.SHANGHAI)
    last = today if day == "tonight" else datetime(today.year, 12, 31, tzinfo=clock.SHANGHAI)
    midnight = last.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    moved_clock.move(file, (midnight - clock.now()).total_seconds() - 20)
    crowd = clients.gather(hurt)
    moved_clock.move(file, (midnight - clock.now()).total_seconds() + float(file.read_text()) - 1)

    def passes() -> None:
        while clock.now() < midnight + timedelta(seconds=1):
            PAUSE.wait(0.05)

    live(hurt, passes, crowd=crowd)
    moved_clock.move(file, 0)
