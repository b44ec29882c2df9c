"""A new name is seen by WeChat before anybody else: only a clear yes lets it be shown (WECHAT 4.2, 9)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.wechat.fake import Serving
from app.wechat.fake.faults import Fault, FaultPlan
from app.wechat.gateway import TextVerdict
from app.wechat.rules import TEXT_CHECK
from tests.accounts.leavers import person
from tests.support.people import openid_of, sign_in_by_wechat

ME, PROFILE = "/api/v1/me", "/api/v1/me/profile"
REST = {"avatar_url": "/static/avatars/3.svg", "work_kind": "rider", "age_ok": True}


def rename(client: FlaskClient, headers: dict[str, str], name: str, version: int = 1, **changes: Any) -> Any:
    body = REST | {"display_name": name} | changes
    return client.put(PROFILE, json=body, headers=headers | {"If-Match": f'"{version}"'})


class Reader:
    """A WeChat that is asked about texts only, and remembers of which."""

    def __init__(self, verdict: TextVerdict = TextVerdict.PASS) -> None:
        self.verdict, self.read = verdict, list[tuple[str, str, str, bool]]()

    def check_text(self, text: str, openid: str, scene: str, *, waits: bool) -> TextVerdict:
        self.read.append((text, openid, scene, waits))
        return self.verdict


@pytest.fixture
def reader(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Reader]:
    """Puts such a WeChat in place of the fake platform."""

    def put(verdict: TextVerdict = TextVerdict.PASS) -> Reader:
        found = Reader(verdict)
        monkeypatch.setitem(app.extensions, "yiqi.wechat", found)
        return found

    return put


@pytest.fixture
def trouble(wechat: Serving) -> Iterator[Callable[..., None]]:
    """Orders trouble of the platform with texts, for this test only."""
    yield lambda **fault: wechat.platform.faults.add(Fault.of({"path": TEXT_CHECK, "count": -1} | fault))
    wechat.platform.faults = FaultPlan()


def test_a_new_name_is_asked_about_once_as_the_person_it_is_for(
    client: FlaskClient, reader: Callable[..., Reader]
) -> None:
    headers = sign_in_by_wechat(client, "rider")
    asked = reader()
    assert rename(client, headers, " 阿强 ").status_code == 200
    assert asked.read == [("阿强", openid_of("rider"), "profile", False)]


def test_a_name_that_stays_and_the_one_we_gave_are_not_asked_about(
    client: FlaskClient, reader: Callable[..., Reader]
) -> None:
    headers = sign_in_by_wechat(client, "rider")
    ours = client.get(ME, headers=headers).json["display_name"]
    asked = reader()
    assert rename(client, headers, ours).status_code == 200
    assert rename(client, headers, "阿强", 2).status_code == 200
    assert rename(client, headers, "阿强", 3, work_kind="courier").status_code == 200
    assert rename(client, headers, ours, 4).status_code == 200
    assert [text for text, *_ in asked.read] == ["阿强"]


@pytest.mark.parametrize(
    ("changes", "status"),
    [({"name": ""}, 422), ({"name": "左\u202e右"}, 422), ({"avatar_url": "x"}, 422), ({"version": 9}, 412)],
)
def test_what_is_refused_anyway_is_not_asked_about(
    client: FlaskClient, reader: Callable[..., Reader], changes: dict[str, Any], status: int
) -> None:
    headers = sign_in_by_wechat(client, "rider")
    asked = reader()
    assert rename(client, headers, **{"name": "阿强"} | changes).status_code == status
    assert asked.read == []


@pytest.mark.parametrize("name", ["RISKY的名字", "REVIEW一下"])
def test_a_name_that_did_not_pass_names_its_field_and_changes_nothing(client: FlaskClient, name: str) -> None:
    headers = sign_in_by_wechat(client, "rider")
    before = client.get(ME, headers=headers).json
    refused = rename(client, headers, name)
    assert (refused.status_code, refused.json["type"]) == (409, "/problems/text-refused")
    (error,) = refused.json["errors"]
    assert error["field"] == "display_name"
    assert error["message"]
    assert client.get(ME, headers=headers).json == before


@pytest.mark.parametrize(
    ("fault", "refusal"),
    [
        ({"errcode": -1}, (503, "/problems/wechat-unavailable")),
        ({"errcode": 45009}, (503, "/problems/wechat-unavailable")),
        ({"errcode": 61010}, (503, "/problems/wechat-refused")),
        ({"errcode": 40003}, (503, "/problems/wechat-refused")),
        ({"errcode": 45011}, (429, "/problems/too-many-requests")),
        ({"kind": "http"}, (503, "/problems/wechat-unavailable")),
        ({"kind": "html"}, (503, "/problems/wechat-unavailable")),
        ({"kind": "reset"}, (503, "/problems/wechat-unavailable")),
    ],
    ids=str,
)
def test_without_an_answer_of_wechat_nothing_changes_and_one_may_try_again(
    client: FlaskClient, trouble: Callable[..., None], wechat: Serving, fault: dict[str, Any], refusal: tuple[int, str]
) -> None:
    headers = sign_in_by_wechat(client, "rider")
    before = client.get(ME, headers=headers).json
    trouble(**fault)
    refused = rename(client, headers, "阿强")
    assert (refused.status_code, refused.json["type"]) == refusal
    assert int(refused.headers["Retry-After"]) > 0
    assert client.get(ME, headers=headers).json == before
    wechat.platform.faults = FaultPlan()
    assert rename(client, headers, "阿强").status_code == 200


def test_with_wechat_away_all_but_the_name_can_be_changed(client: FlaskClient, trouble: Callable[..., None]) -> None:
    headers = sign_in_by_wechat(client, "young", age_ok=False)
    same = client.get(ME, headers=headers).json["display_name"]
    trouble(kind="http")
    assert rename(client, headers, same).json["age_ok"] is True


def test_names_are_asked_about_so_often_an_hour_and_no_more(
    client: FlaskClient, reader: Callable[..., Reader], with_settings: Callable[..., None]
) -> None:
    with_settings(names_per_account="2/hour")
    headers = sign_in_by_wechat(client, "rider")
    reader(TextVerdict.RISKY)
    assert [rename(client, headers, f"名{n}").status_code for n in range(3)] == [409, 409, 429]
    assert rename(client, headers, client.get(ME, headers=headers).json["display_name"]).status_code == 200


class Slow(Reader):
    """A WeChat that answers when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.go_on = threading.Event(), threading.Event()

    def check_text(self, text: str, openid: str, scene: str, *, waits: bool) -> TextVerdict:
        self.asked.set()
        assert self.go_on.wait(20)
        return super().check_text(text, openid, scene, waits=waits)


