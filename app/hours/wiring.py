"""The top room of hours: what the factory calls."""

from __future__ import annotations

from flask import Flask

from app.core import duties, events
from app.hours import personal, proposing
from app.hours.room import room
from app.volunteering import service as volunteering

FORGOTTEN_EVERY_S = 600.0
VIEWS: tuple[object, ...] = ()


def wire(app: Flask) -> None:
    """Add the feature to the application."""
    events.on(app, volunteering.attendance_changed, proposing.propose)
    duties.sweep(app, "hours-forgotten", FORGOTTEN_EVERY_S, proposing.propose_forgotten)
    personal.wire(app)
    app.extensions["yiqi.document"].register_blueprint(room)
