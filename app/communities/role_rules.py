"""Rules of volunteer roles: ``offered -> active -> ended``, when an offer lapses, when a term is over.

Source: PRODUCT 4.5. A role opens no data to its holder; what its holder is asked to read first stands here, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from app.core.problems import Conflict, Invalid

OFFERED, ACTIVE, ENDED = "offered", "active", "ended"
LAPSED, DECLINED, EXPIRED, RESIGNED, REVOKED, LEFT = "lapsed", "declined", "expired", "resigned", "revoked", "left"
ANSWER_WITHIN = timedelta(days=14)
LONGEST_DAYS = 366
NAMES = {"grid_volunteer": "特聘网格员", "policy_guide": "政策宣讲员", "place_reporter": "民情速递员"}
_ALWAYS = "自愿、无偿，随时可以不做，不影响用驿站。看不到别人的信息，也不用替谁盯着谁；先顾好骑行安全，停稳了再看手机。"
BRIEFINGS = {
    "grid_volunteer": "跑单路上看到路灯坏了、井盖松了这类事，方便时跟社区说一声，社区有活动帮着招呼大家。" + _ALWAYS,
    "policy_guide": "把社区给的政策和服务消息讲给身边的骑手听，讲不准的请大家直接问社区，不替人做决定。" + _ALWAYS,
    "place_reporter": "看到地方和设施的问题，用“随手报”拍下来，只拍事、不拍人和车牌。你报的会先看。" + _ALWAYS,
}


class NotAMember(Conflict):
    """Roles are for members of the community: whoever leaves it has none there."""

    slug, title = "not-a-member", "对方还没有到这个社区报到"


class BriefingUnread(Conflict):
    """The briefing is opened before a role is accepted."""

    slug, title = "briefing-unread", "请先打开说明看一看，再接受"


class RoleEnded(Conflict):
    """The offer lapsed, was taken back or declined, or the role is over."""

    slug, title = "role-ended", "这个邀请或身份已经结束了"


class RoleOfferedTwice(Conflict):
    """Reached only if the lock that makes it impossible were gone."""

    slug, title = "role-offered-twice", "刚刚已经邀请过了"


@dataclass(frozen=True)
class Standing:
    """How a role stands. ``why`` and ``ended_at`` once it has ended, also before a sweep has written it down."""

    state: str
    why: str | None = None
    ended_at: datetime | None = None


def end_of(day: date, zone: tzinfo) -> datetime:
    """24:00 of a local day, as an instant in UTC."""
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)


def answer_by(offered_at: datetime, ends_on: date, zone: tzinfo) -> datetime:
    """Until when an offer waits: 14 days, but not beyond the term it offers."""
    return min(offered_at + ANSWER_WITHIN, end_of(ends_on, zone))


def standing(state: str, offered_at: datetime, ends_on: date, now: datetime, zone: tzinfo) -> Standing:
    """How an offered or active role stands at ``now``; the exact instant of its end is past it."""
    if state == OFFERED and now >= (until := answer_by(offered_at, ends_on, zone)):
        return Standing(ENDED, LAPSED, until)
    if state == ACTIVE and now >= (over := end_of(ends_on, zone)):
        return Standing(ENDED, EXPIRED, over)
    return Standing(state)


def last_day(today: date, asked: date | None, longest: date) -> date:
    """The last day of a term that is offered today; by default the longest. Raises ``Invalid``."""
    if asked is None:
        return longest
    if asked < today:
        raise _wrong("结束日期已经过去")
    if asked > longest:
        raise _wrong("任期最长12个月")
    return asked


def why_given_up(state: str) -> str:
    """What it is called when a person lets a role go: an offer is declined, a role resigned from."""
    return DECLINED if state == OFFERED else RESIGNED


def own_actions(state: str) -> list[str]:
    """What its holder may do with a role."""
    return {OFFERED: ["accept", "decline"], ACTIVE: ["resign"]}.get(state, [])


def _wrong(message: str) -> Invalid:
    return Invalid(errors=[{"field": "ends_on", "message": message}])
