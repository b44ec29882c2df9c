"""Importing in the database: all rows or none, twice changes nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import geo
from app.core.access import Scope
from app.core.audit import AuditEvent
from app.core.db import db
from app.stations import importing
from app.stations.hours_words import write
from app.stations.models import ChangeCounter, ImportBatch, Station, StationHistory
from app.stations.schedule_rows import as_schedules
from tests.stations.sheets import CHINESE, ENGLISH, as_csv, as_xlsx, everything, real_rows, row, table
from tests.stations.taking_in import (
    counts,
    history,
    keeper_says,
    keeper_writes,
    places,
    station,
    take_in,
    take_rows,
    things,
)
from tests.support.places import load_areas, load_sheet, make_station

Edit = Callable[[list[str]], None]
Fault = tuple[str, int, Edit, list[str]]  # what it is, its line, how it gets there, the columns to be named


@pytest.fixture
def here(app: Flask) -> Flask:
    """The areas, and a station that no sheet of these tests names."""
    load_areas(app)
    make_station("NOISE-1", amenities=["hot_water"], hours="每天 08:00-09:00")
    return app


# --- the whole sheet ---------------------------------------------------------------------------------------------


def test_the_office_s_sheet_makes_1661_stations_of_which_580_are_open_to_riders(here):
    began = time.perf_counter()
    result = load_sheet(here)
    took = time.perf_counter() - began
    assert counts(result) == (1661, 1661, 0, 0)
    assert (result.errors, result.kept) == ([], [])
    noise = sa.select(sa.func.count()).select_from(Station).where(Station.code != "NOISE-1")
    assert db.session.scalar(noise) == 1661
    assert db.session.scalar(noise.where(Station.open_to_riders)) == 580
    assert db.session.scalar(noise.where(Station.synthetic)) == 1661
    assert took < 15, "5 s on a quiet machine"


def test_the_same_sheet_in_every_form_changes_nothing_not_even_the_dump(here):
    load_sheet(here)
    before = everything()
    rows = real_rows()
    for raw in (
        as_csv(rows, "gb18030"),
        as_xlsx(rows, numbers=["经度", "纬度", "座位数", "区划代码"]),
        as_csv([line[::-1] for line in [ENGLISH, *rows[:0:-1]]], "utf-8-sig"),
    ):
        result = take_in(raw)
        assert counts(result) == (1661, 0, 0, 1661)
        assert (result.batch_id, result.kept, result.errors) == (None, [], [])
    assert everything() == before


def test_t63_a_manager_s_broken_hot_water_outlives_the_same_sheet(here):
    load_sheet(here)
    with_hot_water = next(line for line in real_rows()[1:] if "热水" in line[9].split(";"))
    code = with_hot_water[0]
    keeper_says("hot_water", "broken", code)
    before = everything()
    result = load_sheet(here)
    assert counts(result) == (1661, 0, 0, 1661)
    assert things(code)["hot_water"] == ("broken", "manager")
    assert result.kept == [{"code": code, "column": "设施"}]
    assert everything() == before


FAULTS: list[Fault] = [
    ("duplicate code", 2, lambda line: line.__setitem__(0, "DQ0001"), ["编号"]),
    ("duplicate code in small letters", 3, lambda line: line.__setitem__(0, "dq0002"), ["编号"]),
    ("no code", 40, lambda line: line.__setitem__(0, " "), ["编号"]),
    ("a code without a letter", 77, lambda line: line.__setitem__(0, "20250001"), ["编号"]),
    ("no name", 101, lambda line: line.__setitem__(1, ""), ["名称"]),
    ("a name of 61 characters", 120, lambda line: line.__setitem__(1, "长" * 61), ["名称"]),
    ("a formula", 140, lambda line: line.__setitem__(1, '=HYPERLINK("http://example.invalid")'), ["名称"]),
    ("text that turns its surroundings round", 160, lambda line: line.__setitem__(1, "站\u202e点"), ["名称"]),
    ("an unknown kind", 222, lambda line: line.__setitem__(2, "便民驿站"), ["类型"]),
    ("an unknown area", 300, lambda line: line.__setitem__(3, "652799001"), ["区划代码"]),
    ("an area that is a county", 333, lambda line: line.__setitem__(3, "652701"), ["区划代码"]),
    ("a line break", 400, lambda line: line.__setitem__(4, "青得里街道\n银河社区"), ["地址"]),
    ("swapped angles", 444, lambda line: line.__setitem__(slice(5, 7), line[6:4:-1]), ["经度", "纬度"]),
    ("outside the box", 500, lambda line: line.__setitem__(6, "43.825592"), ["纬度"]),
    ("an angle in words", 555, lambda line: line.__setitem__(5, "东经82度"), ["经度"]),
    ("an unknown datum", 600, lambda line: line.__setitem__(7, "BD-09"), ["坐标系"]),
    ("a bad hour", 666, lambda line: line.__setitem__(8, "每天 10:00-25:00"), ["开放时间"]),
    ("overlapping hours", 700, lambda line: line.__setitem__(8, "每天 10:00-14:00,13:00-20:00"), ["开放时间"]),
    ("an unknown amenity", 777, lambda line: line.__setitem__(9, "热水;棋牌"), ["设施"]),
    ("seats in words", 888, lambda line: line.__setitem__(10, "若干"), ["座位数"]),
    ("too many seats", 999, lambda line: line.__setitem__(10, "100000"), ["座位数"]),
    ("a malformed phone", 1111, lambda line: line.__setitem__(11, "0909-21O4460"), ["电话"]),
    ("neither 是 nor 否", 1222, lambda line: line.__setitem__(12, "看情况"), ["对骑手开放"]),
    ("no word on sample data", 1333, lambda line: line.__setitem__(13, ""), ["示例数据"]),
    ("a command as a note", 1444, lambda line: line.__setitem__(14, "@SUM(1)"), ["备注"]),
    ("a cell too many", 1555, lambda line: line.append("?"), [""]),
    ("two faults in one line", 1660, lambda line: line.__setitem__(slice(2, 4), ["", "x"]), ["类型", "区划代码"]),
]


def _injected(faults: Sequence[Fault], rows: list[list[str]]) -> list[tuple[int, str]]:
    """Put the faults into their lines and say where they are; a fault's number counts stations from 0."""
    wanted = []
    for _, number, edit, columns in faults:
        edit(rows[number + 1])
        wanted += [(number + 2, column) for column in columns]
    return wanted


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_all_faults_of_a_sheet_are_named_and_no_others_and_nothing_is_written(here, form):
    rows = real_rows()
    wanted = _injected(FAULTS, rows)
    before = everything()
    raw = as_csv(rows) if form == "csv" else as_xlsx(rows)
    began = time.perf_counter()
    result = take_in(raw)
    took = time.perf_counter() - began
    assert len(FAULTS) >= 20
    assert places(result) == wanted
    assert all(error["message"] for error in result.errors)
    assert counts(result) == (1661, 0, 0, 0)
    assert result.batch_id is None
    assert everything() == before
    assert took < 3


