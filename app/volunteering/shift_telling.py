"""Telling riders and organisers what becomes of a shift, in the transaction of the change.

People are told in the order of their accounts' ids, each once for a change.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from app.accounts import service as accounts
from app.core import clock
from app.notices import service as notices
from app.notices.service import Words
from app.volunteering import shift_rules as rules
from app.volunteering.models import Shift, SignUp
from app.volunteering.shift_facts import as_facts
from app.wechat.fitting import time_text


class Telling(NamedTuple):
    """What is told of a shift: words for the inbox, a key that tells it once, what the message says beside its time."""

    words: Words
    key: str
    message: dict[str, str]
    urgent: bool


def tell_change(shift: Shift, people: Iterable[SignUp], before: datetime, *, reconfirm: bool) -> None:
    """Time or place are others: everybody on the shift hears so, at once if it is near. ``before``: the old start."""
    urgent = reconfirm and rules.is_urgent(clock.now(), before, shift.starts_at)
    text = "shift-moved" if reconfirm else "shift-changed"
    words = notices.words(text, shift=shift.title, time=_when(shift), place=shift.place)
    told = {"change": "有变动", "note": "请打开确认还来不来" if reconfirm else "打开看看新的安排"}
    _tell_riders(shift, people, Telling(words, f"shift-changed:{shift.id}:{shift.version}", told, urgent))


def tell_cancellation(shift: Shift, people: Iterable[SignUp]) -> None:
    """The shift does not take place: everybody on it or waiting hears so, with the reason."""
    words = notices.words("shift-cancelled", shift=shift.title, time=_when(shift), reason=shift.cancel_reason)
    told, urgent = {"change": "已取消", "note": shift.cancel_reason}, rules.is_urgent(clock.now(), shift.starts_at)
    _tell_riders(shift, people, Telling(words, f"shift-cancelled:{shift.id}", told, urgent))


def tell_organisers(shift: Shift, words: Words, key: str) -> None:
    """The team's leaders, the station's managers and the community's staff are asked to look at a shift."""
    for account_id in sorted(organisers_of(shift)):
        notices.notify(
            account_id,
            notices.Topic.KEEPING,
            title=words.title,
            body=words.body,
            dedupe_key=key,
            link=_link(shift),
        )


def organisers_of(shift: Shift) -> set[int]:
    """Accounts that answer for a shift and can sign in."""
    facts = as_facts(shift)
    found = set(accounts.staff_of(facts.area_path))
    if shift.team_id is not None:
        found |= set(accounts.leaders_of(shift.team_id))
    if shift.station_code is not None:
        found |= set(accounts.managers_of(shift.station_code))
    return found


def _tell_riders(shift: Shift, people: Iterable[SignUp], telling: Telling) -> None:
    values = {"activity": shift.title, "time": time_text(shift.starts_at)} | telling.message
    for account_id in sorted({one.account_id for one in people if one.account_id is not None}):
        notices.notify(
            account_id,
            notices.Topic.SHIFT,
            title=telling.words.title,
            body=telling.words.body,
            dedupe_key=telling.key,
            link=_link(shift),
            template="shift_changed",
            values=values,
            urgent=telling.urgent,
        )


def _when(shift: Shift) -> str:
    starts, ends = clock.local(shift.starts_at), clock.local(shift.ends_at)
    return f"{starts.month}月{starts.day}日 {starts:%H:%M}–{ends:%H:%M}"


def _link(shift: Shift) -> str:
    return f"pages/shift/shift?id={shift.id}"
