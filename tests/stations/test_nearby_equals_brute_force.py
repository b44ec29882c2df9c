"""The list beside the oracle: the same stations in the same order, whatever is asked, wherever and whenever."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import groupby, pairwise

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from app.factory import create_app
from tests.conftest import Ground, settings_for
from tests.stations.oracle import Hit, Oracle, Question
from tests.stations.sheet_for_oracle import CLOCKS, TIES, ready
from tests.support.apps import living

SOUTH, WEST, NORTH, EAST = 44.0334, 79.8834, 45.3833, 83.8833  # the service box
CORNERS = ((NORTH, WEST), (NORTH, EAST), (SOUTH, WEST), (SOUTH, EAST))
FORMS = (None, "now", "arrival", "instant")
FILTERS = ("kinds", "amenities", "area", "q", "radius_m")
WORDS = ("社区", "街道", "工会", "妇女之家", "驿站", "镇", "村", "示例", "路1号", "银河")


@pytest.fixture(scope="module")
def house(ground: Ground, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Oracle]]:
    """An application as it runs, its snapshot in the background, and an oracle over one and the same sheet."""
    folder = tmp_path_factory.mktemp("nearby")
    app = create_app(settings_for(ground.fresh("nearby"), folder, ground.redis_url, snapshot_poll_s=3600))
    with living(app):
        yield app, ready(app, folder)


@pytest.fixture
def client(house: tuple[Flask, Oracle]) -> FlaskClient:
    return house[0].test_client()


@pytest.fixture
def oracle(house: tuple[Flask, Oracle]) -> Oracle:
    return house[1]


def test_five_hundred_points_find_what_brute_force_finds(client: FlaskClient, oracle: Oracle) -> None:
    rng = random.Random(652700)
    seen: Counter[str] = Counter()
    asked = [(CLOCKS[n % len(CLOCKS)], _question(rng, oracle, n)) for n in range(500)]
    asked.sort(key=lambda pair: CLOCKS.index(pair[0]))
    for clock, pairs in groupby(asked, key=lambda pair: pair[0]):
        with time_machine.travel(clock, tick=False):
            for n, (_, question) in enumerate(pairs):
                hits = _same_answer(client, oracle, question, clock, limit=(100, 20, 7, 1)[n % 4])
                _count(seen, question, hits, oracle)
    assert seen["points"] == 500
    assert seen["near"] >= 250
    assert seen["non-empty"] >= 200
    assert {name: seen[name] for name in (*FILTERS, "now", "arrival", "instant", "wgs84") if seen[name] < 50} == {}


def test_without_filters_the_whole_list_of_all_points_is_the_same(client: FlaskClient, oracle: Oracle) -> None:
    rng = random.Random(2024)
    for n, clock in enumerate(CLOCKS):
        with time_machine.travel(clock, tick=False):
            for _ in range(6):
                lat, lng = _near_a_station(rng, oracle)
                _same_answer(client, oracle, Question(lat, lng, radius_m=(None, 50_000)[n % 2]), clock)


def test_stations_of_one_point_come_in_order_of_code(client: FlaskClient, oracle: Oracle) -> None:
    for (lat, lng), codes in zip(TIES, (["ZT0001", "ZT0002", "ZT0003"], ["AJ0004", "ZJ0004", "ZJ0009"]), strict=True):
        for clock in CLOCKS[:2]:
            with time_machine.travel(clock, tick=False):
                for north, east in ((0, 0), (0.001, -0.002), (-0.01, 0.01)):
                    there = Question(lat + north, lng + east, crs="wgs84")
                    found = [hit.place.code for hit in _same_answer(client, oracle, there, clock, limit=1)]
                    assert [code for code in found if code in codes] == codes


def test_points_out_of_reach_get_an_empty_list_and_what_opens_within_fifty_kilometres(
    client: FlaskClient, oracle: Oracle
) -> None:
    empty = Counter()
    for lat, lng in CORNERS:
        for clock in CLOCKS:
            with time_machine.travel(clock, tick=False):
                for radius in (None, 50_000):
                    hits = _same_answer(client, oracle, Question(lat, lng, crs="wgs84", radius_m=radius), clock)
                    empty[radius] += not hits
    assert empty[None] == len(CORNERS) * len(CLOCKS)
    assert empty[50_000] >= len(CLOCKS)


def test_a_summary_without_an_open_match_names_the_next_opening_and_what_never_closes(
    client: FlaskClient, oracle: Oracle
) -> None:
    rng = random.Random(24)
    named: Counter[str] = Counter()
    for clock in CLOCKS:
        with time_machine.travel(clock, tick=False):
            for n in range(25):
                lat, lng = _near_a_station(rng, oracle)
                kinds = ((), ("community_center",), ("womens_home", "union_station"))[n % 3]
                question = Question(lat, lng, radius_m=rng.choice((200, 400, 800)), kinds=kinds, open=FORMS[n % 2])
                _same_answer(client, oracle, question, clock)
                summary = oracle.answer(question, clock)[1]
                named["next"] += summary.next_opening is not None
                named["always"] += summary.always_open is not None
    assert min(named["next"], named["always"]) >= 30


def test_without_a_position_the_list_is_by_name(client: FlaskClient, oracle: Oracle) -> None:
    rng = random.Random(11)
    for clock in CLOCKS:
        with time_machine.travel(clock, tick=False):
            for form in (None, "now", "instant"):
                question = Question(
                    amenities=tuple(rng.sample(("hot_water", "toilet", "wifi"), rng.randrange(3))),
                    area=rng.choice((None, "652722", "652701001", "652700")),
                    q=rng.choice((None, *WORDS[:3])),
                    open=_instant(rng, clock) if form == "instant" else form,
                )
                _same_answer(client, oracle, question, clock)


# --- asking --------------------------------------------------------------------------------------------------------


def _same_answer(
    client: FlaskClient, oracle: Oracle, question: Question, clock: datetime, limit: int = 100
) -> list[Hit]:
    """Walk all pages and hold every card and the summary against the oracle's; returns the oracle's hits."""
    hits, summary = oracle.answer(question, clock)
    cards, told = _walk(client, question, 100 if len(hits) > 30 * limit else limit)
    expected = [(hit.place.code, hit.distance_m) for hit in hits]
    assert [(card["code"], card["distance_m"]) for card in cards] == expected, (question, clock)
    for card, hit in zip(cards, hits, strict=True):
        _same_card(card, hit, oracle, question, clock)
    found = (
        told["open_count"],
        told["within_m"],
        *(told[name] and told[name]["code"] for name in ("next_opening", "always_open")),
    )
    assert found == (summary.open_count, summary.within_m, summary.next_opening, summary.always_open), (question, clock)
    return hits


def _walk(client: FlaskClient, question: Question, limit: int) -> tuple[list[dict], dict]:
    """All cards, page by page, and the first page's summary. Every page but the last is full."""
    cards: list[dict] = []
    pages: list[dict] = []
    cursor = None
    while not pages or cursor:
        query = [*question.query(), ("limit", str(limit)), *([("cursor", cursor)] if cursor else [])]
        response = client.get("/api/v1/stations", query_string=query)
        assert response.status_code == 200, response.text
        if cursor is None:  # a token, though nobody's, takes the long way through Flask
            long_way = client.get("/api/v1/stations", query_string=query, headers={"Authorization": "Bearer nobody"})
            assert long_way.data == response.data
        page = response.get_json()
        assert ("summary" in page) == (cursor is None)
        assert len(page["items"]) <= limit
        pages.append(page)
        cards += page["items"]
        cursor = page["next_cursor"]
    assert all(len(page["items"]) == limit for page, _ in pairwise(pages))
    return cards, pages[0]["summary"]


