"""Moving to another WeChat account: a code on the old side, typed on the new side, approved on the old side."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import asking, identities, standing, transfer_rules, transfers
from app.accounts.models import Account, WechatIdentity
from app.accounts.transfer_models import Transfer
from app.core import duties
from app.core.audit import AuditEvent
from app.core.db import db, transaction
from app.core.idempotency import IdempotencyKey
from tests.accounts.conftest import Clock
from tests.accounts.leavers import bind_phone, leave, person, sweep
from tests.accounts.movers import APPROVAL, CODES, TRANSFERS, approve, asked, code_of, type_code
from tests.support.people import Headers, grant, openid_of, sign_in_answer, sign_in_by_wechat

NOW = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)


# --- the rules ---


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("0123ABCD", "0123ABCD"),
        ("0123abcd", "0123ABCD"),
        (" 0123-abcd ", "0123ABCD"),
        ("O1I3LBCD", "01131BCD"),
        ("0123ABC", None),
        ("0123ABCDE", None),
        ("0123ABCU", None),
        ("０１２３ABCD", None),
        ("一二三四五六七八", None),
        ("", None),
    ],
)
def test_a_code_is_read_as_people_type_it(typed: str, code: str | None) -> None:
    assert transfer_rules.read_code(typed) == code


@pytest.mark.parametrize(
    ("state", "seconds_left", "fault"),
    [
        ("code", 1, None),
        ("code", 0, transfer_rules.CodeExpired),
        ("ended", 1, transfer_rules.CodeExpired),
        ("asked", 1, transfer_rules.CodeUsed),
        ("asked", 0, transfer_rules.CodeUsed),
        ("done", 1, transfer_rules.CodeUsed),
    ],
)
def test_a_code_is_typed_once_and_in_time(state: str, seconds_left: int, fault: type | None) -> None:
    assert transfer_rules.typing_fault(NOW, state, NOW + timedelta(seconds=seconds_left)) is fault


@pytest.mark.parametrize(
    ("state", "seconds_left", "may"), [("asked", 1, True), ("asked", 0, False), ("code", 1, False), ("ended", 1, False)]
)
def test_only_what_was_asked_for_and_still_waits_is_approved(state: str, seconds_left: int, may: bool) -> None:
    assert transfer_rules.may_approve(NOW, state, NOW + timedelta(seconds=seconds_left)) is may


# --- the way it is meant ---


def test_an_account_moves_to_another_wechat_user_with_all_it_holds(client: FlaskClient, places: None) -> None:
    grant("old", "station_manager", "T1")
    old, new = sign_in_by_wechat(client, "old", "phone-1"), sign_in_by_wechat(client, "new", "phone-2")
    bind_phone(client, old)
    kept = client.get("/api/v1/me", headers=old).json
    transfer_id = asked(client, old, new)
    done = approve(client, old, transfer_id)
    assert (done.status_code, done.json["state"], done.json["actions"]) == (200, "done", [])
    again = sign_in_answer(client, "new", "phone-2")
    assert (again.status_code, again.json["is_new"]) == (201, False)
    account = again.json["account"]
    assert (account["id"], account["public_no"]) == (kept["id"], kept["public_no"])
    assert [role["role"] for role in account["roles"]] == ["station_manager"]
    assert account["phone_masked"] == kept["phone_masked"]


def test_every_sign_in_of_both_sides_ends_with_the_approval(client: FlaskClient) -> None:
    old, elsewhere = sign_in_by_wechat(client, "old", "phone-1"), sign_in_by_wechat(client, "old", "tablet")
    new = sign_in_by_wechat(client, "new", "phone-2")
    assert approve(client, old, asked(client, old, new)).status_code == 200
    for headers in (old, elsewhere, new):
        assert client.get("/api/v1/me", headers=headers).status_code == 401


def test_the_old_wechat_user_is_somebody_new_from_then_on(client: FlaskClient) -> None:
    old, new = sign_in_by_wechat(client, "old"), sign_in_by_wechat(client, "new")
    kept = client.get("/api/v1/me", headers=old).json["id"]
    approve(client, old, asked(client, old, new))
    stranger = sign_in_answer(client, "old")
    assert (stranger.json["is_new"], stranger.json["account"]["id"] == kept) == (True, False)


def test_the_new_sides_empty_account_is_erased_and_the_invariants_hold(app: Flask, client: FlaskClient) -> None:
    old, new = sign_in_by_wechat(client, "old"), sign_in_by_wechat(client, "new")
    bind_phone(client, new)
    gone = person("new")
    approve(client, old, asked(client, old, new))
    db.session.rollback()
    assert db.session.get_one(Account, gone.account_id).status == "erased"
    for check in ("one-identity-each", "nobody-kept-past-leaving"):
        assert duties.invariants(app)[check]() == []
    actions = list(db.session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.id)))
    assert actions == ["account.transfer", "account.erase"]
    line = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "account.transfer")).one()
    assert (line.actor_ref, line.actor_role) == (person("new").person_ref, "rider")


def test_the_old_side_is_told_when_somebody_asks_and_when_it_is_done(client: FlaskClient) -> None:
    old, new = sign_in_by_wechat(client, "old"), sign_in_by_wechat(client, "new")
    transfer_id = asked(client, old, new)
    told = client.get("/api/v1/me/notices", headers=old).json["items"]
    assert [(item["topic"], item["title"]) for item in told] == [("account", "有人想把账号换到新微信")]
    approve(client, old, transfer_id)
    told = client.get("/api/v1/me/notices", headers=sign_in_by_wechat(client, "new")).json["items"]
    assert [item["title"] for item in told] == ["账号已换到新微信", "有人想把账号换到新微信"]


def test_credits_that_the_old_wechat_user_gave_do_not_go_along(client: FlaskClient) -> None:
    old, new = sign_in_by_wechat(client, "old"), sign_in_by_wechat(client, "new")
    client.post("/api/v1/me/subscriptions", json={"template": "station_alert", "accepted": 2}, headers=old)
    approve(client, old, asked(client, old, new))
    credits = client.get("/api/v1/me/notice-settings", headers=sign_in_by_wechat(client, "new")).json["credits"]
    assert credits.get("station_alert", 0) == 0


# --- what waits ---


def test_both_sides_see_what_waits_and_only_the_old_side_whom_it_is_about(client: FlaskClient) -> None:
    old, new, other = (sign_in_by_wechat(client, user) for user in ("old", "new", "other"))
    code = code_of(client, old)
    (mine,) = client.get(TRANSFERS, headers=old).json["items"]
    assert (mine["side"], mine["state"], mine["other"], mine["actions"]) == ("old", "code", None, [])
    assert client.get(TRANSFERS, headers=new).json == {"items": [], "next_cursor": None}
    typed = type_code(client, new, code)
    assert (typed.status_code, typed.json["side"], typed.json["other"]) == (202, "new", None)
    me = client.get("/api/v1/me", headers=new).json
    (mine,) = client.get(TRANSFERS, headers=old).json["items"]
    assert (mine["state"], mine["actions"]) == ("asked", ["approve"])
    assert mine["other"] == {"public_no": me["public_no"], "display_name": me["display_name"]}
    (theirs,) = client.get(TRANSFERS, headers=new).json["items"]
    assert (theirs["side"], theirs["state"], theirs["other"], theirs["actions"]) == ("new", "asked", None, [])
    assert client.get(TRANSFERS, headers=other).json["items"] == []


def test_what_is_over_waits_no_more(client: FlaskClient, standing_clock: Clock) -> None:
    old, new = sign_in_by_wechat(client, "old"), sign_in_by_wechat(client, "new")
    asked(client, old, new)
    standing_clock.forward(minutes=10)
    for headers in (old, new):
        assert client.get(TRANSFERS, headers=headers).json["items"] == []


# --- codes ---


def test_a_code_has_eight_characters_ten_minutes_and_one_use(client: FlaskClient, standing_clock: Clock) -> None:
    old, new, other = (sign_in_by_wechat(client, user) for user in ("old", "new", "other"))
    made = client.post(CODES, headers=old)
    assert (made.status_code, len(made.json["code"])) == (201, 8)
    assert transfer_rules.read_code(made.json["code"]) == made.json["code"]
    assert type_code(client, new, made.json["code"]).status_code == 202
    refused = type_code(client, other, made.json["code"])
    assert (refused.status_code, refused.json["type"]) == (409, "/problems/code-used")
    late = code_of(client, old)
    standing_clock.forward(minutes=10)
    refused = type_code(client, new, late)
    assert (refused.status_code, refused.json["type"]) == (409, "/problems/code-expired")


def test_a_code_typed_again_by_the_same_side_gets_the_same_answer_and_tells_once(client: FlaskClient) -> None:
    old, new = sign_in_by_wechat(client, "old"), sign_in_by_wechat(client, "new")
    code = code_of(client, old)
    first, again = type_code(client, new, code), type_code(client, new, f" {code[:4].lower()}-{code[4:].lower()} ")
    assert (again.status_code, again.json) == (202, first.json)
    assert len(client.get("/api/v1/me/notices", headers=old).json["items"]) == 1


def test_a_new_code_ends_the_one_before_even_a_typed_one(client: FlaskClient) -> None:
    old, new = sign_in_by_wechat(client, "old"), sign_in_by_wechat(client, "new")
    first = code_of(client, old)
    second = code_of(client, old)
    assert type_code(client, new, first).json["type"] == "/problems/code-expired"
    waiting = type_code(client, new, second).json["id"]
    third = code_of(client, old)
    over = approve(client, old, waiting)
    assert (over.status_code, over.json["type"]) == (409, "/problems/transfer-over")
    assert approve(client, old, type_code(client, new, third).json["id"]).status_code == 200


def test_a_wrong_code_is_told_from_no_other_and_a_malformed_one_is_422(client: FlaskClient) -> None:
    new = sign_in_by_wechat(client, "new")
    assert type_code(client, new, "00000000").json["type"] == "/problems/code-expired"
    for wrong in ("1234", "12345678901", "中文中文中文中文", "\u0661" * 8):
        refused = type_code(client, new, wrong)
        assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "code"), wrong


def test_ones_own_code_still_works_on_the_other_side(client: FlaskClient) -> None:
    old, new = sign_in_by_wechat(client, "old"), sign_in_by_wechat(client, "new")
    code = code_of(client, old)
    assert type_code(client, old, code).json["type"] == "/problems/own-code"
    assert type_code(client, new, code).status_code == 202


def test_who_asks_for_a_second_account_asks_no_more_for_the_first(client: FlaskClient) -> None:
    one, two, new = (sign_in_by_wechat(client, user) for user in ("one", "two", "new"))
    first = asked(client, one, new)
    second = asked(client, two, new)
    assert approve(client, one, first).json["type"] == "/problems/transfer-over"
    assert approve(client, two, second).status_code == 200


def test_guessing_is_bounded_by_rate_wrong_and_malformed_tries_counted(client: FlaskClient) -> None:
    headers = sign_in_by_wechat(client, "guesser")
    tries = [type_code(client, headers, f"{n:08d}" if n % 2 else "?").status_code for n in range(12)]
    assert tries == [422, 409] * 5 + [429, 429]
    assert type_code(client, sign_in_by_wechat(client, "another"), "00000000").status_code == 409


def test_codes_are_made_ten_times_an_hour(client: FlaskClient) -> None:
    headers = sign_in_by_wechat(client, "old")
    assert [client.post(CODES, headers=headers).status_code for _ in range(11)] == [201] * 10 + [429]


# --- approval ---


def test_only_the_old_side_approves_and_nobody_else_knows_of_it(client: FlaskClient) -> None:
    old, new, other = (sign_in_by_wechat(client, user) for user in ("old", "new", "other"))
    transfer_id = asked(client, old, new)
    for headers in (new, other):
        assert approve(client, headers, transfer_id).status_code == 404
    assert client.post(APPROVAL.format(transfer_id)).status_code == 401
    assert approve(client, old, transfer_id).status_code == 200


def test_a_code_that_nobody_typed_is_not_approved(client: FlaskClient) -> None:
    old = sign_in_by_wechat(client, "old")
    code_of(client, old)
    (mine,) = client.get(TRANSFERS, headers=old).json["items"]
    assert approve(client, old, mine["id"]).json["type"] == "/problems/transfer-over"


def test_ten_minutes_after_the_code_was_typed_it_is_too_late(client: FlaskClient, standing_clock: Clock) -> None:
    old, new = sign_in_by_wechat(client, "old"), sign_in_by_wechat(client, "new")
    code = code_of(client, old)
    standing_clock.forward(minutes=9)
    transfer_id = type_code(client, new, code).json["id"]
    standing_clock.forward(minutes=10)
    late = approve(client, old, transfer_id)
    assert (late.status_code, late.json["type"]) == (409, "/problems/transfer-over")
    assert client.get("/api/v1/me", headers=new).status_code == 200


@pytest.mark.parametrize("when", ["before it is typed", "before it is approved"])
def test_a_new_account_that_holds_something_is_not_given_up(client: FlaskClient, places: None, when: str) -> None:
    if when == "before it is typed":
        grant("new", "station_manager", "T1")
    old, new = sign_in_by_wechat(client, "old"), sign_in_by_wechat(client, "new")
    code = code_of(client, old)
    if when == "before it is typed":
        refused = type_code(client, new, code)
    else:
        transfer_id = type_code(client, new, code).json["id"]
        grant("new", "station_manager", "T1")
        refused = approve(client, old, transfer_id)
    assert (refused.status_code, refused.json["type"]) == (409, "/problems/account-in-use")
    assert "岗位授权" in refused.json["detail"]
    account = sign_in_answer(client, "new").json["account"]
    assert [role["role"] for role in account["roles"]] == ["station_manager"]
    assert client.get("/api/v1/me", headers=old).status_code == 200


def test_a_new_account_that_only_looked_around_is_given_up(client: FlaskClient) -> None:
    """Consents, a phone, notices, credits: nothing that the older account would miss."""
    old, new = sign_in_by_wechat(client, "old"), sign_in_by_wechat(client, "new", device_name="新手机")
    bind_phone(client, new)
    client.post("/api/v1/me/subscriptions", json={"template": "station_alert", "accepted": 1}, headers=new)
    client.put("/api/v1/me/notice-settings", json={"topics": {"station": False}}, headers=new)
    db.session.rollback()
    assert transfers.held_of_ones_own(person("new")) == []
    assert approve(client, old, asked(client, old, new)).status_code == 200


def test_the_code_of_a_disabled_account_moves_nothing(client: FlaskClient) -> None:
    """A stolen phone or an order: the way back is a person."""
    old, new = sign_in_by_wechat(client, "old"), sign_in_by_wechat(client, "new")
    typed = asked(client, old, new)
    code = code_of(client, old)
    db.session.rollback()
    with transaction():
        standing.disable(person("old").account_id)
    assert type_code(client, new, code).json["type"] == "/problems/code-expired"
    assert approve(client, old, typed).status_code == 401


@pytest.mark.parametrize("leaver", ["old", "new"])
def test_whoever_leaves_ends_what_waits_on_either_side(client: FlaskClient, leaver: str) -> None:
    headers = {user: sign_in_by_wechat(client, user) for user in ("old", "new")}
    transfer_id = asked(client, headers["old"], headers["new"])
    assert leave(client, headers[leaver]).status_code == 202
    if leaver == "old":
        client.post("/api/v1/me/restoration", headers=headers["old"])
    assert approve(client, headers["old"], transfer_id).json["type"] == "/problems/transfer-over"


def test_a_floor_above_that_cannot_go_along_keeps_the_whole_move_from_happening(
    client: FlaskClient, hear: Callable[..., None]
) -> None:
    def fail(**_facts: Any) -> None:
        raise transfer_rules.TransferOver

    hear(asking.transfer_done, fail)
    old, new = sign_in_by_wechat(client, "old"), sign_in_by_wechat(client, "new")
    assert approve(client, old, asked(client, old, new)).status_code == 409
    for headers in (old, new):
        assert client.get("/api/v1/me", headers=headers).status_code == 200


# --- what is left behind ---


def test_t64_a_transfer_keeps_no_code_and_no_answer_even_with_a_key(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    key = {"Idempotency-Key": "a-key-for-moving"}
    old, new = sign_in_by_wechat(client, "old") | key, sign_in_by_wechat(client, "new") | key
    with caplog.at_level(logging.DEBUG):
        code = code_of(client, old)
        assert code_of(client, old) != code, "the key is ignored: a second code is another one"
        code = code_of(client, old)
        transfer_id = type_code(client, new, code).json["id"]
        stored = "\n".join(
            str(value) for table in db.metadata.tables.values() for row in db.session.execute(sa.select(table)) for value in row
        )  # fmt: skip
        assert approve(client, old, transfer_id).status_code == 200
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(IdempotencyKey)) == 0
    said = "\n".join(str(vars(record)) for record in caplog.records if record.name.startswith("yiqi"))
    assert said and code not in said and code not in stored
    assert openid_of("new") not in said and openid_of("old") not in said


def test_transfers_go_a_day_after_their_end(app: Flask, client: FlaskClient, standing_clock: Clock) -> None:
    old, new, other = (sign_in_by_wechat(client, user) for user in ("old", "new", "other"))
    code = code_of(client, old)
    assert approve(client, old, type_code(client, new, code).json["id"]).status_code == 200
    assert type_code(client, other, code).json["type"] == "/problems/code-used"
    standing_clock.forward(days=1, minutes=10)
    assert sweep(app, "transfers") == 0
    standing_clock.forward(seconds=1)
    assert (sweep(app, "transfers"), sweep(app, "transfers")) == (1, 0)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Transfer)) == 0


def test_the_export_says_when_and_on_which_side_and_nothing_of_the_other(client: FlaskClient) -> None:
    old, new = sign_in_by_wechat(client, "old"), sign_in_by_wechat(client, "new")
    asked(client, old, new)
    for headers, side in ((old, "旧微信"), (new, "新微信")):
        tables = client.get("/api/v1/me/export", headers=headers).json["tables"]
        (row,) = next(table["rows"] for table in tables if table["table"] == "transfers")
        assert (row["side"], row["state"], set(row)) == (side, "等旧微信同意", {"at", "side", "state", "ends_at"})


def test_an_account_without_a_wechat_user_gives_none_away(app: Flask, client: FlaskClient) -> None:
    sign_in_by_wechat(client, "old"), sign_in_by_wechat(client, "new")
    old, new = person("old"), person("new")
    db.session.execute(sa.delete(WechatIdentity).where(WechatIdentity.account_id == new.account_id))
    with pytest.raises(RuntimeError):
        identities.move(new.account_id, old.account_id)
    db.session.rollback()


def test_a_guest_moves_nothing(client: FlaskClient) -> None:
    nobody: Headers = {}
    assert client.post(CODES, headers=nobody).status_code == 401
    assert type_code(client, nobody, "00000000").status_code == 401
    assert client.get(TRANSFERS, headers=nobody).status_code == 401
