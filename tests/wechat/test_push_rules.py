"""What a push says, whichever of WeChat's shapes it has."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.wechat.push_rules import (
    Answered,
    Cancelled,
    MediaChecked,
    Revoked,
    Settled,
    happenings,
    is_fresh,
    key_of,
    media_verdict,
    wait_after,
)
from tests.wechat.pushing import OTHER, RIDER, TEMPLATE, event, media, popup

ACCEPT = {"TemplateId": TEMPLATE, "SubscribeStatusString": "accept", "PopupScene": "0"}
REJECT = {"TemplateId": OTHER, "SubscribeStatusString": "reject", "PopupScene": "0"}
POPUP, CHANGE, SENT = "subscribe_msg_popup_event", "subscribe_msg_change_event", "subscribe_msg_sent_event"


@pytest.mark.parametrize(
    "facts",
    [
        {"SubscribeMsgPopupEvent": {"List": [ACCEPT]}},
        {"SubscribeMsgPopupEvent": {"List": ACCEPT}},
        {"SubscribeMsgPopupEvent": [ACCEPT]},
        {"List": ACCEPT},
        {"List": [ACCEPT]},
    ],
)
def test_w15_a_list_is_read_in_every_shape(facts: dict[str, Any]):
    assert happenings(event(POPUP, **facts)) == [Answered(RIDER, {TEMPLATE: 1}, frozenset())]


def test_accepted_and_refused_in_one_tap_are_both_told():
    told = happenings(event(POPUP, List=[ACCEPT, REJECT, ACCEPT]))
    assert told == [Answered(RIDER, {TEMPLATE: 2}, frozenset({OTHER}))]


def test_a_ban_is_a_refusal_and_nothing_said_is_nothing():
    assert happenings(popup((TEMPLATE, "ban"))) == [Answered(RIDER, {}, frozenset({TEMPLATE}))]
    assert happenings(popup((TEMPLATE, ""))) == []
    assert happenings(event(POPUP, List=[])) == []


def test_messages_switched_off_in_the_phones_settings_are_refused():
    inner = {"SubscribeMsgChangeEvent": {"List": [REJECT]}}
    assert happenings(event(CHANGE, **inner)) == [Answered(RIDER, {}, frozenset({OTHER}))]


@pytest.mark.parametrize(
    ("item", "delivered"),
    [
        ({"ErrorCode": "0", "ErrorStatus": "success"}, True),
        ({"ErrorCode": 0, "ErrorStatus": "success"}, True),
        ({"ErrorStatus": "success"}, True),
        ({"ErrorCode": "43101", "ErrorStatus": "failed"}, False),
        ({"ErrorStatus": "failed"}, False),
        ({}, False),
    ],
)
def test_a_sent_message_is_settled_by_its_number_as_text_or_number(item: dict[str, Any], delivered: bool):
    for msgid in (1700827132819554304, "1700827132819554304"):
        told = happenings(event(SENT, List={"TemplateId": TEMPLATE, "MsgID": msgid} | item))
        assert told == [Settled(RIDER, TEMPLATE, "1700827132819554304", delivered)]


@pytest.mark.parametrize("suggest", ["pass", "risky", "review"])
def test_w15_a_verdict_of_version_2_is_what_its_result_suggests(suggest: str):
    assert happenings(media("t-7", suggest)) == [MediaChecked("t-7", suggest)]


@pytest.mark.parametrize(
    "facts",
    [
        {"errcode": -1008},
        {"errcode": "-1008", "result": {}},
        {"errcode": 43104},
        {"result": {"suggest": "unheard-of"}},
        {"result": None},
        {"result": "pass"},
        {"result": {}},
    ],
)
def test_w15_what_wechat_could_not_judge_goes_to_people(facts: dict[str, Any]):
    assert media_verdict(media("t-1", "pass", **facts)) == "review"


def test_w15_without_any_result_a_picture_goes_to_people():
    bare = {key: value for key, value in media().items() if key != "result"}
    assert media_verdict(bare) == "review"


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({"isrisky": 0, "status_code": 0}, "pass"),
        ({"isrisky": "1", "status_code": "0"}, "risky"),
        ({"isrisky": 0, "status_code": 4294966288}, "review"),
        ({"status_code": 0}, "review"),
    ],
)
def test_the_old_verdict_is_understood_too(facts: dict[str, Any], verdict: str):
    assert media_verdict(event("wxa_media_check", trace_id="t-1", **facts)) == verdict


@pytest.mark.parametrize(
    ("info", "kinds"),
    [
        ("6", {"profile"}),
        (19, {"profile"}),
        ("20", {"profile"}),
        ("8", {"phone"}),
        ("13", {"place"}),
        ("18", {"place"}),
        ("14", {"photos"}),
        ("6,8，14", {"profile", "phone", "photos"}),
        (["13", 14], {"place", "photos"}),
    ],
)
def test_w16_each_revoke_info_says_which_data_must_go(info: object, kinds: set[str]):
    told = happenings(event("user_authorization_revoke", OpenID=RIDER, RevokeInfo=info))
    assert told == [Revoked(RIDER, frozenset(kinds))]


def test_data_we_never_had_is_nothing_to_erase():
    assert happenings(event("user_authorization_revoke", RevokeInfo="1")) == []


def test_the_authorization_events_name_the_person_in_a_field_of_their_own():
    told = happenings(event("user_authorization_cancellation", FromUserName="gh_x", OpenID=RIDER))
    assert told == [Cancelled(RIDER)]


@pytest.mark.parametrize("name", ["user_info_modified", "news_of_2027", "", 17, None])
def test_other_events_are_noted_and_nothing_follows(name: object):
    assert happenings(event("x") | {"Event": name}) == []


def test_two_pushes_are_the_same_by_trace_or_message_or_sender_time_and_event():
    assert key_of(media("a")) == key_of(media("a", "risky", CreateTime=5))
    assert key_of(media("a")) != key_of(media("b"))
    sent = event(SENT, List={"TemplateId": TEMPLATE, "MsgID": 7})
    assert key_of(sent) == key_of(event(SENT, 5, SubscribeMsgSentEvent={"List": [{"MsgID": "7"}]}))
    assert key_of(popup((TEMPLATE, "accept"))) == key_of(popup((TEMPLATE, "accept"), created="1790000000"))
    assert key_of(popup((TEMPLATE, "accept"))) != key_of(popup((TEMPLATE, "accept"), created=1_790_000_001))
    assert key_of(popup((TEMPLATE, "accept"))) != key_of(popup((TEMPLATE, "accept")) | {"FromUserName": "o2"})


def test_two_taps_within_one_second_stay_two():
    assert key_of(popup((TEMPLATE, "accept"))) != key_of(popup((OTHER, "accept")))


def test_both_shapes_of_one_push_are_one():
    assert key_of(popup((TEMPLATE, "accept"))) == key_of(event(POPUP, List=ACCEPT))


def test_a_signature_lives_five_minutes_either_way():
    assert [is_fresh(str(1000 + s), 1000.0) for s in (-301, -300, 0, 300, 301)] == [False, True, True, True, False]
    assert not any(is_fresh(text, 0.0) for text in ("", "x", "-1", "1.0", "٣", " 1", "9" * 20))


def test_a_failing_push_waits_longer_each_time_and_never_over_ten_minutes():
    waits = [wait_after(n) for n in range(1, 30)]
    assert waits[:3] == [timedelta(seconds=2), timedelta(seconds=4), timedelta(seconds=8)]
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(minutes=10)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["List", "result", "x"]), inner),
    max_leaves=8,
)
NAMES = [POPUP, CHANGE, SENT, "wxa_media_check", "user_authorization_revoke", "user_authorization_cancellation"]
FIELDS = ["trace_id", "result", "errcode", "List", "SubscribeMsgPopupEvent", "RevokeInfo", "OpenID", "MsgID", "version"]


@given(st.sampled_from(NAMES), st.dictionaries(st.sampled_from(FIELDS), ANYTHING))
def test_nothing_that_wechat_may_ever_send_is_an_error(name: str, facts: dict[str, Any]):
    happened = event(name) | facts
    assert isinstance(happenings(happened), list)
    assert isinstance(key_of(happened), str)
