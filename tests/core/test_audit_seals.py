"""Seals: made in whatever order rows commit, by many workers; whatever is done to rows or seals is found."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import duties, sealed_log, seals
from app.core.audit import AuditEvent
from app.core.db import db, transaction
from app.core.seals import AuditChain, AuditSeal
from app.worker import run_sweep
from tests.core.audited import ON_SQLITE, by_force, faults, links, run, write

# --- sealing ---


def test_rows_are_sealed_in_id_order_once(app: Flask) -> None:
    rows = write("station:A", "station:B", "station:C")
    assert (run(app), run(app)) == (3, 0)
    assert links() == list(zip((1, 2, 3), rows, strict=True))
    assert faults() == []


def test_a_row_that_commits_after_a_higher_one_was_sealed_is_sealed_next(app: Flask) -> None:
    (first,) = write("station:A")
    write("station:C", event_id=first + 2)
    run(app)
    write("station:B", event_id=first + 1)
    assert run(app) == 1
    assert links() == [(1, first), (2, first + 2), (3, first + 1)]
    assert faults() == []


def test_a_row_slipped_in_far_below_is_never_sealed_and_is_found(
    app: Flask, moved: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seals, "LOOK_BACK", 10)
    write("station:A", event_id=1_000)
    run(app)
    write("station:backdated", event_id=900)
    assert run(app) == 0
    assert faults() == []
    moved(hours=2)
    assert faults() == ["audit row 900 has no seal: is the worker running?"]


def test_a_long_day_is_sealed_in_batches(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seals, "BATCH", 2)
    monkeypatch.setattr(sealed_log, "STEP", 2)
    write(*(f"station:{n}" for n in range(5)))
    assert [run(app) for _ in range(4)] == [2, 2, 1, 0]
    assert faults() == []


def test_parallel_workers_seal_each_row_once(committed: Flask) -> None:
    with committed.app_context():
        rows = write(*(f"station:{n}" for n in range(40)))
        db.session.remove()
    gate = threading.Barrier(4)

    def work(_: int) -> int:
        gate.wait(10)
        return run_sweep(committed, next(sweep for sweep in duties.sweeps(committed) if sweep.name == "audit-seals"))

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == 40
    with committed.app_context():
        assert links() == list(enumerate(rows, start=1))
        assert faults() == []


def test_parallel_writers_and_workers_leave_no_gap(committed: Flask) -> None:
    gate = threading.Barrier(4)

    def both(worker: int) -> None:
        with committed.app_context():
            gate.wait(10)
            for n in range(10):
                if worker % 2:
                    write(f"station:{worker}-{n}")
                else:
                    run(committed)
            db.session.remove()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(both, range(4)))
    with committed.app_context():
        run(committed)
        assert [no for no, _ in links()] == list(range(1, 21))
        assert faults() == []


def test_negative_control_without_the_lock_two_workers_collide(
    committed: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On PostgreSQL both take the same rows and one breaks off on the seal's number; SQLite has one writer anyway."""
    with committed.app_context():
        write(*(f"station:{n}" for n in range(5)))
        postgres = db.engine.dialect.name != ON_SQLITE
        db.session.remove()
    gate = threading.Barrier(2)
    seen = seals._unsealed

    def unlocked() -> AuditChain | None:
        return db.session.scalars(sa.select(AuditChain)).one()

    def together() -> list[AuditEvent]:
        rows = seen()
        if postgres:
            gate.wait(10)
        return rows

    monkeypatch.setattr(seals, "_lock", unlocked)
    monkeypatch.setattr(seals, "_unsealed", together)

    def work(_: int) -> bool:
        with committed.app_context():
            try:
                with transaction():
                    seals.seal_new()
            except sa.exc.IntegrityError:
                return False
            return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(work, range(2))) == ([False, True] if postgres else [True, True])


# --- tampering ---


def test_a_changed_row_is_found(sealed: list[int]) -> None:
    for change in ("action = 'other.change'", "actor_ref = 'somebody'", "changes = '{}'", "request_id = 'x'"):
        by_force(f"UPDATE audit_events SET {change} WHERE id = :id", id=sealed[2])  # noqa: S608 - the words above
        assert faults() == [f"audit row {sealed[2]} is not what was sealed (seal 3)"], change


