"""How the fake platform delivers: it tries three times, late, twice or the last first, to a service that answers or not."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.serving import make_server

from app.core import clock, duties
from app.core.db import db
from app.core.settings import FAKE_APPID, Settings
from app.wechat import callback, telling, templates
from app.wechat.fake import FakePlatform, Serving, openid_for, serve
from app.wechat.fake.beside import beside
from app.wechat.models import Push
from app.worker import run_sweep
from tests.wechat.platform_caller import Caller, wait_until
from tests.wechat.pushing import KEYS, PATH

RIDER = openid_for(FAKE_APPID, "rider")
ALERT = templates.fake_id("station_alert")


class Receiver:
    """A service that answers with the given statuses, 200 when they are used up, and opens what it got."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.silent = threading.Event()
        self.events: list[dict[str, Any]] = []
        self.types: list[str] = []
        self.at: list[float] = []
        self.url = ""

    def take(self, path: str, body: bytes, content_type: str) -> int:
        query = dict(parse_qsl(urlsplit(path).query))
        keys = callback.Keys(*KEYS)
        self.events.append(callback.open_push(keys, callback.Stamp.of(query), body, clock.epoch()))
        self.types.append(content_type)
        self.at.append(clock.ticks())
        return self.statuses.pop(0) if self.statuses else 200


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None: ...

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = found.take(self.path, body, self.headers["Content-Type"])
            if status == 0:
                found.silent.wait(10)
                return
            self.send_response(status)
            self.send_header("Content-Length", "7")
            self.end_headers()
            self.wfile.write(b"success")

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_port}{PATH}"
    yield found
    found.silent.set()
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def call(serving: Serving, receiver: Receiver) -> Caller:
    caller = Caller(serving.port)
    caller("POST", "/__fake/reset", {"push_url": receiver.url, "push_timeout_s": 0.3})
    return caller


def settle(platform: FakePlatform) -> list[dict[str, Any]]:
    """Wait until nothing is on its way; what was pushed, and what came back each time."""
    wait_until(lambda: platform.post.waiting == 0)
    return list(platform.post.noted)


def tried(platform: FakePlatform) -> list[list[int]]:
    return [[one["status"] for one in note["tries"]] for note in settle(platform)]


def push(call: Caller, *names: str, **how: object) -> None:
    events = [{"Event": name} for name in names]
    call("POST", "/__fake/push", {"event": events, "user": "rider"} | how)


@pytest.mark.parametrize(("form", "content_type"), [("json", "application/json"), ("xml", "text/xml")])
def test_a_push_is_really_signed_and_sealed(
    call: Caller, platform: FakePlatform, receiver: Receiver, form: str, content_type: str
):
    push(call, "user_info_modified", format=form)
    (note,) = settle(platform)
    assert note["tries"] == [{"status": 200, "reply": "success"}]
    (event,) = receiver.events
    assert (event["Event"], event["FromUserName"], receiver.types) == ("user_info_modified", RIDER, [content_type])


@pytest.mark.parametrize(
    ("statuses", "seen"),
    [([], [200]), ([500], [500, 200]), ([500, 403], [500, 403, 200]), ([500] * 5, [500] * 3), ([204, 200], [204, 200])],
)
def test_it_tries_three_times_while_the_answer_is_not_200(
    call: Caller, platform: FakePlatform, receiver: Receiver, statuses: list[int], seen: list[int]
):
    receiver.statuses = statuses
    push(call, "user_info_modified")
    assert tried(platform) == [seen]


def test_it_tries_again_when_no_answer_comes_in_time(call: Caller, platform: FakePlatform, receiver: Receiver):
    receiver.statuses = [0]
    push(call, "user_info_modified")
    assert tried(platform) == [[0, 200]]


def test_nobody_listening_costs_three_tries(serving: Serving, platform: FakePlatform):
    call = Caller(serving.port)
    call("POST", "/__fake/reset", {"push_url": f"http://127.0.0.1:9{PATH}"})
    push(call, "user_info_modified")
    assert tried(platform) == [[0, 0, 0]]


def test_without_an_address_pushes_are_noted_and_go_nowhere(serving: Serving, platform: FakePlatform):
    push(Caller(serving.port), "user_info_modified")
    assert tried(platform) == [[]]


def test_duplicates_come_as_often_as_ordered(call: Caller, platform: FakePlatform, receiver: Receiver):
    push(call, "a", "b", copies=3)
    settle(platform)
    assert [event["Event"] for event in receiver.events] == ["a", "a", "a", "b", "b", "b"]


