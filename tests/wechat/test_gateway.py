"""What the rest of the house sees: two calls, their values, and a problem for each thing WeChat may say."""

from __future__ import annotations

import dataclasses
import logging
import os
from collections.abc import Callable

import pytest
from flask import Flask
from prometheus_client import REGISTRY

from app.core.problems import Problem
from app.core.settings import FAKE_APPID, FAKE_SECRET, Settings
from app.core.store import MemoryStore
from app.wechat import door, wiring
from app.wechat import gateway as gateways
from app.wechat.fake import FakePlatform, openid_for
from app.wechat.gateway import Gateway, Login, PhoneCodeRejected, PhoneNumber, WechatUnavailable
from app.wechat.rules import LOGIN, PHONE, STABLE_TOKEN, verdict

RIDER = openid_for(FAKE_APPID, "rider")
OTHER = openid_for(FAKE_APPID, "other")

# endpoint that says the errcode, errcode: status, problem, Retry-After, alert. Written out from WECHAT.md section 4.
ERRCODES = [
    (LOGIN, -1, 503, "wechat-unavailable", "2", ""),
    (LOGIN, 45009, 503, "wechat-unavailable", "60", "wechat_quota_spent"),
    (LOGIN, 45011, 429, "too-many-requests", "60", ""),
    (LOGIN, 47001, 503, "wechat-refused", "60", "wechat_refused"),
    (LOGIN, 44002, 503, "wechat-refused", "60", "wechat_refused"),
    (LOGIN, 99999, 503, "wechat-refused", "60", "wechat_refused"),
    (LOGIN, 40029, 401, "login-code-rejected", None, ""),
    (LOGIN, 40163, 401, "login-code-rejected", None, ""),
    (LOGIN, 40226, 403, "wechat-user-blocked", None, ""),
    (LOGIN, 40125, 503, "wechat-unavailable", "60", "wechat_setup_fault"),
    (LOGIN, 40013, 503, "wechat-unavailable", "60", "wechat_setup_fault"),
    (LOGIN, 41001, 503, "wechat-unavailable", "60", "wechat_setup_fault"),
    (PHONE, -1, 503, "wechat-unavailable", "2", ""),
    (PHONE, 40001, 503, "wechat-unavailable", "2", "wechat_token_refused"),
    (PHONE, 40014, 503, "wechat-unavailable", "2", "wechat_token_refused"),
    (PHONE, 42001, 503, "wechat-unavailable", "2", "wechat_token_refused"),
    (PHONE, 41001, 503, "wechat-unavailable", "60", "wechat_setup_fault"),
    (PHONE, 45009, 503, "wechat-unavailable", "60", "wechat_quota_spent"),
    (PHONE, 45011, 429, "too-many-requests", "60", ""),
    (PHONE, 47001, 503, "wechat-refused", "60", "wechat_refused"),
    (PHONE, 44002, 503, "wechat-refused", "60", "wechat_refused"),
    (PHONE, 40003, 503, "wechat-refused", "60", "wechat_refused"),
    (PHONE, 99999, 503, "wechat-refused", "60", "wechat_refused"),
    (PHONE, 40029, 409, "phone-code-rejected", None, ""),
    (STABLE_TOKEN, -1, 503, "wechat-unavailable", "2", ""),
    (STABLE_TOKEN, 40001, 503, "wechat-unavailable", "60", "wechat_setup_fault"),
    (STABLE_TOKEN, 40125, 503, "wechat-unavailable", "60", "wechat_setup_fault"),
    (STABLE_TOKEN, 40002, 503, "wechat-unavailable", "60", "wechat_setup_fault"),
    (STABLE_TOKEN, 40013, 503, "wechat-unavailable", "60", "wechat_setup_fault"),
    (STABLE_TOKEN, 40164, 503, "wechat-unavailable", "60", "wechat_setup_fault"),
    (STABLE_TOKEN, 40243, 503, "wechat-unavailable", "60", "wechat_setup_fault"),
    (STABLE_TOKEN, 41001, 503, "wechat-unavailable", "60", "wechat_setup_fault"),
    (STABLE_TOKEN, 45011, 503, "wechat-unavailable", "60", "wechat_quota_spent"),  # nobody's minute but the app's
    (STABLE_TOKEN, 45009, 503, "wechat-unavailable", "60", "wechat_quota_spent"),
    (STABLE_TOKEN, 99999, 503, "wechat-refused", "60", "wechat_refused"),
]


