"""What the tests of the audit log share: writing rows, sealing them, and changing them as nobody should."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from app.core import audit, duties, sealed_log
from app.core.audit import AuditEvent
from app.core.db import db, transaction
from app.core.seals import AuditSeal
from app.worker import run_sweep

ON_SQLITE = "sqlite"


def write(*subjects: str, event_id: int | None = None) -> list[int]:
    """Audit rows as a change writes them; ``event_id`` as if a sequence had given it earlier."""
    db.session.rollback()
    with transaction():
        for subject in subjects:
            audit.record("test.change", subject, {"name": ["旧", "新"], "seats": [1, 2.5], "note": [None, "é🐎"]})
        rows = [row for row in db.session.new if isinstance(row, AuditEvent)]
        if event_id is not None:
            rows[0].id = event_id
        db.session.flush()
        return [row.id for row in rows]


def run(app: Flask, name: str = "audit-seals") -> int:
    db.session.rollback()
    return run_sweep(app, next(sweep for sweep in duties.sweeps(app) if sweep.name == name))


def faults(noted: str | None = None) -> list[str]:
    db.session.rollback()
    return sealed_log.verify(noted)


def links() -> list[tuple[int, int]]:
    db.session.rollback()
    query = sa.select(AuditSeal.no, AuditSeal.event_id).order_by(AuditSeal.no)
    return [tuple(row) for row in db.session.execute(query)]


def by_force(*statements: str, **values: object) -> None:
    """What somebody with the database in hand could do: the triggers off, the statements, and on again."""
    db.session.rollback()
    with transaction() as session:
        connection = session.connection()
        if connection.dialect.name == ON_SQLITE:
            triggers = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
            for name, _ in triggers:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
            _run(connection, statements, values)
            for _, sql in triggers:
                connection.exec_driver_sql(sql)
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            _run(connection, statements, values)
            connection.exec_driver_sql("SET LOCAL session_replication_role = DEFAULT")


def _run(connection: sa.Connection, statements: tuple[str, ...], values: dict[str, object]) -> None:
    for statement in statements:
        named = {name: value for name, value in values.items() if f":{name}" in statement}
        connection.execute(sa.text(statement), named)
