"""Content checks, links, codes and the operators' tools of the fake platform."""

from __future__ import annotations

import io
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from app.core.settings import FAKE_APPID, FAKE_SECRET
from app.wechat.fake import FakePlatform, Serving, openid_for
from app.wechat.fake.png import text_of_png
from tests.wechat.platform_caller import Caller, wait_until

RIDER = openid_for(FAKE_APPID, "rider")
STAFF = openid_for(FAKE_APPID, "staff")
TEXT, MEDIA, RISK = "/wxa/msg_sec_check", "/wxa/media_check_async", "/wxa/getuserriskrank"
SCHEME, LINK = "/wxa/generatescheme", "/wxa/generate_urllink"
QUOTA, RID, CLEAR = "/cgi-bin/openapi/quota/get", "/cgi-bin/openapi/rid/get", "/cgi-bin/clear_quota"
WORDS: dict[str, object] = {"content": "路上小心", "version": 2, "scene": 3, "openid": RIDER}
PICTURE: dict[str, object] = {"media_url": "https://example.org/a.jpg", "media_type": 2, "version": 2, "scene": 3}
RANK: dict[str, object] = {"appid": FAKE_APPID, "openid": RIDER, "scene": 0, "client_ip": "127.0.0.1"}


@pytest.fixture
def call(serving: Serving) -> Caller:
    """The platform, on which a rider signed in just now."""
    caller = Caller(serving.port)
    caller.login("rider.1")
    return caller


def ask(call: Caller, path: str, body: dict[str, object]) -> dict[str, Any]:
    return call("POST", f"{path}?access_token={call.token()['access_token']}", body)


@pytest.mark.parametrize(
    ("content", "suggest", "label"),
    [("路上小心", "pass", 100), ("x RISKY", "risky", 20012), ("REVIEW", "review", 10001)],
)
def test_the_verdict_on_a_text_follows_from_the_text(call: Caller, content: str, suggest: str, label: int):
    answer = ask(call, TEXT, WORDS | {"content": content})
    assert (answer["errcode"], answer["result"]) == (0, {"suggest": suggest, "label": label})
    assert answer["trace_id"]
    assert answer["detail"][0]["suggest"] == suggest


def test_the_old_text_check_answers_by_errcode(call: Caller):
    assert [ask(call, TEXT, {"content": text})["errcode"] for text in ("fine", "RISKY", "REVIEW")] == [0, 87014, 0]


@pytest.mark.parametrize(
    ("changed", "errcode"),
    [
        ({"content": ""}, 44002),
        ({"content": None}, 44002),
        ({"content": "字" * 2500}, 0),
        ({"content": "字" * 2501}, 45002),
        ({"version": 3}, 40097),
        ({"version": "2"}, 0),
        ({"openid": "rider"}, 40003),
        ({"openid": STAFF}, 61010),
        ({"scene": 0}, 40129),
        ({"scene": 5}, 40129),
        ({"scene": None}, 40129),
        ({"scene": True}, 40129),
    ],
)
def test_text_checks_are_validated(call: Caller, changed: dict[str, object], errcode: int):
    assert ask(call, TEXT, WORDS | changed)["errcode"] == errcode


@pytest.mark.parametrize("path", [TEXT, MEDIA, RISK])
def test_61010_after_two_hours_without_a_visit(call: Caller, path: str):
    body = {TEXT: WORDS, MEDIA: PICTURE | {"openid": RIDER}, RISK: RANK}[path]
    call("POST", "/__fake/clock", {"advance": 7190})
    assert ask(call, path, body)["errcode"] == 0
    call("POST", "/__fake/clock", {"advance": 30})
    assert ask(call, path, body)["errcode"] == 61010
    call.login("rider.2")
    assert ask(call, path, body)["errcode"] == 0


def test_the_rule_of_two_hours_can_be_switched_off_for_a_simulation_that_sees_no_visits(call: Caller):
    call("POST", "/__fake/reset", {"visit_lasts_s": 0})
    assert ask(call, TEXT, WORDS | {"openid": STAFF})["errcode"] == 0


def pushed(platform: FakePlatform) -> list[dict[str, Any]]:
    wait_until(lambda: platform.post.waiting == 0)
    return list(platform.post.noted)


def test_a_picture_is_answered_with_a_trace_and_told_by_push(call: Caller, platform: FakePlatform):
    one = ask(call, MEDIA, PICTURE | {"openid": RIDER})
    two = ask(call, MEDIA, {"media_url": "http://127.0.0.1/b", "media_type": "2"})
    assert one["trace_id"] != two["trace_id"]
    assert [note["event"] for note in pushed(platform)] == ["wxa_media_check"] * 2


@pytest.mark.parametrize(
    ("changed", "errcode"),
    [
        ({"media_url": "/pictures/1"}, 40097),
        ({"media_url": None}, 40097),
        ({"media_type": 3}, 40097),
        ({"scene": 9}, 40129),
        ({"openid": "x"}, 40003),
    ],
)
def test_picture_checks_are_validated(call: Caller, platform: FakePlatform, changed: dict[str, object], errcode: int):
    assert ask(call, MEDIA, PICTURE | {"openid": RIDER} | changed)["errcode"] == errcode
    assert pushed(platform) == []


def test_the_risk_rank_is_0_unless_the_settings_say_more(call: Caller):
    assert ask(call, RISK, RANK)["risk_rank"] == 0
    call("POST", "/__fake/reset", {"risk_ranks": {RIDER: 4}, "visit_lasts_s": 0})
    answer = ask(call, RISK, RANK)
    assert (answer["risk_rank"], isinstance(answer["unoin_id"], int)) == (4, True)


