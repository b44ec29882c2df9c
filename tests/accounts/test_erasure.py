"""Leaving, taking it back, and the erasure after seven days: T24's part of accounts, T58, T68, P4."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import asking, leaving_rules, service
from app.accounts.holdings import holdings
from app.accounts.models import Account, AuthToken, ConsentRecord, Phone, RoleGrant, WechatIdentity
from app.core import duties
from app.core.audit import AuditEvent
from app.core.db import db, transaction
from tests.accounts.conftest import Clock
from tests.accounts.leavers import ME, account, columns_of_people, come_back, leave, person, sweep
from tests.accounts.rows_of_people import plant, referring, telling, write_down
from tests.support.people import grant, sign_in_answer, sign_in_by_wechat


@pytest.fixture
def told(hear: Callable[..., None]) -> list[tuple[str, dict[str, Any]]]:
    """What the floors above are told, in order."""
    heard: list[tuple[str, dict[str, Any]]] = []
    for happening in (asking.person_leaving, asking.person_returned, asking.person_erased):
        hear(happening, lambda name=happening.name, **facts: heard.append((name, facts)))
    return heard


def count(model: type, *which: sa.ColumnElement[bool]) -> int:
    db.session.rollback()
    return int(db.session.scalar(sa.select(sa.func.count()).select_from(model).where(*which)) or 0)


# --- the rules ---


def test_leaving_can_be_taken_back_until_the_last_second_of_the_seventh_day(standing_clock: Clock) -> None:
    start = standing_clock.instant
    end = leaving_rules.erased_after(start)
    standing_clock.forward(days=7)
    assert end == standing_clock.instant
    assert leaving_rules.may_return(end - leaving_rules.TAKEN_BACK_WITHIN / 604800, start)
    assert not leaving_rules.may_return(end, start)


# --- asking for it ---


def test_leaving_names_the_day_and_a_second_tap_names_the_same(client: FlaskClient, standing_clock: Clock) -> None:
    headers = sign_in_by_wechat(client, "rider")
    first = leave(client, headers)
    standing_clock.forward(hours=3)
    second = leave(client, headers)
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json == second.json
    me = client.get(ME, headers=headers).json
    assert (me["status"], me["erased_after"]) == ("closing", first.json["erased_after"])


def test_while_closing_only_ones_own_page_export_sign_out_and_coming_back_work(client: FlaskClient) -> None:
    headers = sign_in_by_wechat(client, "rider")
    leave(client, headers)
    for path in ("/me/consents", "/me/stored", "/me/access-log", "/me/deletion-preview", "/sessions"):
        refused = client.get(f"/api/v1{path}", headers=headers)
        assert (refused.status_code, refused.json["type"]) == (403, "/problems/account-closing"), path
    for path in ("/me", "/me/export", "/stations", "/client-config"):
        assert client.get(f"/api/v1{path}", headers=headers).status_code == 200, path
    assert come_back(client, headers).status_code == 200
    leave(client, headers)
    assert client.delete("/api/v1/sessions/current", headers=headers).status_code == 204


def test_roles_end_at_once_and_do_not_come_back(client: FlaskClient, places: None) -> None:
    grant("boss", "township_admin", "652701001")
    headers = sign_in_by_wechat(client, "boss")
    leave(client, headers)
    assert client.get(ME, headers=headers).json["roles"] == []
    assert come_back(client, headers).json["roles"] == []
    line = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "role.leave")).one()
    assert (line.actor_role, line.changes["role"]) == ("township_admin", ["township_admin", None])


def test_the_last_manager_of_a_station_leaves_only_after_somebody_takes_over(client: FlaskClient, places: None) -> None:
    grant("old", "station_manager", "T1")
    headers = sign_in_by_wechat(client, "old")
    way = client.get("/api/v1/me/deletion-preview", headers=headers).json["first"]
    assert [(item["type"], item["scope_code"]) for item in way] == [("/problems/last-manager", "T1")]
    refused = leave(client, headers)
    assert (refused.status_code, refused.json["type"]) == (409, "/problems/last-manager")
    assert refused.json["stations"] == [{"scope_code": "T1", "scope_name": "示例驿站一"}]
    assert account(person("old").account_id).status == "active"
    grant("new", "station_manager", "T1")
    assert client.get("/api/v1/me/deletion-preview", headers=headers).json["first"] == []
    assert leave(client, headers).status_code == 202


def test_a_manager_who_is_leaving_is_nobodys_successor(client: FlaskClient, places: None) -> None:
    for user in ("one", "two"):
        grant(user, "station_manager", "T1")
    assert leave(client, sign_in_by_wechat(client, "one")).status_code == 202
    assert leave(client, sign_in_by_wechat(client, "two")).status_code == 409


def test_the_preview_says_what_ends_what_is_erased_and_what_stays(
    client: FlaskClient, places: None, hear: Callable[..., None]
) -> None:
    grant("boss", "township_admin", "652701001")

    def promised(account_id: int) -> list[str]:
        return ["3个报名退掉"]

    hear(asking.deletion_previewed, promised)
    found = client.get("/api/v1/me/deletion-preview", headers=sign_in_by_wechat(client, "boss")).json
    assert "3个报名退掉" in found["ends"]
    assert any("乡镇（街道）管理员" in sentence for sentence in found["ends"])
    assert "登录过的设备" in found["erased"]
    assert any("同意记录" in sentence for sentence in found["stays"])


def test_somebody_without_a_confirmed_age_may_leave_and_come_back(client: FlaskClient) -> None:
    headers = sign_in_by_wechat(client, "young", age_ok=False)
    assert leave(client, headers).status_code == 202
    assert come_back(client, headers).status_code == 200


def test_the_floors_above_are_told_once(client: FlaskClient, told: list[tuple[str, dict[str, Any]]]) -> None:
    headers = sign_in_by_wechat(client, "rider")
    own = person("rider").account_id
    for call in (leave, leave, come_back, come_back):
        call(client, headers)
    assert told == [("person-leaving", {"account_id": own}), ("person-returned", {"account_id": own})]


# --- coming back, and the clock ---


def test_coming_back_at_seven_days_less_a_second_works(client: FlaskClient, standing_clock: Clock, app: Flask) -> None:
    headers = sign_in_by_wechat(client, "rider")
    leave(client, headers)
    standing_clock.forward(days=7, seconds=-1)
    assert sweep(app) == 0
    back = come_back(client, headers)
    assert (back.status_code, back.json["status"], back.json["erased_after"]) == (200, "active", None)
    standing_clock.forward(days=1)
    assert sweep(app) == 0


def test_coming_back_after_seven_days_is_refused_even_before_the_sweep_came(
    client: FlaskClient, standing_clock: Clock
) -> None:
    headers = sign_in_by_wechat(client, "rider")
    leave(client, headers)
    standing_clock.forward(days=7)
    refused = come_back(client, headers)
    assert (refused.status_code, refused.json["type"]) == (409, "/problems/too-late-to-return")


def test_the_sweep_erases_after_seven_days_and_twice_changes_nothing(
    app: Flask, client: FlaskClient, standing_clock: Clock, told: list[tuple[str, dict[str, Any]]]
) -> None:
    headers = sign_in_by_wechat(client, "rider")
    sign_in_by_wechat(client, "neighbour")
    gone = person("rider")
    leave(client, headers)
    standing_clock.forward(days=7)
    assert (sweep(app), sweep(app)) == (1, 0)
    assert told[-1] == ("person-erased", {"account_id": gone.account_id, "person_ref": gone.person_ref})
    left = account(gone.account_id)
    assert (left.status, left.display_name, left.work_kind, left.age_ok) == ("erased", "", None, False)
    assert left.person_ref != gone.person_ref
    assert client.get(ME, headers=headers).status_code == 401
    assert (count(WechatIdentity), count(Account, Account.status == "active")) == (1, 1)


def test_signing_in_afterwards_makes_a_new_person(app: Flask, client: FlaskClient, standing_clock: Clock) -> None:
    first = sign_in_answer(client, "rider").json
    leave(client, {"Authorization": f"Bearer {first['token']}"})
    standing_clock.forward(days=8)
    sweep(app)
    again = sign_in_answer(client, "rider").json
    assert again["is_new"] is True
    assert again["account"]["id"] != first["account"]["id"]
    assert again["account"]["public_no"] != first["account"]["public_no"]


def test_signing_in_within_the_seven_days_finds_the_same_person_closing(client: FlaskClient) -> None:
    first = sign_in_answer(client, "rider").json
    leave(client, {"Authorization": f"Bearer {first['token']}"})
    again = sign_in_answer(client, "rider").json
    assert (again["is_new"], again["account"]["status"]) == (False, "closing")
    assert again["account"]["id"] == first["account"]["id"]


def test_t58_no_row_refers_to_an_erased_person_and_the_neighbours_are_all_there(
    app: Flask, client: FlaskClient, standing_clock: Clock
) -> None:
    headers, _ = sign_in_by_wechat(client, "rider"), sign_in_by_wechat(client, "neighbour")
    gone, stays = person("rider"), person("neighbour")
    with transaction():
        for table, column in columns_of_people(app):
            if (table.name, column.name) not in {("phones", "account_id")} or not referring(gone, table, column):
                plant(table, column, gone)
                plant(table, column, stays)
    before = {(table.name, column.name): referring(stays, table, column) for table, column in columns_of_people(app)}
    assert all(before.values()), before
    assert leave(client, headers).status_code == 202
    standing_clock.forward(days=7)
    assert sweep(app) == 1
    db.session.rollback()
    sealed = {held.table for held in holdings(app) if held.stays}
    for table, column in columns_of_people(app):
        left = referring(gone, table, column)
        assert left == 0 or (table.name in sealed and not column.foreign_keys), f"{table.name}.{column.name}: {left}"
        assert referring(stays, table, column) == before[table.name, column.name], f"{table.name}.{column.name}"
    assert count(Account, Account.person_ref == gone.person_ref) == 0


STAYS = {  # columns in which what was planted may stand afterwards, by why
    "pseudonyms and facts only, sealed: docs/decisions/0007": "audit_events.actor_role audit_events.changes",
    "chosen from a list of ours, nobody's own words": """
        access_logs.list_key access_logs.viewer_role access_logs.viewer_unit access_logs.what
        amenity_reports.amenity amenity_reports.status consent_records.purpose
        hours_entries.actor_role hours_entries.actor_scope hours_entries.batch_id hours_entries.doubts
        hours_entries.reason_code signups.attendance_source signups.claim_hash signups.label signups.pairs
        certificates.lines_hash certificates.number station_history.field station_history.role station_history.source
    """,
    "what a station is: the station's, shown to everybody": "station_history.after station_history.before",
    "the issuer's words on its own ledger and papers, insert only": "certificates.ended_reason hours_entries.note",
}


def test_t58_no_words_of_an_erased_person_are_left_in_any_row(
    app: Flask, client: FlaskClient, standing_clock: Clock
) -> None:
    marker = "暗号七"
    headers = sign_in_by_wechat(client, "rider")
    gone = person("rider")
    with transaction():
        tables = [db.metadata.tables[held.table] for held in holdings(app) if held.table != "accounts"]
        told = {table.name for table in tables if write_down(table, gone, marker)}
    before = telling(marker)
    assert {name.partition(".")[0] for name in before} == told
    assert before > {"amenity_reports.note", "auth_tokens.device_name", "notices.body", "hours_objections.text"}
    assert leave(client, headers).status_code == 202
    standing_clock.forward(days=7)
    assert sweep(app) == 1
    db.session.rollback()
    assert telling(marker) - set(" ".join(STAYS.values()).split()) == set()


def test_t58_negative_control_an_erasure_that_forgets_a_table_is_seen(
    app: Flask, client: FlaskClient, standing_clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = [held for held in holdings(app) if held.table != "phones"]
    monkeypatch.setitem(app.extensions, "yiqi.holdings", kept)
    headers = sign_in_by_wechat(client, "rider")
    gone = person("rider")
    with transaction():
        plant(Phone.__table__, Phone.__table__.c.account_id, gone)
    leave(client, headers)
    standing_clock.forward(days=7)
    sweep(app)
    assert referring(gone, Phone.__table__, Phone.__table__.c.account_id) == 1


def test_consents_of_erased_people_lead_to_nobody_and_go_after_three_years(
    app: Flask, client: FlaskClient, standing_clock: Clock
) -> None:
    headers = sign_in_by_wechat(client, "rider")
    leave(client, headers)
    standing_clock.forward(days=7)
    sweep(app)
    assert count(ConsentRecord, ConsentRecord.account_id.is_(None), ConsentRecord.severed_at.is_not(None)) == 1
    standing_clock.forward(days=1095)
    assert sweep(app, "severed-consents") == 0
    standing_clock.forward(seconds=1)
    assert (sweep(app, "severed-consents"), count(ConsentRecord)) == (1, 0)


def test_one_fault_keeps_nobody_else_waiting_and_is_shown_to_operators(
    app: Flask, client: FlaskClient, standing_clock: Clock, hear: Callable[..., None]
) -> None:
    for user in ("first", "second"):
        leave(client, sign_in_by_wechat(client, user))
    stuck = person("first").account_id

    def refuse(account_id: int, person_ref: str) -> None:
        if account_id == stuck and standing_clock.instant < until:
            raise ValueError("a table of the floor above is locked")

    hear(asking.person_erased, refuse)
    standing_clock.forward(days=7, hours=2)
    until = standing_clock.instant + leaving_rules.TAKEN_BACK_WITHIN
    assert sweep(app) == 1
    assert account(stuck).status == "closing"
    assert count(AuthToken, AuthToken.account_id == stuck) == 1, "half an erasure was kept"
    assert len(duties.invariants(app)["nobody-kept-past-leaving"]()) == 1
    standing_clock.forward(days=7)
    assert sweep(app) == 1
    db.session.rollback()
    assert duties.invariants(app)["nobody-kept-past-leaving"]() == []


def test_what_an_erased_person_gave_to_others_stays_theirs(
    app: Flask, client: FlaskClient, places: None, standing_clock: Clock
) -> None:
    grant("giver", "township_admin", "652701001")
    given = grant("other", "community_staff", "652701001")
    giver = person("giver")
    with transaction():
        db.session.execute(sa.update(RoleGrant).where(RoleGrant.id == given).values(granted_by=giver.account_id))
    leave(client, sign_in_by_wechat(client, "giver"))
    standing_clock.forward(days=7)
    sweep(app)
    row = db.session.get_one(RoleGrant, given)
    assert (row.granted_by, row.revoked_at) == (None, None)


def test_nothing_is_sent_to_and_no_name_is_shown_of_whoever_is_leaving(client: FlaskClient) -> None:
    headers = sign_in_by_wechat(client, "rider")
    own = person("rider")
    assert service.openid_for_sending(own.account_id) is not None
    leave(client, headers)
    db.session.rollback()
    assert service.openid_for_sending(own.account_id) is None
    assert service.names_of([own.person_ref]) == {}
    come_back(client, headers)
    db.session.rollback()
    assert service.openid_for_sending(own.account_id) is not None
    assert list(service.names_of([own.person_ref])) == [own.person_ref]
