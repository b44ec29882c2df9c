"""People who mean one thing each and try until it is acknowledged, and the history of what they were told.

A tap has one key or nonce however often it is sent. Whatever was answered with 2xx must be there for ever, unchanged.
"""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from queue import Empty, SimpleQueue
from typing import Any

import sqlalchemy as sa

from app.checkins import service as checkins
from app.core.db import db, transaction
from bench import crowd
from tests.faults.house import House, seconds

SEATS, RIDERS, THREADS = 40, 120, 16
ONE_TRY_S, PATIENCE_S = 8.0, 90.0
PAUSE = threading.Event()

_bursts = count(1)


@dataclass(frozen=True)
class Intent:
    """One tap: what is sent, however often."""

    name: str
    path: str
    body: dict[str, Any] = field(hash=False)
    token: str = field(repr=False)
    key: str


@dataclass
class History:
    """What a burst was told. ``statuses`` counts every answer, ``cut`` sends without one, ``away`` closed doors."""

    acknowledged: dict[Intent, dict[str, Any]] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    cut: int = 0
    away: int = 0
    given_up: int = 0
    acknowledged_at: list[tuple[float, float]] = field(default_factory=list)  # sent, answered
    back_at: float | None = None

    @property
    def sent(self) -> int:
        return sum(self.statuses.values()) + self.cut + self.away

    @property
    def recovered_s(self) -> float | None:
        """From the dependency's return to the first acknowledgement of what was sent after it."""
        if self.back_at is None:
            return None
        after = [answered - self.back_at for sent, answered in self.acknowledged_at if sent >= self.back_at]
        return min(after, default=None)


@dataclass
class Crowd:
    """Riders of one burst, their shift, and what each of them means to do."""

    house: House
    shift: int
    intents: list[Intent]

    def replayed(self, history: History) -> list[str]:
        """Send every acknowledged tap once more: what is answered differently, a sentence each."""
        found = []
        for intent, told in history.acknowledged.items():
            status, body, _ = send(self.house.port, intent)
            if status not in {200, 201} or essence(body) != essence(told):
                found.append(f"{intent.name}: told {essence(told)}, now {status} {essence(body)}")
        return found


def gather(house: House, *, riders: int = RIDERS, seats: int = SEATS) -> Crowd:
    """New riders and a new shift: each signs up once and checks in once by a printed code."""
    name = f"burst{next(_bursts)}"
    people = crowd.make_riders(house.app, riders, name)
    shift = crowd.make_shift(house.app, seats)
    with house.app.app_context():
        station = db.session.execute(sa.text("SELECT code FROM stations ORDER BY code LIMIT 1")).scalar_one()
        db.session.remove()
        with transaction():
            code = checkins.scene_of("station", station)
    intents = []
    for n, rider in enumerate(people):
        where = f"/api/v1/shifts/{shift}/signups"
        intents.append(Intent(f"sign-up {name} {n}", where, {}, rider.token, rider.key))
        scan = {"code": code, "nonce": f"{name}-nonce-{n:05d}"}
        intents.append(Intent(f"check-in {name} {n}", "/api/v1/checkins", scan, rider.token, ""))
    return Crowd(house, shift, intents)


def burst(crowd: Crowd, fault: Callable[[], None], *, threads: int = THREADS, at: float = 0.25) -> History:
    """Send all until each is acknowledged. ``fault`` is called when a part ``at`` of them is; it ends when healed.

    One of them comes when all is well again: who was there before may still wait for an answer that never comes.
    """
    history, lock, todo = History(), threading.Lock(), SimpleQueue[Intent]()
    *early, newcomer = crowd.intents
    for intent in early:
        todo.put(intent)
    begun, struck = seconds(), threading.Event()

    def work() -> None:
        while True:
            try:
                intent = todo.get_nowait()
            except Empty:
                return
            until_acknowledged(crowd.house.port, intent, history, lock, begun)

    def strike() -> None:
        while len(history.acknowledged) < at * len(early) and seconds() - begun < PATIENCE_S:
            PAUSE.wait(0.005)
        fault()
        history.back_at = seconds()
        struck.set()
        until_acknowledged(crowd.house.port, newcomer, history, lock, begun)

    workers = [threading.Thread(target=work) for _ in range(threads)]
    striker = threading.Thread(target=strike)
    for thread in [*workers, striker]:
        thread.start()
    for thread in [*workers, striker]:
        thread.join()
    assert struck.is_set(), "the fault itself failed"
    return history


def send(port: int, intent: Intent) -> tuple[int, dict[str, Any], float]:
    """One try: status, body, when it was sent. Raises ``OSError`` or ``HTTPException`` without an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ONE_TRY_S)
    headers = {"Authorization": f"Bearer {intent.token}", "Content-Type": "application/json"}
    headers |= {"Idempotency-Key": intent.key} if intent.key else {}
    began = time.monotonic()
    try:
        connection.request("POST", intent.path, json.dumps(intent.body), headers)
        answer = connection.getresponse()
        raw = answer.read()
        return answer.status, json.loads(raw) if raw else {}, began
    finally:
        connection.close()


def until_acknowledged(port: int, intent: Intent, history: History, lock: threading.Lock, begun: float) -> None:
    """Send one tap again and again; whatever but 2xx and a well-formed 503 is written down as wrong."""
    while seconds() - begun < PATIENCE_S:
        try:
            status, body, sent_at = send(port, intent)
        except (OSError, http.client.HTTPException) as failure:
            with lock:
                if isinstance(failure, ConnectionRefusedError):
                    history.away += 1
                else:
                    history.cut += 1
            PAUSE.wait(0.1)
            continue
        with lock:
            history.statuses[status] += 1
            if status in {200, 201}:
                history.acknowledged[intent] = body
                history.acknowledged_at.append((sent_at, seconds()))
                return
            if status != 503 or "type" not in body:
                history.wrong.append(f"{intent.name}: {status} {str(body)[:160]}")
                if status < 500:
                    return
        PAUSE.wait(0.1)
    with lock:
        history.given_up += 1


def essence(body: dict[str, Any]) -> dict[str, Any]:
    """What of an answer must never change: which row, and what it was told to be."""
    return {name: body.get(name) for name in ("id", "state", "position", "shift_id", "direction") if name in body}


def faults_of(crowd: Crowd, history: History, lost: Sequence[str]) -> Sequence[str]:
    """Everything that a fault must not bring about, a sentence each; ``lost`` is what ``replayed`` found."""
    riders, seats = len(crowd.intents) // 2, SEATS
    found = [*history.wrong]
    if history.given_up:
        found.append(f"{history.given_up} taps were never acknowledged")
    found += lost
    states = "SELECT count(*) FROM signups WHERE shift_id = :shift AND state = :state"
    taken = crowd.house.value(states, shift=crowd.shift, state="registered")
    waiting = crowd.house.value(states, shift=crowd.shift, state="waitlisted")
    if (taken, waiting) != (min(seats, riders), max(riders - seats, 0)):
        found.append(f"{taken} registered and {waiting} waiting, of {riders} for {seats} places")
    lined = [told["position"] for told in history.acknowledged.values() if told.get("state") == "waitlisted"]
    if sorted(lined) != list(range(1, len(lined) + 1)):
        found.append("the queue has a gap, or one place in it twice")
    return [*found, *crowd.house.broken()]
