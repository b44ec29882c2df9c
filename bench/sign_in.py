"""What riders notice while WeChat is slow: nearby, with a hundred phones signing in through a platform that stalls.

A phone that is refused waits and tries again, as the mini-program does. Once with one pool of workers for everything,
once with a pool of its own for signing in, as ``deploy/nginx`` can have it.
"""

from __future__ import annotations

import http.client
import json
import os
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.wechat.fake import serve
from app.wechat.fake.platform import FakePlatform
from bench import answers, dataset, house, measure
from bench.goals import Goal
from bench.measure import Round
from bench.plan import Plan
from bench.report import Findings, Result
from bench.servers import Failed, Server

CALM, AGAIN, HEALTHY, ONE_POOL, OWN_POOL = (
    "nobody signs in", "nobody again", "WeChat healthy", "WeChat slow", "slow, own pool"
)  # fmt: skip
PHONES, STATIONS = 100, 2_000
SLOW_S, HEALTHY_S = 3.0, 0.05  # slow: just within the patience of the service, so that every call holds a thread
AGAIN_AFTER_S = 2.0
P99_GOAL, P99_MOONSHOT = 2.0, 1.2  # with the stall / without (PERFORMANCE)
RATE_GOAL = 0.5  # ours: half of what is served with nobody signing in, though the phones themselves cost something


class SlowPlatform:
    """The fake platform, each of whose answers to a sign-in takes ``delay_s``."""

    def __init__(self) -> None:
        self.platform, self.delay_s, self.ended = FakePlatform(), HEALTHY_S, threading.Event()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"].endswith("jscode2session"):
            self.ended.wait(self.delay_s)
        return self.platform(environ, start_response)

    def stop(self) -> None:
        self.ended.set()
        self.platform.stop()


class Phones:
    """A hundred people who sign in over and over, each on a thread that mostly waits. ``told``: answers by status."""

    def __init__(self, port: int) -> None:
        self.told: Counter[int] = Counter()
        self._port, self._ended = port, threading.Event()
        self._threads = [threading.Thread(target=self._live, args=(n,), daemon=True) for n in range(PHONES)]

    def __enter__(self) -> Phones:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join(20)

    def _live(self, number: int) -> None:
        self._ended.wait(AGAIN_AFTER_S * number / PHONES)  # people do not tap in step
        while not self._ended.is_set():
            self.told[self._sign_in(f"phone{number}")] += 1
            self._ended.wait(AGAIN_AFTER_S)

    def _sign_in(self, user: str) -> int:
        """The status; 0 for no answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=15)
        try:
            body = json.dumps({"code": f"{user}.{uuid.uuid4().hex}"})
            connection.request("POST", "/api/v1/sessions", body, {"Content-Type": "application/json"})
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()


def trial(plan: Plan, folder: Path) -> Findings:
    """Nearby calm, with a healthy WeChat, and with a slow one, in turn."""
    told: dict[str, Counter[int]] = {name: Counter() for name in (HEALTHY, ONE_POOL, OWN_POOL)}
    with _ground(folder / "sign-in") as (main, beside, platform):
        points = dataset.make_points(200)
        script = measure.write_script(folder, "calm", [answers.path_of(point) for point in points])

        def calm(seconds: int) -> Round:
            return measure.run_round(main, script, seconds)

        def signing_in(name: str, server: Server, delay_s: float) -> Callable[[int], Round]:
            def round_(seconds: int) -> Round:
                platform.delay_s = delay_s
                with Phones(server.port) as phones:
                    measure.run_round(main, script, 1)  # until all are under way
                    found = measure.run_round(main, script, seconds)
                told[name] += phones.told
                return found

            return round_

        trials = {
            CALM: calm,
            HEALTHY: signing_in(HEALTHY, main, HEALTHY_S),
            ONE_POOL: signing_in(ONE_POOL, main, SLOW_S),
            OWN_POOL: signing_in(OWN_POOL, beside, SLOW_S),
            AGAIN: calm,
        }
        rounds = measure.in_turn(trials, plan.rounds, plan.seconds)
        memory = measure.memory_mb(main.pids)
    _check(told)
    facts = {"phones": PHONES, "slow_s": SLOW_S, **{name: dict(count) for name, count in told.items()}}
    title = f"nearby while {PHONES} phones sign in and WeChat takes {SLOW_S:.0f} s"
    result = Result(title, CALM, (CALM, AGAIN), rounds, facts, memory, os.getloadavg())
    return Findings([result], list(_goals(result)))


def _goals(result: Result) -> Iterator[Goal]:
    for name, words in ((ONE_POOL, "one pool"), (OWN_POOL, "a pool of its own")):
        what = f"nearby p99 while sign-in stalls / without, {words}"
        p99 = {"part": "p99_ms", "is_least": False, "moonshot": P99_MOONSHOT}
        yield result.goal(what, P99_GOAL, over=name, under=CALM, **p99)
        yield result.goal(f"nearby rate while sign-in stalls / without, {words}", RATE_GOAL, over=name, under=CALM)
    yield result.goal("nearby rate while WeChat is healthy / nobody signs in", None, over=HEALTHY, under=CALM)


def _check(told: dict[str, Counter[int]]) -> None:
    """Raises ``Failed`` unless sign-ins succeed, and nothing but a refusal for want of room is said otherwise."""
    for name, counts in told.items():
        if not counts[201] or set(counts) - {201, 503}:
            raise Failed(f"{name}: sign-ins were answered {dict(counts)}")


@contextmanager
def _ground(folder: Path) -> Iterator[tuple[Server, Server, SlowPlatform]]:
    platform = SlowPlatform()
    with serve(platform) as wechat, house.database("signin") as url:  # type: ignore[arg-type] # answers as one
        places = dataset.make_places(STATIONS, datetime.now(UTC))
        more = {"WECHAT_API_BASE": wechat.url, "SIGN_IN_PER_ADDRESS": "1000000/minute"}
        app, env = house.furnish(url, folder, places, **more)
        house.leave(app)
        first = answers.path_of(dataset.make_points(1)[0])
        with (
            house.deployed("everything", env, folder, ready=first) as main,
            house.deployed("signing in", env, folder, ready=first) as beside,
        ):
            yield main, beside, platform
