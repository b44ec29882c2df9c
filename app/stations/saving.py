"""A rider's own list of stations: kept as long as they want, known to nobody else."""

from __future__ import annotations

import sqlalchemy as sa

from app.accounts import service as accounts
from app.core import access, clock, settings
from app.core.access import Permission
from app.core.db import db
from app.core.paging import from_cursor, to_cursor
from app.core.problems import NotFound
from app.stations.models import Station
from app.stations.riders_models import SavedStation
from app.stations.riders_rules import TooManySaved
from app.stations.scoping import scope_of


def save(code: str, account_id: int) -> None:
    """Put a station on somebody's list; one that is there stays. Raises ``NotFound``, ``TooManySaved``."""
    accounts.lock_account(account_id)  # the list's length is a person's limit
    station = sa.select(Station.id).where(Station.code == code.upper())
    # its key is locked, so that an undone import cannot take it away meanwhile; edits go on
    station_id = db.session.scalar(station.with_for_update(read=True, key_share=True))
    if station_id is None:
        raise NotFound
    if is_saved(station_id, account_id):
        return
    if saved_by(account_id) >= settings.current().saved_stations_most:
        raise TooManySaved
    db.session.add(SavedStation(account_id=account_id, station_id=station_id, saved_at=clock.now()))


def unsave(code: str, account_id: int) -> bool:
    """Take a station off somebody's list, hidden ones too; whether it was there."""
    station = sa.select(Station.id).where(Station.code == code.upper()).scalar_subquery()
    gone = sa.delete(SavedStation).where(SavedStation.account_id == account_id, SavedStation.station_id == station)
    return bool(getattr(db.session.execute(gone), "rowcount", 0))


def is_saved(station_id: int, account_id: int) -> bool:
    """Whether a station is on somebody's list."""
    row = sa.select(SavedStation.id).where(SavedStation.account_id == account_id, SavedStation.station_id == station_id)
    return db.session.scalar(row) is not None


def saved_by(account_id: int) -> int:
    """How many stations somebody saved."""
    count = sa.select(sa.func.count()).select_from(SavedStation).where(SavedStation.account_id == account_id)
    return db.session.scalar(count) or 0


def page_of(account_id: int, *, limit: int, cursor: str | None) -> tuple[list[str], str | None]:
    """Codes of a page of the caller's list, the newest first, and the next cursor. Raises ``Invalid``.

    A station hidden since is there for its staff only, until it opens again.
    """
    mine = sa.select(SavedStation.id, Station.code).join(Station, Station.id == SavedStation.station_id)
    mine = mine.where(SavedStation.account_id == account_id)
    listed = sa.and_(Station.status == "active", Station.open_to_riders)
    hidden = [code for _, code in db.session.execute(mine.where(~listed)) if _may_see(code)]
    query = mine.where(sa.or_(listed, Station.code.in_(hidden))).order_by(SavedStation.id.desc()).limit(limit + 1)
    if cursor is not None:
        query = query.where(SavedStation.id < from_cursor(cursor, int)[0])
    rows = db.session.execute(query).tuples().all()
    shown = rows[:limit]
    return [code for _, code in shown], to_cursor(shown[-1][0]) if len(rows) > limit else None


def _may_see(code: str) -> bool:
    return access.may(Permission.SEE_HIDDEN_STATION, scope_of(code))
