"""A rider's own word on when they came and went; it counts once staff confirm the hours. Source: PRODUCT 4.6, 4.8."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.core import clock, events
from app.core.db import db
from app.volunteering import attendance_rules as rules
from app.volunteering import signups
from app.volunteering.shift_signals import attendance_changed
from app.volunteering.signup_answers import answer_of


def state_times(
    account_id: int, signup_id: int, began: datetime | None, ended: datetime | None, note: str
) -> dict[str, Any]:
    """Say when one came and went, either or both; a later word replaces the one before, the same changes nothing.

    Raises ``NotFound``, ``StatementClosed``, ``Invalid``.
    """
    row, _, shift = signups.own(account_id, signup_id)
    times = {"starts_at": shift.starts_at, "ends_at": shift.ends_at, "now": clock.now()}
    rules.check_statement(row.state, began, ended, **times)
    if (row.stated_in_at, row.stated_out_at, row.stated_note) != (began, ended, note):
        row.stated_in_at, row.stated_out_at, row.stated_note = began, ended, note
        row.version += 1
        db.session.flush()  # whoever is told reads the row
        events.tell(attendance_changed, signup_id=row.id)
    return answer_of(row, shift)
