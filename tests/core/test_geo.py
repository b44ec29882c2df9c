"""Datums, distances and boxes against published pairs, an exact inverse and plain trigonometry."""

from __future__ import annotations

import math
import random

import pytest

from app.core.geo import (
    EARTH_RADIUS_M,
    SERVICE_BOX,
    Box,
    box_around,
    distance_m,
    in_box,
    is_pasted_gcj02,
    to_gcj02,
    to_wgs84,
)

BOLE = (44.903778, 82.0708139)
BOLE_GCJ02 = (44.904805, 82.074103)


def _plain_distance(lat1, lng1, lat2, lng2) -> float:
    """Metres by the chord between unit vectors: shares no formula with the app's."""
    one, two = (
        (math.cos(math.radians(a)) * math.cos(math.radians(o)), math.cos(math.radians(a)) * math.sin(math.radians(o)), math.sin(math.radians(a)))
        for a, o in ((lat1, lng1), (lat2, lng2))
    )  # fmt: skip
    return 2 * EARTH_RADIUS_M * math.asin(math.dist(one, two) / 2)


def _points(count: int, box: Box, seed: str):
    rng = random.Random(seed)
    corners = [(lat, lng) for lat in (box.south, box.north) for lng in (box.west, box.east)]
    return corners + [(rng.uniform(box.south, box.north), rng.uniform(box.west, box.east)) for _ in range(count)]


def test_t09_a_known_pair_is_the_same_place_in_both_datums():
    assert to_gcj02(*BOLE) == pytest.approx(BOLE_GCJ02, abs=5e-7)
    assert distance_m(*to_wgs84(*BOLE_GCJ02), *BOLE) <= 1
    assert distance_m(*to_gcj02(*BOLE), *BOLE_GCJ02) <= 1


def test_t09_a_mixed_pair_is_283_m_apart_and_caught():
    assert distance_m(*BOLE, *BOLE_GCJ02) == pytest.approx(283, abs=0.5)
    assert is_pasted_gcj02(*BOLE, *BOLE_GCJ02)


def test_a_pin_that_moved_is_not_taken_for_a_mixed_datum():
    south_west = (BOLE[0] - 0.001027, BOLE[1] - 0.0032891)
    assert 200 <= distance_m(*BOLE, *south_west) <= 330
    assert not is_pasted_gcj02(*BOLE, *south_west)
    assert not is_pasted_gcj02(*BOLE, *BOLE)
    assert not is_pasted_gcj02(*BOLE, BOLE[0] + 0.01, BOLE[1])


def test_t09_a_pin_some_steps_off_in_the_other_datum_is_caught_up_to_thirty_metres():
    step = 1 / 111_195  # degrees of latitude in a metre
    assert is_pasted_gcj02(*BOLE, BOLE_GCJ02[0] + 25 * step, BOLE_GCJ02[1])
    assert not is_pasted_gcj02(*BOLE, BOLE_GCJ02[0] + 35 * step, BOLE_GCJ02[1])


@pytest.mark.parametrize(
    ("place", "metres"),
    [((44.903778, 82.070814), 283), ((45.1733, 82.5546), 236), ((44.60, 82.90), 238), ((44.967, 81.017), 240)],
)
def test_the_shift_has_its_known_length_at_the_four_towns(place, metres):
    assert round(distance_m(*place, *to_gcj02(*place))) == metres


@pytest.mark.parametrize(
    ("wgs84", "gcj02"),
    [
        ((31.1774276, 121.5272106), (31.17530398364597, 121.531541859215)),
        ((22.543847, 113.912316), (22.540796131694766, 113.9171764808363)),
        ((39.911954, 116.377817), (39.91334545536069, 116.38404722455657)),
    ],
    ids=["Shanghai", "Shenzhen", "Beijing"],
)
def test_widely_published_pairs_hold_to_a_micrometre(wgs84, gcj02):
    assert distance_m(*to_gcj02(*wgs84), *gcj02) < 1e-6
    assert distance_m(*to_wgs84(*gcj02), *wgs84) < 1e-6


