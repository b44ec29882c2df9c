"""The top room of work: what the factory calls."""

from __future__ import annotations

from flask import Flask

from app.work import views
from app.work.room import room

VIEWS = (views,)


def wire(app: Flask) -> None:
    """Add the feature to the application."""
    app.extensions["yiqi.document"].register_blueprint(room)
