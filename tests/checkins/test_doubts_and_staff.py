"""Doubts at a shift, what staff scan, mark and settle, undoing, and what is told to the floors above."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.service import Person
from app.checkins import service, settling
from app.checkins.evidence_models import Checkin, DeviceDay, SpentNonce
from app.checkins.evidence_rules import AlreadyDecided, CheckinUndone, OwnCheckin, TooLate, UndoTooLate, UnknownCode
from app.checkins.facts import Staff
from app.checkins.proving import MemberScan
from app.core import audit
from app.core.db import db, transaction
from app.core.problems import NotFound
from tests.checkins.presence import (
    LEADER,
    came_to,
    expect,
    hearing,
    kept,
    new_nonce,
    of_member,
    pairs,
    person,
    printed,
    rotating,
    scan,
    shift_point,
    station_point,
)
from tests.stations.keeping_words import Clock
from tests.support.places import make_station

DEVICE = "d" * 64


def signed_up(spot: int, *users: str) -> list[Person]:
    people = [person(user) for user in users]
    for one in people:
        expect(one, spot)
    return people


def seen(who: Person, spot: int, at: datetime, direction: str = "in", nonce: str | None = None):
    with transaction():
        return service.record_staff_scan(who.account_id, spot, direction, nonce or new_nonce(), at, LEADER)


def marked(who: Person, spot: int, at: datetime | None, direction: str = "in"):
    with transaction():
        return service.record_staff_mark(who.account_id, spot, direction, at, "手机没电", LEADER)


def decide(row: Checkin, accept: bool, staff: Staff = LEADER) -> Checkin:
    with transaction():
        return settling.decide(row.id, accept=accept, reason="看见他了", staff=staff)


def actions_of(row_id: int) -> list[str]:
    query = sa.select(audit.AuditEvent.action).where(audit.AuditEvent.subject == f"checkin:{row_id}")
    return list(db.session.scalars(query.order_by(audit.AuditEvent.id)))


# --- doubts


def test_t45_the_third_account_on_a_device_is_normal_the_fourth_waits(town: None, spot: int):
    people = signed_up(spot, "ma", "li", "wu", "zhao")
    came = [came_to(scan(one, rotating(spot), device=lambda: DEVICE)) for one in people]
    assert came == [("accepted", None, 2)] * 3 + [("pending", "shared-device", 2)]


def test_t45_the_same_account_many_times_is_one_and_the_next_day_begins_anew(at: Clock, town: None, spot: int):
    people = signed_up(spot, "ma", "li", "wu")
    for one in people:
        scan(one, rotating(spot), device=lambda: DEVICE)
    at.forward(minutes=20)
    assert came_to(scan(people[0], rotating(spot), device=lambda: DEVICE)) == ("accepted", None, 2)
    at.forward(hours=24)
    tomorrow = shift_point("900002")
    (fourth,) = signed_up(tomorrow, "zhao")
    assert came_to(scan(fourth, rotating(tomorrow), device=lambda: DEVICE)) == ("accepted", None, 2)


def test_t45_a_device_is_kept_as_hashes_only_and_not_in_check_ins(ma: Person, spot: int):
    scan(ma, rotating(spot), device=lambda: DEVICE)
    (row,) = db.session.scalars(sa.select(DeviceDay)).all()
    assert DEVICE not in (row.device_hash, row.user_hash)
    assert not [column.name for column in Checkin.__table__.columns if "device" in column.name]


def test_devices_of_visits_are_not_counted(town: None):
    scan(person("ma"), printed(station_point()), device=lambda: DEVICE)
    assert db.session.scalars(sa.select(DeviceDay)).all() == []


def test_two_places_faster_than_120_km_an_hour_wait_for_staff(at: Clock, ma: Person, spot: int):
    make_station("FAR", lat_wgs84=44.6, lng_wgs84=82.9)  # some 74 km away
    scan(ma, printed(station_point("FAR")))
    at.forward(minutes=30)
    assert came_to(scan(ma, rotating(spot))) == ("pending", "too-fast", 2)


def test_at_a_drivers_pace_they_are_fine(at: Clock, ma: Person, spot: int):
    make_station("FAR", lat_wgs84=44.6, lng_wgs84=82.9)
    scan(ma, printed(station_point("FAR")))
    at.forward(minutes=40)
    assert came_to(scan(ma, rotating(spot))) == ("accepted", None, 2)


def test_a_fourth_pair_of_a_day_waits_for_staff(at: Clock, town: None, spot: int):
    who = person("ma")
    expect(who, spot, hours=8)
    for _ in range(7):
        row = scan(who, rotating(spot))
        at.forward(minutes=15)
    assert (row.pair_no, came_to(row)) == (4, ("pending", "many-pairs", 2))
    assert [one.state for one in kept()[:6]] == ["accepted"] * 6


# --- undoing


def test_t47_within_five_minutes_a_check_in_can_be_undone(app: Flask, at: Clock, ma: Person, spot: int):
    row = scan(ma, rotating(spot))
    at.forward(minutes=4, seconds=59)
    with hearing(app) as heard, transaction():
        settling.undo(ma, row.id)
    assert kept() == []
    assert [(kind, facts.id) for kind, facts in heard] == [("withdrawn", row.id)]


def test_t47_after_five_minutes_and_a_second_it_cannot(at: Clock, ma: Person, spot: int):
    row = scan(ma, rotating(spot))
    at.forward(minutes=5, seconds=1)
    with pytest.raises(UndoTooLate), transaction():
        settling.undo(ma, row.id)
    assert len(kept()) == 1


def test_anothers_check_in_is_not_there_to_undo(ma: Person, spot: int):
    row, other = scan(ma, rotating(spot)), person("li")
    with pytest.raises(NotFound), transaction():
        settling.undo(other, row.id)


def test_what_was_undone_does_not_come_back_by_a_late_repeat(ma: Person, spot: int):
    nonce, code = new_nonce(), rotating(spot)
    row = scan(ma, code, nonce)
    with transaction():
        settling.undo(ma, row.id)
    with pytest.raises(CheckinUndone):
        scan(ma, code, nonce)
    assert came_to(scan(ma, code)) == ("accepted", None, 2)  # a scan of its own does


def test_undoing_an_in_leaves_the_pairs_in_order(at: Clock, ma: Person, spot: int):
    scan(ma, rotating(spot))
    at.forward(minutes=20)
    wrong = scan(ma, rotating(spot), direction="in")
    at.forward(minutes=1)
    out = scan(ma, rotating(spot), direction="out")
    assert out.pair_no == 2
    with transaction():
        settling.undo(ma, wrong.id)
    assert pairs() == [("in", 1), ("out", 1)]


def test_what_waits_is_undone_without_a_word(app: Flask, ma: Person, spot: int):
    row = scan(ma, printed(spot))
    with hearing(app) as heard, transaction():
        settling.undo(ma, row.id)
    assert heard == []


# --- decisions


def test_accepted_by_staff_it_counts_and_the_doubt_is_gone(app: Flask, town: None, spot: int):
    row = scan(person("ma"), rotating(spot))
    with hearing(app) as heard:
        decide(row, True)
    assert (came_to(row), row.actor_ref, row.note) == (("accepted", None, 2), LEADER.person_ref, "看见他了")
    assert [(kind, facts.id) for kind, facts in heard] == [("counted", row.id)]
    assert actions_of(row.id) == ["checkin.accepted"]


def test_rejected_by_staff_it_keeps_its_reason_and_leaves_its_pair(app: Flask, at: Clock, ma: Person, spot: int):
    began, code = at.now, rotating(spot)
    at.forward(minutes=30)
    scan(ma, rotating(spot), direction="in")
    late = scan(ma, code, direction="in", claimed_at=began)
    with hearing(app) as heard:
        decide(late, False)
    assert came_to(late) == ("rejected", "late", 2)
    assert pairs() == [("in", 1)]
    assert [(kind, facts.pair_no) for kind, facts in heard] == [("counted", 1)]  # the other one's pair moved


def test_the_same_decision_again_changes_nothing_another_is_refused(app: Flask, town: None, spot: int):
    row = scan(person("ma"), rotating(spot))
    decide(row, True)
    with hearing(app) as heard:
        decide(row, True)
    assert (heard, actions_of(row.id)) == ([], ["checkin.accepted"])
    with pytest.raises(AlreadyDecided):
        decide(row, False)


def test_nobody_settles_their_own(town: None, spot: int):
    who = person("ma")
    row = scan(who, rotating(spot))
    with pytest.raises(OwnCheckin):
        decide(row, True, Staff(who.account_id, who.person_ref, "team_leader"))
    assert row.state == "pending"


def test_what_never_waited_is_not_to_be_decided(ma: Person, spot: int):
    row = scan(ma, rotating(spot))
    with pytest.raises(AlreadyDecided):
        decide(row, False)


def test_no_such_check_in_is_not_there(town: None):
    with pytest.raises(NotFound), transaction():
        settling.decide(2**31 - 1, accept=True, reason="x", staff=LEADER)


# --- staff scans


def test_a_staff_scan_is_level_three_and_counts(app: Flask, at: Clock, ma: Person, spot: int):
    with hearing(app) as heard:
        facts = seen(ma, spot, at.now)
    assert (facts.state, facts.level, facts.method, facts.late) == ("accepted", 3, "staff_scan", False)
    assert [(kind, told.id, told.person_ref) for kind, told in heard] == [("counted", facts.id, ma.person_ref)]
    assert actions_of(facts.id) == ["checkin.staff_scan"]


def test_a_staff_scan_sent_again_is_one(app: Flask, at: Clock, ma: Person, spot: int):
    nonce = new_nonce()
    with hearing(app) as heard:
        assert seen(ma, spot, at.now, nonce=nonce).id == seen(ma, spot, at.now, nonce=nonce).id
    assert len(heard) == len(kept()) == 1


def test_the_slot_of_a_member_code_proves_when_staff_scanned(at: Clock, ma: Person, spot: int):
    shown, code = at.now, of_member(ma)
    at.forward(hours=5)
    read = service.read_member_scan(code, at.now + timedelta(hours=2), at.now)
    assert isinstance(read, MemberScan)
    assert (read.account_id, read.late) == (ma.account_id, True)
    assert abs(read.occurred_at - shown) <= timedelta(seconds=10)
    facts = seen(ma, spot, read.occurred_at)
    assert (facts.state, facts.level, facts.late) == ("accepted", 3, True)


def test_staffs_own_tap_counts_where_the_member_code_proves_it(at: Clock, ma: Person):
    shown, code = at.now, of_member(ma)
    tapped = shown + timedelta(seconds=90)
    for arrives_s, late in ((95, False), (700, True)):
        read = service.read_member_scan(code, tapped, shown + timedelta(seconds=arrives_s))
        assert read == MemberScan(ma.account_id, tapped, late)
    picture = service.read_member_scan(code, shown + timedelta(seconds=300), shown + timedelta(seconds=301))
    assert picture == "expired"


@pytest.mark.parametrize(("age", "said"), [(timedelta(seconds=20), False), (timedelta(minutes=5), "expired")])
def test_without_a_time_of_their_own_staff_scan_what_is_fresh(age: timedelta, said: object, at: Clock, ma: Person):
    code = of_member(ma)
    at.forward(seconds=age.total_seconds())
    read = service.read_member_scan(code, None, at.now)
    assert (read.late if isinstance(read, MemberScan) else read) == said


def test_a_member_code_older_than_72_hours_is_refused(at: Clock, ma: Person):
    code, then = of_member(ma), at.now
    at.forward(hours=72, minutes=1)
    with pytest.raises(TooLate):
        service.read_member_scan(code, then, at.now)


def test_a_forged_member_code_says_so_and_another_text_is_none(at: Clock, ma: Person, spot: int):
    code = of_member(ma)
    assert service.read_member_scan(code[:-1] + ("0" if code[-1] != "0" else "1"), None, at.now) == "bad-code"
    with pytest.raises(UnknownCode):
        service.read_member_scan(rotating(spot), None, at.now)
    with pytest.raises(UnknownCode):
        service.read_member_code("hello", at.now)


def test_a_late_scan_that_a_staff_scan_agrees_with_is_that_one(at: Clock, ma: Person, spot: int):
    began, code = at.now, rotating(spot)
    at.forward(minutes=15)
    by_staff = seen(ma, spot, began + timedelta(minutes=15))
    at.forward(minutes=40)
    row = scan(ma, code, direction="in", claimed_at=began)
    assert (row.id, came_to(row)) == (by_staff.id, ("accepted", None, 3))


def test_a_late_scan_waiting_is_settled_by_a_staff_scan_that_agrees(app: Flask, at: Clock, ma: Person, spot: int):
    began, code = at.now, rotating(spot)
    at.forward(minutes=60)
    row = scan(ma, code, direction="in", claimed_at=began)
    assert came_to(row) == ("pending", "late", 2)
    with hearing(app) as heard:
        facts = seen(ma, spot, began + timedelta(minutes=14))
    assert (facts.id, came_to(row)) == (row.id, ("accepted", None, 3))
    assert [(kind, told.id) for kind, told in heard] == [("counted", row.id)]


def test_a_staff_scan_of_somebody_not_on_the_roster_waits(at: Clock, town: None, spot: int):
    facts = seen(person("ma"), spot, at.now)
    assert (facts.state, facts.reason) == ("pending", "not-on-roster")


def test_nobody_scans_or_marks_their_own(at: Clock, ma: Person, spot: int):
    own = Staff(ma.account_id, ma.person_ref, "team_leader")
    with pytest.raises(OwnCheckin), transaction():
        service.record_staff_scan(ma.account_id, spot, "in", new_nonce(), at.now, own)
    with pytest.raises(OwnCheckin), transaction():
        service.record_staff_mark(ma.account_id, spot, "in", at.now, "x", own)


# --- marks by hand


def test_a_mark_by_hand_is_level_one_accepted_and_audited(app: Flask, at: Clock, ma: Person, spot: int):
    with hearing(app) as heard:
        facts = marked(ma, spot, at.now)
    assert facts is not None
    assert (facts.state, facts.level, facts.method) == ("accepted", 1, "staff_mark")
    assert [kind for kind, _ in heard] == ["counted"]
    assert actions_of(facts.id) == ["checkin.staff_mark"]


def test_a_mark_corrects_the_time_that_is_there_and_tells_it(app: Flask, at: Clock, ma: Person, spot: int):
    row = scan(ma, rotating(spot))
    earlier = at.now - timedelta(minutes=20)
    with hearing(app) as heard:
        facts = marked(ma, spot, earlier)
    assert facts is not None
    assert (facts.id, row.occurred_at, came_to(row)) == (row.id, earlier, ("accepted", None, 1))
    assert [(kind, told.occurred_at) for kind, told in heard] == [("counted", earlier)]
    assert len(kept()) == 1


def test_a_mark_that_nobody_came_takes_the_check_in_back(app: Flask, at: Clock, ma: Person, spot: int):
    row = scan(ma, rotating(spot))
    with hearing(app) as heard:
        assert marked(ma, spot, None) is None
    assert (row.state, [kind for kind, _ in heard]) == ("rejected", ["withdrawn"])


def test_attendance_is_what_was_accepted_in_order_of_time(at: Clock, ma: Person, spot: int):
    scan(ma, rotating(spot))
    at.forward(minutes=30)
    scan(ma, rotating(spot))
    at.forward(minutes=20)
    scan(ma, printed(spot))
    with transaction():
        told = service.attendance_of(ma.account_id, spot)
    assert [(facts.direction, facts.pair_no) for facts in told] == [("in", 1), ("out", 1)]


def test_a_scan_found_again_spends_its_nonce(ma: Person, spot: int):
    row = scan(ma, rotating(spot))
    scan(ma, rotating(spot))
    assert [spent.checkin_id for spent in db.session.scalars(sa.select(SpentNonce))] == [row.id]
