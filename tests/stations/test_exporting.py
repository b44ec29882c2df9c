"""The sheet that comes back, in three formats: safe to open, and what its standards ask."""

from __future__ import annotations

import csv
import io
import json
from typing import Any
from urllib.parse import unquote

import pytest
from flask import Flask
from python_calamine import load_workbook

from app.core import clock
from app.stations.exporting_rules import safe_cell, visible
from app.stations.geojson import TAGS_OF_KINDS, TAGS_OF_THINGS
from app.stations.vocabulary import AMENITIES, KINDS
from tests.stations.sheets import CHINESE
from tests.support.people import grant, sign_in
from tests.support.places import load_areas, make_station

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX, "geojson": "application/geo+json"}
# What somebody may have put into a field, and what a reader of the file finds there.
SLY = {
    "=cmd|' /C calc'!A0": "'=cmd|' /C calc'!A0",
    "+1+1": "'+1+1",
    "-2+3": "'-2+3",
    "@SUM(A1)": "'@SUM(A1)",
    "＝1＋1": "'＝1＋1",
    "\t=1+1": "'=1+1",
    "\r\n=1+1": "'=1+1",
    "  =1+1": "'=1+1",
    "\u202e=1+1": "'=1+1",
    "\ufeff=1+1": "'=1+1",
    "'=1+1": "''=1+1",
    "站\u202e点\u2066一": "站点一",
    "一\n二": "一 二",
    "\x07铃": "铃",
    "<svg onload=alert(1)>": "<svg onload=alert(1)>",
    "{{7*7}}": "{{7*7}}",
    "_x0041_": "_x0041_",
    "'引号": "'引号",
    "1E5": "1E5",
    "2026-01-02": "2026-01-02",
    "007": "007",
    "a=b": "a=b",
    "": "",
}