@pytest.mark.parametrize(
    ("box", "count"), [(SERVICE_BOX, 20_000), (Box(18.0, 74.0, 53.0, 135.0), 5_000)], ids=["service box", "China"]
)
def test_the_way_to_gcj02_and_back_ends_within_a_micrometre(box, count):
    worst = max(distance_m(lat, lng, *to_wgs84(*to_gcj02(lat, lng))) for lat, lng in _points(count, box, "round trip"))
    assert worst < 1e-6


def test_the_way_to_wgs84_and_back_ends_within_a_micrometre():
    points = _points(5_000, SERVICE_BOX, "other way")
    assert max(distance_m(lat, lng, *to_gcj02(*to_wgs84(lat, lng))) for lat, lng in points) < 1e-6


def test_the_inverse_copes_with_the_corner_of_the_formula_on_meridian_105():
    for lng in (105.0, 105.0 - 1e-9, 105.0 + 1e-9, 104.999):
        assert distance_m(35.0, lng, *to_wgs84(*to_gcj02(35.0, lng))) < 1e-6


def test_nothing_shifts_outside_the_shifted_rectangle():
    for place in ((52.52, 13.405), (0.0, 100.0), (82.07, 44.9), (-33.87, 151.2)):
        assert to_gcj02(*place) == place
        assert to_wgs84(*place) == place


def test_distances_agree_with_plain_trigonometry():
    points = _points(2_000, SERVICE_BOX, "distance")
    for one, two in zip(points, reversed(points), strict=True):
        assert distance_m(*one, *two) == pytest.approx(_plain_distance(*one, *two), abs=1e-4)
    assert distance_m(*BOLE, *BOLE) == 0
    assert distance_m(0, 0, 0, 180) == pytest.approx(math.pi * EARTH_RADIUS_M)


def test_a_box_around_a_point_holds_its_circle_and_hardly_more():
    rng = random.Random("boxes")
    for lat, lng in _points(200, SERVICE_BOX, "box"):
        radius = rng.choice((1, 500, 5_000, 50_000))
        box = box_around(lat, lng, radius)
        for bearing in range(0, 360, 5):
            assert in_box(*_walk(lat, lng, radius, bearing), box)
        for edge in (box.north - lat, lat - box.south):
            assert math.radians(edge) * EARTH_RADIUS_M == pytest.approx(radius, rel=1e-3, abs=0.002)
        beyond = distance_m(lat, lng, lat, box.east)
        assert radius <= beyond <= radius * 1.01 + 0.01


def _walk(lat, lng, metres, bearing):
    """Where one stands after walking a great circle: the direct problem on the sphere."""
    phi, angle, turn = math.radians(lat), metres / EARTH_RADIUS_M, math.radians(bearing)
    end = math.asin(math.sin(phi) * math.cos(angle) + math.cos(phi) * math.sin(angle) * math.cos(turn))
    east = math.atan2(math.sin(turn) * math.sin(angle) * math.cos(phi), math.cos(angle) - math.sin(phi) * math.sin(end))
    return math.degrees(end), lng + math.degrees(east)


def test_a_box_over_a_pole_goes_all_the_way_round():
    assert box_around(89.99, 10.0, 5_000)[1:] == (-180.0, 90.0, 180.0)


def test_t10_a_swapped_or_distant_point_is_outside_the_service_box():
    lat, lng = BOLE
    assert in_box(lat, lng)
    for outside in ((44.0333, 82.0), (45.3834, 82.0), (44.9, 79.8833), (44.9, 83.8834)):
        assert not in_box(*outside)
    for far_off in ((lng, lat), (39.9, 116.4), (0.0, 0.0), (44.0, 82.0), (45.4, 82.0), (44.9, 79.8), (44.9, 83.9)):
        assert not in_box(*far_off)
        assert not in_box(*to_wgs84(*far_off))


def test_t10_the_edges_of_the_service_box_belong_to_it():
    for corner in ((44 + 2 / 60, 79 + 53 / 60), (45 + 23 / 60, 83 + 53 / 60), (44.0334, 79.8834), (45.3833, 83.8833)):
        assert in_box(*corner)
    assert not in_box(float("nan"), 82.0)
