"""What a scanned code stands for, for the mini-program and for cameras outside WeChat."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from app.checkins import codes, keys, service
from app.checkins.models import PresencePoint
from app.core.db import db, transaction
from app.stations.models import Station
from tests.stations.keeping_words import Clock
from tests.support.people import Headers
from tests.support.places import make_station

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def standing(at: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening hours, too, are asked at the instant where the clock stands."""
    monkeypatch.setattr("app.core.clock.epoch", at.now.timestamp)


@pytest.fixture
def scene(town: None) -> str:
    with transaction():
        return service.scene_of("station", "YQ0001")


def no_such(scene: str) -> list[str]:
    """Scenes that stand for nothing to a guest: hidden, forged, of another form."""
    with transaction():
        hidden = service.scene_of("station", "YQ0002")
    number = db.session.scalars(sa.select(PresencePoint.no).where(PresencePoint.target == "YQ0001")).one()
    return [
        hidden,
        codes.printed(b"s" * 32, number, 1),
        codes.printed(keys.masters()[0], number, 2),
        scene[:-1] + ("0" if scene[-1] != "0" else "1"),
        codes.on_screen(keys.masters()[0], number, 1, 1),
        *("YQ0001", "00000000000", "P", "P.000001.0001.000000000000", "%27", "x" * 200, "站"),
    ]


def test_guests_learn_kind_code_and_name_and_nothing_else(client: FlaskClient, scene: str) -> None:
    response = client.get(f"/api/v1/scenes/{scene}")
    assert response.status_code == 200
    assert response.json == {"kind": "station", "code": "YQ0001", "name": "南城暖心驿站"}
    assert response.headers["Cache-Control"] == "private, no-store"


def test_what_stands_for_nothing_is_404_and_all_alike(client: FlaskClient, scene: str, manager: Headers) -> None:
    told = set()
    for wrong in no_such(scene):
        response = client.get(f"/api/v1/scenes/{wrong}")
        assert response.status_code == 404, wrong
        told.add((response.json["type"], response.json["title"], response.json["detail"]))
    assert told == {("/problems/not-found", "没有找到", "没有找到")}
    hidden = no_such(scene)[0]
    assert client.get(f"/api/v1/scenes/{hidden}", headers=manager).status_code == 200


def test_a_token_is_answered_as_a_code_is(client: FlaskClient, scene: str) -> None:
    with transaction():
        token = service.token_of("station", "YQ0001")
    assert client.get(f"/api/v1/scenes/{token}").json == client.get(f"/api/v1/scenes/{scene}").json
    with transaction():
        service.revoke_tokens("station", "YQ0001")
    assert client.get(f"/api/v1/scenes/{token}").status_code == 404


def test_a_scene_with_escaped_dots_is_the_same_scene(client: FlaskClient, scene: str) -> None:
    assert client.get(f"/api/v1/scenes/{scene.replace('.', '%2E')}").status_code == 200


# --- the page outside WeChat ---


def test_the_page_names_the_place_says_whether_it_is_open_and_how_to_go_on(client: FlaskClient, scene: str) -> None:
    response = client.get(f"/q/{scene}", headers=HTML)
    assert (response.status_code, response.mimetype) == (200, "text/html")
    for told in ("南城暖心驿站", "现在开着", "青得里街道文化路12号", "扫一扫", "不算签到"):
        assert told in response.text
    assert "<script" not in response.text and "<form" not in response.text
    assert response.headers["Cache-Control"] == "private, no-store"


def test_inside_wechat_the_page_does_not_send_one_round_in_a_circle(client: FlaskClient, scene: str) -> None:
    page = client.get(f"/q/{scene}", headers=HTML | {"User-Agent": "Mozilla/5.0 MicroMessenger/8.0.50"}).text
    assert "搜小程序“益骑”" in page and "扫一扫" not in page


def test_looking_at_the_page_checks_nobody_in(client: FlaskClient, scene: str, rider: Headers) -> None:
    before = {table.name: db.session.scalar(sa.select(sa.func.count()).select_from(table)) for table in _tables()}
    client.get(f"/q/{scene}", headers=HTML | rider)
    after = {table.name: db.session.scalar(sa.select(sa.func.count()).select_from(table)) for table in _tables()}
    assert after == before


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ("24小时", r"现在开着<"),
        ("09:00-22:00", r"现在开着，到 11月20日 22:00"),
        ("14:00-22:00", r"现在关着，11月20日 14:00 开门"),
        ("09:00-11:00", r"现在关着，11月21日 09:00 开门"),
    ],
)
def test_the_page_says_until_when_or_when_next(
    hours: str, words: str, client: FlaskClient, town: None, standing: None
) -> None:
    make_station("YQ0009", hours=hours)
    with transaction():
        scene = service.scene_of("station", "YQ0009")
    assert re.search(words, client.get(f"/q/{scene}", headers=HTML).text)


def test_an_alert_is_shown_and_markup_is_not_obeyed(client: FlaskClient, scene: str) -> None:
    with transaction():
        db.session.execute(sa.update(Station).values(alert="<i>今天停水</i>"))
    assert "&lt;i&gt;今天停水" in client.get(f"/q/{scene}", headers=HTML).text


def test_a_code_that_ended_gets_a_page_for_people_and_a_problem_for_programs(client: FlaskClient, scene: str) -> None:
    for wrong in no_such(scene):
        page, problem = client.get(f"/q/{wrong}", headers=HTML), client.get(f"/q/{wrong}")
        assert page.status_code == problem.status_code == 404, wrong
        assert "这个码不能用了" in page.text and (len(wrong) < 9 or wrong not in page.text)
        assert problem.mimetype == "application/problem+json"


def _tables() -> list[sa.Table]:
    return [*db.metadata.sorted_tables]
