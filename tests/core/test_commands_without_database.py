"""Operators' commands while the database is away or empty: one line and exit 1, no traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.factory import create_app
from tests.conftest import settings_for

AREAS, HOLIDAYS, STATIONS = "data/areas-652700.csv", "data/holidays-cn-2025-2026.json", "data/stations-652700.csv"
ROOT = Path(__file__).resolve().parents[2]
COMMANDS = [
    ["check-invariants"],
    ["grant-role", "--user", "1", "--role", "auditor", "--scope", "652700"],
    ["accounts", "disable", "1"],
    ["areas", "load", str(ROOT / AREAS)],
    ["holidays", "load", str(ROOT / HOLIDAYS)],
    ["stations", "import", str(ROOT / STATIONS)],
    ["demo", "people"],
    ["worker", "--once"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
@pytest.mark.parametrize(
    ("url", "line"),
    [
        ("postgresql+psycopg://yiqi@127.0.0.1:9/yiqi", "Error: the database is not reachable\n"),
        ("sqlite:////proc/yiqi.db", "Error: the database is not reachable\n"),
        ("sqlite:///{folder}/empty.db", "Error: the schema is missing: run flask --app wsgi db upgrade first\n"),
    ],
    ids=["no-server", "no-file", "empty"],
)
def test_a_command_says_in_one_line_what_the_database_lacks(tmp_path: Path, url: str, line: str, command: list[str]):
    app = create_app(settings_for(url.format(folder=tmp_path), tmp_path))
    said = app.test_cli_runner().invoke(args=command)
    assert (said.exit_code, said.output) == (1, line)


def test_preparing_needs_a_database_but_no_schema(tmp_path: Path):
    app = create_app(settings_for("postgresql+psycopg://yiqi@127.0.0.1:9/yiqi", tmp_path))
    said = app.test_cli_runner().invoke(args=["prepare"])
    assert (said.exit_code, said.output) == (1, "Error: the database is not reachable\n")
