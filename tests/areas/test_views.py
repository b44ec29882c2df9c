"""Areas, grids, organisations and calendars over HTTP, and the operator's commands."""

from __future__ import annotations

import csv
import json
from datetime import date

import pytest
import sqlalchemy as sa

from app.accounts.models import Account
from app.areas import service
from app.areas.holiday_rules import Day
from app.core import clock
from app.core.access import Permission
from app.core.audit import AuditEvent
from app.core.db import db, transaction
from app.core.paging import to_cursor
from app.core.problems import DatabaseUnavailable
from tests.areas.conftest import DATA, SMALL

COUNTY = "/652700/652701/"
ELSEWHERE = "/652700/652722/"
GRIDS = "/api/v1/areas/652701001005/grids"
REGIONAL = "/api/v1/calendars/CN-XJ/2026"
HOLIDAY = {"date": "2026-03-20", "kind": "off", "name": "肉孜节", "stands_for": None}
YEAR = {"state": "complete", "days": [HOLIDAY]}


def codes(answer) -> list[str]:
    assert answer.status_code == 200, answer.get_json()
    return [item["code"] for item in answer.get_json()["items"]]


def slug(answer) -> tuple[int, str]:
    assert answer.content_type == "application/problem+json"
    return answer.status_code, answer.get_json()["type"].removeprefix("/problems/")


def test_a_guest_reads_an_area_with_its_township_beside_it(small_client):
    answer = small_client.get("/api/v1/areas/652701001005")
    assert answer.get_json() == {
        "code": "652701001005",
        "name": "团结社区居委会",
        "short_name": "团结社区",
        "level": "community",
        "parent_code": "652701001",
        "path": "/652700/652701/652701001/652701001005/",
        "township_name": "青得里街道",
        "in_programme": True,
    }


def test_four_areas_share_a_name_and_each_shows_its_township(client, real_rows):
    with transaction():
        service.load_areas(real_rows)
    items = client.get("/api/v1/areas?q=团结社区居委会").get_json()["items"]
    assert [(item["name"], item["township_name"]) for item in items] == [
        ("团结社区居委会", "青得里街道"),
        ("团结社区居委会", "乌图布拉格镇"),
        ("团结社区居委会", "阿拉套街道"),
        ("团结社区居委会", "精河镇"),
    ]


def test_areas_are_listed_by_parent_level_and_name(small_client):
    assert codes(small_client.get("/api/v1/areas?level=township&parent=652701")) == [
        "652701001",
        "652701002",
        "652701400",
    ]
    assert codes(small_client.get("/api/v1/areas?q=顾里木图")) == ["652701002"]
    assert codes(small_client.get("/api/v1/areas?parent=000000")) == []
    assert slug(small_client.get("/api/v1/areas?level=village")) == (422, "invalid")
    assert slug(small_client.get("/api/v1/areas/000000")) == (404, "not-found")


def test_pages_of_areas_together_give_every_area_once_in_order(small_client):
    found, cursor, pages = [], "", 0
    while cursor is not None:
        page = small_client.get(f"/api/v1/areas?limit=5{cursor and '&cursor=' + cursor}").get_json()
        found += [item["code"] for item in page["items"]]
        cursor, pages = page["next_cursor"], pages + 1
    assert found == sorted(line.split(",")[0] for line in SMALL.split())
    assert pages == 3


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "cursor=x", "cursor=WzFd", "quarry=1", "level="])
def test_a_query_that_makes_no_sense_is_422(small_client, query):
    assert slug(small_client.get(f"/api/v1/areas?{query}")) == (422, "invalid")


