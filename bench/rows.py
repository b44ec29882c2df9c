"""What check-ins and sign-ups cost once millions are there: the same acts over databases that hold more and more.

Each size has a database and a service of its own, all on one PostgreSQL and measured in turn, so that what is compared
was done in the same minute. The history is laid by the database itself, without indexes, which are made afterwards.
"""

from __future__ import annotations

import os
import statistics
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask

from bench import checkin, crowd, hot_row, measure, rush
from bench.checkin import Ground
from bench.loading import bulk
from bench.measure import Round
from bench.plan import Plan
from bench.report import Curve, Findings, Result
from tests.support.postgres_server import postgres_server

GOAL, MOONSHOT = 1.3, 1.1  # cost at the most rows / at the fewest (PERFORMANCE)
STATIONS, RIDERS = 300, 100
PEOPLE = """INSERT INTO accounts (person_ref, public_no, display_name, avatar_url, age_ok, status, version, created_at)
SELECT 'past-' || n, 'P' || n, '骑手', '', true, 'active', 1, now() FROM generate_series(1, {people}) AS n"""
# each of the past's people was somewhere every few days of the last year; one in ten acts was at a shift
CHECKINS = """INSERT INTO checkins (account_id, kind, point_id, scanned_point_id, nonce, direction, local_day, pair_no,
 method, level, hint, state, occurred_at, received_at, late, note)
SELECT {first} + n % {people}, 'station', p.id, p.id, 'past-' || n, 'in', (at AT TIME ZONE 'Asia/Shanghai')::date, n,
 'printed', 0, 'camera', 'accepted', at, at, false, ''
FROM generate_series(1, {rows}) AS n
CROSS JOIN LATERAL (SELECT now() - interval '1 year' * (n::float / {rows}) - interval '1 day' AS at) AS t
JOIN points AS p ON p.place = n % (SELECT count(*) FROM points)"""
SIGNUPS = """INSERT INTO signups (shift_id, role_id, account_id, person_ref, state, queued_at, skips, extra, pairs,
 attendance_note, stated_note, version)
SELECT {shift} + n / {people}, {role} + n / {people}, {first} + n % {people}, 'past-' || n, 'checked_out',
 now() - interval '1 year' * (n::float / {rows}), 0, false, '[]', '', '', 1
FROM generate_series(0, {rows} - 1) AS n"""


def trial(plan: Plan, folder: Path) -> Findings:
    """Every number of rows beside the fewest."""
    with ExitStack() as stack:
        base = stack.enter_context(postgres_server(durable=True))
        grounds = {rows: _ground(stack, base, rows, folder) for rows in plan.rows}
        scans = {f"{rows:,} check-ins": ground.scan for rows, ground in grounds.items()}
        found = Findings()
        found.add(_measured("check-in", grounds, scans, plan))
        for ground in grounds.values():
            checkin.check(ground, is_whole=False)
        signing = {f"{rows:,} sign-ups": partial(_sign_up, ground) for rows, ground in grounds.items()}
        found.add(_measured("sign-up", grounds, signing, plan))
    return found


def _measured(what: str, grounds: dict[int, Ground], trials: dict[str, Callable[[int], Round]], plan: Plan) -> Findings:
    first = next(iter(trials))
    again = f"{first} again"
    rounds = measure.in_turn(trials | {again: trials[first]}, plan.rounds, plan.seconds)
    biggest = list(grounds.values())[-1]
    title, memory = f"{what} over what is there already", measure.memory_mb(biggest.server.pids)
    result = Result(title, first, (first, again), rounds, {"rows": plan.rows}, memory, os.getloadavg())
    last = list(trials)[-1]
    words = f"cost of a {what} at {plan.rows[-1]:,} rows / at {plan.rows[0]:,}"
    ratio = {"over": last, "under": first, "part": "cpu_us", "is_least": False, "moonshot": MOONSHOT}
    medians = [statistics.median(result.ratios(name, first, "cpu_us")) for name in trials]
    curve = Curve(f"{what}, CPU of one", "rows", tuple(zip(plan.rows, medians, strict=True)))
    return Findings([result], [result.goal(words, GOAL, **ratio)], [curve])


def _ground(stack: ExitStack, base: str, rows: int, folder: Path) -> Ground:
    name = f"rows{rows}"
    hot_row.create_database(base, name)
    before = partial(_lay, f"{base}/{name}", rows)
    made = checkin.ground(f"{base}/{name}", folder / name, name=name, stations=STATIONS, before=before)
    return stack.enter_context(made)


def _sign_up(ground: Ground, _: int) -> Round:
    """One rush for a shift of its own, by riders of its own, one tap each."""
    kept = rush.Ground(ground.app, ground.server, ground.url, ground.postmaster, rushes=ground.rounds)
    ground.rounds += 1
    return rush.signup_round(kept, riders=RIDERS, is_whole=False)


def _lay(url: str, rows: int, app: Flask) -> None:
    """So many check-ins and as many sign-ups of the past, by a hundredth as many people."""
    people = max(100, rows // 100)
    with app.app_context():
        checkin.codes_of(app)  # the points of the stations
        shift, role = crowd.make_past(app, rows // people + 1)
    with bulk(url) as connection:
        connection.execute(PEOPLE.format(people=people))
        first = _number(connection, "SELECT min(id) FROM accounts WHERE person_ref LIKE 'past-%'")
        connection.execute(
            "CREATE TEMP TABLE points AS SELECT id, row_number() OVER () - 1 AS place FROM presence_points"
        )
        facts = {"rows": rows, "people": people, "first": first, "shift": shift, "role": role}
        for table, query in (("checkins", CHECKINS), ("signups", SIGNUPS)):
            made_anew = _without_indexes(connection, table)
            connection.execute(query.format(**facts))
            for statement in made_anew:
                connection.execute(statement)
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def _without_indexes(connection: psycopg.Connection[Any], table: str) -> list[str]:
    """Drop what slows a great many inserts; the statements that make it anew."""
    found: list[str] = []
    constraints = """SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
      WHERE conrelid = %s::regclass AND contype = 'u'"""
    for name, words in connection.execute(constraints, (table,)).fetchall():
        connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        found.append(f"ALTER TABLE {table} ADD CONSTRAINT {name} {words}")
    indexes = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexname NOT LIKE 'pk%%'"
    for name, words in connection.execute(indexes, (table,)).fetchall():
        connection.execute(f"DROP INDEX {name}")
        found.append(words)
    return found


def _number(connection: psycopg.Connection[Any], query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0
