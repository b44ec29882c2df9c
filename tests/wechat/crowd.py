"""Many threads that start at the same moment, and what became of each."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from app.core.problems import Problem


@dataclass
class Outcome:
    """What the threads brought back: results, and what they raised."""

    results: list[Any] = field(default_factory=list)
    failures: list[BaseException] = field(default_factory=list)

    @property
    def slugs(self) -> set[str]:
        return {failure.slug if isinstance(failure, Problem) else repr(failure) for failure in self.failures}


def at_once(count: int, act: Callable[[int], Any]) -> Outcome:
    """Run ``act(number)`` in ``count`` threads that wait for each other before they begin."""
    outcome, start = Outcome(), threading.Barrier(count)

    def run(number: int) -> None:
        start.wait()
        try:
            outcome.results.append(act(number))
        except Exception as failure:  # noqa: BLE001 - whatever it is, the test looks at it
            outcome.failures.append(failure)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads), "a thread never came back"
    return outcome
