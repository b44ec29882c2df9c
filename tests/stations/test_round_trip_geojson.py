"""GeoJSON as it is read: what was exported, and what other programs or strangers made of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask

from app.stations import facts, geojson, importing
from app.stations.hours_words import write
from app.stations.importing_views import MOST_BYTES
from app.stations.models import Station
from tests.stations.taking_in import counts, places, station, take_in, things
from tests.support.places import load_areas, load_sheet


@pytest.fixture
def here(app: Flask) -> Flask:
    load_areas(app)
    return app


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


def test_all_stations_as_geojson_leave_room_for_many_more(here):
    """12 MB hold some 16,000; the most that a sheet may have, 20,000, go as CSV or XLSX."""
    load_sheet(here)
    raw = geojson.as_geojson(facts.read_stations(Station.id > 0))
    assert len(raw) < MOST_BYTES / 9
    assert importing.check_sheet(raw).faults == ()
