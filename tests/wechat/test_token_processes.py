"""Four processes of eight threads on one Redis: still one token call."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from app.core import clock
from app.core.settings import FAKE_APPID
from app.wechat.fake import FakePlatform, Serving, openid_for
from app.wechat.rules import STABLE_TOKEN
from app.wechat.tokens import Token
from tests.support.redis_server import RedisServer

ROOT = Path(__file__).parents[2]
PROCESSES, THREADS = 4, 8
RIDER = openid_for(FAKE_APPID, "rider")


class Worker:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def hear(self) -> str:
        return self.process.stdout.readline().strip()

    def say(self, word: str) -> None:
        self.process.stdin.write(f"{word}\n")
        self.process.stdin.flush()


@contextmanager
def workers(serving: Serving, redis: RedisServer) -> Iterator[list[Worker]]:
    with ExitStack() as stack:
        started = []
        for number in range(PROCESSES):
            command = [sys.executable, "-m", "tests.wechat.token_worker", serving.url, redis.url, f"p{number}", RIDER]
            process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            stack.callback(process.wait, 30)
            stack.callback(process.stdin.close)
            started.append(Worker(process))
        assert [worker.hear() for worker in started] == ["ready"] * PROCESSES
        yield started


def go(started: list[Worker]) -> None:
    for worker in started:
        worker.say("go")
    assert [worker.hear() for worker in started] == [f"{THREADS} []"] * PROCESSES


@pytest.mark.slow
@pytest.mark.parametrize("case", ["missing", "expired"])
def test_w01_t23_4_processes_of_8_threads_make_one_token_call(
    case: str, serving: Serving, platform: FakePlatform, private_redis: RedisServer
) -> None:
    platform.latency[STABLE_TOKEN] = 0.3
    if case == "expired":
        private_redis.client.set(f"wechat:token:{FAKE_APPID}", Token("of-yesterday", clock.epoch() - 5).packed(), ex=60)
    with workers(serving, private_redis) as started:
        go(started)
    assert platform.state()["calls"][STABLE_TOKEN] == 1


@pytest.mark.slow
def test_w01_4_processes_of_8_threads_with_a_refused_token_make_one_token_call(
    serving: Serving, platform: FakePlatform, private_redis: RedisServer
) -> None:
    with workers(serving, private_redis) as started:
        for worker in started:
            worker.say("warm")
            assert worker.hear() == "warmed"
        assert platform.state()["calls"][STABLE_TOKEN] == 1
        platform.tokens.expire()
        platform.latency[STABLE_TOKEN] = 0.3
        go(started)
    assert platform.state()["calls"][STABLE_TOKEN] == 2


@pytest.mark.slow
def test_w03_a_hung_token_call_is_shared_by_processes_through_the_mark(
    serving: Serving, platform: FakePlatform, private_redis: RedisServer, order: object
) -> None:
    order(path=STABLE_TOKEN, kind="http", count=-1)
    platform.latency[STABLE_TOKEN] = 0.5
    with workers(serving, private_redis) as started:
        for worker in started:
            worker.say("go")
        heard = [worker.hear() for worker in started]
    assert all(line.startswith("0 [WechatUnavailable(") for line in heard)
    assert platform.state()["calls"][STABLE_TOKEN] == 1
