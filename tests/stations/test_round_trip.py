"""Out and in again: what an export says, an import takes, whatever the format."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.db import db
from app.stations import facts, geojson, importing
from app.stations.exporting import row_of
from app.stations.exporting_rules import FORMULA_STARTS, safe_cell, visible
from app.stations.hours_words import write
from app.stations.models import Station
from app.stations.sheet_rules import check_row
from tests.stations.sheets import as_csv, real_rows, row
from tests.stations.taking_in import counts, keeper_says, places, station, take_in, take_rows, things
from tests.support.people import Headers, grant, sign_in
from tests.support.places import load_areas, load_sheet, make_station

FORMS = ("csv", "xlsx", "geojson")
AMENITY = "/api/v1/stations/{code}/amenities/hot_water"


@pytest.fixture
def here(app: Flask) -> Flask:
    load_areas(app)
    grant("office", "prefecture_admin", "652700")
    return app


@pytest.fixture
def office(here: Flask, client: FlaskClient) -> Headers:
    return sign_in(client, "office")


@pytest.fixture
def other(committed: Flask) -> Iterator[Flask]:
    """A second service with a database of its own that knows the areas and no station."""
    with committed.app_context():
        load_areas(committed)
        grant("office", "prefecture_admin", "652700")
    yield committed


def export(client: FlaskClient, who: Headers, form: str) -> bytes:
    answer = client.get(f"/api/v1/exports/stations?format={form}", headers=who)
    assert answer.status_code == 200
    return answer.data


def upload(client: FlaskClient, who: Headers, raw: bytes) -> Any:
    data = {"file": (io.BytesIO(raw), "驿站表")}
    answer = client.post("/api/v1/imports/stations", data=data, headers=who)
    assert answer.status_code == 200, answer.json
    return answer.json


def told(answer: Any) -> tuple[int, int, int, int]:
    return tuple(answer[name] for name in ("rows", "created", "updated", "unchanged"))


def stations() -> dict[str, tuple[Any, ...]]:
    """Every station by its code: all columns of the sheet, its hours by their meaning, its place to six decimals."""
    found = {}
    for one in facts.read_stations(Station.id > 0):
        things = sorted((thing.amenity, thing.status, thing.source) for thing in one.amenities)
        found[one.code] = (*row_of(one), things, write(one.hours.schedules))
    return found


@pytest.mark.parametrize("form", FORMS)
def test_an_export_of_all_stations_makes_the_same_ones_elsewhere_and_changes_nothing_here(
    here, client, office, other, form
):
    load_sheet(here)
    raw, before = export(client, office, form), stations()
    assert len(before) == 1661
    assert told(upload(client, office, raw)) == (1661, 0, 0, 1661)
    assert stations() == before
    stranger = other.test_client()
    assert told(upload(stranger, sign_in(stranger, "office"), raw)) == (1661, 1661, 0, 0)
    with other.app_context():
        assert stations() == before
        elsewhere = sign_in(stranger, "office")
        assert export(stranger, elsewhere, form) == raw or form == "xlsx"  # a workbook's parts carry times


def test_t63_a_manager_marks_hot_water_broken_and_the_same_sheet_again_leaves_it_broken(here, client):
    load_sheet(here)
    code = next(one.code for one in facts.read_stations(Station.id > 0) if "hot_water" in {a.amenity for a in one.amenities})  # fmt: skip
    grant("manager", "station_manager", code)
    said = client.put(AMENITY.format(code=code), json={"status": "broken"}, headers=sign_in(client, "manager"))
    assert said.status_code == 200
    office = sign_in(client, "office")
    for raw in (as_csv(real_rows()), *(export(client, office, form) for form in FORMS)):
        answer = upload(client, office, raw)
        assert told(answer) == (1661, 0, 0, 1661)
        assert answer["kept"] == [{"code": code, "column": "amenities" if raw.startswith(b"{") else "设施"}]
        assert things(code)["hot_water"] == ("broken", "manager")


ODD = {
    "code": "E5-1",
    "name": "1E5",
    "address": "2026-01-02",
    "contact": "0909-0500001",
    "note": "007",
    "capacity_seats": 0,
    "lng_wgs84": 82.0,
    "lat_wgs84": 44.900001,
    "open_to_riders": False,
    "synthetic": True,
    "kind": "swap_cabinet",
    "hours": "2026年5月1日起 10月1日-4月30日 周五至周一 18:00-03:00(仅节假日);周二 00:00-24:00",
}


@pytest.mark.parametrize("form", FORMS)
def test_cells_that_look_like_dates_or_numbers_survive(here, client, office, other, form):
    make_station(**ODD, amenities={"hot_water": "working", "battery_swap": "working"})
    make_station("A-2", name="3/4", address="+", note="TRUE", contact="00860909", hours="")
    make_station("A-3", name="=1+1", address="'=1+1", note="-", contact="+86 909 0500001")
    make_station(
        "A-4", name="，，、；\"'", address="a,b;c\td".replace("\t", " "), note="_x0041_ &amp; <b>", contact=None
    )
    raw, before = export(client, office, form), stations()
    assert told(upload(client, office, raw))[2] == 0
    stranger = other.test_client()
    assert told(upload(stranger, sign_in(stranger, "office"), raw)) == (4, 4, 0, 0)
    with other.app_context():
        assert stations() == before
        assert station("E5-1").contact == "0909-0500001"
        assert station("A-3").name == "=1+1"
        assert station("A-3").address == "'=1+1"


@pytest.mark.parametrize("form", FORMS)
def test_a_station_said_in_gcj02_is_the_same_place_when_it_comes_back_in_wgs84(here, client, office, form):
    take_rows(row(坐标系="GCJ-02"))
    where = station().lat_wgs84, station().lng_wgs84
    assert told(upload(client, office, export(client, office, form))) == (1, 0, 0, 1)
    assert (station().lat_wgs84, station().lng_wgs84, station().source_crs) == (*where, "gcj02")


@pytest.mark.parametrize("form", FORMS)
def test_a_keeper_s_word_goes_out_and_comes_back_as_theirs(here, client, office, form):
    take_rows(row(设施="热水;座椅;暖气"))
    keeper_says("hot_water", "broken")
    keeper_says("heating", "absent")
    before = things()
    assert told(upload(client, office, export(client, office, form))) == (1, 0, 0, 1)
    assert things() == before


@settings(max_examples=400, deadline=None)
@given(st.text(max_size=40) | st.text("'=+-@＝＋\t\r\n\u202e\u200b 1a站", max_size=8))
def test_any_text_that_leaves_comes_back_as_it_was_seen(text: str):
    """Through the quoting of CSV, and the apostrophe before what looks like a formula."""
    seen, said = visible(text), io.StringIO(newline="")
    csv.writer(said, lineterminator="\r\n").writerow([safe_cell(seen), "|"])
    (cell, _end), *rest = csv.reader(io.StringIO(said.getvalue(), newline=""))
    assert rest == []
    assert not cell.startswith(FORMULA_STARTS)
    assert check_row({"note": cell}).cells["note"].value == unicodedata.normalize("NFC", seen)


# --- GeoJSON as it is read -----------------------------------------------------------------------------------------


def a_feature(**changes: Any) -> dict[str, Any]:
    properties = {
        "code": "YQ9001", "name": "试验益骑驿站", "kind": "rider_station", "area_code": "652701001", "address": "1号",
        "hours": "每天 10:00-20:00", "amenities": ["hot_water"], "seats": 12, "phone": None, "open_to_riders": True,
        "synthetic": True, "note": "",
    }  # fmt: skip
    point = {"type": "Point", "coordinates": [82.0719, 44.9046]}
    return {"type": "Feature", "geometry": point, "properties": properties | changes}


def collection(*features: Any, **more: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features)} | more).encode()


def test_a_feature_is_a_row(here):
    assert counts(take_in(collection(a_feature()))) == (1, 1, 0, 0)
    assert (station().name, station().capacity_seats, station().contact) == ("试验益骑驿站", 12, None)
    assert things() == {"hot_water": ("working", "import")}
    spaced = b"\xef\xbb\xbf \n" + json.dumps(json.loads(collection(a_feature(fid=7))), indent=2).encode()
    assert counts(take_in(spaced)) == (1, 0, 0, 1)


def test_a_member_that_is_missing_or_odd_is_named_and_nothing_is_emptied(here):
    take_in(collection(a_feature()))
    short = a_feature()
    del short["properties"]["hours"]
    faulty = collection(
        short,
        a_feature(code="YQ9002", seats={"a": 1}, amenities=["hot_water", 3], name=None),
        a_feature(code="YQ9003") | {"geometry": {"type": "LineString", "coordinates": [[82, 44], [82, 45]]}},
        a_feature(code="YQ9004") | {"geometry": {"type": "Point", "coordinates": [True, "44"]}},
        7,
    )
    result = take_in(faulty)
    assert places(result)[:6] == [(1, "hours"), (2, "name"), (2, "amenities"), (2, "seats"), (3, "lng"), (4, "lng")]
    assert {number for number, _ in places(result)} == {1, 2, 3, 4, 5}
    assert write_of("YQ9001") == "每天 10:00-20:00"


def test_latitude_before_longitude_is_told(here):
    swapped = a_feature() | {"geometry": {"type": "Point", "coordinates": [44.9046, 82.0719]}}
    assert {error["message"] for error in take_in(collection(swapped)).errors} == {"经度和纬度可能填反了"}


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"{}",
        b'{"type":"FeatureCollection"}',
        b'{"type":"Feature","features":[]}',
        b'{"type":"FeatureCollection","features":{}}',
        b'{"type":"FeatureCollection","features":[]}',
        b'{"type":"FeatureCollection","features":[NaN]}',
        b'{"type":"FeatureCollection","features":[' + b"9" * 5000 + b"]}",
        b'{"type":"FeatureCollection","features":' + b"[" * 100_000,
        b'{"type":"FeatureCollection","features":[' + b"[]," * 800_000 + b"[]]}",
        '{"type":"FeatureCollection","features":["驿站"]}'.encode("gb18030"),
        b'{"type":"FeatureCollection","features":[' + b"{}," * 20_000 + b"{}]}",
    ],
)
def test_a_file_that_is_no_such_collection_is_refused_whole(here, raw):
    result = take_in(raw)
    assert [error["row"] for error in result.errors] == [0]
    assert result.rows == 0


def test_values_no_sheet_could_hold_are_faults_and_no_more(here):
    """Lone surrogates, infinities, endless numbers: named, never a failure of ours."""
    raw = collection(a_feature(name="\ud800", seats=10**300, note="a\x00b", phone=1e300, code=["A", "B"]))
    raw = raw.replace(b"82.0719", b"1e999")
    assert {column for _, column in places(take_in(raw))} == {"code", "name", "lng", "seats", "phone", "note"}


def write_of(code: str) -> str:
    (one,) = facts.read_stations(Station.code == code)
    return write(one.hours.schedules)


def test_the_largest_sheet_can_be_read_as_geojson_within_its_bounds(here):
    """As many stations as 12 MB hold of it; the whole of 20,000 goes as CSV or XLSX."""
    load_sheet(here)
    raw = geojson.as_geojson(facts.read_stations(Station.id > 0))
    assert len(raw) < 12 * 1024 * 1024 / 5
    assert importing.check_sheet(raw).faults == ()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Station)) == 1661
