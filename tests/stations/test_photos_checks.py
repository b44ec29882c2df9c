"""WeChat's check of photos: how it is asked for, what its verdicts do, and that silence ends with people (T30)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask

from app import worker
from app.accounts import identities
from app.core import clock, duties
from app.core.db import db, in_transaction, transaction
from app.core.problems import TooManyRequests
from app.notices.models import Notice
from app.stations import photo_checks
from app.stations.photo_models import StationPhoto
from app.wechat import gateway, pushes, telling
from app.wechat.fake.faults import Fault
from app.wechat.gateway import WechatUnavailable
from app.wechat.rules import MEDIA_CHECK
from tests.stations.keeping_words import Clock
from tests.stations.photo_words import rows
from tests.support.people import grant, openid_of, sign_in
from tests.support.photos import hang
from tests.support.uploads import read
from tests.wechat import pushing

Asked = list[tuple[str, str, str, str]]
PENDING = "pending_review"


@pytest.fixture
def asked(station, monkeypatch: pytest.MonkeyPatch) -> Asked:
    """What WeChat is asked; it answers with ``trace-1``, ``trace-2``."""
    heard: Asked = []

    def check_media(url: str, kind: str, openid: str, scene: str) -> str:
        assert not in_transaction()
        heard.append((url, kind, openid, scene))
        return f"trace-{len(heard)}"

    monkeypatch.setattr(gateway.current(), "check_media", check_media)
    return heard


def ask() -> int:
    db.session.rollback()  # what the test has read
    return photo_checks.ask_next()


def verdict(said: str, trace_id: str = "trace-1") -> None:
    with transaction():
        photo_checks.take_verdict(trace_id, said)


def give_up() -> int:
    with transaction():
        return photo_checks.give_up()


def states() -> list[str]:
    return [row.state for row in rows()]


def test_each_photo_is_asked_about_once_by_an_address_that_anybody_may_fetch_for_an_hour(client, asked, at: Clock):
    hang("T-001", PENDING, by="rider")
    assert [ask(), ask()] == [1, 0]
    ((url, kind, openid, scene),) = asked
    assert (kind, openid, scene) == ("image", openid_of("rider"), "forum")
    assert rows()[0].check_id == "trace-1"
    parts = urlsplit(url)
    assert parts.scheme in {"http", "https"}
    fetched = client.get(f"{parts.path}?{parts.query}")
    assert (fetched.status_code, read(fetched.data).format) == (200, "JPEG")
    assert client.get(parts.path).status_code == 404
    at.forward(minutes=60)
    assert client.get(f"{parts.path}?{parts.query}").status_code == 200
    at.forward(seconds=1)
    assert client.get(f"{parts.path}?{parts.query}").status_code == 404


@pytest.mark.parametrize("state", ["review", "shown"])
def test_what_is_decided_is_not_asked_about(asked, state):
    hang("T-001", state)
    assert ask() == 0
    assert asked == []


@pytest.mark.parametrize("fault", [None, WechatUnavailable(), TooManyRequests()], ids=str)
def test_a_check_that_cannot_be_had_leaves_the_photo_to_people(station, monkeypatch, fault):
    def check_media(*_: Any) -> None:
        if fault is not None:
            raise fault

    monkeypatch.setattr(gateway.current(), "check_media", check_media)
    hang("T-001", PENDING)
    assert ask() == 1
    assert [(row.state, row.why) for row in rows()] == [("review", "unchecked")]
    assert ask() == 0


def test_nobody_is_asked_about_a_photo_whose_author_is_not_at_wechat_any_more(asked):
    hang("T-001", PENDING)
    with transaction():
        db.session.execute(sa.update(StationPhoto).values(account_id=None))
    assert ask() == 1
    assert (asked, states()) == ([], ["review"])


@pytest.mark.parametrize(
    ("said", "state", "why"), [("pass", "shown", None), ("risky", "removed", None), ("review", "review", "unsure")]
)
def test_a_verdict_shows_removes_or_leaves_it_to_people(asked, said, state, why):
    hang("T-002", PENDING, size=(20, 20))  # noise: asked about first, and never answered
    hang("T-001", PENDING)
    ask(), ask()
    verdict(said, "trace-2")
    assert states() == [PENDING, state]
    found = rows()[1]
    assert found.why == why
    assert (found.picture_id is None) is (state == "removed")


@pytest.mark.parametrize(("said", "title"), [("pass", "照片已通过"), ("risky", "照片没有通过"), ("review", None)])
def test_the_author_is_told_what_became_of_it(asked, said, title):
    hang("T-001", PENDING, by="rider")
    ask()
    verdict(said)
    verdict(said)  # a push told again
    found = db.session.scalars(sa.select(Notice)).all()
    assert [notice.title for notice in found] == ([title] if title else [])


def test_a_verdict_of_an_unknown_question_changes_nothing(asked):
    hang("T-001", PENDING)
    ask()
    verdict("pass", "trace-9")
    assert states() == [PENDING]


def test_a_verdict_that_overtakes_the_answer_waits_for_it(station, monkeypatch):
    def check_media(*_: Any) -> str:
        with pytest.raises(telling.TooEarly):
            verdict("pass")
        return "trace-1"

    monkeypatch.setattr(gateway.current(), "check_media", check_media)
    hang("T-001", PENDING)
    ask()
    verdict("pass")
    assert states() == ["shown"]


def test_a_photo_taken_away_while_wechat_was_asked_stays_away(station, monkeypatch):
    def check_media(*_: Any) -> str:
        with transaction():
            db.session.execute(sa.delete(StationPhoto))
        return "trace-1"

    monkeypatch.setattr(gateway.current(), "check_media", check_media)
    hang("T-001", PENDING)
    assert ask() == 1
    verdict("pass")
    assert rows() == []


# --- silence ---


def test_t30_after_35_minutes_without_a_verdict_people_decide_and_it_stays_hidden(client, asked, at: Clock):
    photo = hang("T-001", PENDING)
    at.forward(minutes=5)
    ask()
    at.forward(minutes=34, seconds=59)
    assert (give_up(), states()) == (0, [PENDING])
    at.forward(seconds=1)
    assert (give_up(), states()) == (1, ["review"])
    assert rows()[0].why == "silent"
    assert client.get(f"/pictures/{photo.picture_id}").status_code == 404
    assert give_up() == 0


def test_t30_a_photo_nobody_could_ask_about_goes_to_people_too(asked, at: Clock):
    hang("T-001", PENDING)
    at.forward(minutes=35)
    assert (give_up(), states()) == (1, ["review"])
    assert ask() == 0


@pytest.mark.parametrize(("said", "state"), [("pass", "shown"), ("risky", "removed"), ("review", "review")])
def test_t30_a_late_verdict_still_counts_while_nobody_has_decided(asked, at: Clock, said, state):
    hang("T-001", PENDING)
    ask()
    at.forward(minutes=36)
    give_up()
    verdict(said)
    assert states() == [state]


def test_the_worker_does_both(app: Flask):
    known = {sweep.name: sweep for sweep in duties.sweeps(app)}
    assert known["photo-checks"].errand
    assert {"photo-silence", "photos-old", "pictures-unlinked"} <= set(known)


# --- with the simulated platform ---


def by_push(said: str) -> None:
    with transaction():
        pushes.take_in(pushing.media(rows()[0].check_id, said))
    with transaction():
        pushes.act()


@pytest.mark.parametrize(("said", "state"), [("pass", "shown"), ("risky", "removed"), ("review", "review")])
def test_the_platform_takes_the_question_and_its_push_is_acted_upon(app, client, town, said, state):
    sign_in(client, "rider")
    hang("YQ0001", PENDING, by="rider")
    assert ask() == 1
    assert rows()[0].check_id
    by_push(said)
    assert states() == [state]


def test_whoever_has_not_been_here_for_two_hours_leaves_it_to_people(app, client, town, wechat):
    wechat.platform.faults.add(Fault.of({"path": MEDIA_CHECK, "errcode": 61010, "count": 1}))
    hang("YQ0001", PENDING, by="rider")
    assert ask() == 1
    assert [(row.state, row.why) for row in rows()] == [("review", "unchecked")]


def test_the_errand_runs_until_nothing_is_left(committed: Flask):
    from tests.support.places import load_areas, make_station

    with committed.app_context():
        load_areas(committed)
        make_station("YQ0001")
        for place in range(3):
            sign_in(committed.test_client(), "rider")
            hang("YQ0001", PENDING, by="rider", size=(20 + place, 20))
    errand = next(sweep for sweep in duties.sweeps(committed) if sweep.name == "photo-checks")
    assert [worker.run_sweep(committed, errand) for _ in range(4)] == [1, 1, 1, 0]
    with committed.app_context():
        assert all(row.check_id for row in rows())
        assert clock.now() - rows()[0].created_at < timedelta(minutes=1)


def test_managers_are_told_once_of_what_is_left_to_them_but_not_of_their_own(asked, at: Clock):
    grant("manager", "station_manager", "T-001")
    grant("second", "station_manager", "T-001")
    grant("elsewhere", "station_manager", "T-002")
    hang("T-001", PENDING, by="manager")
    ask()
    verdict("review")
    at.forward(minutes=36)
    give_up()
    (told,) = db.session.scalars(sa.select(Notice)).all()
    assert told.title == "试验站T-001：有张照片请你看一下"
    assert told.link == "pages/station/station?code=T-001"
    second = identities.find(openid_of("second"))
    assert second is not None
    assert told.account_id == second.id
