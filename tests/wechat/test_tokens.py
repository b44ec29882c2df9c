"""One token for everybody: single flight, shared failure, refresh ahead of time, and life without Redis."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from prometheus_client import REGISTRY
from wechatpy.client import WeChatClient

from app.core import clock
from app.core.settings import FAKE_APPID, FAKE_SECRET
from app.core.store import MemoryStore, RedisStore, Store
from app.wechat.client import MiniProgramClient
from app.wechat.fake import FakePlatform, Serving, openid_for
from app.wechat.gateway import Gateway
from app.wechat.rules import PHONE, STABLE_TOKEN, CallFailed
from app.wechat.sockets import Deadline
from app.wechat.tokens import Token, Tokens
from tests.support.redis_server import RedisServer
from tests.wechat.conftest import QUICK
from tests.wechat.crowd import at_once

THREADS = 32
RIDER = openid_for(FAKE_APPID, "rider")
KEY = f"wechat:token:{FAKE_APPID}"


def ask_phones(gateway: Gateway, label: str) -> object:
    return at_once(THREADS, lambda n: gateway.phone(f"{label}-{n}", RIDER))


def token_calls(platform: FakePlatform) -> int:
    return platform.state()["calls"].get(STABLE_TOKEN, 0)


def alerts(event: str) -> float:
    return REGISTRY.get_sample_value("yiqi_wechat_alerts_total", {"event": event}) or 0.0


class Source:
    """A token call under the test's control: it waits for ``open`` and answers from ``answers``."""

    def __init__(self, *answers: Token | CallFailed) -> None:
        self.answers = list(answers)
        self.calls = 0
        self.begun, self.open = threading.Event(), threading.Event()
        self.open.set()

    def __call__(self, deadline: Deadline) -> Token:
        self.calls += 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        self.begun.set()
        assert self.open.wait(20)
        if isinstance(answer, CallFailed):
            raise answer
        return answer


