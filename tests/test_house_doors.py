"""Every door of the house: who may enter is said, what is asked is known, looking changes nothing, and it is written down."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import validate
from werkzeug.routing import Rule

from app.accounts import identities
from app.checkins import service as checkins
from app.core import apidocs, idempotency
from app.core.access import mark_of
from app.core.db import db, transaction
from app.factory import create_app
from app.volunteering import calendar_feeds
from app.wechat.fake import Serving
from tests.conftest import Ground, settings_for
from tests.hours.certificate_words import issued
from tests.hours.hours_words import proposed
from tests.support.people import grant, openid_of, sign_in
from tests.support.photos import hang

ONLY_WECHAT = "wechat_address"  # public, and yet for nobody who cannot sign
FROM_WECHAT = {ONLY_WECHAT, "wechat_push"}  # WeChat may add a parameter some day: unknown names are passed over
STATIC = "static"  # files by name: no query is read, and a version in it defeats old caches
SAMPLES = {  # something that exists, for the variable parts of a path
    "/api/v1/stations/": {"code": "YQ0001"},
    "/api/v1/areas/": {"code": "652701001"},
    "/api/v1/bundles/": {"area_code": "652701"},
    "/api/v1/communities/": {"area_code": "652701001001"},
    "/api/v1/shifts/": {"shift_id": 1},
    "/api/v1/calendars/": {"calendar": "CN", "year": 2026},
    "/problems/": {"slug": "invalid"},
}
WRITES_ON_READ = {"checkins.show_poster", "checkins.show_community_poster", "checkins.station_screen_code"}
WRITES_ON_READ |= {
    "checkins.list_pending",
    "checkins.show_shift_poster",
}  # endpoints; each view says why (core.access.writes_on_read)
WRITES_ON_READ |= {"communities.list_members", "communities.list_roles", "hours.export_hours"}
WRITES_ON_READ |= {f"hours.{name}" for name in ("list_hours", "show_hours", "list_objections")}
WRITES_ON_READ |= {"hours.list_trainings", "hours.list_commendations"}
WRITES_ON_READ |= {"volunteering.show_roster", "volunteering.shift_screen_code"}
TOUCH = re.compile(r"UPDATE \w+ SET .*last_seen_at", re.DOTALL)  # the guard's own, in a transaction of its own


@dataclass(frozen=True)
class Furnished:
    """A house with areas, stations and people in it."""

    app: Flask
    client: FlaskClient
    admin: dict[str, str]


@pytest.fixture(scope="module")
def furnished(ground: Ground, wechat: Serving, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Furnished]:
    """The house of ``make run``, with an administrator signed in."""
    home = tmp_path_factory.mktemp("doors")
    app = create_app(settings_for(ground.fresh("doors"), home, ground.redis_url, wechat_api_base=wechat.url))
    prepared = app.test_cli_runner().invoke(args=["prepare"])
    assert prepared.exit_code == 0, prepared.output
    with app.app_context(), transaction():
        scene = checkins.scene_of("station", "YQ0001")
    for start in ("/api/v1/scenes/", "/q/"):
        SAMPLES[start] = {"scene": scene}
    with app.app_context():
        SAMPLES["/api/v1/hours/"] = {"hours_id": proposed("rider")}
        SAMPLES["/api/v1/certificates/"] = SAMPLES["/c/"] = {"number": issued("admin")}
        with transaction():
            account, _ = identities.find_or_make(openid_of("rider"), age_ok=True)
            SAMPLES["/api/v1/calendar/"] = {"token": calendar_feeds.make_feed(account.id)}
        SAMPLES["/pictures/"] = {"picture_id": hang("YQ0001").picture_id}
        grant("admin", "community_staff", "652701001")  # some lists are for staff of the place alone
    client = app.test_client()
    yield Furnished(app, client, sign_in(client, "admin"))
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def rules(app: Flask, method: str | None = None) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if method is None or method in (rule.methods or set())]


def path_for(rule: Rule) -> str:
    """The rule's path with something that exists in its variable parts."""
    values: dict[str, Any] = next((found for start, found in SAMPLES.items() if rule.rule.startswith(start)), {})
    path = rule.rule
    for name in rule.arguments:
        path = re.sub(rf"<(?:[^:>]+:)?{name}>", str(values[name]), path)
    return path


