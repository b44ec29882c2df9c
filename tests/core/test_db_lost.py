"""A database that goes away between two calls or under one: whoever asks is answered, or told 503; never 500.

Connections are kept in a pool and pinged only where their socket says something (RELIABILITY 4), so each way to lose
one has its test here, on a PostgreSQL of its own whichever engine the run has. ``tests/faults`` hurts a whole house.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import AuthToken
from app.core import audit, clock, patience
from app.core import db as core_db
from app.core.db import db, look, reading, transaction
from app.core.problems import DatabaseUnavailable, NotFound
from app.factory import create_app
from app.wechat.fake import Serving
from tests.conftest import migrate_database, run_sql, settings_for
from tests.core.probe import effects
from tests.support.people import Headers, sign_in
from tests.support.postgres_server import postgres_server
from tests.support.servers import wait_until

TERMINATE = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = 'lost'"  # waits for the end
READ_ONLY = "ALTER DATABASE lost SET default_transaction_read_only = on"
WRITABLE = "ALTER DATABASE lost RESET default_transaction_read_only"
ME, FEED = "/api/v1/me", "/api/v1/me/calendar-feed"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a server of these tests' own."""
    with postgres_server() as url:
        yield url


@pytest.fixture(scope="module")
def house(server: str, wechat: Serving, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application on a database there, with real commits."""
    home = tmp_path_factory.mktemp("lost")
    run_sql(f"{server}/postgres", "CREATE DATABASE lost")
    migrate_database(f"{server}/lost", home)
    app = create_app(settings_for(f"{server}/lost", home, wechat_api_base=wechat.url))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(house: Flask) -> FlaskClient:
    return house.test_client()


@pytest.fixture
def rider(client: FlaskClient) -> Headers:
    return sign_in(client, "rider")


@pytest.fixture
def fill(house: Flask) -> Callable[[], None]:
    """Fills the pool of the application with living connections."""

    def fill() -> None:
        with house.app_context():
            held = [db.engine.connect() for _ in range(4)]
            for one in held:
                one.execute(sa.text("SELECT 1"))
                one.close()
            assert db.engine.pool.checkedin() == 4  # type: ignore[attr-defined] # a queue's

    return fill


@pytest.fixture
def cut(fill: Callable[[], None], server: str) -> Callable[[], None]:
    """Fills the pool, and ends all its connections on the server's side."""

    def fill_and_end() -> None:
        fill()
        run_sql(f"{server}/postgres", TERMINATE)

    return fill_and_end


@pytest.fixture
def in_silence(house: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """No socket ever says anything: a server that was cut off, or whose last word is still on its way."""
    with house.app_context():
        monkeypatch.setattr(db.engine.dialect, "do_ping", lambda _connection: True)


# --- ended between two calls ---


def test_whoever_comes_next_is_answered(client: FlaskClient, rider: Headers, cut: Callable[[], None]) -> None:
    for _ in range(3):
        cut()
        assert client.get(ME, headers=rider).status_code == 200
        cut()
        assert client.post(FEED, json={}, headers=rider).status_code == 201
        cut()
        assert client.get("/api/v1/shifts").status_code == 200


@pytest.mark.usefixtures("in_silence")
def test_in_silence_too_whoever_signed_in_is_answered(
    client: FlaskClient, rider: Headers, cut: Callable[[], None]
) -> None:
    for _ in range(3):
        cut()
        assert client.get(ME, headers=rider).status_code == 200
        cut()
        assert client.post(FEED, json={}, headers=rider).status_code == 201


@pytest.mark.usefixtures("in_silence")
def test_negative_control_a_cut_that_nobody_heard_of_is_met(house: Flask, cut: Callable[[], None]) -> None:
    with house.app_context():
        cut()
        with pytest.raises(DatabaseUnavailable), reading() as session:
            session.execute(sa.text("SELECT 1"))
        cut()
        with pytest.raises(DatabaseUnavailable), transaction() as session:
            session.execute(sa.text("SELECT 1"))
        cut()
        assert look(sa.select(sa.literal(1))) == [(1,)]


@pytest.mark.usefixtures("in_silence")
def test_a_look_is_asked_twice_at_most(house: Flask, cut: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    ask = core_db._all_rows

    def ask_and_cut(*what: object) -> object:
        asked.append(1)
        cut()
        return ask(*what)  # type: ignore[arg-type]

    monkeypatch.setattr(core_db, "_all_rows", ask_and_cut)
    with house.app_context(), pytest.raises(DatabaseUnavailable):
        look(sa.select(sa.literal(1)))
    assert len(asked) == 2


# --- ended under a call ---


def note() -> None:
    audit.record("probe", "lost", {})
    db.session.flush()


def pid() -> int:
    return int(db.session.execute(sa.text("SELECT pg_backend_pid()")).scalar_one())


def is_gone(server: str, number: int) -> bool:
    engine = sa.create_engine(f"{server}/postgres", poolclass=sa.NullPool)
    with engine.connect() as connection:
        asked = sa.text("SELECT count(*) FROM pg_stat_activity WHERE pid = :pid")
        return bool(connection.execute(asked, {"pid": number}).scalar_one() == 0)


def test_a_transaction_that_is_ended_midway_leaves_nothing_and_the_next_one_works(house: Flask, server: str) -> None:
    before = effects(house)
    with house.app_context():
        with pytest.raises(DatabaseUnavailable), transaction():
            note()
            run_sql(f"{server}/postgres", TERMINATE)
            note()
        with transaction():
            note()
    assert effects(house) == before + 1


def test_a_transaction_that_stood_still_is_503_not_a_mistake(house: Flask, server: str) -> None:
    before = effects(house)
    with house.app_context():
        with pytest.raises(DatabaseUnavailable), transaction() as session:
            note()
            session.execute(sa.text("SET LOCAL idle_in_transaction_session_timeout = 20"))
            number = pid()
            wait_until(lambda: is_gone(server, number), 10, "the end of a transaction that does nothing")
            note()
        with transaction():
            note()
    assert effects(house) == before + 1


def test_a_statement_that_takes_too_long_is_503_and_its_connection_stays(house: Flask) -> None:
    with house.app_context():
        db.engine.dispose()  # then the pool has one alone
        with transaction():
            number = pid()
        with pytest.raises(DatabaseUnavailable), transaction() as session:
            session.execute(sa.text("SET LOCAL statement_timeout = 20"))
            session.execute(sa.text("SELECT pg_sleep(10)"))
        with transaction():
            assert pid() == number


def test_what_is_our_own_mistake_stays_one(house: Flask) -> None:
    with house.app_context():
        with pytest.raises(sa.exc.ProgrammingError), transaction() as session:
            session.execute(sa.text("SELECT nothing FROM nowhere"))
        with transaction():
            note()


# --- a server that only answers reads: a standby, a primary that was just replaced ---


@contextmanager
def read_only(server: str) -> Iterator[None]:
    run_sql(f"{server}/postgres", READ_ONLY)
    try:
        yield
    finally:
        run_sql(f"{server}/postgres", WRITABLE)


def test_a_write_to_a_standby_is_503_and_heals_with_the_next_call(
    client: FlaskClient, rider: Headers, fill: Callable[[], None], cut: Callable[[], None], server: str
) -> None:
    with read_only(server):
        cut()
        fill()
        refused = client.post(FEED, json={}, headers=rider)
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "1")
        assert refused.get_json(force=True)["type"] == "/problems/database-unavailable"
        assert client.get(ME, headers=rider).status_code == 200
        assert client.post(FEED, json={}, headers=rider).status_code == 503
    assert client.post(FEED, json={}, headers=rider).status_code == 201, "no connection to the standby is kept"


def test_a_standby_still_answers_whoever_was_last_seen_long_ago(
    house: Flask, rider: Headers, cut: Callable[[], None], server: str
) -> None:
    """The one write that a read makes, when somebody was last here, is left for later."""
    with house.app_context(), transaction() as session:
        session.execute(sa.update(AuthToken).values(last_seen_at=clock.now() - timedelta(hours=1)))
    with read_only(server):
        cut()
        assert house.test_client().get(ME, headers=rider).status_code == 200


def test_negative_control_a_standby_taken_for_a_mistake_is_500_for_good(
    house: Flask, rider: Headers, fill: Callable[[], None], cut: Callable[[], None], server: str
) -> None:
    client = house.test_client()
    with house.app_context():
        sa.event.remove(db.engine, "handle_error", core_db._let_go)
    try:
        with read_only(server):
            cut()
            fill()
            assert client.post(FEED, json={}, headers=rider).status_code == 500
        assert client.post(FEED, json={}, headers=rider).status_code == 500
    finally:
        with house.app_context():
            sa.event.listen(db.engine, "handle_error", core_db._let_go)
            db.engine.dispose()


# --- a look is no transaction, and leaves none ---


def test_after_a_look_a_transaction_can_still_be_rolled_back(house: Flask) -> None:
    before = effects(house)
    with house.app_context():
        for _ in range(5):
            look(sa.select(sa.literal(1)))
            with pytest.raises(NotFound), transaction():
                note()
                raise NotFound
    assert effects(house) == before


def test_a_silent_server_is_given_up_within_ten_seconds() -> None:
    said = core_db.engine_options("postgresql+psycopg://h/d")["connect_args"]
    assert said["tcp_user_timeout"] <= 10_000
    assert said["keepalives_idle"] + said["keepalives_interval"] * said["keepalives_count"] <= 10


def test_a_server_that_stands_still_is_given_up_before_anybody_else_is_kept_waiting(
    house: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes in what we send and says nothing: no time-out of its own ends that."""
    monkeypatch.setattr(patience.Patient, "patience_s", 0.2)
    before = effects(house)
    with house.app_context():
        with pytest.raises(DatabaseUnavailable) as told, transaction() as session:
            note()
            session.execute(sa.text("SELECT pg_sleep(4)"))
        assert isinstance(told.value.__context__.orig, patience.Silent)  # type: ignore[union-attr] # by us, not by it
        with transaction():
            note()
    assert effects(house) == before + 1


def test_who_lives_ends_its_statements_before_it_is_given_up() -> None:
    said = core_db.engine_options("postgresql+psycopg://h/d")["connect_args"]["options"]
    assert "statement_timeout=5000" in said
    assert patience.PATIENCE_S > 5
