"""The operator's commands."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import asking
from app.accounts.asking import NamedScope
from app.accounts.models import Account, AuthToken, RoleGrant
from app.core.access import Scope
from app.core.audit import AuditEvent
from app.core.db import db
from tests.accounts.conftest import QINGDELI
from tests.support.people import openid_of, sign_in_answer, sign_in_by_wechat

pytestmark = pytest.mark.usefixtures("places")
Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> Run:
    """``run("grant-role", "--user", ...)`` as if typed."""
    return lambda *arguments: app.test_cli_runner().invoke(args=list(arguments))


def grant_role(run: Run, user: str, role: str = "community_staff", scope: str = QINGDELI) -> Result:
    return run("grant-role", "--user", user, "--role", role, "--scope", scope)


def count(model: type) -> int:
    return int(db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0)


def test_an_openid_gets_its_role_before_the_first_sign_in(run: Run, client: FlaskClient) -> None:
    done = grant_role(run, openid_of("future"))
    assert (done.exit_code, done.exception) == (0, None)
    answer = sign_in_answer(client, "future").json
    assert answer["is_new"] is False
    assert [role["role"] for role in answer["account"]["roles"]] == ["community_staff"]


def test_repeating_it_is_the_same_grant_and_ends_no_token(run: Run, client: FlaskClient) -> None:
    grant_role(run, openid_of("staff"))
    headers = sign_in_by_wechat(client, "staff")
    lines = count(AuditEvent)
    assert grant_role(run, openid_of("staff")).exit_code == 0
    assert (count(RoleGrant), count(AuditEvent)) == (1, lines)
    assert client.get("/api/v1/me", headers=headers).status_code == 200


@pytest.mark.parametrize("field", ["public_no", "id"])
def test_an_account_is_named_by_number_or_id(run: Run, client: FlaskClient, field: str) -> None:
    account = sign_in_answer(client, "rider").json["account"]
    assert grant_role(run, str(account[field])).exit_code == 0
    assert db.session.scalars(sa.select(RoleGrant)).one().account_id == account["id"]


@pytest.mark.parametrize(
    ("user", "role", "scope"),
    [
        ("nobody", "community_staff", QINGDELI),
        ("999999", "community_staff", QINGDELI),
        ("OPENID", "community_staff", "999999999"),
        ("OPENID", "community_staff", "NOWHERE"),
        ("OPENID", "station_manager", QINGDELI),
        ("OPENID", "king", QINGDELI),
    ],
)
def test_what_cannot_be_given_is_refused_and_nothing_is_made(run: Run, user: str, role: str, scope: str) -> None:
    refused = grant_role(run, openid_of("new") if user == "OPENID" else user, role, scope)
    assert refused.exit_code != 0
    assert "Traceback" not in refused.output
    assert (count(Account), count(RoleGrant)) == (0, 0)


def test_disabling_ends_sign_ins_and_enabling_lets_in_again(run: Run, client: FlaskClient) -> None:
    answer = sign_in_answer(client, "rider").json
    headers, number = {"Authorization": f"Bearer {answer['token']}"}, answer["account"]["public_no"]
    assert run("accounts", "disable", number).exit_code == 0
    assert run("accounts", "disable", number).exit_code == 0
    assert client.get("/api/v1/me", headers=headers).status_code == 401
    refused = sign_in_answer(client, "rider")
    assert (refused.status_code, refused.json["type"]) == (403, "/problems/account-disabled")
    assert "工作人员" in refused.json["detail"]
    assert run("accounts", "enable", number).exit_code == 0
    assert client.get("/api/v1/me", headers=headers).status_code == 401, "the lost device would be back"
    assert sign_in_answer(client, "rider").status_code == 201
    ours = sa.select(AuditEvent.action).where(AuditEvent.subject == f"account:{number}").order_by(AuditEvent.id)
    actions = list(db.session.scalars(ours))
    assert actions == ["account.disabled", "account.active"]


def test_a_closing_account_is_not_disabled(run: Run, client: FlaskClient) -> None:
    number = sign_in_answer(client, "rider").json["account"]["public_no"]
    db.session.execute(sa.update(Account).values(status="closing"))
    db.session.commit()
    assert run("accounts", "disable", number).exit_code == 1
    assert run("accounts", "disable", "nobody").exit_code == 1


@pytest.fixture
def sheet_stations(app: Flask) -> Iterator[None]:
    """The two stations the demo manager keeps."""

    def answer(_sender: Flask, *, scope_code: str) -> NamedScope | None:
        known = scope_code in {"YQ0001", "GH0001"}
        return (
            NamedScope(scope_code, Scope("/652700/652701/652701001/", station_code=scope_code), "示例")
            if known
            else None
        )

    asking.scope_asked.connect(answer, sender=app)
    yield
    asking.scope_asked.disconnect(answer, sender=app)


@pytest.mark.usefixtures("sheet_stations")
def test_the_demo_people_are_made_once_with_their_roles(run: Run, client: FlaskClient) -> None:
    assert run("demo", "people").exit_code == 0
    before = (count(Account), count(RoleGrant), count(AuditEvent))
    headers = sign_in_by_wechat(client, "manager")
    assert run("demo", "people").exit_code == 0
    assert (count(Account), count(RoleGrant), count(AuditEvent)) == before
    assert client.get("/api/v1/me", headers=headers).status_code == 200
    found = {}
    for user in ("rider", "staff", "manager", "admin"):
        answer = sign_in_answer(client, user).json
        roles = {(role["role"], role["scope_code"]) for role in answer["account"]["roles"]}
        found[user] = (answer["is_new"], answer["account"]["display_name"], answer["account"]["age_ok"], roles)
    assert found == {
        "rider": (False, "示例骑手01", True, set()),
        "staff": (False, "示例社区01", True, {("community_staff", "652701001")}),
        "manager": (False, "示例站长01", True, {("station_manager", "YQ0001"), ("station_manager", "GH0001")}),
        "admin": (False, "示例管理员01", True, {("prefecture_admin", "652700")}),
    }


def test_demo_people_are_refused_while_their_stations_are_missing(run: Run) -> None:
    assert run("demo", "people").exit_code == 1
    assert count(Account) == 0


def test_demo_people_are_refused_in_production(run: Run, with_settings: Callable[..., None]) -> None:
    with_settings(app_env="production")
    refused = run("demo", "people")
    assert refused.exit_code == 1
    assert "production" in refused.output
    assert count(AuthToken) == count(Account) == 0
