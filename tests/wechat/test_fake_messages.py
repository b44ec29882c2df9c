"""Subscribe messages on the fake platform: what it refuses, in the platform's order, and what a phone shows."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.settings import FAKE_APPID
from app.wechat import fitting, templates
from app.wechat.fake import FakePlatform, Serving, openid_for
from app.wechat.fake.keywords import KINDS, accepts
from app.wechat.fake.templates import catalogue, own_catalogue
from tests.wechat.platform_caller import Caller, wait_until

ALERT = templates.fake_id("station_alert")
RESULT = templates.fake_id("signup_result")
RIDER = openid_for(FAKE_APPID, "rider")
WORDS = {
    "thing1": {"value": "南城益骑驿站"},
    "thing2": {"value": "暖气坏了"},
    "time3": {"value": "2026年11月26日 15:01"},
    "thing4": {"value": "-"},
}


@pytest.fixture
def call(serving: Serving) -> Caller:
    return Caller(serving.port)


def send(call: Caller, **changed: object) -> dict[str, Any]:
    body: dict[str, object] = {"touser": RIDER, "template_id": ALERT, "data": WORDS}
    body |= {"miniprogram_state": "formal", "lang": "zh_CN"} | changed
    return call("POST", f"/cgi-bin/message/subscribe/send?access_token={call.token()['access_token']}", body)


def tap(call: Caller, answer: str = "accept", template_id: str = ALERT) -> None:
    call("POST", "/__fake/tap", {"user": "rider", "answers": {template_id: answer}})


def test_one_accepted_tap_is_one_message(call: Caller):
    tap(call)
    first = send(call, page="pages/station/station?code=YQ0001")
    assert (first["errcode"], isinstance(first["msgid"], int)) == (0, True)
    assert send(call)["errcode"] == 43101
    (message,) = call("GET", "/__fake/messages?user=rider")["messages"]  # type: ignore[misc]
    assert (message["title"], message["openid"], message["msgid"]) == ("驿站提醒", RIDER, first["msgid"])
    assert message["values"] == {key: word["value"] for key, word in WORDS.items()}
    assert call("GET", "/__fake/messages?user=staff")["messages"] == []


def test_w17_two_accepts_are_two_messages_and_a_refusal_takes_all(call: Caller):
    for _ in range(3):
        tap(call)
    assert [send(call)["errcode"], send(call)["errcode"]] == [0, 0]
    tap(call, "reject")
    assert send(call)["errcode"] == 43101


def test_credits_are_of_one_person_and_one_template(call: Caller):
    tap(call, template_id=RESULT)
    assert send(call)["errcode"] == 43101
    assert send(call, touser=openid_for(FAKE_APPID, "staff"))["errcode"] == 43101


def test_credits_can_be_given_without_a_push(call: Caller):
    call("POST", "/__fake/grant", {"openid": RIDER, "template_id": ALERT, "n": 2})
    assert call("GET", "/__fake/state")["pushes"] == []
    assert [send(call)["errcode"] for _ in range(3)] == [0, 0, 43101]


@pytest.mark.parametrize(
    ("changed", "errcode"),
    [
        ({"touser": "rider"}, 40003),
        ({"touser": None}, 40003),
        ({"template_id": "T" * 43}, 40037),
        ({"template_id": ["x"]}, 40037),
        ({"page": "/pages/station/station"}, 41030),
        ({"page": "pages/unknown/unknown?code=1"}, 41030),
        ({"page": 7}, 41030),
        ({"miniprogram_state": "beta"}, 40097),
        ({"lang": "kk_KZ"}, 40097),
        ({"data": {}}, 47003),
        ({"data": []}, 47003),
        ({"data": WORDS | {"thing2": {"value": ""}}}, 47003),
        ({"data": WORDS | {"thing2": {"value": "两行\n字"}}}, 47003),
        ({"data": WORDS | {"thing2": {"value": 7}}}, 47003),
        ({"data": WORDS | {"thing2": "暖气坏了"}}, 47003),
        ({"data": WORDS | {"thing2": {"value": "字" * 21}}}, 47003),
        ({"data": WORDS | {"time3": {"value": "下午三点"}}}, 47003),
        ({"data": WORDS | {"phrase9": {"value": "已更新"}}}, 47003),
        ({"data": {key: word for key, word in WORDS.items() if key != "thing4"}}, 47003),
        ({}, 43101),
    ],
)
def test_messages_are_validated(call: Caller, changed: dict[str, object], errcode: int):
    call("POST", "/__fake/reset", {"pages": ["pages/station/station"]})
    assert send(call, **changed)["errcode"] == errcode


@pytest.mark.parametrize("keyword", ["thing2", "time3", "thing4"])
def test_47003_names_the_field(call: Caller, keyword: str):
    tap(call)
    for data in (WORDS | {keyword: {"value": "\n"}}, {key: word for key, word in WORDS.items() if key != keyword}):
        answer = send(call, data=data)
        assert answer["errcode"] == 47003
        assert f"data.{keyword}.value" in answer["errmsg"]
    assert send(call)["errcode"] == 0  # what was refused cost no credit


@pytest.mark.parametrize(
    ("kind", "text", "taken"),
    [
        ("thing", "字" * 20, True),
        ("thing", "字" * 21, False),
        ("thing", "🙂" * 10, True),
        ("thing", "🙂" * 11, False),
        ("thing", " ", False),
        ("number", "12.5", True),
        ("number", "1" * 33, False),
        ("number", "１", False),
        ("letter", "abcXYZ", True),
        ("letter", "abc1", False),
        ("symbol", "+-*/!", True),
        ("symbol", "a", False),
        ("character_string", "YQ-0001 ok", True),
        ("character_string", "站", False),
        ("character_string", "x" * 33, False),
        ("time", "15:01", True),
        ("time", "2019年10月1日 15:01", True),
        ("time", "2019年10月1日 15:01~2019年10月1日 17:30", True),
        ("time", "25:00", False),
        ("time", "3pm", False),
        ("date", "2019年10月1日", True),
        ("date", "2019-10-01 15:01", True),
        ("date", "明天", False),
        ("amount", "¥12.50", True),
        ("amount", "$¥1", False),
        ("amount", "12345678901", False),
        ("phone_number", "+86-0766-66888866", True),
        ("phone_number", "1" * 18, False),
        ("car_number", "新E8Z888挂", True),
        ("car_number", "新新E8Z88", False),
        ("name", "张三", True),
        ("name", "字" * 11, False),
        ("name", "Tom Smith", True),
        ("name", "T" * 21, False),
        ("name", "张Tom", False),
        ("phrase", "已更新", True),
        ("phrase", "已更新了吗啊", False),
        ("phrase", "更新1", False),
        ("unheard_of", "x", False),
    ],
)
def test_the_table_of_kinds(kind: str, text: str, taken: bool):
    assert accepts(kind, text) is taken


def test_the_table_has_every_kind_we_fill():
    assert set(fitting.KINDS) <= set(KINDS)
    assert {kind for words in templates.WORDS.values() for kind in words.values()} <= set(KINDS)


FILLED = sorted(fitting.KINDS - set(fitting.SHAPES))


@given(st.sampled_from(FILLED), st.text())
def test_w19_the_platform_takes_whatever_fit_returns(kind: str, text: str):
    assert accepts(kind, fitting.fit(kind, text))


@given(st.sampled_from(sorted(fitting.SHAPES)), st.data())
def test_w19_and_every_shape_that_fit_lets_pass(kind: str, data: st.DataObject):
    text = data.draw(st.from_regex(re.compile(fitting.SHAPES[kind].pattern, re.ASCII), fullmatch=True))
    try:
        fitted = fitting.fit(kind, text)
    except fitting.DoesNotFit:
        return  # what the shape takes, but only with blanks that one_line takes away
    assert accepts(kind, fitted)


@given(st.datetimes(timezones=st.just(fitting.SHANGHAI)), st.integers(0, 10**11))
def test_w19_and_what_the_formatters_write(instant: Any, number: int):
    assert accepts("time", fitting.time_text(instant))
    assert accepts("date", fitting.date_text(instant.date()))
    assert accepts("number", fitting.number_text(number))
    assert accepts("amount", fitting.amount_text(number))


def test_the_service_and_the_platform_know_the_same_templates():
    ours = templates.configured("", fake=True)
    theirs = own_catalogue()
    assert {one.id: set(one.keywords.values()) for one in ours.values()} == {
        one.id: set(one.labels) for one in theirs.values()
    }


def test_the_templates_of_the_setting_are_the_platforms():
    found = catalogue(
        {"a": "id-1", "b": {"id": "id-2", "note": "thing7"}, "c": {"id": ""}, "station_alert": {"id": "x"}}
    )
    assert {one.id: (one.title, one.labels) for one in found.values()} == {
        "id-1": ("a", {}),
        "id-2": ("b", {"thing7": "备注"}),
        "x": ("驿站提醒", {}),
    }


def test_a_template_whose_keywords_are_not_known_takes_any(call: Caller):
    call("POST", "/__fake/reset", {"templates": {"station_alert": ALERT}})
    tap(call)
    assert send(call, data={"thing1": {"value": "x"}, "phrase2": {"value": "好"}})["errcode"] == 0


def test_the_list_of_templates_names_their_keywords(call: Caller):
    answer = call("GET", f"/wxaapi/newtmpl/gettemplate?access_token={call.token()['access_token']}")
    listed = {one["priTmplId"]: one for one in answer["data"]}  # type: ignore[attr-defined]
    assert len(listed) == len(templates.MESSAGES)
    assert "驿站:{{thing1.DATA}}" in listed[ALERT]["content"]
    assert listed[ALERT]["title"] == "驿站提醒"


@pytest.mark.parametrize("shape", ["nested", "top"])
def test_a_tap_and_a_sent_message_are_told_by_push(call: Caller, platform: FakePlatform, shape: str):
    call("POST", "/__fake/reset", {"push_shape": shape})
    tap(call)
    send(call)
    wait_until(lambda: platform.post.waiting == 0)
    assert [note["event"] for note in platform.post.noted] == ["subscribe_msg_popup_event", "subscribe_msg_sent_event"]


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("tap", {"user": "rider", "answers": {ALERT: "perhaps"}}),
        ("tap", {"user": "rider", "answers": {"unknown": "accept"}}),
        ("tap", {"user": "rider", "answers": {}}),
        ("tap", {"answers": {ALERT: "accept"}}),
        ("grant", {"user": "rider", "template_id": ALERT, "n": "two"}),
        ("grant", {"template_id": ALERT}),
        ("push", {}),
        ("push", {"event": {}}),
        ("push", {"event": {"Event": "x"}, "format": "yaml"}),
        ("reset", {"push_url": "https://example.org/wechat/callback"}),
    ],
)
def test_a_wrong_order_is_told_so(call: Caller, name: str, body: dict[str, object]):
    status, raw = call.raw("POST", f"/__fake/{name}", body)
    assert (status, b"error" in raw) == (400, True)
