"""Confirmed hours as a sheet: whose scope, whose names, and nothing that a spreadsheet would run (T28)."""

from __future__ import annotations

import csv
import io

import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook

from app.accounts.models import AccessLog, Account
from app.core.db import db, transaction
from app.hours import chain_rules, exporting
from tests.hours.desk_words import API, backfill, confirm, correct, key, row
from tests.hours.hours_words import (
    COMMUNITY,
    ELSEWHERE,
    TOWN,
    account_of,
    attend,
    chain_of,
    local,
    make_shift,
    proposed,
)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def staff(desk):
    return desk["staff"]


def export(client, headers, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"{API}/exports/hours{query}", headers=headers)
    assert answer.status_code == 200, answer.get_json(force=True)
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert answer.headers["Cache-Control"] == "private, no-store"
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def account(user: str) -> Account:
    return db.session.get_one(Account, account_of(user)[0])


def test_staff_export_the_confirmed_hours_of_their_scope_by_name(client, desk, staff):
    confirm(client, staff, row(proposed("rider", 50, day=18)))
    proposed("stranger", day=17)
    confirm(client, desk["elsewhere"], row(proposed("rider", 30, day=19, area_code=ELSEWHERE)))
    backfill(client, staff, make_shift(day=16, title="雪后清冰"), minutes=45)
    rows = export(client, staff)
    assert [(one["服务日期"], one["活动"], one["分钟"], one["小时"], one["种类"]) for one in rows] == [
        ("2025-11-16", "雪后清冰", "45", "0.75", "补录"),
        ("2025-11-18", "环境整治", "50", "0.83", "签到"),
    ]
    assert set(exporting.KINDS) == set(chain_rules.SOURCES)
    assert (rows[1]["公开编号"], rows[1]["名字"]) == (account("rider").public_no, account("rider").display_name)
    assert (rows[1]["假名编号"], rows[1]["区划代码"]) == ("", COMMUNITY)
    assert len(export(client, desk["elsewhere"])) == 1


def test_what_stands_is_exported_and_what_was_corrected_away_is_not(client, staff):
    chain, gone = proposed("rider", 60, day=18), proposed("rider", 60, day=17)
    confirm(client, staff, row(chain), row(gone))
    correct(client, key(staff), chain, 2, 45)
    correct(client, key(staff), gone, 2, 0)
    assert [one["分钟"] for one in export(client, staff)] == ["45"]


def test_it_says_as_the_rider_reads_it_where_the_minutes_come_from(client, staff):
    times = (local("11:00"), local("12:00"))
    confirm(client, staff, row(chain_of(attend(make_shift(), "rider", times, source="staff"))))
    confirm(client, staff, row(chain_of(attend(make_shift(), "stranger", times)), minutes=45))
    assert [one["种类"] for one in export(client, staff)] == ["手动登记", "手动登记"]


def test_the_auditor_gets_pseudonyms_only(client, desk, staff):
    confirm(client, staff, row(proposed("rider", 50, day=18)))
    (found,) = export(client, desk["auditor"])
    assert (found["公开编号"], found["名字"], found["假名编号"]) == ("", "", account_of("rider")[1])
    assert db.session.scalars(sa.select(AccessLog)).all() == []


def test_people_learn_who_took_their_hours_out_once_a_day(client, desk, staff):
    confirm(client, staff, row(proposed("rider", 50, day=18)))
    confirm(client, desk["colleague"], row(proposed("staff", 50, day=17)))
    for _ in range(2):
        export(client, staff)
    lines = db.session.scalars(sa.select(AccessLog)).all()
    assert [(line.account_id, line.what, line.viewer_role) for line in lines] == [
        (account_of("rider")[0], "志愿时长导出", "community_staff")
    ]


def test_area_and_period_narrow_it(client, staff):
    for day in (10, 18):
        confirm(client, staff, row(proposed("rider", 50, day=day)))
    confirm(client, staff, row(proposed("rider", 20, day=19, area_code=TOWN)))
    assert [one["服务日期"] for one in export(client, staff, "?from=2025-11-11&to=2025-11-18")] == ["2025-11-18"]
    assert len(export(client, staff, f"?area={COMMUNITY}")) == 2
    assert len(export(client, staff, "?area=652701")) == 3
    assert export(client, staff, "?area=652722") == []
    assert export(client, staff, "?to=2024-12-31") == []


@pytest.mark.parametrize(
    "query",
    ["?area=1", "?from=2025-11-02&to=2025-11-01", "?from=x", "?format=pdf", "?person=1"],
)
def test_a_query_that_means_nothing_is_422(client, staff, query):
    assert client.get(f"{API}/exports/hours{query}", headers=staff).status_code == 422


@pytest.mark.parametrize("title", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "'=1"])
def test_t28_a_title_that_would_be_a_formula_is_prefixed(client, staff, title):
    confirm(client, staff, row(proposed("rider", 50, day=18, title=title)))
    (found,) = export(client, staff)
    assert found["活动"] == f"'{title}"
    assert found["分钟"] == "50"


def test_t28_the_workbook_has_texts_as_texts_and_numbers_as_numbers(client, staff):
    confirm(client, staff, row(proposed("rider", 50, day=18, title='=HYPERLINK("http://x")')))
    answer = client.get(f"{API}/exports/hours?format=xlsx", headers=staff)
    assert answer.content_type == XLSX
    assert "%E5%BF%97%E6%84%BF%E6%97%B6%E9%95%BF-20251120.xlsx" in answer.headers["Content-Disposition"]
    header, line = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    found = dict(zip(header, line, strict=True))
    assert (found["活动"], found["服务日期"]) == ('\'=HYPERLINK("http://x")', "2025-11-18")
    assert (found["分钟"], found["小时"]) == (50.0, 0.83)


def test_whoever_was_erased_stands_without_name(client, staff):
    from app.accounts import leaving

    confirm(client, staff, row(proposed("rider", 50, day=18)))
    account_id = account_of("rider")[0]
    with transaction():
        leaving.erase_at_once(account_id)
    (found,) = export(client, staff)
    assert (found["公开编号"], found["名字"], found["分钟"]) == ("", "", "50")


def test_too_many_rows_are_refused_and_ten_an_hour_are_enough(client, staff, monkeypatch):
    confirm(client, staff, *[row(proposed("rider", 20, day=day)) for day in (17, 18)])
    monkeypatch.setattr(exporting, "MOST", 1)
    refused = client.get(f"{API}/exports/hours", headers=staff)
    assert (refused.status_code, refused.get_json(force=True)["errors"][0]["field"]) == (422, "from")
    monkeypatch.setattr(exporting, "MOST", 2)
    answers = [client.get(f"{API}/exports/hours", headers=staff).status_code for _ in range(10)]
    assert answers == [200] * 9 + [429]


def test_riders_and_strangers_export_nothing(client, desk):
    for who in ("rider", "county"):
        assert client.get(f"{API}/exports/hours", headers=desk[who]).status_code == 403
    assert client.get(f"{API}/exports/hours").status_code == 401
