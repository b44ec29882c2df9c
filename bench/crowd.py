"""Riders who all tap at once: made in the database, sent over HTTP, and their answers checked against the queue."""

from __future__ import annotations

import http.client
import json
import os
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask

from bench.servers import Failed, Server

AREA = "652701001"
PATIENCE_S = 60.0


@dataclass(frozen=True)
class Rider:
    """A signed-in rider, and the key of the one tap they mean."""

    token: str = field(repr=False)
    key: str


@dataclass
class Answers:
    """What came back: for each rider the bodies of all their sends; seconds of each send; what had to be sent again."""

    bodies: dict[int, list[bytes]] = field(default_factory=dict)
    took_s: list[float] = field(default_factory=list)
    again: int = 0
    wall_s: float = 0.0


def make_riders(app: Flask, count: int, name: str) -> list[Rider]:
    """So many riders, signed in as the fake platform's users would be."""
    from app.accounts import sessions
    from app.core.db import transaction

    found = []
    with app.app_context():
        for start in range(0, count, 50):
            with transaction():
                for n in range(start, min(start + 50, count)):
                    signed = sessions.sign_in(f"o{name}-{n:05d}-".ljust(28, "0"), code=f"{name}-{n}", age_ok=True)
                    found.append(Rider(signed.token, f"one-tap-{name}-{n:05d}"))
    return found


def make_shift(app: Flask, places: int) -> int:
    """A published shift in ten days with an unlimited queue, and a point where its people are expected."""
    from app.checkins import service as checkins
    from app.core import clock
    from app.core.db import transaction

    with app.app_context(), transaction() as session:
        tables = _tables()
        issuer = session.execute(sa.select(tables["organizations"].c.id).limit(1)).scalar_one()
        starts = clock.now() + timedelta(days=10)
        facts = {
            "issuer_id": issuer, "area_code": AREA, "title": "示例班次", "place": "示例站", "lat_wgs84": 44.9046,
            "lng_wgs84": 82.0719, "kind": "service", "starts_at": starts, "ends_at": starts + timedelta(hours=1),
            "planned_minutes": 60, "signup_closes_at": starts, "cancel_until": starts - timedelta(hours=3),
            "risk_text": "无特殊风险", "insurance_text": "", "min_age": 18, "status": "published",
            "cancel_reason": "", "created_at": clock.now(), "synthetic": True, "version": 1,
        }  # fmt: skip
        shift = session.execute(tables["shifts"].insert().values(**facts).returning(tables["shifts"].c.id)).scalar_one()
        role = {"shift_id": shift, "name": "志愿者", "capacity": places, "skills": ""}
        session.execute(tables["shift_roles"].insert().values(**role))
        checkins.make_point("shift", str(shift), "示例班次", 44.9046, 82.0719, 150, None, None)
        return int(shift)


def send_all(
    server: Server, shift: int, riders: list[Rider], sends: int, *, midway: Callable[[], None] | None = None
) -> Answers:
    """Every rider sends the same sign-up ``sends`` times at once, again with the same key while nothing comes back.

    ``midway`` is called once, when a third of the riders have an answer.
    """
    found, lock = Answers(bodies={n: [] for n in range(len(riders))}), threading.Lock()
    gate = threading.Barrier(len(riders) * sends + 1)
    fired = threading.Event()

    def tap(n: int) -> None:
        gate.wait(PATIENCE_S)
        started = time.perf_counter()
        body, again = _until_answered(server.port, shift, riders[n])
        with lock:
            found.bodies[n].append(body)
            found.took_s.append(time.perf_counter() - started)
            found.again += again
            due = midway is not None and len(found.took_s) * 3 >= len(riders) * sends and not fired.is_set()
            if due:
                fired.set()
        if due and midway is not None:
            midway()

    threads = [threading.Thread(target=tap, args=(n,), daemon=True) for n in range(len(riders)) for _ in range(sends)]
    for thread in threads:
        thread.start()
    gate.wait(PATIENCE_S)
    started = time.perf_counter()
    for thread in threads:
        thread.join(PATIENCE_S)
    found.wall_s = time.perf_counter() - started
    if len(found.took_s) < len(threads):
        raise Failed(f"{len(threads) - len(found.took_s)} of {len(threads)} taps were never answered")
    return found


def check(app: Flask, shift: int, places: int, riders: list[Rider], answers: Answers) -> None:
    """Raises ``Failed`` unless every place went once, the queue has no gap, and one key had one answer."""
    states, positions = [], []
    for bodies in answers.bodies.values():
        if len(set(bodies)) != 1:
            raise Failed("one key had two answers")
        told = json.loads(bodies[0])
        states.append(told["state"])
        positions += [told["position"]] if told["state"] == "waitlisted" else []
    if states.count("registered") != min(places, len(riders)):
        raise Failed(f"{states.count('registered')} of {places} places were given")
    if sorted(positions) != list(range(1, max(len(riders) - places, 0) + 1)):
        raise Failed("the queue has a gap, or one place in it twice")
    _check_rows(app, shift, places, len(riders))


def kill_a_worker(server: Server) -> None:
    """SIGKILL to one of the server's workers."""
    os.kill(server.pids[-1], signal.SIGKILL)


def _check_rows(app: Flask, shift: int, places: int, riders: int) -> None:
    """What the database holds beside what was answered: rows, and the invariants of places and queues."""
    from app.core.db import db
    from app.volunteering import signup_checks

    signups = _tables()["signups"]
    with app.app_context():
        query = sa.select(signups.c.state, sa.func.count()).where(signups.c.shift_id == shift).group_by(signups.c.state)
        found = dict(db.session.execute(query).tuples().all())
        broken = [*signup_checks.no_place_is_sold_twice(), *signup_checks.nobody_is_passed_over()]
        db.session.remove()
    expected = {"registered": min(places, riders), "waitlisted": max(riders - places, 0)}
    if broken or found != {state: count for state, count in expected.items() if count}:
        raise Failed(f"the database holds {found} for {expected}: {broken[:3]}")


def _until_answered(port: int, shift: int, rider: Rider) -> tuple[bytes, int]:
    """The body of the first 2xx answer, and how often it had to be sent again. Any other refusal is ``Failed``."""
    headers = {
        "Authorization": f"Bearer {rider.token}",
        "Idempotency-Key": rider.key,
        "Content-Type": "application/json",
    }
    deadline, again = time.monotonic() + PATIENCE_S, 0
    while time.monotonic() < deadline:
        try:
            status, body = _post(port, f"/api/v1/shifts/{shift}/signups", headers)
        except (OSError, http.client.HTTPException):
            status, body = 0, b""
        if status == 201:
            return body, again
        if status not in {0, 503}:
            raise Failed(f"a sign-up was answered {status}: {body[:200]!r}")
        again += 1
        time.sleep(0.05)
    raise Failed("a sign-up was never answered")


def _post(port: int, path: str, headers: dict[str, str]) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("POST", path, b"{}", headers)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def _tables() -> Any:
    from app.core.db import db

    return db.metadata.tables
