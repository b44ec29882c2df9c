"""The top room of presence: what the factory calls."""

from __future__ import annotations

from flask import Flask

from app.checkins import personal, points, poster_views, scene_views
from app.checkins.room import room
from app.core import events
from app.stations import service as stations

VIEWS = (poster_views, scene_views)


def wire(app: Flask) -> None:
    """Add the feature to the application."""
    events.on(app, stations.places_changed, points.follow_stations)
    events.on(app, stations.removal_asked, points.printed_among)
    personal.wire(app)
    app.extensions["yiqi.document"].register_blueprint(room)
    app.add_url_rule("/q/<scene>", "scan_page", scene_views.scan_page)
