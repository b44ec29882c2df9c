"""Doubts about a check-in at a shift: many people on one device, two places too fast after another, many pairs a day.

Of a device only hashes under a key of the day are kept, for 24 hours, and never in check-ins (RELIABILITY 8.5).
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from app.checkins import evidence_rules as rules
from app.checkins import standing
from app.checkins.evidence_models import Checkin, DeviceDay
from app.core import clock, sealing
from app.core.db import db


def about(row: Checkin, account_id: int, pair_no: int, device: str | None) -> list[str]:
    """The reasons why staff should look at a new check-in, the most telling first; none is good."""
    found = []
    if device is not None and _users_of(device, account_id) > rules.MOST_ON_A_DEVICE:
        found.append("shared-device")
    here = standing.stop_of(row)
    if here is not None and rules.is_too_fast(here, standing.stops_near(account_id, row)):
        found.append("too-fast")
    if pair_no > rules.MOST_PAIRS:
        found.append("many-pairs")
    return found


def _users_of(device: str, account_id: int) -> int:
    """How many people used a device today, this one included."""
    day = clock.today().isoformat()
    device_hash = sealing.keyed_hash(f"device-day:{day}", device)
    user_hash = sealing.keyed_hash(f"device-user:{day}", f"{device}:{account_id}")
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    row = {"device_hash": device_hash, "user_hash": user_hash, "seen_at": clock.now()}
    db.session.execute(dialect.insert(DeviceDay).values(**row).on_conflict_do_nothing())
    query = sa.select(sa.func.count()).select_from(DeviceDay).where(DeviceDay.device_hash == device_hash)
    return db.session.scalars(query).one()
