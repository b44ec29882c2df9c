"""The guard: whose token it is, what this process may remember of it, and the one write a read makes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import granting, identities, memory, standing
from app.accounts.memory import SessionMemory
from app.accounts.models import Account, AuthToken, RoleGrant
from app.areas import service as areas
from app.core import clock
from app.core.access import Caller
from app.core.db import db, transaction
from tests.accounts.conftest import QINGDELI, Clock
from tests.support.people import grant, headers_of, openid_of, sign_in_by_wechat

Queries = list[str]


@pytest.fixture
def queries(app: Flask) -> Queries:
    """Every statement the application sends from here on."""
    sent: Queries = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    return sent


FOR_GUESTS_TOO = "/api/v1/calendars/CN/2026"


def status_of(client: FlaskClient, headers: dict[str, str], path: str = "/api/v1/me") -> int:
    return client.get(path, headers=headers).status_code


def is_known(client: FlaskClient, headers: dict[str, str]) -> bool:
    """Whether a view that guests may call, too, still takes the token for somebody's."""
    return client.get(FOR_GUESTS_TOO, headers=headers).headers.get("X-Session") != "ended"


@pytest.mark.parametrize("token", ["", "short", "x" * 43, "é" * 43, "x" * 44, "x" * 5000])
def test_what_is_no_token_of_ours_is_401(client: FlaskClient, token: str) -> None:
    response = client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}".encode().decode("latin-1")})
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("header", ["Basic abc", "Bearer", "x"])
def test_another_scheme_is_a_guest(client: FlaskClient, header: str) -> None:
    assert client.get("/api/v1/me", headers={"Authorization": header}).status_code == 401


def test_where_guests_may_look_a_token_is_read_once_in_five_seconds(client: FlaskClient, queries: Queries) -> None:
    headers = sign_in_by_wechat(client, "rider")
    assert is_known(client, headers)
    queries.clear()
    assert is_known(client, headers)
    assert not [statement for statement in queries if "auth_tokens" in statement]


def test_a_call_that_needs_a_role_reads_the_token_every_time(
    client: FlaskClient, places: None, queries: Queries
) -> None:
    grant("staff", "community_staff", QINGDELI)
    headers = sign_in_by_wechat(client, "staff")
    for _ in range(2):
        queries.clear()
        assert status_of(client, headers, "/api/v1/grants") == 200
        assert [statement for statement in queries if "auth_tokens" in statement]


def test_a_token_ends_after_thirty_idle_days(client: FlaskClient, standing_clock: Clock) -> None:
    headers = sign_in_by_wechat(client, "rider")
    standing_clock.forward(days=30)
    assert status_of(client, headers) == 401


def test_a_token_that_is_used_lasts_ninety_days_and_no_longer(
    app: Flask, client: FlaskClient, standing_clock: Clock
) -> None:
    headers = sign_in_by_wechat(client, "rider")
    for _ in range(4):
        standing_clock.forward(days=20)
        forget(app)
        assert status_of(client, headers) == 200
    standing_clock.forward(days=10)
    forget(app)
    assert status_of(client, headers) == 401


def forget(app: Flask) -> None:
    app.extensions["yiqi.sessions"].forget_all()


def test_the_last_use_is_written_every_ten_minutes_and_no_other_read_writes(
    app: Flask, client: FlaskClient, standing_clock: Clock, queries: Queries
) -> None:
    headers = sign_in_by_wechat(client, "rider")
    queries.clear()
    standing_clock.forward(minutes=9)
    forget(app)
    status_of(client, headers)
    assert not written(queries)
    standing_clock.forward(minutes=1)
    forget(app)
    status_of(client, headers)
    assert len(written(queries)) == 1
    forget(app)
    status_of(client, headers)
    assert len(written(queries)) == 1
    row = db.session.scalars(sa.select(AuthToken), execution_options={"populate_existing": True}).one()
    assert row.last_seen_at == standing_clock.instant
    assert row.idle_until == standing_clock.instant + timedelta(days=30)


