"""Riders who all tap at once: made in the database, sent over HTTP, and their answers checked against the queue."""

from __future__ import annotations

import json
import os
import selectors
import signal
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask

from bench.servers import Failed, Server

AREA = "652701001"
PATIENCE_S = 60.0
PAST_PLACES = 500


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
    cpu_s: float = 0.0  # of the service and its database


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
        shift, _ = _write_shift(session, clock.now() + timedelta(days=10), places, "published")
        checkins.make_point("shift", str(shift), "示例班次", 44.9046, 82.0719, 150, None, None)
        return shift


def make_past(app: Flask, count: int) -> tuple[int, int]:
    """So many shifts that are over, one role each; the first of their numbers, which follow one another."""
    from app.core import clock
    from app.core.db import transaction

    with app.app_context(), transaction() as session:
        over = clock.now() - timedelta(days=30)
        first, *_ = [_write_shift(session, over, PAST_PLACES, "done") for _ in range(count)]
        return first


def _write_shift(session: Any, starts: datetime, places: int, status: str) -> tuple[int, int]:
    tables = _tables()
    issuer = session.execute(sa.select(tables["organizations"].c.id).limit(1)).scalar_one()
    facts = {
        "issuer_id": issuer, "area_code": AREA, "title": "示例班次", "place": "示例站", "lat_wgs84": 44.9046,
        "lng_wgs84": 82.0719, "kind": "service", "starts_at": starts, "ends_at": starts + timedelta(hours=1),
        "planned_minutes": 60, "signup_closes_at": starts, "cancel_until": starts - timedelta(hours=3),
        "risk_text": "无特殊风险", "insurance_text": "", "min_age": 18, "status": status,
        "cancel_reason": "", "created_at": starts - timedelta(days=20), "synthetic": True, "version": 1,
    }  # fmt: skip
    shift = session.execute(tables["shifts"].insert().values(**facts).returning(tables["shifts"].c.id)).scalar_one()
    role = tables["shift_roles"].insert().values(shift_id=shift, name="志愿者", capacity=places, skills="")
    return int(shift), int(session.execute(role.returning(tables["shift_roles"].c.id)).scalar_one())


def send_all(
    server: Server, shift: int, riders: list[Rider], sends: int, *, midway: Callable[[], None] | None = None
) -> Answers:
    """Every rider sends the same sign-up ``sends`` times at once, again with the same key while nothing comes back.

    One thread keeps all connections, so that the load takes little of the cores the service runs on. ``midway`` is
    called once, when a third of the sends have an answer.
    """
    found = Answers(bodies={n: [] for n in range(len(riders))})
    path = f"/api/v1/shifts/{shift}/signups"
    taps = [Tap(server.port, n, _request(path, rider)) for n, rider in enumerate(riders) for _ in range(sends)]
    waiting, started = selectors.DefaultSelector(), time.perf_counter()
    for tap in taps:
        tap.send(waiting)
    left = len(taps)
    while left and time.perf_counter() - started < PATIENCE_S:
        for key, _ in waiting.select(1.0):
            body = key.data.receive(waiting)
            if body is None:
                continue
            found.bodies[key.data.rider].append(body)
            found.took_s.append(time.perf_counter() - started)
            left -= 1
            if midway is not None and len(found.took_s) * 3 >= len(taps):
                midway()
                midway = None
    found.wall_s, found.again = time.perf_counter() - started, sum(tap.again for tap in taps)
    waiting.close()
    if left:
        raise Failed(f"{left} of {len(taps)} taps were never answered")
    return found


class Tap:
    """One send of one rider, until it has an answer. ``again``: how often it had to be sent once more."""

    def __init__(self, port: int, rider: int, request: bytes) -> None:
        self.rider, self.again = rider, 0
        self._port, self._request = port, request
        self._socket, self._said = socket.socket(), b""

    def send(self, waiting: selectors.BaseSelector) -> None:
        """Connect and send; the kernel takes both at once on loopback."""
        self._socket, self._said = socket.create_connection(("127.0.0.1", self._port), timeout=PATIENCE_S), b""
        self._socket.sendall(self._request)
        waiting.register(self._socket, selectors.EVENT_READ, self)

    def receive(self, waiting: selectors.BaseSelector) -> bytes | None:
        """The body once the connection is closed behind it; None before, and when it has to be sent again.

        Any refusal but 503 is ``Failed``.
        """
        try:
            part = self._socket.recv(65536)
        except OSError:
            part, self._said = b"", b""
        if part:
            self._said += part
            return None
        waiting.unregister(self._socket)
        self._socket.close()
        head, _, body = self._said.partition(b"\r\n\r\n")
        status = head[9:12]
        if status == b"201" and json.loads(body):
            return body
        if status not in {b"", b"503"}:
            raise Failed(f"a sign-up was answered {status.decode()}: {body[:200]!r}")
        self.again += 1
        time.sleep(0.05)
        self.send(waiting)
        return None


def check(app: Flask, shift: int, places: int, riders: list[Rider], answers: Answers, *, is_whole: bool = True) -> None:
    """Raises ``Failed`` unless every place went once, the queue has no gap, and one key had one answer.

    ``is_whole``: the invariants of all sign-ups are looked at, too, not only this shift's rows.
    """
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
    _check_rows(app, shift, places, len(riders), is_whole=is_whole)


def kill_a_worker(server: Server) -> None:
    """SIGKILL to one of the server's workers."""
    os.kill(server.pids[-1], signal.SIGKILL)


def _check_rows(app: Flask, shift: int, places: int, riders: int, *, is_whole: bool) -> None:
    """What the database holds beside what was answered: rows, and the invariants of places and queues."""
    from app.core.db import db
    from app.volunteering import signup_checks

    signups = _tables()["signups"]
    with app.app_context():
        query = sa.select(signups.c.state, sa.func.count()).where(signups.c.shift_id == shift).group_by(signups.c.state)
        found = dict(db.session.execute(query).tuples().all())
        checks = (signup_checks.no_place_is_sold_twice, signup_checks.nobody_is_passed_over) if is_whole else ()
        broken = [line for look in checks for line in look()]
        db.session.remove()
    expected = {"registered": min(places, riders), "waitlisted": max(riders - places, 0)}
    if broken or found != {state: count for state, count in expected.items() if count}:
        raise Failed(f"the database holds {found} for {expected}: {broken[:3]}")


def _request(path: str, rider: Rider) -> bytes:
    head = (
        f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Authorization: Bearer {rider.token}",
        f"Idempotency-Key: {rider.key}", "Content-Type: application/json", "Content-Length: 2", "Connection: close",
    )  # fmt: skip
    return "\r\n".join([*head, "", "{}"]).encode()


def _tables() -> Any:
    from app.core.db import db

    return db.metadata.tables