def gets(app: Flask) -> list[Rule]:
    return [rule for rule in rules(app, "GET") if rule.endpoint != STATIC]


def test_every_route_says_who_may_enter(shared_app: Flask):
    unmarked = [rule.rule for rule in rules(shared_app) if mark_of(shared_app, rule.endpoint) is None]
    assert unmarked == []
    assert len(rules(shared_app)) > 35


def test_negative_control_a_route_without_a_mark_is_found_and_refused(probe_app: Flask):
    assert [rule.rule for rule in rules(probe_app) if mark_of(probe_app, rule.endpoint) is None] == ["/unmarked"]
    assert probe_app.test_client().get("/unmarked").status_code == 403


@pytest.fixture
def probe_app(tmp_path: Path) -> Flask:
    """An application with one route that forgot its mark."""
    app = create_app(settings_for(f"sqlite:///{tmp_path / 'none.db'}", tmp_path))
    app.add_url_rule("/unmarked", "unmarked", lambda: "")
    return app


def test_there_is_no_patch_and_no_route_ends_in_a_slash(shared_app: Flask):
    assert [rule.rule for rule in rules(shared_app, "PATCH")] == []
    assert [rule.rule for rule in rules(shared_app) if rule.rule.endswith("/") and rule.rule != "/"] == []


def test_a_view_answers_one_method_so_that_one_mark_fits_it(shared_app: Flask):
    for rule in rules(shared_app):
        assert len((rule.methods or set()) - {"HEAD", "OPTIONS"}) == 1, rule


def test_a_guest_reaches_every_public_get(furnished: Furnished):
    for rule in gets(furnished.app):
        mark = mark_of(furnished.app, rule.endpoint)
        assert mark is not None
        status = furnished.client.get(path_for(rule)).status_code
        expected = 403 if rule.endpoint == ONLY_WECHAT else 200
        assert status == (expected if mark.kind == "public" else 401), rule.rule


def test_a_misspelt_query_parameter_is_422_on_every_get_for_guests(furnished: Furnished):
    for rule in gets(furnished.app):
        mark = mark_of(furnished.app, rule.endpoint)
        if mark is not None and mark.kind == "public" and rule.endpoint not in FROM_WECHAT:
            response = furnished.client.get(path_for(rule), query_string={"limt": "5"})
            assert response.status_code == 422, rule.rule
            assert response.get_json(force=True)["errors"][0]["field"] == "limt", rule.rule


def test_a_misspelt_query_parameter_is_422_on_every_get_for_staff(furnished: Furnished):
    tried = 0
    for rule in gets(furnished.app):
        if rule.endpoint in FROM_WECHAT:
            continue
        response = furnished.client.get(path_for(rule), query_string={"limt": "5"}, headers=furnished.admin)
        assert response.status_code == 422, rule.rule
        tried += 1
    assert tried > 20


def test_a_misspelt_query_parameter_is_422_on_every_write_too(furnished: Furnished):
    for method in ("POST", "PUT", "DELETE"):
        for rule in rules(furnished.app, method):
            path = re.sub(r"<int:[^>]+>", "999999", re.sub(r"<(?!int:)[^>]+>", "YQ0001", rule.rule))
            response = furnished.client.open(f"{path}?limt=5", method=method, headers=furnished.admin)
            assert response.status_code in {403, 404, 422}, f"{method} {rule.rule}"


def test_only_wechats_own_door_takes_parameters_nobody_knows(shared_app: Flask):
    found = {name for name, view in shared_app.view_functions.items() if hasattr(view, "__any_query__")}
    assert found == FROM_WECHAT


