"""What other features get from accounts."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient

from app.accounts import service
from app.core.access import Permission, Scope
from app.core.db import transaction
from tests.accounts.conftest import QINGDELI
from tests.support.people import grant, sign_in_by_wechat

pytestmark = pytest.mark.usefixtures("places")
STREET = Scope(area_path="/652700/652701/652701001/")
ELSEWHERE = Scope(area_path="/652700/652722/652722100/", station_code="T2")


@pytest.fixture
def acting(app: Flask, client: FlaskClient) -> Any:
    """``acting(user)`` lets the rest of the test be a request of this person."""

    def begin(user: str) -> None:
        token = sign_in_by_wechat(client, user)["Authorization"].partition(" ")[2]
        context = app.test_request_context()
        context.push()
        contexts.append(context)
        g.caller = app.extensions["yiqi.guard"].identify(token, fresh=True)

    contexts: list[Any] = []
    yield begin
    for context in reversed(contexts):
        context.pop()


def test_a_change_is_made_in_the_role_that_allows_it_there(acting: Any) -> None:
    grant("both", "community_staff", QINGDELI)
    grant("both", "station_manager", "T2")
    acting("both")
    assert service.acting_role(Permission.SET_AMENITY, STREET) == "community_staff"
    assert service.acting_role(Permission.SET_AMENITY, ELSEWHERE) == "station_manager"
    assert service.acting_role(Permission.EDIT_AREA, ELSEWHERE) == "rider"


def test_somebody_without_a_role_acts_as_a_rider(acting: Any) -> None:
    acting("rider")
    assert service.acting_role(Permission.SET_AMENITY, STREET) == "rider"


@pytest.mark.parametrize(
    ("code", "found", "name"),
    [
        (QINGDELI, QINGDELI, "青得里街道"),
        ("652701001001", "652701001001", "光明社区（青得里街道）"),
        ("T1", "T1", "示例驿站一"),
        ("t1", "T1", "示例驿站一"),
        ("team:7", "team:7", "先锋骑手"),
    ],
)
def test_a_scope_is_found_by_its_code_with_its_name(code: str, found: str, name: str) -> None:
    scope = service.find_scope(code)
    assert scope is not None
    assert (scope.code, scope.name) == (found, name)


@pytest.mark.parametrize("code", ["652799", "T3", "team:8", "org:99999", "x", "?", ""])
def test_what_nobody_knows_is_no_scope(code: str) -> None:
    assert service.find_scope(code) is None


def test_the_account_lock_is_for_whoever_limits_a_person(client: FlaskClient) -> None:
    account_id = client.get("/api/v1/me", headers=sign_in_by_wechat(client, "rider")).json["id"]
    with transaction():
        assert service.lock_account(account_id).id == account_id
