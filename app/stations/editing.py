"""A station's facts: made by whoever may import stations of the area, edited whole by its keepers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace

import sqlalchemy as sa

from app.accounts import service as accounts
from app.areas import service as areas
from app.core import audit, clock, events
from app.core.access import Scope
from app.core.db import db
from app.core.problems import Invalid, NotAllowed
from app.stations import amenities, closures, edits
from app.stations import editing_rules as rules
from app.stations.amenities import Actor
from app.stations.changes import mark_changed
from app.stations.editing_rules import Facts
from app.stations.importing import LEVELS, CodeTaken
from app.stations.models import Station
from app.stations.sheet_changes import spell_name

# code, moved_m (whole metres), area_code: whoever planned something there is to be told
station_moved = events.signal("station-moved")


def scope_of_area(area_code: str) -> Scope:
    """Where a new station of this township or community would stand. Raises ``Invalid``."""
    return Scope(area_path=_area(area_code).path)


def create_station(code: str, facts: Facts, actor: Actor) -> None:
    """Make a station, without hours or amenities yet. Raises ``CodeTaken``, ``StatusNotReachable``, ``Invalid``."""
    if actor.account_id is not None:
        accounts.lock_account(actor.account_id)  # first, as in every keeper's write
    rules.check_status(None, facts.status)
    if db.session.scalar(sa.select(Station.id).where(Station.code == code)) is not None:
        raise CodeTaken(f"编号 {code} 已经有站点在用")
    told = asdict(_settled(facts))
    station = Station(code=code, **told)
    spell_name(station)
    db.session.add(station)
    db.session.flush()  # its id is what the history refers to
    amenities.note(station, "station", None, told, actor)
    amenities.tell(station, "manager")
    audit.record("station.created", f"station:{code}", {"station": [None, told]}, role=actor.role)
    mark_changed(station)
    db.session.flush()  # the answer reads it back


def edit_station(
    code: str, facts: Facts, actor: Actor, allowed: Callable[[Scope], bool], *, sent_version: int
) -> list[dict[str, str]]:
    """Write all facts anew; what is as it was stays, and nothing at all is written when everything is.

    ``allowed``: whether the caller may edit a station at a scope. Returns the warnings, ``{slug, title}`` each. Raises
    ``NotFound``, ``StaleVersion``, ``StatusNotReachable``, ``Invalid``, ``NotAllowed`` for an area beyond their scope.
    """
    station = edits.start(code, actor, sent_version)
    rules.check_status(station.status, facts.status)
    old = (station.lat_wgs84, station.lng_wgs84)
    told = _settled(_standing_still(station, facts))
    _check_scope(station, told, allowed)
    changes = {
        name: [getattr(station, name), value] for name, value in asdict(told).items() if getattr(station, name) != value
    }
    if not changes:
        return []
    _write(station, changes, actor)
    _tell(station, changes, old)
    return rules.warnings_of(old, (told.lat_wgs84, told.lng_wgs84))


def _settled(facts: Facts) -> Facts:
    """The facts with their area and operator as they are known today. Raises ``Invalid`` for none such."""
    area = _area(facts.area_code)
    if facts.operator_id is None:
        return replace(facts, area_code=area.code)
    operator = areas.find_organization(facts.operator_id)
    if operator is None:
        raise _invalid("operator_id", "没有这个单位")
    return replace(facts, area_code=area.code, operator_id=operator.id)


def _area(code: str) -> areas.AreaFacts:
    area = areas.find_area(code)
    if area is None:
        raise _invalid("area_code", "没有这个区划代码")
    if area.level not in LEVELS:
        raise _invalid("area_code", f"{area.name}不是乡镇街道，也不是社区或村")
    return area


def _standing_still(station: Station, facts: Facts) -> Facts:
    """The facts with the pin as it is kept, unless it was moved: answers had rounded it."""
    old = (station.lat_wgs84, station.lng_wgs84)
    if not rules.unmoved(old, (facts.lat_wgs84, facts.lng_wgs84)):
        return facts
    return replace(facts, lat_wgs84=old[0], lng_wgs84=old[1], source_crs=station.source_crs)


def _check_scope(station: Station, told: Facts, allowed: Callable[[Scope], bool]) -> None:
    """Whoever moves a station into another area, or hands it to another operator, must be its keeper there, too."""
    if (station.area_code, station.operator_id) == (told.area_code, told.operator_id):
        return
    there = Scope(_area(told.area_code).path, told.operator_id, station_code=station.code)
    if not allowed(there):
        raise NotAllowed("新的区划不在你的管理范围", errors=[{"field": "area_code", "message": "不在你的管理范围"}])


def _write(station: Station, changes: edits.Changes, actor: Actor) -> None:
    for name, (_, after) in changes.items():
        setattr(station, name, after)
    if "name" in changes:
        spell_name(station)
    edits.note_all(station, changes, actor)
    news = not rules.NEWS.isdisjoint(changes)
    edits.finish(station, "station.edited", changes, actor, news=news, moved="area_code" in changes)


def _tell(station: Station, changes: edits.Changes, old: rules.Point) -> None:
    """Let the floors above know that a station closes for good, or has moved."""
    if changes.get("status", [None])[0] == "active":
        closures.tell_closed(station, clock.now(), None)
    if not rules.PLACE.isdisjoint(changes):
        moved_m = rules.moved_m(old, (station.lat_wgs84, station.lng_wgs84))
        events.tell(station_moved, code=station.code, moved_m=moved_m, area_code=station.area_code)


def _invalid(field: str, message: str) -> Invalid:
    return Invalid(errors=[{"field": field, "message": message}])
