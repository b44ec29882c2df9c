"""How a rush for places goes: 300 riders tap twice at once for 40 places, beside pgbench on one hot row.

gunicorn with 2 workers as deployed, a private PostgreSQL whose commits wait for the disk. Every rush is checked: 40
have a place, 260 wait at 1 to 260, both taps of a key have one answer; also when a worker is killed in the middle.
"""

from __future__ import annotations

import os
import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from flask import Flask

from bench import crowd, hot_row, house, measure
from bench.crowd import Answers
from bench.goals import Goal
from bench.hot_row import HotRow
from bench.measure import Round
from bench.plan import Plan
from bench.report import Findings, Result
from bench.servers import Server

RIDERS, PLACES, TAPS = 300, 40, 2
WITHIN_S, MOONSHOT_S = 10.0, 3.0
OURS, HOT, AGAIN = "sign-ups", "pgbench hot row", "pgbench again"
# fdatasync in ms up to which, least ratio, moonshot (PERFORMANCE)
GOALS = ((0.5, 0.15, 0.41), (3.0, 0.45, 2.5), (1e9, 0.65, 9.2))


@dataclass
class Ground:
    """A running service over its own database."""

    app: Flask
    server: Server
    url: str
    postmaster: int
    rushes: int = 0

    def rush(
        self, taps: int, *, riders: int = RIDERS, midway: Callable[[], None] | None = None, is_whole: bool = True
    ) -> Answers:
        """One rush for a shift of its own, by riders of its own, checked (``is_whole``: with all invariants)."""
        self.rushes += 1
        people = crowd.make_riders(self.app, riders, f"rush{self.rushes}")
        shift = crowd.make_shift(self.app, PLACES)
        before = self.cpu_s()
        answers = crowd.send_all(self.server, shift, people, taps, midway=midway)
        answers.cpu_s = self.cpu_s() - before
        crowd.check(self.app, shift, PLACES, people, answers, is_whole=is_whole)
        return answers

    def cpu_s(self) -> float:
        """Processor time so far of the service and of its database."""
        return measure.cpu_s(self.server.pids) + self.database_cpu_s()

    def database_cpu_s(self) -> float:
        return hot_row.cpu_of_tree_s(self.postmaster, measure.TICKS_S)


@contextmanager
def ground(folder: Path, *, durable: bool = True) -> Iterator[Ground]:
    """Migrated, with the areas, and two workers that answer."""
    with house.database("rush", durable=durable) as url:
        app, env = house.furnish(url, folder, [])
        try:
            with house.deployed(OURS, env, folder) as server:
                yield Ground(app, server, url, hot_row.postmaster(url))
        finally:
            house.leave(app)


def trial(plan: Plan, folder: Path) -> Findings:
    """The rush itself, the same beside the hot row, and with a worker killed midway."""
    machine = measure.machine(folder)
    with ground(folder / "rush") as running:
        running.rush(1, riders=50)  # a short one first, which does not count
        took = tuple(running.rush(TAPS).wall_s for _ in range(plan.rushes))
        result = _beside_hot_row(running, plan, folder)
        killed = running.rush(TAPS, midway=lambda: crowd.kill_a_worker(running.server))
    result.facts.update(rush_s=took, killed_s=killed.wall_s, sent_again=killed.again)
    least, most = next((least, most) for most_ms, least, most in GOALS if machine["fdatasync_ms"] <= most_ms)
    seconds = {"is_least": False, "unit": "s", "moonshot": MOONSHOT_S, "is_absolute": True}
    return Findings(
        [result],
        [
            Goal(f"{RIDERS} riders, {TAPS} taps each, {PLACES} places", took, WITHIN_S, **seconds),
            result.goal("sign-ups / pgbench hot row on this disk", least, under=HOT, moonshot=most),
        ],
    )


def _beside_hot_row(running: Ground, plan: Plan, folder: Path) -> Result:
    """Sign-ups of one tap each, whole path, in turn with pgbench on the same server."""
    hot = HotRow(running.url, folder)
    trials: dict[str, Callable[[int], Round]] = {
        HOT: lambda seconds: _hot_round(running, hot, seconds),
        OURS: lambda _: signup_round(running),
        AGAIN: lambda seconds: _hot_round(running, hot, seconds),
    }
    rounds = measure.in_turn(trials, plan.rounds, plan.seconds)
    facts: dict[str, Any] = {"riders": RIDERS, "places": PLACES, "pgbench_clients": hot.clients}
    title = f"sign-ups by {RIDERS} riders at once, beside pgbench's hot row with {hot.clients} clients"
    memory = measure.memory_mb(running.server.pids)
    return Result(title, OURS, (HOT, AGAIN), rounds, facts, memory, os.getloadavg())


def signup_round(running: Ground, *, riders: int = RIDERS, is_whole: bool = True) -> Round:
    """Sign-ups of riders who tap once, all at the same moment."""
    answers = running.rush(1, riders=riders, is_whole=is_whole)
    took = sorted(answers.took_s)
    return Round(
        rate=riders / answers.wall_s,
        cpu_us=answers.cpu_s / riders * 1e6,
        p50_ms=statistics.median(took) * 1000,
        p99_ms=took[int(len(took) * 0.99)] * 1000,
        answer_bytes=statistics.mean(len(bodies[0]) for bodies in answers.bodies.values()),
    )


def _hot_round(running: Ground, hot: HotRow, seconds: int) -> Round:
    before = running.database_cpu_s()
    found = hot.run(seconds)
    return replace(found, cpu_us=(running.database_cpu_s() - before) / (found.rate * seconds) * 1e6)
