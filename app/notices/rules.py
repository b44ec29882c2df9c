"""What is told how and when: topics, decent hours, digest. Plain functions; local times are Asia/Shanghai.

Source: PRODUCT 4.3, WECHAT 4.3 and 7.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

TITLE_LENGTH, BODY_LENGTH, KEY_LENGTH, LINK_LENGTH = 60, 500, 180, 200
KEPT = timedelta(days=180)


class Topic(StrEnum):
    """What a notice is about; each has a switch of its own for messages."""

    SIGNUP = "signup"  # 报名、候补、名额
    SHIFT = "shift"  # 活动变动、提醒
    HOURS = "hours"  # 时长确认、更正
    STATION = "station"  # 收藏的站点
    KEEPING = "keeping"  # 站长、联络员的事
    REPORT = "report"  # 反映的进展
    CARE = "care"  # 求助的答复
    COMMUNITY = "community"  # 社区公告
    ACCOUNT = "account"  # 账号、岗位


REPEATED = frozenset({"retry", "busy"})  # it was not sent, and time may heal it
LOW = frozenset({Topic.HOURS, Topic.COMMUNITY})  # nothing to act upon before the evening


class Quiet(NamedTuple):
    """The hours in which nobody is woken: from ``start`` until ``end``, past midnight if ``end`` is earlier."""

    start: time
    end: time

    def holds(self, local: datetime) -> bool:
        """Whether a local instant falls into these hours; equal ends mean none."""
        at = local.time()
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


def read_clock(text: str) -> time:
    """``23:30`` as a time. Raises ``ValueError``."""
    return datetime.strptime(text, "%H:%M").time()


def read_quiet(text: str) -> Quiet:
    """``23:30-09:30`` as quiet hours. Raises ``ValueError``."""
    start, _, end = text.partition("-")
    return Quiet(read_clock(start), read_clock(end))


def decent_time(local: datetime, quiet: Quiet, *, urgent: bool = False) -> datetime:
    """``local``, or the end of the quiet hours it falls into; what is urgent does not wait."""
    if urgent or not quiet.holds(local):
        return local
    end = local.replace(hour=quiet.end.hour, minute=quiet.end.minute, second=0, microsecond=0)
    return end if end > local else end + timedelta(days=1)


def next_digest(local: datetime, at: time) -> datetime:
    """The next evening at which low topics are told together."""
    evening = local.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    return evening if evening > local else evening + timedelta(days=1)


def waits_for_digest(topic: Topic, *, urgent: bool) -> bool:
    """Whether a notice of this topic is told in the evening, with others."""
    return topic in LOW and not urgent


def shorten(text: str, length: int) -> str:
    """The text within ``length`` characters; a cut shows as ``…``."""
    text = text.strip()
    return text if len(text) <= length else text[: length - 1] + "…"


class Step(NamedTuple):
    """What a row becomes after an attempt. ``wait_s`` None: that is final, and ``credit`` what comes of its credit."""

    state: str
    wait_s: int | None = None
    credit: str = "spent"  # spent | back: WeChat still has it | none: none is left of this template


def after(fate: str, waits_s: Sequence[int], credit: str, attempts: int, *, unsure: bool) -> Step:
    """What a row becomes that was tried ``attempts`` times, this one counted, the last ending as ``fate``.

    ``fate``, ``waits_s``, ``credit``: as the gateway says them (``Sent``). ``unsure``: an earlier attempt may have
    arrived. Then "no credit" says that it did, and nothing that fails now is a proof that it did not (WECHAT 4.3).
    """
    if fate == "sent" or (fate == "no_credit" and unsure):
        return Step("sent")
    if fate == "uncertain":
        return Step("uncertain", None if unsure else waits_s[0])
    if fate in REPEATED and attempts <= len(waits_s):
        return Step("uncertain" if unsure else "due", waits_s[attempts - 1])
    return Step("uncertain") if unsure else Step("dead", credit=credit)
