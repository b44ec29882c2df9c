"""A manager's week, over HTTP: after each step two workers' list, detail, days and bundle say the same at every instant.

What they say is held against ``oracle``, which paints opening hours from the product's words alone.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.core import clock
from app.core.db import db
from app.factory import create_app
from app.wechat.fake import Serving
from tests.conftest import Ground, settings_for
from tests.stations.oracle import BEIJING, DATA, Almanac, Line, Place
from tests.support.people import Headers, grant, sign_in
from tests.support.places import load_areas, make_station

pytestmark = [pytest.mark.slow, pytest.mark.both_engines]

CODE, OTHER = "YQ0001", "YQ0002"
STATION = f"/api/v1/stations/{CODE}"
AREA = "652701001"
EVERY_DAY = list(range(7))
SUMMER = {"season_from": "05-01", "season_to": "09-30", "byday": EVERY_DAY}
WINTER = {"season_from": "10-01", "season_to": "04-30", "byday": EVERY_DAY}
SEASONS = [
    SUMMER | {"opens_minute": 600, "closes_minute": 840},
    SUMMER | {"opens_minute": 960, "closes_minute": 1200},
    WINTER | {"opens_minute": 600, "closes_minute": 840},
    WINTER | {"opens_minute": 930, "closes_minute": 1170},
]
SEASONS_IN_WORDS = "5月1日-9月30日 每天 10:00-14:00,16:00-20:00;10月1日-4月30日 每天 10:00-14:00,15:30-19:30"
NIGHT = [{"byday": [4, 5], "opens_minute": 1320, "closes_minute": 1560}]
RANDOM_INSTANTS = 200
MINUTE = timedelta(minutes=1)


def beijing(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


@dataclass
class Week:
    """The two workers, the time, and what the station is by now in the oracle's words."""

    workers: list[FlaskClient]
    now: datetime = field(default_factory=lambda: beijing("2026-09-24 12:00"))
    hours: str = "24小时"
    exceptions: dict[date, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    closures: list[tuple[datetime, datetime | None]] = field(default_factory=list)
    hot_water: str = "working"
    manager: Headers = field(default_factory=dict)
    turn: int = 0

    def send(
        self, method: str, path: str, body: Any = None, *, who: Headers | None = None, versioned: bool = False
    ) -> Any:
        """One call to one of the workers, each in its turn."""
        self.turn += 1
        client = self.workers[self.turn % 2]
        headers = dict(self.manager if who is None else who)
        if versioned:
            headers["If-Match"] = client.get(STATION).headers["ETag"]
        answer = client.open(STATION + path, method=method, json=body, headers=headers)
        assert answer.status_code in {200, 201, 204}, (path, answer.status_code, answer.json)
        return answer.json

    def line(self) -> Line:
        place = Place(
            code=CODE,
            name="",
            kind="rider_station",
            area=AREA,
            address="",
            lat=0.0,
            lng=0.0,
            hours=self.hours,
            amenities={},
            listed=True,
            exceptions=tuple(sorted(self.exceptions.items())),
            closures=tuple(self.closures),
        )
        return Line(place, self.now, Almanac.read())

    def instants(self, line: Line) -> list[datetime]:
        """Every turn of the next 14 days, a minute before and after it, and as many as were promised at random."""
        last, found, at = self.now + timedelta(days=14), set(), self.now
        while (change := line.next_change(at)) is not None and change[0] < last:
            at = change[0]
            found |= {at - MINUTE, at, at + MINUTE}
        dice = random.Random(self.now.isoformat())
        minutes = (last - self.now) // MINUTE
        found |= {self.now + dice.randrange(minutes) * MINUTE for _ in range(RANDOM_INSTANTS)}
        return sorted(instant for instant in found if self.now <= instant <= last)

    def everybody_agrees(self) -> None:
        """All that two workers say of the station, at every instant."""
        line = self.line()
        instants = self.instants(line)
        assert len(instants) > RANDOM_INSTANTS // 2
        for number, client in enumerate(self.workers):
            seen = Seen(client, self.now)
            for instant in instants:
                truth = line.state(instant)
                told = seen.at(instant)
                assert told == dict.fromkeys(told, truth), (number, instant.isoformat(), told, truth)
            seen.now_as(line.state(self.now), line.next_change(self.now))
            assert set(seen.hot_water().values()) == {self.hot_water}, (number, seen.hot_water())
            seen.preview_is_what_the_days_are(self.manager)


class Seen:
    """What riders of one worker see of the station."""

    def __init__(self, client: FlaskClient, now: datetime) -> None:
        self.client, self.now = client, now
        self.detail = client.get(STATION).json
        first = (now - timedelta(days=1)).date().isoformat()
        self.days = client.get(f"{STATION}/days", query_string={"from": first, "days": 17}).json["items"]
        bundle = client.get(f"/api/v1/bundles/{AREA}").json
        row = next(row for row in bundle["rows"] if row[0] == CODE)
        self.row = dict(zip(bundle["columns"], row, strict=True))
        self.valid = datetime.fromisoformat(bundle["valid_from"]), datetime.fromisoformat(bundle["valid_until"])

    def at(self, instant: datetime) -> dict[str, str]:
        told = {"days": self._by_days(instant), "list": self._by_list(instant)}
        if self.valid[0] <= instant < self.valid[1]:
            told["bundle"] = self._by_bundle(instant.timestamp())
        return told

    def _by_days(self, instant: datetime) -> str:
        for day in self.days:
            for band in day["intervals"]:
                if datetime.fromisoformat(band["opens_at"]) <= instant < datetime.fromisoformat(band["closes_at"]):
                    return "open"
        here = next(day for day in self.days if day["date"] == instant.astimezone(BEIJING).date().isoformat())
        return "unknown" if here["state"] == "unknown" else "closed"

    def _by_list(self, instant: datetime) -> str:
        """The list knows what is open; this week has nothing unknown."""
        near = {"lat": f"{self.detail['lat']:.3f}", "lng": f"{self.detail['lng']:.3f}", "radius_m": 500}
        found = self.client.get("/api/v1/stations", query_string=near | {"open": instant.isoformat()}).json["items"]
        return "open" if CODE in [card["code"] for card in found] else "closed"

    def _by_bundle(self, epoch: float) -> str:
        if any(start <= epoch < end for start, end in self.row["open_windows"]):
            return "open"
        return "unknown" if any(start <= epoch < end for start, end in self.row["unknown_windows"]) else "closed"

    def card(self) -> dict[str, Any]:
        cards = self.client.get("/api/v1/stations", query_string={"area": AREA, "limit": 100}).json["items"]
        return next(card for card in cards if card["code"] == CODE)

    def now_as(self, state: str, change: tuple[datetime, str] | None) -> None:
        """List and detail alike, now and at the next turn; the newest word of the station, too."""
        card = self.card()
        for told in (card, self.detail):
            assert told["open_state"] == state
            turn = told["next_change"]
            assert (turn and (datetime.fromisoformat(turn["at"]), turn["state"])) == change
        for name in ("told", "last_verified_at", "stale", "version", "alert", "crowding"):
            assert card[name] == self.detail[name], name
        for name in ("told", "last_verified_at", "version", "alert"):
            assert self.row[name] == self.detail[name], name

    def hot_water(self) -> dict[str, str]:
        in_row = {amenity: status for amenity, status, _ in self.row["amenities"]}
        return {
            "list": next(one["status"] for one in self.card()["amenities"] if one["amenity"] == "hot_water"),
            "detail": next(one["status"] for one in self.detail["amenities"] if one["amenity"] == "hot_water"),
            "bundle": in_row["hot_water"],
        }

    def preview_is_what_the_days_are(self, manager: Headers) -> None:
        """What the detail lists, sent back as a plan, gives the days as they are."""
        plan = {name: self.detail[name] for name in ("schedules", "exceptions", "closures")}
        tried = self.client.post(f"{STATION}/schedules/preview", json=plan, headers=manager)
        assert tried.status_code == 200, tried.json
        days = self.client.get(f"{STATION}/days").json["items"]
        assert self._ahead(tried.json["items"]) == self._ahead(days)
        assert tried.json["items"][1:] == days[1:]

    def _ahead(self, days: list[dict[str, Any]]) -> list[dict[str, str]]:
        """What is still to come of today: the detail no longer lists a closure that is over."""
        return [band for band in days[0]["intervals"] if datetime.fromisoformat(band["closes_at"]) > self.now]


@pytest.fixture
def week(ground: Ground, wechat: Serving, tmp_path, monkeypatch) -> Iterator[Week]:
    url = ground.fresh(f"week_{tmp_path.name[-8:]}")
    apps = [create_app(settings_for(url, tmp_path, ground.redis_url, wechat_api_base=wechat.url)) for _ in range(2)]
    found = Week([app.test_client() for app in apps])
    monkeypatch.setattr(clock, "now", lambda: found.now)
    monkeypatch.setattr(clock, "epoch", lambda: clock.now().timestamp())
    holidays = ["holidays", "load", str(DATA / "holidays-cn-2025-2026.json"), "--calendar", "CN"]
    with apps[0].app_context():
        load_areas(apps[0])
        make_station(CODE, amenities={"hot_water": "working", "heating": "working"})
        make_station(OTHER, lat_wgs84=44.906, amenities=["hot_water"])
        grant("manager", "station_manager", CODE)
    assert apps[0].test_cli_runner().invoke(args=holidays).exit_code == 0
    found.manager = sign_in(found.workers[0], "manager")
    yield found
    for app in apps:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def test_a_managers_week(week: Week) -> None:
    week.everybody_agrees()

    # Thursday noon: the seasons; winter begins in a week, on the holiday, which this place ignores
    week.send("PUT", "/schedules", {"schedules": SEASONS}, versioned=True)
    week.hours = SEASONS_IN_WORDS
    week.everybody_agrees()

    # Thursday evening: Fridays and Saturdays deep into the night
    week.now = beijing("2026-09-24 21:10")
    week.send("PUT", "/schedules", {"schedules": SEASONS + NIGHT}, versioned=True)
    week.hours = f"{SEASONS_IN_WORDS};周五至周六 22:00-02:00"
    week.everybody_agrees()

    # in the middle of Friday's night: Saturday stays shut, its own night with it; Friday's goes on until two
    week.now = beijing("2026-09-26 00:30")
    week.send("PUT", "/exceptions/2026-09-26", {"kind": "closed"})
    week.exceptions[date(2026, 9, 26)] = ()
    week.everybody_agrees()
    week.send(
        "PUT", "/exceptions/2026-09-27", {"kind": "special", "intervals": [NIGHT_OF_STORM], "alert": "大风，通宵开放"}
    )
    week.exceptions[date(2026, 9, 27)] = ((1200, 1920),)
    week.everybody_agrees()

    # Monday: the pipes are mended, somebody else takes the riders in
    week.now = beijing("2026-09-28 09:00")
    times = beijing("2026-09-28 11:00"), beijing("2026-09-29 17:00")
    body = {"from": times[0].isoformat(), "to": times[1].isoformat(), "reason": "修水管", "substitute_code": OTHER}
    week.send("POST", "/closures", body)
    week.closures.append(times)
    week.everybody_agrees()
    assert week.workers[0].get(STATION).json["closures"][0]["substitute_code"] == OTHER

    # the boiler breaks, is mended, and three riders find it cold all the same
    week.send("PUT", "/amenities/hot_water", {"status": "broken", "note": "锅炉坏了"})
    week.hot_water = "broken"
    week.everybody_agrees()
    assert hot_now(week) == [[OTHER], [OTHER]]
    week.now = beijing("2026-09-29 16:00")
    week.send("PUT", "/amenities/hot_water", {"status": "working"})
    week.hot_water = "working"
    week.everybody_agrees()
    closure = week.workers[1].get(STATION).json["closures"][0]["id"]
    week.send("DELETE", f"/closures/{closure}")
    week.closures = [(times[0], week.now)]
    week.everybody_agrees()
    for number in range(3):
        week.now += timedelta(minutes=5)
        rider = sign_in(week.workers[number % 2], f"rider{number}")
        week.send("POST", "/amenity-reports", {"amenity": "hot_water", "status": "broken"}, who=rider)
        week.hot_water = "limited" if number == 2 else "working"
        week.everybody_agrees()
    assert week.workers[0].get(STATION).json["told"]["by"] == "riders"

    # the last day of summer: all is confirmed
    week.now = beijing("2026-09-30 19:59")
    week.send("POST", "/verifications", {"facts": ["name", "place", "hours", "contact", "amenities"]})
    week.everybody_agrees()
    seen = week.workers[1].get(STATION).json
    assert (seen["last_verified_at"], seen["stale"]) == (week.now.isoformat(timespec="seconds"), False)

    # and the first of winter
    week.now = beijing("2026-10-01 19:29")
    week.everybody_agrees()


NIGHT_OF_STORM = {"opens_minute": 1200, "closes_minute": 1920}


def hot_now(week: Week) -> list[list[str]]:
    """Where each worker sends riders for hot water."""
    asked = {"area": AREA, "amenity": "hot_water"}
    return [
        [card["code"] for card in client.get("/api/v1/stations", query_string=asked).json["items"]]
        for client in week.workers
    ]
