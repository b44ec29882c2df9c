"""What shifts tell whoever lives beside or above them; all within the transaction of the change."""

from __future__ import annotations

from app.core import events

shift_published = events.signal("shift-published")  # shift_id
shift_moved = events.signal("shift-moved")  # shift_id: its time or place is another
shift_named = events.signal("shift-named")  # shift_id: its name or its station is another; its riders need not know
shift_cancelled = events.signal("shift-cancelled")  # shift_id: its sign-ups are ``shift_cancelled`` already
shift_ended = events.signal("shift-ended")  # shift_id: the clock made it ``done``
attendance_changed = events.signal("shift-attendance-changed")  # signup_id: in, out or stated times are others
