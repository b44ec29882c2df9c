"""The first step of a check-in: what it counts for, when, and how often."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from app.accounts.service import Person
from app.checkins import proving, service
from app.checkins.evidence_rules import TooLate, UnknownCode
from app.core import clock
from app.core.db import transaction
from tests.checkins.presence import (
    came_to,
    community_point,
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

ACCEPTED = ("accepted", None, 2)
BAD = ("rejected", "bad-code", 0)
EXPIRED = ("rejected", "expired", 0)


@pytest.fixture
def slot_start(at: Clock) -> datetime:
    """The clock at the start of a slot."""
    at.now = clock.from_epoch(at.now.timestamp() // 10 * 10)
    return at.now


@pytest.mark.parametrize(("steps", "came"), [(0, ACCEPTED), (-1, ACCEPTED), (1, ACCEPTED), (-2, EXPIRED), (2, BAD)])
def test_t11_the_slots_around_now_count(steps: int, came: tuple, slot_start: datetime, ma: Person, spot: int):
    assert came_to(scan(ma, rotating(spot, slot_start + timedelta(seconds=10 * steps)))) == came


@pytest.mark.parametrize(("age_s", "came"), [(-11, BAD), (-10, ACCEPTED), (19, ACCEPTED), (20, EXPIRED)])
def test_t37_a_screens_code_counts_from_10_s_before_to_20_after(  # noqa: PLR0917 - the ground of the test
    age_s: int, came: tuple, slot_start: datetime, at: Clock, ma: Person, spot: int
):
    code = rotating(spot, slot_start)
    at.forward(seconds=age_s)
    assert came_to(scan(ma, code)) == came


@pytest.mark.parametrize(("age_s", "read"), [(-11, "bad-code"), (-10, None), (119, None), (120, "expired")])
def test_t37_a_member_code_counts_from_10_s_before_to_120_after(
    age_s: int, read: str | None, slot_start: datetime, at: Clock, ma: Person
):
    code = of_member(ma, slot_start)
    at.forward(seconds=age_s)
    assert service.read_member_code(code, at.now) == (read or ma.account_id)


def test_t12_a_nonce_sent_again_is_one_checkin_with_the_same_answer(at: Clock, ma: Person, spot: int):
    nonce, code, then = new_nonce(), printed(spot), at.now
    at.forward(hours=3)
    first = scan(ma, code, nonce, claimed_at=then)
    at.forward(hours=5)
    again = scan(ma, code, nonce, claimed_at=then)
    assert (again.id, came_to(again)) == (first.id, came_to(first)) == (first.id, ("pending", "late", 0))
    assert len(kept()) == 1


def test_t12_a_nonce_that_met_an_earlier_scan_keeps_meaning_it(at: Clock, ma: Person, spot: int):
    first = scan(ma, rotating(spot))
    at.forward(minutes=5)
    doubled = new_nonce()
    assert scan(ma, rotating(spot), doubled).id == first.id
    at.forward(minutes=30)
    assert scan(ma, rotating(spot), doubled).id == first.id  # not a check-out, although half an hour went by
    assert pairs() == [("in", 1)]


def test_a_nonce_is_ones_own(ma: Person, spot: int):
    other, nonce = person("li"), new_nonce()
    expect(other, spot)
    assert scan(ma, rotating(spot), nonce).id != scan(other, rotating(spot), nonce).id


def test_t13_an_out_that_arrives_first_is_paired_later(app: Flask, at: Clock, ma: Person, spot: int):
    began, code = at.now, rotating(spot)
    at.forward(hours=1)
    with hearing(app) as heard:
        out = scan(ma, rotating(spot), direction="out")
        assert (came_to(out), out.pair_no) == (ACCEPTED, 1)
        late = scan(ma, code, direction="in", claimed_at=began)
    assert (came_to(late), late.pair_no, late.occurred_at) == (("pending", "late", 2), 1, began)
    assert pairs() == [("in", 1), ("out", 1)]
    assert [kind for kind, _ in heard] == ["counted"]


def test_t13_delayed_checkins_in_any_order_make_the_pairs_of_the_day(app: Flask, at: Clock, ma: Person, spot: int):
    began = at.now
    told = [(0, "in"), (60, "out"), (90, "in"), (150, "out")]
    shown = {minutes: rotating(spot, began + timedelta(minutes=minutes)) for minutes, _ in told}
    at.forward(hours=4)
    for minutes, direction in (told[3], told[0], told[2], told[1]):
        scan(ma, shown[minutes], direction=direction, claimed_at=began + timedelta(minutes=minutes))
    assert pairs() == [("in", 1), ("out", 1), ("in", 2), ("out", 2)]


def test_pairs_that_move_are_told_anew(app: Flask, at: Clock, ma: Person, spot: int):
    began, code = at.now, rotating(spot)
    at.forward(minutes=60)
    later = scan(ma, rotating(spot), direction="in")
    with hearing(app) as heard:
        scan(ma, code, direction="in", claimed_at=began)
    assert (later.pair_no, [(kind, facts.id, facts.pair_no) for kind, facts in heard]) == (
        2,
        [("counted", later.id, 2)],
    )


def test_t34_the_clock_of_the_phone_is_bounded_and_flagged(at: Clock, ma: Person, spot: int):
    slow = scan(ma, printed(spot), claimed_at=at.now - timedelta(hours=2))
    assert (slow.occurred_at, slow.late, came_to(slow)) == (at.now - timedelta(hours=2), True, ("pending", "late", 0))
    fast = scan(ma, printed(spot), claimed_at=at.now + timedelta(hours=2), direction="out")
    assert (fast.occurred_at, fast.late, came_to(fast)) == (at.now, True, ("pending", "late", 0))


def test_t34_a_screens_code_proves_its_own_time_whatever_the_phone_says(at: Clock, ma: Person, spot: int):
    shown, code = at.now, rotating(spot)
    at.forward(minutes=40)
    row = scan(ma, code, claimed_at=at.now + timedelta(hours=2))
    assert (row.occurred_at, row.received_at, row.late) == (shown, at.now, True)


@pytest.mark.parametrize(("tapped_s", "arrives_s"), [(0, 0.5), (3, 17), (19, 19.5), (-9, -4), (4, 65), (19, 3600)])
def test_the_taps_own_time_is_kept_where_the_code_proves_it(
    at: Clock, ma: Person, spot: int, tapped_s: float, arrives_s: float
):
    """Sent at once, tried again inside the window, or late: within the code's window the phone is believed."""
    began = at.now
    code, tapped = rotating(spot), began + timedelta(seconds=tapped_s)
    at.now = began + timedelta(seconds=arrives_s)
    row = scan(ma, code, claimed_at=tapped)
    assert (row.occurred_at, row.received_at, row.late) == (tapped, at.now, arrives_s >= 20)


