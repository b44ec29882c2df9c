"""Taking an import back: what it wrote is as before, what was edited since stays and is named."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.checkins import points
from app.core import audit
from app.core.access import Scope
from app.core.db import db, transaction
from app.core.problems import NotAllowed, NotFound
from app.stations import keeper, reporting, undoing
from app.stations.amenities import Word
from app.stations.hours_words import write
from app.stations.models import ImportBatch, ImportedStation, Station, StationAmenity, StationHistory
from app.stations.schedule_rows import as_schedules
from app.stations.undoing import AlreadyUndone, NothingToUndo, UndoResult
from tests.stations.keeping_words import people
from tests.stations.sheets import row
from tests.stations.taking_in import OFFICE, counts, history, keeper_says, keeper_writes, station, take_rows, things
from tests.support.people import grant
from tests.support.places import load_areas, make_station

SECOND = row(
    名称="换了名字",
    类型="小哥之家",
    区划代码="652701002",
    经度="82.080000",
    开放时间="5月1日-9月30日 周一至周五 10:00-14:00;节假日休息",
    设施="热水;微波炉",
    座位数="",
    电话="",
    对骑手开放="否",
    备注="新的",
)


@pytest.fixture
def here(app: Flask, at: Any) -> Flask:
    """The areas, a clock that stands still, and a station that no sheet of these tests names."""
    load_areas(app)
    make_station("NOISE-1", amenities=["hot_water"], hours="每天 08:00-09:00")
    return app


def undo(batch_id: int | None, allowed=lambda _: True) -> UndoResult:
    assert batch_id is not None
    with transaction():
        return undoing.undo_import(batch_id, actor=OFFICE, allowed=allowed)


def told(result: UndoResult) -> tuple[int, int, dict[str, str]]:
    return result.undone, result.removed, {one["code"]: one["reason"] for one in result.skipped}


def picture(code: str = "YQ9001") -> dict[str, Any]:
    """All that is true of a station, but what counts its changes."""
    one = station(code)
    counting = {"id", "version", "change_no", "bundle_no", "changed_at"}
    names = [c.key for c in Station.__table__.columns if c.key not in counting]
    rules = [
        tuple(getattr(rule, c.key) for c in rule.__table__.columns if c.key not in {"id"}) for rule in one.schedules
    ]
    parts = [tuple(getattr(thing, c.key) for c in thing.__table__.columns) for thing in one.amenities]
    return {name: getattr(one, name) for name in names} | {"rules": rules, "things": parts}


def codes() -> set[str]:
    return set(db.session.scalars(sa.select(Station.code)))


# --- what it wrote -------------------------------------------------------------------------------------------------


def test_every_cell_is_as_it_was_before_the_import(here, at):
    take_rows(row())
    before, noise = picture(), picture("NOISE-1")
    at.forward(hours=1)
    batch = take_rows(SECOND).batch_id
    assert picture() != before
    at.forward(hours=1)
    assert told(undo(batch)) == (1, 0, {})
    assert picture() == before
    assert station().version == 3
    assert picture("NOISE-1") == noise


def test_the_same_sheet_can_be_taken_in_again(here):
    take_rows(row())
    undo(take_rows(SECOND).batch_id)
    assert counts(take_rows(row())) == (1, 0, 0, 1)
    assert counts(take_rows(SECOND)) == (1, 0, 1, 0)
    assert station().name == "换了名字"


def test_a_batch_knows_its_lines_of_history_and_the_undo_writes_its_own(here):
    take_rows(row())
    keeper_says("hot_water", "broken")
    batch = take_rows(row(名称="换了名字", 设施="热水;暖气")).batch_id
    lines = db.session.execute(sa.select(StationHistory.field, StationHistory.batch_id)).all()
    assert sorted(lines, key=str) == sorted(
        [
            ("amenities.hot_water", None),
            ("name", batch),
            ("amenities.heating", batch),
            ("amenities.seats", batch),
        ],
        key=str,
    )
    undo(batch)
    assert history()[-3:] == [
        ("name", "换了名字", "试验益骑驿站"),
        ("amenities.heating", {"status": "working", "note": "", "eta": None, "source": "import"}, None),
        (
            "amenities.seats",
            {"status": "absent", "note": "", "eta": None, "source": "import"},
            {"status": "working", "note": "", "eta": None, "source": "import"},
        ),
    ]
    assert things() == {"hot_water": ("broken", "manager"), "seats": ("working", "import")}


def test_rules_too_long_for_words_come_back_too(here):
    """History keeps hours in words; what is put back are the rules themselves."""
    make_station(
        "YQ9001",
        hours=";".join(f"{n + 1}月1日-{n + 1}月28日 周一,周三,周五 {n:02d}:00-{n + 1:02d}:00" for n in range(12)),
    )
    before = picture()["rules"]
    undo(take_rows(row()).batch_id)
    assert [rule[1:] for rule in picture()["rules"]] == [rule[1:] for rule in before]


def test_an_import_that_only_remembers_cells_is_undone_without_a_new_version(here):
    take_rows(row())
    keeper_writes(name="新名字")
    version = station().version
    batch = take_rows(row(名称="新名字")).batch_id
    assert batch is not None
    assert told(undo(batch)) == (1, 0, {})
    assert (station().version, station().imported_row["name"]) == (version, "试验益骑驿站")


# --- what was edited since -----------------------------------------------------------------------------------------


def test_a_station_that_its_keeper_edited_stays_and_is_named(here):
    take_rows(row(), row(编号="YQ9002"))
    batch = take_rows(row(名称="甲"), row(编号="YQ9002", 名称="乙")).batch_id
    keeper_says("hot_water", "broken")
    kept = picture()
    result = undo(batch)
    assert told(result) == (1, 0, {"YQ9001": "edited"})
    assert result.skipped[0]["message"] == undoing.REASONS["edited"]
    assert picture() == kept
    assert station("YQ9002").name == "试验益骑驿站"


def test_an_edit_before_the_import_is_no_edit_since(here):
    take_rows(row())
    keeper_says("hot_water", "broken")
    assert told(undo(take_rows(row(名称="甲")).batch_id)) == (1, 0, {})
    assert things()["hot_water"] == ("broken", "manager")


def test_a_later_import_comes_first(here):
    take_rows(row())
    first, second = (take_rows(row(名称=name)).batch_id for name in ("甲", "乙"))
    with pytest.raises(AlreadyUndone):
        undo(second) and undo(second)
    assert station().name == "甲"
    assert told(undo(first)) == (1, 0, {})
    assert station().name == "试验益骑驿站"


def test_an_import_under_a_later_one_is_skipped_even_where_that_only_remembered_cells(here):
    take_rows(row())
    first = take_rows(row(名称="甲")).batch_id
    keeper_writes(note="站长的话")
    assert take_rows(row(名称="甲", 备注="站长的话")).batch_id is not None
    assert told(undo(first)) == (0, 0, {"YQ9001": "imported_again"})
    assert station().name == "甲"


def test_an_edit_between_two_imports_is_still_seen_when_the_second_is_undone(here):
    take_rows(row())
    first = take_rows(row(名称="甲")).batch_id
    keeper_says("hot_water", "broken")
    second = take_rows(row(名称="乙")).batch_id
    assert told(undo(second)) == (1, 0, {})
    assert told(undo(first)) == (0, 0, {"YQ9001": "edited"})
    assert station().name == "甲"


def test_what_riders_said_of_a_thing_since_stays(here):
    take_rows(row(设施="座椅"))
    batch = take_rows(row(设施="座椅;热水;暖气", 名称="甲")).batch_id
    with transaction() as session:
        thing = session.get(StationAmenity, (station().id, "hot_water"))
        thing.status, thing.source = "limited", "riders"
    assert told(undo(batch)) == (1, 0, {})
    assert things() == {"hot_water": ("limited", "riders"), "seats": ("working", "import")}
    assert station().name == "试验益骑驿站"


# --- what it made --------------------------------------------------------------------------------------------------


def test_stations_that_it_made_are_removed_with_their_parts(here):
    batch = take_rows(row(), row(编号="YQ9002")).batch_id
    assert told(undo(batch)) == (2, 2, {})
    assert codes() == {"NOISE-1"}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(StationAmenity)) == 1
    assert counts(take_rows(row(), row(编号="YQ9002"))) == (2, 2, 0, 0)


def test_a_made_station_that_is_in_use_stays(here):
    """A rider's report, a manager, a stand-in for another, something above: each is a reason to keep it."""
    batch = take_rows(*(row(编号=f"YQ900{n}") for n in range(1, 7))).batch_id
    rider = people(1)[0]
    with transaction():
        reporting.report("YQ9001", "hot_water", Word("broken"), occurred_at=None, account_id=rider)
    grant("keeper", "station_manager", "YQ9002")
    with transaction() as session:
        session.execute(
            sa.text(
                "INSERT INTO temporary_closures (station_id, starts_at, reason, substitute_code)"
                " SELECT id, '2025-11-20 00:00:00', '维修', 'YQ9003' FROM stations WHERE code = 'NOISE-1'"
            )
        )
    keeper_says("hot_water", "broken", "YQ9004")

    def screens(_sender: Flask, codes: frozenset[str]) -> set[str]:
        return {"YQ9005"} & codes

    with undoing.removal_asked.connected_to(screens):
        result = undo(batch)
    assert told(result) == (
        1,
        1,
        {"YQ9001": "in_use", "YQ9002": "in_use", "YQ9003": "in_use", "YQ9004": "edited", "YQ9005": "in_use"},
    )
    assert codes() == {"NOISE-1", *(f"YQ900{n}" for n in range(1, 6))}


