"""The shifts of a day within somebody's grants, and what they are in each themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from app.accounts import service as accounts
from app.areas import service as areas
from app.core import access, clock
from app.core.access import Grant, Permission
from app.core.db import db
from app.volunteering import shift_cards
from app.volunteering.models import Shift, SignUp
from app.volunteering.rules import part_in

MOST = 100  # of a day: whoever has more looks them up in the list


def shifts_of_day(day: date) -> list[dict[str, Any]]:
    """Cards, by start, of the shifts of a local day that the caller's grants let them plan or run, drafts too.

    Each says the caller's ``my_part``. At most ``MOST``.
    """
    within = _within([*accounts.grants_for(Permission.DRAFT_SHIFT), *accounts.grants_for(Permission.RUN_SHIFT)])
    if within is None:
        return []
    begin = datetime.combine(day, time(), clock.SHANGHAI)
    query = sa.select(Shift).where(Shift.starts_at < begin + timedelta(days=1), Shift.ends_at > begin, within)
    shifts = list(db.session.scalars(query.order_by(Shift.starts_at, Shift.id).limit(MOST)))
    parts = _parts(shifts)
    return [card | {"my_part": parts[card["id"]]} for card in shift_cards.cards(shifts)]


def _parts(shifts: Sequence[Shift]) -> dict[int, str | None]:
    """The caller's part in each of these shifts."""
    teams = {one.scope_code for one in accounts.grants_for(Permission.RUN_SHIFT) if one.scope_kind == "team"}
    query = sa.select(SignUp.shift_id, SignUp.state).where(SignUp.account_id == access.somebody().account_id)
    query = query.where(SignUp.shift_id.in_([shift.id for shift in shifts]))
    own = dict(db.session.execute(query).tuples().all())
    return {shift.id: part_in(f"team:{shift.team_id}" in teams, own.get(shift.id)) for shift in shifts}


def _within(grants: Iterable[Grant]) -> sa.ColumnElement[bool] | None:
    """The shifts that stand within these grants, None for no grant."""
    parts = [part for grant in grants if (part := _covered(grant)) is not None]
    return sa.or_(*parts) if parts else None


def _covered(grant: Grant) -> sa.ColumnElement[bool] | None:
    number = grant.scope_code.partition(":")[2]
    if grant.scope_kind == "team":
        return Shift.team_id == int(number)
    if grant.scope_kind == "org":
        return Shift.issuer_id == int(number)
    if grant.scope_kind == "station":
        return Shift.station_code == grant.scope_code
    if not grant.area_path:
        return None
    codes = [code for code, area in areas.all_areas().items() if area.path.startswith(grant.area_path)]
    return Shift.area_code.in_(codes)
