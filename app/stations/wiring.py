"""The top room of stations: what the factory calls."""

from __future__ import annotations

from flask import Flask

from app.accounts import service as accounts
from app.areas import service as areas
from app.core import duties, edge, events
from app.core.db import name_constraint
from app.core.settings import Settings
from app.stations import (
    changes,
    commands,
    editing_views,
    exporting_views,
    importing,
    importing_views,
    keeper,
    keeping,
    keeping_views,
    listing,
    overdue,
    personal,
    photo_views,
    photo_wiring,
    reading_views,
    reminding,
    reporting,
    riders_views,
    scheduling,
    scheduling_views,
    scoping,
    telling,
    undoing,
    undoing_views,
)
from app.stations.bundles import Shelf
from app.stations.room import room

ETAS_EVERY_S = 30.0
REPORTERS_EVERY_S = 600.0
ALERTS_EVERY_S = 2.0
OVERDUE_EVERY_S = 600.0
VIEWS = (
    reading_views,
    importing_views,
    exporting_views,
    keeping_views,
    editing_views,
    scheduling_views,
    undoing_views,
    photo_views,
    riders_views,
)


def wire(app: Flask) -> None:
    """Add the feature to the application."""
    chosen: Settings = app.extensions["yiqi.settings"]
    kept = keeper.wire(app, chosen.snapshot_poll_s)
    shelf = app.extensions["yiqi.bundles"] = Shelf()
    duties.remember(app, kept.forget)
    duties.remember(app, shelf.forget)
    events.on(app, areas.areas_changed, _rules_changed)
    events.on(app, areas.calendar_changed, _rules_changed)
    events.on(app, accounts.scope_asked, scoping.named_scope)
    events.on(app, reporting.reports_agreed, reminding.ask_managers)
    events.on(app, keeping.eta_passed, reminding.remind_managers)
    events.on(app, scheduling.station_alerted, telling.take_alert)
    duties.sweep(app, "station-etas", ETAS_EVERY_S, keeping.pass_etas)
    duties.sweep(app, "station-reporters", REPORTERS_EVERY_S, reporting.forget_reporters)
    duties.sweep(app, "station-reports-old", REPORTERS_EVERY_S, reporting.forget_reports)
    duties.sweep(app, "stations-stale", OVERDUE_EVERY_S, overdue.ask_for_checks)
    duties.sweep(app, "closures-long", OVERDUE_EVERY_S, overdue.ask_about_closures)
    duties.errand(app, "station-alerts", ALERTS_EVERY_S, telling.tell_next)
    name_constraint("uq_stations_code", importing.CodeTaken)
    undoing.name_references()
    personal.wire(app)
    photo_wiring.wire(app)
    app.cli.add_command(commands.stations)
    app.extensions["yiqi.document"].register_blueprint(room)
    edge.open_lane(app, "/api/v1/stations", listing.lane(app, chosen.box))


def _rules_changed(**_: object) -> None:
    changes.mark_rules_changed()
