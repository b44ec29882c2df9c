"""What must always hold of the ledger, and that each broken promise is seen."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.core import duties
from app.core.db import db, transaction
from app.hours import correcting
from app.hours.models import HoursChain, HoursEntry
from app.hours.rules import Wish
from tests.hours.hours_words import confirm, desk, proposed, row_of
from tests.hours.test_confirming import SECOND, reject, undo


def broken(app) -> dict[str, list[str]]:
    db.session.expire_all()
    checks = {name: check for name, check in duties.invariants(app).items() if name.startswith("hours-")}
    return {name: found for name, check in checks.items() if (found := check())}


@pytest.fixture
def ledger(town) -> int:
    """A ledger in which everything has happened once; a confirmed chain of it."""
    first = proposed("one", 120)
    confirm(first)
    with transaction():
        correcting.correct(first, Wish(90, 2, "多算了"), desk())
    long = proposed("two", 481, begin="08:00")
    confirm(long)
    confirm(long, by=SECOND)
    reject(proposed("three"))
    undo(confirm(proposed("four")).batch_id)
    proposed("five")
    return first


def test_a_ledger_in_which_everything_happened_once_is_whole(town, ledger):
    assert broken(town) == {}


def test_a_row_that_says_other_than_its_lines_is_seen(town, ledger):
    row_of(ledger).minutes = 91
    db.session.commit()
    (found,) = broken(town)["hours-chains"]
    assert found == f"hours {ledger}: it says 4, confirmed, 91 min, its lines say (4, 'confirmed', 90)"


def test_a_chain_without_lines_is_seen(town, ledger):
    was = row_of(ledger)
    copy = {name: getattr(was, name) for name in ("shift_id", "issuer_id", "area_code", "service_date")}
    db.session.add(HoursChain(person_ref="x" * 32, state="pending", **copy))
    db.session.commit()
    assert "it has no line" in broken(town)["hours-chains"][0]


def forged(ledger: int, **facts) -> None:
    """A line behind the last one, as nobody could write it through the service."""
    last = db.session.scalars(
        sa.select(HoursEntry).where(HoursEntry.chain_id == ledger).order_by(HoursEntry.no.desc())
    ).first()
    same = {c.name: getattr(last, c.name) for c in HoursEntry.__table__.columns if c.name != "id"}
    db.session.add(HoursEntry(**(same | {"no": last.no + 1, "refs_entry": last.id} | facts)))
    db.session.commit()


def test_hours_counted_twice_are_seen(town, ledger):
    forged(ledger)
    assert "its lines sum to something else than the decision that stands" in broken(town)["hours-chains"][1]


def test_a_line_out_of_turn_is_seen(town, ledger):
    forged(ledger, no=9)
    assert "its lines are not numbered" in " ".join(broken(town)["hours-chains"])


def test_self_confirmation_is_seen(town, ledger):
    forged(ledger, actor_ref=row_of(ledger).person_ref)
    assert len(broken(town)["hours-own"]) == 1


@pytest.mark.parametrize(
    "facts",
    [
        {"actor_role": "system", "actor_scope": ""},
        {"actor_role": "county_admin"},
        {"actor_scope": "652722100"},
        {"actor_scope": "org:1"},
        {"actor_scope": "nowhere"},
    ],
)
def test_a_decision_by_others_than_the_issuers_staff_is_seen(town, ledger, facts):
    forged(ledger, **facts)
    assert len(broken(town)["hours-staff"]) == 1


def test_one_person_saying_both_words_is_seen(town, ledger):
    long = proposed("six", 481, begin="08:00")
    confirm(long)
    forged(long, kind="confirm")
    assert len(broken(town)["hours-second"]) == 1


def test_a_line_is_followed_once(town, ledger):
    lines = db.session.scalars(sa.select(HoursEntry).where(HoursEntry.chain_id == ledger).order_by(HoursEntry.no)).all()
    with pytest.raises(sa.exc.IntegrityError, match="refs_entry"):
        forged(ledger, refs_entry=lines[0].id)
    db.session.rollback()
