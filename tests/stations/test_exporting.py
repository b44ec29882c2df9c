"""The sheet that comes back: safe to open, and the same stations when it is read again."""

from __future__ import annotations

import csv
import io

import pytest
from flask import Flask

from app.stations.exporting import safe_cell
from tests.stations.sheets import CHINESE
from tests.support.people import grant, sign_in
from tests.support.places import load_areas, load_sheet, make_station


@pytest.mark.parametrize(
    "text", ['=HYPERLINK("http://example.invalid")', "=1+1", "+86 909 1234567", "-2", "@SUM(A1)", "\t=1", "\r=1"]
)
def test_t28_a_cell_that_a_spreadsheet_would_run_is_prefixed(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


def test_t28_numbers_and_plain_words_are_untouched() -> None:
    for value in (-12.5, 82.070814, -3, 0, "0909-1234567", "银河社区", "", "a=b"):
        assert safe_cell(value) == value and type(safe_cell(value)) is type(value)


def exported(app: Flask, user: str) -> list[list[str]]:
    client = app.test_client()
    response = client.get("/api/v1/exports/stations?format=csv", headers=sign_in(client, user))
    assert response.status_code == 200 and response.data.startswith(b"\xef\xbb\xbf")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(response.data.decode("utf-8-sig"), newline="")))


def test_t28_a_formula_in_a_name_leaves_as_text_and_the_angles_as_numbers(app: Flask) -> None:
    load_areas(app)
    make_station("T-001", name="=HYPERLINK(1)", contact="+86 909", lng_wgs84=82.0719, lat_wgs84=44.9046)
    grant("office", "prefecture_admin", "652700")
    line = dict(zip(CHINESE, exported(app, "office")[1], strict=True))
    assert (line["名称"], line["电话"], line["经度"], line["纬度"]) == (
        "'=HYPERLINK(1)",
        "'+86 909",
        "82.0719",
        "44.9046",
    )


def test_an_exported_sheet_taken_in_again_changes_nothing(app: Flask) -> None:
    load_areas(app)
    load_sheet(app)
    grant("office", "prefecture_admin", "652700")
    client = app.test_client()
    raw = client.get("/api/v1/exports/stations", headers=sign_in(client, "office")).data
    result = load_sheet(app, raw)
    assert (result.rows, result.created, result.updated, result.unchanged) == (1661, 0, 0, 1661)
    assert result.errors == []


def test_staff_get_their_own_area_and_a_manager_their_own_station(app: Flask) -> None:
    load_areas(app)
    make_station("T-001")
    make_station("T-002", area_code="652722100", lat_wgs84=44.6, lng_wgs84=82.9, open_to_riders=False)
    grant("staff", "community_staff", "652701001")
    grant("keeper", "station_manager", "T-002")
    assert [line[0] for line in exported(app, "staff")[1:]] == ["T-001"]
    assert [line[0] for line in exported(app, "keeper")[1:]] == ["T-002"]


def test_more_than_ten_an_hour_are_too_many(app: Flask) -> None:
    load_areas(app)
    make_station("T-001")
    grant("keeper", "station_manager", "T-001")
    client = app.test_client()
    headers = sign_in(client, "keeper")
    statuses = [client.get("/api/v1/exports/stations", headers=headers).status_code for _ in range(11)]
    assert statuses == [200] * 10 + [429]