def test_a_made_station_with_a_poster_on_its_wall_stays(here):
    batch = take_rows(row(), row(编号="YQ9002")).batch_id
    with transaction():
        points.open_station("YQ9002")
    assert told(undo(batch)) == (1, 1, {"YQ9002": "in_use"})


def test_every_table_that_refers_to_stations_is_looked_at(here):
    """A new table counts without anybody naming it; a station's own parts are few and named."""
    looked = {column.table.name for column in undoing.referring_columns()}
    refer = {
        table.name
        for table in db.metadata.tables.values()
        if any(key.target_fullname == "stations.id" for key in table.foreign_keys)
    }
    assert looked == refer - undoing.OWN_PARTS
    assert {"amenity_reports", "temporary_closures"} <= looked


def test_riders_no_longer_find_a_removed_station_and_see_a_restored_one(here, client):
    take_rows(row())
    batch = take_rows(row(名称="甲"), row(编号="YQ9002")).batch_id
    found = {one["code"]: one["name"] for one in client.get("/api/v1/stations").json["items"]}
    assert found["YQ9001"] == "甲"
    assert "YQ9002" in found
    undo(batch)
    found = {one["code"]: one["name"] for one in client.get("/api/v1/stations").json["items"]}
    assert found["YQ9001"] == "试验益骑驿站"
    assert "YQ9002" not in found
    assert keeper.current().change_no > 0


