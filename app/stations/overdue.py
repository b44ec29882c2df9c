"""What the clock makes due with a station's managers: facts nobody checked for 90 days, a closure nobody ended.

Each station, and each closure, is asked about once: the row remembers it, so that a sweep has little to read.
"""

from __future__ import annotations

import sqlalchemy as sa

from app.core import clock
from app.core.db import db
from app.notices import service as notices
from app.stations.keeping_rules import OUT_OF_USE_AFTER
from app.stations.models import Station, TemporaryClosure
from app.stations.reminding import tell_managers
from app.stations.riders_rules import STALE

ASKED_AT_ONCE = 200


def ask_for_checks() -> int:
    """A sweep: ask whose facts became old since they were last checked. Returns how many stations."""
    now, checked = clock.now(), sa.func.coalesce(Station.last_verified_at, Station.told_at)
    unasked = sa.or_(Station.stale_asked_at.is_(None), Station.stale_asked_at < checked)
    query = sa.select(Station).where(Station.status == "active", checked < now - STALE, unasked)
    query = query.order_by(Station.id).limit(ASKED_AT_ONCE).with_for_update(key_share=True, skip_locked=True)
    stations = list(db.session.scalars(query.execution_options(populate_existing=True)))
    for station in stations:
        station.stale_asked_at = now
        words = notices.words("facts-old", station=station.name)
        last = station.last_verified_at or station.told_at or now
        key = f"facts-old:{station.code}:{int(last.timestamp())}"
        note = "点开核对一下"
        tell_managers(station.code, station.name, words, key, change="90天没有核对了", at=now, note=note)
    return len(stations)


def ask_about_closures() -> int:
    """A sweep: ask whether a place is still in use that was closed without end 7 days ago. Returns how many."""
    now, closure = clock.now(), TemporaryClosure
    long = (closure.ends_at.is_(None), closure.starts_at < now - OUT_OF_USE_AFTER, closure.asked_at.is_(None))
    query = sa.select(closure, Station.code, Station.name).join(Station, Station.id == closure.station_id)
    query = query.where(*long, Station.status == "active").order_by(closure.id).limit(ASKED_AT_ONCE)
    query = query.with_for_update(of=closure, skip_locked=True).execution_options(populate_existing=True)
    rows = db.session.execute(query).tuples().all()
    for row, code, name in rows:
        row.asked_at = now
        words = notices.words("closure-long", station=name)
        key = f"closure-long:{row.id}"
        tell_managers(code, name, words, key, change="关闭已超过7天", at=row.starts_at, note="点开结束或说明")
    return len(rows)