@pytest.mark.parametrize("fault", FAULTS, ids=[fault[0] for fault in FAULTS])
def test_each_fault_alone_is_named_by_row_and_column(here, fault):
    rows = real_rows(6)
    wanted = _injected([(fault[0], 4, *fault[2:])], rows)
    assert places(take_in(as_csv(rows), dry_run=True)) == wanted


def test_t27_duplicate_code_bad_hour_bom_gb18030_and_english_headers(here):
    rows = table(row(), row(编号="YQ9002", 开放时间="每天 10:00-24:30"), row(名称="又一个"))
    before = everything()
    for raw, names in (
        (as_csv(rows, "utf-8-sig"), CHINESE),
        (as_csv(rows, "gb18030"), CHINESE),
        (as_csv([ENGLISH, *rows[1:]]), ENGLISH),
        (as_xlsx([ENGLISH, *rows[1:]]), ENGLISH),
    ):
        assert places(take_in(raw)) == [(3, names[8]), (4, names[0])]
        assert everything() == before


def test_t10_a_row_with_a_swapped_or_distant_point_keeps_the_whole_sheet_out(here):
    result = take_rows(row(), row(编号="YQ9002", 经度="44.9046", 纬度="82.0719"), row(编号="YQ9003", 纬度="39.9042"))
    assert places(result) == [(3, "经度"), (3, "纬度"), (4, "纬度")]
    assert db.session.scalar(sa.select(Station.id).where(Station.code == "YQ9001")) is None


