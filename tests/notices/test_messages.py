"""Every message as it arrives on a phone: real causes, the worker's errands, and what the platform was told.

``messages.json`` is written by hand, one entry for each thing a template says; a word that changes is seen here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.core import clock
from app.core.db import db, transaction
from app.notices import delivery, templates
from app.notices.models import Notice
from app.stations import telling
from app.volunteering import signup_reminding
from app.wechat.fake import Serving
from app.wechat.templates import MESSAGES
from tests.hours import desk_words, hours_words
from tests.notices.conftest import person
from tests.notices.people import SEND, Clock, deliver, phone, tap, tell
from tests.support.people import Headers, grant, sign_in
from tests.support.places import load_areas, make_station
from tests.volunteering import shift_builders as shifts

API = "/api/v1"
SAID: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("messages.json").read_text(encoding="utf-8"))
ONE_NUMBER = re.compile(r"(?<=[?&]id=)\d+")
EXCEPTION = "/stations/YQ0001/exceptions/2025-11-23"
AMENITY = {"amenity": "hot_water", "status": "broken"}


@dataclass
class World:
    """A station, its manager, the township's staff, and two riders."""

    client: FlaskClient
    at: Clock
    staff: Headers
    manager: Headers
    rider: Headers
    other: Headers

    def call(self, method: str, path: str, who: Headers, body: Any) -> Any:
        answer = self.client.open(API + path, method=method, json=body, headers=shifts.keyed(who))
        assert answer.status_code < 300, answer.json
        return answer.json

    def sign_up(self, shift: dict[str, Any], *people: Headers) -> list[int]:
        return [shifts.register(self.client, who, shift["id"])["id"] for who in people]


@pytest.fixture
def world(app: Any, client: FlaskClient, at: Clock) -> World:
    load_areas(app)
    make_station("YQ0001", name="南城暖心驿站", amenities=("hot_water",))
    grant("staff", "community_staff", "652701001")
    grant("manager", "station_manager", "YQ0001")
    return World(client, at, *(sign_in(client, user) for user in ("staff", "manager", "rider", "other")))


def plan(world: World, **more: Any) -> dict[str, Any]:
    return shifts.published(world.client, world.staff, **more)


# --- the causes: "rider" or "other" is whom the message is for


def registered(world: World, **more: Any) -> None:
    world.sign_up(plan(world, **more), world.rider)


def registered_late(world: World) -> None:
    registered(world, cancel_until="2025-11-20T11:59:00+08:00")


def waiting(world: World) -> None:
    world.sign_up(plan(world, capacity=1), world.other, world.rider)


def offered(world: World) -> None:
    first, _ = world.sign_up(plan(world, capacity=1), world.other, world.rider)
    world.call("POST", f"/signups/{first}/withdrawal", world.other, {"kind": "plain"})


def called(world: World) -> None:
    first, _ = world.sign_up(plan(world, capacity=1), world.other, world.rider)
    world.at.stand(24 + 11, 25)
    world.call("POST", f"/signups/{first}/withdrawal", world.other, {"kind": "plain"})


def reminded(world: World, **more: Any) -> None:
    world.sign_up(plan(world, **more), world.rider)
    world.at.stand(20)
    with transaction():
        signup_reminding.remind()


def reminded_late(world: World) -> None:
    reminded(world, cancel_until="2025-11-20T19:59:00+08:00")


def moved(world: World, minutes: int = 60) -> None:
    shift = plan(world)
    world.sign_up(shift, world.rider)
    found = shifts.get(world.client, shift["id"], world.staff, "?crs=wgs84").json
    start, end = (datetime.fromisoformat(found[name]) + timedelta(minutes=minutes) for name in ("starts_at", "ends_at"))
    times = {"starts_at": shifts.text(start), "ends_at": shifts.text(end), "signup_closes_at": shifts.text(start)}
    answer = shifts.put(world.client, world.staff, found, **times)
    assert answer.status_code == 200, answer.json


def nudged(world: World) -> None:
    moved(world, 10)


def cancelled(world: World) -> None:
    shift = plan(world)
    world.sign_up(shift, world.rider)
    assert shifts.cancel(world.client, world.staff, shift["id"]).status_code == 200


def confirmed(world: World) -> None:
    chain = hours_words.proposed("rider")
    assert desk_words.confirm(world.client, world.staff, desk_words.row(chain)).status_code == 200
    in_the_evening(world)


def refused(world: World) -> None:
    chain = hours_words.proposed("rider")
    world.call("POST", f"/hours/{chain}/rejection", world.staff, {"reason": "没有到场", "version": 1})
    in_the_evening(world)


def in_the_evening(world: World) -> None:
    """Hours are no news to be woken for: the digest tells them at 20:00."""
    world.at.stand(20)
    while delivery.digest_next():
        pass


def alerted(world: World) -> None:
    world.call("PUT", "/me/saved-stations/YQ0001", world.rider, None)
    said = {"kind": "closed", "alert": "停电检修，先去对面工会驿站"}
    assert world.client.put(API + EXCEPTION, json=said, headers=world.manager).status_code == 200
    while telling.tell_next():
        pass


def agreed(world: World) -> None:
    grant("rider", "station_manager", "YQ0001")
    for user in ("one", "two", "three"):
        world.call("POST", "/stations/YQ0001/amenity-reports", sign_in(world.client, user), AMENITY)


