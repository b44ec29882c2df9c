"""Votes for a station that is missing: counted by cell and month. Who voted and where they stood is not kept."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from app.core import access, clock, geo, limits, sealing, settings
from app.core.db import db
from app.core.problems import PointOutside
from app.stations import riders_rules as rules
from app.stations.riders_models import MissingStationVote


def cell_at(lat: float, lng: float, crs: str) -> str:
    """The cell of a position. Raises ``PointOutside``."""
    if crs == "gcj02":
        lat, lng = geo.to_wgs84(lat, lng)
    if not geo.in_box(lat, lng, settings.current().box):
        raise PointOutside
    return rules.cell_of(lat, lng)


def count_caller() -> None:
    """Hold this request's caller to so many votes a day. Raises ``TooManyRequests``.

    What counts them is a keyed hash of account or network, another one each day: it stands beside no cell, and without
    the secret nobody finds out whose it is.
    """
    who = access.caller()
    whose = f"account {who.account_id}" if who else f"address {limits.address_prefix()}"
    key = sealing.keyed_hash("missing-station-votes", f"{clock.today()} {whose}")
    limits.spend(settings.current().votes_per_caller, f"votes:{key}")


def vote(cell: str) -> None:
    """Count one vote."""
    dialect: Any = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    row = {"cell": cell, "month": rules.month_of(clock.today()), "votes": 1}
    statement = dialect.insert(MissingStationVote).values(**row)
    more = {"votes": MissingStationVote.votes + 1}
    db.session.execute(statement.on_conflict_do_update(index_elements=["cell", "month"], set_=more))
