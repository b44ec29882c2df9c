"""The database: the extension, the base of all models, and the only place that commits.

``transaction()`` wraps one service call. On SQLite it opens ``BEGIN IMMEDIATE`` at its first line (a deferred
read-modify-write loses to another writer with an error: RELIABILITY 4); reads outside begin deferred and never queue
behind the writer.
"""

from __future__ import annotations

import select
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa
from flask import has_app_context
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine, ExceptionContext, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import DeclarativeBase, Session

from app.core.problems import DatabaseUnavailable, Problem

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
UNAVAILABLE = (OperationalError, InterfaceError, PoolTimeout)
# The driver counts these among our own mistakes: a server that only answers reads (a standby, a primary just replaced),
# and one that has ended a transaction which stood still. The connection is of no more use.
GONE = frozenset({"25006", "25P03", "25P04"})
FAILED = (DBAPIError, PoolTimeout)

Row = TypeVar("Row", bound=tuple[Any, ...])

_OPEN = "yiqi.transaction"
_AFTER = "yiqi.after_commit"


class CountedOnce:
    """No counted id is given twice. SQLite alone would give the last one again once its row has gone, while notices,
    audit lines, addresses and pages that are still open mean the old row by it."""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        table = cls.__dict__.get("__table__")
        if table is not None and table.autoincrement_column is not None:
            table.dialect_options["sqlite"]["autoincrement"] = True


class Base(CountedOnce, DeclarativeBase):
    metadata = sa.MetaData(naming_convention=NAMING)


# The join mode matters only where a test binds sessions to a connection that it rolls back itself: their own rollbacks
# must then undo their own work alone.
_SESSION = {"expire_on_commit": False, "join_transaction_mode": "create_savepoint"}
db = SQLAlchemy(model_class=Base, disable_autonaming=True, session_options=_SESSION)

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An instant: aware UTC in Python, ``timestamptz`` on PostgreSQL, naive UTC on SQLite."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def engine_options(url: str) -> dict[str, Any]:
    """Engine options by kind of database; figures from RELIABILITY 4."""
    if make_url(url).get_backend_name() == "sqlite":
        arguments = {"timeout": 10, "isolation_level": None, "check_same_thread": False}
        return {"hide_parameters": True, "connect_args": arguments}  # errors would print names and positions
    guards = {"statement_timeout": 5000, "lock_timeout": 3000, "idle_in_transaction_session_timeout": 10000}
    options = " ".join(f"-c {name}={value}" for name, value in guards.items()) + " -c timezone=UTC"
    # a server that is gone without a word: what it does not take in is given up after so long
    silence = {"tcp_user_timeout": 6000, "keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 2}
    return {
        "hide_parameters": True,
        "pool_size": 4,
        "max_overflow": 1,  # beside the threads of requests, the one that keeps the snapshot
        "pool_timeout": 3,
        "pool_pre_ping": True,
        "pool_recycle": 300,
        "connect_args": {"connect_timeout": 2, "options": options, **silence},
    }


def tune(engine: Engine) -> None:
    """Give a SQLite engine its pragmas and its explicit transactions, one of PostgreSQL its ping that seldom asks."""
    if engine.dialect.name != "sqlite":
        from app.core import patience  # the driver is imported only where there is a PostgreSQL

        event.listen(engine, "do_connect", patience.connect)
        engine.dialect.do_ping = _ping_in_doubt(engine.dialect.do_ping)  # type: ignore[method-assign, assignment] # an instance's own
        event.listen(engine, "handle_error", _let_go)
        return

    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _record: Any) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("yiqi_immediate")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


@contextmanager
def transaction() -> Iterator[Session]:
    """One transaction around one service call: commits at the end, rolls back on any exception.

    Raises ``DatabaseUnavailable`` when the database cannot be reached or is busy too long, and the problem named by
    ``name_constraint`` when a named constraint is hit.
    """
    session: Session = db.session()
    if session.info.get(_OPEN):
        raise RuntimeError("a transaction is open already: views open one around one service call")
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("changes were made outside transaction()")
    session.info[_OPEN], session.info[_AFTER] = True, []
    try:
        session.rollback()  # ends the deferred read a view may have begun; IMMEDIATE must be the first statement
        session.connection(execution_options={"yiqi_immediate": True})
        yield session
        session.commit()
    except IntegrityError as error:
        session.rollback()
        problem = _CONSTRAINTS.get(violated(error) or "")
        if problem is None:
            raise
        raise problem() from None
    except FAILED as error:
        _quiet_rollback(session)
        if not is_unavailable(error):
            raise
        raise DatabaseUnavailable from None
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop(_OPEN, None)
        callbacks = session.info.pop(_AFTER, [])
    for callback in callbacks:
        callback()


