"""Rules of shifts: times that fit, what publication asks, how full one is, what counts as another time or place.

Sources: PRODUCT 4.7 "Publication", "Changes", "Entities", PRODUCT 5, API "Volunteering".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.core.geo import distance_m
from app.core.problems import Conflict, Invalid

LONGEST = timedelta(hours=12)
FARTHEST = timedelta(days=731)  # ahead: what lies farther is a slip of the hand
FREE_BEFORE = timedelta(hours=3)  # withdrawing is free until then
MOVED = timedelta(minutes=30)
ELSEWHERE_M = 50
TOLD_URGENTLY = timedelta(hours=12)
ANSWER_WITHIN = timedelta(hours=24)
PRIVATE_KEPT = timedelta(hours=24)
PAIR = 2
ONLY_ROLE = "志愿者"
KINDS = ("service", "training")
STATUSES = ("draft", "published", "cancelled", "done")
SIGNUP_STATES_SHOWN = ("not_open", "open", "full_waitlist", "full", "closed", "cancelled", "done")
NO_RISK = re.compile(r"(无|没有)(什么|特殊|特别|明显|其他|额外)?的?(风险|危险)?([。，,；;.\s].*)?", re.DOTALL)

Window = tuple[time, time]

# what the answer's ``actions`` call it, the permission it takes, and the statuses in which it can be done
STAFF_ACTIONS = (
    ("edit", "draft_shift", frozenset({"draft"})),
    ("edit", "publish_shift", frozenset({"published"})),
    ("publish", "publish_shift", frozenset({"draft"})),
    ("cancel", "publish_shift", frozenset({"published"})),
    ("delete", "draft_shift", frozenset({"draft"})),
)


class ShiftNotReady(Conflict):
    """Publication asks for a start ahead, the true risks, and an insurance where there are any (``errors``)."""

    slug, title = "shift-not-ready", "还不能发布"


class ShiftOver(Conflict):
    """A shift that ended or was cancelled stays as it is."""

    slug, title = "shift-over", "班次已经结束或取消"


class ShiftNotADraft(Conflict):
    """Only drafts are dropped; what riders have seen is cancelled, with a reason."""

    slug, title = "shift-published", "已经发布过的班次不能删除，请取消它"


class ShiftNotPublished(Conflict):
    """A draft is dropped, not cancelled: nobody was told of it."""

    slug, title = "shift-not-published", "还没有发布的班次，直接删除就行"


class RoleTaken(Conflict):
    """A role with people in it is not dropped; move them first."""

    slug, title = "role-in-use", "这个岗位已经有人报名，不能去掉"


@dataclass(frozen=True)
class Places:
    """How a role stands: ``taken`` counts offers, too; ``waitlist_max`` None is no limit."""

    capacity: int
    taken: int
    waiting: int
    waitlist_max: int | None = None

    @property
    def free(self) -> int:
        return max(self.capacity - self.taken, 0)

    @property
    def is_open(self) -> bool:
        """Whether the next to come gets a place."""
        return self.free > 0 and self.waiting == 0

    @property
    def may_wait(self) -> bool:
        return self.waitlist_max is None or self.waiting < self.waitlist_max


def check_times(
    starts_at: datetime, ends_at: datetime, opens_at: datetime | None, closes_at: datetime, cancel_until: datetime
) -> None:
    """Times that can follow each other, 12 h at most. Raises ``Invalid`` naming the first field that does not fit."""
    faults = (
        ("ends_at", "结束要晚于开始", ends_at <= starts_at),
        ("ends_at", "一个班次最长 12 小时", ends_at - starts_at > LONGEST),
        ("ends_at", "一个班次最短 1 分钟", ends_at - starts_at < timedelta(minutes=1)),
        ("signup_closes_at", "报名截止不能晚于班次结束", closes_at > ends_at),
        ("signup_opens_at", "报名开始要早于报名截止", opens_at is not None and opens_at >= closes_at),
        ("cancel_until", "免费退出的期限不能晚于开始", cancel_until > starts_at),
    )
    for field, message, wrong in faults:
        if wrong:
            raise Invalid(errors=[{"field": field, "message": message}])


def minutes_between(starts_at: datetime, ends_at: datetime) -> int:
    """Whole minutes of a shift."""
    return int((ends_at - starts_at).total_seconds() // 60)


def says_no_danger(risk_text: str) -> bool:
    """Whether a text says that there is no particular danger: 无, 无特殊风险, 没有危险。注意保暖."""
    return NO_RISK.fullmatch(risk_text.strip()) is not None


def missing_for_publication(
    *, starts_at: datetime, risk_text: str, insurance_text: str, now: datetime
) -> list[dict[str, str]]:
    """What stands between a draft and its publication, ``{field, message}`` each; none is ready."""
    found = []
    if starts_at <= now:
        found.append({"field": "starts_at", "message": "开始时间已经过了"})
    if not risk_text.strip():
        found.append({"field": "risk_text", "message": "请如实写明风险，没有就写“无特殊风险”"})
    elif not says_no_danger(risk_text) and not insurance_text.strip():
        found.append({"field": "insurance_text", "message": "有风险的活动要写明保险"})
    return found


def peak_warnings(starts: datetime, ends: datetime, peaks: Iterable[Window]) -> list[dict[str, str]]:
    """The hours in which riders earn most, where a shift overlaps them: ``{slug, title}`` each.

    ``starts``, ``ends``: local times of one zone.
    """
    return [
        {"slug": "meal-peak", "title": f"和送餐高峰 {first:%H:%M}–{last:%H:%M} 重叠，来的人可能少"}
        for first, last in peaks
        if any(_overlaps(starts, ends, day, first, last) for day in _days(starts, ends))
    ]


def read_peaks(text: str) -> tuple[Window, ...]:
    """``13:30-15:30,19:30-22:00`` as windows. Raises ``ValueError``."""
    found = []
    for part in text.split(",") if text else ():
        first, _, last = part.partition("-")
        found.append((time.fromisoformat(first.strip()), time.fromisoformat(last.strip())))
    return tuple(found)


def has_moved(
    old: tuple[datetime, datetime], new: tuple[datetime, datetime], old_pin: tuple[float, float],
    new_pin: tuple[float, float],
) -> bool:  # fmt: skip
    """Whether start or end moved by 30 min or more, or the place by more than 50 m: then everybody reconfirms."""
    by = max(abs(after - before) for before, after in zip(old, new, strict=True))
    return by >= MOVED or distance_m(*old_pin, *new_pin) > ELSEWHERE_M


def reconfirm_by(now: datetime, starts_at: datetime) -> datetime:
    """Until when a change wants an answer: a day, but not past the start."""
    return min(now + ANSWER_WITHIN, starts_at)


def is_urgent(now: datetime, *starts: datetime) -> bool:
    """Whether a cancelled or moved shift is so near, by its old or its new start, that nobody is left to sleep."""
    return any(start - now <= TOLD_URGENTLY for start in starts)


def signup_state(
    *,
    status: str,
    opens_at: datetime | None,
    closes_at: datetime,
    ends_at: datetime,
    places: Iterable[Places],
    now: datetime,
) -> str:
    """What a rider finds: one of ``SIGNUP_STATES_SHOWN``. Opens and closes to the second of ``now``."""
    if status == "cancelled":
        return "cancelled"
    if status == "done" or now >= ends_at:
        return "done"
    if status == "draft" or (opens_at is not None and now < opens_at):
        return "not_open"
    if now >= closes_at:
        return "closed"
    roles = list(places)
    if any(role.is_open for role in roles):
        return "open"
    return "full_waitlist" if any(role.may_wait for role in roles) else "full"


def actions(
    *, status: str, state: str, may: Callable[[str], bool], signed_in: bool, own_state: str | None
) -> list[str]:
    """What this caller may do with the shift now.

    ``may`` takes the name of a ``Permission`` and answers for this shift; ``own_state``: of their sign-up, if any.
    """
    found = [name for name, permission, statuses in STAFF_ACTIONS if status in statuses and may(permission)]
    if signed_in and state in {"open", "full_waitlist"} and not is_living(own_state):
        found.append("sign_up")
    return found


def is_living(own_state: str | None) -> bool:
    """Whether a sign-up of this state still stands."""
    return own_state in {"registered", "waitlisted", "offered", "checked_in", "checked_out", "no_show"}


def took_place(status: str, starts_at: datetime, cancelled_at: datetime | None) -> bool:
    """Whether any of a shift is served: it is published or over, or was called off once it had begun."""
    if status == "cancelled":
        return cancelled_at is not None and cancelled_at > starts_at
    return status in {"published", "done"}


def check_status(status: str, allowed: Collection[str]) -> None:
    """Raises ``ShiftOver`` for a shift that is not in one of these statuses any more."""
    if status not in allowed:
        raise ShiftOver


def _days(starts: datetime, ends: datetime) -> list[date]:
    first = starts.date()
    return [first + timedelta(days=n) for n in range((ends.date() - first).days + 1)]


def _overlaps(starts: datetime, ends: datetime, day: date, first: time, last: time) -> bool:
    begin, end = (datetime.combine(day, at, tzinfo=starts.tzinfo) for at in (first, last))
    return starts < end and ends > begin
