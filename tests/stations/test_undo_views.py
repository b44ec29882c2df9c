"""An import taken back over HTTP, by whom and how often."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.stations.sheets import as_csv, row, table
from tests.stations.taking_in import keeper_says, station, take_rows
from tests.support.people import Headers, grant, sign_in
from tests.support.places import load_areas, make_station


@pytest.fixture
def here(app: Flask) -> Flask:
    load_areas(app)
    make_station("NOISE-1")
    return app


@pytest.fixture
def staff(here: Flask, client: FlaskClient) -> Headers:
    grant("staff", "community_staff", "652701001")
    return sign_in(client, "staff")


def send(client: FlaskClient, who: Headers, *rows: dict[str, str]) -> int:
    data = {"file": (io.BytesIO(as_csv(table(*rows))), "站点.csv")}
    answer = client.post("/api/v1/imports/stations", data=data, headers=who)
    assert answer.status_code == 200, answer.json
    return answer.json["batch_id"]


def undo(client: FlaskClient, who: Headers, batch_id: int, **headers: str) -> Any:
    return client.post(f"/api/v1/imports/{batch_id}/undo", headers=who | headers)


def test_f2_an_import_is_undone_once_and_says_what_it_skipped(client, staff):
    send(client, staff, row(), row(编号="YQ9002"))
    batch = send(client, staff, row(名称="甲"), row(编号="YQ9002", 名称="乙"), row(编号="YQ9003"))
    keeper_says("hot_water", "broken", "YQ9002")
    answer = undo(client, staff, batch)
    assert answer.status_code == 200
    assert answer.json == {
        "undone": 2,
        "removed": 1,
        "skipped": [{"code": "YQ9002", "reason": "edited", "message": "导入后站点有改动，没有撤销"}],
    }
    assert client.get("/api/v1/stations/YQ9003").status_code == 404
    again = undo(client, staff, batch)
    assert (again.status_code, again.json["type"]) == (409, "/problems/already-undone")
    assert (station().name, station("YQ9002").name) == ("试验益骑驿站", "乙")


def test_a_key_sent_twice_answers_twice_and_undoes_once(client, staff):
    batch = send(client, staff, row())
    key = {"Idempotency-Key": "undo-0001"}
    first, again = undo(client, staff, batch, **key), undo(client, staff, batch, **key)
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json == first.json
    assert again.headers["Idempotent-Replayed"] == "true"


def test_a_manager_undoes_what_touched_the_own_station_only(client, here):
    grant("keeper", "station_manager", "NOISE-1")
    own, others = take_rows(row(编号="NOISE-1")).batch_id, take_rows(row(编号="NOISE-1", 名称="甲"), row()).batch_id
    keeper = sign_in(client, "keeper")
    mixed = undo(client, keeper, others)
    assert (mixed.status_code, mixed.json["detail"]) == (403, "这次导入写了 1 个不在你管理范围的站点")
    assert undo(client, keeper, own).json["skipped"][0]["reason"] == "imported_again"


def test_staff_of_another_place_do_not_learn_of_it(client, staff):
    batch = send(client, staff, row())
    grant("elsewhere", "community_staff", "652722100")
    assert undo(client, sign_in(client, "elsewhere"), batch).status_code == 404
    assert undo(client, staff, batch).status_code == 200


def test_no_such_import(client, staff):
    for number in ("2147483647", "0", "x", "99999999999999"):
        assert client.post(f"/api/v1/imports/{number}/undo", headers=staff).status_code == 404


def test_a_rider_and_a_guest_are_refused(client, here):
    assert undo(client, {}, 1).status_code == 401
    assert undo(client, sign_in(client, "rider"), 1).status_code == 403
