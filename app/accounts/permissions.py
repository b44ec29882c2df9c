"""The one table of who may do what: role -> permissions, over the scope of the grant. Source: PRODUCT 5.

Everything else asks ``core.access.may`` or ``require``; nobody compares role names.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.core.access import Grant, Permission, Scope

P = Permission
KEEPING = frozenset(
    {
        P.EDIT_STATION,
        P.SET_AMENITY,
        P.CONFIRM_STATION,
        P.SETTLE_REPORTS,
        P.KEEP_PHOTOS,
        P.PRINT_POSTERS,
        P.SEE_HIDDEN_STATION,
        P.SEE_WHO_CHANGED,
        P.IMPORT_STATIONS,
    }
)
GRANTING = frozenset({P.GRANT_ROLES, P.READ_GRANTS})
COMMUNITY = frozenset(
    {P.EDIT_COMMUNITY, P.READ_MEMBERS, P.COUNT_MEMBERS, P.OFFER_VOLUNTEER_ROLES, P.READ_VOLUNTEER_ROLES}
)
COMMUNITIES_ABOVE = frozenset({P.EDIT_COMMUNITY, P.COUNT_MEMBERS_FROM_TEN})  # county and prefecture
SHIFTS = frozenset({P.DRAFT_SHIFT, P.PUBLISH_SHIFT, P.EDIT_TEAM})
RUNNING = frozenset({P.READ_ROSTER, P.RUN_SHIFT})
ROSTER = RUNNING | {P.KEEP_SIGNUPS, P.REVEAL_PHONE}
HOURS = frozenset({P.READ_HOURS, P.DECIDE_HOURS, P.CONFIRM_HOURS})
SECOND = frozenset({P.READ_HOURS, P.DECIDE_HOURS, P.APPROVE_HOURS})

_BY_ROLE: dict[str, frozenset[Permission]] = {
    "team_leader": RUNNING | {P.DRAFT_SHIFT, P.SETTLE_CHECKINS},
    "station_manager": KEEPING | GRANTING | RUNNING | {P.DRAFT_SHIFT, P.SETTLE_CHECKINS},
    "rider_liaison": frozenset({P.SET_AMENITY, P.CONFIRM_STATION, P.KEEP_PHOTOS, P.SEE_HIDDEN_STATION}),
    "community_staff": SHIFTS | ROSTER | HOURS | COMMUNITY | KEEPING | GRANTING | {P.EDIT_AREA, P.SETTLE_CHECKINS},
    "township_admin": SHIFTS | SECOND | KEEPING | GRANTING | {P.EDIT_COMMUNITY, P.COUNT_MEMBERS, P.EDIT_AREA},
    "county_admin": COMMUNITIES_ABOVE | KEEPING | GRANTING | {P.EDIT_TEAM, P.EDIT_AREA, P.EDIT_CALENDAR},
    "prefecture_admin": COMMUNITIES_ABOVE | KEEPING | GRANTING | {P.EDIT_TEAM, P.EDIT_AREA, P.EDIT_CALENDAR},
    "auditor": frozenset(
        {P.READ_HOURS, P.READ_VOLUNTEER_ROLES, P.READ_GRANTS, P.SEE_HIDDEN_STATION, P.SEE_WHO_CHANGED}
    ),
    "care_handler": frozenset(),
    "second_approver": SECOND,
}
TABLE = {role: may | {P.SEE_WORK} for role, may in _BY_ROLE.items()}  # every role has a day's work, be it empty


def covers(grant: Grant, scope: Scope) -> bool:
    """Whether a thing standing at ``scope`` lies within a grant: path prefix for areas, plain equality for the rest."""
    if grant.scope_kind == "area":
        return bool(grant.area_path and scope.area_path and scope.area_path.startswith(grant.area_path))
    if grant.scope_kind == "org":
        return scope.org_id is not None and grant.scope_code == f"org:{scope.org_id}"
    if grant.scope_kind == "team":
        return scope.team_id is not None and grant.scope_code == f"team:{scope.team_id}"
    return scope.station_code is not None and grant.scope_code == scope.station_code


def granting(grants: Iterable[Grant], permission: Permission, scope: Scope | None) -> Grant | None:
    """The first grant that gives ``permission`` at ``scope``; without scope, anywhere."""
    for grant in grants:
        if permission in TABLE.get(grant.role, frozenset()) and (scope is None or covers(grant, scope)):
            return grant
    return None
