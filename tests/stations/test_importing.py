"""Importing in the database: all rows or none, twice changes nothing, keepers' words stand."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.core import geo
from app.core.access import Scope
from app.core.audit import AuditEvent
from app.core.db import db, transaction
from app.stations import importing, keeping
from app.stations.amenities import Actor, Word
from app.stations.hours_words import write
from app.stations.importing import ImportResult
from app.stations.models import ChangeCounter, ImportBatch, Station, StationAmenity, StationHistory
from app.stations.schedule_rows import as_schedules
from tests.stations.sheets import CHINESE, ENGLISH, as_csv, as_xlsx, everything, real_rows, row, table
from tests.support.places import load_areas, load_sheet, make_station

OFFICE = Actor("community_staff", "import", "b" * 32)
MANAGER = Actor("station_manager", "manager", "a" * 32)
Edit = Callable[[list[str]], None]
Fault = tuple[str, int, Edit, list[str]]  # what it is, its line, how it gets there, the columns to be named


@pytest.fixture
def here(app: Flask) -> Flask:
    """The areas, and a station that no sheet of these tests names."""
    load_areas(app)
    make_station("NOISE-1", amenities=["hot_water"], hours="每天 08:00-09:00")
    return app


def take_in(raw: bytes, *, dry_run: bool = False, allowed: Callable[[Scope], bool] = lambda _: True) -> ImportResult:
    sheet = importing.check_sheet(raw)
    if dry_run:
        return importing.import_sheet(sheet, dry_run=True, actor=OFFICE, allowed=allowed)
    with transaction():
        return importing.import_sheet(sheet, actor=OFFICE, allowed=allowed)


def take_rows(*rows: dict[str, str], **how: Any) -> ImportResult:
    return take_in(as_csv(table(*rows)), **how)


def places(result: ImportResult) -> list[tuple[int, str]]:
    return [(error["row"], error["column"]) for error in result.errors]


def counts(result: ImportResult) -> tuple[int, int, int, int]:
    return result.rows, result.created, result.updated, result.unchanged


def station(code: str = "YQ9001") -> Station:
    query = sa.select(Station).where(Station.code == code)
    loaded = [sa.orm.selectinload(Station.amenities), sa.orm.selectinload(Station.schedules)]
    return db.session.scalars(query.options(*loaded).execution_options(populate_existing=True)).one()


def things(code: str = "YQ9001") -> dict[str, tuple[str, str]]:
    return {thing.amenity: (thing.status, thing.source) for thing in station(code).amenities}


def history(code: str = "YQ9001") -> list[tuple[str, Any, Any]]:
    query = sa.select(StationHistory).where(StationHistory.station_id == station(code).id).order_by(StationHistory.id)
    return [(line.field, line.before, line.after) for line in db.session.scalars(query)]


def keeper_says(amenity: str, status: str, code: str = "YQ9001") -> None:
    with transaction():
        keeping.set_amenity(code, amenity, Word(status), MANAGER)


def keeper_writes(code: str = "YQ9001", **facts: Any) -> None:
    with transaction() as session:
        one = session.scalars(sa.select(Station).where(Station.code == code)).one()
        for name, value in facts.items():
            setattr(one, name, value)
        one.version += 1


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
