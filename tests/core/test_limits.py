"""Rate limits count in every state of Redis; the fourth of three is refused, never a 500 (RELIABILITY 7)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request

from app.core import clock, limits, store
from app.core.problems import TooManyRequests
from app.core.settings import Settings, SettingsError
from app.factory import create_app
from tests.conftest import settings_for
from tests.support.redis_server import RedisServer, redis_server

FIVE = [200, 200, 200, 429, 429]


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    """A private Redis of this file."""
    with redis_server() as server:
        yield server


@pytest.fixture
def app_with(probe_on: Callable[..., Flask], tmp_path: Path) -> Callable[..., Flask]:
    """An application whose counters live at a Redis address; its database is never asked."""
    return lambda redis_url="", **settings: probe_on(f"sqlite:///{tmp_path / 'none.db'}", redis_url, **settings)


def five(app: Flask, who: str = "a") -> list[int]:
    client = app.test_client()
    return [client.get("/api/v1/probe/limited", headers={"X-Who": who}).status_code for _ in range(5)]


def test_the_fourth_call_of_three_is_429_and_says_when_to_come_again(app_with: Callable[..., Flask]):
    app = app_with()
    assert five(app) == FIVE
    refused = app.test_client().get("/api/v1/probe/limited", headers={"X-Who": "a"})
    assert refused.get_json(force=True)["type"] == "/problems/too-many-requests"
    assert 1 <= int(refused.headers["Retry-After"]) <= 60


def test_each_key_is_counted_for_itself(app_with: Callable[..., Flask]):
    app = app_with()
    assert five(app, "a") == five(app, "b") == FIVE


def test_two_applications_do_not_share_their_memory(app_with: Callable[..., Flask]):
    assert five(app_with()) == five(app_with()) == FIVE


def test_two_processes_share_the_count_through_redis(app_with: Callable[..., Flask], redis: RedisServer):
    redis.empty()
    one, two = app_with(redis.url), app_with(redis.url)
    client_one, client_two = one.test_client(), two.test_client()
    statuses = [client.get("/api/v1/probe/limited").status_code for client in (client_one, client_two) * 2]
    assert statuses == [200, 200, 200, 429]


def test_with_redis_absent_the_count_goes_on_in_memory(app_with: Callable[..., Flask]):
    assert five(app_with("redis://127.0.0.1:1/0")) == FIVE


def test_with_redis_killed_in_between_nothing_fails(app_with: Callable[..., Flask], redis: RedisServer):
    app = app_with(redis.url)
    assert app.test_client().get("/api/v1/probe/limited", headers={"X-Who": "killed"}).status_code == 200
    redis.kill()
    try:
        assert five(app, "killed") == FIVE
    finally:
        redis.restart()


def test_with_redis_frozen_one_call_waits_and_the_rest_do_not(app_with: Callable[..., Flask], redis: RedisServer):
    app = app_with(redis.url)
    redis.freeze()
    try:
        started = time.monotonic()
        assert five(app, "frozen") == FIVE
        lost = time.monotonic() - started
    finally:
        redis.thaw()
    assert store.TIMEOUT_S * 0.9 <= lost < 4 * store.TIMEOUT_S


STATES: dict[str, tuple[Callable[[RedisServer], None], Callable[[RedisServer], None]]] = {
    "alive": (lambda _: None, lambda _: None),
    "dead": (RedisServer.kill, RedisServer.restart),
    "frozen": (RedisServer.freeze, RedisServer.thaw),
    "restarted empty": (RedisServer.restart, lambda _: None),
    "emptied": (RedisServer.empty, lambda _: None),
    "read-only": (RedisServer.read_only, lambda server: server.read_only(False)),
}


@pytest.mark.parametrize("state", STATES)
def test_limiter_with_redis_dead_frozen_restarted_empty_200s_then_429s_never_a_500(
    app_with: Callable[..., Flask], redis: RedisServer, state: str
):
    """Reached first while Redis is well, so that the connections are the old ones when it no longer is."""
    app, (spoil, mend) = app_with(redis.url), STATES[state]
    assert five(app, f"{state} before") == FIVE
    spoil(redis)
    try:
        assert five(app, f"{state} one") == FIVE
        assert five(app, f"{state} two") == FIVE
    finally:
        mend(redis)
    assert five(app, f"{state} after") == FIVE


@pytest.mark.parametrize("state", STATES)
def test_four_threads_share_one_count_in_every_state_of_redis_and_none_waits_long(
    app_with: Callable[..., Flask], redis: RedisServer, state: str
):
    app, (spoil, mend) = app_with(redis.url), STATES[state]
    assert five(app, f"{state} warm") == FIVE
    spoil(redis)
    try:
        calls = at_once(*[lambda: timed(app, f"{state} threads")] * 4)
    finally:
        mend(redis)
    statuses = sorted(status for thread in calls for status, _ in thread)
    assert statuses == [200] * 3 + [429] * 17
    for thread in calls:
        slow = [took for _, took in thread if took >= store.TIMEOUT_S]
        assert len(slow) <= 1, "a thread loses its 0.3 s once"
        assert all(took < 2 * store.TIMEOUT_S for took in slow)


def test_after_its_pause_a_mended_redis_counts_again(
    app_with: Callable[..., Flask], redis: RedisServer, monkeypatch: pytest.MonkeyPatch
):
    app, ticks = app_with(redis.url), [clock.ticks()]
    monkeypatch.setattr(clock, "ticks", lambda: ticks[0])
    redis.freeze()
    try:
        assert five(app, "mended") == FIVE
    finally:
        redis.thaw()
    ticks[0] += store.PAUSE_S - 0.01
    assert not redis.client.keys("*mended again*")
    assert five(app, "mended again") == FIVE
    assert not redis.client.keys("*mended again*"), "left alone for five seconds"
    ticks[0] += 0.02
    five(app, "mended at last")
    assert redis.client.keys("*mended at last*")


def test_negative_control_without_the_fallback_a_dead_redis_is_a_500(
    app_with: Callable[..., Flask], redis: RedisServer, monkeypatch: pytest.MonkeyPatch
):
    app = app_with(redis.url)
    monkeypatch.setattr(app.extensions["yiqi.limits"], "_failures", ())
    redis.kill()
    try:
        assert five(app, "bare") == [500] * 5
    finally:
        redis.restart()


def timed(app: Flask, who: str) -> list[tuple[int, float]]:
    """Five calls of one thread: status, and how long each took in seconds."""
    client, found = app.test_client(), []
    for _ in range(5):
        began = time.monotonic()
        status = client.get("/api/v1/probe/limited", headers={"X-Who": who}).status_code
        found.append((status, time.monotonic() - began))
    return found


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each of these answers when all start together."""
    gate = threading.Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        gate.wait(10)
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