def test_areas_are_shared_answers_and_304_while_nothing_changed(small_client):
    for path in ("/api/v1/areas?level=county", "/api/v1/areas/652701", "/api/v1/organizations?area=652701"):
        first = small_client.get(path)
        assert first.headers["Cache-Control"] == "public, max-age=0, s-maxage=2, must-revalidate"
        again = small_client.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
    other = small_client.get("/api/v1/areas/652722", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


def test_areas_never_look_at_the_token(small_client):
    answer = small_client.get("/api/v1/areas/652701", headers={"Authorization": "Bearer nobody"})
    assert answer.status_code == 200
    assert "X-Session" not in answer.headers


def test_a_merged_code_answers_its_successor(small_client):
    with transaction():
        service.replace_area("652701001005", "652701001006")
    assert small_client.get("/api/v1/areas/652701001005").get_json()["code"] == "652701001006"
    assert codes(small_client.get("/api/v1/areas?parent=652701001")) == ["652701001006"]


def test_areas_are_answered_from_memory_while_the_database_is_away(small_client, monkeypatch):
    known = small_client.get("/api/v1/areas/652701").get_json()

    def away(_session):
        raise DatabaseUnavailable

    monkeypatch.setattr("app.areas.changes.number_of", away)
    assert small_client.get("/api/v1/areas/652701").get_json() == known
    service.look_again()
    assert slug(small_client.get("/api/v1/areas/652701")) == (503, "database-unavailable")


def test_staff_of_the_area_draw_a_grid_and_it_is_audited(small_client, acting):
    headers = acting(Permission.EDIT_AREA, COUNTY)
    answer = small_client.post(GRIDS, json={"name": " 一号网格 "}, headers=headers)
    assert answer.status_code == 201
    assert answer.get_json() == small_client.get("/api/v1/areas/652701001005001").get_json()
    assert (answer.get_json()["name"], answer.get_json()["level"]) == ("一号网格", "grid")
    line = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "area.grid_added")).one()
    assert (line.subject, line.actor_ref, line.actor_role) == ("area:652701001005001", "ref", "edit_area")


def test_grids_are_refused_to_guests_strangers_and_staff_of_elsewhere(small_client, acting):
    body = {"name": "一号网格"}
    assert slug(small_client.post(GRIDS, json=body)) == (401, "not-signed-in")
    for permission, path in [(Permission.EDIT_CALENDAR, COUNTY), (Permission.EDIT_AREA, ELSEWHERE)]:
        answer = small_client.post(GRIDS, json=body, headers=acting(permission, path))
        assert slug(answer) == (403, "not-allowed")
    answer = small_client.post("/api/v1/areas/999999/grids", json=body, headers=acting(Permission.EDIT_AREA, COUNTY))
    assert slug(answer) == (404, "not-found")
    assert service.list_areas(level="grid") == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": ""},
        {"name": "  "},
        {"name": "长" * 31},
        {"name": "好\u202e"},
        {"name": "一\n二"},
        {"name": "好", "code": "1"},
    ],
)
def test_a_grid_without_a_sound_name_is_422(small_client, acting, body):
    answer = small_client.post(GRIDS, json=body, headers=acting(Permission.EDIT_AREA, COUNTY))
    assert slug(answer) == (422, "invalid")
    assert answer.get_json()["errors"][0]["field"] == ("code" if "code" in body else "name")


def test_the_same_key_draws_one_grid_and_the_same_name_without_it_is_409(small_client, acting):
    with transaction():
        db.session.add(Account(id=1, display_name="示例", avatar_url="/static/avatars/1.svg", created_at=clock.now()))
    headers = acting(Permission.EDIT_AREA, COUNTY)
    keyed = headers | {"Idempotency-Key": "grid-0001"}
    first = small_client.post(GRIDS, json={"name": "一号网格"}, headers=keyed)
    again = small_client.post(GRIDS, json={"name": "一号网格"}, headers=keyed)
    assert (again.status_code, again.get_json()) == (201, first.get_json())
    assert again.headers["Idempotent-Replayed"] == "true"
    tapped = small_client.post(GRIDS, json={"name": "一号网格"}, headers=headers)
    assert slug(tapped) == (409, "grid-exists")
    assert tapped.get_json()["area"] == first.get_json()["code"]


def test_a_guest_finds_organisations_page_by_page(small_client):
    first = small_client.get("/api/v1/organizations?area=652701&limit=2").get_json()
    assert [set(item) for item in first["items"]] == [
        {"id", "name", "kind", "area_code", "township_name", "may_issue", "contact"}
    ] * 2
    rest = small_client.get(f"/api/v1/organizations?area=652701&cursor={first['next_cursor']}").get_json()
    found = [item["area_code"] for item in first["items"] + rest["items"]]
    assert found == ["652701001", "652701001005", "652701001006", "652701002", "652701002001"]
    assert rest["next_cursor"] is None
    for beyond in (10**30, -1, -(2**63) - 1, 2**31):
        assert small_client.get(f"/api/v1/organizations?cursor={to_cursor(beyond)}").status_code == 422
    assert small_client.get("/api/v1/organizations?q=没有").get_json() == {"items": [], "next_cursor": None}


