"""What may be lost: the memory of a process, or Redis in every state it can be in (RELIABILITY 6)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from app.core import clock, store
from app.core.store import MemoryStore, RedisStore, StoreUnavailable, make_store
from tests.support.redis_server import RedisServer, redis_server


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    """A private Redis of this file, to be killed and frozen."""
    with redis_server() as server:
        yield server


@pytest.fixture
def ticks(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Call it to let seconds pass on the clock of durations."""
    base, added = clock.ticks(), [0.0]
    monkeypatch.setattr(clock, "ticks", lambda: base + added[0])

    def advance(seconds: float) -> None:
        added[0] += seconds

    return advance


@pytest.fixture(params=["memory", "redis"])
def any_store(request: pytest.FixtureRequest) -> MemoryStore | RedisStore:
    """Each kind of store, empty."""
    if request.param == "memory":
        return MemoryStore()
    server: RedisServer = request.getfixturevalue("redis")
    server.empty()
    return RedisStore(server.url)


def test_what_is_set_is_got_until_deleted(any_store: MemoryStore | RedisStore):
    assert any_store.get("a") is None
    any_store.set("a", "水")
    assert any_store.get("a") == "水"
    any_store.delete("a")
    any_store.delete("a")
    assert any_store.get("a") is None


def test_only_the_first_adds(any_store: MemoryStore | RedisStore):
    assert any_store.add("lock", "one", 5)
    assert not any_store.add("lock", "two", 5)
    assert any_store.get("lock") == "one"


def test_only_its_holder_deletes_a_lock(any_store: MemoryStore | RedisStore):
    any_store.add("lock", "one", 5)
    assert not any_store.delete_if("lock", "two")
    assert any_store.get("lock") == "one"
    assert any_store.delete_if("lock", "one")
    assert not any_store.delete_if("lock", "one")


def test_memory_forgets_when_the_time_is_over(ticks: Callable[[float], None]):
    memory = MemoryStore()
    memory.set("a", "1", ttl_s=10)
    assert memory.add("b", "1", 10)
    ticks(9.9)
    assert (memory.get("a"), memory.add("b", "2", 10)) == ("1", False)
    ticks(0.1)
    assert (memory.get("a"), memory.add("b", "2", 10)) == (None, True)


def test_redis_is_given_the_time_to_live(redis: RedisServer):
    shared = RedisStore(redis.url)
    shared.set("short", "1", ttl_s=7)
    shared.add("lock-ttl", "1", 0.0001)
    shared.set("for-ever", "1")
    assert 6000 < redis.client.pttl("short") <= 7000
    assert redis.client.pttl("lock-ttl") <= 1
    assert redis.client.pttl("for-ever") == -1


def test_of_32_threads_one_adds(any_store: MemoryStore | RedisStore):
    gate, won = threading.Barrier(32), []

    def race(number: int) -> None:
        gate.wait(timeout=10)
        if any_store.add("race", str(number), 30):
            won.append(number)

    threads = [threading.Thread(target=race, args=(number,)) for number in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(won) == 1


def test_without_an_address_the_store_is_memory():
    assert isinstance(make_store(""), MemoryStore)
    assert isinstance(make_store("redis://127.0.0.1:1/0"), RedisStore)


def test_an_absent_redis_fails_fast_and_is_then_left_alone(ticks: Callable[[float], None]):
    absent = RedisStore("redis://:geheim@127.0.0.1:1/0")
    assert not absent.degraded
    with pytest.raises(StoreUnavailable) as first:
        absent.get("a")
    assert absent.degraded
    assert "geheim" not in repr(first.value) + str(first.value.__cause__)
    assert first.value.__context__ is None
    ticks(store.PAUSE_S - 0.1)
    assert absent.degraded
    ticks(0.1)
    assert not absent.degraded


def test_a_frozen_redis_costs_a_third_of_a_second_once(redis: RedisServer):
    shared = RedisStore(redis.url)
    shared.set("a", "1")
    redis.freeze()
    try:
        started = time.monotonic()
        with pytest.raises(StoreUnavailable):
            shared.get("a")
        first = time.monotonic() - started
        started = time.monotonic()
        for _ in range(100):
            with pytest.raises(StoreUnavailable):
                shared.get("a")
        rest = time.monotonic() - started
    finally:
        redis.thaw()
    assert store.TIMEOUT_S * 0.9 <= first < 2
    assert rest < 0.2


def test_a_killed_redis_is_used_again_after_the_pause_and_may_be_empty(
    redis: RedisServer, ticks: Callable[[float], None]
):
    shared = RedisStore(redis.url)
    shared.set("a", "1")
    redis.kill()
    try:
        with pytest.raises(StoreUnavailable):
            shared.get("a")
    finally:
        redis.restart()
    ticks(store.PAUSE_S)
    assert shared.get("a") is None
    shared.set("a", "2")
    assert shared.get("a") == "2"


def test_a_read_only_redis_is_unavailable_for_writes(redis: RedisServer):
    shared = RedisStore(redis.url)
    redis.read_only()
    try:
        with pytest.raises(StoreUnavailable):
            shared.set("a", "1")
        assert shared.degraded
    finally:
        redis.read_only(on=False)
