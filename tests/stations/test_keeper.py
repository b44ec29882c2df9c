"""The keeper of a process: as new as the database after one look, patient while it is away, one at a time."""

from __future__ import annotations

import csv
import json
import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.areas import service as areas
from app.core import patience
from app.core.db import db, transaction
from app.core.problems import DatabaseUnavailable
from app.factory import create_app
from app.stations import facts, keeper, snapshot
from app.stations.changes import mark_changed, mark_rules_changed
from app.stations.keeper import Keeper
from app.stations.models import ChangeCounter, Station
from app.stations.snapshot import Snapshot
from tests.conftest import Ground, settings_for
from tests.stations.facts_builders import plain
from tests.support.places import AREAS_CSV, load_areas, make_station
from tests.support.servers import wait_until

POINT = {"lat": 44.905, "lng": 82.074}


@pytest.fixture(scope="module")
def pair(ground: Ground, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Flask]]:
    """Two applications on one database, as two workers are."""
    folder, url = tmp_path_factory.mktemp("keeper"), ground.fresh("keeper")
    apps = [create_app(settings_for(url, folder, ground.redis_url)) for _ in range(2)]
    load_areas(apps[0])
    with apps[0].app_context():
        for number in range(4):
            make_station(f"S-{number:03d}", amenities=["hot_water"])
    yield apps[0], apps[1]
    for app in apps:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def one(pair: tuple[Flask, Flask]) -> Iterator[Flask]:
    """The worker that changes something, its context open."""
    with pair[0].app_context():
        yield pair[0]


@pytest.fixture
def two(pair: tuple[Flask, Flask]) -> Flask:
    """The worker that must hear of it; it has looked before."""
    kept(pair[1])
    return pair[1]


def keeper_of(app: Flask) -> Keeper:
    return app.extensions["yiqi.snapshot"]


def kept(app: Flask) -> Snapshot:
    """What the keeper holds after one look."""
    with app.app_context():
        return keeper_of(app).snapshot()


def anew(app: Flask) -> Snapshot:
    """The tables as a process that just started would read them."""
    with app.app_context():
        fresh = Keeper(app, 0)
        return fresh.snapshot()


def change(*codes: str, **columns: Any) -> None:
    """One commit."""
    with transaction() as session:
        stations = session.scalars(sa.select(Station).where(Station.code.in_(codes))).all()
        assert len(stations) == len(codes)
        for station in stations:
            for name, value in columns.items():
                setattr(station, name, value)
        mark_changed(*stations)


@contextmanager
def away(app: Flask) -> Iterator[None]:
    """The database takes no connection of this application."""

    def refuse(dialect: sa.Dialect, *_: object) -> None:
        raise dialect.loaded_dbapi.OperationalError("away")

    with app.app_context():
        db.session.remove()
        engine = db.engine
    engine.dispose()
    patient = sa.event.contains(engine, "do_connect", patience.connect)  # who answers first is asked alone
    if patient:
        sa.event.remove(engine, "do_connect", patience.connect)
    sa.event.listen(engine, "do_connect", refuse)
    try:
        yield
    finally:
        sa.event.remove(engine, "do_connect", refuse)
        if patient:
            sa.event.listen(engine, "do_connect", patience.connect)


# --- one look ------------------------------------------------------------------------------------------------------


def test_a_change_elsewhere_stands_after_one_look_and_only_its_row_is_made_anew(one: Flask, two: Flask) -> None:
    before = kept(two)
    change("S-001", name="改了名")
    after = kept(two)
    assert after.by_code["S-001"].name == "改了名"
    assert after.by_code["S-002"] is before.by_code["S-002"]
    assert kept(two) is after
    assert plain(after) == plain(anew(two))


def test_a_new_name_of_an_area_is_on_every_card_after_one_look(one: Flask, two: Flask) -> None:
    rows = list(csv.DictReader(AREAS_CSV.read_text(encoding="utf-8").splitlines()))
    for row in rows:
        if row["code"] == "652701001":
            row["name"] = "新城街道办事处"
    with transaction():
        areas.load_areas(rows)
    names = {row.card.columns()["area_name"] for row in kept(two).by_code.values()}
    assert names == {"新城街道办事处"}


def test_a_holiday_table_changed_elsewhere_is_read_after_one_look(one: Flask, two: Flask) -> None:
    before = kept(two)
    with transaction():
        areas.put_calendar("CN", 2031, "complete", [], 0)
    after = kept(two)
    assert before.table.year("CN", 2031) is None and after.table.year("CN", 2031) is not None
    assert after.rules_no > before.rules_no and after.rules_changed_at > before.rules_changed_at


