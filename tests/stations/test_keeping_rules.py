"""Rules of keeping, without application or database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.core.problems import Invalid
from app.stations import keeping_rules as rules

NOON = datetime(2025, 11, 20, 4, 0, tzinfo=UTC)  # 12:00 in Beijing


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def nobody(_permission: str) -> bool:
    return False


def everything(_permission: str) -> bool:
    return True


def test_a_guest_may_do_nothing():
    assert rules.actions(status="active", open_to_riders=True, may=nobody, signed_in=False) == []


def test_a_rider_may_report():
    found = rules.actions(status="active", open_to_riders=True, may=nobody, signed_in=True)
    assert found == ["report_amenity", "set_crowding"]


@pytest.mark.parametrize(("status", "listed"), [("draft", True), ("defunct", True), ("active", False)])
def test_nobody_reports_what_riders_cannot_see(status, listed):
    found = rules.actions(status=status, open_to_riders=listed, may=everything, signed_in=True)
    assert found == [
        "set_amenity",
        "confirm_daily",
        "settle_reports",
        "verify",
        "edit",
        "edit_hours",
        "close",
        "print_poster",
    ]


def test_each_keeper_action_asks_for_its_own_permission():
    found = rules.actions(
        status="active", open_to_riders=True, may=lambda name: name == "confirm_station", signed_in=False
    )
    assert found == ["confirm_daily", "verify"]


def test_the_permissions_asked_for_exist():
    from app.core.access import Permission

    assert {permission for _, permission in rules.KEEPER_ACTIONS} <= {str(one) for one in Permission}


@pytest.mark.parametrize("status", ["limited", "broken"])
def test_what_is_out_of_order_may_have_an_expected_repair(status):
    rules.check_eta(status, NOON + minutes(1), NOON)


@pytest.mark.parametrize("status", ["working", "absent", "unknown"])
def test_what_needs_no_repair_has_no_expected_one(status):
    rules.check_eta(status, None, NOON)
    with pytest.raises(Invalid) as refused:
        rules.check_eta(status, NOON + minutes(1), NOON)
    assert refused.value.errors[0]["field"] == "eta"


@pytest.mark.parametrize("ahead", [timedelta(0), -minutes(1), timedelta(days=366, seconds=1)])
def test_an_expected_repair_lies_ahead_and_within_a_year(ahead):
    with pytest.raises(Invalid) as refused:
        rules.check_eta("broken", NOON + ahead, NOON, field="amenities.2.eta")
    assert refused.value.errors[0]["field"] == "amenities.2.eta"


@pytest.mark.parametrize(
    ("amenity", "status", "fine"),
    [
        ("hot_water", "broken", True),
        ("hot_water", "working", True),
        ("hot_water", "unknown", False),
        ("hot_water", "closed", False),
        ("opening", "closed", True),
        ("opening", "broken", False),
    ],
)
def test_a_report_says_what_can_be_seen(amenity, status, fine):
    if fine:
        rules.check_report(amenity, status)
    else:
        with pytest.raises(Invalid):
            rules.check_report(amenity, status)


@pytest.mark.parametrize(
    ("amenity", "status", "fine"),
    [("hot_water", "unknown", True), ("hot_water", "open", False), ("opening", "open", True), ("opening", "x", False)],
)
def test_a_settlement_says_how_it_is(amenity, status, fine):
    known = ("working", "unknown")
    if fine:
        rules.check_settlement(amenity, status, known)
    else:
        with pytest.raises(Invalid):
            rules.check_settlement(amenity, status, known)


@pytest.mark.parametrize(
    ("sent", "held"),
    [
        (None, timedelta(0)),
        (-minutes(20), -minutes(20)),
        (minutes(120), timedelta(0)),
        (-timedelta(hours=72), -timedelta(hours=72)),
        (-timedelta(hours=90), -timedelta(hours=72)),
    ],
)
def test_a_phone_clock_is_held_between_three_days_ago_and_now(sent, held):
    assert rules.occurred(None if sent is None else NOON + sent, NOON) == NOON + held


def test_the_window_is_half_an_hour_to_the_second():
    inside, outside = NOON - minutes(30) + timedelta(seconds=1), NOON - minutes(30)
    assert rules.people_agreeing([("broken", inside)], NOON) == 1
    assert rules.people_agreeing([("broken", outside)], NOON) == 0


def test_whoever_says_it_works_does_not_complain():
    reports = [("broken", NOON), ("limited", NOON), ("absent", NOON), ("working", NOON)]
    assert rules.people_agreeing(reports, NOON) == 3


def test_coming_to_a_closed_door_is_a_complaint():
    assert rules.people_agreeing([("closed", NOON)] * 3, NOON) == 3


@pytest.mark.parametrize(
    ("status", "people", "lower"),
    [
        ("working", 2, False),
        ("working", 3, True),
        ("working", 4, True),
        ("unknown", 3, True),
        ("limited", 3, False),
        ("broken", 3, False),
        ("absent", 3, False),
        (None, 3, False),
    ],
)
def test_three_people_lower_a_state_and_never_raise_one(status, people, lower):
    assert rules.lowered(status, people) is lower


def test_since_is_when_this_state_began():
    earlier = NOON - timedelta(days=2)
    assert rules.began("broken", earlier, "broken", NOON) == earlier
    assert rules.began("working", earlier, "broken", NOON) == NOON
    assert rules.began(None, None, "broken", NOON) == NOON