def test_rows_of_a_file_with_a_faulty_header_are_judged_as_far_as_they_go(here):
    rows = table(row(座位数="x"), row(编号="YQ9002"))
    rows[0][4] = "门牌"
    result = take_in(as_csv(rows))
    assert places(result) == [(1, "门牌"), (1, "地址"), (2, "座位数")]


def test_a_file_nobody_can_read_is_one_error_of_line_0(here):
    result = take_in(b"\xff\xfe\x00x")
    assert places(result) == [(0, "")]
    assert counts(result) == (0, 0, 0, 0)


# --- what a row becomes ------------------------------------------------------------------------------------------


def test_a_new_row_becomes_a_station_with_all_its_parts(here):
    result = take_rows(row(备注="门朝南"))
    assert counts(result) == (1, 1, 0, 0)
    one = station()
    assert (one.name, one.kind, one.area_code, one.address) == (
        "试验益骑驿站", "rider_station", "652701001", "青得里街道1号",
    )  # fmt: skip
    assert (one.lat_wgs84, one.lng_wgs84, one.source_crs) == (44.9046, 82.0719, "wgs84")
    assert (one.capacity_seats, one.contact, one.note) == (12, "0909-0500001", "门朝南")
    assert (one.open_to_riders, one.synthetic, one.status) == (True, True, "active")
    assert write(as_schedules(one.schedules)) == "每天 10:00-20:00"
    assert things() == {"hot_water": ("working", "import"), "seats": ("working", "import")}
    assert (one.pinyin, one.initials) == ("shiyanyiqiyizhan", "syyqyz")
    assert (one.version, one.told_by) == (1, "import")
    assert one.change_no == db.session.scalar(sa.select(ChangeCounter.change_no))
    assert history() == []


def test_gcj02_rows_are_kept_in_wgs84_to_six_decimals(here):
    take_rows(row(经度="82.074103", 纬度="44.904805", 坐标系="GCJ-02"))
    one = station()
    assert one.source_crs == "gcj02"
    assert geo.distance_m(one.lat_wgs84, one.lng_wgs84, 44.903778, 82.0708139) < 1
    assert one.lat_wgs84 == round(one.lat_wgs84, 6)


def test_empty_hours_are_unknown_and_empty_numbers_none(here):
    take_rows(row(开放时间="", 座位数="", 电话="", 设施=""))
    one = station()
    assert (one.schedules, one.amenities, one.capacity_seats, one.contact) == ([], [], None, None)


def test_a_changed_cell_is_written_with_history_audit_and_one_version(here):
    take_rows(row(), row(编号="YQ9002"))
    before = station().change_no
    result = take_rows(row(名称="新名字", 座位数="20", 开放时间="24小时"), row(编号="YQ9002"))
    assert counts(result) == (2, 0, 1, 1)
    one = station()
    assert (one.name, one.capacity_seats, one.version, one.pinyin) == ("新名字", 20, 2, "xinmingzi")
    assert one.change_no > before
    assert history() == [
        ("name", "试验益骑驿站", "新名字"),
        ("capacity_seats", 12, 20),
        ("schedules", "每天 10:00-20:00", "24小时"),
    ]
    line = db.session.scalars(sa.select(StationHistory)).first()
    assert (line.source, line.role, line.person_ref) == ("import", "community_staff", "b" * 32)
    assert (station("YQ9002").version, history("YQ9002")) == (1, [])
    batch = db.session.get(ImportBatch, result.batch_id)
    assert (batch.rows, batch.created, batch.updated, batch.unchanged) == (2, 0, 1, 1)
    event = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.subject == f"import:{batch.id}")).one()
    assert (event.action, event.actor_role) == ("stations.import", "community_staff")
    assert event.changes["updated"] == [None, 1]