@pytest.mark.parametrize(
    "text",
    ['=HYPERLINK("http://example.invalid")', "=1+1", "+86 909 1234567", "-2", "@SUM(A1)", "\t=1", "\r=1", "\0=1"],
)
def test_t28_a_cell_that_a_spreadsheet_would_run_is_prefixed(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


def test_t28_numbers_and_plain_words_are_untouched() -> None:
    for value in (-12.5, 82.070814, -3, 0, "0909-1234567", "银河社区", "", "a=b", "'引号"):
        assert safe_cell(value) == value and type(safe_cell(value)) is type(value)


@pytest.mark.parametrize("text", SLY)
def test_c1_what_hides_or_turns_or_runs_is_gone_or_text(text: str) -> None:
    assert safe_cell(visible(text)) == SLY[text]


def exported(app: Flask, user: str, form: str = "csv") -> list[dict[str, Any]]:
    """The rows of an export by Chinese header, as a reader that is not ours finds them."""
    client = app.test_client()
    response = client.get(f"/api/v1/exports/stations?format={form}", headers=sign_in(client, user))
    assert response.status_code == 200
    assert response.headers["Content-Type"] == MEDIA[form]
    assert response.headers["Cache-Control"] == "private, no-store"
    if form == "xlsx":
        lines = load_workbook(io.BytesIO(response.data)).get_sheet_by_index(0).to_python()
    else:
        assert response.data.startswith(b"\xef\xbb\xbf")
        lines = list(csv.reader(io.StringIO(response.data.decode("utf-8-sig"), newline="")))
    assert lines[0] == CHINESE
    return [dict(zip(CHINESE, line, strict=True)) for line in lines[1:]]


def features(app: Flask, user: str) -> list[dict[str, Any]]:
    client = app.test_client()
    response = client.get("/api/v1/exports/stations?format=geojson", headers=sign_in(client, user))
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/geo+json")
    return json.loads(response.data.decode("utf-8"))["features"]


@pytest.fixture
def office(app: Flask) -> Flask:
    load_areas(app)
    grant("office", "prefecture_admin", "652700")
    return app


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_t28_a_formula_in_a_name_leaves_as_text_and_the_angles_as_numbers(office, form) -> None:
    make_station("T-001", name="=HYPERLINK(1)", contact="+86 909", lng_wgs84=82.0719, lat_wgs84=44.9046)
    (line,) = exported(office, "office", form)
    assert (line["名称"], line["电话"]) == ("'=HYPERLINK(1)", "'+86 909")
    numbers = (82.0719, 44.9046) if form == "xlsx" else ("82.0719", "44.9046")
    assert (line["经度"], line["纬度"]) == numbers


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_c1_f2_every_text_field_of_every_sheet_is_safe_to_open(office, form) -> None:
    for number, text in enumerate(SLY):
        make_station(f"T{number:03d}", name=text, address=text, contact=text, note=text)
    lines = exported(office, "office", form)
    for line, shown in zip(lines, SLY.values(), strict=True):
        assert {line[field] for field in ("名称", "地址", "电话", "备注")} == {shown}


def test_c1_f2_every_text_of_a_geojson_is_plain_too(office) -> None:
    for number, text in enumerate(SLY):
        make_station(f"T{number:03d}", name=text, address=text, contact=text, note=text)
    for feature, shown in zip(features(office, "office"), SLY.values(), strict=True):
        said = feature["properties"]
        assert {said[field] for field in ("name", "address", "addr:full", "note")} == {shown}
        assert said["phone"] == ("007" if shown == "007" else shown or None)


def test_no_cell_of_a_workbook_is_a_formula_a_link_or_a_date(office) -> None:
    import zipfile

    make_station("T-001", name="=1+1", note="http://example.invalid", contact="0909-0500001", capacity_seats=12)
    client = office.test_client()
    raw = client.get("/api/v1/exports/stations?format=xlsx", headers=sign_in(client, "office")).data
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert not any("rels" in name and "sheet" in name for name in archive.namelist())
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    line = load_workbook(io.BytesIO(raw)).get_sheet_by_index(0).to_python()[1]
    assert [type(cell) for cell in line] == [str] * 5 + [float, float] + [str] * 3 + [float] + [str] * 4


def test_a_geojson_is_what_rfc_7946_asks(office) -> None:
    make_station("T-001", hours="每天 10:00-19:30", lng_wgs84=82.0719, lat_wgs84=44.9046, contact="+86 909 0500001",
                 amenities={"toilet": "working", "wifi": "broken", "hot_water": "limited", "shower": "absent"},
                 kind="community_center", capacity_seats=12)  # fmt: skip
    make_station("T-002", hours="")
    client = office.test_client()
    raw = client.get("/api/v1/exports/stations?format=geojson", headers=sign_in(client, "office")).data
    assert not raw.startswith(b"\xef\xbb\xbf")
    document = json.loads(raw)
    assert set(document) == {"type", "features"}  # section 4: no "crs"; the datum is always WGS 84
    assert document["type"] == "FeatureCollection"
    first, second = document["features"]
    for feature in (first, second):
        assert set(feature) == {"type", "id", "geometry", "properties"}
        assert feature["type"] == "Feature"
        assert feature["geometry"]["type"] == "Point"
    assert first["geometry"]["coordinates"] == [82.0719, 44.9046]
    assert first["id"] == first["properties"]["ref"] == "T-001"
    assert {name: first["properties"][name] for name in ("opening_hours", "phone", "seats", "toilets", "amenity")} == {
        "opening_hours": "Mo-Su 10:00-19:30",
        "phone": "+86 909 0500001",
        "seats": 12,
        "toilets": "yes",
        "amenity": "community_centre",
    }
    assert first["properties"]["amenities"] == ["hot_water", "toilet", "wifi"]
    assert first["properties"]["amenity_status"] == {"hot_water": "limited", "wifi": "broken"}
    assert "internet_access" not in first["properties"]
    assert "opening_hours" not in second["properties"]  # unknown hours are not said
    assert second["properties"]["hours"] == ""


def test_tags_are_of_kinds_and_things_that_there_are() -> None:
    assert set(TAGS_OF_KINDS) <= set(KINDS)
    assert set(TAGS_OF_THINGS) <= set(AMENITIES)


@pytest.mark.parametrize("form", MEDIA)
def test_a_download_is_named_in_chinese_and_in_ascii(office, form) -> None:
    client, before = office.test_client(), clock.today()
    response = client.get(f"/api/v1/exports/stations?format={form}", headers=sign_in(client, "office"))
    kind, plain, extended = response.headers["Content-Disposition"].split("; ")
    assert (kind, plain) == ("attachment", f'filename="stations.{form}"')
    assert extended.isascii()
    name = unquote(extended.removeprefix("filename*=UTF-8''"))
    assert name in {f"驿站表-{day:%Y%m%d}.{form}" for day in (before, clock.today())}


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_nothing_to_export_is_a_sheet_with_a_header_only(office, form) -> None:
    assert exported(office, "office", form) == []
    assert features(office, "office") == []


def test_another_format_is_refused(office, client) -> None:
    headers = sign_in(client, "office")
    for form in ("xls", "CSV", "", "pdf"):
        assert client.get(f"/api/v1/exports/stations?format={form}", headers=headers).status_code == 422


@pytest.mark.parametrize("form", MEDIA)
def test_staff_get_their_own_area_and_a_manager_their_own_station(app: Flask, form) -> None:
    load_areas(app)
    make_station("T-001")
    make_station("T-002", area_code="652722100", lat_wgs84=44.6, lng_wgs84=82.9, open_to_riders=False)
    grant("staff", "community_staff", "652701001")
    grant("keeper", "station_manager", "T-002")

    def codes(user: str) -> list[str]:
        if form == "geojson":
            return [one["id"] for one in features(app, user)]
        return [line["编号"] for line in exported(app, user, form)]

    assert codes("staff") == ["T-001"]
    assert codes("keeper") == ["T-002"]


def test_more_than_ten_an_hour_are_too_many_in_whatever_format(app: Flask) -> None:
    load_areas(app)
    make_station("T-001")
    grant("keeper", "station_manager", "T-001")
    client = app.test_client()
    headers = sign_in(client, "keeper")
    forms = [("csv", "xlsx", "geojson")[turn % 3] for turn in range(11)]
    answers = [client.get(f"/api/v1/exports/stations?format={form}", headers=headers) for form in forms]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
