"""What PERFORMANCE asks, beside what was measured: one line for each goal."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

MET, MISSED, NOISY, TOLD = "met", "not met", "too noisy", "for information"


@dataclass(frozen=True)
class Goal:
    """One figure in all its rounds, and its limit: the least (``is_least``) or the most that will do, None for none.

    ``is_quiet``: whether two identical servers were equal meanwhile. ``is_absolute``: it has no peer in the run; such a
    figure misses its limit only in every round, for whatever ran beside it can only make it worse.
    """

    what: str
    values: tuple[float, ...]
    limit: float | None
    is_least: bool = True
    unit: str = ""
    moonshot: float | None = None
    is_quiet: bool = True
    is_absolute: bool = False
    judged: str = ""  # the verdict of a run that is read again

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def verdict(self) -> str:
        if self.judged:
            return self.judged
        if self.limit is None:
            return TOLD
        if self.is_absolute:
            return MET if self._holds(self.median) else NOISY if any(map(self._holds, self.values)) else MISSED
        if not self.is_quiet:
            return NOISY
        return MET if self._holds(self.median) else MISSED

    @property
    def share(self) -> float | None:
        """How far along the way to the limit, over 1 beyond it; None without one."""
        if not self.limit or not self.median:
            return None
        return self.median / self.limit if self.is_least else self.limit / self.median

    def as_dict(self) -> dict[str, Any]:
        return {
            "what": self.what, "median": rounded(self.median), "low": rounded(min(self.values)),
            "high": rounded(max(self.values)), "unit": self.unit, "limit": self.limit,
            "least_or_most": "least" if self.is_least else "most", "moonshot": self.moonshot, "verdict": self.verdict,
        }  # fmt: skip

    @classmethod
    def of(cls, told: dict[str, Any]) -> Goal:
        """As it was written by ``as_dict``."""
        return cls(
            told["what"], (told["low"], told["median"], told["high"]), told["limit"], told["least_or_most"] == "least",
            told["unit"], told["moonshot"], judged=told["verdict"],
        )  # fmt: skip

    def _holds(self, value: float) -> bool:
        return self.limit is None or (value >= self.limit if self.is_least else value <= self.limit)


def table(goals: Sequence[Goal]) -> str:
    """All goals, as a table in Markdown."""
    head = ("goal", "measured", "lowest-highest", "limit", "moonshot", "")
    lines = [head, *map(_cells, goals)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(head))]
    shown = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines]
    rule = "|" + "|".join("-" * (width + 2) for width in widths)
    return "\n".join(f"{line.rstrip()} |" for line in [shown[0], rule, *shown[1:]]).replace("- |", "-|")


def rounded(value: float) -> float:
    """To three digits that mean something; whole above 1,000."""
    return round(value) if abs(value) >= 1_000 else float(f"{value:.3g}")


def _cells(goal: Goal) -> tuple[str, ...]:
    sign = ">=" if goal.is_least else "<="
    limit, moonshot = ("" if one is None else f"{sign} {_figure(one)}" for one in (goal.limit, goal.moonshot))
    spread = f"{_figure(min(goal.values))}-{_figure(max(goal.values))}"
    return goal.what, f"{_figure(goal.median)} {goal.unit}".strip(), spread, limit, moonshot, goal.verdict


def _figure(value: float) -> str:
    found = rounded(value)
    if abs(found) >= 1_000:
        return f"{found:,.0f}"
    return f"{found:.2f}" if abs(found) < 10 else f"{found:g}"
