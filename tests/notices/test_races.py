"""Many at once: real threads, real commits, a worker that is killed, on the engine of the run. W17, RELIABILITY 5.

The negative controls take away what keeps the promise (on SQLite also ``BEGIN IMMEDIATE``) and watch it break, so that
the tests above them are known to be able to fail.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Connection

from app.accounts import service as accounts
from app.core import clock
from app.core.db import db, transaction
from app.core.problems import DatabaseUnavailable
from app.notices import checks, credits, delivery, outbox, templates
from app.notices.models import MessageCredit, Notice
from app.notices.rules import read_quiet
from app.wechat.fake import Serving
from app.wechat.fake.faults import Fault, FaultPlan
from app.wechat.sending import Sent
from tests.conftest import ENGINE
from tests.notices.conftest import person
from tests.notices.people import ALERT, NOON, SEND, fails, rows_of, tap, tell

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 20
THREADS = 4  # a worker has as many


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The runs of these tests may fall into the night."""
    monkeypatch.setattr(clock, "now", lambda: NOON)


def at_once(app: Flask, calls: list[Callable[[], Any]]) -> list[Any]:
    """The answers, or what threw them out, of calls that all start together, each in a thread of its own."""
    start = threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        with app.app_context():
            start.wait(PATIENCE_S)
            try:
                return call()
            except DatabaseUnavailable as error:
                return error

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


def people(app: Flask, wechat: Serving, *, count: int, each: int = 1) -> list[int]:
    with app.app_context():
        found = [person(f"p{number}") for number in range(count)]
        for account_id in found:
            tap(wechat, account_id, count=each)
        return found


def one_more(account_id: int, key: str) -> Callable[[], Any]:
    return lambda: tell(account_id, key=key)


# --- credits ---


def states(app: Flask) -> Counter[str]:
    return Counter(notice.wechat_state for notice in rows_of(app, Notice))


def remaining(app: Flask) -> list[int]:
    return [credit.remaining for credit in rows_of(app, MessageCredit)]


def test_w17_parallel_notices_share_no_credit_and_go_not_below_nothing(committed, wechat):
    (rider,) = people(committed, wechat, count=1, each=3)
    calls = [one_more(rider, f"k{number}") for number in range(8)]
    answers = at_once(committed, calls[:THREADS]) + at_once(committed, calls[THREADS:])
    assert answers == [True] * 8
    assert (states(committed), remaining(committed)) == (Counter(due=3, none=5), [0])


def take(account_id: int) -> Callable[[], bool]:
    def call() -> bool:
        with transaction():
            return credits.take(account_id, ALERT)

    return call


def test_without_the_condition_two_notices_take_one_credit(committed, wechat, monkeypatch):
    (rider,) = people(committed, wechat, count=1)
    both_have_looked = threading.Barrier(2)

    def look_then_set(account_id: int, template: str) -> bool:
        mine = (MessageCredit.account_id == account_id, MessageCredit.template == template)
        left = db.session.scalars(sa.select(MessageCredit.remaining).where(*mine)).one()
        both_have_looked.wait(PATIENCE_S)
        db.session.execute(sa.update(MessageCredit).where(*mine).values(remaining=left - 1))
        return left > 0

    monkeypatch.setattr(credits, "take", look_then_set)
    begin_deferred(monkeypatch)
    answers = at_once(committed, [take(rider), take(rider)])
    assert answers == [True, True] or one_was_thrown_out(answers)
    assert remaining(committed) == [0]


