"""A month replayed beside a model of PRODUCT 4.6 to 4.8 (issue 4)."""

from __future__ import annotations

import pytest

from tests.month.machine import Month
from tests.month.walks import CHANGING, LEAST, PARTS, WALKS, walk

KINDS = {  # of steps; the first week takes each
    *("plan", "sign_up", "withdraw", "answer", "set_capacity", "move", "reconfirm", "cancel"),
    *("wait", "wait_for", "scan", "upload", "staff_scan", "mark", "undo_scan", "decide", "say"),
    *("note_guest", "mark_guest", "claim", "confirm", "reject", "undo", "correct", "fill_in"),
}

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def test_the_first_week_with_all_that_changes_goes_as_the_model_says(month: type[Month]) -> None:
    month.changing = True
    steps = walk(month, 0, CHANGING)
    assert steps.total() >= LEAST
    assert {step.partition(" ")[0] for step in steps} == KINDS


@pytest.mark.parametrize("number", range(1, PARTS))
def test_the_rest_of_the_month_goes_as_the_model_says(month: type[Month], number: int) -> None:
    assert walk(month, number, WALKS).total() >= LEAST
