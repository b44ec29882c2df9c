"""Alembic's environment: one connection, batch mode on SQLite only, a lock timeout on PostgreSQL."""

from alembic import context
from flask import current_app

from app.core.db import db

config = context.config
LOCK_TIMEOUT_MS = 300  # a waiting ALTER holds every SELECT behind it (RELIABILITY 13)


def run() -> None:
    connectable = config.attributes.get("connection") or db.engine.connect()
    with connectable as connection:
        sqlite = connection.dialect.name == "sqlite"
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=sqlite,
            compare_type=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            if not sqlite:
                connection.exec_driver_sql(f"SET lock_timeout = {LOCK_TIMEOUT_MS}")
                connection.exec_driver_sql("SET statement_timeout = 0")  # an index over millions takes its time
                connection.connection.driver_connection.patience_s = None
            context.run_migrations()


if not current_app:
    raise RuntimeError("run through flask: flask --app wsgi db upgrade")
run()
