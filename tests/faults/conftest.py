"""``make faults``: the house is hurt in every way that RELIABILITY 9 names, and a table says what it cost.

Not part of ``make test``: run alone, one scenario after the other, on a quiet machine within 8 minutes.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.faults import clients, table
from tests.faults.clients import Crowd, History
from tests.faults.house import House, house
from tests.faults.table import note

HERE = Path(__file__).resolve().parent
HEAL_S = 10.0
BEGAN = time.monotonic()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.faults)
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.timeout(600))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not table.ROWS:
        return
    for line in ("", *table.plain()):
        terminalreporter.write_line(line)
    if os.environ.get("FAULTS_PAGE") and not terminalreporter.stats.get("failed"):
        passed = len(terminalreporter.stats.get("passed", []))
        terminalreporter.write_line(f"written: {table.write_page(time.monotonic() - BEGAN, passed)}")


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
        found: Sequence[str] = clients.faults_of(gathered, history, lost)
        healed = history.recovered_s is None or history.recovered_s < HEAL_S
        note(group, scenario, history, lost=len(lost), fine=not found and healed)
        assert list(found) == []
        assert healed, f"recovered after {history.recovered_s} s"
        assert cut is None or history.cut <= cut
        return history

    return through


@pytest.fixture(scope="session")
def on_postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house("postgres", tmp_path_factory.mktemp("house")) as found:
        found.start_web()
        yield found


@pytest.fixture(scope="session")
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
