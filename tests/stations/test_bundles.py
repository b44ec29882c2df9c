"""The offline bundle: its form, when its bytes move, and that all workers send the same ones."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from werkzeug.test import TestResponse

from app.areas import service as areas
from app.core.db import db, transaction
from app.factory import create_app
from app.stations import bundles
from app.stations.bundles import Shelf
from app.stations.changes import mark_changed
from app.stations.models import Station, StationAmenity
from app.stations.reading_schemas import Bundle
from tests.conftest import Ground, settings_for
from tests.stations.sheets import as_csv, row, table
from tests.support.places import load_areas, load_sheet, make_station

BOLE, JINGHE, QINGDELI = "652701", "652722", "652701001"
HOUR = datetime(2026, 6, 10, 4, 0, tzinfo=UTC)  # 12:00 in Beijing
SHARED = "public, max-age=0, s-maxage=2, must-revalidate"


@pytest.fixture
def placed(app: Flask) -> Iterator[Flask]:
    """Two stations in 青得里街道 and one in 精河县, made an hour before the clock of these tests."""
    with time_machine.travel(HOUR - timedelta(hours=1), tick=False):
        load_areas(app)
        make_station("A-001", name="甲", amenities=["hot_water"])
        make_station("A-002", name="乙", hours="每天 10:00-02:00")
        make_station("J-001", name="丙", area_code="652722100", lat_wgs84=44.6, lng_wgs84=82.9)
    with time_machine.travel(HOUR + timedelta(minutes=10), tick=False):
        yield app


@pytest.fixture(scope="module")
def pair(ground: Ground, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Flask]]:
    """Two workers on one database, with areas and one station, made an hour before the clock of these tests."""
    folder, url = tmp_path_factory.mktemp("bundles"), ground.fresh("bundles")
    apps = [create_app(settings_for(url, folder, ground.redis_url)) for _ in range(2)]
    with time_machine.travel(HOUR - timedelta(hours=1), tick=False), apps[0].app_context():
        load_areas(apps[0])
        make_station("A-001")
    yield apps[0], apps[1]
    for one in apps:
        with one.app_context():
            db.session.remove()
            db.engine.dispose()


def get(app: Flask, area: str, **headers: str) -> TestResponse:
    return app.test_client().get(
        f"/api/v1/bundles/{area}", headers={k.replace("_", "-"): v for k, v in headers.items()}
    )


def read(app: Flask, area: str) -> dict[str, Any]:
    response = get(app, area)
    assert response.status_code == 200, response.text
    return json.loads(response.data)


def rows_of(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    rows = [dict(zip(document["columns"], values, strict=True)) for values in document["rows"]]
    return {one["code"]: one for one in rows}


def change(code: str, **columns: Any) -> None:
    with transaction() as session:
        station = session.scalars(sa.select(Station).where(Station.code == code)).one()
        for name, value in columns.items():
            setattr(station, name, value)
        mark_changed(station)


# --- form ----------------------------------------------------------------------------------------------------------


def test_a_bundle_has_the_fields_of_the_contract_and_nothing_that_moves(placed: Flask) -> None:
    document = read(placed, BOLE)
    assert Bundle().validate(document) == {}
    assert list(document) == ["format", "generated_at", "valid_from", "valid_until", "columns", "rows"]
    assert (document["format"], document["valid_from"]) == (1, "2026-06-10T12:00:00+08:00")
    assert document["valid_until"] == "2026-06-13T12:00:00+08:00"
    moving = {
        "distance_m",
        "open_state",
        "open_until",
        "opens_at",
        "open_on_arrival",
        "next_change",
        "crowding",
        "stale",
    }
    assert not moving & set(document["columns"])
    found = rows_of(document)["A-001"]
    start = int(HOUR.timestamp())
    assert (found["open_windows"], found["unknown_windows"]) == ([[start, start + 72 * 3600]], [])
    assert found["amenities"] == [["hot_water", "working", None]]
    assert (found["area_name"], found["synthetic"], found["version"]) == ("青得里街道", False, 1)


def test_an_area_without_stations_has_an_empty_bundle_and_a_grandchild_is_in_its_grandparents(placed: Flask) -> None:
    assert read(placed, "652723")["rows"] == []
    assert set(rows_of(read(placed, "652700"))) == {"A-001", "A-002", "J-001"}
    assert set(rows_of(read(placed, QINGDELI))) == {"A-001", "A-002"}


@pytest.mark.parametrize(
    "name", ['有"引号"的站', "反斜线\\站", "站\u2028行", "笑😀站", "</script>", "\x7f\t站", "0", "é"]
)
def test_any_name_survives_bundle_list_and_detail(placed: Flask, name: str) -> None:
    with transaction() as session:
        station = session.scalars(sa.select(Station).where(Station.code == "A-001")).one()
        station.name = station.address = station.alert = name
        mark_changed(station)
    client = placed.test_client()
    card = client.get("/api/v1/stations", query_string={"q": "", "lat": 44.905, "lng": 82.074}).json["items"]
    shown = [
        rows_of(read(placed, BOLE))["A-001"],
        next(one for one in card if one["code"] == "A-001"),
        client.get("/api/v1/stations/A-001").json,
    ]
    assert [(one["name"], one["address"], one["alert"]) for one in shown] == [(name, name, name)] * 3


def test_gzip_comes_to_whom_it_may_come_and_says_the_same(placed: Flask) -> None:
    plain = get(placed, BOLE)
    for accepted in ("gzip", "br, gzip;q=0.1", "*"):
        zipped = get(placed, BOLE, Accept_Encoding=accepted)
        assert zipped.headers["Content-Encoding"] == "gzip" and gzip.decompress(zipped.data) == plain.data
        assert zipped.headers["ETag"] == plain.headers["ETag"]
    for refused in ("gzip;q=0", "br", "identity", ""):
        answer = get(placed, BOLE, Accept_Encoding=refused)
        assert "Content-Encoding" not in answer.headers and answer.data == plain.data
    assert {answer.headers["Vary"] for answer in (plain, zipped, answer)} == {"Accept-Encoding"}


def test_a_304_carries_what_a_cache_needs(placed: Flask) -> None:
    tag = get(placed, BOLE).headers["ETag"]
    for sent in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        answer = get(placed, BOLE, If_None_Match=sent, Accept_Encoding="gzip")
        assert (answer.status_code, answer.data) == (304, b""), sent
        assert (answer.headers["Cache-Control"], answer.headers["ETag"]) == (SHARED, tag)
        assert answer.headers["Vary"] == "Accept-Encoding" and "Content-Encoding" not in answer.headers
    assert placed.test_client().head(f"/api/v1/bundles/{BOLE}").headers["ETag"] == tag


@pytest.mark.parametrize("token", ["Bearer x", "Bearer " + "a" * 43, "Basic abc", "nonsense"])
def test_a_token_is_never_looked_at(placed: Flask, token: str) -> None:
    guest, bearer = get(placed, BOLE), get(placed, BOLE, Authorization=token)
    assert (bearer.status_code, bearer.data) == (200, guest.data)
    same = set(dict(guest.headers)) ^ set(dict(bearer.headers))
    assert same == set() and bearer.headers["Cache-Control"] == SHARED


def test_no_such_area_is_a_404_nobody_may_cache_and_no_query_is_known(placed: Flask) -> None:
    response = get(placed, "999999")
    assert (response.status_code, response.headers["Cache-Control"]) == (404, "private, no-store")
    assert response.json["type"] == "/problems/not-found"
    assert placed.test_client().get(f"/api/v1/bundles/{BOLE}?crs=wgs84").status_code == 422


# --- when bytes move -----------------------------------------------------------------------------------------------


def test_a_hidden_station_leaves_its_areas_bundles_and_moves_no_others(placed: Flask) -> None:
    before = {area: get(placed, area) for area in (BOLE, QINGDELI, JINGHE)}
    change("A-002", open_to_riders=False)
    after = {area: get(placed, area) for area in before}
    assert after[JINGHE].data == before[JINGHE].data and after[JINGHE].headers["ETag"] == before[JINGHE].headers["ETag"]
    for area in (BOLE, QINGDELI):
        assert after[area].headers["ETag"] != before[area].headers["ETag"]
        document = json.loads(after[area].data)
        assert set(rows_of(document)) == {"A-001"}
        assert document["generated_at"] == "2026-06-10T12:10:00+08:00"


def test_an_edit_of_a_hidden_station_shows_nothing_of_it(placed: Flask) -> None:
    change("A-002", status="draft")
    before = read(placed, BOLE)
    with time_machine.travel(HOUR + timedelta(minutes=20), tick=False):
        change("A-002", name="别人看不见")
        after = read(placed, BOLE)
    assert after["rows"] == before["rows"] and "别人看不见" not in json.dumps(after, ensure_ascii=False)
    assert after["generated_at"] == "2026-06-10T12:20:00+08:00"


def test_two_changes_of_one_instant_are_both_shown(placed: Flask) -> None:
    change("A-001", name="先改")
    assert rows_of(read(placed, BOLE))["A-001"]["name"] == "先改"
    change("A-001", name="后改")
    assert rows_of(read(placed, BOLE))["A-001"]["name"] == "后改"


def test_a_change_made_by_a_server_whose_clock_is_behind_is_shown(placed: Flask) -> None:
    change("A-001", name="先改")
    before = read(placed, BOLE)
    with time_machine.travel(HOUR + timedelta(minutes=9, seconds=59), tick=False):
        change("A-002", name="钟慢的机器改的")
    after = read(placed, BOLE)
    assert rows_of(after)["A-002"]["name"] == "钟慢的机器改的"
    assert after["generated_at"] == before["generated_at"]


def test_the_next_hour_moves_every_bundle_and_forgets_older_changes(placed: Flask) -> None:
    change("A-001", name="十二点十分改的")
    tags = []
    for minutes in (10, 59, 60, 61, 120):
        with time_machine.travel(HOUR + timedelta(minutes=minutes), tick=False):
            response = get(placed, BOLE)
            tags.append((json.loads(response.data)["generated_at"][11:16], response.headers["ETag"]))
    assert [at for at, _ in tags] == ["12:10", "12:10", "13:00", "13:00", "14:00"]
    assert tags[0] == tags[1] and tags[2] == tags[3] and len({tag for _, tag in tags}) == 3


def test_new_holidays_move_every_bundle(placed: Flask) -> None:
    before = {area: get(placed, area) for area in (BOLE, JINGHE)}
    with transaction():
        areas.put_calendar("CN", 2026, "complete", [], 0)
    for area, old in before.items():
        new = get(placed, area)
        assert new.headers["ETag"] != old.headers["ETag"]
        assert json.loads(new.data)["generated_at"] == "2026-06-10T12:10:00+08:00"


def test_a_station_that_moves_to_another_area_leaves_the_old_areas_bundle(placed: Flask) -> None:
    sheet = row(编号="B-001")
    load_sheet(placed, as_csv(table(sheet)))
    assert "B-001" in rows_of(read(placed, QINGDELI))
    load_sheet(placed, as_csv(table(sheet | {"区划代码": "652701002"})))
    assert "B-001" not in rows_of(read(placed, QINGDELI))
    assert "B-001" in rows_of(read(placed, "652701002"))


# --- all workers alike ---------------------------------------------------------------------------------------------


def alike(one: Flask, two: Flask) -> bytes:
    """The bytes both send for the areas of these tests, plain and zipped."""
    found = b""
    for area in ("652700", BOLE, QINGDELI, "652701002", JINGHE):
        for accepted in ("identity", "gzip"):
            answers = [get(app, area, Accept_Encoding=accepted) for app in (one, two)]
            assert answers[0].data == answers[1].data, area
            assert answers[0].headers["ETag"] == answers[1].headers["ETag"], area
            found += answers[0].data
    return found


def test_who_patched_and_who_just_started_send_the_same_bytes(pair: tuple[Flask, Flask]) -> None:
    one, two = pair
    with time_machine.travel(HOUR, tick=False) as traveller:
        sent = [alike(one, two)]
        sheet = row(编号="B-001")
        steps = [
            lambda: change("A-001", name="改名"),
            lambda: load_sheet(one, as_csv(table(sheet))),
            lambda: change("B-001", status="inactive"),
            lambda: change("B-001", status="active", lat_wgs84=45.0),
            lambda: load_sheet(one, as_csv(table(sheet | {"区划代码": "652701002"}))),
            lambda: change("A-001", open_to_riders=False),
        ]
        for number, step in enumerate(steps):
            traveller.move_to(HOUR + timedelta(seconds=100 * number + 7))
            with one.app_context():
                step()
            alike(one, two)  # both patch, or build for a reason of the tables
            two.extensions["yiqi.snapshot"].forget()
            two.extensions["yiqi.bundles"].forget()
            sent.append(alike(one, two))  # one has patched, the other has just started
    assert len(set(sent)) == len(sent)


def test_many_riders_at_the_full_hour_get_one_bundle_made_once(
    pair: tuple[Flask, Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    packed: list[object] = []
    pack = Shelf._pack
    monkeypatch.setattr(Shelf, "_pack", lambda self, *args: (packed.append(args), pack(self, *args))[1])
    with time_machine.travel(HOUR + timedelta(hours=1), tick=False), ThreadPoolExecutor(8) as crowd:
        ready = threading.Barrier(8)

        def ask(_: int) -> bytes:
            ready.wait()
            return get(pair[0], BOLE).data

        assert len(set(crowd.map(ask, range(8)))) == 1
    assert len(packed) == 1


def test_a_shelf_drops_what_it_keeps_before_it_keeps_too_much(placed: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundles, "MOST_KEPT", 2)
    before = get(placed, BOLE).data
    for area in (JINGHE, QINGDELI, "652723", "652700"):
        get(placed, area)
    assert len(placed.extensions["yiqi.bundles"]._packed) <= 2
    assert get(placed, BOLE).data == before


# --- size ----------------------------------------------------------------------------------------------------------


def test_the_whole_sheet_is_at_most_100_kilobytes(app: Flask) -> None:
    load_areas(app)
    result = load_sheet(app)
    with transaction() as session:
        stations = session.scalars(sa.select(Station)).all()
        for station in stations:
            station.open_to_riders = True
        mark_changed(*stations)
    sent = get(app, "652700", Accept_Encoding="gzip")
    document = json.loads(gzip.decompress(sent.data))
    things = db.session.scalar(sa.select(sa.func.count()).select_from(StationAmenity))
    assert len(document["rows"]) == result.rows == 1_661
    assert sum(len(one["amenities"]) for one in rows_of(document).values()) == things
    assert len(sent.data) <= 100 * 1024
    assert result.errors == []
