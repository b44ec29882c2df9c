"""The list of shifts: what is found by area, time, team, status, whose it is, and whether a place is free."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from app.areas import service as areas
from app.core import access, clock
from app.core.db import db
from app.core.paging import from_cursor, to_cursor
from app.core.problems import Invalid, NotSignedIn
from app.volunteering import shift_cards
from app.volunteering.models import Shift, SignUp
from app.volunteering.rules import CONCERNED
from app.volunteering.shift_counts import has_free_place

BATCH = 200
SHOWN = ("published", "done")  # what the list holds unless a status is asked for


def list_shifts(query: Mapping[str, Any]) -> dict[str, Any]:
    """A page of cards by start, then id. Raises ``Invalid`` for no such area or a foreign cursor, ``NotSignedIn``."""
    limit = query["limit"]
    found: list[Shift] = []
    for shift in _matching(query):
        if shift_cards.may_see(shift):
            found.append(shift)
        if len(found) > limit:
            break
    shown = found[:limit]
    more = len(found) > limit
    return {
        "items": shift_cards.cards(shown, query["crs"]),
        "next_cursor": to_cursor(int(shown[-1].starts_at.timestamp()), shown[-1].id) if more else None,
    }


def _matching(query: Mapping[str, Any]) -> Iterator[Shift]:
    """Shifts in order, drafts of others among them, read in batches: a page's worth where none is passed over."""
    size = BATCH if query["status"] == "draft" else query["limit"] + 1
    statement = sa.select(Shift).where(*_conditions(query)).order_by(Shift.starts_at, Shift.id)
    after = _place_in(query["cursor"])
    while True:
        page = statement.where(_behind(after)) if after else statement
        batch = list(db.session.scalars(page.limit(size)))
        yield from batch
        if len(batch) < size:
            return
        after = (int(batch[-1].starts_at.timestamp()), batch[-1].id)


def _conditions(query: Mapping[str, Any]) -> list[sa.ColumnElement[bool]]:
    now = clock.now()
    found = [Shift.ends_at > (query["start"] or now)]
    if query["end"] is not None:
        found.append(Shift.starts_at < query["end"])
    if query["area"] is not None:
        found.append(Shift.area_code.in_(_codes_below(query["area"])))
    if query["team"] is not None:
        found.append(Shift.team_id == query["team"])
    found.append(_status(query))
    if query["mine"]:
        found.append(_mine())
    if query["free"]:
        found.append(has_free_place(_signup_is_open()))
    return found


def _status(query: Mapping[str, Any]) -> sa.ColumnElement[bool]:
    if query["status"] is not None:
        return Shift.status.in_((query["status"],))
    return Shift.status.in_((*SHOWN, "cancelled") if query["mine"] else SHOWN)


def _mine() -> sa.ColumnElement[bool]:
    """Those the caller comes to or waits for; of cancelled ones, those they would have come to."""
    who = access.caller()
    if who is None:
        raise NotSignedIn
    states = (*sorted(CONCERNED), "shift_cancelled", "no_show")
    mine = (SignUp.shift_id == Shift.id, SignUp.account_id == who.account_id, SignUp.state.in_(states))
    return sa.exists().where(*mine).correlate(Shift)


def _signup_is_open() -> sa.ColumnElement[bool]:
    now = clock.now()
    opened = sa.or_(Shift.signup_opens_at.is_(None), Shift.signup_opens_at <= now)
    return sa.and_(Shift.status == "published", opened, Shift.signup_closes_at > now)


def _codes_below(code: str) -> list[str]:
    area = areas.find_area(code)
    if area is None:
        raise Invalid(errors=[{"field": "area", "message": "没有这个区域"}])
    return [known for known, facts in areas.all_areas().items() if facts.path.startswith(area.path)]


def _place_in(cursor: str | None) -> tuple[int, int] | None:
    if cursor is None:
        return None
    epoch_s, shift_id = from_cursor(cursor, int, int)
    return int(epoch_s), int(shift_id)


def _behind(after: tuple[int, int]) -> sa.ColumnElement[bool]:
    """Rows behind a place in the order; starts are whole seconds."""
    at = clock.from_epoch(after[0])
    return sa.or_(Shift.starts_at > at, sa.and_(Shift.starts_at == at, Shift.id > after[1]))