def test_a_guest_reads_a_year_with_its_version(client, notice):
    with transaction():
        service.load_holidays(notice)
    answer = client.get("/api/v1/calendars/CN/2026")
    year = answer.get_json()
    assert (year["state"], year["version"], answer.headers["ETag"]) == ("complete", 1, '"1"')
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert year["days"][3] == {"date": "2026-01-04", "kind": "work", "name": "元旦", "stands_for": None}
    assert client.get(REGIONAL).get_json()["state"] == "provisional"
    for path in ("CN/2027", "CN-BJ/2026", "CN/0", "CN/99999999999", "CN/x"):
        assert slug(client.get(f"/api/v1/calendars/{path}")) == (404, "not-found")


def test_county_staff_write_a_year_at_the_version_they_saw(small_client, acting):
    headers = acting(Permission.EDIT_CALENDAR, COUNTY)
    made = small_client.put(REGIONAL, json=YEAR, headers=headers | {"If-Match": '"0"'})
    assert (made.status_code, made.headers["ETag"]) == (200, '"1"')
    assert made.get_json() == YEAR | {"calendar": "CN-XJ", "year": 2026, "version": 1}
    workday = {"date": "2026-03-22", "kind": "work", "name": "肉孜节", "stands_for": "2026-03-23"}
    written = small_client.put(
        REGIONAL, json={"state": "provisional", "days": [workday]}, headers=headers | {"If-Match": '"1"'}
    )
    assert written.get_json()["version"] == 2
    assert small_client.get(REGIONAL).get_json() == written.get_json()
    assert service.holiday_tables()["CN-XJ"][2026] == (
        "provisional",
        {date(2026, 3, 22): ("work", "肉孜节", date(2026, 3, 23))},
    )
    lines = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.subject == "calendar:CN-XJ:2026")).all()
    assert [(line.actor_ref, line.actor_role) for line in lines] == [("ref", "edit_calendar")] * 2


def test_a_stale_version_is_412_with_the_current_one_and_none_is_428(small_client, acting):
    headers = acting(Permission.EDIT_CALENDAR, COUNTY)
    with transaction():
        service.put_calendar("CN-XJ", 2026, "provisional", [], 0)
    assert slug(small_client.put(REGIONAL, json=YEAR, headers=headers)) == (428, "version-required")
    for sent in ('"0"', '"2"', "1", "*", 'W/"1"'):
        answer = small_client.put(REGIONAL, json=YEAR, headers=headers | {"If-Match": sent})
        assert slug(answer) == (412, "stale-version")
        current = answer.get_json()["current"]
        assert (current["version"], current["state"], current["days"]) == (1, "provisional", [])
    assert small_client.get(REGIONAL).get_json()["days"] == []


def test_calendars_are_written_by_those_who_may_only(small_client, acting):
    assert slug(small_client.put(REGIONAL, json=YEAR, headers={"If-Match": '"0"'})) == (401, "not-signed-in")
    headers = acting(Permission.EDIT_AREA, COUNTY) | {"If-Match": '"0"'}
    assert slug(small_client.put(REGIONAL, json=YEAR, headers=headers)) == (403, "not-allowed")
    assert small_client.get(REGIONAL).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"days": []}, "state"),
        ({"state": "complete"}, "days"),
        ({"state": "done", "days": []}, "state"),
        (YEAR | {"version": 1}, "version"),
        (YEAR | {"days": [HOLIDAY | {"date": "2027-03-20"}]}, "days.0.date"),
        (YEAR | {"days": [HOLIDAY, HOLIDAY]}, "days.1.date"),
        (YEAR | {"days": [HOLIDAY, HOLIDAY | {"date": "20.3."}]}, "days.1.date"),
        (YEAR | {"days": [HOLIDAY | {"kind": "party"}]}, "days.0.kind"),
        (YEAR | {"days": [HOLIDAY | {"name": ""}]}, "days.0.name"),
        (YEAR | {"days": [HOLIDAY | {"stands_for": "2026-03-23"}]}, "days.0.stands_for"),
        (YEAR | {"days": [HOLIDAY | {"off": True}]}, "days.0.off"),
        (YEAR | {"days": [None]}, "days.0"),
        (YEAR | {"days": "all"}, "days"),
    ],
)
def test_a_fault_in_a_year_is_422_and_named_by_its_path(small_client, acting, body, field):
    headers = acting(Permission.EDIT_CALENDAR, COUNTY) | {"If-Match": '"0"'}
    answer = small_client.put(REGIONAL, json=body, headers=headers)
    assert slug(answer) == (422, "invalid")
    assert [error["field"] for error in answer.get_json()["errors"]] == [field]
    assert small_client.get(REGIONAL).status_code == 404


