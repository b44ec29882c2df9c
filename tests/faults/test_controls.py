"""Negative controls: with a promise taken away the same bursts must fail, or the suite would see nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.conftest import run_sql
from tests.faults import clients
from tests.faults.broken import NAME
from tests.faults.clients import Crowd, History
from tests.faults.house import House, house
from tests.faults.table import note

BROKEN = "tests.faults.broken:serve()"


@pytest.fixture(scope="module")
def weak(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house of their own: what they leave behind breaks every rule."""
    with house("postgres", tmp_path_factory.mktemp("weak")) as found:
        yield found


@contextmanager
def without(hurt: House, what: str) -> Iterator[None]:
    """It serves with this promise taken away; with all of them for ``""``."""
    hurt.start_web(*([BROKEN] if what else []), **({NAME: what} if what else {}))
    try:
        yield
    finally:
        hurt.kill_web()


def observed(hurt: House, crowd: Crowd, history: History, scenario: str, expected: str) -> list[str]:
    """What was found amiss, put into the table; fails when that was not seen which had to be."""
    lost = crowd.replayed(history)
    found = list(clients.faults_of(crowd, history, lost))
    seen = any(expected in line for line in found)
    note("controls", scenario, history, lost=len(lost), fine=seen)
    assert seen, found[:5]
    return found


def nothing() -> None:
    """No fault at all."""


def test_without_the_row_lock_places_are_sold_twice(weak: House) -> None:
    with without(weak, "row-lock"):
        crowd = clients.gather(weak)
        crowd.intents.sort(key=lambda intent: intent.name)  # all check-ins, then all sign-ups at once
        history = clients.burst(crowd, nothing)
        observed(weak, crowd, history, "without the row lock", f"for {clients.SEATS} places")


def test_without_keys_a_repeat_is_told_something_else(weak: House) -> None:
    with without(weak, "keys"):
        crowd = clients.gather(weak)
        history = clients.burst(crowd, nothing)
        observed(weak, crowd, history, "without idempotency keys", "now 409")


def test_without_waiting_for_the_disk_a_crash_loses_what_was_acknowledged(weak: House) -> None:
    server = weak.postgres
    assert server is not None

    def crash() -> None:
        server.stop("immediate")
        server.start()

    for line in ("synchronous_commit = off", "wal_writer_delay = '10s'", "wal_writer_flush_after = '1GB'"):
        run_sql(f"{server.url}/postgres", f"ALTER SYSTEM SET {line}")
    run_sql(f"{server.url}/postgres", "SELECT pg_reload_conf()")
    with without(weak, ""):
        crowd = clients.gather(weak)
        history = clients.burst(crowd, crash, at=0.5)
        observed(weak, crowd, history, "a crash without synchronous commit", "told ")
    run_sql(f"{server.url}/postgres", "ALTER SYSTEM RESET ALL")
    run_sql(f"{server.url}/postgres", "SELECT pg_reload_conf()")


@pytest.mark.parametrize("lock", [True, False], ids=["with", "without"])
def test_t62_one_rider_and_two_shifts_at_one_time(weak: House, lock: bool) -> None:
    """Twenty taps at once for two shifts at the same hour: one place with the account's lock, two without."""
    doubled = 0
    with without(weak, "" if lock else "account-lock"):
        for _ in range(8):
            doubled += _both_taken(weak)
            if doubled and not lock:
                break
    told = "with" if lock else "without"
    note("controls", f"T62 {told} the account lock", History(), lost=doubled, fine=lock != bool(doubled))
    assert bool(doubled) is not lock


def _both_taken(hurt: House) -> int:
    """How many shifts too many one rider stands in."""
    first, second = (clients.gather(hurt, riders=1) for _ in range(2))
    rider = first.intents[0].token
    taps = [
        clients.Intent("tap", f"/api/v1/shifts/{crowd.shift}/signups", {}, rider, f"tap-{crowd.shift}-{n:04d}")
        for n in range(10)
        for crowd in (first, second)
    ]
    start, told = threading.Barrier(len(taps)), []

    def tap(intent: clients.Intent) -> Callable[[], None]:
        def once() -> None:
            start.wait(30)
            told.append(clients.send(hurt.port, intent)[0])

        return once

    threads = [threading.Thread(target=tap(intent)) for intent in taps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(told) <= {201, 409}, told
    taken = "SELECT count(*) FROM signups WHERE shift_id IN (:first, :second) AND state = 'registered'"
    return int(hurt.value(taken, first=first.shift, second=second.shift)) - 1
