"""The top room of presence: what the factory calls."""

from __future__ import annotations

from flask import Flask

from app.areas import service as areas
from app.checkins import (
    checkin_views,
    personal,
    points,
    poster_views,
    retention,
    scene_views,
    settling,
    shift_poster_views,
)
from app.checkins.evidence_rules import CheckinCrossed
from app.checkins.room import room
from app.core import duties, events
from app.core.db import name_constraint
from app.stations import service as stations

VIEWS = (checkin_views, poster_views, scene_views, shift_poster_views)
POSITIONS_EVERY_S = 30.0
RETENTION_EVERY_S = 600.0


def wire(app: Flask) -> None:
    """Add the feature to the application."""
    events.on(app, areas.areas_changed, points.follow_communities)
    events.on(app, stations.places_changed, points.follow_stations)
    events.on(app, stations.removal_asked, points.printed_among)
    duties.sweep(app, "checkin-positions", POSITIONS_EVERY_S, settling.pass_positions)
    duties.sweep(app, "checkin-retention", RETENTION_EVERY_S, retention.forget)
    duties.invariant(app, "checkins-crossed", retention.crossed)
    duties.figure(app, "yiqi_checkins_pending", "Check-ins that wait for a decision", retention.waiting)
    for constraint in ("uq_checkins_pair", "uq_checkins_account_nonce", "pk_spent_nonces"):
        name_constraint(constraint, CheckinCrossed)
    personal.wire(app)
    app.extensions["yiqi.document"].register_blueprint(room)
    app.add_url_rule("/q/<scene>", "scan_page", scene_views.scan_page)
