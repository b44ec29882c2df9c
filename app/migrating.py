"""Flask-Migrate, loaded when a ``db`` command asks for it: Alembic is a quarter of what a web process would import."""

from __future__ import annotations

from typing import Any

import click
from flask import Flask

from app.core.db import db
from app.core.settings import Settings


class LateMigrate:
    """Stands where Flask-Migrate looks for its settings, and steps aside at the first question."""

    def __init__(self, app: Flask, **options: Any) -> None:
        self._app, self._options = app, options

    def __getattr__(self, name: str) -> Any:
        from flask_migrate import Migrate

        Migrate(self._app, db, **self._options)
        return getattr(self._app.extensions["migrate"], name)


class LateGroup(click.Group):
    """``flask db``: makes way for Flask-Migrate's own group when somebody types it."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        from flask_migrate.cli import db as group

        context: click.Context = group.make_context(info_name, args, parent, **extra)
        return context


def wire(app: Flask, settings: Settings) -> None:
    """Let ``flask db`` find the migrations; batch mode on SQLite only."""
    directory, sqlite = str(settings.root / "migrations"), settings.sqlalchemy_url.startswith("sqlite")
    app.extensions["migrate"] = LateMigrate(app, directory=directory, render_as_batch=sqlite)
    app.cli.add_command(LateGroup("db", help="Migrations of the database."))
