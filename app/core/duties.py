"""What the worker does: sweeps over due rows, errands to the outside, and invariants that must always hold.

A feature's ``wiring.py`` registers them. A sweep is idempotent: running it twice, or in two workers, changes nothing
more. An errand asks somebody outside between two transactions of its own, because none may be open then. An invariant
returns sentences about what is broken; none is good.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask


@dataclass(frozen=True)
class Sweep:
    """``run`` works within one transaction and returns how many rows it touched.

    Of an errand it opens its own, does one piece of work at a time, and is called again at once until it returns 0.
    """

    name: str
    every_s: float
    run: Callable[[], int]
    errand: bool = False


Invariant = Callable[[], list[str]]


@dataclass(frozen=True)
class Figure:
    """A number of the house that operators watch: ``name`` as Prometheus knows it, ``read`` asks the database."""

    name: str
    what: str
    read: Callable[[], float]


def sweep(app: Flask, name: str, every_s: float, run: Callable[[], int]) -> None:
    """Let the worker call ``run`` inside a transaction, every ``every_s`` seconds."""
    sweeps(app).append(Sweep(name, every_s, run))


def errand(app: Flask, name: str, every_s: float, run: Callable[[], int]) -> None:
    """Let the worker call ``run`` outside any transaction, until it finds no work, every ``every_s`` seconds."""
    sweeps(app).append(Sweep(name, every_s, run, errand=True))


def invariant(app: Flask, name: str, check: Invariant) -> None:
    """Add a check to ``flask check-invariants`` and the daily one."""
    invariants(app)[name] = check


def figure(app: Flask, name: str, what: str, read: Callable[[], float]) -> None:
    """Let the worker tell a number, anew every minute; nothing of one person may be in it."""
    figures(app).append(Figure(name, what, read))


def remember(app: Flask, forget: Callable[[], None]) -> None:
    """Name something this process remembers of the database; ``forget_everything`` drops it (tests, restores)."""
    app.extensions.setdefault("yiqi.memories", []).append(forget)


def forget_everything(app: Flask) -> None:
    """Drop all that this process remembers of the database."""
    for forget in app.extensions.get("yiqi.memories", []):
        forget()


def sweeps(app: Flask) -> list[Sweep]:
    """All registered sweeps and errands."""
    found: list[Sweep] = app.extensions.setdefault("yiqi.sweeps", [])
    return found


def invariants(app: Flask) -> dict[str, Invariant]:
    """All registered invariants by name."""
    found: dict[str, Invariant] = app.extensions.setdefault("yiqi.invariants", {})
    return found


def figures(app: Flask) -> list[Figure]:
    """All registered figures."""
    found: list[Figure] = app.extensions.setdefault("yiqi.figures", [])
    return found
