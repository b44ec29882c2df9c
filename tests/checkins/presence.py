"""Words for the tests of check-ins: a shift that a fake volunteering owns, codes as screens and posters show them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask

from app.accounts import identities
from app.accounts.service import Person
from app.checkins import codes, service
from app.checkins.evidence_models import Checkin
from app.checkins.facts import Staff
from app.checkins.keys import masters
from app.checkins.models import PresencePoint
from app.checkins.scanning import Scan, check_in
from app.checkins.settling import Position, answer_position
from app.core import clock, geo
from app.core.access import Scope
from app.core.db import db, transaction
from tests.support.people import openid_of

SHIFT = "900001"
PLACE = (44.9046, 82.0719)  # WGS-84, of the stations made here and of the shift
COUNTER = itertools.count(1)
LEADER_SCOPE = Scope(area_path="/652700/652701/652701001/", team_id=7, visible=False)
LEADER = Staff(999_999, "f" * 32, "team_leader")


def person(user: str) -> Person:
    """The account of a fake user, made if new."""
    with transaction():
        account, _ = identities.find_or_make(openid_of(user), age_ok=True)
        return Person(account.id, account.person_ref)


def shift_point(
    shift: str = SHIFT,
    place: tuple[float | None, float | None] = PLACE,
    *,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    needs_position: bool = False,
) -> int:
    """A shift's point, as its owner makes it; returns its number."""
    with transaction():
        return service.make_point("shift", shift, "南城送水", *place, 150, opens_at, closes_at, needs_position)


def station_point(code: str = "YQ0001") -> int:
    with transaction():
        service.open_station(code)
    number = service.point_no_of("station", code)
    assert number is not None
    return number


def community_point(code: str = "652701001001") -> int:
    with transaction():
        return service.write_point(service.Target("community", code, "光明社区", None, None, 150)).no


def expect(
    who: Person,
    point_no: int,
    *,
    station: str | None = None,
    starts_in: timedelta = timedelta(0),
    hours: float = 2,
) -> None:
    """Somebody signed up for a shift that starts in so long and lasts so many hours."""
    starts_at = clock.now() + starts_in
    with transaction():
        service.expect(who.account_id, point_no, station, starts_at, starts_at + timedelta(hours=hours))


def printed(point_no: int) -> str:
    return codes.printed(masters()[0], point_no, version_of(point_no))


def rotating(point_no: int, at: datetime | None = None) -> str:
    """The code a screen shows at an instant, by default now."""
    slot = codes.slot_at((at or clock.now()).timestamp())
    return codes.on_screen(masters()[0], point_no, version_of(point_no), slot)


def of_member(who: Person, at: datetime | None = None) -> str:
    return codes.of_member(masters()[0], who.account_id, codes.slot_at((at or clock.now()).timestamp()))


def version_of(point_no: int) -> int:
    return db.session.scalars(sa.select(PresencePoint.key_version).where(PresencePoint.no == point_no)).one()


def new_nonce() -> str:
    return f"nonce-{next(COUNTER):06d}"


def scan(who: Person, code: str, nonce: str | None = None, **more: Any) -> Checkin:
    """A scan through the service, committed; the check-in it is answered with."""
    with transaction():
        return check_in(Scan(who, code, nonce or new_nonce(), **more))


def stand(who: Person, row: Checkin, metres: float = 0, accuracy_m: float = 20, source: str = "precise") -> Checkin:
    """Answer with a position so many metres north of the place."""
    lat = PLACE[0] + metres / (geo.EARTH_RADIUS_M * 3.141592653589793 / 180)
    with transaction():
        return answer_position(who, row.id, Position(lat, PLACE[1], accuracy_m, source), None)


def came_to(row: Checkin) -> tuple[str, str | None, int]:
    return row.state, row.reason, row.level


def kept() -> list[Checkin]:
    query = sa.select(Checkin).order_by(Checkin.id).execution_options(populate_existing=True)
    return list(db.session.scalars(query))


def pairs() -> list[tuple[str, int]]:
    """Direction and pair of what stands, in order of time."""
    rows = sorted((row for row in kept() if row.state != "rejected"), key=lambda row: row.occurred_at)
    return [(row.direction, row.pair_no) for row in rows]


@contextmanager
def hearing(app: Flask) -> Iterator[list[tuple[str, Any]]]:
    """What the floors above would hear: ("counted" | "withdrawn", facts)."""
    heard: list[tuple[str, Any]] = []

    def counted(_: Flask, checkin: Any) -> None:
        heard.append(("counted", checkin))

    def withdrawn(_: Flask, checkin: Any) -> None:
        heard.append(("withdrawn", checkin))

    with (
        service.checkin_counted.connected_to(counted, sender=app),
        service.checkin_withdrawn.connected_to(withdrawn, sender=app),
    ):
        yield heard


@contextmanager
def owning_shifts(app: Flask) -> Iterator[None]:
    """A fake volunteering that says where the shift stands."""

    def answer(_: Flask, kind: str, codes: list[str]) -> dict[str, Scope]:
        return {code: LEADER_SCOPE for code in codes if (kind, code) == ("shift", SHIFT)}

    with service.standings_asked.connected_to(answer, sender=app):
        yield
