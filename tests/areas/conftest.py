"""A small made-up tree, the real one, and callers with roles."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.areas import service
from app.core.access import Caller, Grant, Permission, Scope
from app.core.db import transaction
from app.wechat.fake import Serving
from tests.conftest import Ground, app_alone

DATA = Path(__file__).resolve().parents[2] / "data"

SMALL = """\
652700,博尔塔拉蒙古自治州,prefecture,
652701,博乐市,county,652700
652722,精河县,county,652700
652701001,青得里街道,township,652701
652701001005,团结社区居委会,community,652701001
652701001006,和平社区居委会,community,652701001
652701002,顾力木图街道,township,652701
652701002001,北郊社区居委会,community,652701002
652701400,阿热勒托海牧场,township,652701
652701400201,基建队,community,652701400
652722100,精河镇,township,652722
652722100001,团结社区居委会,community,652722100
652722100002,城关村委会,community,652722100
"""


def rows_of(text: str) -> list[dict[str, str | None]]:
    """Lines ``code,name,level,parent_code`` as a reader gives them."""
    return list(csv.DictReader(text.splitlines(), fieldnames=["code", "name", "level", "parent_code"]))


@pytest.fixture(scope="session")
def ground(ground: Ground) -> Ground:
    """Databases without areas: how they come in is tested here."""
    return replace(ground, fresh=ground.bare)


@pytest.fixture(scope="session")
def shared_app(ground: Ground, wechat: Serving, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return app_alone(ground.fresh("areas"), tmp_path_factory.mktemp("areas"), ground, wechat)


@pytest.fixture(scope="session")
def real_rows() -> list[dict[str, str | None]]:
    """The official table."""
    with (DATA / "areas-652700.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def notice() -> Any:
    """The published notices of 2025 and 2026."""
    return json.loads((DATA / "holidays-cn-2025-2026.json").read_text(encoding="utf-8"))


@pytest.fixture
def small(app: Flask) -> Flask:
    """The application with the small tree."""
    with transaction():
        service.load_areas(rows_of(SMALL), [{"code": "652701002", "alias": "顾里木图街道"}])
    return app


class ActingGuard:
    """Lets anybody in whose token is ``<permission>@<area path>``: the door's real keeper lives floors above."""

    def __init__(self, account_id: int = 1) -> None:
        self.account_id = account_id

    def identify(self, token: str, *, fresh: bool) -> Caller | None:
        role, _, path = token.partition("@")
        grant = Grant(1, role, "area", path.strip("/").split("/")[-1], path)
        return Caller(self.account_id, "ref", 1, age_ok=True, status="active", grants=(grant,))

    def allows(self, caller: Caller, permission: Permission, scope: Scope | None) -> bool:
        grant = caller.grants[0]
        inside = scope is None or (scope.area_path or "").startswith(grant.area_path or "?")
        return grant.role == permission.value and inside


@pytest.fixture
def acting(small: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Permission, str], dict[str, str]]]:
    """Headers of a caller who has one permission over one area path."""
    monkeypatch.setitem(small.extensions, "yiqi.guard", ActingGuard())

    def headers(permission: Permission, path: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {permission.value}@{path}"}

    yield headers


@pytest.fixture
def small_client(small: Flask) -> FlaskClient:
    """A caller of the application with the small tree."""
    return small.test_client()
