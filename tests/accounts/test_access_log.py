"""Who looked: written with the look, read by the person it is about (PRODUCT 4.2, 6)."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import access_log
from app.accounts.access_log import Viewer
from app.accounts.models import AccessLog
from app.core import clock
from app.core.access import Caller, Grant, Permission, Scope
from app.core.db import db, transaction
from tests.accounts.conftest import Clock
from tests.accounts.leavers import leave, person, sweep
from tests.support.people import sign_in_by_wechat

PATH = "/api/v1/me/access-log"
STAFF = Viewer("a" * 32, "community_staff", "光明社区")
OTHER = Viewer("b" * 32, "station_manager", "示例驿站一")


def lines(*which: sa.ColumnElement[bool]) -> list[AccessLog]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(AccessLog).where(*which).order_by(AccessLog.id)))


def test_a_reveal_is_a_line_each_time_and_its_owner_reads_role_unit_what_and_why(client: FlaskClient) -> None:
    headers = sign_in_by_wechat(client, "rider")
    own = person("rider").account_id
    with transaction():
        access_log.looked(STAFF, own, what="手机号", reason="改了集合地点，要打电话")
        access_log.looked(STAFF, own, what="手机号", reason="没打通，再打一次")
    first, second = client.get(PATH, headers=headers).json["items"]
    assert (first["reason"], second["reason"]) == ("没打通，再打一次", "改了集合地点，要打电话")
    assert first["who"] == {"role": "community_staff", "role_name": "社区工作人员", "unit": "光明社区"}
    assert first["what"] == "手机号"
    assert STAFF.person_ref not in str(first)


def test_a_list_seen_again_the_same_day_is_one_line_and_newcomers_get_theirs(
    client: FlaskClient, standing_clock: Clock
) -> None:
    ids = []
    for user in ("one", "two", "three"):
        sign_in_by_wechat(client, user)
        ids.append(person(user).account_id)

    def look(viewer: Viewer, people: list[int], key: str = "shift:12") -> int:
        db.session.rollback()
        with transaction():
            return access_log.listed(viewer, people, what="报名名单", list_key=key)

    standing_clock.instant = clock.now().replace(hour=4, minute=0)  # noon in Shanghai
    assert look(STAFF, ids[:2]) == 2
    assert look(STAFF, ids[:2]) == 0
    assert look(STAFF, ids) == 1
    assert look(OTHER, ids) == 3
    assert look(STAFF, ids, "shift:13") == 3
    standing_clock.forward(hours=13)  # 01:00 of the next local day
    assert look(STAFF, ids) == 3
    assert look(STAFF, []) == 0


def test_somebody_else_reads_nothing_of_it(client: FlaskClient) -> None:
    sign_in_by_wechat(client, "rider")
    with transaction():
        access_log.looked(STAFF, person("rider").account_id, what="手机号", reason="x")
    assert client.get(PATH, headers=sign_in_by_wechat(client, "neighbour")).json["items"] == []


def test_the_log_is_paged_newest_first(client: FlaskClient) -> None:
    headers = sign_in_by_wechat(client, "rider")
    own = person("rider").account_id
    with transaction():
        for number in range(5):
            access_log.looked(STAFF, own, what="手机号", reason=str(number))
    seen, cursor = [], None
    while True:
        query = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = client.get(PATH, headers=headers, query_string=query).json
        seen += [item["reason"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == ["4", "3", "2", "1", "0"]


def test_the_viewer_is_named_in_the_role_that_lets_them(places: None) -> None:
    town = Grant(1, "community_staff", "area", "652701001", "/652700/652701/652701001/")
    who = Caller(7, "c" * 32, 1, True, "active", (town,))
    scope = Scope("/652700/652701/652701001/652701001001/")
    assert access_log.viewer(who, Permission.EDIT_STATION, scope) == Viewer("c" * 32, "community_staff", "青得里街道")
    with pytest.raises(RuntimeError):
        access_log.viewer(who, Permission.EDIT_CALENDAR, scope)


def test_lines_go_after_a_year(app: Flask, client: FlaskClient, standing_clock: Clock) -> None:
    sign_in_by_wechat(client, "rider")
    with transaction():
        access_log.looked(STAFF, person("rider").account_id, what="手机号", reason="x")
    standing_clock.forward(days=365)
    assert sweep(app, "access-logs") == 0
    standing_clock.forward(seconds=1)
    assert (sweep(app, "access-logs"), lines()) == (1, [])


def test_after_erasure_a_line_says_neither_whom_nor_why(app: Flask, client: FlaskClient, standing_clock: Clock) -> None:
    headers = sign_in_by_wechat(client, "rider")
    with transaction():
        access_log.looked(STAFF, person("rider").account_id, what="手机号", reason="给小马回电话")
    leave(client, headers)
    standing_clock.forward(days=7)
    assert sweep(app) == 1
    (line,) = lines()
    assert (line.account_id, line.reason, line.viewer_role) == (None, "", "community_staff")


def test_one_list_seen_by_one_viewer_in_parallel_is_one_line(committed: Flask) -> None:
    sign_in_by_wechat(committed.test_client(), "rider")
    with committed.app_context():
        own = person("rider").account_id
    gate = threading.Barrier(4)

    def look(_: int) -> int:
        with committed.app_context():
            gate.wait(10)
            with transaction():
                return access_log.listed(STAFF, [own], what="报名名单", list_key="shift:1")

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(look, range(4))) == 1
