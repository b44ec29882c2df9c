"""How long crowding holds, how coarse a vote is, which alert wakes people: plain values, no application."""

from __future__ import annotations

import random
from datetime import date

import pytest

from app.core import geo
from app.stations import riders_rules as rules

TODAY = date(2025, 11, 20)


def test_crowding_is_shown_for_sixty_minutes():
    assert rules.crowding_until(1_000.0) == 1_000 + 3_600


def test_points_of_one_place_share_a_cell_and_half_a_kilometre_away_is_another():
    here = rules.cell_of(44.9040, 82.0740)
    assert rules.cell_of(44.9041, 82.0741) == here
    assert rules.cell_of(44.9040 + rules.CELL_LAT, 82.0740) != here
    assert rules.cell_of(44.9040, 82.0740 + rules.CELL_LNG) != here


def test_a_cell_is_half_a_kilometre_both_ways_all_over_the_prefecture():
    box, rng = geo.SERVICE_BOX, random.Random(4)
    for _ in range(200):
        lat, lng = rng.uniform(box.south, box.north), rng.uniform(box.west, box.east)
        assert 495 < geo.distance_m(lat, lng, lat + rules.CELL_LAT, lng) < 505
        assert 495 < geo.distance_m(lat, lng, lat, lng + rules.CELL_LNG) < 512
        assert len(rules.cell_of(lat, lng)) <= 12


def test_votes_are_counted_by_month():
    assert rules.month_of(date(2025, 11, 30)) == date(2025, 11, 1)


@pytest.mark.parametrize(
    ("kind", "on", "wakes"),
    [
        ("special", TODAY, True),
        ("special", date(2025, 11, 21), True),
        ("special", date(2025, 11, 22), False),  # time enough to tell it in the morning
        ("closed", TODAY, False),
    ],
)
def test_only_an_opening_of_tonight_or_tomorrow_wakes_people(kind: str, on: date, wakes: bool):
    assert rules.wakes(kind, on, TODAY) is wakes
