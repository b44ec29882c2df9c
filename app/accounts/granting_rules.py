"""Who may give which role, over what, and for how long: PRODUCT 4.2 "Granting"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo

from app.core.problems import Conflict, NotAllowed

ROLES = (
    "team_leader",
    "station_manager",
    "rider_liaison",
    "community_staff",
    "township_admin",
    "county_admin",
    "prefecture_admin",
    "auditor",
    "care_handler",
    "second_approver",
)
ROLE_NAMES = {
    "team_leader": "队长",
    "station_manager": "站长",
    "rider_liaison": "骑手联络员",
    "community_staff": "社区工作人员",
    "township_admin": "乡镇（街道）管理员",
    "county_admin": "县（市）管理员",
    "prefecture_admin": "州管理员",
    "auditor": "审计员",
    "care_handler": "关怀经办人",
    "second_approver": "复核人",
}
GIVES: dict[str, frozenset[str]] = {
    "prefecture_admin": frozenset({"county_admin", "township_admin", "auditor"}),
    "county_admin": frozenset({"township_admin"}),
    "township_admin": frozenset({"community_staff", "station_manager", "care_handler", "second_approver"}),
    "community_staff": frozenset({"team_leader"}),
    "station_manager": frozenset({"rider_liaison"}),
}
# what a role's scope must be: a level of area, or another kind of scope
FITS: dict[str, frozenset[str]] = {
    "team_leader": frozenset({"team"}),
    "station_manager": frozenset({"station"}),
    "rider_liaison": frozenset({"station"}),
    "community_staff": frozenset({"township", "community"}),
    "township_admin": frozenset({"township"}),
    "county_admin": frozenset({"county"}),
    "prefecture_admin": frozenset({"prefecture"}),
    "auditor": frozenset({"prefecture", "county", "township"}),
    "care_handler": frozenset({"org"}),
    "second_approver": frozenset({"township"}),
}
TERM_MONTHS = 12
AREA_CODE = re.compile(r"[0-9]{6}|[0-9]{9}|[0-9]{12}|[0-9]{15}")
NUMBERED = re.compile(r"(org|team):([1-9][0-9]{0,8})")
STATION_CODE = re.compile(r"[A-Z][A-Z0-9-]{0,9}")


class NotToOneself(NotAllowed):
    """Nobody gives a role to themselves."""

    slug, title = "not-to-oneself", "不能给自己授权"


class BeyondScope(NotAllowed):
    """The role or the place lies outside what one's own grant covers."""

    slug, title = "beyond-scope", "超出了你的授权范围"


class LastManager(Conflict):
    """A station keeps at least one manager: name the successor first."""

    slug, title = "last-manager", "这是该站点最后一位站长，请先授权接任的人"


def scope_kind(scope_code: str) -> str | None:
    """``area | org | team | station`` by the form of the code, None for no scope code at all."""
    if AREA_CODE.fullmatch(scope_code):
        return "area"
    numbered = NUMBERED.fullmatch(scope_code)
    if numbered:
        return numbered[1]
    return "station" if STATION_CODE.fullmatch(scope_code) else None


def gives(own_roles: Iterable[str], role: str) -> frozenset[str]:
    """Those of one's own roles that may give this role."""
    return frozenset(own for own in own_roles if role in GIVES.get(own, frozenset()))


def fits(role: str, kind: str, level: str | None) -> bool:
    """Whether a role may stand over such a scope; ``level`` of an area (``township``), None for other kinds."""
    return (level if kind == "area" else kind) in FITS[role]


def midnight_after(instant: datetime, zone: tzinfo) -> datetime:
    """24:00 of the local day of an instant; an exact local midnight is already one.

    Raises ``OverflowError`` where that lies outside the years 1 to 9999.
    """
    there = instant.astimezone(zone)
    start = there.replace(hour=0, minute=0, second=0, microsecond=0)
    return start if start == there else start + timedelta(days=1)


def longest_end(now: datetime, zone: tzinfo) -> datetime:
    """When a grant made now ends at the latest, and by default: 12 months on, 24:00 local."""
    there = now.astimezone(zone)
    year, month = divmod(there.year * 12 + there.month - 1 + TERM_MONTHS, 12)
    try:
        there = there.replace(year=year, month=month + 1)
    except ValueError:  # 29 February
        there = there.replace(year=year, month=month + 1, day=28)
    return there.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