def _same_card(card: dict, hit: Hit, oracle: Oracle, question: Question, clock: datetime) -> None:
    """What of a card depends on the clock, the position and the datum."""
    line = oracle.line(hit.place, clock)
    state, change, opens = line.state(clock), line.next_change(clock), line.next_opening(clock)
    where = (question, clock, hit.place)
    assert card["open_state"] == state, where
    assert _instants(card["next_change"] and card["next_change"]["at"]) == (change and change[0]), where
    assert (card["next_change"] and card["next_change"]["state"]) == (change and change[1]), where
    assert _instants(card["open_until"]) == (change[0] if change and state == "open" else None), where
    assert _instants(card["opens_at"]) == (None if state == "open" else opens), where
    if hit.distance_m is None:
        assert card["open_on_arrival"] is None
    else:
        assert (card["open_on_arrival"] is True) == (oracle.arrival(hit, clock) == "open"), where
    assert {thing["amenity"]: thing["status"] for thing in card["amenities"]} == hit.place.amenities
    lat, lng = oracle.shown(hit.place, question.crs)
    assert math.isclose(card["lat"], lat, abs_tol=6e-7)
    assert math.isclose(card["lng"], lng, abs_tol=6e-7)


def _instants(text: str | None) -> datetime | None:
    return text and datetime.fromisoformat(text)


