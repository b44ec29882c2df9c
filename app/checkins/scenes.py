"""What a scene stands for. Evidence is signed, pointers are looked up; both answer kind, code and name, nothing else.

A code that is forged, ended or of something hidden is simply not there: none of these is told from the others.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from app.checkins import codes, crockford
from app.checkins.keys import masters
from app.checkins.models import PresencePoint, SceneToken
from app.checkins.points import COMMUNITY, STATION
from app.communities import service as communities
from app.core import access, clock, events
from app.core.db import db
from app.core.problems import NotFound
from app.stations import service as stations


@dataclass(frozen=True)
class Meant:
    """What a code stands for, as everybody may see it."""

    kind: str
    code: str
    name: str


target_asked = events.signal("scene-target-asked")
"""``kind``, ``code``: answered with a ``Meant`` by whoever owns such targets (shifts, invitations), else nobody."""


def meant_by(scene: str) -> Meant:
    """What a printed scene stands for, to this request's caller. Raises ``NotFound``."""
    found = _signed(scene) or _looked_up(scene)
    meant = _target(*found) if found else None
    if meant is None:
        raise NotFound
    return meant


def token_of(kind: str, code: str) -> str:
    """The living token that points to a target, made if there is none. Two at once make one (unique index)."""
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    living = sa.select(SceneToken.token).where(*_living(kind, code))
    while (token := db.session.scalar(living)) is None:
        row = {"token": crockford.new_token(secrets.randbelow), "kind": kind, "target": code, "made_at": clock.now()}
        db.session.execute(dialect.insert(SceneToken).values(**row).on_conflict_do_nothing())
    return token


def revoke_tokens(kind: str, code: str) -> None:
    """Let no token point to a target any more."""
    db.session.execute(sa.update(SceneToken).where(*_living(kind, code)).values(revoked_at=clock.now()))


def _living(kind: str, code: str) -> tuple[sa.ColumnElement[bool], ...]:
    return SceneToken.kind == kind, SceneToken.target == code, SceneToken.revoked_at.is_(None)


def _signed(scene: str) -> tuple[str, str] | None:
    code = codes.read(scene)
    if code is None or code.letter != "P":
        return None
    point = db.session.scalars(sa.select(PresencePoint).where(PresencePoint.no == code.number)).one_or_none()
    if point is None or codes.why_not_printed(code, masters(), point.key_version) is not None:
        return None
    return point.kind, point.target


def _looked_up(scene: str) -> tuple[str, str] | None:
    if not crockford.is_token(scene):
        return None
    query = sa.select(SceneToken.kind, SceneToken.target).where(SceneToken.token == scene)
    row = db.session.execute(query.where(SceneToken.revoked_at.is_(None))).one_or_none()
    return (row.kind, row.target) if row else None


def _target(kind: str, code: str) -> Meant | None:
    if kind == COMMUNITY:
        area = communities.find_community(code)
        return Meant(COMMUNITY, area.code, area.short_name) if area else None
    if kind != STATION:
        return next(iter(events.ask(target_asked, kind=kind, code=code)), None)
    place, scope = stations.place_of(code), stations.scope_of(code)
    if place is None or scope is None or not access.may_know_of(scope):
        return None
    return Meant(STATION, place.code, place.name)
