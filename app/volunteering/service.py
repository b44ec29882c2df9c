"""What the floors above call: facts of shifts, who issues and who leads, sign-ups, and what volunteering tells.

Signals, told within the transaction of the change: ``shift_published``, ``shift_moved``, ``shift_cancelled``,
``shift_ended`` (``shift_id``), ``attendance_changed`` (``signup_id``).
"""

from __future__ import annotations

from app.volunteering.attended import Attended, attended, half_known, was_there
from app.volunteering.offers import accept_offer, refuse_offer
from app.volunteering.places import promote
from app.volunteering.shift_facts import ShiftFacts, facts_of, issuer_of, lead_of, lock_shift, scope_of, shift_facts
from app.volunteering.shift_signals import (
    attendance_changed,
    shift_cancelled,
    shift_ended,
    shift_moved,
    shift_published,
)
from app.volunteering.shift_work import shifts_of_day
from app.volunteering.signups import reconfirm, sign_up, withdraw

__all__ = [
    "Attended",
    "ShiftFacts",
    "accept_offer",
    "attendance_changed",
    "attended",
    "facts_of",
    "half_known",
    "issuer_of",
    "lead_of",
    "lock_shift",
    "promote",
    "reconfirm",
    "refuse_offer",
    "scope_of",
    "shift_cancelled",
    "shift_ended",
    "shift_facts",
    "shift_moved",
    "shift_published",
    "shifts_of_day",
    "sign_up",
    "was_there",
    "withdraw",
]