def written(queries: Queries) -> list[str]:
    return [statement for statement in queries if statement.split()[0] in {"INSERT", "UPDATE", "DELETE"}]


def test_an_age_confirmed_in_another_process_counts_at_once(app: Flask, client: FlaskClient) -> None:
    headers = sign_in_by_wechat(client, "young", age_ok=False)
    body = {"code": "phone-13800000000.other-process"}
    assert client.post("/api/v1/me/phone", json=body, headers=headers).status_code == 403
    with transaction():
        db.session.execute(sa.update(Account).values(age_ok=True))  # as another process does it
    assert client.post("/api/v1/me/phone", json=body, headers=headers).status_code == 200


def test_an_age_withdrawn_in_another_process_stops_writes_at_once(app: Flask, client: FlaskClient) -> None:
    headers = sign_in_by_wechat(client, "rider")
    assert status_of(client, headers) == 200  # remembered now
    with transaction():
        db.session.execute(sa.update(Account).values(age_ok=False))  # as another process does it
    refused = client.post("/api/v1/me/phone", json={"code": "phone-13800000000.withdrawn"}, headers=headers)
    assert (refused.status_code, refused.json["type"]) == (403, "/problems/age-unconfirmed")


def test_a_disabled_account_is_shut_out_at_once_here(client: FlaskClient) -> None:
    headers = sign_in_by_wechat(client, "rider")
    assert status_of(client, headers) == 200
    with transaction():
        standing.disable(account_of("rider").id)
    assert status_of(client, headers) == 401


