"""Rules of being there: pairs of in and out, what a presence makes of a sign-up, words by hand, no-shows, walk-ins.

Plain functions over values; sources: PRODUCT 4.6, 4.7 "Leaving", "Changes", 4.8 "Minutes", 6. Instants are aware UTC.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from app.core.problems import Conflict, Invalid, NotAllowed
from app.volunteering.rules import ON_ROSTER, WAITING

OPENS_BEFORE = timedelta(minutes=60)  # before the start, and
CLOSES_AFTER = timedelta(minutes=180)  # after the end: how long a shift's point takes check-ins
NO_SHOW_AFTER = timedelta(hours=12)  # after the end: until then a leader ticks by hand, and phones find a network
NO_SHOW_KEPT = timedelta(days=90)
CLAIM_WITHIN = timedelta(days=30)
OFFLINE_WITHIN = timedelta(hours=72)
STATE_WITHIN = timedelta(days=30)  # after the end: as long as one may object to hours
CLOCKS_DIFFER = timedelta(minutes=2)
THERE = frozenset({"checked_in", "checked_out"})
EXCUSABLE = frozenset({"no_show", "late_cancelled"})
MAY_STATE = ON_ROSTER | {"no_show"}
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is read for something else
CODE_LENGTH = 10

Pair = tuple[datetime | None, datetime | None]


class OwnSignup(NotAllowed):
    slug, title = "own-signup", "自己的报名要由别人来办"


class MemberCodeRefused(Conflict):
    """``reason``: ``bad-code`` or ``expired``."""

    slug, title = "member-code-refused", "这个会员码不能用，请对方刷新后再扫"


class NothingToExcuse(Conflict):
    slug, title = "nothing-to-excuse", "这个报名没有记爽约，不用免"


class NoPhone(Conflict):
    slug, title = "no-phone", "对方没有留电话"


class StatementClosed(Conflict):
    """Before the shift begins there is nothing to state, and 30 days after its end no longer."""

    slug, title = "statement-closed", "现在不能说明到场时间"


class AlreadyThere(Conflict):
    """Whoever is checked in under their own name has no walk-in to claim at the same shift."""

    slug, title = "already-there", "你这一班已经有自己的签到，不能再领一份"


class Seen(NamedTuple):
    """A check-in that counts."""

    direction: str  # in | out
    at: datetime


def paired(seen: Iterable[Seen]) -> list[Pair]:
    """Check-ins as pairs in order of time, whichever arrived first; an out with no in before it stands alone."""
    pairs: list[Pair] = []
    for one in sorted(seen, key=lambda event: (event.at, event.direction)):
        if one.direction == "in":
            pairs.append((one.at, None))
        elif pairs and pairs[-1][1] is None:
            pairs[-1] = (pairs[-1][0], one.at)
        else:
            pairs.append((None, one.at))
    return pairs


def first_in(pairs: Sequence[Pair]) -> datetime | None:
    return next((began for began, _ in pairs if began is not None), None)


def last_out(pairs: Sequence[Pair]) -> datetime | None:
    return next((ended for _, ended in reversed(pairs) if ended is not None), None)


def state_of(before: str, pairs: Sequence[Pair]) -> str:
    """What a sign-up is by its check-ins; without any, one that was there is registered again."""
    if not pairs:
        return "registered" if before in THERE else before
    return "checked_in" if pairs[-1][1] is None else "checked_out"


def is_crowded(there: int, capacity: int) -> bool:
    """Whether more people are there than there are places, so that the leader should know."""
    return there > capacity


def check_by_hand(
    began: datetime | None, ended: datetime | None, *, starts_at: datetime, ends_at: datetime, now: datetime
) -> None:
    """Times that staff or a rider say can be true. Raises ``Invalid`` naming the field."""
    errors = []
    for field, at in (("checked_in_at", began), ("checked_out_at", ended)):
        if at is None:
            continue
        if at > now + CLOCKS_DIFFER:
            errors.append({"field": field, "message": "还没到这个时间"})
        elif not starts_at - OPENS_BEFORE <= at <= ends_at + CLOSES_AFTER:
            errors.append({"field": field, "message": "离班次太远：开始前 1 小时到结束后 3 小时之间"})
    if began is not None and ended is not None and ended <= began:
        errors.append({"field": "checked_out_at", "message": "离开要晚于到达"})
    if errors:
        raise Invalid(errors=errors)


def check_noted(at: datetime, *, starts_at: datetime, ends_at: datetime) -> None:
    """The time at which staff noted a walk-in lies around the shift. Raises ``Invalid``."""
    if not starts_at - OPENS_BEFORE <= at <= ends_at + CLOSES_AFTER:
        message = "离班次太远：开始前 1 小时到结束后 3 小时之间"
        raise Invalid(errors=[{"field": "occurred_at", "message": message}])


def check_statement(
    state: str, began: datetime | None, ended: datetime | None, *, starts_at: datetime, ends_at: datetime, now: datetime
) -> None:
    """Whether a rider may say now that they were there. Raises ``StatementClosed``, ``Invalid``."""
    if state not in MAY_STATE:
        raise StatementClosed("这个报名已经取消了")
    if now < starts_at:
        raise StatementClosed("班次还没开始")
    if now > ends_at + STATE_WITHIN:
        raise StatementClosed("班次结束超过 30 天了，请找组织者")
    if began is None and ended is None:
        raise Invalid(errors=[{"field": "checked_in_at", "message": "到达和离开至少写一个"}])
    check_by_hand(began, ended, starts_at=starts_at, ends_at=ends_at, now=now)


def may_state(state: str, *, starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Whether a rider is invited to say when they came and went: something of it is missing, and it is not too late."""
    return state in MAY_STATE - {"checked_out"} and starts_at <= now <= ends_at + STATE_WITHIN


