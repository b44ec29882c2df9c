"""People acting at the same moment: real threads and real commits."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask

from app.accounts.models import Account
from app.core.db import db
from app.wechat.gateway import Login, TextVerdict
from tests.accounts.conftest import QINGDELI, load_places
from tests.support.people import grant, openid_of, sign_in_answer, sign_in_by_wechat


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each of these answers when all start together."""
    gate = threading.Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        gate.wait(10)
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


@pytest.fixture
def street(committed: Flask, floors_above: Callable[[Flask], None]) -> Flask:
    """An application with real commits, its areas, and two admins of the street."""
    floors_above(committed)
    with committed.app_context():
        load_places()
        for user in ("admin-1", "admin-2"):
            grant(user, "township_admin", QINGDELI)
    return committed


def test_two_last_managers_cannot_be_taken_at_once(street: Flask) -> None:
    with street.app_context():
        ids = [grant(user, "station_manager", "T1") for user in ("one", "two")]
    admins = [sign_in_by_wechat(street.test_client(), user) for user in ("admin-1", "admin-2")]
    answers = at_once(
        lambda: street.test_client().delete(f"/api/v1/grants/{ids[0]}", headers=admins[0]),
        lambda: street.test_client().delete(f"/api/v1/grants/{ids[1]}", headers=admins[1]),
    )
    assert sorted(answer.status_code for answer in answers) == [204, 409]


def test_one_role_given_twice_at_once_is_one_grant(street: Flask) -> None:
    account = sign_in_answer(street.test_client(), "new").json["account"]["public_no"]
    admins = [sign_in_by_wechat(street.test_client(), user) for user in ("admin-1", "admin-2")]
    body = {"account": account, "role": "community_staff", "scope_code": QINGDELI}
    answers = at_once(
        *(lambda h=h: street.test_client().post("/api/v1/grants", json=body, headers=h) for h in admins)  # type: ignore[misc]
    )
    assert sorted(answer.status_code for answer in answers) == [200, 201]
    assert len({answer.json["id"] for answer in answers}) == 1


def test_two_edits_of_one_version_one_wins_and_one_sees_what_won(committed: Flask) -> None:
    headers = sign_in_by_wechat(committed.test_client(), "rider") | {"If-Match": '"1"'}

    def put(name: str) -> Any:
        body = {"display_name": name, "avatar_url": "/static/avatars/1.svg", "work_kind": None, "age_ok": True}
        return committed.test_client().put("/api/v1/me/profile", json=body, headers=headers)

    answers = {answer.status_code: answer.json for answer in at_once(lambda: put("甲"), lambda: put("乙"))}
    assert set(answers) == {200, 412}
    assert answers[412]["current"] == answers[200]


class Stalled:
    """A WeChat that does not answer a sign-in before it is told to."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self.asked, self.go_on = threading.Event(), threading.Event()

    def login(self, _code: str) -> Login:
        self.asked.set()
        assert self.go_on.wait(20)
        return Login(openid_of("slow"))

    def check_text(self, *_text: str, waits: bool) -> TextVerdict:
        return TextVerdict.PASS


def test_t66_while_wechat_stalls_a_sign_in_others_write(committed: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    headers = sign_in_by_wechat(committed.test_client(), "rider") | {"If-Match": '"1"'}
    stalled = Stalled(committed)
    monkeypatch.setitem(committed.extensions, "yiqi.wechat", stalled)
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(sign_in_answer, committed.test_client(), "slow", "device-1")
        try:
            assert stalled.asked.wait(10)
            body = {"display_name": "甲", "avatar_url": "/static/avatars/1.svg", "work_kind": None, "age_ok": True}
            written = committed.test_client().put("/api/v1/me/profile", json=body, headers=headers)
            assert (written.status_code, slow.done()) == (200, False)
        finally:
            stalled.go_on.set()
        assert slow.result(20).status_code == 201
    with committed.app_context():
        assert db.session.query(Account).count() == 2
