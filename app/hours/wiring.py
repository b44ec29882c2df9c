"""The top room of hours: what the factory calls."""

from __future__ import annotations

from flask import Flask

from app.core import duties, events
from app.core.db import name_constraint
from app.hours import (
    certificates_pages,
    certificates_personal,
    certificates_views,
    checks,
    exporting_views,
    me_views,
    personal,
    proposing,
    records_personal,
    records_views,
    rules,
    staff_views,
    telling,
)
from app.hours.room import room
from app.volunteering import service as volunteering

ASKED_EVERY_S = 300.0
FORGOTTEN_EVERY_S = 600.0
VIEWS = (certificates_views, exporting_views, me_views, records_views, staff_views)


def wire(app: Flask) -> None:
    """Add the feature to the application."""
    events.on(app, volunteering.attendance_changed, proposing.propose)
    events.on(app, volunteering.shift_moved, proposing.reckon_anew)
    duties.sweep(app, "hours-asked", ASKED_EVERY_S, telling.ask_forgotten)
    duties.sweep(app, "hours-forgotten", FORGOTTEN_EVERY_S, proposing.propose_forgotten)
    duties.invariant(app, "hours-chains", checks.lines_make_chains)
    duties.invariant(app, "hours-own", checks.nobody_confirms_their_own)
    duties.invariant(app, "hours-second", checks.second_words_are_others)
    duties.invariant(app, "hours-staff", checks.only_the_issuers_staff_decide)
    duties.figure(app, "yiqi_hours_pending", "Hours that wait for a decision", checks.waiting)
    name_constraint("uq_hours_objections_open", rules.ObjectionOpen)
    name_constraint("uq_hours_chains_shift_id_person_ref", rules.HoursRecorded)  # a walk-in claimed beside a backfill
    personal.wire(app)
    certificates_personal.wire(app)
    records_personal.wire(app)
    app.extensions["yiqi.document"].register_blueprint(room)
    app.add_url_rule("/c/<number>", "certificate_page", certificates_pages.certificate_page)
    app.add_url_rule("/c/<number>", "match_page", certificates_pages.match_page, methods=["POST"])
