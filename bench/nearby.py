"""How fast the list of nearby stations is, beside a constant route and beside haversine in SQL.

    python -m bench.nearby --sizes 2000,100000 --rounds 7 --seconds 2

Answers are checked before anything is measured. Rates do not travel between machines; ratios within a run do.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from bench import answers, dataset, measure, report
from bench.report import Result
from bench.servers import ROOT, Failed, Server, end_on_sigterm, serving

PLAIN = "bench/gunicorn_plain.py"
OURS, CONSTANT, AGAIN, HAVERSINE = "nearby", "constant", "constant again", "haversine in SQL"
GOALS = {2_000: 0.60, 100_000: 0.60, 1_000_000: 0.55}  # nearby / constant (PERFORMANCE: never below)
PEER_UP_TO = 100_000  # haversine in SQL needs a second for each answer beyond
POINTS, CHECKED = 200, 25


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when measured (also when too noisy to tell), 1 when an answer is wrong or a goal is missed."""
    options = _options(arguments)
    end_on_sigterm()
    try:
        measure.find_wrk()
        with tempfile.TemporaryDirectory(prefix="yiqi-bench-") as folder:
            return _run(options, Path(folder))
    except Failed as failure:
        print(f"bench: {failure}", file=sys.stderr)
        return 1


def _run(options: argparse.Namespace, folder: Path) -> int:
    machine = measure.machine(folder)
    print(" · ".join(f"{name} {value}" for name, value in machine.items()))
    results = []
    for size in options.sizes:
        result = _measure(size, options, folder)
        print(report.table(result), flush=True)
        results.append(result)
    name = f"nearby-{time.strftime('%Y%m%d-%H%M%S')}"
    print(f"\nwritten to {report.write(ROOT / 'bench' / 'results', name, machine, results).relative_to(ROOT)}")
    return 1 if any(result.verdict == "fail" for result in results) else 0


def _measure(size: int, options: argparse.Namespace, folder: Path) -> Result:
    url = f"sqlite:///{folder / f'{size}.db'}"
    places, points = dataset.make_places(size, datetime.now(UTC)), dataset.make_points(POINTS)
    env = _prepare(url, places, folder)
    with ExitStack() as stack:
        first = answers.path_of(points[0])
        ours = _start(stack, folder, OURS, "wsgi:app", env, config="gunicorn.conf.py", ready=first)
        peers = []
        if size <= PEER_UP_TO:
            peer_app = "bench.peers.orm_haversine:app"
            peers.append(_start(stack, folder, HAVERSINE, peer_app, env, config=PLAIN, ready=first))
        typical = answers.check([ours, *peers], places, points[: CHECKED if peers else 5])
        constant_env = {"CONSTANT_BYTES": str(int(typical[f"bytes {OURS}"]))}
        twins = [
            _start(stack, folder, name, "bench.constant:app", constant_env, config=PLAIN, ready="/constant")
            for name in (CONSTANT, AGAIN)
        ]
        asked = measure.write_script(folder, "nearby", [answers.path_of(point) for point in points])
        plain = measure.write_script(folder, "constant", ["/constant"])
        scripts = {ours: asked} | dict.fromkeys(twins, plain) | dict.fromkeys(peers, asked)
        rounds = measure.rounds([ours, *twins, *peers], scripts, options.rounds, options.seconds)
        title = f"{size:,} stations: {typical['matches']:.0f} matches to a typical question"
        facts = {"stations": size, **typical}
        memory = measure.memory_mb(ours.pids)
        return Result(title, OURS, (CONSTANT, AGAIN), GOALS.get(size), rounds, facts, memory, os.getloadavg())


def _prepare(url: str, places: list[dataset.Place], folder: Path) -> dict[str, str]:
    from app.core.settings import Settings
    from app.factory import create_app

    env = {"APP_ENV": "development", "DATABASE_URL": url, "DATA_DIR": str(folder), "WECHAT_MODE": "fake"}
    dataset.prepare(create_app(Settings.from_env(env, log_level="WARNING")), places)
    return env


def _start(
    stack: ExitStack, folder: Path, name: str, app: str, env: dict[str, str], *, config: str, ready: str
) -> Server:
    log = folder / f"{name.replace(' ', '-')}.log"
    return stack.enter_context(serving(name, app, env, log, config=config, ready=ready))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.nearby", description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", type=_sizes, default=[2_000, 100_000], help="stations, by commas")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=2, help="of each round")
    return parser.parse_args(arguments)


def _sizes(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


if __name__ == "__main__":
    sys.exit(main())
