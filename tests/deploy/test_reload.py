"""The rules of a reload (``gunicorn.conf.py``); ``make faults`` does one under load behind nginx."""

from __future__ import annotations

import runpy
from types import SimpleNamespace
from typing import Any

import pytest

from tests.support.servers import ROOT

SIGTERM = 15


@pytest.fixture
def conf() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "gunicorn.conf.py"))


def worker(conf: dict[str, Any], births: Any, age: int) -> Any:
    found = conf["worker_class"].__new__(conf["worker_class"])
    found.births, found.age, found.alive = births, age, True
    found.cfg = SimpleNamespace(workers=2)
    found.tmp = SimpleNamespace(notify=lambda: None)
    found.method_queue = SimpleNamespace(defer=lambda _: None)
    return found


def test_whoever_is_replaced_serves_until_as_many_can(conf: dict[str, Any]) -> None:
    births = conf["Births"]()
    old = worker(conf, births, 2)
    births.reload(2)
    old.handle_exit(SIGTERM, None)
    for age, is_alive in ((3, True), (4, False)):
        births.write_down(age)
        old.notify()
        assert old.alive is is_alive


def test_told_twice_it_ends_at_once(conf: dict[str, Any]) -> None:
    births = conf["Births"]()
    old = worker(conf, births, 2)
    births.reload(2)
    for is_alive in (True, False):
        old.handle_exit(SIGTERM, None)
        assert old.alive is is_alive


def test_when_nothing_follows_it_ends_at_once(conf: dict[str, Any]) -> None:
    births = conf["Births"]()
    births.reload(2)
    young = worker(conf, births, 3)
    young.handle_exit(SIGTERM, None)
    assert not young.alive


def test_those_of_the_last_reload_do_not_count_at_the_next(conf: dict[str, Any]) -> None:
    births = conf["Births"]()
    births.reload(2)
    births.write_down(3)
    births.reload(4)
    assert births.ready == 0


def test_a_worker_reads_no_code_that_the_master_read_before(
    conf: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a reload would run new code on the settings of the old."""
    modules = dict.fromkeys(("app", "app.core", "app.core.settings", "apple", "flask"))
    monkeypatch.setitem(conf["post_fork"].__globals__, "sys", SimpleNamespace(modules=modules))
    told: list[object] = []
    born = SimpleNamespace(log=SimpleNamespace(setup=told.append), cfg="cfg")
    conf["post_fork"](SimpleNamespace(births="births"), born)
    assert list(modules) == ["apple", "flask"]
    assert (born.births, told) == ("births", ["cfg"])