# --- questions -----------------------------------------------------------------------------------------------------


def _question(rng: random.Random, oracle: Oracle, n: int) -> Question:
    """The n-th of the five hundred: three in five near a station, the rest all over the box, all filters by dice."""
    clock = CLOCKS[n % len(CLOCKS)]
    lat, lng = _near_a_station(rng, oracle) if n % 5 < 3 else (rng.uniform(SOUTH, NORTH), rng.uniform(WEST, EAST))
    crs = "wgs84" if rng.random() < 0.3 or n % 5 >= 3 else "gcj02"
    form = FORMS[n // len(CLOCKS) % 4]
    place = rng.choice(oracle.places)
    digits = rng.choice((3, 4, 6, 12))
    return Question(
        lat=min(max(round(lat, digits), SOUTH), NORTH),
        lng=min(max(round(lng, digits), WEST), EAST),
        crs=crs,
        radius_m=rng.choice((None, None, 500, 1000, 3000, 15_000, 50_000)),
        kinds=tuple(rng.sample(KINDS, rng.choice((1, 2, 3)))) if rng.random() < 0.25 else (),
        amenities=tuple(rng.sample(THINGS, rng.choice((1, 1, 2)))) if rng.random() < 0.4 else (),
        open=_instant(rng, clock) if form == "instant" else form,
        area=rng.choice(oracle.chain(place.area)) if rng.random() < 0.2 else None,
        q=rng.choice(WORDS) if rng.random() < 0.2 else None,
    )


KINDS = ("rider_station", "rider_home", "union_station", "community_center", "youth_home", "womens_home", "friendly_merchant", "repair_point")  # fmt: skip
THINGS = ("hot_water", "drinking_water", "toilet", "seats", "wifi", "phone_charging", "heating", "microwave")


def _near_a_station(rng: random.Random, oracle: Oracle) -> tuple[float, float]:
    """Within about 2.4 km of a listed station: 0.3 km more by the datum still is near."""
    place = rng.choice(oracle.places)
    bearing, way = rng.uniform(0, 2 * math.pi), 2400 * math.sqrt(rng.random())
    return place.lat + way * math.cos(bearing) / 111_195, place.lng + way * math.sin(bearing) / 78_800


def _instant(rng: random.Random, clock: datetime) -> datetime:
    """Some second of the next 14 days, in Beijing time or in UTC."""
    later = clock + timedelta(seconds=rng.randrange(14 * 86_400) if rng.random() < 0.7 else rng.randrange(86_400))
    return later if rng.random() < 0.7 else later.astimezone(UTC)


def _count(seen: Counter[str], question: Question, hits: list[Hit], oracle: Oracle) -> None:
    seen["points"] += 1
    seen["non-empty"] += bool(hits)
    seen["near"] += oracle.nearest_m(question) <= 3000
    seen["wgs84"] += question.crs == "wgs84"
    seen["instant" if isinstance(question.open, datetime) else str(question.open)] += 1
    for name in FILTERS:
        seen[name] += bool(getattr(question, name))
