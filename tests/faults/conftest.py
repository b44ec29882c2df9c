"""``make faults``: the house is hurt in every way that RELIABILITY 9 names, and a table says what it cost.

Not part of ``make test``: run alone, one scenario after the other, on a quiet machine within 8 minutes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults import clients
from tests.faults.clients import Crowd, History
from tests.faults.house import House, house

HERE = Path(__file__).resolve().parent
HEAL_S = 10.0


@dataclass(frozen=True)
class Row:
    """A line of the table. ``lost``: acknowledged taps that were answered differently afterwards."""

    group: str
    scenario: str
    sent: int
    acknowledged: int
    refused: int
    cut: int
    lost: int
    recovered_s: float | None
    as_it_must: bool = True


ROWS: list[Row] = []


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.faults)
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.timeout(180))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not ROWS:
        return
    write = terminalreporter.write_line
    write("")
    write(f"{'group':<11}{'scenario':<58}{'sent':>6}{'acked':>7}{'503':>6}{'cut':>5}{'lost':>5}  recovered in")
    for row in ROWS:
        back = "" if row.recovered_s is None else f"{row.recovered_s:.2f} s"
        line = f"{row.group:<11}{row.scenario:<58}{row.sent:>6}{row.acknowledged:>7}{row.refused:>6}"
        write(f"{line}{row.cut:>5}{row.lost:>5}  {back}{'' if row.as_it_must else '   NOT AS IT MUST'}")


def note(group: str, scenario: str, history: History, *, lost: int, fine: bool) -> None:
    """Put a line into the table."""
    told = (history.sent, len(history.acknowledged), history.statuses[503], history.cut)
    ROWS.append(Row(group, scenario, *told, lost, history.recovered_s, fine))


Live = Callable[..., History]


@pytest.fixture
def live(request: pytest.FixtureRequest) -> Live:
    """``live(house, fault)``: a burst through the fault; fails unless everything holds and it healed in time."""
    group = request.module.__name__.rpartition("test_")[2].replace("_", " ")
    scenario = request.node.name.removeprefix("test_").replace("_", " ")

    def through(
        hurt: House, fault: Callable[[], None], *, crowd: Crowd | None = None, cut: int | None = None, **how: float
    ) -> History:
        gathered = crowd or clients.gather(hurt)
        history = clients.burst(gathered, fault, **how)  # type: ignore[arg-type]
        lost = gathered.replayed(history)
        found: Sequence[str] = clients.faults_of(gathered, history)
        healed = history.recovered_s is None or history.recovered_s < HEAL_S
        note(group, scenario, history, lost=len(lost), fine=not found and healed)
        assert list(found) == []
        assert healed, f"recovered after {history.recovered_s} s"
        assert cut is None or history.cut <= cut
        return history

    return through


@pytest.fixture(scope="module")
def on_postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house("postgres", tmp_path_factory.mktemp("house")) as found:
        found.start_web()
        yield found


@pytest.fixture(scope="module")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house("sqlite", tmp_path_factory.mktemp("house")) as found:
        found.start_web()
        yield found


@pytest.fixture(autouse=True)
def standing(request: pytest.FixtureRequest) -> Iterator[None]:
    """Each scenario begins with a house that stands, whatever the one before did."""
    for name in ("on_postgres", "on_sqlite"):
        if name in request.fixturenames:
            found: House = request.getfixturevalue(name)
            found.until_ready()
    yield
