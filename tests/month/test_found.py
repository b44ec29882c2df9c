"""What the month found, in its shortest form."""

from __future__ import annotations

from typing import Any

import pytest

from app.core import clock
from app.core.db import transaction
from app.hours import refusing
from tests.hours import hours_words as words
from tests.support.places import load_areas


@pytest.fixture
def town(app: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(clock, "now", lambda: words.NOON)
    load_areas(app)
    return app


@pytest.mark.parametrize("confirmed", [None, 75])
def test_an_undone_decision_leaves_the_minutes_that_came_in_since(town: Any, confirmed: int | None) -> None:
    """A late check-out arrives after the decision: once that is undone, staff decide on 75 minutes, not on 60."""
    shift = words.make_shift("11:00", "12:00", day=19)
    signup = words.attend(shift, "rider", (words.local("11:00", 19), words.local("12:00", 19)))
    chain = words.chain_of(signup)
    done = words.confirm(chain, confirmed)
    words.change_attendance(signup, (words.local("11:00", 19), words.local("12:15", 19)), source="checkin")
    with transaction():
        refusing.undo(done.batch_id, words.desk())
    row = words.row_of(chain)
    assert (row.state, row.minutes, row.open_minutes) == ("pending", 0, 75)
