"""What a presence is worth is proposed: when times are complete, when they change, and 12 h after a forgotten check-out."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from app.core import events
from app.core.db import db, transaction
from app.hours import proposing, refusing, service, telling
from app.hours.models import HoursChain, HoursEntry
from app.hours.rules import UndoBlocked
from app.notices.models import Notice
from app.volunteering import attended
from app.volunteering import service as volunteering
from app.volunteering.models import Shift, SignUp
from tests.hours.hours_words import (
    account_of,
    attend,
    chain_of,
    change_attendance,
    confirm,
    desk,
    lines,
    local,
    make_shift,
    proposed,
    row_of,
)


def sweep() -> int:
    with transaction():
        return proposing.propose_forgotten()


def ask() -> int:
    with transaction():
        return telling.ask_forgotten()


def newest(chain_id: int) -> HoursEntry:
    query = sa.select(HoursEntry).where(HoursEntry.chain_id == chain_id).order_by(HoursEntry.no.desc())
    return db.session.scalars(query).first()


def test_in_10_30_out_12_40_of_11_to_12_proposes_90(town):
    chain = chain_of(attend(make_shift(), "rider", (local("10:30"), local("12:40"))))
    assert lines(chain) == [("proposal", 90)]
    assert newest(chain).doubts == ["outside-plan"]
    assert (row_of(chain).state, row_of(chain).version, row_of(chain).open_minutes) == ("pending", 1, 90)


def test_somebody_still_there_has_no_proposal(town):
    attend(make_shift(), "rider", (local("11:00"), None))
    assert db.session.scalars(sa.select(HoursChain)).all() == []


def test_a_change_of_times_adds_a_proposal_and_telling_twice_adds_none(town):
    signup = attend(make_shift(), "rider", (local("11:00"), local("12:00")))
    change_attendance(signup, (local("11:00"), local("12:00")), source="checkin")
    assert lines(chain_of(signup)) == [("proposal", 60)]
    change_attendance(signup, (local("11:20"), local("12:00")))
    assert lines(chain_of(signup)) == [("proposal", 60), ("proposal", 40)]
    assert newest(chain_of(signup)).source == "staff"


def test_pairs_add_up(town):
    signup = attend(make_shift(), "rider", (local("11:00"), local("11:20")), (local("11:30"), local("12:00")))
    assert lines(chain_of(signup)) == [("proposal", 50)]


def test_who_turns_out_not_to_have_been_there_is_proposed_nothing(town):
    signup = attend(make_shift(), "rider", (local("11:00"), local("12:00")))
    change_attendance(signup)
    assert lines(chain_of(signup)) == [("proposal", 60), ("proposal", 0)]
    assert newest(chain_of(signup)).doubts == ["no-check-in"]


def test_decided_hours_are_left_alone_and_what_changed_since_is_marked(town):
    signup = attend(make_shift(), "rider", (local("11:00"), local("11:30")))
    chain = chain_of(signup)
    confirm(chain, 25)
    change_attendance(signup, (local("11:00"), local("11:30")))  # told again
    assert row_of(chain).changed_minutes is None
    change_attendance(signup, (local("11:00"), local("12:00")))  # a late upload
    assert lines(chain) == [("proposal", 30), ("confirm", 25)]
    assert row_of(chain).changed_minutes == 60
    change_attendance(signup, (local("11:00"), local("11:25")))
    assert row_of(chain).changed_minutes is None


def test_a_time_that_comes_after_staff_changed_a_planned_one_is_marked_though_it_is_the_plan(town, at):
    signup = attend(make_shift(), "rider", (local("10:57"), None))
    at.now = local("0:00", 21)
    assert sweep() == 1
    chain = chain_of(signup)
    confirm(chain, 53)
    assert sweep() == 0
    change_attendance(signup, (local("10:57"), local("12:00")), source="checkin")
    assert (lines(chain), row_of(chain).changed_minutes) == ([("proposal", 63), ("confirm", 53)], 63)


def test_a_shift_that_ends_later_than_planned_is_reckoned_anew(town):
    shift = make_shift()
    stayed = chain_of(attend(shift, "rider", (local("11:00"), local("12:40"))))
    left = chain_of(attend(shift, "other", (local("11:00"), local("12:00"))))
    decided = chain_of(attend(shift, "third", (local("11:00"), local("12:40"))))
    attend(shift, "there", (local("11:00"), None))
    confirm(decided)
    for _ in range(2):
        with transaction() as session:
            session.get_one(Shift, shift).ends_at = local("13:00")
            session.flush()
            events.tell(volunteering.shift_moved, shift_id=shift)
    assert [lines(chain) for chain in (stayed, left)] == [[("proposal", 75), ("proposal", 100)], [("proposal", 60)] * 2]
    assert newest(left).doubts == ["left-early"]
    assert (lines(decided), row_of(decided).changed_minutes) == ([("proposal", 75), ("confirm", 75)], 100)


@pytest.mark.parametrize("facts", [{"kind": "training"}, {"status": "cancelled"}, {"status": "draft"}])
def test_training_and_what_was_called_off_earn_no_hours(town, facts):
    attend(make_shift(**facts), "rider", (local("11:00"), local("12:00")))
    assert db.session.scalars(sa.select(HoursChain)).all() == []


def test_t14_a_night_is_one_line_split_at_midnight(town):
    chain = chain_of(attend(make_shift("23:00", "1:30", end_day=21), "rider", (local("23:00"), local("1:30", 21))))
    line = newest(chain)
    assert (lines(chain), line.minutes_next_day, line.service_date.day) == ([("proposal", 150)], 90, 20)


def test_a_forgotten_check_out_is_the_planned_end_after_twelve_hours(town, at):
    signup = attend(make_shift(), "rider", (local("11:10"), None))
    at.now = local("23:59:59")
    assert sweep() == 0
    at.now = local("0:00", 21)
    assert (sweep(), sweep()) == (1, 0)
    line = newest(chain_of(signup))
    assert (line.minutes, line.source, line.measured_minutes, line.doubts) == (50, "planned", None, ["no-check-out"])


def test_a_second_stay_without_check_out_is_closed_too(town, at):
    signup = attend(make_shift(), "rider", (local("11:00"), local("11:20")), (local("11:30"), None))
    at.now = local("0:00", 21)
    assert sweep() == 1
    assert newest(chain_of(signup)).minutes == 50


def test_who_only_checked_out_is_proposed_the_planned_start(town, at):
    signup = attend(make_shift(), "rider", (None, local("11:40")))
    at.now = local("0:00", 21)
    assert (sweep(), sweep()) == (1, 0)
    line = newest(chain_of(signup))
    assert (line.minutes, line.source, line.measured_minutes, line.doubts[:1]) == (40, "planned", None, ["no-check-in"])
    assert ask() == 0


def test_half_an_hour_after_the_end_whoever_has_not_checked_out_is_asked_once(town, at):
    attend(make_shift(), "rider", (local("11:10"), None))
    attend(make_shift(), "other", (local("11:00"), local("12:00")))
    at.now = local("12:29:59")
    assert ask() == 0
    at.now = local("12:30")
    assert (ask(), ask()) == (1, 0)
    asked = db.session.scalars(sa.select(Notice)).one()
    assert (asked.account_id, asked.title) == (account_of("rider")[0], "忘了签退吗：环境整治")


def test_ones_own_statement_is_proposed_and_doubted(town):
    times = {"stated_in_at": local("11:00"), "stated_out_at": local("11:45")}
    signup = attend(make_shift(), "rider", **times)
    line = newest(chain_of(signup))
    assert (line.minutes, line.source, line.doubts) == (45, "stated", ["by-stated"])


def test_half_a_statement_is_filled_in_with_the_plan_and_a_whole_one_is_left_as_said(town, at):
    half = attend(make_shift(), "rider", stated_in_at=local("11:30"))
    whole = attend(make_shift(), "other", stated_in_at=local("11:00"), stated_out_at=local("11:45"))
    assert lines(chain_of(whole)) == [("proposal", 45)]
    at.now = local("0:00", 21)
    assert (sweep(), sweep()) == (1, 0)
    assert lines(chain_of(half)) == [("proposal", 30)]
    assert newest(chain_of(half)).doubts == ["no-check-out", "came-late", "by-stated"]


def test_ones_own_word_fills_in_what_nobody_saw(town):
    signup = attend(make_shift(), "rider", (local("11:00"), None), stated_out_at=local("11:40"))
    assert lines(chain_of(signup)) == [("proposal", 40)]
    assert newest(chain_of(signup)).source == "stated"
    late = attend(make_shift(), "other", (None, local("12:00")), stated_in_at=local("11:30"))
    assert lines(chain_of(late)) == [("proposal", 30)]


# --- a walk-in that is claimed ---


def claim(signup_id: int, user: str) -> None:
    account_id, ref = account_of(user)
    with transaction() as session:
        row = session.get_one(SignUp, signup_id)
        row.account_id, row.person_ref, row.label = account_id, ref, None
        session.flush()
        proposing.propose(signup_id)


def test_a_claimed_walk_in_takes_its_hours_along(town):
    signup = attend(make_shift(), None, (local("11:00"), local("12:00")), label="现场 1")
    confirm(chain_of(signup))
    claim(signup, "rider")
    assert lines(chain_of(signup)) == [("proposal", 60), ("confirm", 60), ("reverse", -60), ("confirm", 60)]
    assert service.balance("w" * 32) == 0
    assert service.balance(account_of("rider")[1]) == 60


def test_a_claim_that_lifts_a_day_over_its_cap_waits_for_the_second_word(town):
    confirm(proposed("rider", 400, begin="01:00"))
    signup = attend(make_shift("09:00", "14:21"), None, (local("09:00"), local("14:21")), label="现场 1")
    chain = chain_of(signup)
    confirm(chain)
    claim(signup, "rider")
    assert (row_of(chain).state, service.balance(account_of("rider")[1])) == ("pending", 400)
    confirm(chain)
    assert row_of(chain).state == "awaiting_second"


def test_a_claim_within_the_cap_keeps_the_second_word_it_has(town):
    signup = attend(make_shift("09:00", "17:10"), None, (local("09:00"), local("17:10")), label="现场 1")
    chain = chain_of(signup)
    confirm(chain)
    confirm(chain, by=desk("t" * 32, "second_approver"))
    claim(signup, "rider")
    assert service.balance(account_of("rider")[1]) == 490


def test_a_walk_in_claimed_before_it_is_confirmed_simply_changes_hands(town):
    signup = attend(make_shift(), None, (local("11:00"), local("12:00")), label="现场 1")
    claim(signup, "rider")
    assert row_of(chain_of(signup)).person_ref == account_of("rider")[1]


def test_whoever_confirmed_a_walk_in_and_claims_it_needs_another_to_confirm(town):
    signup = attend(make_shift(), None, (local("11:00"), local("12:00")), label="现场 1")
    confirm(chain_of(signup), by=desk(account_of("staff")[1]))
    claim(signup, "staff")
    assert row_of(chain_of(signup)).state == "pending"
    assert service.balance(account_of("staff")[1]) == 0


def test_whoever_refused_a_walk_in_and_claims_it_does_not_undo_the_refusal(town):
    """I7: nobody writes a line on hours of their own, not by taking back one that was somebody else's then."""
    signup = attend(make_shift(), None, (local("11:00"), local("12:00")), label="现场 1")
    chain, own = chain_of(signup), desk(account_of("staff")[1])
    with transaction():
        batch, _ = refusing.reject(chain, "没有来", row_of(chain).version, own)
    claim(signup, "staff")
    before = lines(chain)
    with pytest.raises(UndoBlocked), transaction():
        refusing.undo(batch, own)
    assert lines(chain) == before


