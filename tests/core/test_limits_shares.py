"""Without Redis each of several processes counts up to its share, in a memory with bounds and no thread of its own."""

from __future__ import annotations

import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.core import clock
from app.core.counting import KEYS_MOST, Memory
from app.core.limits import Counters
from app.core.problems import TooManyRequests
from tests.conftest import Ground
from tests.support.redis_server import RedisServer, redis_server
from tests.support.servers import web_server

STATES: dict[str, Callable[[RedisServer], None]] = {"dead": RedisServer.kill, "frozen": RedisServer.freeze}


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    """A private Redis that a test may spoil."""
    with redis_server() as server:
        yield server


def passed(processes: list[Counters], limit: str, calls: int, key: str = "k") -> int:
    """How many of ``calls``, sent to the processes in turn, are let through."""
    found = 0
    for n in range(calls):
        try:
            processes[n % len(processes)].spend(limit, key)
            found += 1
        except TooManyRequests:
            continue
    return found


@pytest.mark.parametrize(("limit", "through"), [("12/minute", 12), ("10/minute", 12), ("1/minute", 4)])
def test_without_redis_four_processes_let_a_limit_through_in_all_and_not_four(limit: str, through: int):
    """Rounded up: at most one more for each other process, and a limit of one is no refusal."""
    assert passed([Counters("", 4) for _ in range(4)], limit, 100) == through


def test_negative_control_processes_that_think_they_are_alone_let_four_times_as_much_through():
    assert passed([Counters("") for _ in range(4)], "12/minute", 100) == 48


@pytest.mark.parametrize("state", STATES)
def test_with_redis_spoilt_too_and_with_redis_well_the_whole_limit_counts_once(redis: RedisServer, state: str):
    processes = [Counters(redis.url, 2) for _ in range(2)]
    assert passed(processes, "6/minute", 30, "before") == 6
    STATES[state](redis)
    try:
        assert passed(processes, "6/minute", 30, "after") == 6
    finally:
        redis.thaw() if state == "frozen" else redis.restart()


@pytest.mark.slow
def test_real_web_processes_know_how_many_they_are(ground: Ground, tmp_path: Path):
    environ = {"DATABASE_URL": ground.fresh("limits_shares"), "SECRET_KEY": "k" * 40, "APP_ENV": "test"}
    environ |= {"REDIS_URL": "", "DATA_DIR": str(tmp_path), "CERTIFICATE_LOOKUPS_PER_CALLER": "6/hour"}
    with web_server(environ, workers=2) as server:
        statuses = [status_of(f"{server.url}/api/v1/certificates/BZ2026ABCDEFGHJX") for _ in range(40)]
    assert set(statuses) == {404, 429}
    assert 3 <= statuses.count(404) <= 6


def status_of(url: str) -> int:
    """What a guest's GET is answered with, on a connection of its own."""
    try:
        return urllib.request.urlopen(url, timeout=10).status  # type: ignore[no-any-return] # noqa: S310 - loopback
    except urllib.error.HTTPError as error:
        return error.code


def test_counting_starts_no_thread():
    memory = Memory()
    before = set(threading.enumerate())
    for n in range(1000):
        memory.incr(f"k{n % 7}", 60)
        assert set(threading.enumerate()) <= before


def test_a_count_is_over_to_the_second_and_begins_anew(monkeypatch: pytest.MonkeyPatch):
    now, memory = [1000.0], Memory()
    monkeypatch.setattr(clock, "epoch", lambda: now[0])
    assert [memory.incr("k", 60), memory.incr("k", 60)] == [1, 2]
    assert memory.get_expiry("k") == 1060.0
    now[0] = 1059.9
    assert memory.get("k") == 2
    now[0] = 1060.0
    assert memory.get("k") == 0
    assert memory.incr("k", 60) == 1
    assert memory.get_expiry("k") == 1120.0


def test_a_hundred_thousand_keys_that_are_over_are_forgotten(monkeypatch: pytest.MonkeyPatch):
    now, memory = [1000.0], Memory()
    monkeypatch.setattr(clock, "epoch", lambda: now[0])
    for n in range(100_000):
        now[0] += 0.01
        memory.incr(f"k{n}", 60)  # 6,000 live at a time
    assert len(memory) <= 12_001


def test_more_keys_than_there_is_room_for_push_out_the_first_to_be_over():
    memory = Memory()
    memory.incr("slow", 86_400)
    for n in range(2 * KEYS_MOST):
        memory.incr(f"k{n}", 60)
        if n % 10_000 == 0:
            assert len(memory) <= KEYS_MOST
    assert len(memory) <= KEYS_MOST
    assert memory.incr("slow", 86_400) == 2


def test_threads_at_once_lose_no_count():
    memory = Memory(most=50)

    def count(_: int) -> None:
        for n in range(500):
            memory.incr("k", 86_400)
            memory.incr(f"other{n}", 60)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(count, range(4)))
    assert memory.get("k") == 2000
