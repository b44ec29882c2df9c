"""Telling those who saved a station of an exception's alert, once, and of nothing else.

A storm may concern thousands: the keeper's transaction only leaves the alert (``StationAlert``), and the worker writes
the notices, some at a time, in the order of accounts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from app.core import clock
from app.core.db import db, transaction
from app.notices import service as notices
from app.stations import riders_rules as rules
from app.stations.models import ScheduleException, Station
from app.stations.riders_models import SavedStation, StationAlert
from app.wechat.fitting import time_text

TOLD_AT_ONCE = 100  # about a tenth of a second, in which SQLite keeps other writers waiting


def take_alert(*, code: str, on: date, alert: str) -> None:
    """Leave an exception's alert for the worker, in the transaction of the exception."""
    query = sa.select(Station.id, ScheduleException.kind)
    query = query.join(ScheduleException, ScheduleException.station_id == Station.id)
    station_id, kind = db.session.execute(query.where(Station.code == code, ScheduleException.on == on)).one()
    urgent = rules.wakes(kind, on, clock.today())
    db.session.add(StationAlert(station_id=station_id, on=on, alert=alert, urgent=urgent, told_to=0))


def tell_next() -> int:
    """An errand: tell the next savers of the oldest alert that no other worker has. 0 when there is none."""
    with transaction():
        query = sa.select(StationAlert).order_by(StationAlert.id).limit(1).with_for_update(skip_locked=True)
        alert = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
        return 0 if alert is None else 1 + _tell_some(alert)


def _tell_some(alert: StationAlert) -> int:
    """Returns how many were told; whoever was told before counts for nothing."""
    found = _still_true(alert)
    if found is None:
        db.session.delete(alert)
        return 0
    savers = _next_savers(alert)
    told = sum(_tell(account_id, alert, *found) for account_id in savers)
    if len(savers) < TOLD_AT_ONCE:
        db.session.delete(alert)
    else:
        alert.told_to = savers[-1]
    return told


def _still_true(alert: StationAlert) -> tuple[Station, Sequence[Sequence[int]]] | None:
    """The station and the exception's intervals; None when riders cannot use the words any more."""
    query = sa.select(Station, ScheduleException.intervals)
    query = query.join(ScheduleException, ScheduleException.station_id == Station.id)
    here = (Station.id == alert.station_id, Station.status == "active", Station.open_to_riders)
    same = (ScheduleException.on == alert.on, ScheduleException.alert == alert.alert)
    row = db.session.execute(query.where(*here, *same)).one_or_none()
    return None if row is None or alert.on < clock.today() else (row[0], row[1])


def _next_savers(alert: StationAlert) -> list[int]:
    query = sa.select(SavedStation.account_id).order_by(SavedStation.account_id).limit(TOLD_AT_ONCE)
    query = query.where(SavedStation.station_id == alert.station_id, SavedStation.account_id > alert.told_to)
    return list(db.session.scalars(query))


def _tell(account_id: int, alert: StationAlert, station: Station, intervals: Sequence[Sequence[int]]) -> bool:
    day = f"{alert.on.month}月{alert.on.day}日"
    words = notices.words("station-exception", station=station.name, day=day, alert=alert.alert)
    same_words = hashlib.sha256(alert.alert.encode()).hexdigest()[:16]
    return notices.notify(
        account_id,
        notices.Topic.STATION,
        title=words.title,
        body=words.body,
        dedupe_key=f"station-exception:{station.code}:{alert.on}:{same_words}",
        link=f"pages/station/station?code={station.code}",
        template="station_alert",
        values={
            "station": station.name,
            "change": alert.alert,
            "time": time_text(_begins(alert.on, intervals)),
            "note": f"{day}安排有变",
        },
        urgent=alert.urgent,
    )


def _begins(on: date, intervals: Sequence[Sequence[int]]) -> datetime:
    """When the day differs: when the place opens, else from midnight."""
    midnight = datetime.combine(on, time(), clock.SHANGHAI)
    return midnight + timedelta(minutes=intervals[0][0] if intervals else 0)
