"""What people are told of their sign-ups: in the inbox, and as messages where they allow them."""

from __future__ import annotations

from datetime import datetime

from app.core import clock
from app.notices import service as notices
from app.volunteering.models import Shift, ShiftRole, SignUp
from app.wechat.fitting import time_text, times_text

Values = dict[str, str]


def tell_registered(row: SignUp, shift: Shift) -> None:
    """A place is theirs."""
    late, note = _leaving(shift, clock.now())
    values = _values(shift) | {"result": "报名成功", "note": note}
    key = f"signup-registered{late}"
    _tell(row, shift, key, _mark(row), template="signup_result", values=values, until=_until(shift))


def tell_waiting(row: SignUp, shift: Shift, position: int) -> None:
    """They wait, and where in the queue."""
    values = _values(shift) | {"result": "候补中", "note": f"你排第{position}位，有名额会告诉你"}
    _tell(row, shift, "signup-waiting", _mark(row), template="signup_result", values=values, position=position)


def tell_offered(row: SignUp, shift: Shift, offered_at: datetime, expires_at: datetime) -> None:
    """A place is held for them until then."""
    values = _values(shift) | {"until": time_text(expires_at), "note": "过时让给下一位"}
    until = _short(expires_at)
    _tell(row, shift, "signup-offered", _stamp(offered_at), template="waitlist_offer", values=values, until=until)


def tell_open_call(row: SignUp, shift: Shift, role: ShiftRole) -> None:
    """Everybody waiting hears of a free place; the first tap wins."""
    called = role.open_call_at or clock.now()
    values = _values(shift) | {"until": time_text(shift.starts_at), "note": "先到先得，点了就是你的"}
    _tell(row, shift, "signup-open-call", _stamp(called), template="waitlist_offer", values=values)


def tell_lapsed(row: SignUp, shift: Shift, now: datetime) -> None:
    """Their offer ran out: they wait on, or, the third time, no longer."""
    _tell(row, shift, "signup-out" if row.state == "lapsed" else "signup-passed", _stamp(now))


def tell_not_reached(row: SignUp, shift: Shift) -> None:
    """The shift starts, and no place came free for them."""
    _tell(row, shift, "signup-not-reached", _mark(row))


def tell_reminder(row: SignUp, shift: Shift, now: datetime) -> None:
    """It is soon."""
    late, note = _leaving(shift, now)
    key, stamp = f"shift-reminder{late}", _stamp(shift.starts_at)
    values = _values(shift) | {"note": note}
    _tell(row, shift, key, stamp, topic="shift", template="shift_reminder", values=values, until=_until(shift))


def _tell(
    row: SignUp,
    shift: Shift,
    key: str,
    stamp: str,
    *,
    topic: str = "signup",
    template: str | None = None,
    values: Values | None = None,
    **facts: str | int,
) -> None:
    if row.account_id is None:
        return
    title, body = notices.words(key, title=shift.title, time=_time(shift), place=shift.place, **facts)
    notices.notify(
        row.account_id,
        topic,
        title=title,
        body=body,
        dedupe_key=f"{key}:{row.id}:{stamp}",
        link=f"pages/shift/shift?id={shift.id}",
        template=template,
        values=values,
    )


def _leaving(shift: Shift, now: datetime) -> tuple[str, str]:
    """The end of a text's key, and a message's note: the last minute of free withdrawal is named while it is ahead."""
    if now <= shift.cancel_until:
        return "", f"{_short(shift.cancel_until)}前可免费取消"
    return "-late", "走不开就点“跑单走不开”"


def _values(shift: Shift) -> Values:
    return {"activity": shift.title, "time": times_text(shift.starts_at, shift.ends_at), "place": shift.place}


def _mark(row: SignUp) -> str:
    """Which sign-up of this person and shift, and how it stands."""
    return f"{row.state}:{_stamp(row.queued_at)}"


def _stamp(at: datetime) -> str:
    return str(int(at.timestamp() * 1_000_000))


def _time(shift: Shift) -> str:
    start, end = clock.local(shift.starts_at), clock.local(shift.ends_at)
    return f"{start.month}月{start.day}日 {start:%H:%M}–{end:%H:%M}"


def _until(shift: Shift) -> str:
    return _short(shift.cancel_until)


def _short(at: datetime) -> str:
    local = clock.local(at)
    return f"{local.month}月{local.day}日{local:%H:%M}"
