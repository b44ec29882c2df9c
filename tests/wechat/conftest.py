"""A fake platform per test, and gateways in front of it with deadlines of 0.3 s or the real ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from app.core.settings import Settings
from app.core.store import MemoryStore, RedisStore, Store
from app.wechat.fake import FakePlatform, Serving, serve
from app.wechat.fake.faults import Fault
from app.wechat.gateway import Gateway
from tests.support.redis_server import RedisServer, redis_server

QUICK = {
    "wechat_timeout_connect": 0.3,
    "wechat_timeout_read": 0.3,
    "wechat_deadline": 0.3,
    "wechat_worker_deadline": 0.3,
}


@pytest.fixture
def serving() -> Iterator[Serving]:
    with serve() as running:
        yield running


@pytest.fixture
def platform(serving: Serving) -> FakePlatform:
    return serving.platform


@pytest.fixture
def settings_with(serving: Serving) -> Callable[..., Settings]:
    """Settings that point at the fake platform, with room for 32 threads."""

    def build(**overrides: object) -> Settings:
        chosen = {"app_env": "test", "wechat_api_base": serving.url, "wechat_bulkhead": 32} | overrides
        return Settings.from_env({}, **chosen)

    return build


@pytest.fixture
def gateway_with(settings_with: Callable[..., Settings]) -> Iterator[Callable[..., Gateway]]:
    """Makes gateways in front of the fake platform; closed after the test."""
    made: list[Gateway] = []

    def build(store: Store | None = None, **overrides: object) -> Gateway:
        made.append(Gateway(settings_with(**overrides), MemoryStore() if store is None else store))
        return made[-1]

    yield build
    for gateway in made:
        gateway.close()


@pytest.fixture
def gateway(gateway_with: Callable[..., Gateway]) -> Gateway:
    """A gateway with the real deadlines and a memory store."""
    return gateway_with()


@pytest.fixture(scope="session")
def redis_of_session() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


@pytest.fixture
def private_redis(redis_of_session: RedisServer) -> RedisServer:
    """A Redis nobody else uses, empty and well."""
    redis_of_session.empty()
    return redis_of_session


@pytest.fixture(params=["memory", "redis"])
def store(request: pytest.FixtureRequest) -> Store:
    """Each test of it runs twice: with the memory of the process and with a real Redis."""
    if request.param == "memory":
        return MemoryStore()
    return RedisStore(request.getfixturevalue("private_redis").url)


@pytest.fixture
def order(platform: FakePlatform) -> Callable[..., None]:
    """Orders a fault as the control plane does: ``order(path=…, kind=… | errcode=…, count=…)``."""

    def add(**fault: object) -> None:
        platform.faults.add(Fault.of(fault))

    return add
