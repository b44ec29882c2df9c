"""The fake platform keeps the platform's promises, behaves the same at every run, and fails only when told to."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import threading
from collections.abc import Callable

import pytest

from app.core import clock
from app.core.settings import FAKE_APPID, FAKE_SECRET
from app.wechat.fake import FakePlatform, Serving, openid_for, serve
from app.wechat.fake.faults import Fault
from app.wechat.fake.png import text_of_png
from app.wechat.gateway import Gateway
from tests.wechat.contract_cases import CASES, Case, token_for, wrong
from tests.wechat.platform_caller import FACTS, LOGIN_TARGET, Caller, wait_until


@pytest.fixture
def call(serving: Serving) -> Caller:
    return Caller(serving.port)


def order_of_codes(platform: FakePlatform) -> list[object]:
    return [entry.get("errcode") for entry in platform.state(100)["log"]]


def test_the_contract_cases_hold_for_the_fake(serving: Serving, call: Caller) -> None:
    call.login("visitor.1")
    facts = FACTS | {"token": token_for(serving.url, **FACTS), "openid": openid_for(FAKE_APPID, "visitor")}
    facts |= {"template": next(name for name in serving.platform.templates if "station_alert" in name)}
    assert {case.name: found for case in CASES if (found := list(wrong(case, serving.url, facts)))} == {}


def test_the_contract_cases_would_notice_a_platform_that_answers_otherwise(serving: Serving) -> None:
    facts = FACTS | {"token": "nobodys"}
    facts |= {"openid": "", "template": ""}
    other = Case("other", "GET", "/sns/jscode2session", {}, None, 40029)
    assert list(wrong(other, serving.url, facts)) == ["errcode 41002, not 40029"]


def test_an_openid_is_27_characters_of_a_hash_of_app_and_user(call: Caller) -> None:
    digest = hashlib.sha256(f"{FAKE_APPID}:rider".encode()).digest()
    expected = "o" + base64.urlsafe_b64encode(digest).decode()[:27]
    assert call.login("rider.1")["openid"] == openid_for(FAKE_APPID, "rider") == expected
    assert call.login("rider.2")["openid"] == expected
    assert openid_for("another-app", "rider") != expected


def test_everything_is_the_same_at_every_run() -> None:
    def story() -> list[object]:
        with serve() as running:
            call = Caller(running.port)
            told: list[object] = [call.token()["access_token"], call.login("rider.1"), call.login("rider.1")]
            told.append(call.phone(told[0], "tap")["phone_info"]["purePhoneNumber"])  # type: ignore[index]
            return told

    assert story() == story()


def test_another_seed_gives_other_tokens_and_the_same_people(serving: Serving, call: Caller) -> None:
    first, person = call.token()["access_token"], call.login("rider.1")["openid"]
    call("POST", "/__fake/reset", {"settings": {"seed": 2}})
    assert call.token()["access_token"] != first
    assert call.login("rider.1")["openid"] == person


def test_each_login_has_a_new_session_key_of_16_bytes(call: Caller) -> None:
    keys = [str(call.login(f"rider.{n}")["session_key"]) for n in range(3)]
    assert len(set(keys)) == 3
    assert {len(base64.b64decode(key)) for key in keys} == {16}


def test_a_unionid_can_be_switched_off(call: Caller) -> None:
    assert "unionid" in call.login("rider.1")
    call("POST", "/__fake/reset", {"unionid": False})
    assert "unionid" not in call.login("rider.1")


@pytest.mark.parametrize("code", ["bad", "bad.1", "rider", ".x", "rider."])
def test_codes_without_a_user_are_unknown(call: Caller, code: str) -> None:
    assert call.login(code)["errcode"] == 40029


def test_a_stable_token_stays_the_same_until_its_last_300_seconds(call: Caller) -> None:
    first = call.token()
    call("POST", "/__fake/clock", {"advance": 6800})
    later = call.token()
    assert later["access_token"] == first["access_token"]
    assert 398 <= later["expires_in"] <= 400  # type: ignore[operator]
    call("POST", "/__fake/clock", {"advance": 101})
    new = call.token()
    assert new["access_token"] != first["access_token"]
    assert call.phone(first["access_token"], "both-work-1")["errcode"] == 0
    assert call.phone(new["access_token"], "both-work-2")["errcode"] == 0
    call("POST", "/__fake/clock", {"advance": 300})
    assert call.phone(first["access_token"], "over")["errcode"] == 42001


def test_force_refresh_ends_the_old_token_needs_30_seconds_between_and_20_a_day(call: Caller) -> None:
    old = call.token()["access_token"]
    assert call.token(force=True)["access_token"] != old
    assert call.phone(old, "tap")["errcode"] == 40001
    assert call.token(force=True)["errcode"] == 45011
    for _ in range(19):
        call("POST", "/__fake/clock", {"advance": 30})
        assert "access_token" in call.token(force=True)
    call("POST", "/__fake/clock", {"advance": 30})
    assert call.token(force=True)["errcode"] == 45009
    call("POST", "/__fake/clock", {"advance": 86_400})
    assert "access_token" in call.token(force=True)


def test_a_legacy_token_is_new_at_every_call_and_the_one_before_lives_for_the_grace(call: Caller) -> None:
    first, second = call.legacy(), call.legacy()
    assert first != second
    assert call.phone(first, "tap-1")["errcode"] == 0
    call("POST", "/__fake/clock", {"advance": 301})
    assert call.phone(first, "tap-2")["errcode"] == 42001
    assert call.phone(second, "tap-3")["errcode"] == 0


def test_phone_numbers_come_from_the_code_and_the_country_code_changes_its_type(call: Caller) -> None:
    token = call.token()["access_token"]
    infos = [call.phone(token, code)["phone_info"] for code in ("phone-13800000000", "phone-13800000000-again", "tap")]
    numbers = [info["purePhoneNumber"] for info in infos]  # type: ignore[index]
    assert numbers[:2] == ["13800000000", "13800000000"]
    assert len(numbers[2]) == 11
    assert [info["countryCode"] for info in infos] == ["86", 86, "86"]  # type: ignore[index]
    assert infos[0]["watermark"]["appid"] == FAKE_APPID  # type: ignore[index]


def test_a_session_can_be_checked_and_its_key_replaced(call: Caller) -> None:
    token, openid = call.token()["access_token"], openid_for(FAKE_APPID, "rider")
    key = str(call.login("rider.1")["session_key"])

    def ask(path: str, key: str, method: str = "hmac_sha256") -> dict[str, object]:
        signature = hmac.new(key.encode(), b"", hashlib.sha256).hexdigest()
        query = f"access_token={token}&openid={openid}&signature={signature}&sig_method={method}"
        return call("GET", f"/wxa/{path}?{query}")

    assert ask("checksession", key)["errcode"] == 0
    assert ask("checksession", "other")["errcode"] == 87009
    assert ask("checksession", key, "md5")["errcode"] == 87008
    new = str(ask("resetusersessionkey", key)["session_key"])
    assert ask("checksession", key)["errcode"] == 87009
    assert ask("checksession", new)["errcode"] == 0


def test_a_code_image_is_a_png_that_carries_its_scene(call: Caller) -> None:
    token = call.token()["access_token"]
    status, raw = call.raw("POST", f"/wxa/getwxacodeunlimit?access_token={token}", {"scene": "P.ABC", "width": 280})
    assert (status, text_of_png(raw, "scene")) == (200, "P.ABC")


@pytest.mark.parametrize(
    ("body", "errcode"),
    [
        ({"scene": ""}, 40129),
        ({"scene": "a b"}, 40129),
        ({"scene": "a%b"}, 40129),
        ({"scene": "a" * 33}, 40169),
        ({"scene": "a", "width": 279}, 40097),
        ({"scene": "a", "width": 1281}, 40097),
        ({"scene": "a", "env_version": "beta"}, 40097),
        ({"scene": "a", "page": "/pages/index/index"}, 41030),
        ({"scene": "a", "page": "pages/unknown/unknown"}, 41030),
    ],
)
def test_code_images_are_validated(call: Caller, body: dict[str, object], errcode: int) -> None:
    call("POST", "/__fake/reset", {"pages": ["pages/index/index"]})
    token = call.token()["access_token"]
    assert call("POST", f"/wxa/getwxacodeunlimit?access_token={token}", body)["errcode"] == errcode


@pytest.mark.parametrize("extra", [{"page": "pages/index/index"}, {"page": "pages/new/new", "check_path": False}, {}])
def test_released_pages_and_unchecked_ones_pass(call: Caller, extra: dict[str, object]) -> None:
    call("POST", "/__fake/reset", {"pages": ["pages/index/index"]})
    token = call.token()["access_token"]
    _, raw = call.raw("POST", f"/wxa/getwxacodeunlimit?access_token={token}", {"scene": "a"} | extra)
    assert raw.startswith(b"\x89PNG")


def test_the_method_of_an_endpoint_is_checked(call: Caller) -> None:
    assert call("POST", "/sns/jscode2session", {})["errcode"] == 43001
    assert call("GET", "/cgi-bin/stable_token")["errcode"] == 43002


def test_a_fault_strikes_as_often_as_ordered_and_then_no_more(call: Caller, platform: FakePlatform) -> None:
    call("POST", "/__fake/fault", {"path": "sns/jscode2session", "errcode": -1, "count": 2})
    assert [call.login(f"rider.{n}").get("errcode", 0) for n in range(4)] == [-1, -1, 0, 0]
    assert platform.state()["faults"] == []


def test_a_fault_for_every_path_lasts_for_ever_until_it_is_taken_back(call: Caller) -> None:
    call("POST", "/__fake/fault", {"path": "*", "errcode": 45009, "count": -1})
    assert [call.login("rider.1")["errcode"], call.token()["errcode"]] == [45009, 45009]
    call("POST", "/__fake/fault", {"path": "*", "errcode": 45009, "count": 0})
    assert "openid" in call.login("rider.1")


def test_a_fault_before_the_work_leaves_the_code_unused_and_one_after_it_spends_the_code(call: Caller) -> None:
    call("POST", "/__fake/fault", {"errcode": -1})
    assert (call.login("rider.1")["errcode"], "openid" in call.login("rider.1")) == (-1, True)
    call("POST", "/__fake/fault", {"kind": "empty", "after": True})
    assert call.raw("GET", LOGIN_TARGET + "rider.2")[1] == b""
    assert call.login("rider.2")["errcode"] == 40163


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("fault", {"kind": "unheard-of"}),
        ("fault", {}),
        ("fault", {"kind": "hang", "errcode": 1}),
        ("fault", {"kind": "hang", "times": 1}),
        ("reset", {"settings": {"colour": "red"}}),
        ("clock", {}),
        ("latency", {"*": "slow"}),
    ],
)
def test_a_wrong_order_is_told_so(call: Caller, name: str, body: dict[str, object]) -> None:
    status, raw = call.raw("POST", f"/__fake/{name}", body)
    assert (status, "error" in json.loads(raw)) == (400, True)


def test_nothing_else_is_under_the_control_path(call: Caller) -> None:
    assert call.raw("POST", "/__fake/unknown", {})[0] == 404
    assert call.raw("GET", "/__fake/reset")[0] == 404


def test_latency_delays_one_path_only(call: Caller) -> None:
    call("POST", "/__fake/latency", {"sns/jscode2session": 0.3})
    began = clock.ticks()
    call.token()
    assert clock.ticks() - began < 0.25
    call.login("rider.1")
    assert clock.ticks() - began >= 0.3


def test_the_state_counts_calls_and_connections_and_keeps_no_values(call: Caller) -> None:
    for number in range(3):
        call.login(f"rider.{number}")
    state = call("GET", "/__fake/state?log=2")
    assert state["calls"] == {"/sns/jscode2session": 3}
    assert state["connections"] == 1
    assert len(state["log"]) == 2  # type: ignore[arg-type]
    assert FAKE_SECRET not in json.dumps(state)
    assert "rider" not in json.dumps(state)


def test_reset_forgets_codes_calls_and_faults(call: Caller) -> None:
    call.login("rider.1")
    call("POST", "/__fake/fault", {"errcode": -1, "count": -1})
    call("POST", "/__fake/reset", {})
    assert call("GET", "/__fake/state")["calls"] == {}
    assert "openid" in call.login("rider.1")


def test_expired_tokens_are_refused_and_the_next_stable_one_is_new(call: Caller) -> None:
    old = call.token()["access_token"]
    call("POST", "/__fake/expire_tokens", {})
    assert call.phone(old, "tap")["errcode"] == 42001
    new = call.token()["access_token"]
    assert new != old
    assert call.phone(new, "tap")["errcode"] == 0


@pytest.mark.parametrize("end", ["reset", "stop"])
def test_what_hangs_ends_with_a_reset_and_with_the_server(end: str) -> None:
    with serve() as running:
        running.platform.faults.add(Fault.of({"kind": "hang"}))
        begun, ended = threading.Event(), threading.Event()

        def ask() -> None:
            begun.set()
            try:
                Caller(running.port).login("rider.1")
            except (http.client.HTTPException, OSError):
                ended.set()

        thread = threading.Thread(target=ask)
        thread.start()
        assert begun.wait(5)
        wait_until(lambda: running.platform.state()["calls"].get("/sns/jscode2session") == 1)
        assert not ended.is_set()
        if end == "reset":
            running.platform.reset({})
            assert ended.wait(5)
    assert ended.wait(5)
    thread.join(5)


def test_a_gateway_finds_the_platform_by_the_settings_of_make_run(gateway_with: Callable[..., Gateway]) -> None:
    assert gateway_with().login("rider.x").openid == openid_for(FAKE_APPID, "rider")
