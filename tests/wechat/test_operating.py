"""What operators ask WeChat: plain answers, failures with errcode and rid, nothing of tokens and people."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.core import clock
from app.core.problems import Problem
from app.core.settings import FAKE_APPID
from app.wechat.fake import FakePlatform, openid_for
from app.wechat.fake.templates import own_catalogue
from app.wechat.gateway import Gateway
from app.wechat.operating import OwnTemplate, PastCall, Quota
from app.wechat.remedies import REMEDIES, remedy, told
from app.wechat.rules import (
    BY_ENDPOINT,
    CLEAR_QUOTA,
    CLEAR_QUOTA_BY_SECRET,
    EVERY_CALL,
    PHONE,
    QUOTA,
    RID,
    STABLE_TOKEN,
    TEMPLATES,
    TEXT_CHECK,
    CallFailed,
)
from app.wechat.sending import BY_ERRCODE
from tests.wechat.alerts import Listening
from tests.wechat.conftest import QUICK

RIDER = openid_for(FAKE_APPID, "rider")
LIMIT_S = 2.0  # deadlines of 0.3 s on a busy machine; without one, a dripping answer takes longer
KINDS = ["http", "html", "empty", "list", "truncated", "hang", "drip", "reset"]
CALLS: dict[str, Callable[[Gateway], object]] = {
    TEMPLATES: lambda gateway: gateway.templates(),
    QUOTA: lambda gateway: gateway.quota(PHONE),
    RID: lambda gateway: gateway.explain("rid"),
    CLEAR_QUOTA: lambda gateway: gateway.clear_quota(),
    CLEAR_QUOTA_BY_SECRET: lambda gateway: gateway.clear_quota(by_secret=True),
    STABLE_TOKEN: lambda gateway: gateway.force_refresh(),
}


@pytest.mark.parametrize("path", CALLS)
@pytest.mark.parametrize("kind", KINDS)
def test_w09_every_fault_of_an_operators_call_is_a_named_failure_within_its_deadline(
    path: str, kind: str, gateway_with: Callable[..., Gateway], order: Callable[..., None], platform: FakePlatform
) -> None:
    order(path=path, kind=kind, count=-1)
    began, listening = clock.ticks(), Listening()
    with pytest.raises(CallFailed) as caught:
        CALLS[path](gateway_with(**QUICK))
    assert clock.ticks() - began < LIMIT_S
    assert (caught.value.endpoint, caught.value.errcode) == (path, None)
    assert platform.state()["calls"][path] == 1, "a reset of the quota is not repeated blindly"
    assert not listening.rang, "the operator is there already"


@pytest.mark.parametrize("path", [path for path in CALLS if path != STABLE_TOKEN])
def test_w13_an_operator_is_shown_errcode_and_rid(path: str, gateway: Gateway, order: Callable[..., None]) -> None:
    order(path=path, errcode=48006, count=-1)
    with pytest.raises(CallFailed) as caught:
        CALLS[path](gateway)
    assert (caught.value.errcode, bool(caught.value.rid)) == (48006, True)
    assert "ten resets" in told(caught.value)


def test_our_templates_are_listed_with_their_keywords(gateway: Gateway) -> None:
    found = {template.id: template for template in gateway.templates()}
    for template in own_catalogue().values():
        assert found[template.id] == OwnTemplate(template.id, template.title, tuple(template.labels))


def test_what_is_left_of_today_is_told_by_endpoint(gateway: Gateway, platform: FakePlatform) -> None:
    platform.reset({"quotas": {PHONE: 10}})
    gateway.phone("phone-13800000000", RIDER)
    assert gateway.quota(PHONE) == Quota(PHONE, 10, 1, 9)


def test_clearing_starts_the_counters_again_even_when_the_token_cannot_be_had(
    gateway: Gateway, platform: FakePlatform
) -> None:
    platform.reset({"quotas": {PHONE: 1}})
    gateway.phone("phone-13800000000", RIDER)
    with pytest.raises(Problem):
        gateway.phone("phone-13800000001", RIDER)
    gateway.clear_quota()
    gateway.phone("phone-13800000002", RIDER)
    platform.tokens.expire()
    gateway.clear_quota(by_secret=True)
    assert platform.state()["calls"].get(CLEAR_QUOTA_BY_SECRET) == 1


def test_the_eleventh_reset_of_a_month_is_refused(gateway: Gateway) -> None:
    for _ in range(10):
        gateway.clear_quota()
    with pytest.raises(CallFailed) as caught:
        gateway.clear_quota(by_secret=True)
    assert caught.value.errcode == 48006


def test_a_past_call_is_told_without_its_query_body_and_answer(gateway: Gateway, order: Callable[..., None]) -> None:
    order(path=QUOTA, errcode=76021)
    with pytest.raises(CallFailed) as caught:
        gateway.quota("/nowhere")
    past = gateway.explain(str(caught.value.rid))
    assert past.errcode == 76021
    assert past.at is not None
    assert set(vars(past)) == {"at", "cost_ms", "client_ip", "errcode"}


def test_of_what_wechat_remembers_only_figures_leave(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = {
        "request_url": "access_token=SECRET",
        "request_body": f'{{"touser": "{RIDER}"}}',
        "client_ip": "203.0.113.7",
    }
    answer = {"request": secret | {"invoke_time": 1, "cost_in_ms": 30, "response_body": '{"errcode": 43101}'}}
    monkeypatch.setattr(gateway._client(), "call", lambda *_, **__: answer)
    assert gateway.explain("rid") == PastCall(clock.from_epoch(1), 30, "203.0.113.7", 43101)
    monkeypatch.setattr(gateway._client(), "call", lambda *_, **__: {"request": {"response_body": "<html>"}})
    assert gateway.explain("rid") == PastCall(None, None, "", None)


@pytest.mark.parametrize("call", [CALLS[TEMPLATES], CALLS[QUOTA], CALLS[RID]])
def test_an_answer_of_another_shape_is_a_failure(
    call: Callable[[Gateway], object], gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway._client(), "call", lambda *_, **__: {"data": 1, "quota": [], "request": "x"})
    with pytest.raises(CallFailed):
        call(gateway)


def test_forcing_ends_the_old_token_and_everybody_uses_the_new_one(gateway: Gateway, platform: FakePlatform) -> None:
    gateway.phone("phone-13800000000", RIDER)
    old = gateway._client().access_token
    gateway.force_refresh()
    assert gateway._client().access_token != old
    calls = platform.state()["calls"][STABLE_TOKEN]
    gateway.phone("phone-13800000001", RIDER)
    assert platform.state()["calls"][STABLE_TOKEN] == calls
    with pytest.raises(CallFailed) as caught:
        gateway.force_refresh()  # 30 s must pass
    assert caught.value.errcode == 45011
    platform.offset += 31
    gateway.force_refresh()


def test_no_ordinary_call_ever_forces(gateway: Gateway, platform: FakePlatform) -> None:
    gateway.phone("phone-13800000000", RIDER)
    platform.tokens.expire()
    gateway.phone("phone-13800000001", RIDER)
    assert platform.tokens._forced == []


def test_our_clock_is_compared_with_wechats(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    assert gateway._client().drift_s() is None
    assert abs(gateway.clock_drift_s() or 0) < 5
    real = clock.epoch
    monkeypatch.setattr(clock, "epoch", lambda: real() + 90)
    assert 80 < (gateway.clock_drift_s() or 0) < 100


def test_every_errcode_of_our_tables_has_a_remedy() -> None:
    known = set(EVERY_CALL) | set(BY_ERRCODE) | set(BY_ENDPOINT[STABLE_TOKEN])
    assert sorted(known - set(REMEDIES)) == []


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (CallFailed(STABLE_TOKEN, "Errcode", 40164, "r", hint="203.0.113.7"), "our address 203.0.113.7 in"),
        (CallFailed(STABLE_TOKEN, "Errcode", 40164, "r"), "our address in"),
        (CallFailed(TEXT_CHECK, "Errcode", 12345, "r"), "flask wechat rid"),
        (CallFailed(TEXT_CHECK, "NewConnectionError"), "nothing listens"),
        (CallFailed(TEXT_CHECK, "NotAJsonObject"), "try again"),
    ],
)
def test_a_remedy_says_what_to_do(failure: CallFailed, said: str) -> None:
    assert said in remedy(failure)
    assert "{" not in remedy(failure)