def test_a_disabled_account_is_shut_out_of_other_processes_within_five_seconds(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = sign_in_by_wechat(client, "rider")
    now = clock.ticks()
    monkeypatch.setattr(clock, "ticks", lambda: now)
    assert is_known(client, headers)
    db.session.execute(sa.update(Account).values(status="disabled"))  # as another process does it
    db.session.commit()
    monkeypatch.setattr(clock, "ticks", lambda: now + 4.9)
    assert is_known(client, headers)
    assert status_of(client, headers) == 401  # what needs a session: at once
    monkeypatch.setattr(clock, "ticks", lambda: now + 5.0)
    assert not is_known(client, headers)


def test_nothing_of_ones_own_is_read_by_a_session_that_another_process_ended(client: FlaskClient) -> None:
    headers = sign_in_by_wechat(client, "rider")
    assert is_known(client, headers)  # remembered now
    db.session.execute(sa.update(AuthToken).values(revoked_at=clock.now()))  # as another process does it
    db.session.commit()
    own = ("/me", "/me/consents", "/me/stored", "/me/export", "/me/notices", "/me/deletion-preview", "/sessions")
    assert {path: status_of(client, headers, f"/api/v1{path}") for path in own} == dict.fromkeys(own, 401)


def test_somebody_who_leaves_in_another_process_is_closing_at_once(client: FlaskClient) -> None:
    headers = sign_in_by_wechat(client, "rider")
    assert is_known(client, headers)  # remembered now
    db.session.execute(
        sa.update(Account).values(status="closing", closing_at=clock.now())
    )  # as another process does it
    db.session.commit()
    for path in ("/sessions", "/me/deletion-preview"):
        refused = client.get(f"/api/v1{path}", headers=headers)
        assert (refused.status_code, refused.json["type"]) == (403, "/problems/account-closing"), path
    assert client.get("/api/v1/me", headers=headers).json["status"] == "closing"
    db.session.execute(sa.update(Account).values(status="erased"))
    db.session.commit()
    assert status_of(client, headers) == 401


def test_t18_a_revoked_roles_token_is_401_on_the_next_call(client: FlaskClient, places: None) -> None:
    grant_id = grant("manager", "station_manager", "T1")
    grant("other", "station_manager", "T1")
    headers = sign_in_by_wechat(client, "manager")
    assert status_of(client, headers, "/api/v1/grants") == 200
    with transaction():
        granting.take_role_by_operator(grant_id)
    assert status_of(client, headers, "/api/v1/grants") == 401
    assert status_of(client, headers) == 401


def test_t18_a_role_revoked_by_another_process_is_401_where_it_is_needed(client: FlaskClient, places: None) -> None:
    grant("manager", "station_manager", "T1")
    headers = sign_in_by_wechat(client, "manager")
    assert status_of(client, headers) == 200  # remembered now
    db.session.execute(sa.update(AuthToken).values(revoked_at=clock.now()))  # as another process does it
    db.session.commit()
    assert status_of(client, headers, "/api/v1/grants") == 401


def test_a_role_counts_from_its_start_to_its_end_only(
    app: Flask, client: FlaskClient, places: None, standing_clock: Clock
) -> None:
    grant("staff", "community_staff", QINGDELI)
    headers = sign_in_by_wechat(client, "staff")
    standing_clock.forward(minutes=1)
    assert status_of(client, headers, "/api/v1/grants") == 200
    end = standing_clock.instant + timedelta(days=1)
    db.session.execute(sa.update(RoleGrant).values(ends_at=end))
    db.session.commit()
    standing_clock.instant = end - timedelta(seconds=1)
    assert status_of(client, headers, "/api/v1/grants") == 200
    standing_clock.instant = end
    assert status_of(client, headers, "/api/v1/grants") == 403
    assert client.get("/api/v1/me", headers=headers).json["roles"] == []


def test_while_an_account_is_closing_only_its_own_page_and_signing_out_work(client: FlaskClient) -> None:
    headers, other = sign_in_by_wechat(client, "rider", "device-1"), sign_in_by_wechat(client, "rider", "device-2")
    db.session.execute(sa.update(Account).values(status="closing", closing_at=clock.now()))
    db.session.commit()
    me = client.get("/api/v1/me", headers=headers)
    assert (me.status_code, me.json["status"]) == (200, "closing")
    assert me.json["erased_after"] is not None
    for path in ("/api/v1/me/consents", "/api/v1/sessions"):
        refused = client.get(path, headers=headers)
        assert (refused.status_code, refused.json["type"]) == (403, "/problems/account-closing")
    assert client.delete("/api/v1/sessions/current", headers=other).status_code == 204


def test_a_grant_over_a_merged_area_follows_to_its_successor(app: Flask, client: FlaskClient, places: None) -> None:
    grant("staff", "community_staff", "652701001001")
    with transaction():
        areas.load_areas(
            [{"code": "652701002009", "name": "新社区居委会", "level": "community", "parent_code": "652701002"}]
        )
        areas.replace_area("652701001001", "652701002009")
    token = sign_in_by_wechat(client, "staff")["Authorization"].partition(" ")[2]
    who = app.extensions["yiqi.guard"].identify(token, fresh=True)
    assert [held.area_path for held in who.grants] == ["/652700/652701/652701002/652701002009/"]


def account_of(user: str) -> Account:
    found = identities.find(openid_of(user))
    assert found is not None
    return found


def test_the_memory_forgets_the_old_first_and_never_grows_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "MOST", 3)
    now = 100.0
    monkeypatch.setattr(clock, "ticks", lambda: now)
    kept = SessionMemory(5.0)
    who = Caller(1, "ref", 1, age_ok=True, status="active")
    for name in ("a", "b", "c", "d"):
        kept.put(name, who)
    assert [name for name in "abcd" if kept.get(name)] == ["a", "b", "c"]
    now = 106.0
    kept.put("d", who)
    assert [name for name in "abcd" if kept.get(name)] == ["d"]


def test_with_no_time_to_remember_nothing_is_remembered() -> None:
    kept = SessionMemory(0)
    kept.put("a", Caller(1, "ref", 1, age_ok=True, status="active"))
    assert kept.get("a") is None


def test_a_guest_keeps_public_answers_with_a_dead_token_and_is_told(client: FlaskClient) -> None:
    response = client.get("/api/v1/calendars/CN/2026", headers=headers_of("x" * 43))
    assert response.status_code in {200, 404}
    assert response.headers["X-Session"] == "ended"
