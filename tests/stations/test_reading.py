"""One station over HTTP: all the contract promises of it, to whom, and the same as its card in the list."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Account
from app.areas import service as areas
from app.core.db import transaction
from app.factory import create_app
from app.stations.changes import mark_changed
from app.stations.models import ScheduleException, Station, TemporaryClosure
from app.stations.reading_schemas import StationCard, StationDetail
from tests.conftest import Ground, settings_for
from tests.stations.sheet_for_oracle import CLOCKS, ready
from tests.support.apps import living
from tests.support.people import grant, sign_in
from tests.support.places import DATA, load_areas, make_station

NOON = datetime(2026, 6, 10, 4, 0, tzinfo=UTC)  # a Wednesday, 12:00 in Beijing
NOTE = "地区节假日以通知为准"
WORKDAYS = "周一至周五 10:00-18:00;节假日休息"


@pytest.fixture
def placed(app: Flask) -> Iterator[Flask]:
    """The areas, and a clock that stands at noon."""
    with time_machine.travel(NOON, tick=False):
        load_areas(app)
        yield app


def get(client: FlaskClient, path: str, headers: dict[str, str] | None = None, **query: Any) -> Any:
    response = client.get(f"/api/v1/stations/{path}", query_string=query, headers=headers)
    assert response.status_code == 200, response.json
    return response.json


def load_holidays() -> None:
    data = json.loads((DATA / "holidays-cn-2025-2026.json").read_text(encoding="utf-8"))
    with transaction():
        areas.load_holidays(data, "CN")


def add(code: str, *parts: ScheduleException | TemporaryClosure) -> None:
    """Exceptions and closures of a station."""
    with transaction() as session:
        station = session.scalars(sa.select(Station).where(Station.code == code)).one()
        for part in parts:
            part.station_id = station.id
            session.add(part)
        session.flush()
        mark_changed(station)


def closure(start: timedelta, end: timedelta | None, reason: str, **more: Any) -> TemporaryClosure:
    ends_at = None if end is None else NOON + end
    return TemporaryClosure(starts_at=NOON + start, ends_at=ends_at, reason=reason, **more)


# --- the detail ----------------------------------------------------------------------------------------------------


def test_a_detail_has_every_field_of_the_contract_in_its_type(placed: Flask, client: FlaskClient) -> None:
    operator = areas.organizations()[0]
    make_station(
        "T-001",
        hours="5月1日-9月30日 周一至周五 10:00-02:00;10月1日-4月30日 每天 09:00-24:00",
        amenities={"hot_water": "broken", "wifi": "working"},
        operator_id=operator.id,
        capacity_seats=12,
        contact="0909-2222222",
        alert="门口修路",
        last_verified_at=NOON - timedelta(days=3),
        told_at=NOON - timedelta(hours=2),
        told_by="riders",
    )
    detail = get(client, "T-001")
    assert StationDetail().validate(detail) == {}
    assert sorted(detail) == sorted(StationDetail().fields)
    assert detail["operator"] == {"id": operator.id, "name": operator.name}
    assert detail["area"] == {
        "code": "652701001",
        "name": "青得里街道",
        "path": "/652700/652701/652701001/",
        "township_name": "青得里街道",
    }
    assert detail["schedules"][0] == {
        "season_from": "05-01",
        "season_to": "09-30",
        "valid_from": None,
        "valid_to": None,
        "byday": [0, 1, 2, 3, 4],
        "opens_minute": 600,
        "closes_minute": 1560,
        "holiday_rule": "same",
    }
    assert detail["amenities"][0] == {
        "amenity": "hot_water",
        "status": "broken",
        "note": "",
        "since": "2026-06-10T12:00:00+08:00",
        "eta": None,
        "source": "import",
    }
    assert (detail["capacity_seats"], detail["saved"], detail["photos"], detail["crowding"]) == (12, None, [], None)
    assert (detail["distance_m"], detail["open_on_arrival"], detail["stale"]) == (None, None, False)
    assert detail["open_until"] == "2026-06-11T02:00:00+08:00"
    assert "周一至周五" in detail["hours_words"]


def test_a_detail_is_never_kept_by_others_and_names_the_version_an_edit_must_name(
    placed: Flask, client: FlaskClient
) -> None:
    make_station("T-001", version=7)
    response = client.get("/api/v1/stations/T-001", headers={"If-None-Match": '"7"'})
    assert (response.status_code, response.json["version"]) == (200, 7)
    assert response.headers["ETag"] == '"7"'
    assert response.headers["Cache-Control"] == "private, no-store"
    days = client.get("/api/v1/stations/T-001/days")
    assert days.headers["Cache-Control"] == "private, no-store" and "ETag" not in days.headers


def test_a_code_is_the_same_in_small_letters(placed: Flask, client: FlaskClient) -> None:
    make_station("T-001")
    assert get(client, "t-001")["code"] == "T-001"
    assert get(client, "t-001/days")["items"]


@pytest.mark.parametrize("code", ["T-002", "%20", "T-001x", "站", "a" * 300, "ß"])
def test_what_is_no_station_is_404(placed: Flask, client: FlaskClient, code: str) -> None:
    make_station("T-001")
    for path in (code, f"{code}/days"):
        response = client.get(f"/api/v1/stations/{path}")
        assert (response.status_code, response.json["type"]) == (404, "/problems/not-found")


def test_a_detail_speaks_either_datum_and_no_third(placed: Flask, client: FlaskClient) -> None:
    make_station("T-001", lat_wgs84=44.903778, lng_wgs84=82.0708139)
    gcj, wgs = get(client, "T-001"), get(client, "T-001", crs="wgs84")
    assert (round(gcj["lat"], 5), round(gcj["lng"], 5)) == (44.90481, 82.0741)
    assert (wgs["lat"], wgs["lng"]) == (44.903778, 82.070814)
    assert {name for name in gcj if gcj[name] != wgs[name]} == {"lat", "lng"}
    for query in ({"crs": "bd09"}, {"crs": ""}, {"lang": "en"}):
        response = client.get("/api/v1/stations/T-001", query_string=query)
        assert response.status_code == 422 and response.json["errors"][0]["field"] in {"crs", "lang"}


def test_closures_that_are_over_are_not_shown(placed: Flask, client: FlaskClient) -> None:
    make_station("T-001")
    hour, second = timedelta(hours=1), timedelta(seconds=1)
    add(
        "T-001",
        closure(-3 * hour, -2 * hour, "过去"),
        closure(-hour, timedelta(0), "刚刚结束"),
        closure(-hour, second, "马上结束", substitute_code="T-002"),
        closure(24 * hour, None, "还没开始"),
    )
    detail = get(client, "T-001")
    assert [one["reason"] for one in detail["closures"]] == ["马上结束", "还没开始"]
    first, second_one = detail["closures"]
    assert (first["to"], first["substitute_code"]) == ("2026-06-10T12:00:01+08:00", "T-002")
    assert (second_one["from"], second_one["to"]) == ("2026-06-11T12:00:00+08:00", None)
    assert isinstance(first["id"], int) and detail["open_state"] == "closed"
    assert detail["opens_at"] == "2026-06-10T12:00:01+08:00"


def test_exceptions_are_shown_with_their_bands_in_order_of_day(placed: Flask, client: FlaskClient) -> None:
    make_station("T-001", hours="每天 10:00-20:00")
    add(
        "T-001",
        ScheduleException(
            on=date(2026, 6, 12), kind="special", intervals=[[480, 600], [1320, 1560]], alert="暴雪夜间开放"
        ),
        ScheduleException(on=date(2026, 6, 11), kind="closed", intervals=[]),
    )
    assert get(client, "T-001")["exceptions"] == [
        {"date": "2026-06-11", "kind": "closed", "intervals": [], "alert": None},
        {
            "date": "2026-06-12",
            "kind": "special",
            "intervals": [{"opens_minute": 480, "closes_minute": 600}, {"opens_minute": 1320, "closes_minute": 1560}],
            "alert": "暴雪夜间开放",
        },
    ]


def test_a_note_warns_while_the_regional_year_is_provisional(placed: Flask, client: FlaskClient) -> None:
    make_station("T-001", hours=WORKDAYS)
    make_station("T-002", hours="每天 10:00-18:00")
    make_station("T-003", hours=WORKDAYS, calendars=["CN"])
    assert (get(client, "T-001")["hours_note"], get(client, "T-001")["open_state"]) == (None, "unknown")
    load_holidays()
    notes = {code: get(client, code)["hours_note"] for code in ("T-001", "T-002", "T-003")}
    assert notes == {"T-001": NOTE, "T-002": None, "T-003": None}
    assert get(client, "T-001")["open_state"] == "open"
    version = areas.calendar_year("CN-XJ", 2026).version
    with transaction():
        areas.put_calendar("CN-XJ", 2026, "complete", [], version)
    assert get(client, "T-001")["hours_note"] is None


# --- to whom -------------------------------------------------------------------------------------------------------

KEEPING = ["set_amenity", "confirm_daily", "settle_reports", "verify", "edit", "edit_hours", "close", "print_poster"]
CALLERS = {
    "guest": [],
    "rider": ["report_amenity", "set_crowding", "add_photo"],
    "manager": [*KEEPING, "report_amenity", "set_crowding", "add_photo"],
    "liaison": ["set_amenity", "confirm_daily", "verify", "report_amenity", "set_crowding", "add_photo"],
    "staff": [*KEEPING, "report_amenity", "set_crowding", "add_photo"],
    "auditor": ["report_amenity", "set_crowding", "add_photo"],
    "elsewhere": ["report_amenity", "set_crowding", "add_photo"],
}
KNOW_OF_HIDDEN = {"manager", "liaison", "staff", "auditor"}


@pytest.fixture
def people(placed: Flask, client: FlaskClient) -> dict[str, dict[str, str]]:
    """The callers of the table, with their grants over T-001 or its area; ``elsewhere`` keeps another station."""
    make_station("T-001", amenities=["hot_water"])
    make_station("T-009", area_code="652722100")
    grant("manager", "station_manager", "T-001")
    grant("liaison", "rider_liaison", "T-001")
    grant("staff", "community_staff", "652701001")
    grant("auditor", "auditor", "652701")
    grant("elsewhere", "station_manager", "T-009")
    return {"guest": {}} | {name: sign_in(client, name) for name in CALLERS if name != "guest"}


def hide(**columns: Any) -> None:
    with transaction() as session:
        station = session.scalars(sa.select(Station).where(Station.code == "T-001")).one()
        for name, value in columns.items():
            setattr(station, name, value)
        mark_changed(station)


def test_everybody_is_told_what_they_may_do(people: dict[str, dict[str, str]], client: FlaskClient) -> None:
    assert {name: get(client, "T-001", headers)["actions"] for name, headers in people.items()} == CALLERS


@pytest.mark.parametrize(
    "columns", [{"open_to_riders": False}, {"status": "draft"}, {"status": "inactive"}, {"status": "defunct"}]
)
def test_a_hidden_station_is_known_to_its_staff_alone(
    people: dict[str, dict[str, str]], client: FlaskClient, columns: dict[str, Any]
) -> None:
    hide(**columns)
    for path in ("T-001", "T-001/days"):
        statuses = {
            name: client.get(f"/api/v1/stations/{path}", headers=headers).status_code
            for name, headers in people.items()
        }
        assert {name for name, status in statuses.items() if status == 200} == KNOW_OF_HIDDEN
        assert set(statuses.values()) == {200, 404}
    assert get(client, "T-001", people["manager"])["actions"] == [*KEEPING, "add_photo"]
    assert get(client, "T-001", people["auditor"])["actions"] == []


@pytest.mark.parametrize("columns", [{"age_ok": False}, {"status": "closing", "closing_at": NOON}])
def test_who_is_held_back_is_not_told_they_may_write(
    people: dict[str, dict[str, str]], client: FlaskClient, placed: Flask, columns: dict[str, Any]
) -> None:
    """Without an age, or while the account is closing, every write would be 403: no button may promise it."""
    with transaction() as session:
        session.execute(sa.update(Account).values(**columns))
    placed.extensions["yiqi.sessions"].forget_all()
    for name in ("rider", "manager", "staff"):
        assert get(client, "T-001", people[name])["actions"] == [], name
    mine = client.get("/api/v1/me/stations", headers=people["manager"])
    assert mine.status_code == 403 or [item["actions"] for item in mine.json["items"]] == [[]]
    refused = client.put(
        "/api/v1/stations/T-001/amenities/hot_water", json={"status": "broken"}, headers=people["manager"]
    )
    assert refused.status_code == 403


# --- days ----------------------------------------------------------------------------------------------------------


def test_every_day_has_its_state_bands_and_reason(placed: Flask, client: FlaskClient) -> None:
    load_holidays()
    make_station("T-001", hours=f"6月1日-6月20日 {WORKDAYS.replace('18:00', '02:00')}")
    add(
        "T-001",
        ScheduleException(on=date(2026, 6, 15), kind="special", intervals=[[480, 600]]),
        closure(timedelta(hours=21), timedelta(hours=30), "停电"),  # 11 June from 09:00 until 18:00
    )
    items = get(client, "T-001/days", **{"from": "2026-06-10", "days": 12})["items"]
    found = {item["date"]: (item["state"], item["why"], len(item["intervals"])) for item in items}
    assert found == {
        "2026-06-10": ("open", "rule", 1),
        "2026-06-11": ("open", "closure", 1),
        "2026-06-12": ("open", "rule", 1),
        "2026-06-13": ("closed", "rule", 0),
        "2026-06-14": ("closed", "rule", 0),
        "2026-06-15": ("open", "exception", 1),
        "2026-06-16": ("open", "rule", 1),
        "2026-06-17": ("open", "rule", 1),
        "2026-06-18": ("open", "rule", 1),
        "2026-06-19": ("closed", "holiday", 0),  # the dragon boat festival
        "2026-06-20": ("closed", "rule", 0),
        "2026-06-21": ("unknown", "season", 0),
    }
    assert items[0]["intervals"] == [
        {"opens_at": "2026-06-10T10:00:00+08:00", "closes_at": "2026-06-11T02:00:00+08:00"}
    ]
    assert items[1]["intervals"] == [
        {"opens_at": "2026-06-11T18:00:00+08:00", "closes_at": "2026-06-12T02:00:00+08:00"}
    ]


def test_days_begin_today_and_are_fourteen(placed: Flask, client: FlaskClient) -> None:
    make_station("T-001")
    answer = get(client, "T-001/days")
    assert answer["next_cursor"] is None
    assert [item["date"] for item in answer["items"]] == [str(date(2026, 6, 10) + timedelta(days=n)) for n in range(14)]
    with time_machine.travel(datetime(2026, 6, 10, 16, 0, 1, tzinfo=UTC), tick=False):  # 00:00:01 in Beijing
        assert get(client, "T-001/days", days=1)["items"][0]["date"] == "2026-06-11"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"days": 0}, "days"),
        ({"days": 32}, "days"),
        ({"days": "x"}, "days"),
        ({"from": "heute"}, "from"),
        ({"from": "2026-02-30"}, "from"),
        ({"from": "2025-06-08"}, "from"),
        ({"from": "2027-06-12"}, "from"),
        ({"from": "9999-12-31"}, "from"),
        ({"from": "0001-01-01"}, "from"),
        ({"until": "2026-06-12"}, "until"),
    ],
)
def test_days_far_away_or_misspelt_are_422(
    placed: Flask, client: FlaskClient, query: dict[str, Any], field: str
) -> None:
    make_station("T-001")
    response = client.get("/api/v1/stations/T-001/days", query_string=query)
    assert response.status_code == 422
    assert [error["field"] for error in response.json["errors"]] == [field]


@pytest.mark.parametrize(("first", "count"), [("2025-06-09", 1), ("2027-06-11", 31)])
def test_days_of_a_year_before_and_after_are_told(placed: Flask, client: FlaskClient, first: str, count: int) -> None:
    make_station("T-001")
    items = get(client, "T-001/days", **{"from": first, "days": count})["items"]
    assert (items[0]["date"], len(items)) == (first, count)


# --- beside the list -----------------------------------------------------------------------------------------------

SHARED = set(StationCard().fields) - {"distance_m", "open_on_arrival", "amenities"}


@pytest.fixture(scope="module")
def house(ground: Ground, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The whole sheet with marks of keepers."""
    folder = tmp_path_factory.mktemp("reading")
    app = create_app(settings_for(ground.fresh("reading"), folder, ground.redis_url, snapshot_poll_s=3600))
    ready(app, folder)
    with living(app):
        yield app


@pytest.mark.slow
def test_every_station_of_the_sheet_is_the_same_in_list_and_detail(house: Flask) -> None:
    """The whole list at eight clock times, forward and back; every detail once, at one of them."""
    client, seen = house.test_client(), set()
    for turn, instant in enumerate(CLOCKS):
        with time_machine.travel(instant, tick=False):
            cards: list[dict[str, Any]] = []
            query: dict[str, Any] = {"limit": 100}
            while query.get("cursor", "") is not None:
                page = client.get("/api/v1/stations", query_string=query).json
                cards += page["items"]
                query["cursor"] = page["next_cursor"]
            for card in cards[turn :: len(CLOCKS)]:
                detail = get(client, card["code"])
                assert {name: card[name] for name in SHARED} == {name: detail[name] for name in SHARED}, instant
                things = [{name: thing[name] for name in ("amenity", "status", "eta")} for thing in detail["amenities"]]
                assert card["amenities"] == things
                seen.add(card["code"])
    assert len(seen) == len(cards) > 580