@pytest.mark.parametrize(
    ("changed", "errcode"),
    [({"appid": "wx1"}, 40013), ({"openid": STAFF}, 61010), ({"scene": 2}, 40129), ({"client_ip": ""}, 40097)],
)
def test_risk_ranks_are_validated(call: Caller, changed: dict[str, object], errcode: int):
    assert ask(call, RISK, RANK | changed)["errcode"] == errcode


# --- codes and links ---


def image_of(call: Caller, body: dict[str, object]) -> bytes:
    token = call.token()["access_token"]
    return call.raw("POST", f"/wxa/getwxacodeunlimit?access_token={token}", body)[1]


def read(image: bytes) -> tuple[tuple[int, int], list[str]]:
    picture = Image.open(io.BytesIO(image)).convert("L")
    return picture.size, [found.text for found in zxingcpp.read_barcodes(picture)]


@pytest.mark.parametrize("width", [280, 430, 1280])
def test_a_code_is_a_qr_that_any_camera_reads(call: Caller, width: int):
    scene = "P.0123456789ABCDEFGHJKMNPQ"
    image = image_of(call, {"scene": scene, "page": "pages/station/station", "width": width})
    assert text_of_png(image, "scene") == scene
    assert read(image) == ((width, width), [f"pages/station/station?scene={scene}"])


def test_a_scene_is_encoded_once_in_its_code_and_plain_in_its_chunk(call: Caller):
    image = image_of(call, {"scene": "a/b:c?~", "page": "pages/x/x"})
    assert (text_of_png(image, "scene"), read(image)[1]) == ("a/b:c?~", ["pages/x/x?scene=a%2Fb%3Ac%3F~"])


def test_a_code_without_a_page_leads_home(call: Caller):
    assert read(image_of(call, {"scene": "7K3M9PQRST2"}))[1] == ["pages/index/index?scene=7K3M9PQRST2"]


def test_the_demo_page_has_every_code_as_a_picture_that_can_be_read(call: Caller):
    for scene in ("FIRST", "SECOND"):
        image_of(call, {"scene": scene, "page": "pages/x/x"})
    page = call.raw("GET", "/__fake/")[1].decode()
    assert page.index("scene=SECOND") < page.index("scene=FIRST")
    status, image = call.raw("GET", "/__fake/code?scene=FIRST&page=pages/x/x")
    assert (status, read(image)[1]) == (200, ["pages/x/x?scene=FIRST"])
    assert call.raw("GET", "/__fake/code?page=x")[0] == 400


def test_links_have_their_shapes(call: Caller):
    assert ask(call, SCHEME, {"jump_wxa": {"path": "pages/x/x", "query": "a=1"}})["openlink"].startswith("weixin://dl/")
    assert ask(call, LINK, {"path": "pages/x/x", "expire_type": 1, "expire_interval": 30})["url_link"].startswith(
        "https://"
    )


@pytest.mark.parametrize(
    ("settings", "body", "errcode"),
    [
        ({"links_allowed": False}, {}, 40002),
        ({"released": False}, {}, 85079),
        ({"pages": ["pages/x/x"]}, {"path": "pages/y/y"}, 40165),
        ({"pages": ["pages/x/x"]}, {"path": "pages/x/x"}, 0),
        ({}, {"path": "/pages/x/x"}, 40165),
        ({}, {"path": "pages/x/x?a=1"}, 40165),
        ({}, {"path": 7}, 40165),
        ({}, {"env_version": "beta"}, 40165),
        ({}, {"expire_type": 1, "expire_interval": 31}, 40165),
        ({}, {"expire_time": 1}, 40165),
        ({"links_a_day": 0}, {}, 85400),
    ],
)
def test_links_are_validated(call: Caller, settings: dict[str, object], body: dict[str, object], errcode: int):
    call("POST", "/__fake/reset", settings)
    assert ask(call, LINK, body)["errcode"] == errcode


# --- operators ---


def test_the_quota_counts_todays_calls_and_can_be_cleared_ten_times_a_month(call: Caller):
    call("POST", "/__fake/reset", {"quotas": {SCHEME: 2}})
    assert [ask(call, SCHEME, {})["errcode"] for _ in range(3)] == [0, 0, 45009]
    assert ask(call, QUOTA, {"cgi_path": SCHEME})["quota"] == {"daily_limit": 2, "used": 2, "remain": 0}
    assert ask(call, CLEAR, {"appid": FAKE_APPID})["errcode"] == 0
    assert ask(call, SCHEME, {})["errcode"] == 0
    secret = {"appid": FAKE_APPID, "appsecret": FAKE_SECRET}
    assert [call("POST", CLEAR + "/v2", secret)["errcode"] for _ in range(10)] == [0] * 9 + [48006]


def test_the_operators_tools_are_validated(call: Caller):
    assert ask(call, QUOTA, {"cgi_path": "/cgi-bin/unheard-of"})["errcode"] == 76021
    assert ask(call, CLEAR, {"appid": "wx1"})["errcode"] == 40013
    assert call("POST", CLEAR + "/v2", {"appid": FAKE_APPID, "appsecret": "no"})["errcode"] == 40125
    assert ask(call, RID, {"rid": "none"})["errcode"] == 76001


def test_a_rid_explains_what_was_refused_and_holds_no_secret(call: Caller):
    refused = ask(call, TEXT, WORDS | {"scene": 9})
    rid = refused["errmsg"].partition("rid: ")[2]
    found = ask(call, RID, {"rid": rid})["request"]
    assert (found["request_url"], "40129" in found["response_body"]) == (TEXT, True)
    assert str(call.token()["access_token"]) not in str(found)