def alerts_by_event() -> dict[str, float]:
    samples = next(metric for metric in REGISTRY.collect() if metric.name == "yiqi_wechat_alerts").samples
    return {sample.labels["event"]: sample.value for sample in samples if sample.name.endswith("_total")}


@pytest.mark.parametrize("row", ERRCODES, ids=lambda row: f"{row[0]} {row[1]}")
def test_w13_each_errcode_is_its_problem_and_its_alert(
    row: tuple[str, int, int, str, str | None, str],
    gateway: Gateway,
    order: Callable[..., None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    endpoint, errcode, status, slug, retry_after, alert = row
    order(path=endpoint, errcode=errcode, count=-1)
    before = alerts_by_event()
    with pytest.raises(Problem) as caught, caplog.at_level(logging.ERROR):
        gateway.login("rider.1") if endpoint == LOGIN else gateway.phone("tap-1", RIDER)
    problem = caught.value
    assert (problem.status, problem.slug, problem.headers.get("Retry-After")) == (status, slug, retry_after)
    after = alerts_by_event()
    assert {event for event in after if after[event] > before.get(event, 0)} == ({alert} if alert else set())
    errors = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert [record.event for record in errors] == ([alert] if alert else [])
    assert str(errcode) not in str(problem.document())


def test_w13_a_set_up_fault_is_never_retried(
    gateway: Gateway, order: Callable[..., None], platform: FakePlatform
) -> None:
    order(path=STABLE_TOKEN, errcode=40164, count=-1)
    with pytest.raises(WechatUnavailable):
        gateway.phone("tap", RIDER)
    assert platform.state()["calls"] == {STABLE_TOKEN: 1}


def test_w13_an_endpoint_without_rows_of_its_own_uses_those_of_every_call() -> None:
    assert verdict("/wxa/anything", 45009).problem.slug == "wechat-unavailable"
    assert verdict("/wxa/anything", 40029).problem.slug == "wechat-refused"


def test_w13_the_log_of_an_alert_names_errcode_and_rid(
    gateway: Gateway, order: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    order(path=LOGIN, errcode=45009)
    with pytest.raises(WechatUnavailable):
        gateway.login("rider.1")
    (record,) = [r for r in caplog.records if r.levelno == logging.ERROR]
    assert (record.event, record.endpoint, record.errcode) == ("wechat_quota_spent", LOGIN, 45009)
    assert len(record.rid) > 20


def test_w13_one_fault_wakes_somebody_once_however_many_waited(
    gateway: Gateway, order: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    order(path=STABLE_TOKEN, errcode=40125, count=-1)
    for number in range(5):
        with pytest.raises(WechatUnavailable):
            gateway.phone(f"tap-{number}", RIDER)
    assert len([r for r in caplog.records if r.levelno == logging.ERROR]) == 1


def test_a_blocked_person_is_told_where_people_help(gateway: Gateway) -> None:
    with pytest.raises(Problem) as caught:
        gateway.login("risk.1")
    detail = caught.value.document()["detail"]
    assert "工作人员" in detail
    assert "12345" in detail


def test_a_rejected_login_says_how_to_sign_in_as_401_must(gateway: Gateway) -> None:
    with pytest.raises(Problem) as caught:
        gateway.login("bad.1")
    assert caught.value.headers["WWW-Authenticate"] == "Bearer"


def test_login_brings_the_openid_and_nothing_else(gateway: Gateway) -> None:
    login = gateway.login("rider.1")
    assert login == Login(RIDER)
    assert [field.name for field in dataclasses.fields(login)] == ["openid"]


def test_a_code_works_once(gateway: Gateway) -> None:
    gateway.login("rider.1")
    with pytest.raises(Problem) as caught:
        gateway.login("rider.1")
    assert caught.value.slug == "login-code-rejected"


def test_w08_login_works_while_the_token_endpoint_is_down(
    gateway: Gateway, order: Callable[..., None], platform: FakePlatform
) -> None:
    order(path=STABLE_TOKEN, kind="http", count=-1)
    order(path="/cgi-bin/token", kind="http", count=-1)
    assert gateway.login("rider.1").openid == RIDER
    state = platform.state(5)
    assert state["calls"] == {LOGIN: 1}
    assert state["log"][0]["query"] == ["appid", "grant_type", "js_code", "secret"]


def test_the_country_code_is_text_whether_wechat_sends_text_or_a_number(gateway: Gateway) -> None:
    numbers = [gateway.phone(f"phone-1380000000{n}", RIDER) for n in range(2)]
    assert numbers == [PhoneNumber("13800000000", "86"), PhoneNumber("13800000001", "86")]


def test_a_phone_code_works_once_and_only_for_the_person_who_tapped(gateway: Gateway) -> None:
    assert gateway.phone("phone-13800000000@rider", RIDER).number == "13800000000"
    for code, openid in (("phone-13800000000@rider", RIDER), ("phone-13800000001@rider", OTHER)):
        with pytest.raises(PhoneCodeRejected):
            gateway.phone(code, openid)


def test_a_number_with_another_apps_watermark_is_rejected(gateway: Gateway, platform: FakePlatform) -> None:
    platform.reset({"watermark_appid": "wx0000000000000000"})
    with pytest.raises(PhoneCodeRejected):
        gateway.phone("phone-13800000000", RIDER)


def test_wechat_is_refused_inside_a_database_transaction(
    settings_with: Callable[..., Settings], platform: FakePlatform
) -> None:
    inside = True
    gateway = Gateway(settings_with(), MemoryStore(), forbidden=lambda: inside)
    for call in (lambda: gateway.login("rider.1"), lambda: gateway.phone("tap", RIDER)):
        with pytest.raises(RuntimeError, match="transaction"):
            call()
    assert platform.state()["calls"] == {}
    inside = False
    assert gateway.login("rider.1").openid == RIDER
    gateway.close()


def test_no_client_exists_before_the_first_call_and_a_forked_process_makes_its_own(
    settings_with: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    gateway = Gateway(settings_with(), MemoryStore())
    assert gateway._made is None
    gateway.login("rider.1")
    first = gateway._client()
    assert gateway._client() is first
    pid = os.getpid()
    monkeypatch.setattr(door.os, "getpid", lambda: pid + 1)
    assert gateway._client() is not first
    first.close()
    gateway.close()


def test_wire_puts_the_gateway_where_current_finds_it(settings_with: Callable[..., Settings]) -> None:
    app = Flask("wired")
    app.extensions |= {"yiqi.settings": settings_with(), "yiqi.store": MemoryStore()}
    wiring.wire(app, forbidden=lambda: False)
    with app.app_context():
        assert gateways.current().login("rider.1").openid == RIDER
        gateways.current().close()
    assert "fake" in app.cli.commands["wechat"].commands


def test_a_wrong_secret_is_a_set_up_fault_and_not_the_riders(settings_with: Callable[..., Settings]) -> None:
    gateway = Gateway(settings_with(wechat_secret=FAKE_SECRET + "x"), MemoryStore())
    with pytest.raises(WechatUnavailable) as caught:
        gateway.phone("tap", RIDER)
    assert caught.value.headers["Retry-After"] == "60"
    gateway.close()
