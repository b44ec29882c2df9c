"""A word on crowding in one worker is on every worker's card, and off it after an hour."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core import clock
from app.factory import create_app
from app.wechat.fake import Serving
from tests.conftest import Ground, settings_for
from tests.stations.riders_words import CROWDING, WholeClock, card_in_list
from tests.support.apps import living
from tests.support.people import sign_in
from tests.support.places import load_areas, make_station
from tests.support.servers import wait_until

POLL_S = 1.0  # the setting as it is delivered
WITHIN_S = 20.0  # looking once a second keeps the promise of two; a loaded machine must only not be late for ever
LANE = "/api/v1/stations?lat=44.905&lng=82.074"


@pytest.fixture(scope="module")
def workers(
    ground: Ground, wechat: Serving, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[FlaskClient, FlaskClient]]:
    """Two applications on one database, each looking for changes once a second, as delivered."""
    url, home = ground.fresh("crowded"), tmp_path_factory.mktemp("crowded")
    poll = {"wechat_api_base": wechat.url, "snapshot_poll_s": POLL_S}
    apps: list[Flask] = [create_app(settings_for(url, home, ground.redis_url, **poll)) for _ in range(2)]
    with apps[0].app_context():
        load_areas(apps[0])
        make_station("YQ0001")
    with living(*apps):
        yield apps[0].test_client(), apps[1].test_client()


def seen(client: FlaskClient) -> list[Any]:
    """What a worker's riders see of it: in the list by name, in the list by distance, in the detail."""
    nearby = client.get(LANE).json["items"][0]
    detail = client.get("/api/v1/stations/YQ0001").json
    return [one["crowding"] for one in (card_in_list(client, "YQ0001"), nearby, detail)]


def test_both_workers_show_it_and_drop_it_after_an_hour(workers, monkeypatch):
    one, two = workers
    rider, moved = sign_in(one, "rider"), WholeClock(monkeypatch)
    assert seen(one) == seen(two) == [None] * 3
    assert one.put(CROWDING, json={"level": "full"}, headers=rider).status_code == 200
    told = [{"level": "full", "at": clock.rfc3339(moved.now)}] * 3
    assert seen(one) == told
    wait_until(lambda: seen(two) == told, WITHIN_S, "the word")
    moved.forward(minutes=60)
    assert seen(one) == seen(two) == told
    moved.forward(seconds=1)  # nothing is told any more: the clock alone ends it
    assert seen(one) == seen(two) == [None] * 3


def test_the_last_of_two_words_stands_in_both(workers, monkeypatch):
    one, two = workers
    rider, moved = sign_in(one, "rider"), WholeClock(monkeypatch)
    one.put(CROWDING, json={"level": "full"}, headers=rider)
    moved.forward(seconds=1)
    two.put(CROWDING, json={"level": "few"}, headers=rider)
    told = [{"level": "few", "at": clock.rfc3339(moved.now)}] * 3
    wait_until(lambda: seen(one) == seen(two) == told, WITHIN_S, "the last word")