@contextmanager
def reading() -> Iterator[Session]:
    """A short deferred read of its own, closed at the end; for what runs before the view (the guard)."""
    session = Session(bind=_bind(), expire_on_commit=False, join_transaction_mode="create_savepoint")
    try:
        yield session
    except FAILED as error:
        if not is_unavailable(error):
            raise
        raise DatabaseUnavailable from None
    finally:
        session.close()


def look(statement: sa.Select[Row], **values: Any) -> Sequence[sa.Row[Row]]:
    """All rows of one statement, read for itself before the view; ``values`` are its parameters.

    A single statement needs no transaction around it: on PostgreSQL none is begun, which saves two ways to the server.
    Over a connection that turns out to be cut it is asked once more, over a new one; all others have been let go by
    then, so that what follows in the request finds none of them.
    """
    for is_last in (False, True):
        try:
            return _all_rows(statement, values)
        except FAILED as error:
            if not is_unavailable(error):
                raise
            if is_last or not (isinstance(error, DBAPIError) and error.connection_invalidated):
                raise DatabaseUnavailable from None
    raise AssertionError("the second look ends here")


def after_commit(callback: Callable[[], None]) -> None:
    """Run ``callback`` once the open transaction has committed; dropped when it rolls back."""
    db.session().info[_AFTER].append(callback)


def in_transaction() -> bool:
    """True while this context holds a transaction, read or write: nothing outside may be asked then."""
    if not has_app_context():
        return False
    return bool(db.session().in_transaction())


def name_constraint(name: str, problem: type[Problem]) -> None:
    """Let hitting the constraint ``name`` answer with ``problem``."""
    _CONSTRAINTS[name] = problem


def violated(error: IntegrityError) -> str | None:
    """The name of the constraint an ``IntegrityError`` hit, on both databases, or None."""
    diag = getattr(error.orig, "diag", None)
    if diag is not None:
        return diag.constraint_name  # type: ignore[no-any-return]
    _, _, check = str(error.orig).partition("CHECK constraint failed: ")
    if check:
        return check.strip()
    _, _, columns = str(error.orig).partition("UNIQUE constraint failed: ")
    if not columns:
        return None
    parts = [column.strip() for column in columns.split(",")]
    if parts[0].startswith("index "):  # an index over expressions is named in quotes
        return parts[0][len("index ") :].strip("'")
    table, names = parts[0].split(".")[0], {part.split(".")[1] for part in parts}
    return _unique_name(table, names)


def is_unavailable(error: BaseException) -> bool:
    """True for an operational failure of the database: not the caller's doing, and worth trying again."""
    return isinstance(error, UNAVAILABLE) or (isinstance(error, DBAPIError) and error.connection_invalidated)


_CONSTRAINTS: dict[str, type[Problem]] = {}


def _unique_name(table: str, columns: set[str]) -> str | None:
    found = Base.metadata.tables.get(table)
    if found is None:
        found = db.metadata.tables.get(table)
    if found is None:
        return None
    rules = [c for c in found.constraints if isinstance(c, sa.UniqueConstraint | sa.PrimaryKeyConstraint)]
    for item in [*rules, *(index for index in found.indexes if index.unique)]:
        if {column.name for column in item.columns} == columns:
            return str(item.name) if item.name else None
    return None


def _ping_in_doubt(ask: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """Ask the server whether a connection lives only if it has said something unasked.

    A server that ends a connection, or ends itself, makes its socket readable. To ask before every use would cost as
    much as the shortest statement; a connection that dies in silence is found by the statement, as after any ping.
    """

    def ping(connection: Any) -> bool:
        waiting = select.poll()
        waiting.register(connection.fileno(), select.POLLIN)
        return ask(connection) if waiting.poll(0) else True

    return ping


def _all_rows(statement: sa.Select[Row], values: dict[str, Any]) -> Sequence[sa.Row[Row]]:
    bind = _bind()
    if isinstance(bind, Connection):  # a test's own
        return bind.execute(statement, values).all()
    with bind.connect() as connection:
        if bind.dialect.name == "postgresql":
            connection.execution_options(isolation_level="AUTOCOMMIT")
        found: Sequence[sa.Row[Row]] = connection.execute(statement, values).all()
        return found


def _let_go(context: ExceptionContext) -> None:
    """Take the connection, and all that were made before, for broken: the next are made anew."""
    if getattr(context.original_exception, "sqlstate", None) in GONE:
        context.is_disconnect = True


def _bind() -> Any:
    return db.session().get_bind()


def _quiet_rollback(session: Session) -> None:
    try:
        session.rollback()
    except FAILED:
        session.invalidate()
