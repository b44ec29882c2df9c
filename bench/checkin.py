"""How fast check-ins are, beside a constant route: visits of stations by printed codes, each one a row of its own.

    python -m bench.checkin --rounds 7 --seconds 2

gunicorn with 2 workers as deployed, a private PostgreSQL whose commits wait for the disk. Riders are signed in and
every scan goes the whole way: token, key of the code, account lock, row, commit. What was answered is counted in the
table before anything is reported. A bare route with one insert runs along: what the goal was taken from.
"""

from __future__ import annotations

import argparse
import itertools
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from bench import crowd, dataset, hot_row, measure, report
from bench.measure import Round
from bench.report import Result
from bench.rush import THREADS
from bench.servers import ROOT, Failed, Server, end_on_sigterm, serving
from tests.support.postgres_server import PostgresMissing, postgres_server

OURS, CONSTANT, AGAIN, BARE = "check-ins", "constant", "constant again", "one insert"
PLAIN = "bench/gunicorn_plain.py"
RIDERS, STATIONS = 300, 300
MOST_A_ROUND = 3_000  # a second; what one round may need of pairs of rider and station
GOAL = 0.30  # check-ins / constant route (PERFORMANCE)
ANSWER_BYTES = 600

_SCRIPT = """
local lines = {}
for line in io.lines("@LINES@") do lines[#lines + 1] = line end
local at = 0
request = function()
  at = at % #lines + 1
  local token, code, nonce = lines[at]:match("(%S+) (%S+) (%S+)")
  local headers = {["Authorization"] = "Bearer " .. token, ["Content-Type"] = "application/json"}
  return wrk.format("POST", "/api/v1/checkins", headers, '{"code":"' .. code .. '","nonce":"' .. nonce .. '"}')
end
done = function(summary, latency)
  local e = summary.errors
  io.write(string.format('RESULT {"requests":%d,"us":%d,"bytes":%d,"bad":%d,"p50_us":%d,"p99_us":%d}\\n',
    summary.requests, summary.duration, summary.bytes, e.status + e.connect + e.read + e.write + e.timeout,
    latency:percentile(50), latency:percentile(99)))
end
"""


