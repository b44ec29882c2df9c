"""The audit log: append-only on both databases, kept a year, verified and exported by operators (M3, MLPS 2)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import clock, duties, sealed_log
from app.core.audit import AuditEvent
from app.core.db import db, transaction
from tests.core.audited import ON_SQLITE, by_force, faults, links, run, write

# --- append-only ---


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_events SET action = 'x'",
        "DELETE FROM audit_events",
        "UPDATE audit_seals SET seal = 'x'",
        "DELETE FROM audit_seals",
        "DELETE FROM audit_chains",
    ],
)
def test_m3_the_database_refuses_to_change_what_was_written(app: Flask, statement: str) -> None:
    write("station:A", "station:B")
    run(app)
    write("station:unsealed")
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), transaction() as session:
        session.execute(sa.text(statement))
    assert faults() == []


def test_m3_the_way_round_by_replacing_or_truncating_is_shut_too(app: Flask) -> None:
    (row,) = write("station:A")
    statement = (
        "INSERT OR REPLACE INTO audit_events (id, at, actor_role, action, subject, changes, request_id)"
        " VALUES (:id, '2026-01-01', 'x', 'x', 'x', '{}', '')"
        if db.engine.dialect.name == ON_SQLITE
        else "TRUNCATE audit_events"
    )
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), transaction() as session:
        session.execute(sa.text(statement), {"id": row} if ":id" in statement else {})


# --- retention ---


def test_rows_go_after_their_year_from_the_foot_and_the_rest_still_verifies(
    app: Flask, moved: Callable[..., None]
) -> None:
    write("station:A", "station:B")
    run(app)
    moved(days=200)
    (third,) = write("station:C")
    run(app)
    noted = sealed_log.head()
    moved(days=165)
    assert run(app, "audit-retention") == 0
    moved(seconds=1)
    assert (run(app, "audit-retention"), run(app, "audit-retention")) == (2, 0)
    assert links() == [(3, third)]
    assert faults(noted) == []
    assert faults("1:abcdef") == ["seal 1 is older than what is kept"]
    write("station:D")
    run(app)
    assert faults() == []


def test_everything_old_leaves_an_empty_log_that_goes_on(app: Flask, moved: Callable[..., None]) -> None:
    write("station:A")
    run(app)
    moved(days=366)
    assert run(app, "audit-retention") == 1
    assert (links(), faults()) == ([], [])
    write("station:B")
    assert (run(app), faults()) == (1, [])


def test_a_row_without_seal_is_never_taken_away(app: Flask, moved: Callable[..., None]) -> None:
    write("station:A")
    moved(days=400)
    assert run(app, "audit-retention") == 0
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AuditEvent)) == 1


def test_an_old_row_sealed_late_waits_for_those_before_it(app: Flask, moved: Callable[..., None]) -> None:
    (first,) = write("station:old", event_id=100)
    moved(days=300)
    (second,) = write("station:new", event_id=101)
    run(app)
    assert links() == [(1, first), (2, second)]
    moved(days=66)
    assert run(app, "audit-retention") == 1
    assert links() == [(2, second)]


# --- for operators ---


def test_the_command_verifies_and_says_where_the_chain_ends(app: Flask, sealed: list[int]) -> None:
    runner = app.test_cli_runner()
    good = runner.invoke(args=["audit", "verify"])
    assert (good.exit_code, good.output) == (0, f"head {sealed_log.head()}\n")
    by_force("DELETE FROM audit_events WHERE id = :id", id=sealed[0])
    bad = runner.invoke(args=["audit", "verify"])
    assert (bad.exit_code, f"audit row {sealed[0]} is missing" in bad.output) == (1, True)


def test_the_invariant_and_the_daily_errand_tell_too(
    app: Flask, sealed: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    assert duties.invariants(app)["audit-seals"]() == []
    by_force("DELETE FROM audit_events WHERE id = :id", id=sealed[0])
    assert len(duties.invariants(app)["audit-seals"]()) == 1
    assert run(app, "audit-verification") == 0
    assert [record.event for record in caplog.records if record.levelname == "ERROR"] == ["audit-broken"]


def test_the_log_is_exported_with_its_seals(app: Flask, sealed: list[int]) -> None:
    today = clock.today()
    days = ["--from", str(today), "--to", str(today + timedelta(days=1))]
    done = app.test_cli_runner().invoke(args=["audit", "export", *days])
    lines = [json.loads(line) for line in done.output.splitlines()]
    assert [(line["id"], line["no"]) for line in lines] == list(zip(sealed, range(1, 6), strict=True))
    assert lines[0]["changes"]["name"] == ["旧", "新"]
    earlier = ["--from", "2020-01-01", "--to", "2020-01-02"]
    assert app.test_cli_runner().invoke(args=["audit", "export", *earlier]).output == ""
