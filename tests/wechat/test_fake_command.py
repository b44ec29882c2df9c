"""How people meet the fake platform: its demo page, and the command that runs it."""

from __future__ import annotations

import http.client
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from flask import Flask

from app.core.settings import FAKE_APPID, FAKE_PUSH_AES_KEY, FAKE_PUSH_TOKEN, Settings, SettingsError
from app.core.store import MemoryStore
from app.wechat import wiring
from app.wechat.fake import DEMO_USERS, Serving, openid_for
from app.wechat.fake.faults import KINDS
from tests.wechat.platform_caller import Caller, wait_until

ROOT = Path(__file__).parents[2]


@pytest.fixture
def call(serving: Serving) -> Caller:
    return Caller(serving.port)


def test_the_demo_page_says_it_is_a_simulation_and_has_everybody_with_a_fresh_code(call: Caller) -> None:
    pages = [call.raw("GET", "/__fake/")[1].decode()]
    call("POST", "/__fake/clock", {"advance": 1})
    pages.append(call.raw("GET", "/__fake/")[1].decode())
    for page in pages:
        assert "模拟" in page
        assert "/api/v1/sessions" in page
        assert all(openid_for(FAKE_APPID, user) in page for user in DEMO_USERS)
        assert all(f"kind&quot;: &quot;{kind}" in page for kind in KINDS)
    assert set(DEMO_USERS) == {"rider", "staff", "manager", "admin"}
    assert pages[0] != pages[1]


def app_of(**settings: object) -> Flask:
    app = Flask("fake")
    app.extensions |= {"yiqi.settings": Settings(**settings), "yiqi.store": MemoryStore()}
    wiring.wire(app)
    return app


def test_w21_the_fake_platform_is_refused_in_production() -> None:
    app = app_of(app_env="production", wechat_mode="live", wechat_appid="wx1", wechat_secret="s" * 32)
    result = app.test_cli_runner().invoke(args=["wechat", "fake", "--port", "0"])
    assert result.exit_code == 1
    assert "production" in result.output


@pytest.mark.parametrize(
    ("name", "value"), [("wechat_push_token", FAKE_PUSH_TOKEN), ("wechat_push_aes_key", FAKE_PUSH_AES_KEY)]
)
def test_w21_the_fake_platforms_push_secrets_are_refused_in_production(name: str, value: str) -> None:
    own = {"wechat_push_token": "t" * 16, "wechat_push_aes_key": "k" * 43, "secret_key": "k" * 40}
    live = {"app_env": "production", "wechat_mode": "live", "wechat_appid": "wx1", "wechat_secret": "s" * 32} | own
    with pytest.raises(SettingsError, match="WECHAT_PUSH_TOKEN"):
        Settings.from_env({}, **(live | {name: value}))


def test_live_without_push_secrets_there_are_none() -> None:
    bare = Settings.from_env({}, wechat_mode="live")
    assert (bare.push_token, bare.push_aes_key) == ("", "")


@pytest.mark.parametrize("key", ["short", "=" * 43, "a" * 44, "字" * 43])
def test_a_malformed_push_key_stops_the_start_without_being_told(key: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_env({}, wechat_push_aes_key=key)
    assert "WECHAT_PUSH_AES_KEY" in str(caught.value)
    assert key not in str(caught.value)


def test_a_port_in_use_is_one_clear_line(serving: Serving) -> None:
    program = [sys.executable, "-m", "tests.wechat.fake_command", str(serving.port)]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 1
    assert "cannot listen" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_the_command_listens_on_loopback_and_ends_cleanly_even_while_a_call_hangs(sent: signal.Signals) -> None:
    program = [sys.executable, "-m", "tests.wechat.fake_command", "0"]
    with subprocess.Popen(program, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        line = process.stdout.readline()
        assert "http://127.0.0.1:" in line
        call = Caller(int(line.split("127.0.0.1:")[1].split("/")[0]))
        call("POST", "/__fake/fault", {"kind": "hang", "count": -1, "path": "/cgi-bin/stable_token"})
        hanging = threading.Thread(target=hang_on, args=(call.connection.port,))
        hanging.start()
        wait_until(lambda: "/cgi-bin/stable_token" in call("GET", "/__fake/state")["calls"])  # type: ignore[operator]
        process.send_signal(sent)
        assert process.wait(5) == 0
        hanging.join(5)
        assert process.stderr.read() == ""


def hang_on(port: int) -> None:
    with suppress(http.client.HTTPException, OSError):  # the server goes away under it
        Caller(port).token()