def test_there_is_no_third_calendar_to_write(small_client, acting):
    headers = acting(Permission.EDIT_CALENDAR, COUNTY) | {"If-Match": '"0"'}
    for path in ("CN-BJ/2026", "CN/1999", "CN/2101"):
        answer = small_client.put(f"/api/v1/calendars/{path}", json={"state": "complete", "days": []}, headers=headers)
        assert slug(answer) == (404, "not-found")


def test_the_operator_loads_the_areas_twice_with_the_same_outcome(app):
    runner = app.test_cli_runner()
    first = runner.invoke(args=["areas", "load", str(DATA / "areas-652700.csv")])
    assert first.output == "areas: 448 rows, 448 created, 0 updated; 323 organisations created\n"
    second = runner.invoke(args=["areas", "load", str(DATA / "areas-652700.csv")])
    assert second.output == "areas: 448 rows, 0 created, 0 updated; 0 organisations created\n"
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert [area.code for area in service.list_areas(q="顾里木图", level="township")] == ["652701002"]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"code,name\n652700,x\n", "the header lacks level, parent_code"),
        (b"", "the header lacks code, name, level, parent_code"),
        ("code,name,level,parent_code\n652700,博州,prefecture,\n".encode("gb18030"), "not a UTF-8 table"),
        (b"code,name,level,parent_code\n652700,x,prefecture,,more\n", "row 2, : has more cells than the header"),
        (b"code,name,level,parent_code\n652700,x,prefecture,\n6527,y,county,652700\n", "row 3, code: must be 6 digits"),
    ],
)
def test_a_bad_table_is_refused_with_its_rows_and_exit_1(app, tmp_path, raw, said):
    file = tmp_path / "areas.csv"
    file.write_bytes(raw)
    result = app.test_cli_runner().invoke(args=["areas", "load", str(file)])
    assert result.exit_code == 1
    assert said in result.output
    assert service.all_areas() == {}


def test_a_table_with_a_byte_order_mark_is_read(app, tmp_path):
    file = tmp_path / "areas.csv"
    file.write_bytes(b"\xef\xbb\xbf" + f"code,name,level,parent_code\n{SMALL}".encode())
    assert app.test_cli_runner().invoke(args=["areas", "load", str(file)]).exit_code == 0
    assert len(service.all_areas()) == len(list(csv.reader(SMALL.splitlines())))


def test_the_operator_merges_areas_and_a_loop_exits_1(small):
    runner = small.test_cli_runner()
    done = runner.invoke(args=["areas", "replace", "652701001005", "652701001006"])
    assert (done.exit_code, done.output) == (0, "areas: 652701001005 now answers as 652701001006 和平社区居委会\n")
    loop = runner.invoke(args=["areas", "replace", "652701001006", "652701001005"])
    assert loop.exit_code == 1
    assert "refused" in loop.output


def test_the_operator_loads_holidays_and_regional_days_stay(app):
    with transaction():
        service.put_calendar("CN-XJ", 2026, "complete", [Day(date(2026, 3, 20), "off", "肉孜节")], 0)
    runner = app.test_cli_runner()
    file = str(DATA / "holidays-cn-2025-2026.json")
    first = runner.invoke(args=["holidays", "load", file, "--calendar", "CN"])
    assert first.output == "holidays: CN 2025 written, CN 2026 written, CN-XJ 2025 written, CN-XJ 2026 unchanged\n"
    again = runner.invoke(args=["holidays", "load", file])
    assert (again.exit_code, again.output.count("unchanged")) == (0, 4)
    assert len(service.calendar_year("CN-XJ", 2026).days) == 1


@pytest.mark.parametrize("text", ["no json", '{"days": []}', '{"days": [{"date": "2026-01-01"}]}', "[" * 100_000])
def test_a_bad_notice_is_refused_with_exit_1(app, tmp_path, text):
    file = tmp_path / "holidays.json"
    file.write_text(text, encoding="utf-8")
    result = app.test_cli_runner().invoke(args=["holidays", "load", str(file)])
    assert result.exit_code == 1
    assert "refused" in result.output
    assert service.holiday_tables() == {}


def test_every_operation_of_areas_is_in_the_document_with_its_answer(app):
    document = app.extensions["yiqi.document"].written()
    text = json.dumps(document["paths"])
    for path in ("/areas", "/areas/{code}", "/areas/{code}/grids", "/organizations", "/calendars/{calendar}/{year}"):
        assert f'"/api/v1{path}"' in text
    schemas = document["components"]["schemas"]
    for name in ("Area", "AreaList", "Organization", "OrganizationList", "Calendar", "Day"):
        assert set(schemas[name]["required"]) == set(schemas[name]["properties"])
