"""The table of ``make faults``: a line a scenario, at the end of the run and, if asked, as a page for operators."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.core import clock
from tests.faults.clients import History
from tests.support.servers import ROOT

PAGE = ROOT / "docs" / "operators" / "faults.md"
COLUMNS = ("group", "scenario", "sent", "acknowledged", "503", "cut", "nobody there", "lost", "recovered in")
HEAD = """# What faults cost

Written by `FAULTS_PAGE=1 make faults`. Each scenario: 120 riders, each with one sign-up and one check-in in mind, tap until they are answered, 16 at a time,
while something is broken; then all they were told is asked for again and every invariant looked at. **503**: refused with `Retry-After` and tried again.
**Cut**: the connection was closed without an answer. **Nobody there**: it was refused, since no process listened. **Lost**: acknowledged, and answered
differently afterwards: must be 0 but in the controls, which take a promise away and must be caught. **Recovered in**: from the end of the fault to the
first answer; at most 10 s.
"""


@dataclass(frozen=True)
class Row:
    """A line of the table. ``lost``: acknowledged taps that were answered differently afterwards."""

    group: str
    scenario: str
    history: History
    lost: int
    as_it_must: bool = True

    @property
    def cells(self) -> tuple[str, ...]:
        told = self.history
        back = "" if told.recovered_s is None else f"{told.recovered_s:.2f} s"
        figures = (told.sent, len(told.acknowledged), told.statuses[503], told.cut, told.away, self.lost)
        return (self.group, self.scenario, *(f"{figure:,}" for figure in figures), back)


ROWS: list[Row] = []


def note(group: str, scenario: str, history: History, *, lost: int, fine: bool) -> None:
    """Put a line into the table."""
    ROWS.append(Row(group, scenario, history, lost, fine))


def plain() -> Iterator[str]:
    """For the terminal."""
    widths = (11, 62, 7, 7, 6, 5, 6, 5)
    for cells, mark in [(("group", "scenario", "sent", "acked", "503", "cut", "away", "lost", "recovered in"), "")] + [
        (row.cells, "" if row.as_it_must else "   NOT AS IT MUST") for row in ROWS
    ]:
        words = [
            cell.ljust(w) if n < 2 else cell.rjust(w) for n, (cell, w) in enumerate(zip(cells, widths, strict=False))
        ]
        yield f"{''.join(words)}  {cells[-1]}{mark}"


def write_page(seconds: float, passed: int) -> Path:
    """The same for operators, with the day and the machine."""
    day = clock.now().astimezone(clock.SHANGHAI).date()
    where = f"{os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.0f}"
    lines = [HEAD, f"{day}, {where}: {passed} scenarios passed in {seconds:.0f} s.\n"]
    lines += [f"| {' | '.join(COLUMNS)} |", f"|---|---|{'--:|' * 6}---|"]
    lines += [f"| {' | '.join(row.cells)} |" for row in ROWS if row.as_it_must]
    PAGE.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return PAGE