def test_looking_changes_nothing(furnished: Furnished):
    written: list[tuple[str, str]] = []
    here = [""]

    def listen(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")) and not TOUCH.search(statement):
            written.append((here[0], statement))

    with furnished.app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", listen)
    try:
        for rule in gets(furnished.app):
            here[0] = rule.endpoint
            for headers in ({}, furnished.admin):
                assert furnished.client.get(path_for(rule), headers=headers).status_code < 500
    finally:
        sa.event.remove(engine, "before_cursor_execute", listen)
    assert [pair for pair in written if pair[0] not in WRITES_ON_READ] == []


def test_every_get_that_writes_says_why(shared_app: Flask):
    found = {
        rule.endpoint: getattr(shared_app.view_functions[rule.endpoint], "__writes_on_read__", None)
        for rule in gets(shared_app)
    }
    assert {endpoint for endpoint, reason in found.items() if reason} == WRITES_ON_READ
    assert all(len(found[endpoint].split()) > 3 for endpoint in WRITES_ON_READ)


def test_negative_control_a_write_would_be_seen(furnished: Furnished):
    seen: list[str] = []

    def listen(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement.split(maxsplit=1)[0])

    with furnished.app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", listen)
    try:
        sign_in(furnished.client, "rider")
    finally:
        sa.event.remove(engine, "before_cursor_execute", listen)
    assert "INSERT" in seen


def test_every_signed_in_post_keeps_its_answer_or_says_that_it_does_not(shared_app: Flask):
    for endpoint in idempotency.every_post(shared_app):
        view = inspect.unwrap(shared_app.view_functions[endpoint])
        assert re.search(r"\bkeep\(", inspect.getsource(view)), f"{endpoint}: end with keep(...), or mark it @keyless"


# --- the document ---


@pytest.fixture(scope="module")
def document(shared_app: Flask) -> dict[str, Any]:
    """The API document as served."""
    served = shared_app.test_client().get("/api/openapi.json")
    assert served.status_code == 200
    found: dict[str, Any] = served.get_json()
    return found


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method in apidocs.METHODS:
                yield method, path, operation


def test_the_document_is_valid_openapi_3_1(document: dict[str, Any]):
    assert document["openapi"].startswith("3.1")
    validate(document)


def test_every_route_of_the_api_is_in_the_document_and_nothing_else(shared_app: Flask, document: dict[str, Any]):
    served = {
        (method.lower(), apidocs.path_of(rule))
        for rule in rules(shared_app)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/v1") or rule.rule in {"/healthz", "/readyz"}
    }
    assert {(method, path) for method, path, _ in operations(document)} == served


def test_every_operation_says_who_may_call_it_what_it_does_and_how_it_fails(
    shared_app: Flask, document: dict[str, Any]
):
    for method, path, operation in operations(document):
        name = f"{method} {path}"
        assert re.fullmatch(r"public|signed_in|requires:[a-z_]+", operation["x-policy"]), name
        assert operation["summary"].strip(), name
        assert operation["tags"], name
        assert operation["security"] in ([], [{}, {"session": []}], [{"session": []}]), name
        assert (operation["security"] == [{"session": []}]) == (operation["x-policy"] != "public"), name
        assert all(answer.get("description") for answer in operation["responses"].values()), name
        failure = operation["responses"]["default"]["content"]
        assert failure == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}, name
        assert any(status.startswith("2") for status in operation["responses"]), name


def test_operation_ids_are_unique_and_tags_are_described(document: dict[str, Any]):
    ids = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(ids) == len(set(ids))
    used = {tag for _, _, operation in operations(document) for tag in operation["tags"]}
    described = {tag["name"]: tag["description"] for tag in document["tags"]}
    assert used == set(described)
    assert all(re.search(r"[\u4e00-\u9fff]", text) for text in described.values())


def test_the_committed_document_is_what_the_code_says(shared_app: Flask):
    committed = (Path(shared_app.root_path).parent / "docs" / "openapi.json").read_text(encoding="utf-8")
    now = json.loads(json.dumps(apidocs.document(shared_app)))
    assert json.loads(committed) == now, "run make docs and commit docs/openapi.json"