class Clock:
    """Ticks and epoch that move when told."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def ticks(self) -> float:
        return clock.ticks() + self.ahead

    def epoch(self) -> float:
        return clock.epoch() + self.ahead


def tokens_of(source: Source, store: Store | None = None, at: Clock | None = None) -> Tokens:
    at = at or Clock()
    return Tokens("app", store or MemoryStore(), source, budget_s=8, epoch=at.epoch, ticks=at.ticks)


def lasting(value: str, seconds: float = 7200) -> Token:
    return Token(value, clock.epoch() + seconds)


DOWN = CallFailed(STABLE_TOKEN, "ReadTimeoutError")


def test_w01_32_threads_without_a_token_make_one_token_call(
    store: Store, platform: FakePlatform, gateway_with: Callable[..., Gateway]
) -> None:
    platform.latency[STABLE_TOKEN] = 0.2
    outcome = ask_phones(gateway_with(store), "cold")
    assert len(outcome.results) == THREADS
    assert token_calls(platform) == 1


def test_w01_t23_32_threads_with_an_expired_token_make_one_token_call(
    store: Store, platform: FakePlatform, gateway_with: Callable[..., Gateway]
) -> None:
    platform.latency[STABLE_TOKEN] = 0.2
    store.set(KEY, Token("of-yesterday", clock.epoch() - 5).packed(), 60)
    outcome = ask_phones(gateway_with(store), "expired")
    assert len(outcome.results) == THREADS
    assert token_calls(platform) == 1


def test_w01_32_threads_with_a_refused_token_make_one_token_call(
    store: Store, platform: FakePlatform, gateway_with: Callable[..., Gateway]
) -> None:
    gateway = gateway_with(store)
    gateway.phone("warm", RIDER)
    platform.tokens.expire()
    platform.latency[STABLE_TOKEN] = 0.2
    outcome = ask_phones(gateway, "refused")
    assert len(outcome.results) == THREADS
    assert token_calls(platform) == 2  # the one that warmed, and one for all
    refused = [entry for entry in platform.state(200)["log"] if entry.get("errcode") == 42001]
    assert len(refused) > 1  # or nobody raced


def test_w01_control_stock_wechatpy_makes_a_token_call_in_many_threads(
    platform: FakePlatform, serving: Serving
) -> None:
    class Stock(WeChatClient):
        API_BASE_URL = serving.url + "/"

        def fetch_access_token(self) -> object:
            query = {"grant_type": "client_credential", "appid": self.appid, "secret": self.secret}
            return self._fetch_access_token(serving.url + "/cgi-bin/token", query)

    platform.latency["/cgi-bin/token"] = 0.2
    stock = Stock(FAKE_APPID, FAKE_SECRET)
    at_once(THREADS, lambda _: stock.access_token)
    assert platform.state()["calls"]["/cgi-bin/token"] > 1


def test_w02_a_token_refused_for_ever_costs_one_call_and_one_token_call(
    platform: FakePlatform, gateway: Gateway, order: Callable[..., None]
) -> None:
    gateway.phone("warm", RIDER)
    order(path=PHONE, errcode=40001, count=-1)
    before, woken = platform.state()["calls"], alerts("wechat_token_refused")
    began = clock.ticks()
    outcome = at_once(1, lambda _: gateway.phone("again", RIDER))
    after = platform.state()["calls"]
    assert outcome.slugs == {"wechat-unavailable"}
    assert (after[PHONE] - before[PHONE], after[STABLE_TOKEN] - before[STABLE_TOKEN]) == (1, 1)
    assert clock.ticks() - began < 1
    assert alerts("wechat_token_refused") == woken + 1


def test_w02_a_second_token_refused_too_is_not_followed_by_a_third(
    platform: FakePlatform, gateway: Gateway, order: Callable[..., None]
) -> None:
    gateway.phone("warm", RIDER)
    platform.tokens.expire()
    order(path=PHONE, errcode=42001, count=-1)
    before = platform.state()["calls"]
    outcome = at_once(1, lambda _: gateway.phone("again", RIDER))
    after = platform.state()["calls"]
    assert outcome.slugs == {"wechat-unavailable"}
    assert (after[PHONE] - before[PHONE], after[STABLE_TOKEN] - before[STABLE_TOKEN]) == (2, 1)


def test_w03_a_hung_token_call_is_one_call_and_fails_everybody_by_the_deadline(
    platform: FakePlatform, gateway_with: Callable[..., Gateway], order: Callable[..., None]
) -> None:
    order(path=STABLE_TOKEN, kind="hang", count=-1)
    began = clock.ticks()
    outcome = ask_phones(gateway_with(**QUICK), "hung")
    assert clock.ticks() - began < 2  # one after the other would be 32 x 0.3 s
    assert (len(outcome.failures), outcome.slugs) == (THREADS, {"wechat-unavailable"})
    assert token_calls(platform) == 1


@pytest.mark.slow
def test_w03_with_the_real_deadlines_a_hung_token_call_is_over_within_8_seconds(
    platform: FakePlatform, gateway: Gateway, order: Callable[..., None]
) -> None:
    order(path=STABLE_TOKEN, kind="hang", count=-1)
    began = clock.ticks()
    outcome = ask_phones(gateway, "hung")
    assert clock.ticks() - began < 8.5
    assert (len(outcome.failures), outcome.slugs) == (THREADS, {"wechat-unavailable"})
    assert token_calls(platform) == 1


def test_w04_a_failure_is_shared_for_one_second_with_the_same_reason(store: Store) -> None:
    source, at = Source(DOWN, lasting("new")), Clock()
    tokens = tokens_of(source, store, at)
    for _ in range(3):
        with pytest.raises(CallFailed) as caught:
            tokens.refresh(None, Deadline(5))
    assert caught.value.shared
    assert source.calls == 1


def test_w04_after_one_second_the_next_caller_tries_again_and_recovers(store: Store) -> None:
    source, at = Source(DOWN, lasting("new")), Clock()
    tokens = tokens_of(source, store, at)
    with pytest.raises(CallFailed):
        tokens.refresh(None, Deadline(5))
    at.ahead = 1.01
    assert tokens.refresh(None, Deadline(5)) == "new"


def test_w04_a_failure_is_not_handed_to_a_caller_with_another_reason(store: Store) -> None:
    source = Source(DOWN, lasting("new"))
    tokens = tokens_of(source, store)
    with pytest.raises(CallFailed):
        tokens.refresh(None, Deadline(5))
    assert tokens.refresh("refused-by-the-platform", Deadline(5)) == "new"


def test_w04_a_waiter_with_another_reason_makes_its_own_attempt_after_the_failure(store: Store) -> None:
    source = Source(DOWN, lasting("new"))
    source.open.clear()
    tokens = tokens_of(source, store)
    brought: dict[str, object] = {}

    def lead() -> None:
        try:
            tokens.refresh(None, Deadline(10))
        except CallFailed as failure:
            brought["leader"] = failure.cause

    leader = threading.Thread(target=lead)
    leader.start()
    assert source.begun.wait(10)
    waiter = threading.Thread(target=lambda: brought.update(waiter=tokens.refresh("refused", Deadline(10))))
    waiter.start()
    source.open.set()
    leader.join(10)
    waiter.join(10)
    assert brought == {"leader": "ReadTimeoutError", "waiter": "new"}
    assert source.calls == 2


def test_w04_a_failure_is_shared_with_other_processes_by_a_mark_of_two_seconds(private_redis: RedisServer) -> None:
    here, there = Source(DOWN), Source(lasting("new"))
    first, second = (tokens_of(source, RedisStore(private_redis.url)) for source in (here, there))
    with pytest.raises(CallFailed):
        first.refresh(None, Deadline(5))
    with pytest.raises(CallFailed) as caught:
        second.refresh(None, Deadline(5))
    assert (caught.value.cause, caught.value.shared, there.calls) == ("ReadTimeoutError", True, 0)
    assert 0 < private_redis.client.pttl("wechat:token:app:failed") <= 2000
    assert second.refresh("another-reason", Deadline(5)) == "new"


def test_w04_the_mark_in_redis_does_not_hold_the_token_it_is_about(private_redis: RedisServer) -> None:
    tokens = tokens_of(Source(DOWN), RedisStore(private_redis.url))
    with pytest.raises(CallFailed):
        tokens.refresh("a-token-that-still-opens-doors", Deadline(5))
    stored = [private_redis.client.get(key) for key in private_redis.client.keys("*")]
    assert stored
    assert "a-token-that-still-opens-doors" not in repr(stored)


def test_w05_when_only_our_clock_is_early_the_repeated_token_is_a_success(
    serving: Serving, platform: FakePlatform
) -> None:
    at = Clock()
    client = MiniProgramClient(FAKE_APPID, FAKE_SECRET, base=serving.url, store=MemoryStore(), epoch=at.epoch)
    first = client.access_token
    at.ahead = 7170
    outcome = at_once(THREADS, lambda _: client.access_token)
    client.close()
    assert outcome.results == [first] * THREADS
    assert token_calls(platform) == 2


def test_w05_a_repeated_token_is_an_error_only_after_the_platform_refused_it(store: Store) -> None:
    source = Source(lasting("same"))
    tokens = tokens_of(source, store)
    assert tokens.refresh(None, Deadline(5)) == "same"
    with pytest.raises(CallFailed) as caught:
        tokens.refresh("same", Deadline(5))
    assert caught.value.cause == "SameToken"


def test_w06_near_its_end_a_token_is_refreshed_once_and_nobody_waits(store: Store) -> None:
    source = Source(lasting("new"))
    source.open.clear()
    tokens = tokens_of(source, store)
    store.set("wechat:token:app", lasting("old", 120).packed(), 120)
    outcome = at_once(THREADS, lambda _: tokens.current(Deadline(5)))
    assert outcome.results == ["old"] * THREADS  # while the token call has not answered
    source.open.set()
    tokens.settle(10)
    assert tokens.current(Deadline(5)) == "new"
    assert source.calls == 1


def test_w06_a_failed_refresh_ahead_of_time_leaves_the_old_token_in_use(store: Store) -> None:
    source, at = Source(DOWN), Clock()
    tokens = tokens_of(source, store, at)
    store.set("wechat:token:app", lasting("old", 120).packed(), 120)
    assert tokens.current(Deadline(5)) == "old"
    tokens.settle(10)
    assert tokens.current(Deadline(5)) == "old"
    assert source.calls == 1


def test_w06_a_token_with_more_than_four_minutes_left_is_just_used(store: Store) -> None:
    source = Source(lasting("new"))
    tokens = tokens_of(source, store)
    store.set("wechat:token:app", lasting("old", 300).packed(), 300)
    assert tokens.current(Deadline(5)) == "old"
    tokens.settle(10)
    assert source.calls == 0


def test_a_fresh_token_of_another_process_is_not_overwritten_by_our_idea_of_its_age(private_redis: RedisServer) -> None:
    ours, theirs = Source(lasting("ours", 7200)), Source(lasting("theirs", 7200))
    first, second = (tokens_of(source, RedisStore(private_redis.url)) for source in (ours, theirs))
    first.refresh(None, Deadline(5))
    assert second.refresh("ours", Deadline(5)) == "theirs"
    assert first.current(Deadline(5)) == "theirs"
    assert first.refresh("ours", Deadline(5)) == "theirs"
    assert (ours.calls, theirs.calls) == (1, 1)


def test_a_caller_without_time_left_does_not_fail_the_others(store: Store) -> None:
    source = Source(lasting("new"))
    tokens = tokens_of(source, store)
    with pytest.raises(CallFailed):
        tokens.refresh(None, Deadline(0))
    assert tokens.refresh(None, Deadline(5)) == "new"


@pytest.mark.parametrize("held_for_ever", ["somebody-who-died"])
def test_a_lock_whose_owner_died_is_waited_for_only_until_the_own_deadline(
    private_redis: RedisServer, held_for_ever: str
) -> None:
    private_redis.client.set("wechat:token:app:lock", held_for_ever, px=15_000)
    source = Source(lasting("new"))
    began = clock.ticks()
    with pytest.raises(CallFailed):
        tokens_of(source, RedisStore(private_redis.url)).refresh(None, Deadline(0.3))
    assert clock.ticks() - began < 1
    assert source.calls == 0
    assert private_redis.client.get("wechat:token:app:lock") == held_for_ever


def test_the_lock_is_gone_after_success_and_after_failure(private_redis: RedisServer) -> None:
    tokens = tokens_of(Source(DOWN, lasting("new")), RedisStore(private_redis.url))
    with pytest.raises(CallFailed):
        tokens.refresh(None, Deadline(5))
    assert private_redis.client.get("wechat:token:app:lock") is None
    assert tokens.refresh("other", Deadline(5)) == "new"
    assert private_redis.client.get("wechat:token:app:lock") is None


@pytest.fixture
def ailing_redis(redis_of_session: RedisServer) -> RedisServer:
    yield redis_of_session
    redis_of_session.restart()


@pytest.mark.slow
@pytest.mark.parametrize("ailment", ["kill", "freeze", "read_only"])
def test_w07_without_redis_the_threads_of_a_process_still_share_one_token_call(
    ailment: str, ailing_redis: RedisServer, platform: FakePlatform, gateway_with: Callable[..., Gateway]
) -> None:
    getattr(ailing_redis, ailment)()
    platform.latency[STABLE_TOKEN] = 0.2
    gateway = gateway_with(RedisStore(ailing_redis.url))
    began = clock.ticks()
    outcome = ask_phones(gateway, ailment)
    assert (len(outcome.results), outcome.failures) == (THREADS, [])
    assert clock.ticks() - began < 4
    assert token_calls(platform) == 1


@pytest.mark.slow
@pytest.mark.parametrize("ailment", ["kill", "freeze", "read_only"])
def test_w07_redis_that_fails_in_the_middle_loses_no_call_and_no_token(
    ailment: str, ailing_redis: RedisServer, platform: FakePlatform, gateway_with: Callable[..., Gateway]
) -> None:
    gateway = gateway_with(RedisStore(ailing_redis.url))
    gateway.phone("warm", RIDER)
    getattr(ailing_redis, ailment)()
    outcome = ask_phones(gateway, ailment)
    assert (len(outcome.results), token_calls(platform)) == (THREADS, 1)
    platform.tokens.expire()
    outcome = ask_phones(gateway, f"{ailment}-refused")
    assert (len(outcome.results), token_calls(platform)) == (THREADS, 2)


@pytest.mark.slow
def test_w07_redis_that_comes_back_empty_costs_no_token_call(
    ailing_redis: RedisServer, platform: FakePlatform, gateway_with: Callable[..., Gateway]
) -> None:
    gateway = gateway_with(RedisStore(ailing_redis.url))
    gateway.phone("warm", RIDER)
    ailing_redis.empty()
    gateway.phone("after", RIDER)
    assert token_calls(platform) == 1
