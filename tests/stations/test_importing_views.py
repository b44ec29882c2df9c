"""The upload over HTTP, by every role, and the operator's command."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.core.apidocs import PROBLEM_SCHEMA
from app.core.db import db
from app.stations.models import Station
from tests.stations.sheets import as_csv, as_xlsx, everything, row, table
from tests.support.people import Headers, grant, sign_in
from tests.support.places import load_areas, make_station

URL = "/api/v1/imports/stations"
MEMBERS = {"batch_id", "rows", "created", "updated", "unchanged", "kept", "errors"}
GOOD = as_csv(table(row(), row(编号="YQ9002")))
BAD = as_csv(table(row(), row(编号="YQ9002", 开放时间="天黑就关"), row()))


@pytest.fixture
def here(app: Flask) -> Flask:
    load_areas(app)
    make_station("NOISE-1")
    return app


@pytest.fixture
def staff(here: Flask, client: FlaskClient) -> Headers:
    """Community staff of 青得里街道."""
    grant("staff-a", "community_staff", "652701001")
    return sign_in(client, "staff-a", age_ok=True)


def send(client: FlaskClient, who: Headers, raw: bytes, *, query: str = "", name: str = "file", **headers: str) -> Any:
    data = {name: (io.BytesIO(raw), "站点.csv")}
    return client.post(URL + query, data=data, headers=who | headers, content_type="multipart/form-data")


def codes() -> set[str]:
    return set(db.session.scalars(sa.select(Station.code)))


def test_a_clean_sheet_is_written_and_answered_with_its_numbers(client, staff):
    response = send(client, staff, GOOD)
    assert response.status_code == 200
    assert set(response.json) == MEMBERS
    assert response.json | {"batch_id": 0} == {
        "batch_id": 0, "rows": 2, "created": 2, "updated": 0, "unchanged": 0, "kept": [], "errors": [],
    }  # fmt: skip
    assert isinstance(response.json["batch_id"], int)
    assert response.headers["Cache-Control"] == "private, no-store"
    shown = client.get("/api/v1/stations/YQ9002").json
    assert shown["name"] == "试验益骑驿站"
    assert shown["told"]["by"] == "import"


def test_the_same_sheet_again_is_unchanged_and_has_no_batch(client, staff):
    send(client, staff, GOOD)
    response = send(client, staff, as_xlsx(table(row(), row(编号="YQ9002"))))
    assert (response.json["unchanged"], response.json["batch_id"]) == (2, None)


def test_a_dry_run_answers_200_with_the_errors_and_writes_nothing(client, staff):
    before = everything()
    response = send(client, staff, BAD, query="?dry_run=true")
    assert response.status_code == 200
    assert set(response.json) == MEMBERS
    assert [(e["row"], e["column"]) for e in response.json["errors"]] == [(3, "开放时间"), (4, "编号")]
    response = send(client, staff, GOOD, query="?dry_run=true")
    assert (response.json["created"], response.json["errors"]) == (2, [])
    assert everything() == before


def test_a_sheet_with_errors_is_422_with_the_same_members_and_writes_nothing(client, staff):
    before = everything()
    response = send(client, staff, BAD)
    assert response.status_code == 422
    assert response.mimetype == "application/problem+json"
    assert response.json["type"] == "/problems/sheet-has-errors"
    assert set(response.json) >= MEMBERS
    assert (response.json["rows"], response.json["created"], response.json["batch_id"]) == (3, 0, None)
    assert [(e["row"], e["column"]) for e in response.json["errors"]] == [(3, "开放时间"), (4, "编号")]
    assert everything() == before


def test_a_key_sent_twice_answers_twice_and_writes_once(client, staff):
    boundary = "multipart/form-data; boundary=----x"
    body = b"------x\r\nContent-Disposition: form-data; name=file; filename=a.csv\r\n\r\n" + GOOD + b"\r\n------x--\r\n"
    headers = staff | {"Idempotency-Key": "import-0001"}
    first = client.post(URL, data=body, content_type=boundary, headers=headers)
    again = client.post(URL, data=body, content_type=boundary, headers=headers)
    assert first.status_code == again.status_code == 200
    assert again.json == first.json
    assert again.headers["Idempotent-Replayed"] == "true"


def test_rows_outside_the_caller_s_area_are_row_errors(client, staff):
    raw = as_csv(table(row(), row(编号="YQ9002", 区划代码="652701002"), row(编号="NOISE-1", 区划代码="652723100")))
    response = send(client, staff, raw)
    assert response.status_code == 422
    assert [(e["row"], e["column"]) for e in response.json["errors"]] == [(3, "区划代码"), (4, "区划代码")]
    assert codes() == {"NOISE-1"}


def test_a_station_manager_imports_the_own_station_and_no_other(client, here):
    grant("keeper", "station_manager", "NOISE-1")
    keeper = sign_in(client, "keeper", age_ok=True)
    own = row(编号="NOISE-1", 名称="换了名字")
    response = send(client, keeper, as_csv(table(own)))
    assert (response.status_code, response.json["updated"]) == (200, 1)
    response = send(client, keeper, as_csv(table(own, row())))
    assert [(e["row"], e["column"]) for e in response.json["errors"]] == [(3, "区划代码")]
    assert codes() == {"NOISE-1"}


@pytest.mark.parametrize("role", ["auditor", "rider_liaison"])
def test_roles_without_the_permission_are_refused(client, here, role):
    grant("other", role, "NOISE-1" if role == "rider_liaison" else "652700")
    assert send(client, sign_in(client, "other", age_ok=True), GOOD).status_code == 403
    assert codes() == {"NOISE-1"}


def test_guests_are_401_and_riders_403(client, here):
    assert send(client, {}, GOOD).status_code == 401
    assert send(client, sign_in(client, "rider-a", age_ok=True), GOOD).status_code == 403


@pytest.mark.parametrize("content_type", ["text/csv", "application/json", "application/octet-stream"])
def test_anything_but_a_form_is_415(client, staff, content_type):
    response = client.post(URL, data=GOOD, content_type=content_type, headers=staff)
    assert response.status_code == 415


def test_no_file_two_files_and_a_misspelt_parameter_are_422(client, staff):
    assert client.post(URL, headers=staff).status_code == 422
    assert client.post(URL, data={"file": "text"}, headers=staff, content_type="multipart/form-data").status_code == 422
    two = {"file": (io.BytesIO(GOOD), "a.csv"), "other": (io.BytesIO(GOOD), "b.csv")}
    assert client.post(URL, data=two, headers=staff, content_type="multipart/form-data").status_code == 422
    twice = {"file": [(io.BytesIO(GOOD), "a.csv"), (io.BytesIO(GOOD), "b.csv")]}
    assert client.post(URL, data=twice, headers=staff, content_type="multipart/form-data").status_code == 422
    assert send(client, staff, GOOD, query="?dryrun=true").status_code == 422
    assert send(client, staff, GOOD, query="?dry_run=perhaps").status_code == 422
    assert codes() == {"NOISE-1"}


def test_a_part_of_another_name_is_understood(client, staff):
    assert send(client, staff, GOOD, name="sheet").json["created"] == 2


def test_12_mib_are_read_and_more_is_413(client, staff):
    padding = (b" " * 99_999 + b"\n") * 125 + b" " * (12 * 1024 * 1024 - len(GOOD) - 12_500_000)
    assert send(client, staff, GOOD + padding, query="?dry_run=true").json["created"] == 2
    assert send(client, staff, GOOD + padding + b" ", query="?dry_run=true").status_code == 413
    assert send(client, staff, b"x" * (14 * 1024 * 1024)).status_code == 413


def test_a_broken_file_is_named_as_a_whole(client, staff):
    for raw in (b"PK\x03\x04 no archive", b"\xff\xfe\x00", b""):
        response = send(client, staff, raw)
        assert response.status_code == 422
        assert [e["column"] for e in response.json["errors"]] == [""]


# --- the operator's command --------------------------------------------------------------------------------------


def run(app: Flask, *args: str) -> Any:
    return app.test_cli_runner().invoke(args=["stations", "import", *args])


def test_the_command_loads_a_sheet_and_says_what_it_did(here, tmp_path: Path):
    file = tmp_path / "sheet.xlsx"
    file.write_bytes(as_xlsx(table(row(), row(编号="YQ9002"))))
    done = run(here, str(file))
    assert done.exit_code == 0, done.output
    assert "2 rows, 2 created, 0 updated, 0 unchanged" in done.output
    assert codes() == {"NOISE-1", "YQ9001", "YQ9002"}
    assert "0 created, 0 updated, 2 unchanged" in run(here, str(file)).output


def test_a_dry_run_of_the_command_writes_nothing(here, tmp_path: Path):
    file = tmp_path / "sheet.csv"
    file.write_bytes(GOOD)
    done = run(here, str(file), "--dry-run")
    assert (done.exit_code, codes()) == (0, {"NOISE-1"})
    assert "2 created" in done.output
    assert "dry run" in done.output


def test_the_command_prints_errors_by_row_and_column_and_ends_with_1(here, tmp_path: Path):
    file = tmp_path / "sheet.csv"
    file.write_bytes(BAD)
    for dry in ([], ["--dry-run"]):
        done = run(here, str(file), *dry)
        assert done.exit_code == 1
        lines = [line.split(maxsplit=2) for line in done.output.splitlines()]
        assert [line[:2] for line in lines if line[0] in {"3", "4"}] == [["3", "开放时间"], ["4", "编号"]]
    assert codes() == {"NOISE-1"}


def test_the_faults_of_a_sheet_are_as_the_document_says(client, staff):
    """Made-up calls found them without the ``field`` that it demanded of every fault."""
    response = send(client, staff, BAD)
    described = PROBLEM_SCHEMA["properties"]["errors"]["items"]
    assert response.status_code == 422
    for fault in response.json["errors"]:
        assert set(described["required"]) <= set(fault) <= set(described["properties"])
