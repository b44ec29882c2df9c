"""Flask-Migrate, loaded when a ``db`` command asks for it: Alembic is a quarter of what a web process would import."""

from __future__ import annotations

from typing import Any

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


def wire(app: Flask, settings: Settings) -> None:
    """Let ``flask db`` find the migrations; batch mode on SQLite only."""
    directory, sqlite = str(settings.root / "migrations"), settings.sqlalchemy_url.startswith("sqlite")
    app.extensions["migrate"] = LateMigrate(app, directory=directory, render_as_batch=sqlite)