@pytest.mark.parametrize("tapped_s", [-11, 15.5, 20, 7200])
def test_a_tap_that_the_code_does_not_prove_is_the_arrivals(at: Clock, ma: Person, spot: int, tapped_s: float):
    began, code = at.now, rotating(spot)
    at.forward(seconds=15)
    row = scan(ma, code, claimed_at=began + timedelta(seconds=tapped_s))
    assert (row.occurred_at, row.late, came_to(row)) == (at.now, False, ACCEPTED)


def test_a_picture_of_a_code_read_just_now_is_over_and_does_not_wait_for_anybody(at: Clock, ma: Person, spot: int):
    code = rotating(spot)
    at.forward(seconds=45)
    row = scan(ma, code, claimed_at=at.now - timedelta(seconds=1))
    assert (came_to(row), row.late) == (("rejected", "expired", 0), False)


def test_a_print_counts_from_the_tap_within_two_minutes_and_never_from_what_is_to_come(
    at: Clock, ma: Person, spot: int
):
    tapped = at.now - timedelta(seconds=50)
    row = scan(ma, printed(spot), claimed_at=tapped)
    assert (row.occurred_at, row.late) == (tapped, False)
    at.forward(minutes=30)
    ahead = scan(ma, printed(spot), claimed_at=at.now + timedelta(seconds=50), direction="out")
    assert (ahead.occurred_at, ahead.late) == (at.now, False)


def test_online_a_wrong_clock_does_not_matter(at: Clock, ma: Person, spot: int):
    row = scan(ma, rotating(spot), claimed_at=at.now - timedelta(hours=2))
    assert (row.occurred_at, row.late, came_to(row)) == (at.now, False, ACCEPTED)


def test_t38_codes_of_another_point_old_version_closed_point_each_say_why(at: Clock, ma: Person, spot: int):
    station = station_point()
    old, old_screen = printed(station), rotating(station)
    with transaction():
        service.renew_station("YQ0001", "station_manager")
    swapped = printed(spot)[:2] + printed(station)[2:8] + printed(spot)[8:]
    assert came_to(scan(ma, swapped)) == BAD
    assert came_to(scan(ma, old)) == ("rejected", "revoked", 0)
    assert came_to(scan(ma, old_screen)) == BAD
    with transaction():
        service.close_point(spot)
    assert came_to(scan(ma, rotating(spot))) == ("rejected", "closed", 0)