def test_told_moves_with_hours_and_amenities_only(here):
    take_rows(row())
    first = station().told_at
    take_rows(row(备注="新备注"))
    assert station().told_at == first
    take_rows(row(备注="新备注", 设施="热水"))
    assert station().told_at > first


def test_stations_missing_from_the_sheet_stay(here):
    take_rows(row(), row(编号="YQ9002"))
    assert counts(take_rows(row(编号="YQ9003"))) == (1, 1, 0, 0)
    assert station().status == station("YQ9002").status == "active"


def test_a_merged_area_s_code_is_taken_as_its_successor_s_scope(here):
    """The code itself stays on the station: areas answer it with the last successor."""
    seen: list[Scope] = []
    take_rows(row(), allowed=lambda scope: not seen.append(scope))
    assert seen == [Scope(area_path="/652700/652701/652701001/")]


def test_a_dry_run_tells_all_of_it_and_writes_nothing(here):
    take_rows(row())
    keeper_writes(name="站长起的名字")
    before = everything()
    result = take_rows(row(座位数="20"), row(编号="YQ9002"), dry_run=True)
    assert counts(result) == (2, 1, 1, 0)
    assert (result.batch_id, result.kept) == (None, [{"code": "YQ9001", "column": "名称"}])
    assert everything() == before


def test_two_imports_of_one_sheet_at_once_make_every_station_once(committed):
    """On SQLite the second waits and finds nothing to do; on PostgreSQL it may also be told to send the sheet again."""
    load_areas(committed)
    raw = as_csv(table(row(), row(编号="YQ9002")))
    gate, ends = threading.Barrier(2), []

    def one() -> None:
        with committed.app_context():
            gate.wait(10)
            try:
                ends.append(counts(take_in(raw)))
            except importing.CodeTaken:
                ends.append("taken")

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    ends.sort(key=str)
    assert ends[0] == (2, 0, 0, 2) or ends[1] == "taken"
    assert (2, 2, 0, 0) in ends
    with committed.app_context():
        assert sorted(db.session.scalars(sa.select(Station.code))) == ["YQ9001", "YQ9002"]
        assert db.session.scalar(sa.select(sa.func.count()).select_from(ImportBatch)) == 1


# --- scope -------------------------------------------------------------------------------------------------------


def under(path: str) -> Callable[[Scope], bool]:
    return lambda scope: (scope.area_path or "").startswith(path)


def test_a_row_outside_the_caller_s_area_keeps_the_sheet_out(here):
    inside = under("/652700/652701/652701001/")
    rows = row(), row(编号="YQ9002", 区划代码="652701002"), row(编号="YQ9003", 区划代码="652701001002")
    assert places(take_rows(*rows, allowed=inside)) == [(3, "区划代码")]
    assert counts(take_rows(*rows[::2], allowed=inside)) == (2, 2, 0, 0)


def test_a_station_can_neither_be_pulled_in_nor_pushed_out_of_the_scope(here):
    take_rows(row(), row(编号="YQ9002", 区划代码="652701002"))
    inside = under("/652700/652701/652701001/")
    assert places(take_rows(row(编号="YQ9002"), allowed=inside)) == [(2, "编号")]
    assert places(take_rows(row(区划代码="652701002"), allowed=inside)) == [(2, "区划代码")]


def test_a_station_s_manager_imports_that_station_and_makes_none(here):
    take_rows(row(), row(编号="YQ9002"))

    def own(scope: Scope) -> bool:
        return scope.station_code == "YQ9001"

    assert counts(take_rows(row(备注="我的站"), allowed=own)) == (1, 0, 1, 0)
    assert places(take_rows(row(备注="我的站"), row(编号="YQ9002"), row(编号="YQ9004"), allowed=own)) == [
        (3, "编号"),
        (4, "区划代码"),
    ]
