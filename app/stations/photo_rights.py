"""What becomes of photos with time and with their authors: a year, a copy, erasure. Source: PRODUCT 6."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.accounts.service import Person
from app.core import clock, pictures
from app.core.db import db
from app.stations import photo_rules as rules
from app.stations.models import Station
from app.stations.photo_models import StationPhoto

SWEPT_AT_ONCE = 200


def forget_old() -> int:
    """A sweep: a photo is kept for a year. Returns how many went."""
    old = sa.select(StationPhoto.id).where(StationPhoto.created_at < clock.now() - rules.KEPT).limit(SWEPT_AT_ONCE)
    return _delete(StationPhoto.id.in_(old))


def erase(person: Person) -> None:
    """Delete all photos by a person, shown ones too."""
    erase_of(person.account_id)


def erase_of(account_id: int) -> None:
    """As ``erase``."""
    _delete(StationPhoto.account_id == account_id)


def count(person: Person) -> int:
    """How many photos by a person are held."""
    mine = sa.select(sa.func.count()).select_from(StationPhoto).where(StationPhoto.account_id == person.account_id)
    return db.session.scalar(mine) or 0


def export(person: Person) -> list[dict[str, Any]]:
    """All photos by a person; each with an address that lasts for an hour."""
    query = sa.select(StationPhoto, Station.code).join(Station, Station.id == StationPhoto.station_id)
    query = query.where(StationPhoto.account_id == person.account_id).order_by(StationPhoto.id)
    return [
        {
            "at": clock.rfc3339(photo.created_at),
            "station": code,
            "state": rules.told(photo.state),
            "picture": pictures.signed_url(photo.picture_id) if photo.picture_id else None,
        }
        for photo, code in db.session.execute(query)
    ]


def _delete(which: sa.ColumnElement[bool]) -> int:
    """Delete photos, and with the last of each picture its bytes. Returns how many photos."""
    gone = sa.delete(StationPhoto).where(which).returning(StationPhoto.picture_id)
    held = list(db.session.scalars(gone))
    pictures.release(held)
    return len(held)
