"""Out and in again: what an export says, an import takes, whatever the format."""

from __future__ import annotations

import csv
import io
import unicodedata
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from redis import Redis

from app.core.db import db
from app.factory import create_app
from app.stations import facts
from app.stations.exporting import row_of
from app.stations.exporting_rules import FORMULA_STARTS, safe_cell, visible
from app.stations.hours_words import write
from app.stations.models import Station
from app.stations.sheet_rules import check_row
from app.wechat.fake import Serving
from tests.conftest import Ground, settings_for
from tests.stations.sheets import as_csv, real_rows, row
from tests.stations.taking_in import keeper_says, station, take_rows, things
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


Service = Callable[[], Flask]


@pytest.fixture
def service(ground: Ground, wechat: Serving, tmp_path: Path) -> Iterator[Service]:
    """Makes services, each with a database of its own that knows the areas, the office and no station."""
    made: list[Flask] = []
    if ground.redis_url:
        Redis.from_url(ground.redis_url).flushall()

    def make() -> Flask:
        url = ground.fresh(f"trip{len(made)}_{uuid.uuid4().hex[:8]}")
        app = create_app(settings_for(url, tmp_path, wechat_api_base=wechat.url))
        made.append(app)
        with app.app_context():
            load_areas(app)
            grant("office", "prefecture_admin", "652700")
        return app

    yield make
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


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


def at_the_office(app: Flask) -> tuple[FlaskClient, Headers]:
    client = app.test_client()
    return client, sign_in(client, "office")


def test_an_export_of_all_stations_makes_the_same_ones_elsewhere_and_changes_nothing_here(service):
    source = service()
    client, office = at_the_office(source)
    with source.app_context():
        load_sheet(source)
        before = stations()
    assert len(before) == 1661
    for form in FORMS:
        raw = export(client, office, form)
        assert told(upload(client, office, raw)) == (1661, 0, 0, 1661)
        with source.app_context():
            assert stations() == before
        elsewhere = service()
        stranger, theirs = at_the_office(elsewhere)
        assert told(upload(stranger, theirs, raw)) == (1661, 1661, 0, 0)
        with elsewhere.app_context():
            assert stations() == before
        assert export(stranger, theirs, form) == raw or form == "xlsx"  # an archive carries times


def test_t63_a_manager_marks_hot_water_broken_and_the_same_sheet_again_leaves_it_broken(service):
    source = service()
    code = "DQ0001"
    with source.app_context():
        load_sheet(source)
        assert things(code)["hot_water"] == ("working", "import")
        grant("manager", "station_manager", code)
    client, office = at_the_office(source)
    said = client.put(AMENITY.format(code=code), json={"status": "broken"}, headers=sign_in(client, "manager"))
    assert said.status_code == 200
    for raw in (as_csv(real_rows()), *(export(client, office, form) for form in FORMS)):
        answer = upload(client, office, raw)
        assert told(answer) == (1661, 0, 0, 1661)
        assert answer["kept"] == [{"code": code, "column": "amenities" if raw.startswith(b"{") else "设施"}]
        with source.app_context():
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


def odd_stations() -> None:
    make_station(**ODD, amenities={"hot_water": "working", "battery_swap": "working"})
    make_station("A-2", name="3/4", address="+", note="TRUE", contact="00860909", hours="")
    make_station("A-3", name="=1+1", address="'=1+1", note="-", contact="+86 909 0500001")
    make_station("A-4", name="，，、；\"'", address="a,b;c", note="_x0041_ &amp; <b>", contact=None)


@pytest.mark.parametrize("form", FORMS)
def test_cells_that_look_like_dates_or_numbers_survive(service, form):
    source, elsewhere = service(), service()
    with source.app_context():
        odd_stations()
        before = stations()
    client, office = at_the_office(source)
    raw = export(client, office, form)
    assert told(upload(client, office, raw))[2] == 0
    stranger, theirs = at_the_office(elsewhere)
    assert told(upload(stranger, theirs, raw)) == (4, 4, 0, 0)
    with elsewhere.app_context():
        assert stations() == before
        assert station("E5-1").contact == "0909-0500001"
        assert (station("A-3").name, station("A-3").address) == ("=1+1", "'=1+1")


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