def test_rules_that_change_while_a_snapshot_is_being_built_are_read_at_the_next_look(
    one: Flask, two: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The counter is read before what it counts: read after, it would call a table new that is old already."""
    read_table, late = keeper.calendar_table, [2032]

    def read_and_be_late() -> Any:
        found = read_table()
        if late:
            year = late.pop()
            with one.app_context(), transaction():
                areas.put_calendar("CN", year, "complete", [], 0)
        return found

    with transaction():
        mark_rules_changed()
    monkeypatch.setattr(keeper, "calendar_table", read_and_be_late)
    kept(two)
    assert late == []
    assert kept(two).table.year("CN", 2032) is not None


def test_a_station_that_changes_while_others_are_read_is_not_lost(
    one: Flask, two: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, late = keeper.read_facts, ["S-003"]

    def read_and_be_late(*args: Any) -> Any:
        yield from list(read(*args))
        if late:
            with one.app_context():
                change(late.pop(), name="迟到的名字")

    change("S-001", name="先到的名字")
    monkeypatch.setattr(keeper, "read_facts", read_and_be_late)
    kept(two)
    found = kept(two)
    assert (found.by_code["S-001"].name, found.by_code["S-003"].name) == ("先到的名字", "迟到的名字")
    monkeypatch.undo()
    assert plain(found) == plain(anew(two))


def test_many_changed_rows_are_built_anew_even_if_one_commit_changed_them(
    one: Flask, two: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sheet changes thousands of rows in one commit: taken in one by one, the last would wait for minutes."""
    made: list[str] = []
    build, patched = snapshot.build, Snapshot.patched
    monkeypatch.setattr(keeper.snapshot, "build", lambda *a, **k: (made.append("built"), build(*a, **k))[1])
    monkeypatch.setattr(Snapshot, "patched", lambda *a, **k: (made.append("patched"), patched(*a, **k))[1])
    monkeypatch.setattr(keeper, "MOST_PATCHED", 3)
    keeper_of(one).forget()
    change("S-001", "S-002", "S-003", address="三处")
    kept(two)
    assert made == ["patched"]
    change("S-000", "S-001", "S-002", "S-003", address="四处")
    found = kept(two)
    assert made == ["patched", "built"]
    assert {row.card.columns()["address"] for row in found.by_code.values() if row.code.startswith("S-")} == {"四处"}


def test_many_rows_are_left_alone_by_the_collector_of_circles(one: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    frozen: list[bool] = []
    monkeypatch.setattr(keeper.gc, "freeze", lambda: frozen.append(True))
    for many, expected in ((len(kept(one).by_code), []), (len(kept(one).by_code) - 1, [True])):
        monkeypatch.setattr(keeper, "MANY", many)
        keeper_of(one).forget()
        kept(one)
        assert frozen == expected


def test_tables_put_back_to_an_earlier_state_are_read_anew(one: Flask, two: Flask) -> None:
    """After a restore the counter stands lower: nothing is "newer" than what is held, and everything may differ."""
    kept(two)
    change("S-001", name="会被还原")
    assert kept(two).by_code["S-001"].name == "会被还原"
    with transaction() as session:
        back = ChangeCounter.change_no - 1
        number = session.execute(
            sa.update(ChangeCounter).values(change_no=back).returning(ChangeCounter.change_no)
        ).scalar_one()
        session.execute(sa.update(Station).where(Station.code == "S-001").values(name="还原了", change_no=number))
    found = kept(two)
    assert (found.change_no, found.by_code["S-001"].name) == (number, "还原了")


# --- a database that is away ---------------------------------------------------------------------------------------


def test_while_the_database_is_away_the_last_snapshot_answers(
    one: Flask, two: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    client = two.test_client()
    before = client.get("/api/v1/stations", query_string=POINT)
    shelf = client.get("/api/v1/bundles/652701")
    with away(two), caplog.at_level(logging.WARNING):
        during = client.get("/api/v1/stations", query_string=POINT)
        by_text = client.get("/api/v1/stations", query_string={"q": "试验"})
        bundle = client.get("/api/v1/bundles/652701")
    assert during.status_code == by_text.status_code == bundle.status_code == 200
    assert [item["code"] for item in during.json["items"]] == [item["code"] for item in before.json["items"]] != []
    assert bundle.data == shelf.data
    assert {getattr(record, "event", "") for record in caplog.records} >= {"snapshot-postponed"}
    change("S-002", name="回来之后")
    assert kept(two).by_code["S-002"].name == "回来之后"


@pytest.mark.parametrize("path", ["/stations?lat=44.905&lng=82.074", "/stations", "/bundles/652701"])
def test_who_never_had_a_snapshot_says_503_and_when_to_come_again(two: Flask, path: str) -> None:
    keeper_of(two).forget()
    with away(two):
        response = two.test_client().get(f"/api/v1{path}")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "1")
    assert json.loads(response.data)["type"] == "/problems/database-unavailable"
    assert two.test_client().get(f"/api/v1{path}").status_code == 200


def test_a_look_that_fails_after_a_commit_takes_nothing_back_and_refuses_nobody(
    one: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[None] = []

    @contextmanager
    def gone() -> Iterator[None]:
        looked.append(None)
        raise DatabaseUnavailable
        yield

    kept(one)
    monkeypatch.setattr(keeper, "reading", gone)
    change("S-003", name="写下了")
    assert looked
    monkeypatch.undo()
    assert kept(one).by_code["S-003"].name == "写下了"


def test_a_process_that_holds_no_snapshot_builds_none_for_its_own_change(
    one: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A command or the worker would read a hundred thousand stations after each commit, to answer nobody."""
    keeper_of(one).forget()
    asked: list[object] = []
    monkeypatch.setattr(keeper, "read_facts", lambda *a: asked.append(a) or facts.read_facts(*a))
    change("S-003", name="没人问")
    assert asked == []
    assert kept(one).by_code["S-003"].name == "没人问" and asked


# --- many at once --------------------------------------------------------------------------------------------------


def test_threads_that_look_while_others_write_end_with_the_tables_and_never_go_back(one: Flask, two: Flask) -> None:
    ready, done = threading.Barrier(6), threading.Event()

    def write() -> None:
        with two.app_context():
            ready.wait()
            for number in range(25):
                change(f"S-{number % 4:03d}", name=f"第{number}次")
        done.set()

    def look() -> list[int]:
        seen = []
        ready.wait()
        while not done.is_set():
            seen.append(kept(two).change_no)
        return seen

    with ThreadPoolExecutor(6) as crowd:
        writer = crowd.submit(write)
        looks = [crowd.submit(look) for _ in range(5)]
        writer.result()
        for found in looks:
            seen = found.result()
            assert seen == sorted(seen)
    assert plain(kept(two)) == plain(anew(two)) == plain(kept(one))


def test_the_first_question_of_many_threads_reads_everything_once(two: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    keeper_of(two).forget()
    read: list[None] = []
    build = snapshot.build
    monkeypatch.setattr(keeper.snapshot, "build", lambda *a, **k: (read.append(None), build(*a, **k))[1])
    ready = threading.Barrier(8)

    def first() -> Snapshot:
        ready.wait()
        return kept(two)

    with ThreadPoolExecutor(8) as crowd:
        found = {id(one.result()) for one in [crowd.submit(first) for _ in range(8)]}
    assert len(found) == 1 and len(read) == 1


@pytest.fixture
def background(two: Flask) -> Iterator[Callable[..., Keeper]]:
    """Makes a keeper that looks in the background every few milliseconds."""
    made: list[Keeper] = []

    def make() -> Keeper:
        made.append(Keeper(two, 0.005))
        return made[-1]

    yield make
    for one in made:
        one.end()


def test_the_background_goes_on_after_a_look_that_failed(
    one: Flask, two: Flask, background: Callable[..., Keeper], monkeypatch: pytest.MonkeyPatch
) -> None:
    found, failed = background(), threading.Event()
    assert found.ready() is None
    with two.app_context():
        found.snapshot()
    assert found.ready() is not None
    take_in = Keeper._take_in

    def fail_once(self: Keeper) -> None:
        if self is found and not failed.is_set():
            failed.set()
            raise RuntimeError("a bug")
        take_in(self)

    monkeypatch.setattr(Keeper, "_take_in", fail_once)
    assert failed.wait(10)
    change("S-000", name="后台看见")
    wait_until(lambda: found.ready().by_code["S-000"].name == "后台看见", 10, "the change in the background's snapshot")


def test_one_that_was_ended_looks_no_longer_and_begins_anew_when_asked(
    two: Flask, background: Callable[..., Keeper]
) -> None:
    found = background()
    found.end()  # before it began: nothing to end
    with two.app_context():
        found.snapshot()
        assert found.ready() is not None
        threads = [thread for thread in threading.enumerate() if thread is found._thread]
        found.end()
        assert found.ready() is None
        assert [thread.is_alive() for thread in threads] == [False]
        found.snapshot()
    assert found.ready() is not None
