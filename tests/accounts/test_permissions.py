"""The table of permissions against PRODUCT section 5, written out by hand."""

from __future__ import annotations

import pytest

from app.accounts import granting_rules
from app.accounts.permissions import TABLE, covers, granting
from app.core.access import Grant, Permission, Scope

P = Permission
# permission: the roles of section 5 that have it within their scope
HOLDERS = {
    P.EDIT_AREA: {"community_staff", "township_admin", "county_admin", "prefecture_admin"},
    P.EDIT_CALENDAR: {"county_admin", "prefecture_admin"},
    P.GRANT_ROLES: {"community_staff", "station_manager", "township_admin", "county_admin", "prefecture_admin"},
    P.READ_GRANTS: {
        "community_staff",
        "station_manager",
        "township_admin",
        "county_admin",
        "prefecture_admin",
        "auditor",
    },
    P.EDIT_STATION: {"community_staff", "station_manager", "township_admin", "county_admin", "prefecture_admin"},
    P.SET_AMENITY: {
        "community_staff",
        "station_manager",
        "rider_liaison",
        "township_admin",
        "county_admin",
        "prefecture_admin",
    },
    P.CONFIRM_STATION: {
        "community_staff",
        "station_manager",
        "rider_liaison",
        "township_admin",
        "county_admin",
        "prefecture_admin",
    },
    P.KEEP_PHOTOS: {
        "community_staff",
        "station_manager",
        "rider_liaison",
        "township_admin",
        "county_admin",
        "prefecture_admin",
    },
    P.SETTLE_REPORTS: {"community_staff", "station_manager", "township_admin", "county_admin", "prefecture_admin"},
    P.PRINT_POSTERS: {"community_staff", "station_manager", "township_admin", "county_admin", "prefecture_admin"},
    P.IMPORT_STATIONS: {"community_staff", "station_manager", "township_admin", "county_admin", "prefecture_admin"},
    P.EDIT_COMMUNITY: {"community_staff", "township_admin", "county_admin", "prefecture_admin"},
    P.READ_MEMBERS: {"community_staff"},
    P.COUNT_MEMBERS: {"community_staff", "township_admin"},
    P.COUNT_MEMBERS_FROM_TEN: {"county_admin", "prefecture_admin"},
    P.OFFER_VOLUNTEER_ROLES: {"community_staff"},
    P.READ_VOLUNTEER_ROLES: {"community_staff", "auditor"},
    P.READ_HOURS: {"community_staff", "township_admin", "second_approver", "auditor"},
    P.DECIDE_HOURS: {"community_staff", "township_admin", "second_approver"},
    P.CONFIRM_HOURS: {"community_staff"},
    P.APPROVE_HOURS: {"township_admin", "second_approver"},
    P.DRAFT_SHIFT: {"team_leader", "community_staff", "station_manager", "township_admin"},
    P.PUBLISH_SHIFT: {"community_staff", "township_admin"},
    P.READ_ROSTER: {"team_leader", "community_staff", "station_manager"},
    P.RUN_SHIFT: {"team_leader", "community_staff", "station_manager"},
    P.KEEP_SIGNUPS: {"community_staff"},
    P.REVEAL_PHONE: {"community_staff"},
    P.SETTLE_CHECKINS: {"team_leader", "community_staff", "station_manager"},
    P.EDIT_TEAM: {"community_staff", "township_admin", "county_admin", "prefecture_admin"},
    P.SEE_HIDDEN_STATION: {
        "community_staff",
        "station_manager",
        "rider_liaison",
        "township_admin",
        "county_admin",
        "prefecture_admin",
        "auditor",
    },
    P.SEE_WORK: set(granting_rules.ROLES),
    P.SEE_WHO_CHANGED: {
        "community_staff",
        "station_manager",
        "township_admin",
        "county_admin",
        "prefecture_admin",
        "auditor",
    },
}
TOWNSHIP = "/652700/652701/652701001/"
OWN = {
    "area": Grant(1, "?", "area", "652701001", TOWNSHIP),
    "station": Grant(1, "?", "station", "T1"),
    "team": Grant(1, "?", "team", "team:7"),
    "org": Grant(1, "?", "org", "org:3"),
}


@pytest.mark.parametrize("permission", list(Permission))
@pytest.mark.parametrize("role", granting_rules.ROLES)
def test_every_role_has_exactly_the_permissions_of_section_5(role: str, permission: Permission) -> None:
    assert (permission in TABLE[role]) is (role in HOLDERS.get(permission, set()))


@pytest.mark.parametrize(
    ("kind", "scope", "inside"),
    [
        ("area", Scope(area_path=TOWNSHIP), True),
        ("area", Scope(area_path=TOWNSHIP + "652701001001/", station_code="T1"), True),
        ("area", Scope(area_path="/652700/652701/652701002/"), False),
        ("area", Scope(area_path="/652700/652701/"), False),
        ("area", Scope(station_code="652701001"), False),
        ("station", Scope(area_path=TOWNSHIP, station_code="T1"), True),
        ("station", Scope(area_path=TOWNSHIP, station_code="T10"), False),
        ("station", Scope(area_path=TOWNSHIP), False),
        ("team", Scope(team_id=7), True),
        ("team", Scope(team_id=70), False),
        ("team", Scope(org_id=7), False),
        ("org", Scope(org_id=3), True),
        ("org", Scope(org_id=4), False),
        ("org", Scope(team_id=3), False),
    ],
)
def test_a_grant_covers_its_own_scope_and_what_lies_below(kind: str, scope: Scope, inside: bool) -> None:
    assert covers(OWN[kind], scope) is inside


def test_an_area_whose_path_is_unknown_covers_nothing() -> None:
    assert not covers(Grant(1, "prefecture_admin", "area", "652700", None), Scope(area_path=TOWNSHIP))


def test_a_grant_elsewhere_gives_nothing_here_but_passes_where_no_scope_is_asked() -> None:
    elsewhere = [Grant(1, "county_admin", "area", "652722", "/652700/652722/")]
    assert granting(elsewhere, Permission.EDIT_STATION, Scope(area_path=TOWNSHIP)) is None
    assert granting(elsewhere, Permission.EDIT_CALENDAR, None) is elsewhere[0]
    assert granting([], Permission.EDIT_CALENDAR, None) is None
