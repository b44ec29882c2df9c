"""How a chain of ledger lines is read: its state, what it stands at, and what may come next.

A chain is one person's hours at one shift. Lines are only ever added; each refers to the one before it, and the version
is their number. Source: PRODUCT 4.8.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

KINDS = ("proposal", "first_approval", "confirm", "reject", "reverse", "backfill")
STATES = ("pending", "awaiting_second", "confirmed", "rejected", "reversed")
# changed: the attendance is another since the decision; sampled: confirmed, and a second reader has not looked yet
QUEUES = ("pending", "awaiting_second", "changed", "sampled")
SOURCES = ("checkin", "planned", "stated", "staff", "backfill")
COUNTED = ("confirm", "reverse", "backfill")  # the balance is their sum
OPEN = ("pending", "awaiting_second")
FINAL = ("confirm", "backfill")
UNDONE, CORRECTED, CLAIMED = "undone", "corrected", "claimed"  # reasons of ``reverse`` lines
UNDO_WITHIN = timedelta(minutes=10)
OBJECT_WITHIN = timedelta(days=30)


@dataclass(frozen=True)
class Line:
    """A ledger line as rules see it; ``no`` counts from 1 within its chain."""

    no: int
    kind: str
    minutes: int
    next_day: int
    reason_code: str
    actor_ref: str | None
    created_at: datetime


def state(lines: Sequence[Line]) -> str:
    """``pending | awaiting_second | confirmed | rejected | reversed``, as the last line says."""
    return state_after(lines[-1].kind, lines[-1].reason_code)


def state_after(kind: str, reason_code: str) -> str:
    """The state of a chain whose last line is this."""
    if kind == "reverse":
        return "pending" if reason_code == UNDONE else "reversed"
    return {
        "proposal": "pending",
        "first_approval": "awaiting_second",
        "confirm": "confirmed",
        "backfill": "confirmed",
        "reject": "rejected",
    }[kind]


def is_open(lines: Sequence[Line]) -> bool:
    """Whether staff have not had their last word yet."""
    return state(lines) in OPEN


def balance(lines: Sequence[Line]) -> int:
    """Confirmed minutes: the sum of the lines that count."""
    return sum(line.minutes for line in lines if line.kind in COUNTED)


def stands_at(lines: Sequence[Line]) -> int:
    """The minutes a chain is about now: confirmed, awaiting the second approver, or proposed; 0 once refused."""
    held = state(lines)
    if held in {"confirmed", "awaiting_second"}:
        return lines[-1].minutes
    return proposed(lines).minutes if held == "pending" else 0


def proposed(lines: Sequence[Line]) -> Line:
    """The newest proposal; of a chain that began otherwise (a backfill) its first line."""
    return next((line for line in reversed(lines) if line.kind == "proposal"), lines[0])


def final_kind(lines: Sequence[Line]) -> str:
    """With which kind of line a chain is confirmed; what was filled in afterwards is shown apart for ever."""
    return "confirm" if any(line.kind == "proposal" for line in lines) else "backfill"


def reversal(line: Line) -> tuple[int, int]:
    """The minutes of the line that takes this one back, and how many of them lie on the next day."""
    return (-line.minutes, -line.next_day) if line.kind in FINAL else (0, 0)


def repeated(lines: Sequence[Line], version: int, kinds: Sequence[str], minutes: int | None) -> Line | None:
    """The line this very decision made already: right after the version it was made on, and nothing taken back since.

    ``minutes`` None agrees with any amount.
    """
    if not 0 < version < len(lines):
        return None
    line, later = lines[version], lines[version + 1 :]
    same = line.kind in kinds and (minutes is None or line.minutes == minutes)
    return line if same and all(after.kind != "reverse" for after in later) else None


def is_sampled(draw: int, percent: float) -> bool:
    """Whether hours are read a second time; ``draw``: any whole number, always the same for the same hours."""
    return draw % 10_000 < round(percent * 100)


def decided_at(lines: Sequence[Line]) -> datetime | None:
    """When the decision that stands was made, None while none does; an objection's 30 days count from here."""
    return None if is_open(lines) else lines[-1].created_at


def may_object(lines: Sequence[Line], now: datetime) -> bool:
    """Whether the 30 days since the decision still run."""
    decided = decided_at(lines)
    return decided is not None and now <= decided + OBJECT_WITHIN
