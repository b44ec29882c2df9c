"""What the worker does beside the outbox: sweeps over due rows, and invariants that must always hold.

A feature's ``wiring.py`` registers both. A sweep is idempotent: running it twice, or in two workers, changes nothing
more. An invariant returns sentences about what is broken; none is good.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask


@dataclass(frozen=True)
class Sweep:
    """``run`` works within one transaction and returns how many rows it touched."""

    name: str
    every_s: float
    run: Callable[[], int]


Invariant = Callable[[], list[str]]


def sweep(app: Flask, name: str, every_s: float, run: Callable[[], int]) -> None:
    """Let the worker call ``run`` inside a transaction, every ``every_s`` seconds."""
    sweeps(app).append(Sweep(name, every_s, run))


def invariant(app: Flask, name: str, check: Invariant) -> None:
    """Add a check to ``flask check-invariants`` and the daily one."""
    invariants(app)[name] = check


def remember(app: Flask, forget: Callable[[], None]) -> None:
    """Name something this process remembers of the database; ``forget_everything`` drops it (tests, restores)."""
    app.extensions.setdefault("yiqi.memories", []).append(forget)


def forget_everything(app: Flask) -> None:
    """Drop all that this process remembers of the database."""
    for forget in app.extensions.get("yiqi.memories", []):
        forget()


def sweeps(app: Flask) -> list[Sweep]:
    """All registered sweeps."""
    found: list[Sweep] = app.extensions.setdefault("yiqi.sweeps", [])
    return found


def invariants(app: Flask) -> dict[str, Invariant]:
    """All registered invariants by name."""
    found: dict[str, Invariant] = app.extensions.setdefault("yiqi.invariants", {})
    return found
