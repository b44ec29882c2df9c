"""The snapshot as a value: patched or built anew it is the same, its distances are true, its old readers undisturbed."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from math import asin, sqrt
from typing import Any

import pytest

from app.core.geo import EARTH_RADIUS_M, SERVICE_BOX, distance_m
from app.stations import snapshot
from app.stations.facts import StationFacts
from app.stations.nearby import Search, find_nearby
from app.stations.rows import cell_of, unit_vector
from app.stations.snapshot import Openness, Snapshot, build
from app.stations.timeline import OPEN, Timeline
from tests.stations import oracle
from tests.stations.facts_builders import MADE_AT, plain, station
from tests.stations.hours_builders import AL_001, BL_001, BL_002, BL_003, BL_005, JH_002, PUBLISHED, at, hours, rule

NOW = int(at("2026-06-10 12:00").timestamp())
HOURS = (BL_001, BL_002, BL_003, BL_005, AL_001, JH_002)
AREAS = ("652701001", "652701002", "652722100")


def built(stations: Iterable[StationFacts], change_no: int = 1) -> Snapshot:
    return build(stations, PUBLISHED, change_no=change_no, rules_no=1, rules_changed_at=0.0)


class Town:
    """Stations that change by dice, as their tables would hold them."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.change_no = 1
        self.stations = {f"T-{n:03d}": self._fresh(f"T-{n:03d}") for n in range(30)}

    def change(self) -> list[StationFacts]:
        """One commit: one to four stations changed in one way or another, or made."""
        self.change_no += 1
        codes = self.rng.sample(sorted(self.stations), self.rng.randint(1, 4))
        changed = [self._changed(self.stations[code]) for code in codes]
        if self.rng.random() < 0.2:
            changed.append(self._fresh(f"N-{self.change_no:03d}"))
        self.stations |= {one.code: one for one in changed}
        return changed

    def _fresh(self, code: str) -> StationFacts:
        place = {"area_code": self.rng.choice(AREAS), "hours": self.rng.choice(HOURS)}
        return station(
            code, name=self.rng.choice("甲乙丙"), things=("hot_water",), **place, **self._point(), **self._stamp()
        )

    def _changed(self, old: StationFacts) -> StationFacts:
        how = self.rng.choice(("move", "rename", "hide", "unhide", "things", "hours", "nothing"))
        row, amenities = dict(old.row) | self._stamp(), old.amenities
        if how == "move":
            row |= self._point()
        elif how == "rename":
            row["name"] = self.rng.choice("甲乙丙丁")
        elif how == "hide":
            row |= self.rng.choice(({"status": "inactive"}, {"open_to_riders": False}, {"status": "defunct"}))
        elif how == "unhide":
            row |= {"status": "active", "open_to_riders": True}
        elif how == "things":
            amenities = tuple(
                replace(one, status=self.rng.choice(("working", "broken", "limited"))) for one in amenities
            )
        hours_now = self.rng.choice(HOURS) if how == "hours" else old.hours
        return StationFacts(row, amenities, (), hours_now, old.area)

    def _point(self) -> dict[str, float]:
        """A point near the others, often in another cell, now and then where another station stands."""
        return {"lat_wgs84": 44.9 + self.rng.randrange(8) / 100, "lng_wgs84": 82.0 + self.rng.randrange(8) / 100}

    def _stamp(self) -> dict[str, Any]:
        return {"change_no": self.change_no, "changed_at": MADE_AT + timedelta(seconds=self.change_no // 2)}


@pytest.mark.parametrize("seed", range(12))
def test_patched_any_number_of_times_it_is_what_it_would_be_built_anew(seed: int) -> None:
    town = Town(seed)
    patched = built(town.stations.values())
    for step in range(40):
        patched = patched.patched(town.change(), town.change_no)
        if step % 4 == 3:
            assert plain(patched) == plain(built(town.stations.values(), town.change_no)), step


def test_a_reader_of_the_old_snapshot_sees_no_change() -> None:
    town = Town(99)
    old = built(town.stations.values())
    before = plain(old)
    after = old
    for _ in range(20):
        after = after.patched(town.change(), town.change_no)
    assert plain(old) == before and plain(after) != before


def test_cells_without_a_changed_station_are_shared() -> None:
    old = built([station("T-001"), station("T-002", lat_wgs84=45.2)])
    new = old.patched([station("T-001", name="新名")], 2)
    assert new.cells[cell_of(45.2, 82.0719)] is old.cells[cell_of(45.2, 82.0719)]


def test_hours_that_nobody_has_any_more_are_forgotten() -> None:
    """Every closure makes hours of its own: a worker that runs for weeks must not look ahead for all that ever were."""
    found = built([station("T-001"), station("T-002")])
    for minute in range(50):
        own = hours(rule("08:00-20:00"), rule(f"21:00-22:{minute:02d}"))
        found = found.patched([station("T-001", hours=own)], 2 + minute)
    assert sorted(found.timelines) == sorted({own.signature(), BL_001.signature()})
    assert len(found.timelines) == 2
    assert found.patched([station("T-001", status="inactive")], 99).timelines.keys() == {BL_001.signature()}


def test_stations_of_equal_hours_share_one_timeline_across_patches() -> None:
    old = built([station("T-001", hours=AL_001), station("T-002", hours=AL_001), station("T-003")])
    new = old.patched([station("T-003", hours=AL_001)], 2)
    assert len({id(row.timeline) for row in new.by_code.values()}) == 1
    assert new.by_code["T-003"].timeline is old.by_code["T-001"].timeline


def test_a_hidden_stations_change_is_a_change_of_its_areas() -> None:
    found = built([station("T-001", status="draft", changed_at=MADE_AT + timedelta(seconds=7))])
    assert found.by_code == {} and set(found.newest) == {"652700", "652701", "652701001"}


# --- distances and cells -------------------------------------------------------------------------------------------


def test_chords_of_unit_vectors_are_great_circle_metres_over_the_whole_service_box() -> None:
    rng, box = random.Random(3), SERVICE_BOX
    for _ in range(3_000):
        here = rng.uniform(box.south, box.north), rng.uniform(box.west, box.east)
        reach = rng.choice((1e-7, 1e-5, 1e-3, 0.1, 5.0))
        there = here[0] + rng.uniform(-reach, reach), here[1] + rng.uniform(-reach, reach)
        chord = sqrt(sum((a - b) ** 2 for a, b in zip(unit_vector(*here), unit_vector(*there), strict=True)))
        metres = 2 * EARTH_RADIUS_M * asin(chord / 2)
        assert metres == pytest.approx(distance_m(*here, *there), abs=1e-6)
        assert metres == pytest.approx(oracle.metres(*here, *there), abs=1e-6)


def test_a_cell_holds_its_south_west_edge_and_negative_degrees_have_their_own() -> None:
    assert cell_of(44.9, 82.02) != cell_of(44.899999, 82.02) != cell_of(44.899999, 82.019999)
    assert cell_of(0.0, 0.0) == (0, 0) and cell_of(-0.000001, -0.000001) == (-1, -1)
    assert cell_of(-0.02, -0.03) == (-1, -1) and cell_of(-0.020001, -0.030001) == (-2, -2)


@pytest.mark.parametrize(
    "middle", [(44.9, 82.02), (0.0, 0.0), (-0.02, -0.03), (44 + 2 / 60, 79 + 53 / 60), (-33.9, 18.4)]
)
def test_across_edges_of_cells_nothing_is_lost_and_nothing_found_twice(middle: tuple[float, float]) -> None:
    rng = random.Random(str(middle))
    points = {
        f"T-{n:03d}": (middle[0] + rng.uniform(-0.03, 0.03), middle[1] + rng.uniform(-0.045, 0.045)) for n in range(150)
    }
    points["T-900"] = middle
    found = built(station(code, lat_wgs84=lat, lng_wgs84=lng) for code, (lat, lng) in points.items())
    for radius in (1, 400, 1_500, 4_000, 50_000):
        here = middle[0] + rng.choice((0, 1e-9, -1e-9, 0.004)), middle[1] + rng.choice((0, 1e-9, -1e-9, -0.004))
        near = sorted((round(oracle.metres(*here, *point)), code) for code, point in points.items())
        matches = find_nearby(found, Search(point=here, radius_m=radius), NOW)
        assert [(match.metres, match.row.code) for match in matches] == [one for one in near if one[0] <= radius]


# --- openness ------------------------------------------------------------------------------------------------------


def test_what_is_open_follows_the_clock_forward_and_back() -> None:
    lines = [Timeline(facts, PUBLISHED) for facts in HOURS]
    openness, rng, now = Openness(lines), random.Random(5), NOW
    for _ in range(400):
        now += rng.choice((1, 60, 3_600, 9 * 3_600, -1, -60, -5 * 3_600))
        assert openness.at(now) == {line for line in lines if Timeline(line.hours, PUBLISHED).state_at(now) == OPEN}, (
            now
        )


def test_what_is_open_is_worked_out_at_a_turn_only(monkeypatch: pytest.MonkeyPatch) -> None:
    openness, asked = Openness([Timeline(AL_001, PUBLISHED)]), []
    state_now = Timeline.state_now

    def noted(self: Timeline, now: int) -> int:
        asked.append(now)
        return state_now(self, now)

    monkeypatch.setattr(snapshot.Timeline, "state_now", noted)
    opens = int(at("2026-06-10 09:30").timestamp())
    for now in (opens - 60, opens - 1, opens, opens + 1, opens + 12 * 3_600):
        openness.at(now)
    assert asked == [opens - 60, opens]


def test_nothing_is_open_where_nothing_is() -> None:
    assert Openness(()).at(NOW) == frozenset()
    assert find_nearby(Snapshot(), Search(point=(44.9, 82.0)), NOW) == [] == find_nearby(Snapshot(), Search(), NOW)