def begin_deferred(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite: BEGIN instead of BEGIN IMMEDIATE, so that both may read before either writes."""
    monkeypatch.setattr(Connection, "get_execution_options", lambda self: {})


def one_was_thrown_out(answers: list[Any]) -> bool:
    """SQLite breaks off the later of two writers who have both read."""
    return sorted(type(answer).__name__ for answer in answers) in (
        ["DatabaseUnavailable", "bool"],
        ["Claim", "DatabaseUnavailable"],
    )


def test_w17_hint_and_event_at_the_same_instant_are_one(committed, wechat):
    (rider,) = people(committed, wechat, count=1)

    def word(teller: Callable[..., None]) -> Callable[[], None]:
        def call() -> None:
            with transaction():
                teller(rider, "shift_changed", 1)

        return call

    at_once(committed, [word(credits.told_by_phone), word(credits.told_by_wechat)])
    assert {row.template: row.remaining for row in rows_of(committed, MessageCredit)} == {ALERT: 1, "shift_changed": 1}


def test_one_cause_told_at_the_same_instant_is_one_notice_and_one_credit(committed, wechat):
    (rider,) = people(committed, wechat, count=1, each=2)
    answers = at_once(committed, [one_more(rider, "same")] * THREADS)
    assert sorted(answers) == [False] * 3 + [True]
    assert (states(committed), remaining(committed)) == (Counter(due=1), [1])


def test_telling_somebody_does_not_wait_for_what_they_are_doing(committed, wechat):
    """Whoever holds a place tells those who wait for it, each of whom holds their own account (PostgreSQL)."""
    (rider,) = people(committed, wechat, count=1)
    held, done = threading.Event(), threading.Event()

    def doing_something() -> bool:
        with nullcontext() if ENGINE == "sqlite" else transaction():
            if ENGINE != "sqlite":  # which has one writer: nothing to hold
                accounts.lock_account(rider)
            held.set()
            return done.wait(PATIENCE_S)

    def telling() -> bool:
        assert held.wait(PATIENCE_S)
        answer = tell(rider)
        done.set()
        return answer

    assert at_once(committed, [doing_something, telling]) == [True, True]


# --- workers ---


def claim() -> outbox.Claim | None:
    with transaction():
        return outbox.claim()


def work() -> int:
    """One worker's round, until it finds nothing."""
    sent = 0
    while delivery.send_next():
        sent += 1
    return sent


def test_four_workers_send_every_message_once(committed, wechat):
    everybody = people(committed, wechat, count=8, each=3)
    with committed.app_context():
        for number in range(24):
            tell(everybody[number % 8], key=f"k{number}")
    at_once(committed, [work] * THREADS)
    with committed.app_context():
        work()  # a worker that found only busy people has gone home early
        assert checks.one_effect_each() + checks.leases_end() == []
    assert states(committed) == Counter(sent=24)
    assert {notice.attempts for notice in rows_of(committed, Notice)} == {1}
    assert Counter(message.openid for message in wechat.platform.mailbox.messages).most_common(1)[0][1] == 3
    assert len(wechat.platform.mailbox.messages) == 24


def test_two_workers_never_take_the_same_message(committed, wechat):
    for number, account_id in enumerate(people(committed, wechat, count=3)):
        with committed.app_context():
            tell(account_id, key=f"k{number}")
    claims = [held for held in at_once(committed, [claim] * THREADS) if held is not None]
    assert len({held.notice_id for held in claims}) == len(claims) == 3


def test_two_workers_never_take_two_messages_of_one_person(committed, wechat, monkeypatch):
    (rider,) = people(committed, wechat, count=1, each=3)
    with committed.app_context():
        for number in range(3):
            tell(rider, key=f"k{number}")
    meet_after_looking(monkeypatch, patience_s=1)
    claims = at_once(committed, [claim, claim])
    assert [held for held in claims if held is not None][1:] == []
    assert states(committed) == Counter(due=2, sending=1)


def test_without_the_row_lock_two_workers_take_one_message(committed, wechat, monkeypatch):
    (rider,) = people(committed, wechat, count=1)
    with committed.app_context():
        tell(rider)
    look = outbox._next
    monkeypatch.setattr(outbox, "_next", lambda: without_lock(look()))
    begin_deferred(monkeypatch)
    meet_after_looking(monkeypatch, patience_s=PATIENCE_S)
    claims = at_once(committed, [claim, claim])
    assert one_was_thrown_out(claims) or len({held.notice_id for held in claims}) == 1


def without_lock(query: sa.Select[Any]) -> sa.Select[Any]:
    query._for_update_arg = None
    return query


def meet_after_looking(monkeypatch: pytest.MonkeyPatch, *, patience_s: float) -> None:
    """Hold two workers up between reading a row and leasing it, until both have one or a while has passed."""
    both = threading.Barrier(2)
    ask = outbox.accounts.openid_for_sending

    def wait(account_id: int) -> str | None:
        with suppress(threading.BrokenBarrierError):
            both.wait(patience_s)
        return ask(account_id)

    monkeypatch.setattr(outbox.accounts, "openid_for_sending", wait)


def test_two_workers_that_hear_of_a_template_at_once_both_write_down_what_became(committed, wechat, monkeypatch):
    both = people(committed, wechat, count=2)
    with committed.app_context():
        for number, account_id in enumerate(both):
            tell(account_id, key=f"k{number}")
        held = [one for one in (claim(), claim()) if one is not None]
    both_know, ids = threading.Barrier(2), templates.ids

    def meet() -> dict[str, str]:
        with suppress(threading.BrokenBarrierError):
            both_know.wait(1)
        return ids()

    monkeypatch.setattr(templates, "ids", meet)
    assert at_once(committed, [recording(one) for one in held]) == [True, True]
    assert (states(committed), remaining(committed)) == (Counter(dead=2), [1, 1])


def recording(held: outbox.Claim) -> Callable[[], bool]:
    def call() -> bool:
        with transaction():
            return outbox.record(held, Sent("template_off"))

    return call


# --- a worker that is killed ---


class Watched(FaultPlan):
    """Faults that tell when a message is being sent."""

    def __init__(self) -> None:
        super().__init__()
        self.sending = threading.Event()

    def take(self, path: str) -> Fault | None:
        found = super().take(path)
        if path == SEND:
            self.sending.set()
        return found


def start_worker(app: Flask, tmp_path: Path) -> subprocess.Popen[bytes]:
    chosen = app.extensions["yiqi.settings"]
    ours = {
        "APP_ENV": "test",
        "SECRET_KEY": chosen.secret_key,
        "DATABASE_URL": chosen.database_url,
        "REDIS_URL": chosen.redis_url,
        "DATA_DIR": str(tmp_path),
        "WECHAT_API_BASE": chosen.api_base,
        "QUIET_HOURS": "00:00-00:00",
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    return subprocess.Popen(command, cwd=ROOT, env=os.environ | ours, stderr=subprocess.DEVNULL)


@pytest.mark.slow
@pytest.mark.both_engines
def test_a_worker_killed_while_sending_loses_nothing(committed, wechat, tmp_path, monkeypatch):
    (rider,) = people(committed, wechat, count=1)
    with committed.app_context():
        tell(rider)
        db.engine.dispose()
    watched = wechat.platform.faults = Watched()
    fails(wechat, kind="hang")
    worker = start_worker(committed, tmp_path)
    try:
        assert watched.sending.wait(PATIENCE_S)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait(PATIENCE_S)
    finally:
        worker.kill()
    (lost,) = rows_of(committed, Notice)
    assert (lost.wechat_state, lost.attempts) == ("sending", 1)
    with committed.app_context():
        monkeypatch.setattr(clock, "now", lambda: lost.leased_until + timedelta(seconds=1))
        assert work() == 0  # nobody takes what has just been lost: it may be on its way
        with transaction():
            assert outbox.end_leases() == 1
        monkeypatch.setattr(clock, "now", lambda: lost.leased_until + timedelta(days=1))
        monkeypatch.setattr(outbox, "_quiet", lambda: read_quiet("00:00-00:00"))
        assert work() == 1
    assert states(committed) == Counter(sent=1)
    assert len(wechat.platform.mailbox.messages) == 1
