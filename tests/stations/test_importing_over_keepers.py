"""Importing over what keepers and riders said: their words stand where the sheet did not change."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core.db import transaction
from app.stations.hours_words import write
from app.stations.models import Station, StationAmenity
from app.stations.schedule_rows import as_schedules
from tests.stations.sheets import row
from tests.stations.taking_in import (
    counts,
    history,
    keeper_says,
    keeper_writes,
    station,
    take_rows,
    things,
)
from tests.support.places import load_areas, make_station


@pytest.fixture
def here(app: Flask) -> Flask:
    """The areas, and a station that no sheet of these tests names."""
    load_areas(app)
    make_station("NOISE-1", amenities=["hot_water"], hours="每天 08:00-09:00")
    return app


# --- what keepers changed ----------------------------------------------------------------------------------------


def test_cells_that_did_not_change_leave_what_keepers_wrote(here):
    take_rows(row())
    keeper_writes(name="站长起的名字", contact="0909-7777777", lat_wgs84=44.9, note="站长的话")
    result = take_rows(row(地址="新地址"))
    one = station()
    assert (one.name, one.contact, one.lat_wgs84, one.note) == ("站长起的名字", "0909-7777777", 44.9, "站长的话")
    assert one.address == "新地址"
    assert result.kept == [{"code": "YQ9001", "column": column} for column in ("名称", "纬度", "电话", "备注")]
    assert counts(result) == (1, 0, 1, 0)


def test_a_cell_that_did_change_wins_over_the_keeper(here):
    take_rows(row())
    keeper_writes(name="站长起的名字")
    result = take_rows(row(名称="办公室起的名字"))
    assert station().name == "办公室起的名字"
    assert result.kept == []


def test_a_cell_that_says_what_the_keeper_said_already_changes_nothing_people_see(here):
    take_rows(row())
    keeper_writes(name="新名字")
    version = station().version
    result = take_rows(row(名称="新名字"))
    assert counts(result) == (1, 0, 0, 1)
    assert (station().version, history()) == (version, [])
    keeper_writes(name="更新的名字")
    assert take_rows(row(名称="新名字")).kept == [{"code": "YQ9001", "column": "名称"}]


def test_a_moved_point_is_taken_whole(here):
    """Half of the keeper's pin and half of the sheet's would be a third place."""
    take_rows(row())
    keeper_writes(lat_wgs84=44.9, lng_wgs84=82.1)
    take_rows(row(经度="82.080000"))
    assert (station().lat_wgs84, station().lng_wgs84) == (44.9046, 82.08)


def test_hours_that_a_keeper_changed_stay_and_are_told(here):
    take_rows(row())
    with transaction() as session:
        one = session.scalars(sa.select(Station).where(Station.code == "YQ9001")).one()
        session.execute(
            sa.text("UPDATE station_schedules SET closes_minute = 1260 WHERE station_id = :id"), {"id": one.id}
        )
    result = take_rows(row(开放时间="每天  10:00—20:00"))
    assert result.kept == [{"code": "YQ9001", "column": "开放时间"}]
    assert write(as_schedules(station().schedules)) == "每天 10:00-21:00"


def test_an_amenity_keeps_its_status_a_new_one_works_and_a_dropped_one_is_absent(here):
    take_rows(row(设施="热水;座椅;暖气"))
    keeper_says("hot_water", "limited")
    keeper_says("heating", "broken")
    result = take_rows(row(设施="热水;微波炉"))
    assert things() == {
        "hot_water": ("limited", "manager"),
        "microwave": ("working", "import"),
        "seats": ("absent", "import"),
        "heating": ("broken", "manager"),
    }
    assert result.kept == [{"code": "YQ9001", "column": "设施"}]
    assert {line[0] for line in history()} >= {"amenities.microwave", "amenities.seats"}


def test_an_amenity_listed_again_works_again_but_not_against_the_keeper(here):
    take_rows(row(设施="热水;座椅"))
    take_rows(row(设施="热水"))
    assert things()["seats"] == ("absent", "import")
    take_rows(row(设施="热水;座椅"))
    assert things()["seats"] == ("working", "import")
    keeper_says("seats", "absent")
    take_rows(row(设施="热水"))
    take_rows(row(设施="热水;座椅"))
    assert things()["seats"] == ("absent", "manager")


def test_what_riders_reported_stays_and_is_not_called_a_keeper_s(here):
    take_rows(row(设施="热水;座椅"))
    with transaction() as session:
        thing = session.get(StationAmenity, (station().id, "hot_water"))
        thing.status, thing.source = "limited", "riders"
    result = take_rows(row(设施="座椅"))
    assert things()["hot_water"] == ("limited", "riders")
    assert result.kept == []


def test_a_station_that_staff_made_by_hand_is_taken_over_by_its_first_sheet(here):
    make_station("YQ9001", amenities={"hot_water": "broken"}, source="manager", name="手工建的")
    result = take_rows(row())
    assert counts(result) == (1, 0, 1, 0)
    assert station().name == "试验益骑驿站"
    assert things() == {"hot_water": ("broken", "manager"), "seats": ("working", "import")}
