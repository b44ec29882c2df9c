"""The worker: sweeps in transactions of their own; a failing one ends nothing."""

from __future__ import annotations

from threading import Event
from unittest.mock import patch

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import audit, duties
from app.core.db import db, in_transaction, transaction
from app.core.problems import DatabaseUnavailable
from app.worker import _round, run_sweep, run_worker


def rows(app: Flask) -> int:
    with app.app_context():
        return db.session.execute(sa.select(sa.func.count()).select_from(audit.AuditEvent)).scalar_one()


def test_a_sweep_is_one_transaction(committed: Flask):
    def sweep() -> int:
        audit.record("probe", "swept", {})
        return 1

    assert run_sweep(committed, duties.Sweep("probe", 1, sweep)) == 1
    assert rows(committed) == 1


@pytest.mark.parametrize("error", [RuntimeError, DatabaseUnavailable])
def test_a_failing_sweep_is_rolled_back_logged_and_ends_nothing(
    committed: Flask, error: type[Exception], caplog: pytest.LogCaptureFixture
):
    def sweep() -> int:
        audit.record("probe", "swept", {})
        db.session.flush()
        raise error

    assert run_sweep(committed, duties.Sweep("probe", 1, sweep)) == 0
    assert rows(committed) == 0
    assert any(getattr(record, "sweep", "") == "probe" for record in caplog.records)


def test_once_runs_every_sweep_and_again_changes_nothing(committed: Flask):
    run: list[str] = []
    duties.sweep(committed, "one", 60, lambda: run.append("one") or 0)
    duties.sweep(committed, "two", 60, lambda: run.append("two") or 0)
    run_worker(committed, once=True)
    assert run == ["one", "two"]


def test_an_errand_runs_outside_a_transaction_and_opens_its_own(committed: Flask):
    def errand() -> int:
        assert not in_transaction()
        with transaction():
            audit.record("probe", "done", {})
        return 1

    assert run_sweep(committed, duties.Sweep("probe", 1, errand, errand=True)) == 1
    assert rows(committed) == 1


def test_a_failing_errand_keeps_what_it_had_committed_and_ends_nothing(committed: Flask):
    def errand() -> int:
        with transaction():
            audit.record("probe", "done", {})
        raise RuntimeError

    assert run_sweep(committed, duties.Sweep("probe", 1, errand, errand=True)) == 0
    assert rows(committed) == 1


def test_once_runs_an_errand_until_nothing_is_left(committed: Flask):
    left = [1, 2, 3]
    duties.errand(committed, "probe", 60, lambda: 1 if left and left.pop() else 0)
    run_worker(committed, once=True)
    assert left == []


def test_an_errand_with_more_to_do_comes_again_at_once_and_the_sweeps_keep_their_pace():
    app, run, stop = Flask("probe"), [], Event()
    duties.errand(app, "errand", 60, lambda: run.append("errand") or 1)
    duties.sweep(app, "sweep", 60, lambda: run.append("sweep") or 1)
    due: dict[str, float] = {}

    def count(_app: Flask, sweep: duties.Sweep) -> int:
        return sweep.run()

    with patch("app.worker.run_sweep", count):
        assert [_round(app, due, stop) for _ in range(3)] == [True] * 3
        stop.set()
        assert _round(app, due, stop) is False
    assert run == ["errand", "sweep", "errand", "errand"]


def test_the_invariants_of_a_fresh_house_hold(committed: Flask):
    result = committed.test_cli_runner().invoke(args=["check-invariants"])
    assert result.exit_code == 0, result.output


def test_a_broken_invariant_is_named_and_the_command_fails(committed: Flask):
    duties.invariant(committed, "probe-balance", lambda: ["account 7 has 3 minutes too many"])
    result = committed.test_cli_runner().invoke(args=["check-invariants"])
    assert result.exit_code == 1
    assert "BROKEN probe-balance" in result.output
    assert "account 7" in result.output
