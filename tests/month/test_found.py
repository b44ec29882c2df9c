"""What the month found, in its shortest form."""

from __future__ import annotations

from typing import Any

import pytest

from app.core import clock, events
from app.core.db import transaction
from app.hours import proposing, refusing
from app.volunteering import service as volunteering
from app.volunteering.models import SignUp
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


def test_hours_of_a_walk_in_who_never_checked_out_go_to_whoever_claims_them(
    town: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Noted when coming only, proposed by the sweep, claimed nine days later, when no sweep looks any more."""
    shift = words.make_shift("11:00", "12:00", day=19)
    signup = words.attend(shift, None, (words.local("11:00", 19), None), label="现场 1", source="staff")
    monkeypatch.setattr(clock, "now", lambda: words.local("12:00", 20))
    with transaction():
        assert proposing.propose_forgotten() == 1
    chain = words.chain_of(signup)
    monkeypatch.setattr(clock, "now", lambda: words.local("12:00", 28))
    account_id, ref = words.account_of("rider")
    with transaction() as session:
        row = session.get_one(SignUp, signup)
        row.account_id, row.person_ref = account_id, ref
        session.flush()
        events.tell(volunteering.attendance_changed, signup_id=signup)
    row = words.row_of(chain)
    assert (row.account_id, row.person_ref, row.state, row.open_minutes) == (account_id, ref, "pending", 60)
