"""Sending a subscribe message: what WeChat is asked, and what each of its answers means for the outbox."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable

import pytest

from app.core import clock
from app.core.settings import FAKE_APPID, Settings
from app.core.store import MemoryStore
from app.wechat import templates
from app.wechat.answers import hint_of
from app.wechat.fake import FakePlatform, openid_for
from app.wechat.fake.messages import Message
from app.wechat.gateway import Gateway, Sent
from app.wechat.rules import SEND, STABLE_TOKEN, CallFailed
from app.wechat.sending import NEVER_LEFT, PLANS, ending
from tests.wechat.alerts import Listening
from tests.wechat.conftest import QUICK
from tests.wechat.platform_caller import wait_until

RIDER = openid_for(FAKE_APPID, "rider")
ALERT = templates.fake_id("station_alert")
VALUES = {"station": "南城驿站", "change": "热水又有了", "time": "2026年11月26日 15:01", "note": "先打电话再来"}
PAGE = "pages/station/station?code=YQ0001"

# errcode: fate, what of the credit, waits before each repeat, alert. Written out from WECHAT.md 4.1 and 4.3.
ENDINGS = [
    (40003, "gone", "spent", (), ""),
    (40037, "template_off", "back", (), "wechat_template_off"),
    (43101, "no_credit", "none", (), ""),
    (43107, "template_off", "back", (), "wechat_template_off"),
    (43108, "busy", "back", (2, 2, 2), ""),
    (43116, "template_off", "back", (), "wechat_template_off"),
    (45168, "dropped", "spent", (), "wechat_message_dropped"),
    (47003, "dead", "back", (), "wechat_message_wrong"),
    (47001, "dead", "back", (), "wechat_message_wrong"),
    (44002, "dead", "back", (), "wechat_message_wrong"),
    (99999, "dead", "back", (), "wechat_refused"),
    (-1, "retry", "back", (60, 300, 1800), ""),
    (45009, "retry", "back", (60, 300, 1800), "wechat_quota_spent"),
    (45011, "retry", "back", (60, 300, 1800), ""),
    (41001, "retry", "back", (60, 300, 1800), "wechat_setup_fault"),
    (40001, "retry", "back", (60, 300, 1800), "wechat_token_refused"),
    (40014, "retry", "back", (60, 300, 1800), "wechat_token_refused"),
    (42001, "retry", "back", (60, 300, 1800), "wechat_token_refused"),
]
TOKEN_ENDINGS = [
    (-1, ""),
    (45011, "wechat_quota_spent"),
    (40001, "wechat_setup_fault"),
    (40002, "wechat_setup_fault"),
    (40013, "wechat_setup_fault"),
    (40125, "wechat_setup_fault"),
    (40164, "wechat_setup_fault"),
    (40243, "wechat_setup_fault"),
    (45009, "wechat_quota_spent"),
]


@pytest.fixture
def credit(platform: FakePlatform) -> None:
    """The rider has accepted one message."""
    platform.mailbox.credits[RIDER, ALERT] = 1


def send(gateway: Gateway, **how: bool) -> Sent:
    return gateway.send(RIDER, "station_alert", VALUES, PAGE, **how)


def arrived(platform: FakePlatform) -> list[Message]:
    return [message for message in reversed(platform.mailbox.messages) if message.openid == RIDER]


def test_a_message_arrives_with_our_words_under_the_keys_of_the_template(
    gateway: Gateway, platform: FakePlatform, credit: None
) -> None:
    sent = send(gateway)
    (message,) = arrived(platform)
    assert sent == Sent("sent", str(message.msgid))
    assert (sent.credit, sent.again_after_s) == ("spent", ())
    values = {"thing1": "南城驿站", "thing2": "热水又有了", "time3": "2026年11月26日 15:01", "thing4": "先打电话再来"}
    assert (message.template_id, message.page, message.values) == (ALERT, PAGE, values)
    assert (message.state, message.lang) == ("trial", "zh_CN")


def test_a_slash_before_the_page_is_dropped_and_no_page_is_no_fault(
    gateway: Gateway, platform: FakePlatform, credit: None
) -> None:
    platform.mailbox.credits[RIDER, ALERT] = 2
    assert gateway.send(RIDER, "station_alert", VALUES, "/pages/nearby/nearby").fate == "sent"
    assert gateway.send(RIDER, "station_alert", VALUES).fate == "sent"
    assert [message.page for message in arrived(platform)] == ["", "pages/nearby/nearby"]


def test_the_build_it_opens_is_a_setting(
    gateway_with: Callable[..., Gateway], platform: FakePlatform, credit: None
) -> None:
    assert send(gateway_with(wechat_miniprogram_state="formal")).fate == "sent"
    assert arrived(platform)[0].state == "formal"


def test_texts_are_fitted_and_a_word_without_a_value_says_nothing(
    gateway: Gateway, platform: FakePlatform, credit: None
) -> None:
    values = {"station": "很长" * 20, "change": "两\n行", "time": "2026年11月26日 15:01"}
    assert gateway.send(RIDER, "station_alert", values).fate == "sent"
    said = arrived(platform)[0].values
    assert (said["thing1"], said["thing2"], said["thing4"]) == ("很长" * 9 + "很…", "两 行", "-")


@pytest.mark.parametrize(
    ("values", "word"), [(VALUES | {"weather": "晴"}, "weather"), (VALUES | {"time": "明天"}, "time"), ({}, "time")]
)
def test_a_word_we_do_not_have_or_a_time_of_another_shape_is_our_bug(
    gateway: Gateway, platform: FakePlatform, credit: None, values: dict[str, str], word: str
) -> None:
    listening = Listening()
    sent = gateway.send(RIDER, "station_alert", values)
    assert (sent.fate, sent.word, sent.credit, sent.again_after_s) == ("dead", word, "back", ())
    assert listening.rang == {"wechat_message_wrong": 1}
    assert platform.state()["calls"] == {}


def test_a_template_that_is_not_set_up_is_off_and_costs_no_call(
    gateway_with: Callable[..., Gateway], platform: FakePlatform
) -> None:
    listening = Listening()
    sent = send(gateway_with(wechat_templates='{"care_answer": "x", "station_alert": ""}'))
    assert (sent.fate, sent.credit) == ("template_off", "back")
    assert not listening.rang
    assert platform.state()["calls"] == {}


@pytest.mark.parametrize("row", ENDINGS, ids=lambda row: str(row[0]))
def test_w13_each_errcode_of_sending_has_its_fate(
    row: tuple[int, str, str, tuple[int, ...], str],
    gateway: Gateway,
    order: Callable[..., None],
    platform: FakePlatform,
    credit: None,
) -> None:
    errcode, fate, of_credit, waits, alert = row
    order(path=SEND, errcode=errcode, count=-1)
    listening = Listening()
    sent = send(gateway)
    assert (sent.fate, sent.msgid, sent.credit, sent.again_after_s) == (fate, None, of_credit, waits)
    assert listening.rang == ({alert: 1} if alert else {})
    assert arrived(platform) == []
    stale = errcode in {40001, 40014, 42001}
    assert platform.state()["calls"][SEND] == 1, "never repeated by itself"
    assert platform.state()["calls"][STABLE_TOKEN] == (2 if stale else 1)


@pytest.mark.parametrize(("errcode", "alert"), TOKEN_ENDINGS)
def test_w13_without_a_token_a_message_waits(
    errcode: int, alert: str, gateway: Gateway, order: Callable[..., None], platform: FakePlatform
) -> None:
    order(path=STABLE_TOKEN, errcode=errcode, count=-1)
    listening = Listening()
    assert send(gateway).fate == "retry"
    assert listening.rang == ({alert: 1} if alert else {})
    assert platform.state()["calls"] == {STABLE_TOKEN: 1}


def test_w13_a_page_that_is_missing_goes_once_without_it(
    gateway: Gateway, platform: FakePlatform, credit: None
) -> None:
    platform.reset({"pages": ("pages/nearby/nearby",)})
    platform.mailbox.credits[RIDER, ALERT] = 1
    listening = Listening()
    assert send(gateway).fate == "sent"
    assert [message.page for message in arrived(platform)] == [""]
    assert listening.rang == {"wechat_page_missing": 1}
    assert platform.state()["calls"][SEND] == 2


def test_w13_a_page_refused_even_when_there_is_none_ends_the_message(
    gateway: Gateway, order: Callable[..., None], platform: FakePlatform
) -> None:
    order(path=SEND, errcode=41030, count=-1)
    assert send(gateway).fate == "dead"
    assert platform.state()["calls"][SEND] == 2


def test_w13_47003_names_our_keyword(gateway_with: Callable[..., Gateway], credit: None) -> None:
    raw = f'{{"station_alert": {{"id": "{ALERT}", "note": "thing5"}}}}'
    sent = send(gateway_with(wechat_templates=raw))
    assert (sent.fate, sent.word) == ("dead", "thing4")  # the template's own keyword got nothing


def test_w18_a_lost_answer_is_uncertain_and_no_credit_then_says_that_it_arrived(
    gateway_with: Callable[..., Gateway], order: Callable[..., None], platform: FakePlatform, credit: None
) -> None:
    gateway = gateway_with(**QUICK)
    order(path=SEND, kind="hang", after=True)
    first = send(gateway)
    assert (first.fate, first.again_after_s, first.credit) == ("uncertain", (60,), "spent")
    again = send(gateway, uncertain=True)
    assert (again.fate, again.msgid) == ("sent", None)
    assert len(arrived(platform)) == 1
    assert platform.state()["calls"][SEND] == 2


def test_w18_without_a_lost_answer_before_it_no_credit_means_no_credit(gateway: Gateway) -> None:
    assert send(gateway).fate == "no_credit"


def test_w18_a_repeat_that_comes_through_was_the_only_one(
    gateway_with: Callable[..., Gateway], order: Callable[..., None], platform: FakePlatform, credit: None
) -> None:
    gateway = gateway_with(**QUICK)
    order(path=SEND, kind="hang")  # before its work
    assert send(gateway).fate == "uncertain"
    assert send(gateway, uncertain=True).msgid
    assert len(arrived(platform)) == 1


@pytest.mark.parametrize("kind", ["http", "html", "empty", "list", "truncated", "hang", "drip", "reset"])
def test_w09_whatever_spoils_the_answer_the_message_is_uncertain_and_not_sent_again(
    kind: str,
    gateway_with: Callable[..., Gateway],
    order: Callable[..., None],
    platform: FakePlatform,
    credit: None,
) -> None:
    order(path=SEND, kind=kind, count=-1, after=True)
    assert send(gateway_with(**QUICK)).fate == "uncertain"
    assert platform.state()["calls"][SEND] == 1
    assert len(arrived(platform)) == 1


@pytest.mark.parametrize("kind", ["http", "html", "empty", "list", "truncated", "hang", "drip", "reset"])
def test_w09_a_spoilt_token_call_leaves_the_message_unsent(
    kind: str, gateway_with: Callable[..., Gateway], order: Callable[..., None], platform: FakePlatform, credit: None
) -> None:
    order(path=STABLE_TOKEN, kind=kind, count=-1)
    assert send(gateway_with(**QUICK)).fate == "retry"
    assert SEND not in platform.state()["calls"]


def test_a_full_bulkhead_and_an_open_breaker_leave_the_message_unsent(
    gateway_with: Callable[..., Gateway], order: Callable[..., None], platform: FakePlatform
) -> None:
    gateway = gateway_with(wechat_bulkhead=1)
    order(path=SEND, kind="hang")
    hanging = threading.Thread(target=send, args=(gateway,))
    hanging.start()
    wait_until(lambda: SEND in platform.state()["calls"])
    assert send(gateway).fate == "retry"
    platform.reset({})  # ends what hangs
    hanging.join(10)
    order(path=SEND, errcode=-1, count=-1)
    assert [send(gateway).fate for _ in range(6)] == ["retry"] * 6
    assert platform.state()["calls"][SEND] < 6


@pytest.mark.slow
def test_w09_with_the_real_deadlines_a_dripping_answer_ends_after_15_seconds(
    gateway: Gateway, order: Callable[..., None], platform: FakePlatform, credit: None
) -> None:
    platform.reset({"drip_s": 0.9})
    order(path=SEND, kind="drip", count=-1)
    began = clock.ticks()
    assert send(gateway).fate == "uncertain"
    assert 14 < clock.ticks() - began < 16.5


def test_a_message_has_the_workers_time_and_not_a_requests(
    gateway_with: Callable[..., Gateway], platform: FakePlatform, credit: None
) -> None:
    platform.latency[SEND] = 0.6
    gateway = gateway_with(wechat_deadline=0.3, wechat_worker_deadline=5.0)
    assert send(gateway).fate == "sent"


def test_an_answer_without_an_errcode_is_not_a_success(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, credit: None
) -> None:
    client = gateway._client()
    client.access_token  # noqa: B018 - warms the token
    monkeypatch.setattr(client._transport, "send", lambda request, deadline: b'{"msgid": 5}')
    assert send(gateway).fate == "uncertain"
    monkeypatch.setattr(client._transport, "send", lambda request, deadline: b'{"errcode": 0}')
    assert send(gateway) == Sent("sent", None)


def test_every_fate_has_its_plan_and_uncertain_is_repeated_once() -> None:
    assert set(PLANS) == {
        *("sent", "no_credit", "gone", "dead", "template_off", "dropped", "retry", "busy", "uncertain")
    }
    assert PLANS["uncertain"].again_after_s == (60,)
    for fate in ("sent", "no_credit", "gone", "dead", "template_off", "dropped"):
        assert PLANS[fate].again_after_s == ()


@pytest.mark.parametrize("cause", sorted(NEVER_LEFT))
def test_a_call_that_never_left_is_tried_again(cause: str) -> None:
    assert ending(CallFailed(SEND, cause)).fate == "retry"
    assert ending(CallFailed(SEND, cause), uncertain=True).fate == "retry"


def test_what_is_shown_of_a_sent_message_holds_no_failure() -> None:
    sent = Sent("dead", failure=CallFailed(SEND, "Errcode", 47003, "rid-1"))
    assert "47003" not in repr(sent)
    assert dataclasses.replace(sent, failure=None) == sent


@pytest.mark.parametrize(
    ("errmsg", "hint"),
    [
        ("argument invalid! data.thing1.value invalid rid: 5f-1", "thing1"),
        ("argument invalid! data.character_string12.value is empty", "character_string12"),
        ("invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist rid: 5f-1", "203.0.113.7"),
        ("invalid openid o1234567890123456789012345678 rid: 5f-1", None),
        ("", None),
    ],
)
def test_of_wechats_text_only_the_keyword_and_our_address_are_taken(errmsg: str, hint: str | None) -> None:
    assert hint_of({"errmsg": errmsg}) == hint


def test_a_message_inside_a_transaction_is_a_mistake(settings_with: Callable[..., Settings]) -> None:
    gateway = Gateway(settings_with(), MemoryStore(), forbidden=lambda: True)
    with pytest.raises(RuntimeError, match="transaction"):
        send(gateway)
