"""What was measured, as lines for people and a file for machines."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from bench.goals import Goal, rounded
from bench.measure import Round
from bench.plan import Plan

QUIET = (0.9, 1.1)
PARTS = ("rate", "cpu_us", "p50_ms", "p99_ms")


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
    """One trial: rounds by server, in the order they ran; ``twins`` are two identical servers of it."""

    title: str
    ours: str
    twins: tuple[str, str]
    rounds: dict[str, list[Round]]
    facts: dict[str, Any]
    memory_mb: float
    load_average: tuple[float, ...]

    def ratios(self, over: str, under: str, part: str = "rate") -> tuple[float, ...]:
        """One figure of one divided by that of the other, within each round."""
        pairs = zip(self.rounds[over], self.rounds[under], strict=True)
        return tuple(getattr(one, part) / getattr(other, part) for one, other in pairs)

    def is_quiet(self, part: str = "rate") -> bool:
        """Whether the identical pair is equal: the median of its rounds (PERFORMANCE), as of all other ratios.

        A round beside which something else ran spoils itself alone; that is what medians are for. Processor time is
        held against itself, as it suffers least from what runs beside; all else against the rate.
        """
        judged = "cpu_us" if part == "cpu_us" else "rate"
        return QUIET[0] <= statistics.median(self.ratios(*self.twins, judged)) <= QUIET[1]

    def goal(
        self, what: str, limit: float | None, *, over: str = "", under: str, part: str = "rate", **more: Any
    ) -> Goal:
        """A ratio of this trial beside its limit; ``over`` is ours unless said otherwise."""
        return Goal(what, self.ratios(over or self.ours, under, part), limit, is_quiet=self.is_quiet(part), **more)


@dataclass(frozen=True)
class Curve:
    """How one figure grows with the size of what is there: (size, figure as a multiple of the first)."""

    title: str
    of: str
    points: tuple[tuple[int, float], ...]


@dataclass
class Findings:
    """All that a run found. ``missing``: what could not be measured, and why."""

    results: list[Result] = field(default_factory=list)
    goals: list[Goal] = field(default_factory=list)
    curves: list[Curve] = field(default_factory=list)
    missing: dict[str, str] = field(default_factory=dict)

    def add(self, other: Findings) -> None:
        self.results += other.results
        self.goals += other.goals
        self.curves += other.curves
        self.missing |= other.missing


def table(result: Result) -> str:
    """The lines of one trial."""
    lines = [
        f"\n{result.title}, load average {result.load_average[0]:.2f}, our workers {result.memory_mb:.0f} MB",
        f"  {'':22}{'rate/s':>8}{'CPU us':>8}{'p50 ms':>8}{'p99 ms':>8}{'bytes':>8}   rate of {result.ours} / its rate",
    ]
    for name, rounds in result.rounds.items():
        figures = (_median(rounds, part) for part in (*PARTS, "answer_bytes"))
        rate, cpu, p50, p99, size = figures
        ours = result.ours
        by_rate, by_cpu = _spread(result.ratios(ours, name)), _spread(result.ratios(name, ours, "cpu_us"))
        against = "" if name == ours else f"{by_rate}; by CPU {by_cpu}"
        lines.append(f"  {name:22}{rate:8.0f}{cpu:8.0f}{p50:8.2f}{p99:8.2f}{size:8.0f}   {against}")
    lines.append(f"  A/A {_spread(result.ratios(*result.twins))}{'' if result.is_quiet() else ': too noisy'}")
    return "\n".join(lines)


def document(machine: dict[str, Any], plan: Plan, found: Findings) -> dict[str, Any]:
    """Everything as a machine reads it."""
    return {
        "machine": machine,
        "plan": asdict(plan),
        "not_measured": found.missing,
        "goals": [goal.as_dict() for goal in found.goals],
        "curves": [asdict(curve) for curve in found.curves],
        "trials": [line for result in found.results for line in _as_lines(result)],
    }


def as_json(document: dict[str, Any]) -> str:
    """A line for each goal, curve and server, so that two runs can be compared by eye."""
    parts = {
        name: _lines(value) if isinstance(value, list) else json.dumps(value, ensure_ascii=False)
        for name, value in document.items()
    }
    return "{\n" + ",\n".join(f'"{name}": {value}' for name, value in parts.items()) + "\n}\n"


def mended(before: dict[str, Any], again: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """A run with these trials measured again: what they say now in its place, and when and where that was measured."""
    late = again["machine"] | {"trials": list(names)}
    missing = {name: why for name, why in before["not_measured"].items() if name not in names} | again["not_measured"]
    anew = {line["trial"] for line in again["trials"] if "trial" in line}
    kept, keep = [], True
    for line in before["trials"]:
        keep = line["trial"] not in anew if "trial" in line else keep
        kept += [line] if keep else []
    return before | {
        "not_measured": missing,
        "goals": _replaced(before["goals"], again["goals"], "what"),
        "curves": _replaced(before["curves"], again["curves"], "title"),
        "trials": kept + again["trials"],
        "measured_again": [*before.get("measured_again", []), late],
    }


def _replaced(old: Sequence[dict[str, Any]], new: Sequence[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    """The new ones in the places of the old, and behind them those that were not there."""
    found = {one[key]: one for one in new}
    return [found.pop(one[key], one) for one in old] + list(found.values())


def _as_lines(result: Result) -> list[dict[str, Any]]:
    first = {
        "trial": result.title, "ours": result.ours, "twins": result.twins, "facts": result.facts,
        "memory_mb": rounded(result.memory_mb), "load_average": result.load_average,
    }  # fmt: skip
    servers = [
        {"server": name} | {part: [rounded(getattr(one, part)) for one in rounds] for part in PARTS}
        for name, rounds in result.rounds.items()
    ]
    return [first, *servers]


def _lines(items: Sequence[dict[str, Any]]) -> str:
    return "[\n" + ",\n".join(json.dumps(item, ensure_ascii=False) for item in items) + "\n]" if items else "[]"


def _spread(values: Sequence[float]) -> Spread:
    return Spread(statistics.median(values), min(values), max(values))


def _median(rounds: list[Round], part: str) -> float:
    return statistics.median(getattr(one, part) for one in rounds)
