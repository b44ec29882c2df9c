"""What operators see of the house: figures every minute, and once a day whether all holds that must."""

from __future__ import annotations

import logging
import urllib.request

from flask import Flask
from prometheus_client import REGISTRY

from app import observing
from app.core import duties
from app.core.duties import Sweep
from app.worker import run_sweep, run_worker
from tests.support.ports import free_port

QUIET = {  # nothing waits in an empty house
    "yiqi_checkins_pending",
    "yiqi_hours_pending",
    "yiqi_offers_open",
    "yiqi_outbox_dead",
    "yiqi_outbox_oldest_seconds",
}


def test_every_figure_of_the_house_is_told(app: Flask):
    assert {figure.name for figure in duties.figures(app)} == QUIET | {"yiqi_holiday_years_missing"}
    assert observing.tell_figures() == 0
    assert {name: REGISTRY.get_sample_value(name) for name in QUIET} == dict.fromkeys(QUIET, 0.0)


def test_a_broken_invariant_is_counted_and_told_at_level_error(app: Flask, monkeypatch, caplog):
    monkeypatch.setitem(app.extensions["yiqi.invariants"], "planted", lambda: ["row 7 is not as it must be"])
    with caplog.at_level(logging.ERROR, "yiqi.observing"):
        observing.check_invariants()
    assert [record.what for record in caplog.records] == ["planted: row 7 is not as it must be"]
    assert REGISTRY.get_sample_value("yiqi_invariants_broken") == 1
    monkeypatch.setitem(app.extensions["yiqi.invariants"], "planted", list)
    observing.check_invariants()
    assert REGISTRY.get_sample_value("yiqi_invariants_broken") == 0


def test_the_worker_counts_what_its_sweeps_change_and_which_fail(app: Flask):
    def fails() -> int:
        raise ValueError

    before = REGISTRY.get_sample_value("yiqi_sweep_rows_total", {"sweep": "planted"}) or 0
    run_sweep(app, Sweep("planted", 1.0, lambda: 3, errand=True))
    assert REGISTRY.get_sample_value("yiqi_sweep_rows_total", {"sweep": "planted"}) == before + 3
    failed = REGISTRY.get_sample_value("yiqi_sweep_failures_total", {"sweep": "planted-fault"}) or 0
    run_sweep(app, Sweep("planted-fault", 1.0, fails, errand=True))
    assert REGISTRY.get_sample_value("yiqi_sweep_failures_total", {"sweep": "planted-fault"}) == failed + 1


def test_the_figures_are_served_on_loopback_for_who_asks(app: Flask):
    port = free_port()
    observing.tell_figures()
    observing.serve(port)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        assert b"yiqi_offers_open 0.0" in answer.read()


def test_both_looks_are_errands_of_the_worker(app: Flask):
    assert {sweep.name for sweep in duties.sweeps(app) if sweep.errand} >= {"figures", "invariants"}
    run_worker(app, once=True)
