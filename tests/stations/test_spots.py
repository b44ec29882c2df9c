"""What is settled for a spot once holds for each of its points: the first page is what a look at everything finds."""

from __future__ import annotations

import random

import pytest

from app.core.geo import distance_m
from app.stations import nearby, sieve
from app.stations.nearby import Search, first_page, page_after
from app.stations.rows import CELL_LAT, CELL_LNG
from app.stations.snapshot import Snapshot, build
from app.stations.spots import CORNER, SPOT, place_of, spot_at, spot_of
from tests.stations.facts_builders import station
from tests.stations.hours_builders import BL_001, BL_002, BL_005, JH_002, PUBLISHED, at

NOW = int(at("2026-06-12 19:30").timestamp())
MIDDLE = (44.9046, 82.0719)


def crowded(count: int = 600, seed: int = 7) -> Snapshot:
    """Many stations within some 8 km, some of them on one point."""
    rng = random.Random(seed)
    made = []
    for number in range(count):
        lat, lng = rng.gauss(MIDDLE[0], 0.03), rng.gauss(MIDDLE[1], 0.04)
        if number % 9 == 0:
            lat, lng = MIDDLE
        things = rng.sample(["hot_water", "wifi", "heating"], rng.randint(0, 3))
        hours = rng.choice((BL_001, BL_002, BL_005, JH_002))
        made.append(
            station(f"S{number:04d}", hours=hours, things=things, lat_wgs84=round(lat, 6), lng_wgs84=round(lng, 6))
        )
    return build(made, PUBLISHED, change_no=1, rules_no=1, rules_changed_at=0.0)


SNAPSHOT = crowded()


@pytest.mark.parametrize("radius_m", [1, 50, 300, 700, 2_000, 5_000, 15_000, 50_000])
@pytest.mark.parametrize("limit", [1, 20, 100])
@pytest.mark.parametrize("open_when", [None, "now"])
def test_the_first_page_is_what_a_look_at_all_finds(radius_m: int, limit: int, open_when: str | None) -> None:
    rng = random.Random(radius_m * 1_000 + limit)
    for _ in range(40):
        point = rng.gauss(MIDDLE[0], 0.03), rng.gauss(MIDDLE[1], 0.04)
        for needs in (0, 1):
            search = Search(point=point, radius_m=radius_m, needs=needs, open_when=open_when)
            assert first_page(SNAPSHOT, search, NOW, limit) == page_after(SNAPSHOT, search, NOW, limit, None)


@pytest.mark.parametrize("along", [SPOT, CORNER])
def test_a_spot_holds_its_points_and_none_lies_further_from_its_middle_than_it_says(along: int) -> None:
    rng = random.Random(1)
    for _ in range(500):
        lat, lng = rng.uniform(44.04, 45.38), rng.uniform(79.9, 83.88)
        spot = spot_at(place_of(lat, lng, along))
        assert abs(lat - spot.lat) <= CELL_LAT / along / 2 + 1e-12
        assert abs(lng - spot.lng) <= CELL_LNG / along / 2 + 1e-12
        assert distance_m(lat, lng, spot.lat, spot.lng) <= spot.spread_m + 0.001


def test_a_corner_lies_within_its_spot() -> None:
    rng = random.Random(2)
    for _ in range(500):
        corner = place_of(rng.uniform(44.04, 45.38), rng.uniform(79.9, 83.88), CORNER)
        inside, around = spot_at(corner), spot_at(spot_of(corner))
        assert abs(inside.lat - around.lat) <= CELL_LAT / SPOT / 2 - CELL_LAT / CORNER / 2 + 1e-12
        assert abs(inside.lng - around.lng) <= CELL_LNG / SPOT / 2 - CELL_LNG / CORNER / 2 + 1e-12


def test_few_stations_are_measured_in_a_crowd_and_fewer_in_a_corner_of_it() -> None:
    search = Search(point=MIDDLE)
    corner = nearby._looked_around(SNAPSHOT, search, 20, None)
    kept = SNAPSHOT.sieve.through((0, 0, None))
    spot = nearby._around_spot(SNAPSHOT, kept, spot_of(place_of(*MIDDLE, CORNER)), search.radius_m, 20)
    assert not spot.whole and spot.inner > 200 and len(spot.near) + len(spot.rim) < spot.inner
    assert len(corner.rim) < len(spot.rim) / 2 and len(corner.near) < len(spot.near)
    assert corner.inner + len(corner.rim) >= spot.inner and set(corner.near) < set(spot.near)


def test_what_is_remembered_of_spots_stays_within_its_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sieve, "MOST_ENTRIES", 1_000)
    fresh, rng = crowded(seed=8), random.Random(3)
    most = 0
    for _ in range(200):
        search = Search(point=(rng.gauss(MIDDLE[0], 0.02), rng.gauss(MIDDLE[1], 0.03)))
        first_page(fresh, search, NOW, 20)
        kept = fresh.sieve.through((0, 0, None)).spots
        most = max(most, sum(len(a.near) + len(a.rim) for a in kept.values()))
    assert 0 < most < 2_000  # one spot alone may pass it