# --- the ledger is insert only ---


@pytest.mark.parametrize("statement", ["UPDATE hours_entries SET minutes = 600", "DELETE FROM hours_entries"])
def test_a_line_is_neither_changed_nor_deleted(town, statement):
    chain = proposed("rider")
    with pytest.raises(DBAPIError, match="append-only"), transaction() as session:
        session.execute(sa.text(statement))
    assert lines(chain) == [("proposal", 60)]


def test_a_line_is_not_put_in_the_place_of_another(town):
    chain = proposed("rider")
    if db.engine.dialect.name == "sqlite":
        with pytest.raises(DBAPIError, match="append-only"), transaction() as session:
            session.execute(sa.text("INSERT OR REPLACE INTO hours_entries SELECT * FROM hours_entries"))
    else:
        with pytest.raises(DBAPIError, match="append-only"), transaction() as session:
            session.execute(sa.text("TRUNCATE hours_entries CASCADE"))
    assert lines(chain) == [("proposal", 60)]


def test_however_many_forget_to_check_out_none_is_left_out(town, at, monkeypatch):
    """A few at a time; those who were proposed stay half known, and must not stand in the way of the next."""
    monkeypatch.setattr(proposing, "SWEPT_AT_ONCE", 2)
    monkeypatch.setattr(attended, "READ_AT_ONCE", 2)
    shift, training = make_shift(), make_shift(kind="training", begin="10:00")
    for number in range(3):
        attend(training, f"learner{number}", (local("10:10"), None))
    for number in range(5):
        attend(shift, f"rider{number}", (local("11:10"), None))
    at.now = local("12:30")
    assert (ask(), ask()) == (8, 0)
    at.now = local("0:00", 21)
    assert [sweep() for _ in range(4)] == [2, 2, 1, 0]


def test_the_sweep_passes_over_what_is_older_than_a_week(town, at):
    attend(make_shift(), "rider", (local("11:10"), None))
    at.now = local("0:00", 21) + timedelta(days=8)
    assert sweep() == 0
