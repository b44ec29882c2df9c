"""Words for the tests of work: one thing of each kind that waits, here and elsewhere, and what somebody is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient

from app.core import clock
from app.core.db import db, transaction
from app.hours import objecting
from app.stations.models import AmenityReport, Station
from app.volunteering import attendance_points
from app.volunteering.models import Shift
from tests.checkins.presence import person, rotating, scan
from tests.hours import hours_words
from tests.support.people import Headers, grant, sign_in
from tests.support.places import make_station
from tests.volunteering.day_builders import point
from tests.volunteering.signup_builders import make_shift

TOWN, ELSEWHERE = "652701001", "652722100"
COUNTS = ("shifts", "hours_pending", "checkins_pending", "stations_stale", "reports_open", "objections_open")


def shift_at(hour: float = 2, *, area_code: str = TOWN, **more: Any) -> int:
    """A published shift that starts so many hours from now, with its point."""
    facts: dict[str, Any] = {"starts_at": clock.now() + timedelta(hours=hour), "area_code": area_code} | more
    number = make_shift(5, **facts)
    if facts.get("status") != "draft":
        with transaction():
            attendance_points.point_of(number)
    return number


def let_scan(user: str, shift: int) -> None:
    """Somebody who is not on the roster scans a shift's screen: their check-in waits."""
    row = scan(person(user), rotating(point(shift)))
    assert row.state == "pending"


def report(code: str, amenity: str = "hot_water") -> None:
    """A report by nobody any more."""
    with transaction() as session:
        station_id = session.query(Station.id).filter_by(code=code).scalar()
        facts = {"amenity": amenity, "status": "broken", "note": "", "occurred_at": clock.now()}
        session.add(AmenityReport(station_id=station_id, received_at=clock.now(), **facts))


def object_to(user: str, area: str) -> None:
    """Somebody objects to hours that an office of the area confirmed."""
    chain = hours_words.proposed(user, area_code=area, day=18)
    hours_words.confirm(chain, by=hours_words.desk(path="/"))
    ref = hours_words.row_of(chain).person_ref
    with transaction():
        objecting.object_to(chain, "少算了", ref)


def old_station(code: str, **more: Any) -> None:
    """A station that nobody has checked for 91 days."""
    make_station(code, told_at=clock.now() - timedelta(days=91), **more)


def furnish(team: int | None = None) -> dict[str, int]:
    """One of everything in 青得里街道, at YQ0001 and of a team, and the like in 精河镇; ids of the shifts."""
    here = shift_at(0.4, team_id=team, station_code="YQ0001")
    there = shift_at(0.4, area_code=ELSEWHERE, station_code="YQ0003")
    for shift, user in ((here, "late"), (there, "later")):
        let_scan(user, shift)
    for area, code in ((TOWN, "YQ0001"), (ELSEWHERE, "YQ0003")):
        hours_words.proposed(f"vol-{code}", area_code=area, day=18)
        report(code)
        object_to(f"obj-{code}", area)
    old_station("YQ0011")
    old_station("YQ0012", open_to_riders=False)
    old_station("YQ0013", area_code=ELSEWHERE)
    return {"here": here, "there": there}


def holding(client: FlaskClient, user: str, role: str, scope: str) -> Headers:
    grant(user, role, scope)
    return sign_in(client, user)


def today(client: FlaskClient, who: Headers) -> dict[str, Any]:
    answer = client.get("/api/v1/work/today", headers=who)
    assert answer.status_code == 200, answer.json
    found: dict[str, Any] = answer.json
    return found


def counted(client: FlaskClient, who: Headers) -> tuple[int, ...]:
    """How much of each kind, in the order of ``COUNTS``."""
    told = today(client, who)
    return (len(told["shifts"]), *(told[name] for name in COUNTS[1:]))


def shown(client: FlaskClient, who: Headers) -> list[tuple[int, str | None]]:
    """The shifts somebody sees, with their part in each."""
    return [(card["id"], card["my_part"]) for card in today(client, who)["shifts"]]


def set_status(shift: int, status: str) -> None:
    with transaction() as session:
        session.get_one(Shift, shift).status = status
    db.session.expire_all()
