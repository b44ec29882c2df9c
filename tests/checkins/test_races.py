"""Two posters at the same instant: real threads, real commits, on the engine of the run.

The negative controls take away what holds the promise (the insert that gives way, the station's lock) and watch it
break, so that the tests above them are known to be able to fail.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Connection

from app.checkins import codes, points, scenes, service
from app.checkins.models import PresencePoint, SceneToken
from app.checkins.points import Target
from app.core.db import db, transaction
from app.stations import service as stations
from app.stations.changes import mark_changed
from app.stations.models import Station
from app.wechat.models import CodeImage
from tests.support.people import grant, sign_in
from tests.support.places import load_areas, make_station

POSTER = "/api/v1/stations/YQ0001/poster"
PATIENCE_S = 10
COMMUNITY = Target("community", "652701001001", "光明社区", None, None, 150)


@pytest.fixture
def town(committed: Flask) -> Iterator[Flask]:
    with committed.app_context():
        load_areas(committed)
        make_station("YQ0001", name="南城站")
        grant("manager", "station_manager", "YQ0001")
    yield committed


def at_once(app: Flask, acts: list[Callable[[], Any]]) -> list[Any]:
    """What acts give that all start together, each in a thread with a context of its own; exceptions are given, too."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        with app.app_context():
            start.wait(PATIENCE_S)
            try:
                return act()
            except Exception as error:  # noqa: BLE001 - the tests look at what was raised
                return error
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def kept(app: Flask, model: Any) -> list[Any]:
    with app.app_context():
        return list(db.session.scalars(sa.select(model)))


def open_station() -> str:
    with transaction():
        return service.open_station("YQ0001").scene


def write_community() -> int:
    with transaction():
        return service.write_point(COMMUNITY).no


def test_two_posters_at_once_make_one_point_and_one_image(town: Flask) -> None:
    headers = sign_in(town.test_client(), "manager")

    def look() -> tuple[int, bytes]:
        answer = town.test_client().get(f"{POSTER}?format=png", headers=headers)
        return answer.status_code, answer.data

    answers = at_once(town, [look] * 4)
    assert [status for status, _ in answers] == [200] * 4
    assert len({image for _, image in answers}) == 1
    assert (len(kept(town, PresencePoint)), len(kept(town, CodeImage))) == (1, 1)


@pytest.mark.parametrize("act", [open_station, write_community], ids=lambda act: act.__name__)
def test_whoever_comes_first_a_target_has_one_point(act: Callable[[], Any], town: Flask) -> None:
    answers = at_once(town, [act] * 4)
    assert len(set(map(str, answers))) == 1 and not isinstance(answers[0], Exception), answers
    assert len(kept(town, PresencePoint)) == 1


def test_one_target_has_one_living_token(town: Flask) -> None:
    def point_to() -> str:
        with transaction():
            return service.token_of("station", "YQ0001")

    answers = at_once(town, [point_to] * 4)
    assert len(set(map(str, answers))) == 1
    assert [row.token for row in kept(town, SceneToken)] == [answers[0]]


def look_before_either_writes(monkeypatch: pytest.MonkeyPatch, parties: int) -> None:
    """Let all find no point before any makes one."""
    all_have_looked, found, looked = threading.Barrier(parties), points._locked, threading.local()

    def look(kind: str, target: str) -> PresencePoint | None:
        point = found(kind, target)
        if not getattr(looked, "before", False):
            looked.before = True
            all_have_looked.wait(PATIENCE_S)
        return point

    monkeypatch.setattr(points, "_locked", look)
    monkeypatch.setattr(Connection, "get_execution_options", lambda self: {})  # SQLite: BEGIN instead of IMMEDIATE


def test_without_the_insert_that_gives_way_the_second_of_two_is_thrown_out(
    town: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def insert_plainly(target: Target) -> None:
        row = PresencePoint(no=points._new_number(), kind=target.kind, target=target.code, label=target.label)
        row.radius_m = target.radius_m
        db.session.add(row)
        db.session.flush()

    look_before_either_writes(monkeypatch, 2)
    monkeypatch.setattr(points, "_insert", insert_plainly)
    answers = at_once(town, [write_community] * 2)
    assert sum(isinstance(answer, Exception) for answer in answers) == 1, answers  # the unique constraint holds still
    assert len(kept(town, PresencePoint)) == 1


def rename() -> None:
    with transaction():
        station = db.session.scalars(
            sa.select(Station).where(Station.code == "YQ0001").with_for_update(key_share=True)
        ).one()
        station.name = "北城站"
        mark_changed(station)


def test_a_station_renamed_while_its_first_poster_is_made_has_its_new_name_on_the_point(town: Flask) -> None:
    for _ in range(3):  # a race won once may have been luck
        with town.app_context(), transaction():
            db.session.execute(sa.delete(PresencePoint))
            db.session.execute(sa.update(Station).values(name="南城站"))
        answers = at_once(town, [open_station, rename])
        assert not [answer for answer in answers if isinstance(answer, Exception)], answers
        assert [point.label for point in kept(town, PresencePoint)] == ["北城站"]


def test_without_the_lock_of_the_station_the_point_may_keep_the_old_name(
    town: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, renamed = threading.Event(), threading.Event()

    def look_only(code: str) -> stations.Place:
        place = stations.place_of(code)
        assert place is not None
        db.session.rollback()  # nothing held: on SQLite, too, the other may write now
        read.set()
        assert renamed.wait(PATIENCE_S)
        return place

    def rename_meanwhile() -> None:
        assert read.wait(PATIENCE_S)
        rename()
        renamed.set()

    monkeypatch.setattr(stations, "lock_place", look_only)
    at_once(town, [open_station, rename_meanwhile])
    assert [point.label for point in kept(town, PresencePoint)] == ["南城站"]


def test_two_renewals_at_once_are_two_and_only_the_last_code_counts(town: Flask) -> None:
    with town.app_context():
        open_station()

    def renew() -> str:
        with transaction():
            return service.renew_station("YQ0001", "station_manager").scene

    answers = at_once(town, [renew, renew])
    (point,) = kept(town, PresencePoint)
    assert point.key_version == 3
    versions = {code.turn: code for code in map(codes.read, answers) if code is not None}
    assert set(versions) == {2, 3}
    with town.app_context():
        masters = scenes.masters()
        assert [codes.why_not_printed(versions[turn], masters, 3) for turn in (2, 3)] == ["revoked", None]
