"""How fast the list of nearby stations is: beside a constant route, beside other ways, signed in, and as it grows.

Answers are checked before anything is measured. Rates do not travel between machines; ratios within a run do.
"""

from __future__ import annotations

import math
import os
import statistics
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from bench import answers, beside, crowd, dataset, house, measure
from bench.goals import Goal
from bench.plan import Plan
from bench.report import Curve, Findings, Result
from bench.servers import Failed, Server
from tests.stations.oracle import Place

OURS, CONSTANT, AGAIN, SIGNED_IN = "nearby", "constant", "constant again", "nearby, signed in"
GOALS = {2_000: (0.70, 0.90), 100_000: (0.60, 0.85), 1_000_000: (0.55, 0.85)}  # of the constant route (PERFORMANCE)
PEER_GOALS = {beside.GEODJANGO: (10, 15), beside.FASTAPI: (1.5, 2.5), beside.HAVERSINE: (None, None)}
SIGNED_IN_GOAL = (0.65, 0.80)
GROWTH_GOAL, GROWTH_MOONSHOT = 0.05, 0.0
POINTS, CHECKED = 200, 25


def trial(plan: Plan, folder: Path) -> Findings:
    """Every size beside its peers, then how its cost grew."""
    found = Findings()
    for size in plan.sizes:
        try:
            found.add(_measured(size, plan, folder))
        except (
            Failed,
            psycopg.Error,
            SQLAlchemyError,
        ) as failure:  # a size too large for the machine costs itself only
            found.missing[f"nearby, {size:,} stations"] = str(failure)
    if len(found.results) > 1:
        _growth(found, tuple(result.facts["stations"] for result in found.results))
    return found


def _measured(size: int, plan: Plan, folder: Path) -> Findings:
    places, points = dataset.make_places(size, datetime.now(UTC)), dataset.make_points(POINTS)
    first = answers.path_of(points[0])
    asked = measure.write_script(folder, f"nearby-{size}", [answers.path_of(point) for point in points])
    with _ground(size, places, folder) as (app, env), ExitStack() as stack:
        ours = stack.enter_context(house.deployed(OURS, env, folder, ready=first, threads=8))
        others = beside.start(stack, env["DATABASE_URL"], folder, size, first)
        typical = answers.check([ours, *others], places, points[: CHECKED if size < 1_000_000 else 5])
        told = {"CONSTANT_BYTES": str(int(typical[f"bytes {OURS}"]))}
        twins = [
            stack.enter_context(house.plain(name, "bench.constant:app", folder, **told)) for name in (CONSTANT, AGAIN)
        ]
        plain = measure.write_script(folder, "constant", ["/constant"])
        scripts = {ours: asked} | dict.fromkeys(twins, plain) | dict.fromkeys(others, asked)
        servers = [ours, *twins, *others]
        if size == min(plan.sizes):
            mine = Server(SIGNED_IN, ours.port, ours.process)
            scripts[mine] = _as_somebody(app, folder, points)
            servers.append(mine)
        rounds = measure.rounds(servers, scripts, plan.rounds, plan.seconds)
        title = f"{size:,} stations: {typical['matches']:.0f} matches to a typical question"
        memory = measure.memory_mb(ours.pids)
        result = Result(title, OURS, (CONSTANT, AGAIN), rounds, {"stations": size, **typical}, memory, os.getloadavg())
    return Findings([result], list(_goals(size, result)))


@contextmanager
def _ground(size: int, places: list[Place], folder: Path) -> Iterator[tuple[Flask, dict[str, str]]]:
    with house.database("nearby") as url:
        app, env = house.furnish(url, folder / f"nearby-{size}", places)
        try:
            yield app, env
        finally:
            house.leave(app)


def _goals(size: int, result: Result) -> Iterator[Goal]:
    limit, moonshot = GOALS.get(size, (None, None))
    yield result.goal(f"nearby / constant route, {size:,} stations", limit, under=CONSTANT, moonshot=moonshot)
    for name, (least, most) in PEER_GOALS.items():
        if name in result.rounds:
            yield result.goal(f"nearby / {name}, {size:,} stations", least, under=name, moonshot=most)
    if SIGNED_IN in result.rounds:
        least, most = SIGNED_IN_GOAL
        yield result.goal("signed-in read / guest read", least, over=SIGNED_IN, under=OURS, moonshot=most)


def _growth(found: Findings, sizes: tuple[int, ...]) -> None:
    """How the cost of an answer rises with the stations, held against the constant route of the same rounds."""
    costs = [result.ratios(OURS, CONSTANT, "cpu_us") for result in found.results]
    exponents = [
        math.log(last / first) / math.log(sizes[-1] / sizes[0]) for first, last in zip(costs[0], costs[-1], strict=True)
    ]
    what = f"nearby: exponent of its cost from {sizes[0]:,} to {sizes[-1]:,} stations"
    is_quiet = all(result.is_quiet("cpu_us") for result in found.results)
    limit = {"is_least": False, "is_quiet": is_quiet, "moonshot": GROWTH_MOONSHOT}
    found.goals.append(Goal(what, tuple(exponents), GROWTH_GOAL, **limit))
    medians = [statistics.median(cost) for cost in costs]
    points = tuple((size, median / medians[0]) for size, median in zip(sizes, medians, strict=True))
    found.curves.append(Curve("nearby, CPU of an answer", "stations", points))


def _as_somebody(app: Flask, folder: Path, points: list[tuple[float, float]]) -> Path:
    """The same questions, asked with the token of a rider."""
    token = crowd.make_riders(app, 1, "reads")[0].token
    said = {"Authorization": f"Bearer {token}"}
    return measure.write_script(folder, "signed-in", [answers.path_of(point) for point in points], said)
