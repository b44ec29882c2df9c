"""Rate limits count in every state of Redis; the fourth of three is refused, never a 500 (RELIABILITY 7)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask, request

from app.core import limits, store
from app.core.problems import TooManyRequests
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