def noted_at(claimed_at: datetime | None, now: datetime) -> datetime:
    """When staff noted somebody, by their phone's clock within what is possible; a clock ahead is not believed."""
    return min(claimed_at, now) if claimed_at is not None else now


def same_second(one: datetime | None, other: datetime | None) -> bool:
    """Whether two instants read the same, as answers carry them."""
    if one is None or other is None:
        return one is other
    return one.replace(microsecond=0) == other.replace(microsecond=0)


def is_no_show(state: str, *, ends_at: datetime, now: datetime, waits: bool, stated: bool) -> bool:
    """Whether somebody who had a place is marked as not having come: nothing of theirs waits, and they said nothing."""
    return state == "registered" and now >= ends_at + NO_SHOW_AFTER and not waits and not stated


def written(digest: bytes) -> str:
    """A claim code from random bytes: ten characters, as people read them out."""
    number, base = int.from_bytes(digest[:16]), len(CODE_ALPHABET)
    letters = []
    for _ in range(CODE_LENGTH):
        number, place = divmod(number, base)
        letters.append(CODE_ALPHABET[place])
    return "".join(letters)


def as_typed(text: str) -> str:
    """A claim code as we keep it, however it was typed."""
    return "".join(char for char in text.upper() if char not in " -·")


def roster_actions(
    state: str, *, own: bool, may_run: bool, may_keep: bool, may_reveal: bool, here: bool, marks: bool
) -> list[str]:
    """What a caller may do with a row of the roster. ``here``: it has an account; ``marks``: the time has come."""
    if own:
        return []
    living = state in ON_ROSTER | WAITING
    found = [
        ("mark", may_run and marks and (state in ON_ROSTER | {"no_show"})),
        ("admit", may_run and here and state in {"waitlisted", "offered"}),
        ("move", may_keep and living),
        ("remove", may_keep and (state in WAITING | {"registered"} or (living and not here))),
        ("excuse", may_keep and state in EXCUSABLE),
        ("reveal_phone", may_reveal and here and living),
    ]
    return [name for name, can in found if can]
