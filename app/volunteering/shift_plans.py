"""What staff wrote of a shift, looked up and settled: area, issuer, team, station, pin, times, places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from app.areas import service as areas
from app.areas.service import AreaFacts
from app.core import access, clock, sealing, settings
from app.core.access import Permission, Scope
from app.core.db import db
from app.core.problems import Invalid
from app.stations import service as stations
from app.stations.editing_rules import placed
from app.volunteering import shift_rules as rules
from app.volunteering.models import Shift, ShiftRole, Team
from app.volunteering.shift_facts import scope_at

SEAL = "shift-place"


@dataclass(frozen=True)
class RolePlan:
    """A part of a shift. ``waitlist_max`` None: as many as want may wait."""

    name: str
    capacity: int
    waitlist_max: int | None = None
    skills: str = ""


@dataclass(frozen=True)
class Plan:
    """A shift as it is to be. Pin in WGS-84 degrees; ``private_place`` in clear, for this request only.

    ``by_capacity``: only a number of places was said, whatever the one role is called.
    """

    title: str
    area_code: str
    issuer_id: int
    team_id: int | None
    station_code: str | None
    place: str
    lat_wgs84: float
    lng_wgs84: float
    kind: str
    starts_at: datetime
    ends_at: datetime
    signup_opens_at: datetime | None
    signup_closes_at: datetime
    cancel_until: datetime
    risk_text: str
    insurance_text: str
    min_age: int
    private_place: str | None
    roles: tuple[RolePlan, ...]
    by_capacity: bool = False

    @property
    def scope(self) -> Scope:
        return scope_at(self.area_code, self.issuer_id, self.team_id, self.station_code)

    def columns(self) -> dict[str, Any]:
        """The columns of its row, but the sealed place and what its states say."""
        own = {name: value for name, value in asdict(self).items() if name not in OF_OTHERS}
        return own | {"planned_minutes": rules.minutes_between(self.starts_at, self.ends_at)}


OF_OTHERS = frozenset({"private_place", "roles", "by_capacity"})


def plan_of(body: Mapping[str, Any], crs: str) -> Plan:
    """The plan in a body of ``ShiftBody``; ``crs``: the datum of its pin. Outside transactions.

    Raises ``Invalid`` for what does not exist or cannot be, ``PointOutside``.
    """
    area = _area(body["area_code"])
    station_code, place, pin = _place(body, crs)
    starts, ends, opens, closes, free_until = _times(body)
    told = {name: body[name] for name in ("title", "kind", "risk_text", "insurance_text", "min_age", "private_place")}
    plan = Plan(
        **told,
        area_code=area.code,
        issuer_id=_issuer(body["issuer_id"], area),
        team_id=_team(body["team_id"]),
        station_code=station_code,
        place=place,
        lat_wgs84=pin[0],
        lng_wgs84=pin[1],
        starts_at=starts,
        ends_at=ends,
        signup_opens_at=opens,
        signup_closes_at=closes,
        cancel_until=free_until,
        roles=_roles(body),
        by_capacity=body["roles"] is None,
    )
    _check_pair(plan)
    return plan


def check_issuer(plan: Plan) -> None:
    """Whose hours these are to be: an organisation's of the shift's area or of one above, or the caller's own.

    Staff of others would have to confirm what they do not know of. Raises ``Invalid``.
    """
    issuer, here = areas.find_organization(plan.issuer_id), areas.find_area(plan.area_code)
    home = areas.find_area(issuer.area_code) if issuer is not None and issuer.area_code else None
    if home is not None and here is not None and here.path.startswith(home.path):
        return
    if not access.may(Permission.DRAFT_SHIFT, Scope(area_path=home.path if home else None, org_id=plan.issuer_id)):
        raise _invalid("issuer_id", "请写班次所在地的单位，或你自己的单位")


def make_row(plan: Plan, **more: Any) -> Shift:
    """A draft made of a plan, not yet added; ``more``: further columns."""
    shift = Shift(**plan.columns(), **more, status="draft")
    shift.private_place_enc = sealed(plan.private_place)
    shift.roles = [ShiftRole(**asdict(role)) for role in plan.roles]
    return shift


def sealed(private_place: str | None) -> bytes | None:
    """A private place as it is kept."""
    return sealing.seal(SEAL, private_place) if private_place else None


def unsealed(shift: Shift) -> str | None:
    """The private place of a shift in clear, for those who may read it."""
    return sealing.unseal(SEAL, shift.private_place_enc) if shift.private_place_enc else None


def _times(body: Mapping[str, Any]) -> tuple[datetime, datetime, datetime | None, datetime, datetime]:
    """Start, end, when sign-up opens and closes, until when leaving is free; whole seconds, that lists go on by."""
    starts, ends = body["starts_at"].replace(microsecond=0), body["ends_at"].replace(microsecond=0)
    opens = body["signup_opens_at"].replace(microsecond=0) if body["signup_opens_at"] else None
    closes = (body["signup_closes_at"] or starts).replace(microsecond=0)
    try:
        free_until = (body["cancel_until"] or starts - rules.FREE_BEFORE).replace(microsecond=0)
    except OverflowError:  # at the beginning of the calendar
        raise _invalid("starts_at", "没有这个时间") from None
    rules.check_times(starts, ends, opens, closes, free_until)
    if ends > clock.now() + rules.FARTHEST:
        raise _invalid("starts_at", "最多提前两年安排")
    return starts, ends, opens, closes, free_until


def _area(code: str) -> AreaFacts:
    area = areas.find_area(code)
    if area is None:
        raise _invalid("area_code", "没有这个区划代码")
    return area


def _issuer(issuer_id: int | None, area: AreaFacts) -> int:
    """The organisation as given, or the nearest up the area's path; it must be able to issue."""
    found = areas.issuer_of(area.path) if issuer_id is None else areas.find_organization(issuer_id)
    if found is None:
        raise _invalid("issuer_id", "没有这个单位" if issuer_id else "这里没有能出具证明的单位，请写明单位")
    if not found.may_issue:
        raise _invalid("issuer_id", "这个单位不能出具志愿服务记录证明")
    return found.id


def _team(team_id: int | None) -> int | None:
    if team_id is not None and db.session.get(Team, team_id) is None:
        raise _invalid("team_id", "没有这支队伍")
    return team_id


def _place(body: Mapping[str, Any], crs: str) -> tuple[str | None, str, tuple[float, float]]:
    """The station's code, the place's name and its pin; a station's pin is the station's own."""
    code = body["station_code"]
    if code is None:
        return None, body["place"], placed(body["lat"], body["lng"], crs, settings.current().box)
    scope, found = stations.scope_of(code), stations.place_of(code)
    if scope is None or found is None or not access.may_know_of(scope):
        raise _invalid("station_code", "没有这个站点")
    return found.code, body["place"] or found.name, (found.lat_wgs84, found.lng_wgs84)


def _roles(body: Mapping[str, Any]) -> tuple[RolePlan, ...]:
    if body["roles"] is None:
        return (RolePlan(rules.ONLY_ROLE, body["capacity"]),)
    return tuple(RolePlan(**role) for role in body["roles"])


def _check_pair(plan: Plan) -> None:
    """Whoever is visited at home is visited by two."""
    if plan.private_place is not None and sum(role.capacity for role in plan.roles) < rules.PAIR:
        raise _invalid("capacity", "上门的服务要两个人一起去，至少 2 个名额")


def _invalid(field: str, message: str) -> Invalid:
    return Invalid(errors=[{"field": field, "message": message}])
