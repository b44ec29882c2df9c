"""The top room of volunteering: what the factory calls."""

from __future__ import annotations

from flask import Flask

from app.volunteering import personal
from app.volunteering.room import room

VIEWS: tuple[object, ...] = ()


def wire(app: Flask) -> None:
    """Add the feature to the application."""
    personal.wire(app)
    app.extensions["yiqi.document"].register_blueprint(room)
