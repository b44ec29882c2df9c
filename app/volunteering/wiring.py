"""The top room of volunteering: what the factory calls."""

from __future__ import annotations

from flask import Flask

from app.accounts import service as accounts
from app.core import duties, events
from app.stations import service as stations
from app.volunteering import (
    attendance_views,
    attendance_wiring,
    calendar_views,
    personal,
    roster_views,
    series,
    series_views,
    shift_clock,
    shift_stations,
    shift_views,
    signup_checks,
    signup_views,
    signup_wiring,
    team_views,
    teams,
)
from app.volunteering.room import room

SERIES_EVERY_S = 600.0
ENDS_EVERY_S = 10.0
PRIVATE_EVERY_S = 600.0
VIEWS: tuple[object, ...] = (shift_views, series_views, team_views, signup_views)
DAY_VIEWS: tuple[object, ...] = (attendance_views, calendar_views, roster_views)


def wire(app: Flask) -> None:
    """Add the feature to the application."""
    personal.wire(app)
    signup_wiring.wire(app)
    attendance_wiring.wire(app)
    events.on(app, accounts.scope_asked, teams.named_scope)
    events.on(app, accounts.consent_withdrawn, teams.consent_withdrawn)
    events.on(app, stations.station_closed, shift_stations.station_closed)
    events.on(app, stations.station_moved, shift_stations.station_moved)
    events.on(app, stations.removal_asked, shift_stations.stations_used)
    duties.sweep(app, "shift-ends", ENDS_EVERY_S, shift_clock.end_shifts)
    duties.sweep(app, "shift-private-places", PRIVATE_EVERY_S, shift_clock.forget_private_places)
    duties.sweep(app, "shift-series", SERIES_EVERY_S, series.make_ahead)
    duties.figure(app, "yiqi_offers_open", "Places offered and not yet answered", signup_checks.open_offers)
    app.extensions["yiqi.document"].register_blueprint(room)
