"""The presence points of shifts: made with the publication, moved with the shift, closed when it is called off.

Also what a shift is to whoever scans its code, and where it stands for those who settle. Lock order: shift, then point.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import sqlalchemy as sa

from app.checkins import service as checkins
from app.checkins.service import Meant, Rostered
from app.core import access, clock
from app.core.access import Scope
from app.core.db import db
from app.core.problems import NotFound
from app.volunteering import attendance_rules as rules
from app.volunteering import places, shift_facts, shift_rules
from app.volunteering.models import Shift, SignUp
from app.volunteering.rules import ON_ROSTER

KIND = "shift"
RADIUS_M = 150
NUMBER = re.compile(r"\d{1,9}", re.ASCII)


def write_point(shift_id: int, **_: object) -> int:
    """The number of a shift's point, made or written anew as the shift is now."""
    shift = places.shift_of(shift_id)
    opens, closes = shift.starts_at - rules.OPENS_BEFORE, shift.ends_at + rules.CLOSES_AFTER
    place = (shift.lat_wgs84, shift.lng_wgs84)
    return checkins.make_point(KIND, str(shift.id), shift.title, *place, RADIUS_M, opens, closes)


def point_of(shift_id: int) -> int:
    """The number of a shift's point; one that was published before points were made gets its own, with who comes.

    Raises ``NotFound``, ``ShiftNotPublished`` for a draft, ``ShiftOver`` for one that was called off.
    """
    shift = db.session.get(Shift, shift_id)
    if shift is None:
        raise NotFound
    if shift.status == "draft":
        raise shift_rules.ShiftNotPublished("班次还没有发布")
    shift_rules.check_status(shift.status, {"published", "done"})
    number = checkins.point_no_of(KIND, str(shift_id))
    if number is not None:
        return number
    number = write_point(shift_id)
    mine = (SignUp.shift_id == shift_id, SignUp.state.in_(ON_ROSTER), SignUp.account_id.is_not(None))
    for account_id in db.session.scalars(sa.select(SignUp.account_id).where(*mine).order_by(SignUp.account_id)):
        if account_id is not None:
            checkins.expect(account_id, number, shift.station_code, shift.starts_at, shift.ends_at)
    return number


def rostered(account_id: int, kind: str, code: str) -> list[Rostered]:
    """The shifts of the last days that somebody was on the roster of: the one of this code, or those at a station."""
    if kind == KIND and not NUMBER.fullmatch(code):
        return []
    here = Shift.id == int(code) if kind == KIND else Shift.station_code == code
    lately = Shift.ends_at > clock.now() - rules.OFFLINE_WITHIN - rules.CLOSES_AFTER
    query = sa.select(Shift.id, Shift.starts_at, Shift.ends_at).join(SignUp, SignUp.shift_id == Shift.id)
    query = query.where(SignUp.account_id == account_id, SignUp.state.in_(ON_ROSTER | {"no_show"}), here, lately)
    return [Rostered(str(row.id), row.starts_at, row.ends_at) for row in db.session.execute(query.order_by(Shift.id))]


def close_point(shift_id: int, **_: object) -> None:
    """The shift does not take place: its codes end."""
    number = checkins.point_no_of(KIND, str(shift_id))
    if number is not None:
        checkins.close_point(number)


def meant_by(kind: str, code: str) -> Meant | None:
    """What a shift's printed code stands for, to this request's caller."""
    scope = standings_of(kind, [code]).get(code)
    if scope is None or not access.may_know_of(scope):
        return None
    return Meant(KIND, code, shift_facts.shift_facts(int(code)).title)


def standings_of(kind: str, codes: Iterable[str]) -> dict[str, Scope]:
    """Where shifts stand: whose grants cover one may settle its check-ins."""
    ids = {int(code): code for code in codes if NUMBER.fullmatch(code)} if kind == KIND else {}
    return {ids[shift_id]: scope for shift_id, scope in shift_facts.scopes_of(ids).items()}
