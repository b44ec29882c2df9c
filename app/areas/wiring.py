"""The top room of areas: what the factory calls."""

from __future__ import annotations

from flask import Flask

from app.areas import calendars, commands, rules, tree
from app.areas.table import Keeper
from app.areas.views import room
from app.core import duties, events, health
from app.core.db import name_constraint


def wire(app: Flask) -> None:
    """Add the feature to the application."""
    keeper = Keeper(app.extensions["yiqi.settings"].snapshot_poll_s)
    app.extensions["yiqi.areas"] = keeper
    duties.remember(app, keeper.forget)
    duties.invariant(app, "area paths follow their parents", tree.broken_paths)
    events.on(app, health.readiness_asked, calendars.warn_of_missing_years)
    missing = "National holiday tables that are needed now or within 45 days and are not there"
    duties.figure(app, "yiqi_holiday_years_missing", missing, lambda: len(calendars.warn_of_missing_years()))
    name_constraint("uq_admin_areas_grid_name", rules.GridExists)
    app.extensions["yiqi.document"].register_blueprint(room)
    app.cli.add_command(commands.areas)
    app.cli.add_command(commands.holidays)
