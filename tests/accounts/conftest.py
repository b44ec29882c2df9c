"""Ground for the tests of accounts: a few areas, and a station and a team that answer for floors above accounts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from blinker import NamedSignal
from flask import Flask

from app.accounts import asking
from app.accounts.asking import NamedScope
from app.areas import service as areas
from app.core import clock
from app.core.access import Scope
from app.core.db import transaction

QINGDELI = "652701001"
ROWS = [
    ("652700", "博尔塔拉蒙古自治州", "prefecture", None),
    ("652701", "博乐市", "county", "652700"),
    ("652701001", "青得里街道", "township", "652701"),
    ("652701001001", "光明社区居委会", "community", "652701001"),
    ("652701002", "顾里木图街道", "township", "652701"),
    ("652722", "精河县", "county", "652700"),
    ("652722100", "精河镇", "township", "652722"),
]
ABOVE = {  # what stations and volunteering would answer
    "T1": NamedScope("T1", Scope("/652700/652701/652701001/652701001001/", station_code="T1"), "示例驿站一"),
    "T2": NamedScope("T2", Scope("/652700/652722/652722100/", station_code="T2"), "示例驿站二"),
    "team:7": NamedScope("team:7", Scope("/652700/652701/652701001/", team_id=7), "先锋骑手"),
}


def load_places() -> None:
    """The rows above, loaded as an operator loads them."""
    with transaction():
        areas.load_areas([dict(zip(("code", "name", "level", "parent_code"), row, strict=True)) for row in ROWS], [])


@pytest.fixture
def floors_above() -> Iterator[Callable[[Flask], None]]:
    """Lets an application answer for the stations and the team of these tests."""
    ended: list[Callable[[], None]] = []

    def begin(app: Flask) -> None:
        def answer(_sender: Flask, *, scope_code: str) -> NamedScope | None:
            return ABOVE.get(scope_code)

        asking.scope_asked.connect(answer, sender=app)
        ended.append(lambda: asking.scope_asked.disconnect(answer, sender=app))

    yield begin
    for end in ended:
        end()


@pytest.fixture
def places(app: Flask, floors_above: Callable[[Flask], None]) -> None:
    """The areas in the rolled-back database."""
    floors_above(app)
    load_places()


@pytest.fixture
def hear(app: Flask) -> Iterator[Callable[..., None]]:
    """``hear(signal, handler)`` subscribes as a floor above would, for the rest of the test."""
    ended: list[Callable[[], None]] = []

    def begin(happening: NamedSignal, handler: Callable[..., Any]) -> None:
        def receiver(_sender: Flask, **facts: Any) -> Any:
            return handler(**facts)

        happening.connect(receiver, sender=app, weak=False)
        ended.append(lambda: happening.disconnect(receiver, sender=app))

    yield begin
    for end in ended:
        end()


class Clock:
    """The clock of a test: stands at the real now until it is moved."""

    def __init__(self) -> None:
        self.instant = clock.now()

    def forward(self, **delta: float) -> None:
        self.instant += timedelta(**delta)


@pytest.fixture
def standing_clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that only the test moves. What this process remembers of sessions is not aged by it."""
    found = Clock()
    monkeypatch.setattr(clock, "now", lambda: found.instant)
    return found


@pytest.fixture
def with_settings(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """``with_settings(wechat_mode="live")`` changes settings for the rest of the test."""

    def change(**changes: Any) -> None:
        monkeypatch.setitem(app.extensions, "yiqi.settings", replace(app.extensions["yiqi.settings"], **changes))

    return change
