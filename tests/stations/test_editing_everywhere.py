"""An edit in one worker is in every worker's list, detail, days and bundle within two seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core.db import db
from app.factory import create_app
from app.wechat.fake import Serving
from tests.conftest import Ground, settings_for
from tests.stations.editing_words import (
    CLOSURES,
    SCHEDULES,
    STATION,
    band,
    day,
    exception_path,
    facts,
    rule,
    soon,
    version,
)
from tests.support.people import grant, sign_in
from tests.support.places import load_areas, make_station
from tests.support.servers import wait_until

POLL_S = 1.0  # the setting as it is delivered
PROMISED_S = 2.0
BUNDLE = "/api/v1/bundles/652701001"


@pytest.fixture
def workers(ground: Ground, wechat: Serving, tmp_path: Path) -> Iterator[tuple[FlaskClient, FlaskClient]]:
    """Two applications on one database, each looking for changes once a second, as delivered."""
    url = ground.fresh(f"everywhere_{tmp_path.name[-6:]}".lower().replace("-", "_"))
    apps: list[Flask] = [
        create_app(settings_for(url, tmp_path, ground.redis_url, wechat_api_base=wechat.url, snapshot_poll_s=POLL_S))
        for _ in range(2)
    ]
    with apps[0].app_context():
        load_areas(apps[0])
        make_station("YQ0001", name="南城站")
        make_station("YQ0003", name="远站", area_code="652722100")
        grant("manager", "station_manager", "YQ0001")
    yield apps[0].test_client(), apps[1].test_client()
    for app in apps:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def seen(client: FlaskClient) -> dict[str, Any]:
    """All that a worker's riders see of the station, without the clock."""
    cards = client.get("/api/v1/stations?q=YQ0001").json["items"] or client.get("/api/v1/stations").json["items"]
    detail = client.get(STATION)
    bundle = {row[0]: row for row in client.get(BUNDLE).json["rows"]}.get("YQ0001")
    return {
        "list": next(({k: v for k, v in c.items() if k != "distance_m"} for c in cards if c["code"] == "YQ0001"), None),
        "detail": detail.json["version"] if detail.status_code == 200 else None,
        "days": client.get(f"{STATION}/days").json.get("items"),
        "bundle": bundle,
    }


EDITS: dict[str, Callable[[FlaskClient, dict[str, str]], Any]] = {
    "a name": lambda c, who: c.put(STATION, json=facts(name="北城驿站"), headers=who | version(1)),
    "a place": lambda c, who: c.put(STATION, json=facts(lat=44.95), headers=who | version(1)),
    "an area": lambda c, who: c.put(STATION, json=facts(area_code="652722100"), headers=who | version(1)),
    "hidden": lambda c, who: c.put(STATION, json=facts(open_to_riders=False), headers=who | version(1)),
    "hours": lambda c, who: c.put(SCHEDULES, json={"schedules": [rule(0, 1)]}, headers=who | version(1)),
    "a day": lambda c, who: c.put(exception_path(), json={"kind": "closed"}, headers=who),
    "a night": lambda c, who: c.put(
        exception_path(), json={"kind": "special", "intervals": [band(1320, 1800)], "alert": "通宵"}, headers=who
    ),
    "a closure": lambda c, who: c.post(CLOSURES, json={"reason": "停电", "to": soon(hours=2)}, headers=who),
    "a check": lambda c, who: c.post(f"{STATION}/verifications", json={"facts": ["hours"]}, headers=who),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_the_other_worker_shows_an_edit_within_two_seconds(workers, edit):
    one, two = workers
    manager = sign_in(one, "manager")
    before = seen(two)
    assert before == seen(one)
    assert edit(one, manager).status_code in {200, 201}
    after = seen(one)
    assert after != before
    wait_until(lambda: seen(two) == seen(one), PROMISED_S, "the edit")
    assert seen(two)["bundle"] == after["bundle"]


def test_the_day_shown_in_advance_is_the_one_edited(workers):
    one, two = workers
    manager = sign_in(one, "manager")
    seen(two)
    one.put(exception_path(), json={"kind": "closed"}, headers=manager)
    wait_until(lambda: seen(two) == seen(one), PROMISED_S, "the edit")
    days = {item["date"]: item["why"] for item in two.get(f"{STATION}/days").json["items"]}
    assert (days[day(0)], days[day(1)]) == ("rule", "exception")
