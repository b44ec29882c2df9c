"""Refusals of the ledger, and the questions a decision has to pass. Source: PRODUCT 4.8, 5.

A batch has rows that fail and rows that stand, so a row's refusal is a value here; single calls raise it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.checkins.evidence_rules import UndoTooLate as SlowUndo
from app.core.problems import Conflict, Invalid, NotAllowed, Problem, StaleVersion
from app.hours import chain_rules as chains
from app.hours.chain_rules import Line

MOST_MINUTES = 1440
NOTE = 200
OBJECTION = 500


class OwnHours(NotAllowed):
    """Nobody decides on their own hours."""

    slug, title = "own-hours", "自己的时长要由别人确认"


class SecondApproverNeeded(NotAllowed):
    """Over a cap the second word is another person's, with the grant for it."""

    slug, title = "second-approver-needed", "超过上限的时长要由另一位复核人确认"


class HoursDecided(Conflict):
    """A decision stands: within 10 minutes it is undone, later corrected."""

    slug, title = "hours-decided", "这条时长已经处理过了"


class HoursPending(Conflict):
    """There is no decision yet that could be corrected or objected to."""

    slug, title = "hours-pending", "这条时长还没有确认"


class CheckinWaiting(Conflict):
    """A check-in of this person at the shift waits for a decision: such hours are looked at by themselves."""

    slug, title = "checkin-waiting", "有签到等确认，请单独看这一条"


class HoursRecorded(Conflict):
    """This person has a line for this shift already: it is confirmed or corrected, not filled in beside it."""

    slug, title = "hours-recorded", "这个人在这一班已经有时长记录"


class UndoTooLate(SlowUndo):
    title = "过了 10 分钟，不能再撤回，请用更正"


class UndoBlocked(Conflict):
    """Somebody went on from there: a second approver, or a correction."""

    slug, title = "undo-blocked", "后面已经有新的处理，撤不回来了"


class ObjectionLate(Conflict):
    slug, title = "objection-late", "已经超过 30 天，不能再提异议"


class ObjectionOpen(Conflict):
    """One at a time for each line."""

    slug, title = "objection-open", "已经提过异议，正在等答复"


class ObjectionAnswered(Conflict):
    slug, title = "objection-answered", "这条异议已经答复过了"


class NothingToRead(Conflict):
    """Not drawn, not confirmed, or read already."""

    slug, title = "nothing-to-read", "这条时长不用再看一遍"


class NotBackfillable(Conflict):
    """Only service that has ended, and was not called off, is filled in afterwards."""

    slug, title = "not-backfillable", "这一班不能补录时长"


@dataclass(frozen=True)
class Judge:
    """Who decides: their pseudonym, and what they may do at this chain."""

    ref: str
    confirms: bool
    approves: bool


@dataclass(frozen=True)
class Wish:
    """What is asked of a chain: an amount (None: as proposed), on the version that was seen."""

    minutes: int | None
    version: int
    reason: str = ""


@dataclass(frozen=True)
class Verdict:
    """What a row comes to: ``again`` writes nothing, ``first`` is up to the caps, ``second`` is final."""

    step: str  # again | first | second
    minutes: int = 0


def judged(lines: Sequence[Line], person_ref: str, wish: Wish, judge: Judge) -> Verdict | Problem:
    """Whether this wish to confirm passes, and as what; else why not."""
    if judge.ref == person_ref:
        return OwnHours()
    asked = wish.minutes if wish.minutes is not None else chains.stands_at(lines[: wish.version] or lines)
    if chains.repeated(lines, wish.version, ("first_approval", *chains.FINAL), asked):
        return Verdict("again")
    closed = _closed(lines, wish.version)
    if closed is not None:
        return closed
    if chains.state(lines) == "awaiting_second":
        return _second(lines[-1], wish, judge)
    if not judge.confirms:
        return NotAllowed("要先由组织方确认")
    return Verdict("first", asked) if asked > 0 else Invalid(errors=[_field("minutes", "没有时长可确认，请退回")])


def refused(lines: Sequence[Line], person_ref: str, version: int, judge: Judge) -> Verdict | Problem:
    """Whether a rejection passes; ``again`` for one that was made already."""
    if judge.ref == person_ref:
        return OwnHours()
    if chains.repeated(lines, version, ("reject",), None):
        return Verdict("again")
    closed = _closed(lines, version)
    if closed is not None:
        return closed
    if chains.state(lines) == "pending" and not judge.confirms:
        return NotAllowed("要先由组织方确认")
    return Verdict("first")


def correctable(lines: Sequence[Line], person_ref: str, wish: Wish, judge_ref: str) -> Problem | None:
    """Why a correction is refused, None when it passes."""
    if judge_ref == person_ref:
        return OwnHours()
    if wish.version != len(lines):
        return _stale(lines)
    if chains.is_open(lines):
        return HoursPending()
    if wish.minutes == chains.balance(lines):
        return Invalid(errors=[_field("minutes", "和现在的一样，不用更正")])
    return None


def undoable(lines: Sequence[Line], no: int, now: datetime) -> str:
    """What an undo of line ``no`` meets: ``now`` (it is done), ``again`` (was done), ``late``, ``blocked``."""
    line, after = lines[no - 1], lines[no] if no < len(lines) else None
    if after is not None:
        return "again" if after.kind == "reverse" and after.reason_code == chains.UNDONE else "blocked"
    return "now" if now - line.created_at <= chains.UNDO_WITHIN else "late"


def second_reading(sampled: bool, read: bool, lines: Sequence[Line], ref: str) -> bool:
    """Whether somebody may read confirmed hours a second time: drawn, unread, and not decided by them."""
    return sampled and not read and chains.state(lines) == "confirmed" and all(one.actor_ref != ref for one in lines)


def check_backfill(minutes: int, planned_minutes: int) -> None:
    """Raise ``Invalid`` for more minutes than the shift was planned to take."""
    if minutes > planned_minutes:
        raise Invalid(errors=[_field("minutes", f"补录不能超过计划的 {planned_minutes} 分钟")])


def _second(first: Line, wish: Wish, judge: Judge) -> Verdict | Problem:
    if not judge.approves or first.actor_ref == judge.ref:
        return SecondApproverNeeded()
    if wish.minutes is not None and wish.minutes != first.minutes:
        return Invalid(errors=[_field("minutes", "复核只能同意或退回，不能改分钟数")])
    return Verdict("second", first.minutes)


def _closed(lines: Sequence[Line], version: int) -> Problem | None:
    if version != len(lines):
        return _stale(lines)
    return None if chains.is_open(lines) else HoursDecided(state=chains.state(lines))


def _stale(lines: Sequence[Line]) -> Problem:
    return StaleVersion(current={"version": len(lines), "state": chains.state(lines)})


def _field(name: str, message: str) -> dict[str, str]:
    return {"field": name, "message": message}