def test_t66_while_wechat_reads_a_name_others_write_and_a_newer_edit_wins(
    committed: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers, other = (
        sign_in_by_wechat(committed.test_client(), "rider"),
        sign_in_by_wechat(committed.test_client(), "other"),
    )
    same = committed.test_client().get(ME, headers=headers).json["display_name"]
    theirs = committed.test_client().get(ME, headers=other).json["display_name"]
    slow = Slow()
    monkeypatch.setitem(committed.extensions, "yiqi.wechat", slow)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(rename, committed.test_client(), headers, "阿强")
        try:
            assert slow.asked.wait(10)
            assert rename(committed.test_client(), other, theirs).status_code == 200
            assert rename(committed.test_client(), headers, same, work_kind="courier").status_code == 200
        finally:
            slow.go_on.set()
        late = waiting.result(20)
    assert (late.status_code, late.json["current"]["work_kind"]) == (412, "courier")


def test_a_name_stands_in_no_log(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    headers = sign_in_by_wechat(client, "rider")
    with caplog.at_level("DEBUG"):
        rename(client, headers, "RISKY秘密")
        rename(client, headers, "绝密小哥")
    said = "\n".join(str(vars(record)) for record in caplog.records if record.name.startswith("yiqi"))
    assert said
    assert "秘密" not in said
    assert "绝密" not in said
    assert openid_of("rider") not in said
    assert person("rider")
