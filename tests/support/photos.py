"""Photos that hang at a station already, in whichever state a test needs."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from app.accounts import identities
from app.core import clock, pictures
from app.core.db import db, transaction
from app.stations.models import Station
from app.stations.photo_models import StationPhoto
from tests.support.people import openid_of
from tests.support.uploads import picture


class Hung(NamedTuple):
    id: int
    picture_id: str


def hang(code: str, state: str = "shown", *, by: str = "photographer", size: tuple[int, int] = (32, 24)) -> Hung:
    """A photo by a fake user, committed; each ``size`` is another picture. Needs an application context."""
    with transaction() as session:
        account, _ = identities.find_or_make(openid_of(by), age_ok=None)
        station_id = db.session.scalars(sa.select(Station.id).where(Station.code == code)).one()
        picture_id = pictures.store(pictures.clean(picture(size=size)))
        photo = StationPhoto(station_id=station_id, account_id=account.id, picture_id=picture_id, content=picture_id)
        photo.state, photo.created_at = state, clock.now()
        session.add(photo)
        session.flush()
        return Hung(photo.id, picture_id)
