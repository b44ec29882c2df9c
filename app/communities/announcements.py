"""News of a community: staff write, everybody reads what is shown now, staff also what comes and what was."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.areas.service import AreaFacts
from app.communities import places, rules
from app.communities.models import Announcement
from app.core import audit, clock
from app.core.access import Scope
from app.core.db import db, reading
from app.core.paging import from_cursor, to_cursor
from app.core.problems import NotFound, StaleVersion

ON_CARD = 3


def shown(area_code: str) -> list[dict[str, Any]]:
    """The newest news shown now, as many as the card has room for."""
    query = _query(area_code, everything=False).limit(ON_CARD)
    return [shape(row) for row in db.session.scalars(query)]


def listed(area_code: str, *, everything: bool, limit: int, cursor: str | None) -> dict[str, Any]:
    """A page of news, the newest first; ``everything``: also what is not shown now. Raises ``Invalid``."""
    query = _query(area_code, everything=everything)
    if cursor is not None:
        query = query.where(Announcement.id < from_cursor(cursor, int)[0])
    found = list(db.session.scalars(query.limit(limit + 1)))
    page = found[:limit]
    more = to_cursor(page[-1].id) if len(found) > limit else None
    return {"items": [shape(row) for row in page], "next_cursor": more}


def announce(
    area: AreaFacts, *, title: str, body: str, first: datetime, last: datetime, acting_role: str
) -> dict[str, Any]:
    """Write news. Raises ``Invalid`` for a time that cannot be."""
    start, end = rules.shown_span(clock.now(), first, last)
    row = Announcement(area_code=area.code, title=title, body=body, shown_from=start, shown_to=end)
    row.version = 1
    db.session.add(row)
    db.session.flush()  # the audit line and the answer need the id
    _record(row, "announcement.create", {"title": [None, title]}, acting_role)
    return shape(row)


def edit(
    number: int,
    *,
    title: str,
    body: str,
    first: datetime,
    last: datetime,
    acting_role: str,
    sent_version: int | None = None,
) -> dict[str, Any]:
    """Write news anew. Raises ``NotFound``, ``StaleVersion`` where a version was sent, ``Invalid``."""
    row = _locked(number)
    if sent_version is not None and sent_version != row.version:
        raise StaleVersion(current=shape(row))
    start, end = rules.shown_span(clock.now(), first, last)
    after = {"title": title, "body": body, "shown_from": start, "shown_to": end}
    changes = {name: [_plain(getattr(row, name)), _plain(value)] for name, value in after.items()}
    changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    if changes:
        row.title, row.body, row.shown_from, row.shown_to = title, body, start, end
        row.version += 1
        db.session.flush()  # the answer shows it
        _record(row, "announcement.edit", changes, acting_role)
    return shape(row)


def remove(number: int, acting_role: str) -> None:
    """Take news away. Raises ``NotFound``."""
    row = _locked(number)
    _record(row, "announcement.delete", {"title": [row.title, None]}, acting_role)
    db.session.delete(row)


def scope_of(number: int, **_: object) -> Scope | None:
    """Where news stands, None when there is none with this number."""
    with reading() as session:
        code = session.scalar(sa.select(Announcement.area_code).where(Announcement.id == number))
    return places.scope_of(code) if code is not None else None


def shape(row: Announcement) -> dict[str, Any]:
    """News as everybody reads it."""
    return {
        "id": row.id,
        "title": row.title,
        "body": row.body,
        "from": clock.rfc3339(row.shown_from),
        "to": clock.rfc3339(row.shown_to),
        "state": rules.news_state(clock.now(), row.shown_from, row.shown_to),
        "version": row.version,
    }


def _query(area_code: str, *, everything: bool) -> sa.Select[tuple[Announcement]]:
    query = sa.select(Announcement).where(Announcement.area_code == area_code).order_by(Announcement.id.desc())
    if everything:
        return query
    now = clock.now()
    return query.where(Announcement.shown_from <= now, Announcement.shown_to > now)


def _locked(number: int) -> Announcement:
    query = sa.select(Announcement).where(Announcement.id == number).with_for_update()
    row = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotFound
    return row


def _record(row: Announcement, action: str, changes: dict[str, Any], acting_role: str) -> None:
    audit.record(action, f"announcement:{row.id}", changes, role=acting_role)


def _plain(value: Any) -> Any:
    return clock.rfc3339(value) if isinstance(value, datetime) else value