def test_t38_a_code_of_another_shift_counts_for_that_one_only(ma: Person, spot: int):
    other = scan(ma, rotating(shift_point("900002")))
    assert came_to(other) == ("pending", "not-on-roster", 2)
    assert other.point is not None and other.point.target == "900002"


@pytest.mark.parametrize("minutes", [-1, 61])
def test_a_point_takes_checkins_within_its_times_only(minutes: int, at: Clock, ma: Person, spot: int):
    opens = at.now
    shift_point(opens_at=opens, closes_at=opens + timedelta(minutes=61))
    at.forward(minutes=minutes)
    assert came_to(scan(ma, rotating(spot))) == ("rejected", "closed", 0)


def test_a_station_hidden_from_riders_takes_none(ma: Person):
    assert came_to(scan(ma, printed(station_point("YQ0002")))) == ("rejected", "closed", 0)


def test_a_forged_code_names_nothing(ma: Person, spot: int):
    row = scan(ma, printed(spot)[:-1] + ("0" if printed(spot)[-1] != "0" else "1"))
    assert (came_to(row), row.point, row.scanned_point, row.kind) == (BAD, None, None, None)


@pytest.mark.parametrize(
    "text", ["", "hello", "T.000001.0001", "https://example.org/q/x", "t.000001.0001.000000000000"]
)
def test_a_text_of_no_known_form_is_refused_and_stored_nowhere(text: str, ma: Person):
    with pytest.raises(UnknownCode):
        scan(ma, text)
    assert kept() == []


def test_ones_own_member_code_is_not_for_oneself(ma: Person):
    with pytest.raises(UnknownCode):
        scan(ma, of_member(ma))


def test_t42_an_upload_within_72_hours_waits_later_is_refused(at: Clock, ma: Person, spot: int):
    began, poster, screen = at.now, printed(spot), rotating(spot)
    at.now = began + timedelta(hours=71, minutes=59)
    assert came_to(scan(ma, poster, claimed_at=began, direction="in")) == ("pending", "late", 0)
    assert came_to(scan(ma, screen, claimed_at=began, direction="out")) == ("pending", "late", 2)
    at.now = began + timedelta(hours=72, minutes=1)
    for code in (poster, screen):
        with pytest.raises(TooLate):
            scan(ma, code, claimed_at=began)


def test_t48_a_scan_around_midnight_has_its_own_local_day(at: Clock, town: None):
    who, station = person("ma"), station_point()
    at.now = datetime(2025, 11, 20, 15, 59, 59, tzinfo=UTC)  # 23:59:59 in Beijing
    assert scan(who, rotating(station)).local_day == date(2025, 11, 20)
    at.forward(seconds=1)
    assert scan(who, rotating(station)).local_day == date(2025, 11, 21)
    assert len(kept()) == 2


def test_t48_a_shift_keeps_its_start_day(at: Clock, town: None):
    at.now = datetime(2025, 11, 20, 15, 0, tzinfo=UTC)  # 23:00
    who, spot = person("ma"), shift_point()
    expect(who, spot, hours=2.5)
    scan(who, rotating(spot))
    at.forward(hours=2)
    out = scan(who, rotating(spot))
    assert (out.direction, out.pair_no, out.local_day) == ("out", 1, date(2025, 11, 20))


def test_t48_somebody_not_on_the_roster_has_the_shifts_day_too(at: Clock, town: None):
    at.now = datetime(2025, 11, 20, 15, 30, tzinfo=UTC)
    spot = shift_point(opens_at=at.now - timedelta(minutes=60))
    at.forward(hours=1)
    assert scan(person("ma"), rotating(spot)).local_day == date(2025, 11, 20)
    expect(person("li"), spot, starts_in=timedelta(hours=-1))
    assert scan(person("wu"), rotating(spot)).local_day == date(2025, 11, 20)


def test_t46_a_visit_is_counted_once_a_day_by_whatever_code(app: Flask, at: Clock, town: None):
    who, station = person("ma"), station_point()
    with hearing(app) as heard:
        first = scan(who, printed(station))
    at.forward(hours=3)
    assert scan(who, rotating(station)).id == scan(who, printed(station)).id == first.id
    assert (came_to(first), first.kind, first.direction) == (("accepted", None, 0), "station", "in")
    assert [(kind, facts.kind, facts.target) for kind, facts in heard] == [("counted", "station", "YQ0001")]
    at.forward(hours=24)
    assert scan(who, printed(station)).id != first.id


def test_a_late_visit_is_accepted_and_marked(at: Clock, town: None):
    who, station, began = person("ma"), station_point(), at.now
    at.forward(hours=20)
    row = scan(who, printed(station), claimed_at=began)
    assert (came_to(row), row.late, row.local_day) == (("accepted", None, 0), True, date(2025, 11, 20))


