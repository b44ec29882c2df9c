"""What was measured, as a table for people and a file for machines."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.measure import Round

QUIET = (0.9, 1.1)


@dataclass(frozen=True)
class Spread:
    """Ratios of the rounds, pair by pair."""

    median: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.median:.2f} ({self.low:.2f}-{self.high:.2f})"


@dataclass(frozen=True)
class Result:
    """One trial: rounds by server, in the order they ran.

    ``ours`` is held against the first of ``twins``, two identical servers; ``goal`` is the least ratio, if any.
    """

    title: str
    ours: str
    twins: tuple[str, str]
    goal: float | None
    rounds: dict[str, list[Round]]
    facts: dict[str, Any]
    memory_mb: float
    load_average: tuple[float, ...]

    def ratio(self, over: str, under: str) -> Spread:
        """Rate of one divided by the rate of the other, within each round."""
        pairs = zip(self.rounds[over], self.rounds[under], strict=True)
        return _spread([one.rate / other.rate for one, other in pairs])

    def cpu_ratio(self, over: str, under: str) -> Spread:
        """The same by processor time: how many answers of ``over`` cost as much as one of ``under``, inverted."""
        pairs = zip(self.rounds[over], self.rounds[under], strict=True)
        return _spread([other.cpu_us / one.cpu_us for one, other in pairs])

    @property
    def is_quiet(self) -> bool:
        """Whether the identical pair is equal: the median of its rounds (PERFORMANCE), as of all other ratios.

        A round beside which something else ran spoils itself alone; that is what medians are for.
        """
        return QUIET[0] <= self.ratio(*self.twins).median <= QUIET[1]

    @property
    def verdict(self) -> str:
        """``too noisy`` when two identical servers differ; else whether the goal is met."""
        if not self.is_quiet:
            return "too noisy"
        if self.goal is None:
            return "no goal"
        return "pass" if self.ratio(self.ours, self.twins[0]).median >= self.goal else "fail"


def table(result: Result) -> str:
    """The lines to read."""
    lines = [
        f"\n{result.title}, load average {result.load_average[0]:.2f}, our workers {result.memory_mb:.0f} MB",
        f"  {'':18}{'rate/s':>8}{'CPU us':>8}{'p50 ms':>8}{'p99 ms':>8}{'bytes':>8}   rate of {result.ours} / its rate",
    ]
    for name, rounds in result.rounds.items():
        figures = (_median(rounds, part) for part in ("rate", "cpu_us", "p50_ms", "p99_ms", "answer_bytes"))
        rate, cpu, p50, p99, size = figures
        ours = result.ours
        against = "" if name == ours else f"{result.ratio(ours, name)}; by CPU {result.cpu_ratio(ours, name)}"
        lines.append(f"  {name:18}{rate:8.0f}{cpu:8.0f}{p50:8.2f}{p99:8.2f}{size:8.0f}   {against}")
    lines.append(f"  A/A {result.ratio(*result.twins)}; goal {result.goal or '-'}: {result.verdict}")
    return "\n".join(lines)


def write(folder: Path, name: str, machine: dict[str, Any], results: Sequence[Result]) -> Path:
    """One JSON file of everything."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.json"
    document = {"machine": machine, "trials": [_as_dict(result) for result in results]}
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def _as_dict(result: Result) -> dict[str, Any]:
    ours, others = result.ours, [name for name in result.rounds if name != result.ours]
    return {
        "title": result.title,
        "goal": result.goal,
        "verdict": result.verdict,
        "facts": result.facts,
        "memory_mb": round(result.memory_mb, 1),
        "load_average": result.load_average,
        "ratios": {name: vars(result.ratio(ours, name)) for name in others},
        "cpu_ratios": {name: vars(result.cpu_ratio(ours, name)) for name in others},
        "a_a": vars(result.ratio(*result.twins)),
        "rounds": {name: [one.as_dict() for one in rounds] for name, rounds in result.rounds.items()},
    }


def _spread(values: list[float]) -> Spread:
    return Spread(statistics.median(values), min(values), max(values))


def _median(rounds: list[Round], part: str) -> float:
    return statistics.median(getattr(one, part) for one in rounds)