RATES = {  # PRODUCT 4 "Common", RELIABILITY 7, as far as what they limit exists; the others are our own
    "sign_in_per_device": "10/minute",
    "sign_in_address_limit": "600/minute",
    "phone_per_account": "5/day",
    "exports_per_account": "10/hour",
    "reports_per_account": "30/hour",
    "photos_per_account": "20/day",
    "votes_per_caller": "5/day",
    "names_per_account": "60/hour",
    "transfer_codes_per_account": "10/hour",
    "transfers_per_account": "10/hour",
}


def test_the_rates_are_those_of_the_design_and_each_is_a_setting(tmp_path: Path):
    found = settings_for("sqlite://", tmp_path)
    assert {name: getattr(found, name) for name in RATES} == RATES
    live = Settings.from_env({"WECHAT_MODE": "live"}, secret_key="k" * 40)
    assert live.sign_in_address_limit == "300/minute"
    for name in RATES:
        if name != "sign_in_address_limit":
            changed = Settings.from_env({name.upper(): "1/minute"}, secret_key="k" * 40)
            assert getattr(changed, name) == "1/minute"
            with pytest.raises(SettingsError, match=name.upper()):
                Settings.from_env({name.upper(): "often"}, secret_key="k" * 40)


@pytest.mark.parametrize(
    ("address", "prefix"),
    [
        ("10.1.2.3", "10.1.2.0"),
        ("10.1.2.255", "10.1.2.0"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ("unix", "unknown"),
        ("", "unknown"),
    ],
)
def test_neighbours_share_a_prefix_and_no_whole_address_is_used(
    app_with: Callable[..., Flask], address: str, prefix: str
):
    with app_with().test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert limits.address_prefix() == prefix


@pytest.mark.parametrize(
    ("hops", "forwarded", "seen"),
    [
        (0, "1.2.3.4", "127.0.0.1"),
        (1, "1.2.3.4", "1.2.3.4"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
    ],
)
def test_only_the_trusted_hop_is_believed(tmp_path: Path, hops: int, forwarded: str, seen: str):
    app = create_app(settings_for(f"sqlite:///{tmp_path / 'none.db'}", tmp_path, trusted_proxies=hops))
    addresses: list[str | None] = []
    app.before_request_funcs[None].insert(0, lambda: addresses.append(request.remote_addr))
    app.test_client().get("/healthz", headers={"X-Forwarded-For": forwarded})
    assert addresses == [seen]


def test_spending_raises_outside_a_view_too(app_with: Callable[..., Flask]):
    with app_with().test_request_context():
        limits.spend("1/minute", "k")
        with pytest.raises(TooManyRequests):
            limits.spend("1/minute", "k")
