"""What signing up brings to the house: sweeps, invariants, and what happens when somebody leaves."""

from __future__ import annotations

from flask import Flask

from app.accounts import service as accounts
from app.core import duties, events
from app.core.db import name_constraint
from app.volunteering import offers, queues, signup_checks, signup_reminding, signups
from app.volunteering.shift_signals import shift_moved, shift_named
from app.volunteering.signup_rules import AlreadySignedUp

QUEUES_EVERY_S = 2.0
REMINDERS_EVERY_S = 30.0


def wire(app: Flask) -> None:
    """Add sign-ups to the application."""
    duties.errand(app, "queues", QUEUES_EVERY_S, offers.tend_queues)
    duties.sweep(app, "shift-reminders", REMINDERS_EVERY_S, signup_reminding.remind)
    duties.invariant(app, "places", signup_checks.no_place_is_sold_twice)
    duties.invariant(app, "queues", signup_checks.nobody_is_passed_over)
    events.on(app, shift_moved, queues.follow_move)
    events.on(app, shift_named, queues.follow_name)
    events.on(app, accounts.person_leaving, signups.end_all)
    events.on(app, accounts.deletion_previewed, signups.preview_leaving)
    name_constraint("uq_signups_shift_id_account_id", AlreadySignedUp)
