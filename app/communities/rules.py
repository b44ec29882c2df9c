"""Rules of reporting in: how many communities, what staff see, which figures go up, when news is shown.

Sources: PRODUCT 4.5, 5, 6; API "Communities".
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app.core.problems import Conflict, Invalid

KINDS = {"home": "住在这里", "work": "常在这里跑单", "other": "其他"}
MOST = 3
FEWEST_TOLD = 10  # a smaller figure could point at people, and does not go up to county and prefecture
LEFT_KEPT = timedelta(days=180)  # as notices: long enough to answer a question about it
LONGEST_SHOWN = timedelta(days=366)
TITLE, BODY, WELCOME, CONTACT = 60, 1000, 500, 40
STAFF_SEE = ("显示名", f"报到类型（{'、'.join(KINDS.values())}）", "报到日期")


class ThreeCommunities(Conflict):
    """``communities`` names the three: one must be left first."""

    slug, title = "three-communities", "最多同时报到三个社区，先退出一个再来"


class ReportedInTwice(Conflict):
    """Reached only if the lock that makes it impossible were gone."""

    slug, title = "reported-in-twice", "刚刚已经报到过了"


def may_report_in(here: bool, elsewhere: int) -> bool:
    """Whether somebody may report in: again where they are (nothing new), or to one of three."""
    return here or elsewhere < MOST


def told_count(members: int, *, exact: bool) -> dict[str, int | None]:
    """How many members a reader is told: the figure, or that there are fewer than ten."""
    if exact or members >= FEWEST_TOLD:
        return {"count": members, "fewer_than": None}
    return {"count": None, "fewer_than": FEWEST_TOLD}


def news_state(now: datetime, shown_from: datetime, shown_to: datetime) -> str:
    """``upcoming``, ``shown`` or ``past``: shown from its first instant until just before its last."""
    if now < shown_from:
        return "upcoming"
    return "shown" if now < shown_to else "past"


def shown_span(now: datetime, first: datetime, last: datetime) -> tuple[datetime, datetime]:
    """When news is to be shown, in UTC. Raises ``Invalid`` for a span that ended, is empty, too long or far away."""
    try:
        start, end = first.astimezone(UTC), last.astimezone(UTC)
    except OverflowError:  # at either end of the calendar
        raise _wrong("from", "请填写一个实际的时间") from None
    if abs(start - now) > LONGEST_SHOWN:
        raise _wrong("from", "开始时间要在前后一年之内")
    if end <= start:
        raise _wrong("to", "结束时间要在开始之后")
    if end - start > LONGEST_SHOWN:
        raise _wrong("to", "最长显示一年")
    if end <= now:
        raise _wrong("to", "结束时间已经过去")
    return start, end


def _wrong(field: str, message: str) -> Invalid:
    return Invalid(errors=[{"field": field, "message": message}])