def reported(world: World) -> None:
    values = {
        "subject": "路灯不亮·文化路12号门口往东第三根灯杆旁边",
        "state": "已派单。",
        "time": "2025年11月20日 12:00",
    }
    values["note"] = "城管局在修，明天看"
    tell(person("rider"), topic="report", template="report_progress", values=values, link="pages/report/report?id=7")


def answered(world: World) -> None:
    values = {"subject": "你的求助", "state": "已受理", "time": "2025年11月20日 12:00", "note": "今天会有人联系你"}
    tell(person("rider"), topic="care", template="care_answer", values=values, link="pages/care/care?id=7")


CAUSES: dict[tuple[str, str], Callable[[World], None]] = {
    ("signup_result", "registered"): registered,
    ("signup_result", "too late to cancel"): registered_late,
    ("signup_result", "waiting"): waiting,
    ("waitlist_offer", "offered"): offered,
    ("waitlist_offer", "open call"): called,
    ("shift_reminder", "free to cancel"): reminded,
    ("shift_reminder", "too late to cancel"): reminded_late,
    ("shift_changed", "moved"): moved,
    ("shift_changed", "a little later"): nudged,
    ("shift_changed", "cancelled"): cancelled,
    ("hours_confirmed", "confirmed"): confirmed,
    ("hours_confirmed", "refused"): refused,
    ("station_alert", "a day is another"): alerted,
    ("station_alert", "riders agree"): agreed,
    ("report_progress", "as it will be"): reported,
    ("care_answer", "as it will be"): answered,
}
cases = pytest.mark.parametrize(("template", "what"), list(CAUSES), ids=lambda said: said.replace(" ", "-"))


def arrived(wechat: Serving, user: str = "rider") -> list[tuple[str | None, dict[str, Any]]]:
    """What is on a phone: our name of the template, the page without the row's number, the words."""
    found = []
    for message in phone(wechat, person(user)):
        said = {"page": ONE_NUMBER.sub("N", message.page), "values": message.values}
        found.append((templates.name_of(message.template_id), said))
    return found


def in_the_inbox(user: str = "rider") -> int:
    query = sa.select(sa.func.count()).select_from(Notice).where(Notice.account_id == person(user))
    found = db.session.execute(query).scalar_one()
    db.session.rollback()
    return found


def test_every_template_has_its_words_by_hand():
    assert set(SAID) == set(MESSAGES)
    assert {(template, what) for template in SAID for what in SAID[template]} == set(CAUSES)


@cases
def test_what_the_platform_received_is_what_was_written_by_hand(template, what, world, wechat):
    tap(wechat, person("rider"), template)
    CAUSES[template, what](world)
    deliver()
    assert arrived(wechat) == [(template, SAID[template][what])]
    assert arrived(wechat, "other") == []


@cases
def test_without_a_credit_the_inbox_has_it_and_the_platform_is_not_even_asked(template, what, world, wechat):
    before = wechat.platform.calls[SEND]
    CAUSES[template, what](world)
    assert deliver() == 0
    assert in_the_inbox() > 0
    assert wechat.platform.calls[SEND] == before


# --- at night

NIGHTLY = [
    (registered, "signup_result"),
    (offered, "waitlist_offer"),
    (nudged, "shift_changed"),
    (answered, "care_answer"),
]


@pytest.fixture
def night(world: World, wechat: Serving) -> Iterator[World]:
    """02:00, 22 hours before noon of the shifts that are planned now; the rider has a credit of everything."""
    for template in MESSAGES:
        tap(wechat, person("rider"), template)
    world.at.stand(24 + 2)
    yield world


@pytest.mark.parametrize(("cause", "template"), NIGHTLY)
def test_in_quiet_hours_it_waits_for_half_past_nine(cause, template, night, wechat):
    cause(night)
    assert (deliver(), arrived(wechat)) == (0, [])
    night.at.stand(24 + 9, 29)
    assert deliver() == 0
    night.at.stand(24 + 9, 30)
    deliver()
    assert template in [name for name, _ in arrived(wechat)]


def near(world: World, days: float) -> dict[str, Any]:
    """A shift so many days ahead that "rider" has signed up for."""
    shift = plan(world, days=days)
    world.sign_up(shift, world.rider)
    return shift


@pytest.mark.parametrize(("hours", "wakes"), [(12, True), (12.1, False)])
def test_a_shift_within_twelve_hours_called_off_does_not_wait(hours, wakes, night, wechat):
    shift = near(night, hours / 24)
    shifts.cancel(night.client, night.staff, shift["id"])
    deliver()
    assert [name for name, _ in arrived(wechat)] == (["shift_changed"] if wakes else [])


def test_a_storm_that_opens_a_station_tonight_does_not_wait(night, wechat):
    night.call("PUT", "/me/saved-stations/YQ0001", night.rider, None)
    today = clock.local(night.at.now).date()
    said = {"kind": "special", "intervals": [{"opens_minute": 120, "closes_minute": 600}], "alert": "风雪，今夜开门"}
    answer = night.client.put(f"{API}/stations/YQ0001/exceptions/{today}", json=said, headers=night.manager)
    assert answer.status_code == 200, answer.json
    while telling.tell_next():
        pass
    deliver()
    assert [name for name, _ in arrived(wechat)] == ["station_alert"]
