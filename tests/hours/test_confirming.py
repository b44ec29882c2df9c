"""Staff confirm hours row by row: caps, second approvers, repeats, undo. On the service."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.core.audit import AuditEvent
from app.core.db import db, transaction
from app.core.problems import NotAllowed, NotFound, Problem
from app.hours import confirming, refusing, service
from app.hours.models import HoursEntry
from app.hours.rules import HoursDecided, OwnHours, SecondApproverNeeded, UndoBlocked, UndoTooLate, Wish
from app.notices.models import Notice
from tests.hours.hours_words import (
    ELSEWHERE,
    account_of,
    attend,
    chain_of,
    confirm,
    desk,
    lines,
    local,
    make_shift,
    proposed,
    row_of,
)

SECOND = desk("t" * 32, "second_approver")


def outcome(chain_id: int, *args, **more) -> type[Problem] | str:
    """The state of a chain after it was confirmed, or the problem of its row."""
    ((_, found),) = confirm(chain_id, *args, **more).rows
    return type(found) if isinstance(found, Problem) else found.chain.state


def undo(batch_id: str, by=None) -> list:
    with transaction():
        return refusing.undo(batch_id, by or desk())


def reject(chain_id: int, *, by=None, version: int | None = None):
    with transaction():
        return refusing.reject(chain_id, "没有到场", version or row_of(chain_id).version, by or desk())


def told(user: str) -> list[str]:
    query = sa.select(Notice.title).where(Notice.account_id == account_of(user)[0]).order_by(Notice.id)
    return list(db.session.scalars(query))


def test_staff_confirm_what_was_proposed_and_the_rider_is_told(town):
    chain = proposed("rider")
    assert outcome(chain) == "confirmed"
    assert lines(chain) == [("proposal", 60), ("confirm", 60)]
    assert service.balance(account_of("rider")[1]) == 60
    assert db.session.scalars(sa.select(HoursEntry.source)).all() == ["checkin", "checkin"]
    assert told("rider") == ["时长已确认：环境整治"]
    notice = db.session.scalars(sa.select(Notice)).one()
    assert notice.body == "11月20日，1小时。觉得不对，30 天内可以提异议。"
    assert notice.link == f"pages/hours/hours?id={chain}"


def test_every_decision_leaves_an_audit_line(town):
    chain = proposed("rider")
    confirm(chain)
    found = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.subject == f"hours:{chain}")).one()
    assert (found.action, found.actor_role) == ("hours.confirm", "community_staff")
    assert found.changes == {"state": ["pending", "confirmed"], "minutes": [0, 60]}


def test_other_minutes_than_proposed_carry_the_reason(town):
    chain = proposed("rider")
    with transaction():
        confirming.confirm([(chain, Wish(45, 1, "中间离开过"))], desk())
    assert lines(chain) == [("proposal", 60), ("confirm", 45)]
    line = db.session.scalars(sa.select(HoursEntry).where(HoursEntry.kind == "confirm")).one()
    assert (line.note, line.source) == ("中间离开过", "staff")


def test_t49_the_same_decision_again_writes_nothing(town):
    chain = proposed("rider")
    first = confirm(chain)
    again = confirm(chain, version=1)
    assert again.batch_id == first.batch_id
    other = confirm(chain, version=1, by=desk("u" * 32))
    assert other.batch_id != first.batch_id  # nobody undoes what another decided
    assert lines(chain) == [("proposal", 60), ("confirm", 60)]
    assert told("rider") == ["时长已确认：环境整治"]


def test_t16_an_own_row_is_refused_and_the_rest_stand(town):
    own, foreign, absent = proposed("staff"), proposed("rider"), 2**31 - 1
    me = desk(account_of("staff")[1])
    with transaction():
        done = confirming.confirm([(own, Wish(None, 1)), (foreign, Wish(None, 1)), (absent, Wish(None, 1))], me)
    assert [type(found) for _, found in done.rows][::2] == [OwnHours, NotFound]
    assert (lines(own), row_of(foreign).state) == ([("proposal", 60)], "confirmed")


def test_t16_a_batch_of_ones_own_only_is_refused_whole(town):
    own, me = [proposed("staff"), proposed("staff", day=19)], desk(account_of("staff")[1])
    with pytest.raises(OwnHours), transaction():
        confirming.confirm([(chain, Wish(None, 1)) for chain in own], me)
    assert lines(own[0]) == [("proposal", 60)]


def test_another_organisations_hours_are_not_there(town):
    chain = proposed("rider", area_code=ELSEWHERE)
    with pytest.raises(NotFound):
        confirm(chain)
    assert row_of(chain).state == "pending"


def test_t50_480_minutes_of_a_shift_are_confirmed_481_wait_for_a_second_word(town):
    assert outcome(proposed("rider", 480, begin="08:00")) == "confirmed"
    chain = proposed("other", 481, begin="08:00")
    assert outcome(chain) == "awaiting_second"
    assert service.balance(account_of("other")[1]) == 0
    assert told("other") == []
    assert outcome(chain) == SecondApproverNeeded  # by the same person
    assert outcome(chain, by=desk("u" * 32)) == SecondApproverNeeded  # by other staff without the grant
    assert outcome(chain, by=SECOND) == "confirmed"
    assert lines(chain) == [("proposal", 481), ("first_approval", 481), ("confirm", 481)]
    assert told("other") == ["时长已确认：环境整治"]


def test_t50_720_minutes_of_a_day_are_confirmed_721_wait(town):
    first, second, third = (
        proposed("rider", minutes, begin=at) for minutes, at in ((400, "01:00"), (320, "09:00"), (1, "20:00"))
    )
    assert [outcome(first), outcome(second)] == ["confirmed", "confirmed"]
    assert outcome(third) == "awaiting_second"
    assert outcome(proposed("rider", 60, day=19)) == "confirmed"  # another day
    assert outcome(proposed("other", 60)) == "confirmed"  # another person


def test_t50_the_cap_counts_within_one_batch_too(town):
    one, two = proposed("rider", 400, begin="01:00"), proposed("rider", 321, begin="09:00")
    with transaction():
        done = confirming.confirm([(one, Wish(None, 1)), (two, Wish(None, 1))], desk())
    assert [book.chain.state for _, book in done.rows] == ["confirmed", "awaiting_second"]


def test_t14_the_part_after_midnight_counts_for_the_next_day(town):
    night = chain_of(attend(make_shift("23:00", "1:30", end_day=21), "rider", (local("23:00"), local("1:30", 21))))
    assert outcome(night) == "confirmed"
    assert lines(night) == [("proposal", 150), ("confirm", 150)]  # one line, both days
    assert outcome(proposed("rider", 480, begin="02:00", day=21)) == "confirmed"
    assert outcome(proposed("rider", 150, begin="12:00", day=21)) == "confirmed"  # 90 + 480 + 150 = 720
    assert outcome(proposed("rider", 1, begin="16:00", day=21)) == "awaiting_second"
    assert outcome(proposed("rider", 480, begin="02:00")) == "confirmed"  # the 20th has only its 60
    assert outcome(proposed("rider", 180, begin="12:00")) == "confirmed"
    assert outcome(proposed("rider", 1, begin="16:00")) == "awaiting_second"


def test_a_second_approver_does_not_say_the_first_word(town):
    with pytest.raises(NotAllowed):
        confirm(proposed("rider"), by=SECOND)


# --- rejection ---


def test_a_rejection_says_why_and_a_repeat_writes_nothing(town):
    chain = proposed("rider")
    batch, _ = reject(chain)
    assert reject(chain, version=1)[0] == batch
    with pytest.raises(NotFound):  # nobody undoes what another decided
        undo(reject(chain, version=1, by=desk("u" * 32))[0], desk("u" * 32))
    assert reject(chain, version=1, by=desk("u" * 32))[0] != batch
    assert lines(chain) == [("proposal", 60), ("reject", 0)]
    assert told("rider") == ["时长没有通过：环境整治"]
    with pytest.raises(HoursDecided):
        reject(chain, version=2)


def test_a_second_approver_may_send_back_what_is_over_the_cap(town):
    chain = proposed("rider", 481, begin="08:00")
    confirm(chain)
    reject(chain, by=SECOND)
    assert row_of(chain).state == "rejected"


def test_nobody_rejects_their_own_or_anothers(town):
    own = proposed("staff")
    with pytest.raises(OwnHours):
        reject(own, by=desk(account_of("staff")[1]))
    with pytest.raises(NotFound):
        reject(proposed("rider", area_code=ELSEWHERE))


# --- undo ---


@pytest.mark.parametrize("decide", [confirm, reject])
def test_t67_after_9_59_a_decision_is_pending_again(town, at, decide):
    chain = proposed("rider")
    done = decide(chain)
    at.forward(minutes=9, seconds=59)
    undo(done.batch_id if decide is confirm else done[0])
    assert row_of(chain).state == "pending"
    assert service.balance(account_of("rider")[1]) == 0
    assert told("rider")[-1] == "时长要重新确认：环境整治"
    assert outcome(chain) == "confirmed"


def test_t67_after_10_01_it_is_too_late(town, at):
    chain = proposed("rider")
    done = confirm(chain)
    at.forward(minutes=10, seconds=1)
    with pytest.raises(UndoTooLate):
        undo(done.batch_id)
    assert row_of(chain).state == "confirmed"


def test_an_undo_takes_a_whole_batch_back_once(town):
    chains = [proposed(user) for user in ("one", "two")]
    with transaction():
        done = confirming.confirm([(chain, Wish(None, 1)) for chain in chains], desk())
    undo(done.batch_id)
    undo(done.batch_id)
    for chain in chains:
        assert lines(chain) == [("proposal", 60), ("confirm", 60), ("reverse", -60)]


def test_an_undo_reverses_each_side_of_midnight(town):
    night = chain_of(attend(make_shift("23:00", "1:30", end_day=21), "rider", (local("23:00"), local("1:30", 21))))
    undo(confirm(night).batch_id)
    last = db.session.scalars(sa.select(HoursEntry).where(HoursEntry.kind == "reverse")).one()
    assert (last.minutes, last.minutes_next_day) == (-150, -90)


def test_only_whoever_decided_undoes(town):
    done = confirm(proposed("rider"))
    with pytest.raises(NotFound):
        undo(done.batch_id, desk("u" * 32))
    with pytest.raises(NotFound):
        undo("0" * 32)


def test_what_a_second_approver_went_on_from_is_not_undone(town):
    chain = proposed("rider", 481, begin="08:00")
    first = confirm(chain)
    second = confirm(chain, by=SECOND)
    with pytest.raises(UndoBlocked):
        undo(first.batch_id)
    undo(second.batch_id, SECOND)
    assert row_of(chain).state == "pending"
    assert lines(chain)[-1] == ("reverse", -481)


# --- whoever has left ---


def test_confirming_after_deletion_goes_to_the_sealed_pseudonym(town):
    chain = proposed("rider")
    ref = account_of("rider")[1]
    row_of(chain).account_id = None
    db.session.commit()
    assert outcome(chain) == "confirmed"
    assert service.balance(ref) == 60
    assert db.session.scalars(sa.select(Notice)).all() == []


def test_a_day_is_summed_over_all_issuers(town):
    here, there = proposed("rider", 480, begin="01:00"), proposed("rider", 241, begin="12:00", area_code=ELSEWHERE)
    assert outcome(here) == "confirmed"
    assert outcome(there, by=desk(path="/652700/")) == "awaiting_second"


def test_confirmed_lines_are_those_that_stand(town, at):
    one, two, backfilled = proposed("rider"), proposed("rider", day=19), proposed("rider", day=18)
    for chain in (one, two, backfilled):
        confirm(chain)
    done = confirm(proposed("rider", day=17))
    undo(done.batch_id)
    ref, issuer = account_of("rider")[1], row_of(one).issuer_id
    days = (local("0:00", 1).date(), (local("0:00", 20) + timedelta(days=1)).date())
    found = service.confirmed_lines(ref, issuer, *days)
    assert [(line.chain_id, line.minutes, line.kind) for line in found] == [
        (backfilled, 60, "confirm"),
        (two, 60, "confirm"),
        (one, 60, "confirm"),
    ]
    assert (
        service.confirmed_lines(ref, [issuer], local("12:00", 19).date(), local("12:00", 19).date())[0].chain_id == two
    )
    assert service.confirmed_lines(ref, issuer + 1, *days) == []
    assert [chain.service_date.day for chain in service.open_chains(ref, issuer, *days)] == [17]
