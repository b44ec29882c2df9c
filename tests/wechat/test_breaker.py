"""The two fences: a breaker per endpoint, a bulkhead for the process."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from app.core import clock
from app.core.settings import FAKE_APPID, FAKE_SECRET
from app.core.store import MemoryStore
from app.wechat.breaker import Breaker, Breakers, Bulkhead
from app.wechat.client import MiniProgramClient
from app.wechat.fake import FakePlatform, Serving, openid_for
from app.wechat.gateway import Gateway
from app.wechat.rules import LOGIN, PHONE, CallFailed, WechatUnavailable
from app.wechat.sockets import Deadline
from tests.wechat.conftest import QUICK
from tests.wechat.crowd import at_once

RIDER = openid_for(FAKE_APPID, "rider")


class Ticks:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def fail(breaker: Breaker, times: int) -> None:
    for _ in range(times):
        assert breaker.admit()
        breaker.record(False)


def test_four_failures_in_a_row_leave_it_closed_and_the_fifth_opens_it() -> None:
    breaker = Breaker("/x", Ticks())
    fail(breaker, 4)
    assert breaker.admit()
    breaker.record(False)
    assert not breaker.admit()


def test_a_success_in_between_starts_the_count_again() -> None:
    breaker = Breaker("/x", Ticks())
    fail(breaker, 4)
    assert breaker.admit()
    breaker.record(True)
    fail(breaker, 4)
    assert breaker.admit()


def test_it_refuses_for_five_seconds_and_then_lets_exactly_one_probe_through() -> None:
    ticks = Ticks()
    breaker = Breaker("/x", ticks)
    fail(breaker, 5)
    ticks.now += 4.99
    assert not breaker.admit()
    ticks.now += 0.01
    assert [breaker.admit() for _ in range(3)] == [True, False, False]


def test_a_good_probe_closes_it_and_a_bad_one_keeps_it_shut_for_five_more_seconds() -> None:
    ticks = Ticks()
    breaker = Breaker("/x", ticks)
    fail(breaker, 5)
    ticks.now += 5
    assert breaker.admit()
    breaker.record(False)
    ticks.now += 4.99
    assert not breaker.admit()
    ticks.now += 0.01
    assert breaker.admit()
    breaker.record(True)
    assert all(breaker.admit() for _ in range(3))


def test_a_call_that_began_before_it_opened_does_not_close_it() -> None:
    breaker = Breaker("/x", Ticks())
    assert breaker.admit()  # slow
    fail(breaker, 5)
    breaker.record(True)
    assert not breaker.admit()


def test_each_endpoint_has_its_own() -> None:
    breakers = Breakers(Ticks())
    fail(breakers.of("/a"), 5)
    assert not breakers.of("/a").admit()
    assert breakers.of("/b").admit()


def test_after_five_unavailable_answers_wechat_is_not_asked_until_the_probe(
    serving: Serving, platform: FakePlatform, order: Callable[..., None]
) -> None:
    ticks = Ticks()
    client = MiniProgramClient(FAKE_APPID, FAKE_SECRET, base=serving.url, store=MemoryStore(), ticks=ticks)
    order(path=LOGIN, kind="http", count=5)
    causes = []
    for number in range(7):
        with pytest.raises(CallFailed) as caught:
            client.wxa.code_to_session(f"rider.{number}")
        causes.append(caught.value.cause)
    assert causes == ["StatusNot200"] * 5 + ["BreakerOpen"] * 2
    assert platform.state()["calls"][LOGIN] == 5
    ticks.now += 5
    assert client.wxa.code_to_session("rider.well")["openid"] == RIDER
    client.close()


def test_refusals_of_codes_are_answers_and_never_open_it(gateway: Gateway, platform: FakePlatform) -> None:
    for number in range(8):
        assert at_once(1, lambda _, n=number: gateway.login(f"bad.{n}")).slugs == {"login-code-rejected"}
    assert platform.state()["calls"][LOGIN] == 8


def test_minus_one_counts_as_unavailable(gateway: Gateway, platform: FakePlatform, order: Callable[..., None]) -> None:
    order(path=LOGIN, errcode=-1, count=-1)
    for number in range(7):
        assert at_once(1, lambda _, n=number: gateway.login(f"rider.{n}")).slugs == {"wechat-unavailable"}
    assert platform.state()["calls"][LOGIN] == 5


def test_a_sick_login_leaves_the_phone_endpoint_alone(gateway: Gateway, order: Callable[..., None]) -> None:
    order(path=LOGIN, kind="http", count=-1)
    at_once(8, lambda n: gateway.login(f"rider.{n}"))
    assert gateway.phone("phone-13800000000", RIDER).number == "13800000000"


def test_a_full_bulkhead_refuses_after_a_short_wait_and_asks_wechat_nothing(
    gateway_with: Callable[..., Gateway], platform: FakePlatform, order: Callable[..., None]
) -> None:
    order(path=LOGIN, kind="hang", count=-1)
    gateway = gateway_with(wechat_bulkhead=2, wechat_timeout_read=1.5)
    began, times = clock.ticks(), []

    def sign_in(number: int) -> None:
        try:
            gateway.login(f"rider.{number}")
        finally:
            times.append(clock.ticks() - began)

    assert at_once(6, sign_in).slugs == {"wechat-unavailable"}
    assert platform.state()["calls"][LOGIN] == 2
    assert len([time for time in times if time < 1.2]) == 4


def test_a_place_in_the_bulkhead_is_given_back_after_success_and_failure() -> None:
    bulkhead = Bulkhead(1, wait_s=0)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), bulkhead.place("/x", Deadline(1)):
            raise ZeroDivisionError
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with bulkhead.place("/x", Deadline(1)):
            held.set()
            done.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(10)
    with pytest.raises(CallFailed) as caught, bulkhead.place("/x", Deadline(1)):
        pass
    done.set()
    holder.join(10)
    assert caught.value.cause == "BulkheadFull"
    with bulkhead.place("/x", Deadline(1)):
        pass


@pytest.mark.parametrize(("took_s", "waits"), [(0.2, True), (3.0, False)])
def test_nobody_waits_for_a_place_behind_calls_that_are_slow(took_s: float, waits: bool) -> None:
    now = 0.0
    bulkhead = Bulkhead(1, wait_s=0.5, ticks=lambda: now)
    asked: list[float] = []

    def none_is_free(*, timeout: float) -> bool:
        asked.append(timeout)
        return False

    with bulkhead.place("/x", Deadline(8)):
        bulkhead._places.acquire = none_is_free  # type: ignore[assignment]
        now += took_s
        with pytest.raises(CallFailed), bulkhead.place("/x", Deadline(8)):
            pass
    with pytest.raises(CallFailed), bulkhead.place("/x", Deadline(8)):  # nor once it has ended, until one was quick
        pass
    assert asked == ([0.5, 0.5] if waits else [0.0, 0.0])


def test_a_quick_call_lets_them_wait_again() -> None:
    now = 0.0
    bulkhead = Bulkhead(1, wait_s=0.5, ticks=lambda: now)
    for took_s, is_slow in ((3.0, True), (0.1, False)):
        with bulkhead.place("/x", Deadline(8)):
            now += took_s
        assert bulkhead._is_slow() is is_slow


def test_a_burst_of_healthy_calls_passes_a_small_bulkhead_without_a_refusal(
    gateway_with: Callable[..., Gateway],
) -> None:
    gateway = gateway_with(wechat_bulkhead=2)
    outcome = at_once(8, lambda n: gateway.login(f"u{n}.x"))
    assert (len(outcome.results), outcome.failures) == (8, [])


def test_quick_settings_really_shorten_the_wait(
    gateway_with: Callable[..., Gateway], order: Callable[..., None]
) -> None:
    order(path=PHONE, kind="hang", count=-1)
    began = clock.ticks()
    with pytest.raises(WechatUnavailable):
        gateway_with(**QUICK).phone("tap", RIDER)
    assert 0.2 < clock.ticks() - began < 1.2
