"""What people are told on the day of a shift and after: staff who add, move or remove somebody always let them know."""

from __future__ import annotations

from app.core import clock
from app.notices import service as notices
from app.volunteering import shift_telling
from app.volunteering.models import Shift, SignUp
from app.volunteering.shift_facts import lead_of


def tell_added(row: SignUp, shift: Shift) -> None:
    """Staff let them come."""
    _tell(row, shift, "signup-added")


def tell_role(row: SignUp, shift: Shift, role: str) -> None:
    """Staff gave them another role."""
    _tell(row, shift, "signup-role", role=role)


def tell_removed(row: SignUp, shift: Shift, reason: str) -> None:
    """Staff took them off the list, and say why."""
    _tell(row, shift, "signup-removed", reason=reason)


def tell_excused(row: SignUp, shift: Shift) -> None:
    """Nothing stays on record."""
    _tell(row, shift, "signup-excused")


def tell_not_seen(row: SignUp, shift: Shift) -> None:
    """Nobody saw them there; they may say otherwise."""
    _tell(row, shift, "signup-not-seen")


def tell_crowd(shift: Shift, there: int) -> None:
    """The shift's leaders, or all its organisers where it has none, hear that more came than there are places."""
    words = notices.words("shift-crowded", shift=shift.title, there=there)
    for account_id in sorted(lead_of(shift.id) or shift_telling.organisers_of(shift)):
        notices.notify(
            account_id,
            notices.Topic.KEEPING,
            title=words.title,
            body=words.body,
            dedupe_key=f"shift-crowded:{shift.id}",
            link=_link(shift),
        )


def _tell(row: SignUp, shift: Shift, key: str, **facts: str | int) -> None:
    if row.account_id is None:
        return
    title, body = notices.words(key, title=shift.title, time=_time(shift), place=shift.place, **facts)
    notices.notify(
        row.account_id,
        notices.Topic.SIGNUP,
        title=title,
        body=body,
        dedupe_key=f"{key}:{row.id}:{row.version}",
        link=_link(shift),
    )


def _time(shift: Shift) -> str:
    start, end = clock.local(shift.starts_at), clock.local(shift.ends_at)
    return f"{start.month}月{start.day}日 {start:%H:%M}–{end:%H:%M}"


def _link(shift: Shift) -> str:
    return f"pages/shift/shift?id={shift.id}"
