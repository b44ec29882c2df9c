"""Cards as bytes: they always parse, say when facts are old, and how long the ride is."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from math import ceil
from typing import Any

import pytest

from app.stations.cards import arrival_minutes, make_card, rideable_m, seen_on, stale_at
from app.stations.facts import StationFacts
from app.stations.reading_schemas import StationCard
from app.stations.timeline import Timeline
from tests.stations.facts_builders import MADE_AT, station
from tests.stations.hours_builders import BL_001, PUBLISHED, at, hours, rule, shut

NOW = datetime(2026, 6, 10, 4, 0, tzinfo=UTC)
ODD = (
    '有"引号"的站',
    "反斜线\\站\\n",
    "换\n行\r\t和\x00\x1f控制符",
    "行分隔\u2028段分隔\u2029",
    "笑😀站👨‍👩‍👧",
    "}{][,:",
    '"lat":1,"lng":2,"distance_m":',
    "é\u0301ü",
    "",
)


def card_of(
    facts: StationFacts,
    *,
    now: int = int(NOW.timestamp()),
    crs: str = "gcj02",
    metres: int | None = 12,
    arrival: bool | None = True,
) -> dict[str, Any]:
    """The card as a reader of the answer sees it."""
    face = Timeline(facts.hours, PUBLISHED).face(now)
    return json.loads(b"".join(make_card(facts).at(now, crs, metres, seen_on(face, arrival))).removesuffix(b","))


# --- the ride ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("metres", "minutes"),
    [
        (0, 0),
        (1, 1),
        (192, 1),
        (193, 2),
        (384, 2),
        (385, 3),
        (2_300, 12),
        (2_307, 12),
        (2_308, 13),
        (2_500, 13),
        (50_000, 260),
    ],
)
def test_a_ride_takes_the_way_times_1_3_at_15_kilometres_an_hour_in_whole_minutes(metres: int, minutes: int) -> None:
    assert arrival_minutes(metres) == minutes


def test_every_distance_of_the_service_area_is_rounded_up_exactly() -> None:
    assert [arrival_minutes(metres) for metres in range(50_001)] == [
        ceil(Fraction(metres) * Fraction(13, 10) / 250) for metres in range(50_001)
    ]


def test_who_rides_no_further_than_the_time_allows_arrives_before_it_is_over() -> None:
    for seconds in (1, 59, 60, 61, 119, 120, 121, 600, 3_599, 3_600, 15_601):
        furthest = rideable_m(seconds)
        assert 60 * arrival_minutes(furthest) < seconds <= 60 * arrival_minutes(furthest + 1)


# --- facts grow old ------------------------------------------------------------------------------------------------


def days_ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


@pytest.mark.parametrize(
    ("checked", "told", "stale"),
    [
        (days_ago(0), days_ago(200), False),
        (days_ago(89.99), days_ago(200), False),
        (days_ago(90), days_ago(200), False),  # more than 90 days, says the product
        (days_ago(90) - timedelta(seconds=1), days_ago(1), True),
        (None, days_ago(90), False),
        (None, days_ago(91), True),
        (None, None, True),
        (NOW + timedelta(minutes=1), None, False),
    ],
)
def test_facts_are_old_when_nobody_checked_them_for_more_than_90_days(
    checked: datetime | None, told: datetime | None, stale: bool
) -> None:
    facts = station("T-001", last_verified_at=checked, told_at=told, told_by="manager" if told else None)
    assert card_of(facts)["stale"] is stale


def test_a_card_grows_old_while_it_is_kept() -> None:
    facts = station("T-001", last_verified_at=days_ago(30))
    turn = int(stale_at(facts))
    assert [card_of(facts, now=now)["stale"] for now in (turn - 1, turn, turn + 1)] == [False, False, True]


# --- bytes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ODD)
@pytest.mark.parametrize("crs", ["gcj02", "wgs84"])
def test_any_text_comes_through(text: str, crs: str) -> None:
    facts = station("T-001", name=text, address=text, alert=text or None, contact=text or None, things=("hot_water",))
    card = card_of(facts, crs=crs)
    assert (card["name"], card["address"], card["alert"], card["contact"]) == (text, text, text or None, text or None)
    assert StationCard().validate(card) == {}
    columns = make_card(facts).columns()
    assert (columns["name"], columns["alert"]) == (text, text or None)


def test_a_card_has_every_field_of_the_contract_once_and_keeps_absence_apart_from_no() -> None:
    facts = station("T-001", things=("hot_water=broken", "wifi"), told_at=None, told_by=None)
    now = int(NOW.timestamp())
    seen = seen_on(Timeline(BL_001, PUBLISHED).face(now), None)
    raw = b"".join(make_card(facts).at(now, "gcj02", None, seen)).removesuffix(b",")
    pairs = json.loads(raw, object_pairs_hook=list)
    assert sorted(name for name, _ in pairs) == sorted(StationCard().fields)
    card = json.loads(raw)
    assert (card["distance_m"], card["open_on_arrival"], card["told"], card["crowding"]) == (None, None, None, None)
    assert card["amenities"] == [
        {"amenity": "hot_water", "status": "broken", "eta": None},
        {"amenity": "wifi", "status": "working", "eta": None},
    ]
    assert [card_of(facts, arrival=arrival)["open_on_arrival"] for arrival in (True, False)] == [True, False]
    assert card_of(facts, metres=0)["distance_m"] == 0


@pytest.mark.parametrize(("lat", "lng"), [(44.9046, 82.0719), (45.0, 82.0), (44.0333333333, 79.8833333333)])
def test_coordinates_have_six_decimals_in_either_datum(lat: float, lng: float) -> None:
    facts = station("T-001", lat_wgs84=lat, lng_wgs84=lng)
    wgs, gcj = card_of(facts, crs="wgs84"), card_of(facts)
    assert (wgs["lat"], wgs["lng"]) == (round(lat, 6), round(lng, 6))
    assert 0.0005 < gcj["lat"] - wgs["lat"] < 0.0015 and 0.002 < gcj["lng"] - wgs["lng"] < 0.004
    assert (make_card(facts).columns()["lat"], make_card(facts).columns()["lng"]) == (gcj["lat"], gcj["lng"])
    assert all(len(repr(value).partition(".")[2]) <= 6 for card in (wgs, gcj) for value in (card["lat"], card["lng"]))


def test_what_was_told_is_told_with_its_source() -> None:
    card = card_of(station("T-001", told_at=MADE_AT, told_by="riders", last_verified_at=MADE_AT))
    assert card["told"] == {"at": "2026-06-01T12:00:00+08:00", "by": "riders"}
    assert card["last_verified_at"] == "2026-06-01T12:00:00+08:00"


# --- the clock's part ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "change"),
    [
        (BL_001, None),
        (hours(rule("00:00-24:00"), shut("2026-06-24 12:00")), {"at": "2026-06-24T12:00:00+08:00", "state": "closed"}),
        (hours(rule("00:00-24:00"), shut("2026-06-24 12:00:01")), None),
        (hours(rule("10:00-12:00", until="2026-06-10")), {"at": "2026-06-11T00:00:00+08:00", "state": "unknown"}),
        (hours(), None),
    ],
)
def test_the_next_change_is_told_up_to_14_days_ahead(facts: Any, change: dict[str, str] | None) -> None:
    now = int(at("2026-06-10 12:00").timestamp())
    card = card_of(station("T-001", hours=facts), now=now)
    assert card["next_change"] == change
    assert card["open_until"] == (change["at"] if change and card["open_state"] == "open" else None)
