"""Who may give which role, over what scope, for how long: written out, not computed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.accounts import granting_rules
from app.core.clock import SHANGHAI

# giver: what they may give (PRODUCT 4.2), in the order of the product text
MAY_GIVE = {
    "prefecture_admin": {"county_admin", "township_admin", "auditor"},
    "county_admin": {"township_admin"},
    "township_admin": {"community_staff", "station_manager", "care_handler", "second_approver"},
    "community_staff": {"team_leader"},
    "station_manager": {"rider_liaison"},
    "team_leader": set(),
    "rider_liaison": set(),
    "auditor": set(),
    "care_handler": set(),
    "second_approver": set(),
}


@pytest.mark.parametrize("giver", granting_rules.ROLES)
@pytest.mark.parametrize("role", granting_rules.ROLES)
def test_the_granting_matrix(giver: str, role: str) -> None:
    assert (granting_rules.gives([giver], role) == {giver}) is (role in MAY_GIVE[giver])


def test_nobody_gives_the_role_of_a_prefecture_admin() -> None:
    assert not granting_rules.gives(granting_rules.ROLES, "prefecture_admin")


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("652700", "area"),
        ("652701001", "area"),
        ("652701001001", "area"),
        ("652701001001007", "area"),
        ("org:12", "org"),
        ("team:7", "team"),
        ("YQ0001", "station"),
        ("BL-001", "station"),
        ("65270", None),
        ("6527010", None),
        ("org:", None),
        ("org:0", None),
        ("team:x", None),
        ("yq0001", None),
        ("YQ000100000", None),
        ("", None),
        ("652700\n", None),
    ],
)
def test_a_scope_code_says_its_kind(code: str, kind: str | None) -> None:
    assert granting_rules.scope_kind(code) == kind


@pytest.mark.parametrize(
    ("role", "kind", "level", "fit"),
    [
        ("prefecture_admin", "area", "prefecture", True),
        ("prefecture_admin", "area", "county", False),
        ("county_admin", "area", "county", True),
        ("county_admin", "area", "prefecture", False),
        ("township_admin", "area", "township", True),
        ("community_staff", "area", "township", True),
        ("community_staff", "area", "community", True),
        ("community_staff", "area", "county", False),
        ("community_staff", "station", None, False),
        ("station_manager", "station", None, True),
        ("station_manager", "area", "township", False),
        ("rider_liaison", "station", None, True),
        ("team_leader", "team", None, True),
        ("team_leader", "area", "township", False),
        ("care_handler", "org", None, True),
        ("second_approver", "area", "township", True),
        ("auditor", "area", "county", True),
    ],
)
def test_a_role_stands_only_over_its_own_kind_of_scope(role: str, kind: str, level: str | None, fit: bool) -> None:
    assert granting_rules.fits(role, kind, level) is fit


@pytest.mark.parametrize(
    ("now", "end"),
    [
        # 10:00 in Shanghai on 24 November 2026: the 24 November a year later ends at 16:00 UTC
        (datetime(2026, 11, 24, 2, 0, tzinfo=UTC), datetime(2027, 11, 24, 16, 0, tzinfo=UTC)),
        # half past midnight in Shanghai is still the day before in UTC
        (datetime(2026, 12, 31, 16, 30, tzinfo=UTC), datetime(2028, 1, 1, 16, 0, tzinfo=UTC)),
        (datetime(2028, 2, 29, 4, 0, tzinfo=UTC), datetime(2029, 2, 28, 16, 0, tzinfo=UTC)),
    ],
)
def test_a_term_is_twelve_months_and_ends_at_24_o_clock(now: datetime, end: datetime) -> None:
    assert granting_rules.longest_end(now, SHANGHAI) == end


def test_a_chosen_end_is_rounded_up_to_24_o_clock_of_its_day() -> None:
    noon = datetime(2026, 11, 30, 4, 0, tzinfo=UTC)
    midnight = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)
    assert granting_rules.midnight_after(noon, SHANGHAI) == midnight
    assert granting_rules.midnight_after(midnight, SHANGHAI) == midnight
