"""How fast check-ins are, beside a constant route: visits of stations by printed codes, each one a row of its own.

gunicorn with 2 workers as deployed, a private PostgreSQL whose commits wait for the disk. Riders are signed in and
every scan goes the whole way: token, key of the code, account lock, row, commit. What was answered is counted in the
table before anything is reported. A bare route with one insert runs along: what the goal was taken from.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from bench import crowd, dataset, hot_row, house, measure
from bench.measure import Round
from bench.plan import Plan
from bench.report import Findings, Result
from bench.servers import Failed, Server

OURS, CONSTANT, AGAIN, BARE = "check-ins", "constant", "constant again", "one insert"
RIDERS, STATIONS = 300, 300
MOST_A_ROUND = 3_000  # a second; what one round may need of pairs of rider and station
GOAL, MOONSHOT = 0.30, 0.45  # check-ins / constant route (PERFORMANCE)
ANSWER_BYTES = "600"

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
    since: int  # the newest check-in that was there before
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


def trial(plan: Plan, folder: Path) -> Findings:
    """Check-ins beside the constant route and the bare insert."""
    told = {"CONSTANT_BYTES": ANSWER_BYTES}
    with (
        house.database("checkin") as url,
        ground(url, folder / "checkin") as running,
        house.plain(CONSTANT, "bench.constant:app", folder, **told) as first,
        house.plain(AGAIN, "bench.constant:app", folder, **told) as second,
        house.plain(BARE, "bench.one_insert:app", folder, ready="/ready", DATABASE_URL=url, **told) as bare,
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
        rounds = measure.in_turn(trials, plan.rounds, plan.seconds)
        check(running)
        facts = {"riders": RIDERS, "stations": STATIONS, "rows": int(running.answered)}
        memory = measure.memory_mb(running.server.pids)
        title = f"check-ins: visits of {STATIONS} stations by {RIDERS} riders, each a durable row"
        result = Result(title, OURS, (CONSTANT, AGAIN), rounds, facts, memory, os.getloadavg())
    goals = [
        result.goal("check-ins / constant route", GOAL, under=CONSTANT, moonshot=MOONSHOT),
        result.goal("check-ins / one bare insert", None, under=BARE),
        result.goal("one bare insert / constant route", None, over=BARE, under=CONSTANT),
    ]
    return Findings([result], goals)


@contextmanager
def ground(
    url: str, folder: Path, *, name: str = OURS, stations: int = STATIONS, before: Callable[[Flask], None] | None = None
) -> Iterator[Ground]:
    """Migrated, with stations whose posters hang, riders who are signed in, and two workers that answer.

    ``before``: what else is there when they come.
    """
    app, env = house.furnish(
        url, folder, dataset.make_places(stations, datetime.now(UTC)), SCANS_PER_ACCOUNT="1000000/minute"
    )
    try:
        if before is not None:
            before(app)
        tokens = [rider.token for rider in crowd.make_riders(app, RIDERS, "scans")]
        codes = codes_of(app)  # at any moment many riders at many stations, as people are
        pairs = ((tokens[n], codes[(n + turn) % stations]) for turn in range(stations) for n in range(RIDERS))
        with house.deployed(name, env, folder) as server:
            yield Ground(app, server, url, hot_row.postmaster(url), folder, pairs, _newest(app))
    finally:
        house.leave(app)


def codes_of(app: Flask) -> list[str]:
    """The printed codes of all stations."""
    from app.checkins import service as checkins
    from app.core.db import db, transaction

    with app.app_context():
        stations = sa.text("SELECT code FROM stations ORDER BY code")
        found = list(db.session.scalars(stations))
        with transaction():
            return [checkins.scene_of("station", code) for code in found]


def check(running: Ground, *, is_whole: bool = True) -> None:
    """Raises ``Failed`` unless every answer is a row and, of the whole table, none crosses another."""
    from app.core.db import db
    from app.core.duties import invariants

    with running.app.app_context():
        made = sa.text("SELECT count(*) FROM checkins WHERE state = 'accepted' AND id > :since")
        rows = db.session.execute(made, {"since": running.since}).scalar_one()
        broken = invariants(running.app)["checkins-crossed"]() if is_whole else []
    if broken or rows < running.answered * 0.99:
        raise Failed(f"{running.answered:.0f} answers, {rows} rows; {broken[:1]}")


def _newest(app: Flask) -> int:
    from app.core.db import db

    with app.app_context():
        return int(db.session.execute(sa.text("SELECT coalesce(max(id), 0) FROM checkins")).scalar_one())
