"""``docs/asvs.csv``: each requirement once, each with tests that exist or with a reason, and nothing unmet in silence."""

from __future__ import annotations

import ast
import csv
import re
from functools import cache

import pytest

from tests.support.blueprint import ROOT, tree

COLUMNS = ["id", "level", "requirement", "how", "test", "reason"]
FORM = re.compile(r"([1-9]|1[0-6])\.[1-9]\d?\.[1-9]\d?")
OF_LEVEL_3 = {"1.2.10", "15.4.1", "15.4.2", "15.4.3", "15.4.4"}
IN_ALL = 211 + len(OF_LEVEL_3)
NOT_HERE = ("4.3.", "4.4.", "10.", "17.")  # GraphQL, WebSocket, authorization servers, WebRTC
UNMET, LATER = "not met: ", "no console yet: "
DECISION = ROOT / "docs" / "decisions" / "0022-what-asvs-is-not-met.md"
Row = dict[str, str]


def read() -> list[Row]:
    with (ROOT / "docs" / "asvs.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


ROWS = read()


@cache
def named_in(path: str) -> frozenset[str]:
    """The names of the tests in a file of ours; none where there is no such file."""
    file = ROOT / path
    if not path.startswith("tests/") or not file.is_file():
        return frozenset()
    found = (node for node in ast.walk(tree(file)) if isinstance(node, ast.FunctionDef))
    return frozenset(node.name for node in found if node.name.startswith("test_"))


def unknown(row: Row) -> list[str]:
    """The tests a row names that do not exist."""
    named = (one.partition("::") for one in row["test"].split())
    return [f"{row['id']}: {path}::{name}" for path, _, name in named if name not in named_in(path)]


def decided() -> set[str]:
    """The requirements that the decision owns up to."""
    lines = DECISION.read_text(encoding="utf-8").splitlines()
    firsts = [line.split(" | ")[0] for line in lines if line.startswith("| ")]
    return {number for first in firsts for number in re.findall(r"\d+\.\d+\.\d+", first)}


def test_each_requirement_stands_once_in_order_with_its_level():
    ids = [row["id"] for row in ROWS]
    assert [one for one in ids if not FORM.fullmatch(one) or one.startswith(NOT_HERE)] == []
    assert len(ids) == len(set(ids)) == IN_ALL
    assert ids == sorted(ids, key=lambda one: [int(part) for part in one.split(".")])
    assert {row["id"] for row in ROWS if row["level"] == "3"} == OF_LEVEL_3
    assert {row["level"] for row in ROWS} == {"1", "2", "3"}


def test_every_row_is_whole_and_has_a_test_or_a_reason():
    for row in ROWS:
        assert list(row) == COLUMNS and None not in row.values(), row
        assert row["requirement"] and row["how"], row
        assert row["test"] or row["reason"], row
        assert all(text == text.strip() and "\n" not in text for text in row.values()), row


def test_every_test_that_is_named_exists():
    assert [name for row in ROWS for name in unknown(row)] == []


@pytest.mark.parametrize(
    "named",
    ["tests/test_asvs.py::test_that_nobody_wrote", "tests/test_nothing.py::test_x", "app/worker.py::test_x", "words"],
)
def test_negative_control_a_test_that_does_not_exist_is_seen(named: str):
    assert len(unknown({"id": "1.1.1", "test": f"tests/test_asvs.py::{decided.__name__} {named}"})) == 2
    assert (
        unknown({"id": "1.1.1", "test": f"tests/test_asvs.py::{test_every_test_that_is_named_exists.__name__}"}) == []
    )


def test_whatever_is_not_met_stands_in_the_decision_and_nothing_else_does():
    unmet = {row["id"] for row in ROWS if row["reason"].startswith(UNMET)}
    assert decided() == unmet
    hidden = [row["id"] for row in ROWS if re.search(r"\bnot met\b", row["reason"] + row["how"], re.IGNORECASE)]
    assert set(hidden) == unmet, "it says so at the start of its reason"


def test_what_waits_for_the_console_says_what_it_must_do():
    waiting = [row["reason"].removeprefix(LATER) for row in ROWS if row["reason"].startswith(LATER)]
    assert len(waiting) > 20
    assert all(len(reason) > 10 for reason in waiting)