def test_a_community_scan_is_one_private_line_a_day(town: None):
    who, community = person("ma"), community_point()
    row = scan(who, printed(community))
    assert (came_to(row), row.kind) == (("accepted", None, 0), "community")
    assert scan(who, printed(community)).id == row.id


def test_a_stations_code_is_attendance_where_one_is_expected_there(at: Clock, town: None):
    who, station, spot = person("ma"), station_point(), shift_point()
    expect(who, spot, station="yq0001", starts_in=timedelta(minutes=60))
    row = scan(who, rotating(station))
    assert row.point is not None and row.scanned_point is not None
    assert (row.kind, row.point.target, row.scanned_point.target) == ("shift", "900001", "YQ0001")
    assert came_to(row) == ACCEPTED


def test_before_that_hour_and_for_others_it_is_a_visit(at: Clock, town: None):
    who, station, spot = person("ma"), station_point(), shift_point()
    expect(who, spot, station="YQ0001", starts_in=timedelta(minutes=61))
    assert scan(who, rotating(station)).kind == "station"
    assert scan(person("li"), rotating(station)).kind == "station"


def test_of_two_shifts_the_nearer_start_wins(town: None):
    who, station = person("ma"), station_point()
    expect(who, shift_point("900001"), station="YQ0001", starts_in=timedelta(minutes=-50), hours=1)
    expect(who, shift_point("900002"), station="YQ0001", starts_in=timedelta(minutes=30))
    row = scan(who, rotating(station))
    assert row.point is not None and row.point.target == "900002"


def test_whoever_is_expected_no_longer_visits(town: None):
    who, station, spot = person("ma"), station_point(), shift_point()
    expect(who, spot, station="YQ0001")
    with transaction():
        service.unexpect(who.account_id, spot)
    assert scan(who, rotating(station)).kind == "station"


def test_a_shifts_code_long_before_its_start_is_closed(town: None):
    who, spot = person("ma"), shift_point()
    expect(who, spot, starts_in=timedelta(minutes=61))
    assert came_to(scan(who, rotating(spot))) == ("rejected", "closed", 0)


def test_directions_are_inferred_in_out_in_out(at: Clock, ma: Person, spot: int):
    for _ in range(4):
        scan(ma, rotating(spot))
        at.forward(minutes=10)
    assert pairs() == [("in", 1), ("out", 1), ("in", 2), ("out", 2)]


def test_within_ten_minutes_a_scan_finds_the_checkin_that_is_there(at: Clock, ma: Person, spot: int):
    first = scan(ma, rotating(spot))
    at.forward(minutes=9, seconds=59)
    assert scan(ma, rotating(spot)).id == first.id
    assert pairs() == [("in", 1)]


def test_a_print_at_a_shift_asks_for_a_position_a_screen_does_not(ma: Person, spot: int):
    assert came_to(scan(ma, printed(spot))) == ("needs_position", None, 0)


def test_where_the_point_demands_it_a_screen_asks_too(ma: Person, spot: int):
    shift_point(needs_position=True)
    assert came_to(scan(ma, rotating(spot))) == ("needs_position", None, 2)


def test_better_evidence_settles_what_waits(app: Flask, at: Clock, ma: Person, spot: int):
    asked = scan(ma, printed(spot))
    at.forward(minutes=1)
    with hearing(app) as heard:
        row = scan(ma, rotating(spot))
    assert (row.id, came_to(row), row.method) == (asked.id, ACCEPTED, "rotating")
    assert [(kind, facts.id) for kind, facts in heard] == [("counted", asked.id)]


def test_the_codes_of_the_next_ten_minutes_are_sixty_and_each_counts_in_its_time(at: Clock, ma: Person, spot: int):
    shown = service.screen_codes(spot)
    assert len(shown) == 60
    code, begins = shown[30]
    at.now = begins
    assert came_to(scan(ma, code)) == ACCEPTED


def test_a_member_code_lasts_two_minutes(at: Clock, ma: Person):
    code, begins, ends = proving.member_code(ma.account_id)
    assert begins <= at.now < begins + timedelta(seconds=10)
    assert ends - begins == timedelta(seconds=120)
    assert service.read_member_code(code, at.now) == ma.account_id


def test_a_phone_whose_clock_is_two_hours_slow_is_at_the_shift_all_the_same(at: Clock, town: None):
    who, station, spot = person("ma"), station_point(), shift_point(opens_at=at.now - timedelta(minutes=60))
    expect(who, spot, station="YQ0001")
    row = scan(who, printed(station), claimed_at=at.now - timedelta(hours=2))
    assert (row.kind, came_to(row)) == ("shift", ("pending", "late", 0))