# --- once only, and whose ------------------------------------------------------------------------------------------


def test_a_second_undo_is_refused_and_changes_nothing(here):
    take_rows(row())
    batch = take_rows(row(名称="甲")).batch_id
    undo(batch)
    version = station().version
    with pytest.raises(AlreadyUndone):
        undo(batch)
    assert station().version == version


def test_no_such_batch_and_one_from_before_the_records(here, at):
    with pytest.raises(NotFound):
        undo(2**31 - 1)
    with transaction() as session:
        old = ImportBatch(at=at.now, rows=3, created=3, updated=0, unchanged=0)
        session.add(old)
        session.flush()
        number = old.id
    with pytest.raises(NothingToUndo):
        undo(number)


def test_every_station_must_be_the_caller_s_where_it_is_and_where_it_was(here):
    batch = take_rows(row(), row(编号="YQ9002", 区划代码="652701002")).batch_id

    def within(prefix: str):
        return lambda scope: isinstance(scope, Scope) and (scope.area_path or "").startswith(prefix)

    with pytest.raises(NotFound):
        undo(batch, within("/652700/652722/"))
    with pytest.raises(NotAllowed):
        undo(batch, within("/652700/652701/652701001/"))
    moved = take_rows(row(区划代码="652701002")).batch_id
    with pytest.raises(NotFound):
        undo(moved, within("/652700/652701/652701002/"))
    assert codes() == {"NOISE-1", "YQ9001", "YQ9002"}
    assert told(undo(moved, within("/652700/652701/"))) == (1, 0, {})


def test_it_is_audited_with_the_codes_that_are_gone(here):
    take_rows(row())
    batch = take_rows(row(名称="甲"), row(编号="YQ9002")).batch_id
    undo(batch)
    event = db.session.scalars(
        sa.select(audit.AuditEvent).where(audit.AuditEvent.action == "stations.import_undone")
    ).one()
    assert (event.subject, event.actor_role) == (f"import:{batch}", "community_staff")
    assert event.changes == {"undone": [None, 2], "skipped": [None, 0], "stations": [["YQ9002"], None]}


def test_what_an_import_remembers_is_bound_to_its_batch(here):
    first = take_rows(row()).batch_id
    second = take_rows(row(名称="甲")).batch_id
    rows = list(db.session.scalars(sa.select(ImportedStation).order_by(ImportedStation.batch_id)))
    assert [(one.batch_id, one.created, one.version, one.steps) for one in rows] == [
        (first, True, 1, 0),
        (second, False, 2, 1),
    ]
    assert rows[1].before["facts"] == {"name": "试验益骑驿站"}


def test_hours_come_back_with_their_meaning(here):
    take_rows(row(开放时间="周五至周日 18:00-03:00"))
    undo(take_rows(row(开放时间="24小时")).batch_id)
    assert write(as_schedules(station().schedules)) == "周五至周日 18:00-03:00"
