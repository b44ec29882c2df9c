"""Words for the tests of what riders say and keep."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.accounts.models import Account
from app.core import clock
from app.core.db import db, transaction
from app.notices.models import Notice
from app.stations import saving
from app.stations.riders_models import SavedStation

SAVED, VOTES = "/api/v1/me/saved-stations", "/api/v1/missing-station-votes"
CROWDING = "/api/v1/stations/YQ0001/crowding"
Headers = dict[str, str]


class WholeClock:
    """Instants and epoch seconds of one clock that stands still until it is moved, in every thread."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now: datetime = clock.now().replace(microsecond=0)
        monkeypatch.setattr(clock, "now", lambda: self.now)
        monkeypatch.setattr(clock, "epoch", self.epoch)

    def epoch(self) -> float:
        return self.now.timestamp()

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


def codes_saved(client: FlaskClient, headers: Headers, query: str = "") -> list[str]:
    """The codes of somebody's list as they see it."""
    answer = client.get(SAVED + query, headers=headers)
    assert answer.status_code == 200, answer.json
    return [card["code"] for card in answer.json["items"]]


def card_in_list(client: FlaskClient, code: str) -> dict[str, Any]:
    """The card of a station as guests find it."""
    items = client.get("/api/v1/stations?limit=100").json["items"]
    return next(card for card in items if card["code"] == code)


def saver(code: str) -> int:
    """A new account that saved this station; its id."""
    with transaction() as session:
        one = Account(display_name="小哥·A1B2", avatar_url="/static/avatars/1.svg", created_at=clock.now())
        session.add(one)
        session.flush()
        saving.save(code, one.id)
        return one.id


def saved_rows() -> list[tuple[int, int]]:
    """Account and station of all saved rows."""
    db.session.rollback()
    query = sa.select(SavedStation.account_id, SavedStation.station_id).order_by(SavedStation.id)
    return list(db.session.execute(query).tuples())


def notices_of(account_id: int) -> list[Notice]:
    """What somebody was told, the oldest first."""
    db.session.rollback()
    return list(db.session.scalars(sa.select(Notice).where(Notice.account_id == account_id).order_by(Notice.id)))
