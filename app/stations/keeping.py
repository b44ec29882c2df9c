"""What a station's keepers say: a thing's state, 今天照常, and how riders' reports turn out.

Each call locks the station first; the last word wins and history keeps every one. ``version`` counts these edits.
Lock order: account, station, the counter of changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.accounts import service as accounts
from app.core import access, audit, clock, events
from app.core.access import Permission, Scope
from app.core.db import db
from app.core.problems import NotFound
from app.stations import amenities, edits, reporting
from app.stations import keeping_rules as rules
from app.stations.amenities import Actor, Word
from app.stations.changes import mark_changed
from app.stations.models import Station, StationAmenity, StationHistory
from app.stations.scoping import scope_of
from app.stations.vocabulary import AMENITIES, AMENITY_STATUSES

SWEPT_AT_ONCE = 200
TOLD, VERIFIED = "told", "last_verified_at"  # fields of history

eta_passed = events.signal("station-eta-passed")  # code, amenity, eta: the manager is to be reminded


def scope_seen(code: str) -> Scope:
    """Where a station stands, for a caller who may know of it; hidden ones are ``NotFound``. Outside transactions."""
    scope = scope_of(code)
    if scope is None or not (scope.visible or access.may(Permission.SEE_HIDDEN_STATION, scope)):
        raise NotFound
    return scope


def keeper_at(permission: Permission, scope: Scope) -> Actor:
    """The caller as the one who does what ``permission`` allows at a station. Outside transactions."""
    who = access.somebody()
    return Actor(accounts.acting_role(permission, scope), "manager", who.person_ref, who.account_id)


def set_amenity(
    code: str, amenity: str, word: Word, actor: Actor, *, sent_version: int | None = None, taking_back: bool = False
) -> None:
    """Say how a thing is; that answers riders' open reports of it too.

    ``taking_back``: the word before one's own newest is said again, so what that answered waits again.

    Raises ``NotFound`` for no such station or amenity, ``StaleVersion``, ``Invalid`` for an impossible ``eta``.
    """
    if amenity not in AMENITIES:
        raise NotFound
    station = edits.start(code, actor, sent_version)
    rules.check_eta(word.status, word.eta, clock.now())
    answered = _own_newest(station, amenity, actor) if taking_back else None
    changes = _say(station, {amenity: word}, actor)
    if answered is not None:
        reporting.reopen(station, amenity, answered)
    edits.finish(station, "station.amenity_set", changes, actor)


def confirm_daily(code: str, words: Mapping[str, Word], actor: Actor, *, sent_version: int | None = None) -> None:
    """今天照常: the things in ``words`` change, all else is confirmed as it stands.

    Raises ``NotFound``, ``StaleVersion``, ``Invalid`` for an impossible ``eta``.
    """
    station = edits.start(code, actor, sent_version)
    now = clock.now()
    for place, word in enumerate(words.values()):
        rules.check_eta(word.status, word.eta, now, field=f"amenities.{place}.eta")
    changes = _say(station, words, actor)
    verified, told = as_verified(station), as_told(station)
    station.last_verified_at = now
    changes[VERIFIED] = [verified, as_verified(station)]
    amenities.note(station, VERIFIED, verified, as_verified(station), actor)
    edits.finish(station, "station.confirmed", changes, actor)
    amenities.note(station, TOLD, told, as_told(station), actor)  # for whoever takes it back


def as_told(station: Station) -> dict[str, Any] | None:
    """The newest word about a station as history keeps it, None when there was none."""
    return {"at": clock.rfc3339(station.told_at), "by": station.told_by} if station.told_at else None


def as_verified(station: Station) -> str | None:
    """When a station was last confirmed, as history keeps it."""
    return clock.rfc3339(station.last_verified_at) if station.last_verified_at else None


def settle_reports(code: str, amenity: str, word: Word, actor: Actor, *, sent_version: int | None = None) -> None:
    """Answer all open reports of a thing at once with how it is. Those of 到了没开 leave the hours as they are.

    Raises ``NotFound``, ``StaleVersion``, ``Invalid`` for a state that this cannot have or an impossible ``eta``.
    """
    station = edits.start(code, actor, sent_version)
    rules.check_settlement(amenity, word.status, AMENITY_STATUSES)
    rules.check_eta(word.status, word.eta, clock.now())
    if amenity == rules.OPENING:
        settled = reporting.settle(station, amenity)
        answered = {"reports.opening": [settled, word.status]}
        audit.record("station.reports_settled", f"station:{station.code}", answered, role=actor.role)
        return
    changes = _say(station, {amenity: word}, actor)
    edits.finish(station, "station.reports_settled", changes, actor)


def pass_etas() -> int:
    """A sweep: a repair that was expected by now and not told of makes a thing ``unknown``. Returns how many.

    The clock's doing: neither ``version`` nor ``told`` moves.
    """
    now = clock.now()
    due = sa.select(StationAmenity.station_id).where(amenities.past_eta(now)).distinct().limit(SWEPT_AT_ONCE)
    query = sa.select(Station).where(Station.id.in_(due)).order_by(Station.id)
    query = query.with_for_update(key_share=True, skip_locked=True)  # one being edited has its turn the next time
    stations = {one.id: one for one in db.session.scalars(query.execution_options(populate_existing=True))}
    passed = amenities.due_for_repair(stations.values(), now)
    for thing in passed:
        _pass(stations[thing.station_id], thing)
    if passed:
        mark_changed(*(stations[one] for one in sorted({thing.station_id for thing in passed})))
    return len(passed)


def _pass(station: Station, thing: StationAmenity) -> None:
    eta: datetime | None = thing.eta
    word = Word("unknown", thing.note)
    amenities.change(station, thing.amenity, word, Actor("system", thing.source), since=eta)
    events.tell(eta_passed, code=station.code, amenity=thing.amenity, eta=eta)


def _own_newest(station: Station, amenity: str, actor: Actor) -> datetime | None:
    """When the newest word on a thing was said, if it is the actor's own of the last ten minutes."""
    query = sa.select(StationHistory).where(StationHistory.station_id == station.id)
    query = query.where(StationHistory.field == f"amenities.{amenity}").order_by(StationHistory.id.desc()).limit(1)
    line = db.session.scalars(query).one_or_none()
    own = line is not None and line.person_ref is not None and line.person_ref == actor.person_ref
    return line.at if line is not None and own and line.at >= clock.now() - rules.TAKEN_BACK_WITHIN else None


def _say(station: Station, words: Mapping[str, Word], actor: Actor) -> dict[str, Any]:
    """Change things by a keeper's word; returns ``{field: [before, after]}``."""
    changes: dict[str, Any] = {}
    for amenity, word in sorted(words.items()):
        changes[f"amenities.{amenity}"] = amenities.change(station, amenity, word, actor)
        reporting.settle(station, amenity)
    return changes
