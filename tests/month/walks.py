"""Walks of the machine: how many, how long, and always the same ones for a number."""

from __future__ import annotations

from collections import Counter

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.month.machine import Month

STEPS = 100  # of one walk, those included that find nothing to do
WALKS, PARTS, LEAST = 40, 5, 2_000  # at least 10,000 steps that both sides took
CHANGING = 28  # walks with the steps of ``machine_changes``


def walk(month: type[Month], number: int, walks: int, phases: tuple[Phase, ...] = tuple(Phase)) -> Counter[str]:
    """So many walks, the same for a number; how often each step was taken."""
    chosen = settings(
        max_examples=walks,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        report_multiple_bugs=False,
        phases=[one for one in phases if one is not Phase.explain],
    )
    run_state_machine_as_test(seed(number)(month), settings=chosen)
    return month.steps