@dataclass
class Ground:
    """A running service over its own database, and who may scan what: each pair once."""

    app: Flask
    server: Server
    url: str
    postmaster: int
    folder: Path
    pairs: Iterator[tuple[str, str]]
    rounds: int = 0
    answered: float = field(default=0.0)

    def scan(self, seconds: int) -> Round:
        """One round of scans that were never made before."""
        self.rounds += 1
        listed = self.folder / f"scans-{self.rounds}.txt"
        taken = list(itertools.islice(self.pairs, MOST_A_ROUND * seconds))
        if len(taken) < MOST_A_ROUND * seconds:
            raise Failed("no pairs of rider and station are left: fewer rounds, or more riders")
        lines = [f"{token} {code} bench-{self.rounds}-{n}" for n, (token, code) in enumerate(taken)]
        listed.write_text("\n".join(lines) + "\n", encoding="ascii")
        script = self.folder / f"scans-{self.rounds}.lua"
        script.write_text(_SCRIPT.replace("@LINES@", str(listed)), encoding="ascii")
        found = self.with_database(self.server, script, seconds)
        self.answered += found.rate * seconds
        return found

    def with_database(self, server: Server, script: Path, seconds: int) -> Round:
        """One round; the database's processor time is counted, too."""
        before = hot_row.cpu_of_tree_s(self.postmaster, measure.TICKS_S)
        found = measure.run_round(server, script, seconds)
        spent = hot_row.cpu_of_tree_s(self.postmaster, measure.TICKS_S) - before
        return replace(found, cpu_us=found.cpu_us + spent / (found.rate * seconds) * 1e6)


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when measured (also when too noisy to tell), 1 when an answer is wrong or a goal is missed."""
    options = _options(arguments)
    end_on_sigterm()
    try:
        measure.find_wrk()
        with tempfile.TemporaryDirectory(prefix="yiqi-bench-") as folder:
            return _run(options, Path(folder))
    except (Failed, PostgresMissing) as failure:
        print(f"bench: {failure}", file=sys.stderr)
        return 1


def _run(options: argparse.Namespace, folder: Path) -> int:
    machine = measure.machine(folder)
    print(" · ".join(f"{name} {value}" for name, value in machine.items()))
    with (
        _ground(folder) as running,
        _plain(CONSTANT, "bench.constant:app", "/constant", folder) as first,
        _plain(AGAIN, "bench.constant:app", "/constant", folder) as second,
        _plain(BARE, "bench.one_insert:app", "/ready", folder, DATABASE_URL=running.url) as bare,
    ):
        plain = measure.write_script(folder, "constant", ["/constant"])
        insert = folder / "insert.lua"
        insert.write_text(plain.read_text("ascii").replace('"GET", paths[at]', '"POST", "/insert"'), "ascii")
        trials: dict[str, Callable[[int], Round]] = {
            OURS: running.scan,
            CONSTANT: lambda seconds: measure.run_round(first, plain, seconds),
            AGAIN: lambda seconds: measure.run_round(second, plain, seconds),
            BARE: lambda seconds: running.with_database(bare, insert, seconds),
        }
        rounds = _in_turn(trials, options)
        _check(running)
        facts = {"riders": RIDERS, "stations": STATIONS, "rows": int(running.answered)}
        memory = measure.memory_mb(running.server.pids)
        title = f"check-ins: visits of {STATIONS} stations by {RIDERS} riders, each a durable row"
        result = Result(title, OURS, (CONSTANT, AGAIN), GOAL, rounds, facts, memory, os.getloadavg())
    print(report.table(result), flush=True)
    name = f"checkin-{time.strftime('%Y%m%d-%H%M%S')}"
    print(f"\nwritten to {report.write(ROOT / 'bench' / 'results', name, machine, [result]).relative_to(ROOT)}")
    return 1 if result.verdict == "fail" else 0


def _in_turn(trials: dict[str, Callable[[int], Round]], options: argparse.Namespace) -> dict[str, list[Round]]:
    """Each trial once a round, in an order that is reversed each time; a short round first, which does not count."""
    for trial in trials.values():
        trial(1)
    found: dict[str, list[Round]] = {name: [] for name in trials}
    for turn in range(options.rounds):
        for name in list(trials) if turn % 2 == 0 else reversed(trials):
            found[name].append(trials[name](options.seconds))
    return found


@contextmanager
def _ground(folder: Path) -> Iterator[Ground]:
    """Migrated, with stations whose posters hang, riders who are signed in, and two workers that answer."""
    from app.core.db import db
    from app.core.settings import Settings
    from app.factory import create_app

    with postgres_server(durable=True) as base:
        hot_row.create_database(base, "checkin")
        env = {
            "APP_ENV": "development", "DATABASE_URL": f"{base}/checkin", "DATA_DIR": str(folder),
            "WECHAT_MODE": "fake", "SCANS_PER_ACCOUNT": "1000000/minute",
        }  # fmt: skip
        app = create_app(Settings.from_env(env, log_level="WARNING"))
        dataset.prepare(app, dataset.make_places(STATIONS, datetime.now(UTC)))
        tokens = [rider.token for rider in crowd.make_riders(app, RIDERS, "scans")]
        codes = _codes(app)  # at any moment many riders at many stations, as people are
        pairs = ((tokens[n], codes[(n + turn) % STATIONS]) for turn in range(STATIONS) for n in range(RIDERS))
        log, config = folder / "service.log", "gunicorn.conf.py"
        with serving(OURS, "wsgi:app", env, log, config=config, ready="/readyz", threads=THREADS) as server:
            yield Ground(app, server, env["DATABASE_URL"], hot_row.postmaster(env["DATABASE_URL"]), folder, pairs)
        with app.app_context():
            db.engine.dispose()


def _codes(app: Flask) -> list[str]:
    """The printed codes of all stations."""
    from app.checkins import service as checkins
    from app.core.db import db, transaction

    with app.app_context():
        stations = sa.text("SELECT code FROM stations ORDER BY code")
        found = list(db.session.scalars(stations))
        with transaction():
            return [checkins.scene_of("station", code) for code in found]


def _check(running: Ground) -> None:
    """Raises ``Failed`` unless every answer is a row, and none is there twice."""
    from app.core.db import db
    from app.core.duties import invariants

    with running.app.app_context():
        rows = db.session.execute(sa.text("SELECT count(*) FROM checkins WHERE state = 'accepted'")).scalar_one()
        broken = invariants(running.app)["checkins-crossed"]()
    if broken or rows < running.answered * 0.99:
        raise Failed(f"{running.answered:.0f} answers, {rows} rows; {broken[:1]}")


@contextmanager
def _plain(name: str, app: str, ready: str, folder: Path, **env: str) -> Iterator[Server]:
    """A server that is not ours, with workers and threads as PERFORMANCE has them for its constant route."""
    log = folder / f"{name.replace(' ', '-')}.log"
    with serving(name, app, {"CONSTANT_BYTES": str(ANSWER_BYTES)} | env, log, config=PLAIN, ready=ready) as server:
        yield server


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.checkin", description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=2, help="of each round")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
