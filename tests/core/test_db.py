"""Transactions, the write lock of SQLite, names of constraints, a database that is away (RELIABILITY 4)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError, OperationalError

from app.core import audit
from app.core import db as core_db
from app.core.db import Base, UtcDateTime, after_commit, db, in_transaction, reading, transaction
from app.core.problems import Conflict, DatabaseUnavailable, NotFound
from tests.core.probe import effects

COUNTERS = sa.Table(
    "probe_counters",
    sa.MetaData(naming_convention=core_db.NAMING),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("n", sa.Integer, nullable=False),
)


@pytest.fixture
def inside(committed: Flask) -> Iterator[Flask]:
    """An application context on a database with real commits."""
    with committed.app_context():
        yield committed


def note(subject: str) -> None:
    audit.record("probe", subject, {})
    db.session.flush()


def test_a_transaction_commits_at_its_end(inside: Flask):
    with transaction():
        note("a")
    assert effects(inside) == 1


@pytest.mark.parametrize("error", [NotFound, RuntimeError, KeyboardInterrupt])
def test_any_exception_rolls_all_of_it_back(inside: Flask, error: type[BaseException]):
    def write_and_fail() -> None:
        with transaction():
            note("a")
            note("b")
            raise error

    with pytest.raises(error):
        write_and_fail()
    assert effects(inside) == 0


def test_after_a_rollback_the_next_transaction_works(inside: Flask):
    with pytest.raises(NotFound), transaction():
        note("a")
        raise NotFound
    with transaction():
        note("b")
    assert effects(inside) == 1


def test_a_transaction_in_a_transaction_is_a_mistake(inside: Flask):
    with transaction(), pytest.raises(RuntimeError, match="open already"), transaction():
        pass


def test_changes_made_outside_are_refused_not_committed_along(inside: Flask):
    audit.record("probe", "stray", {})
    with pytest.raises(RuntimeError, match="outside"), transaction():
        pass
    db.session.rollback()
    assert effects(inside) == 0


def test_callbacks_run_after_the_commit_and_never_after_a_rollback(inside: Flask):
    seen: list[int] = []
    with transaction():
        note("a")
        after_commit(lambda: seen.append(effects(inside)))
        assert seen == []
    assert seen == [1]
    with pytest.raises(NotFound), transaction():
        after_commit(lambda: seen.append(-1))
        raise NotFound
    assert seen == [1]


def test_a_callback_may_open_a_transaction_of_its_own(inside: Flask):
    def follow() -> None:
        with transaction():
            note("b")

    with transaction():
        note("a")
        after_commit(follow)
    assert effects(inside) == 2


def test_one_knows_whether_a_transaction_is_open(inside: Flask):
    assert not in_transaction()
    with transaction():
        assert in_transaction()
    assert not in_transaction()


def test_a_short_read_sees_what_is_committed_and_holds_nothing(inside: Flask):
    with transaction():
        note("a")
    with reading() as session:
        assert session.execute(sa.select(sa.func.count()).select_from(audit.AuditEvent)).scalar_one() == 1
    assert not in_transaction()


def in_threads(count: int, work: Callable[[int], None]) -> list[Exception]:
    """Run ``work`` in threads; what they raised."""
    failures: list[Exception] = []

    def run(index: int) -> None:
        try:
            work(index)
        except Exception as error:  # noqa: BLE001 - handed to the test, which says what it expected
            failures.append(error)

    threads = [threading.Thread(target=run, args=(index,)) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=90)
    return failures


def test_four_threads_of_read_modify_write_lose_no_update_and_see_no_error(inside: Flask):
    COUNTERS.create(db.engine)
    with transaction() as session:
        session.execute(sa.insert(COUNTERS).values(id=1, n=0))

    def add_fifty(_: int) -> None:
        with inside.app_context():
            for _round in range(50):
                with transaction() as session:
                    found = session.execute(sa.select(COUNTERS.c.n).with_for_update()).scalar_one()
                    session.execute(sa.update(COUNTERS).values(n=found + 1))

    assert in_threads(4, add_fifty) == []
    assert db.session.execute(sa.select(COUNTERS.c.n)).scalar_one() == 200
    db.session.rollback()
    COUNTERS.drop(db.engine)


def test_negative_control_a_deferred_read_modify_write_fails_on_sqlite(tmp_path: Path):
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'control.db'}", **core_db.engine_options("sqlite://"))
    core_db.tune(engine)
    COUNTERS.create(engine)
    with engine.begin() as connection:
        connection.execute(sa.insert(COUNTERS).values(id=1, n=0))
    both_have_read = threading.Barrier(2, timeout=10)

    def write_what_was_read(immediate: bool) -> None:
        with engine.connect().execution_options(yiqi_immediate=immediate) as connection:
            found = connection.execute(sa.select(COUNTERS.c.n)).scalar_one()
            if not immediate:
                both_have_read.wait()
            connection.execute(sa.update(COUNTERS).values(n=found + 1))
            connection.commit()

    deferred = in_threads(2, lambda _: write_what_was_read(False))
    assert [type(error) for error in deferred] == [OperationalError]
    assert in_threads(2, lambda _: write_what_was_read(True)) == []
    with engine.connect() as connection:
        assert connection.execute(sa.select(COUNTERS.c.n)).scalar_one() == 3
    engine.dispose()


def test_reads_do_not_queue_behind_a_writer(inside: Flask):
    seen: list[int] = []

    def read(_: int) -> None:
        with inside.app_context():
            seen.append(effects(inside))
            with reading() as session:
                seen.append(session.execute(sa.text("SELECT 2")).scalar_one())

    with transaction():
        note("a")
        assert in_threads(1, read) == []
    assert seen == [0, 2]


def test_sqlite_is_tuned_as_the_design_says(tmp_path: Path):
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'tuned.db'}", **core_db.engine_options("sqlite://"))
    core_db.tune(engine)
    with engine.connect() as connection:
        asked = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in asked]
    assert found == ["wal", 2, 1, 10000]
    engine.dispose()


def test_postgresql_is_given_its_limits():
    options = core_db.engine_options("postgresql+psycopg://h/d")
    assert (options["pool_size"], options["pool_timeout"], options["pool_pre_ping"]) == (4, 3, True)
    said = options["connect_args"]["options"]
    for limit in ("statement_timeout=5000", "lock_timeout=3000", "idle_in_transaction_session_timeout=10000"):
        assert limit in said


# --- constraints by name, on both engines ---


class TwiceTaken(Conflict):
    slug, title = "probe-twice-taken", "已经有了"


@pytest.fixture
def named(inside: Flask) -> Iterator[sa.Table]:
    """A table with one constraint of every kind, known to the metadata for the time of a test."""
    table = sa.Table(
        "probe_named",
        Base.metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("a", sa.Integer),
        sa.Column("b", sa.Integer),
        sa.Column("c", sa.Integer),
        sa.UniqueConstraint("a", "b"),
        sa.Index("uq_probe_named_c", "c", unique=True),
        sa.CheckConstraint("a >= 0", name="a_positive"),
    )
    table.create(db.engine)
    yield table
    db.session.rollback()
    table.drop(db.engine)
    Base.metadata.remove(table)


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"id": 1}, "pk_probe_named"),
        ({"id": 2, "a": 1, "b": 1}, "uq_probe_named_a_b"),
        ({"id": 2, "c": 1}, "uq_probe_named_c"),
        ({"id": 2, "a": -1}, "ck_probe_named_a_positive"),
    ],
)
def test_the_name_of_a_violated_constraint_is_known(named: sa.Table, values: dict[str, int], name: str):
    with transaction() as session:
        session.execute(sa.insert(named).values(id=1, a=1, b=1, c=1))
    with pytest.raises(IntegrityError) as caught, transaction() as session:
        session.execute(sa.insert(named).values(**values))
    assert core_db.violated(caught.value) == name


def test_a_named_constraint_becomes_its_problem(named: sa.Table, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(core_db, "_CONSTRAINTS", dict(core_db._CONSTRAINTS))
    core_db.name_constraint("uq_probe_named_a_b", TwiceTaken)
    with transaction() as session:
        session.execute(sa.insert(named).values(id=1, a=1, b=1))
    with pytest.raises(TwiceTaken), transaction() as session:
        session.execute(sa.insert(named).values(id=2, a=1, b=1))


def test_an_error_of_the_database_prints_no_values(named: sa.Table):
    with pytest.raises(IntegrityError) as caught, transaction() as session:
        session.execute(sa.insert(named).values(id=424242, a=-777777))
    assert "-777777" not in str(caught.value).partition("DETAIL")[0]
    assert "parameters hidden" in str(caught.value)


# --- a database that is away ---


@pytest.fixture(params=["sqlite:////no/such/folder/yiqi.db", "postgresql+psycopg://yiqi@127.0.0.1:9/yiqi"])
def homeless(request: pytest.FixtureRequest, probe_on: Callable[..., Flask]) -> Flask:
    """An application whose database is not there."""
    return probe_on(request.param)


def test_a_database_that_is_away_is_503_with_retry_after(homeless: Flask):
    response = homeless.test_client().get("/api/v1/probe/database")
    assert response.status_code == 503
    assert response.get_json(force=True)["type"] == "/problems/database-unavailable"
    assert response.headers["Retry-After"] == "1"


def test_a_transaction_without_a_database_says_so(homeless: Flask):
    with homeless.app_context():
        with pytest.raises(DatabaseUnavailable), transaction():
            pass
        with pytest.raises(DatabaseUnavailable), reading() as session:
            session.execute(sa.text("SELECT 1"))


def test_a_write_that_waits_too_long_for_the_lock_is_503(tmp_path: Path, probe_on: Callable[..., Flask]):
    path = tmp_path / "held.db"
    app = probe_on(f"sqlite:///{path}")
    with app.app_context():
        audit.AuditEvent.__table__.create(db.engine)
        holder = db.engine.connect().execution_options(yiqi_immediate=True)
        holder.exec_driver_sql("SELECT 1")
        event_seen: list[str] = []

        @sa.event.listens_for(db.engine, "checkout")
        def _hurry(connection: object, *_: object) -> None:
            connection.execute("PRAGMA busy_timeout=50")  # type: ignore[attr-defined]
            event_seen.append("hurried")

        with pytest.raises(DatabaseUnavailable), transaction():
            note("a")
        holder.rollback()
        holder.close()
        assert event_seen
        with transaction():
            note("a")
        assert effects(app) == 1


# --- instants ---


def test_an_instant_comes_back_aware_and_equal_whatever_zone_it_was_written_in(inside: Flask):
    table = sa.Table("probe_instants", sa.MetaData(), sa.Column("at", UtcDateTime))
    table.create(db.engine)
    shanghai = datetime(2026, 10, 1, 1, 30, 5, 123456, tzinfo=timezone(timedelta(hours=8)))
    with transaction() as session:
        session.execute(sa.insert(table).values(at=shanghai))
    found = db.session.execute(sa.select(table.c.at)).scalar_one()
    assert (found, found.utcoffset()) == (shanghai, timedelta(0))
    assert found.tzinfo is UTC
    db.session.rollback()
    table.drop(db.engine)


def test_an_instant_without_a_zone_is_refused(inside: Flask):
    with pytest.raises(sa.exc.StatementError, match="time zone"):
        db.session.execute(sa.select(sa.literal(datetime(2026, 1, 1), UtcDateTime)))
    db.session.rollback()
