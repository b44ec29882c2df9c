"""An edit in one worker is in every worker's list, detail, days and bundle."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.factory import create_app
from app.wechat.fake import Serving
from tests.conftest import Ground, settings_for
from tests.stations.editing_words import band, day, facts, rule, soon, version
from tests.support.apps import living
from tests.support.people import grant, sign_in
from tests.support.places import load_areas, make_station
from tests.support.servers import wait_until

POLL_S = 1.0  # the setting as it is delivered
WITHIN_S = 20.0  # looking once a second keeps the promise of two; a loaded machine must only not be late for ever
BUNDLE = "/api/v1/bundles/652701001"
STORM = {"kind": "special", "intervals": [band(1320, 1800)], "alert": "通宵"}
EDITS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "a name": ("PUT", "", {"name": "北城驿站"}),
    "a place": ("PUT", "", {"lat": 44.95}),
    "an area": ("PUT", "", {"area_code": "652722100"}),
    "hidden": ("PUT", "", {"open_to_riders": False}),
    "hours": ("PUT", "/schedules", {"schedules": [rule(0, 1)]}),
    "a closed day": ("PUT", "/exceptions/{tomorrow}", {"kind": "closed"}),
    "a night": ("PUT", "/exceptions/{tomorrow}", STORM),
    "a closure": ("POST", "/closures", {"reason": "停电", "to": "2 h"}),
    "a check": ("POST", "/verifications", {"facts": ["hours"]}),
}
CODES = {name: f"YQ10{number:02d}" for number, name in enumerate(EDITS)}


@pytest.fixture(scope="module")
def workers(
    ground: Ground, wechat: Serving, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[FlaskClient, FlaskClient]]:
    """Two applications on one database, each looking for changes once a second, as delivered."""
    url, home = ground.fresh("everywhere"), tmp_path_factory.mktemp("everywhere")
    poll = {"wechat_api_base": wechat.url, "snapshot_poll_s": POLL_S}
    apps: list[Flask] = [create_app(settings_for(url, home, ground.redis_url, **poll)) for _ in range(2)]
    with apps[0].app_context():
        load_areas(apps[0])
        for code in CODES.values():
            make_station(code, name="南城站")
        grant("staff", "prefecture_admin", "652700")
    with living(*apps):
        yield apps[0].test_client(), apps[1].test_client()


def send(client: FlaskClient, headers: dict[str, str], name: str) -> Any:
    """Make the edit of this name at its station."""
    method, path, body = EDITS[name]
    code = CODES[name]
    sent = facts(code=code) | body if path == "" else body | ({"to": soon(hours=2)} if "to" in body else {})
    whole = f"/api/v1/stations/{code}{path.format(tomorrow=day(1))}"
    if path in {"", "/schedules"}:
        headers = headers | version(1)
    return client.open(whole, method=method, json=sent, headers=headers)


def seen(client: FlaskClient, code: str) -> dict[str, Any]:
    """All that a worker's riders see of a station."""
    cards = client.get("/api/v1/stations?limit=100").json["items"]
    detail = client.get(f"/api/v1/stations/{code}")
    return {
        "list": next((card for card in cards if card["code"] == code), None),
        "detail": detail.json["version"] if detail.status_code == 200 else None,
        "days": client.get(f"/api/v1/stations/{code}/days").json.get("items"),
        "bundle": next((row for row in client.get(BUNDLE).json["rows"] if row[0] == code), None),
    }


@pytest.mark.parametrize("name", EDITS)
def test_the_other_worker_shows_an_edit(workers, name):
    (one, two), code = workers, CODES[name]
    staff = sign_in(one, "staff")
    before = seen(two, code)
    assert before == seen(one, code)
    assert before["bundle"] is not None
    answer = send(one, staff, name)
    assert answer.status_code in {200, 201}, answer.json
    after = seen(one, code)
    assert all(after[part] != before[part] for part in ("list", "detail", "bundle"))
    wait_until(lambda: seen(two, code) == seen(one, code), WITHIN_S, "the edit")
    assert seen(two, code)["bundle"] == after["bundle"]
