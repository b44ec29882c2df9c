"""The consent ledger: every purpose has its own switch, and lines are only ever added."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import asking, consents, identities, notices, rules, service
from app.accounts.holdings import holdings
from app.accounts.models import ConsentRecord
from app.core.db import db, transaction
from app.core.problems import NotFound
from tests.support.blueprint import ROOT
from tests.support.people import openid_of, sign_in_by_wechat

PATH = "/api/v1/me/consents"
PURPOSES = {
    "account", "phone", "location_once", "membership", "volunteer_record", "report_photo", "care",
    "certificate_identity", "national_export", "message:signup_result", "message:waitlist_offer",
    "message:shift_reminder", "message:shift_changed", "message:hours_confirmed", "message:report_progress",
    "message:care_answer", "message:station_alert",
}  # fmt: skip


@pytest.fixture
def account_id(app: Flask) -> int:
    with transaction():
        return identities.find_or_make(openid_of("rider"), age_ok=None)[0].id


@pytest.fixture
def newer_care(app: Flask) -> Iterator[None]:
    """The text about care in a newer version."""
    texts = app.extensions["yiqi.notices"]
    before = texts["care"]
    texts["care"] = replace(before, version=before.version + 1)
    yield
    texts["care"] = before


def lines(purpose: str) -> list[tuple[str, int]]:
    query = sa.select(ConsentRecord.action, ConsentRecord.notice_version).where(ConsentRecord.purpose == purpose)
    return [tuple(row) for row in db.session.execute(query.order_by(ConsentRecord.id))]


def test_every_purpose_of_a_feature_is_listed_and_nothing_is_given_by_default(client: FlaskClient) -> None:
    items = client.get(PATH, headers=sign_in_by_wechat(client, "rider")).json["items"]
    states = {item["purpose"]: item["state"] for item in items}
    assert set(states) == PURPOSES - notices.AHEAD
    assert {purpose for purpose, state in states.items() if state != "none"} == {"account"}
    assert all(item["title"] and item["current_version"] >= 1 for item in items)


@pytest.mark.parametrize("purpose", sorted(PURPOSES - {"account"}))
def test_each_switch_turns_on_and_off_and_touches_no_other(client: FlaskClient, purpose: str) -> None:
    headers = sign_in_by_wechat(client, "rider")
    for _ in range(2):
        given = client.put(f"{PATH}/{purpose}", json={"notice_version": 1}, headers=headers)
        assert (given.status_code, given.json["state"]) == (200, "given")
    for _ in range(2):
        withdrawn = client.delete(f"{PATH}/{purpose}", headers=headers)
        assert (withdrawn.status_code, withdrawn.json["state"]) == (200, "withdrawn")
    assert lines(purpose) == [("given", 1), ("withdrawn", 1)]
    states = {item["purpose"]: item["state"] for item in client.get(PATH, headers=headers).json["items"]}
    assert {other for other, state in states.items() if state != "none"} == {"account", purpose} - notices.AHEAD


def test_what_was_given_before_its_feature_is_there_stays_listed_until_it_is_taken_back(client: FlaskClient) -> None:
    headers = sign_in_by_wechat(client, "rider")

    def listed() -> bool:
        return "care" in {item["purpose"] for item in client.get(PATH, headers=headers).json["items"]}

    assert not listed()
    client.put(f"{PATH}/care", json={"notice_version": 1}, headers=headers)
    assert listed()
    client.delete(f"{PATH}/care", headers=headers)
    assert not listed()


def test_a_purpose_that_no_feature_rests_on_is_used_nowhere(shared_app: Flask) -> None:
    """Its feature is there now? Then take it out of ``AHEAD``."""
    assert PURPOSES >= notices.AHEAD
    names = re.compile(r'(?:PURPOSE = |template=)"([a-z_]+)"')
    used = {held.purpose for held in holdings(shared_app)}
    used |= {name for path in (ROOT / "app").rglob("*.py") for name in names.findall(path.read_text(encoding="utf-8"))}
    assert used >= {"report_photo", "station_alert"}, "negative control: what is used is found"
    assert used & {purpose.removeprefix("message:") for purpose in notices.AHEAD} == set()


def test_the_account_itself_ends_by_leaving(client: FlaskClient) -> None:
    response = client.delete(f"{PATH}/account", headers=sign_in_by_wechat(client, "rider"))
    assert (response.status_code, response.json["type"]) == (409, "/problems/not-switchable")


@pytest.mark.parametrize("purpose", ["nothing", "message", "message:", "message:nothing", "phone:", "phone:x"])
def test_an_unknown_purpose_is_404(client: FlaskClient, purpose: str) -> None:
    headers = sign_in_by_wechat(client, "rider")
    assert client.put(f"{PATH}/{purpose}", json={"notice_version": 1}, headers=headers).status_code == 404
    assert client.delete(f"{PATH}/{purpose}", headers=headers).status_code == 404


def test_an_old_text_is_not_agreed_to(client: FlaskClient) -> None:
    headers = sign_in_by_wechat(client, "rider")
    refused = client.put(f"{PATH}/care", json={"notice_version": 0}, headers=headers)
    assert (refused.status_code, refused.json["type"]) == (409, "/problems/notice-changed")
    assert client.put(f"{PATH}/care", json={}, headers=headers).status_code == 422
    assert lines("care") == []


def test_switches_work_without_age(client: FlaskClient) -> None:
    headers = sign_in_by_wechat(client, "young", age_ok=False)
    assert client.put(f"{PATH}/location_once", json={"notice_version": 1}, headers=headers).status_code == 200
    assert client.delete(f"{PATH}/location_once", headers=headers).status_code == 200


def test_an_act_is_the_consent_and_a_second_one_adds_no_line(account_id: int) -> None:
    with transaction():
        service.act(account_id, "care", None)
        service.act(account_id, "care", 1)
    assert lines("care") == [("given", 1)]


def test_an_act_under_a_new_text_is_a_new_consent(account_id: int, newer_care: None) -> None:
    db.session.add(
        ConsentRecord(account_id=account_id, purpose="care", notice_version=1, action="given", at=consents.clock.now())
    )
    db.session.commit()
    with pytest.raises(rules.NoticeChanged), transaction():
        service.act(account_id, "care", 1)
    with transaction():
        service.act(account_id, "care", 2)
    assert lines("care") == [("given", 1), ("given", 2)]


def test_a_withdrawn_purpose_is_not_given_by_an_act(account_id: int) -> None:
    with transaction():
        service.give(account_id, "care", None)
        consents.withdraw(account_id, "care")
    with pytest.raises(rules.ConsentWithdrawn), transaction():
        service.act(account_id, "care", None)
    with pytest.raises(rules.ConsentWithdrawn):
        service.require(account_id, "care")


def test_a_use_needs_a_consent_that_holds(account_id: int) -> None:
    with pytest.raises(rules.ConsentWithdrawn):
        service.require(account_id, "care")
    with transaction():
        service.give(account_id, "care", 1)
    service.require(account_id, "care")


def test_one_persons_consent_is_nobody_elses(account_id: int) -> None:
    with transaction():
        other = identities.find_or_make(openid_of("other"), age_ok=None)[0].id
        service.give(other, "care", 1)
    with pytest.raises(rules.ConsentWithdrawn):
        service.require(account_id, "care")


def test_a_withdrawal_is_told_to_the_floors_above_once(app: Flask, account_id: int) -> None:
    told: list[tuple[int, str]] = []

    def hear(_sender: Flask, *, account_id: int, purpose: str) -> None:
        told.append((account_id, purpose))

    asking.consent_withdrawn.connect(hear, sender=app)
    try:
        with transaction():
            consents.withdraw(account_id, "care")
            consents.withdraw(account_id, "care")
    finally:
        asking.consent_withdrawn.disconnect(hear, sender=app)
    assert told == [(account_id, "care")]


def test_asking_for_an_unknown_purpose_is_a_fault_of_the_caller(account_id: int) -> None:
    with pytest.raises(NotFound), transaction():
        service.act(account_id, "nothing", None)


def test_every_text_says_how_to_take_it_back(app: Flask) -> None:
    texts = app.extensions["yiqi.notices"]
    assert set(texts) == {purpose.partition(":")[0] for purpose in PURPOSES}
    for purpose, notice in texts.items():
        assert any(word in notice.text for word in ("撤回", "退出", "不给", "关掉")), purpose
        assert len(notice.title) <= 12


def test_somebody_an_operator_gave_a_role_before_consents_at_their_first_sign_in(client: FlaskClient) -> None:
    with transaction():
        identities.find_or_make(openid_of("boss"), age_ok=None)
    headers = sign_in_by_wechat(client, "boss")
    sign_in_by_wechat(client, "boss")
    items = client.get(PATH, headers=headers).json["items"]
    assert next(item["state"] for item in items if item["purpose"] == "account") == "given"
    assert lines("account") == [("given", 1)]
