"""What the day of a shift brings to the house: points of shifts, check-ins that become presence, sweeps."""

from __future__ import annotations

from flask import Flask

from app.accounts.transfer_rules import CodeUsed
from app.checkins import service as checkins
from app.core import duties, events
from app.core.db import name_constraint
from app.volunteering import attendance, attendance_points, attendance_sweeps
from app.volunteering.shift_signals import shift_cancelled, shift_moved, shift_named, shift_published

NO_SHOWS_EVERY_S = 300.0
RETENTION_EVERY_S = 600.0


def wire(app: Flask) -> None:
    """Add attendance to the application."""
    events.on(app, shift_published, attendance_points.write_point)
    events.on(app, shift_moved, attendance_points.write_point)
    events.on(app, shift_named, attendance_points.write_point)
    events.on(app, shift_cancelled, attendance_points.close_point)
    events.on(app, checkins.target_asked, attendance_points.meant_by)
    events.on(app, checkins.standings_asked, attendance_points.standings_of)
    events.on(app, checkins.roster_asked, attendance_points.rostered)
    events.on(app, checkins.checkin_counted, attendance.counted)
    events.on(app, checkins.checkin_withdrawn, attendance.withdrawn)
    duties.sweep(app, "no-shows", NO_SHOWS_EVERY_S, attendance_sweeps.mark_no_shows)
    duties.sweep(app, "no-show-retention", RETENTION_EVERY_S, attendance_sweeps.forget_no_shows)
    duties.sweep(app, "walk-in-retention", RETENTION_EVERY_S, attendance_sweeps.forget_walk_ins)
    name_constraint("uq_signups_claim_hash", CodeUsed)