def test_a_row_taken_away_is_found(sealed: list[int]) -> None:
    by_force("DELETE FROM audit_events WHERE id = :id", id=sealed[1])
    assert faults() == [f"audit row {sealed[1]} is missing (seal 2)"]


def test_a_row_taken_away_with_its_seal_is_found(sealed: list[int]) -> None:
    by_force(
        "DELETE FROM audit_events WHERE id IN (:one, :two)",
        "DELETE FROM audit_seals WHERE no IN (2, 3)",
        one=sealed[1],
        two=sealed[2],
    )
    assert faults() == ["seals 2 to 3 are missing"]


def test_a_gap_closed_by_renumbering_is_found(sealed: list[int]) -> None:
    by_force(
        "DELETE FROM audit_events WHERE id = :id",
        "DELETE FROM audit_seals WHERE no = 4",
        "UPDATE audit_seals SET no = 4 WHERE no = 5",
        id=sealed[3],
    )
    assert f"audit row {sealed[4]} is not what was sealed (seal 4)" in faults()


def test_an_end_cut_off_is_found(sealed: list[int]) -> None:
    by_force("DELETE FROM audit_events WHERE id = :id", "DELETE FROM audit_seals WHERE no = 5", id=sealed[4])
    assert faults() == ["the chain ends at seal 4, not at 5"]


def test_an_end_cut_off_with_the_chain_set_back_is_found_and_nothing_more_is_sealed(
    app: Flask, sealed: list[int]
) -> None:
    (fourth,) = db.session.scalars(sa.select(AuditSeal.seal).where(AuditSeal.no == 4))
    by_force(
        "DELETE FROM audit_events WHERE id = :id",
        "DELETE FROM audit_seals WHERE no = 5",
        "UPDATE audit_chains SET head_no = 4, head_seal = :fourth",
        id=sealed[4],
        fourth=fourth,
    )
    assert faults() == ["the ends of the audit chain do not carry our mark"]
    write("station:F")
    assert run(app) == 0


def test_a_foot_moved_without_the_key_is_found(app: Flask, sealed: list[int]) -> None:
    """The triggers would let go what lies below a foot: moving it is seen."""
    by_force("UPDATE audit_chains SET foot_no = 2")
    with transaction() as session:
        session.execute(sa.text("DELETE FROM audit_events WHERE id = :id"), {"id": sealed[0]})
    assert "the ends of the audit chain do not carry our mark" in faults()
    assert run(app, "audit-retention") == 0


def test_a_chain_begun_anew_is_found_by_the_head_noted_before(app: Flask, sealed: list[int]) -> None:
    noted = sealed_log.head()
    assert faults(noted) == []
    by_force(
        "UPDATE audit_events SET subject = 'station:other' WHERE id = :id",
        "DELETE FROM audit_seals",
        "UPDATE audit_chains SET head_no = 0, head_seal = :nothing, mark = ''",
        id=sealed[0],
        nothing=seals.NOTHING,
    )
    run(app)
    assert faults() == [], "without the note this cannot be seen"
    assert faults(noted) == ["seal 5 is not the one that was noted"]
    assert faults("nonsense") == ["a noted head looks like 120:9f86d081884c7d65"]


def test_a_chain_taken_away_is_found(sealed: list[int]) -> None:
    by_force("DELETE FROM audit_chains")
    assert faults() == ["the audit chain is gone"]


def test_seals_need_the_secret(app: Flask, sealed: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    other = replace(app.extensions["yiqi.settings"], secret_key="another-secret-of-at-least-32-characters")
    monkeypatch.setitem(app.extensions, "yiqi.settings", other)
    assert len(faults()) == 6


def test_a_hundred_faults_are_counted_and_fifty_named(app: Flask) -> None:
    write(*(f"station:{n}" for n in range(100)))
    run(app)
    by_force("UPDATE audit_events SET action = 'x'")
    found = faults()
    assert (len(found), found[-1]) == (51, "and 50 more")