def test_reordered_the_last_comes_first(call: Caller, platform: FakePlatform, receiver: Receiver):
    push(call, "a", "b", "c", reordered=True)
    settle(platform)
    assert [event["Event"] for event in receiver.events] == ["c", "b", "a"]


def test_a_delayed_push_comes_late_and_lets_others_pass(call: Caller, platform: FakePlatform, receiver: Receiver):
    began = clock.ticks()
    push(call, "late", delay=0.4)
    push(call, "soon")
    settle(platform)
    assert [event["Event"] for event in receiver.events] == ["soon", "late"]
    assert receiver.at[1] - began >= 0.4


def test_a_reset_ends_what_is_on_its_way(call: Caller, platform: FakePlatform, receiver: Receiver):
    push(call, "never", delay=60)
    old = platform.post
    call("POST", "/__fake/reset", {})
    wait_until(lambda: old.waiting == 0)
    assert receiver.events == []


@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize("shape", ["nested", "top"])
def test_both_shapes_of_a_list_are_sent(
    call: Caller, platform: FakePlatform, receiver: Receiver, form: str, shape: str
):
    call("POST", "/__fake/reset", {"push_url": receiver.url, "push_format": form, "push_shape": shape})
    call("POST", "/__fake/tap", {"user": "rider", "answers": {ALERT: "accept"}})
    settle(platform)
    (event,) = receiver.events
    found = event["List"] if shape == "top" else event["SubscribeMsgPopupEvent"]["List"]
    item = found[0] if isinstance(found, list) else found  # XML with one element cannot say that it is a list
    assert (item["TemplateId"], item["SubscribeStatusString"]) == (ALERT, "accept")


def test_a_running_clock_of_the_simulation_does_not_make_pushes_stale(
    call: Caller, platform: FakePlatform, receiver: Receiver
):
    call("POST", "/__fake/clock", {"advance": 86_400})
    push(call, "user_info_modified")
    assert tried(platform) == [[200]]
    assert int(receiver.events[0]["CreateTime"]) > clock.epoch() + 80_000


# --- to the service itself ---


@contextmanager
def served(app: Flask) -> Iterator[int]:
    """The application on a loopback port."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join(5)


def act(app: Flask) -> None:
    run_sweep(app, next(one for one in duties.sweeps(app) if one.name == "pushes"))


@pytest.mark.parametrize("form", ["json", "xml"])
@pytest.mark.parametrize("shape", ["nested", "top"])
def test_w15_an_accept_on_the_demo_page_reaches_the_service_once(committed: Flask, form: str, shape: str):
    heard: list[dict[str, Any]] = []

    def listen(_sender: Flask, **facts: Any) -> None:
        heard.append(facts)

    with served(committed) as port, telling.message_accepted.connected_to(listen):
        platform = beside(Settings.from_env({}, app_env="test", port=port))
        with serve(platform) as running:
            more = {"push_format": form, "push_shape": shape, "push_copies": 3}
            call = Caller(running.port)
            call("POST", "/__fake/reset", {"settings": more})
            call("POST", "/__fake/tap", {"user": "rider", "answers": {ALERT: "accept"}})
            assert tried(platform) == [[200]] * 3
        for _ in range(2):
            act(committed)
    (told,) = heard
    assert told.pop("at") is not None
    assert told == {"openid": RIDER, "template_id": ALERT, "count": 1}


@pytest.mark.parametrize(
    ("address", "verdict"),
    [("a.jpg", "pass"), ("risky.jpg", "risky"), ("review.jpg", "review"), ("unreachable.jpg", "review")],
)
@pytest.mark.parametrize("form", ["json", "xml"])
def test_w15_the_four_media_verdicts_arrive(committed: Flask, address: str, verdict: str, form: str):
    heard: list[dict[str, Any]] = []

    def listen(_sender: Flask, **facts: Any) -> None:
        heard.append(facts)

    with served(committed) as port, telling.media_checked.connected_to(listen):
        platform = beside(Settings.from_env({}, app_env="test", port=port))
        with serve(platform) as running:
            call = Caller(running.port)
            call("POST", "/__fake/reset", {"push_format": form, "media_delay_s": 0})
            body = {
                "media_url": f"http://127.0.0.1/{address}",
                "media_type": 2,
                "version": 2,
                "scene": 3,
                "openid": RIDER,
            }
            token = call.token()["access_token"]
            trace_id = call("POST", f"/wxa/media_check_async?access_token={token}", body)["trace_id"]
            assert tried(platform) == [[200]]
        act(committed)
    assert heard == [{"trace_id": trace_id, "verdict": verdict}]
    with committed.app_context():
        assert db.session.scalars(sa.select(Push.sealed)).all() == [None]
