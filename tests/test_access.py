"""Every route by every actor on own and foreign objects, as ``access_table.py`` says (PRODUCT 5, T57; RELIABILITY 11)."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.core.access import mark_of
from app.core.db import db
from app.factory import create_app
from app.wechat.fake import Serving
from tests.access_bodies import BODIES
from tests.access_table import ACTORS, DEAD, ENDED, TABLE, Line
from tests.access_world import World, furnish, rows_of, writes_of
from tests.conftest import Ground, settings_for
from tests.stations.sheets import as_csv, row, table
from tests.support.people import sign_in

KINDS = re.compile(r"<\w+:")  # of a rule's variables: the table leaves them out
CHANGES_NOTHING = {
    ("POST", "dry-run"),
    ("POST", "try"),
    ("POST", "try-x"),
    ("POST", "try-h"),
    ("PUT", "theirs"),
    ("DELETE", "unsaved"),
    ("POST", "again"),
}
LEFT, BACK = ("DELETE", "/api/v1/me"), ("POST", "/api/v1/me/restoration")
STRANGERS_TO_HIDDEN = ("gst", "rdr", "stx", "mgr", "lia", "twx", "ctx", "apr", *DEAD, "yng", "clo")


@pytest.fixture(scope="module")
def world(ground: Ground, wechat: Serving, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """People and places, committed once; each call is rolled back."""
    home = tmp_path_factory.mktemp("access")  # numbered: other files take this world, too
    app = create_app(settings_for(ground.fresh(home.name), home, ground.redis_url, wechat_api_base=wechat.url))
    yield furnish(app)
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def untouched(world: World) -> dict[str, list[str]]:
    """All rows before anything is tried."""
    with world.undone() as connection:
        return rows_of(connection)


# --- the table is whole ---


def doors(app: Flask) -> set[tuple[str, str]]:
    """Method and route of all there is, variables without their kinds."""
    return {
        (method, KINDS.sub("<", rule.rule))
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def in_table() -> set[tuple[str, str]]:
    return {(line.method, line.route) for line in TABLE}


def test_every_route_stands_in_the_table_and_every_line_names_a_route(shared_app: Flask) -> None:
    assert doors(shared_app) - in_table() == set(), "say in tests/access_table.py who may do this"
    assert in_table() - doors(shared_app) == set(), "no such route"
    assert len({str(line) for line in TABLE}) == len(TABLE)


def test_negative_control_a_route_nobody_wrote_down_is_found(tmp_path: Path) -> None:
    app = create_app(settings_for(f"sqlite:///{tmp_path / 'none.db'}", tmp_path))
    app.add_url_rule("/forgotten/<int:number>", "forgotten", lambda number: "", methods=["PUT"])
    assert doors(app) - in_table() == {("PUT", "/forgotten/<number>")}
    assert mark_of(app, "forgotten") is None
    assert app.test_client().put("/forgotten/1").status_code == 403


def test_the_mark_of_every_route_agrees_with_the_table(shared_app: Flask) -> None:
    cells = {(line.method, line.route): line.cells for line in TABLE if line.thing not in {"absent", "hidden"}}
    for rule in shared_app.url_map.iter_rules():
        (method,) = (rule.methods or set()) - {"HEAD", "OPTIONS"}
        found, mark = cells[method, KINDS.sub("<", rule.rule)], mark_of(shared_app, rule.endpoint)
        assert mark is not None, f"{rule.rule} has no mark"
        assert (mark.kind == "public") is (found["gst"] != "401"), rule.rule
        assert (mark.kind == "requires") is (found["rdr"] == "403"), rule.rule
        assert (mark.kind == "public" and not mark.anonymous) is (found["exp"] == ENDED), rule.rule


# --- every cell ---


def told(response: TestResponse) -> tuple[int, str | None]:
    """Status, and the kind of problem of a refusal."""
    if response.status_code < 400:
        return response.status_code, None
    assert response.mimetype == "application/problem+json"
    return response.status_code, str(response.get_json(force=True)["type"]).removeprefix("/problems/")


def faults_of(line: Line, actor: str, response: TestResponse) -> Iterator[str]:
    """How an answer differs from its cell."""
    expected, got = line.expects(actor), told(response)
    if got != expected:
        yield f"{actor} ({ACTORS[actor]}): {got}, the table says {expected}"
    if (response.headers.get("WWW-Authenticate") == "Bearer") is not (got[0] == 401):
        yield f"{actor}: 401 and WWW-Authenticate do not go together"
    ended = line.cells[actor] in {ENDED, "dis"} or (line.cells[actor] == "401" and actor in DEAD)
    if (response.headers.get("X-Session") == "ended") is not ended:
        yield f"{actor}: X-Session is {response.headers.get('X-Session')}"


def writes(line: Line, actor: str) -> bool:
    """Whether this cell must leave something behind: it must not otherwise."""
    if line.method == "GET" or line.expects(actor)[1] is not None or (line.method, line.thing) in CHANGES_NOTHING:
        return False
    call = (line.method, line.route)
    return (actor != "clo") if call == LEFT else (actor == "clo") if call == BACK else True


@pytest.mark.slow  # 19 people at each door: what an engine may do differently, its own tests ask on both
@pytest.mark.parametrize("line", TABLE, ids=str)
def test_t57_everybody_gets_what_the_table_says(
    line: Line, world: World, untouched: dict[str, list[str]], record_property: Callable[[str, object], None]
) -> None:
    faults: list[str] = []
    record_property("cells of the access matrix", len(ACTORS))
    for actor in ACTORS:
        with world.undone() as connection:
            sent = writes_of(connection)  # most calls send none: then all rows are as they were
            faults += faults_of(line, actor, world.send(line, actor))
            changed = [name for name, rows in rows_of(connection).items() if rows != untouched[name]] if sent else []
        if bool(changed) is not writes(line, actor):
            faults.append(f"{actor}: changed {changed}")
    assert faults == []


def test_nothing_of_all_this_was_left_behind(world: World, untouched: dict[str, list[str]]) -> None:
    with world.undone() as connection:
        assert rows_of(connection) == untouched


# --- what stands behind a cell ---


def line_of(method: str, route: str, thing: str) -> Line:
    return next(line for line in TABLE if (line.method, line.route, line.thing) == (method, f"/api/v1{route}", thing))


HIDDEN = [line for line in TABLE if line.thing == "hidden" and line.route.startswith("/api/v1/stations/")]


@pytest.mark.parametrize("line", HIDDEN, ids=str)
def test_a_stranger_cannot_tell_a_hidden_station_from_none(line: Line, world: World) -> None:
    none = Line(line.method, line.route, "absent", line.cells)
    for actor in STRANGERS_TO_HIDDEN:
        with world.undone():
            answers = [world.send(one, actor).get_json(force=True) | {"request_id": ""} for one in (line, none)]
        assert answers[0] == answers[1], actor


@pytest.mark.parametrize(("giver", "role"), [("twx", "mgr"), ("mgr", "lia"), ("stf", "mgr"), ("prf", "mgr")])
def test_a_role_over_a_hidden_station_is_refused_as_over_none(giver: str, role: str, world: World) -> None:
    answers = []
    for where in ("h", "0"):
        with world.undone():
            answers.append(world.send(line_of("POST", "/grants", f"{role}-{where}"), giver))
    assert answers[0].json | {"request_id": ""} == answers[1].json | {"request_id": ""}


ACTIONS = {
    "set_amenity": line_of("PUT", "/stations/<code>/amenities/<amenity>", "own"),
    "confirm_daily": line_of("POST", "/stations/<code>/daily-confirmation", "own"),
    "settle_reports": line_of("POST", "/stations/<code>/amenity-reports/settlement", "own"),
    "report_amenity": line_of("POST", "/stations/<code>/amenity-reports", "own"),
    "set_crowding": line_of("PUT", "/stations/<code>/crowding", "own"),
    "verify": line_of("POST", "/stations/<code>/verifications", "own"),
    "edit": line_of("PUT", "/stations/<code>", "own"),
    "edit_hours": line_of("PUT", "/stations/<code>/schedules", "own"),
    "close": line_of("POST", "/stations/<code>/closures", "own"),
    "print_poster": line_of("POST", "/stations/<code>/poster/renewal", "own"),
    "add_photo": line_of("POST", "/stations/<code>/photos", "own"),
}


def test_actions_name_exactly_what_the_table_lets_one_do(world: World) -> None:
    for actor in ACTORS:
        with world.undone():
            shown = world.send(line_of("GET", "/stations/<code>", "own"), actor).json["actions"]
        assert set(shown) == {name for name, line in ACTIONS.items() if line.expects(actor)[0] < 300}, actor


MINE = {
    "rdr": [],
    "stf": ["HIDDEN", "OWN"],
    "stx": ["OTHER"],
    "mgr": ["OWN"],
    "mgx": ["HIDDEN", "OTHER"],
    "lia": ["OWN"],
    "twn": ["HIDDEN", "OWN"],
    "cty": ["HIDDEN", "OWN"],
    "ctx": ["OTHER"],
    "prf": ["HIDDEN", "OTHER", "OWN"],
    "aud": [],
    "apr": [],
    "yng": [],
}


def test_everybody_lists_the_stations_they_keep_and_no_other(world: World) -> None:
    for actor, codes in MINE.items():
        with world.undone():
            items = world.send(line_of("GET", "/me/stations", "any"), actor).json["items"]
        assert [item["code"] for item in items] == codes, actor


GRANTS = {  # holder@scope, as far as the scopes of these readers go
    "stf": "stf@652701001 mgr@OWN mgx@HIDDEN lia@OWN twn@652701001 apr@652701001 2nd@OWN",
    "stx": "stx@652722100 mgx@OTHER twx@652722100",
    "mgr": "mgr@OWN lia@OWN 2nd@OWN",
    "mgx": "mgx@OTHER mgx@HIDDEN",
    "cty": "stf@652701001 mgr@OWN mgx@HIDDEN lia@OWN twn@652701001 cty@652701 apr@652701001 2nd@OWN",
    "ctx": "stx@652722100 mgx@OTHER twx@652722100 ctx@652722",
}


def test_everybody_lists_the_grants_of_their_scope_and_no_other(world: World) -> None:
    expected = {actor: set(names.split()) for actor, names in GRANTS.items()}
    expected |= {actor: set(world.grants) for actor in ("prf", "aud")}
    called = {number: name for name, number in world.grants.items()}
    for actor, names in expected.items():
        with world.undone():
            items = world.send(line_of("GET", "/grants", "any"), actor).json["items"]
        assert {called[item["id"]] for item in items} == names, actor


def test_everybody_lists_their_own_sign_ins_and_no_other(world: World) -> None:
    seen: list[int] = []
    for actor in MINE:
        with world.undone():
            ids = [item["id"] for item in world.send(line_of("GET", "/sessions", "any"), actor).json["items"]]
        assert len(ids) == 2, actor
        assert world.spare[actor] in ids, actor
        seen += ids
    assert len(seen) == len(set(seen))


def test_history_names_people_to_staff_of_its_scope_only(world: World) -> None:
    with world.undone():
        assert world.send(ACTIONS["set_amenity"], "mgr").status_code == 200
        shown = {actor: world.send(line_of("GET", "/stations/<code>/history", "own"), actor).json for actor in ACTORS}
    assert all(page["items"] for page in shown.values())
    named = {actor for actor, page in shown.items() if all(line["who"] for line in page["items"])}
    assert named == {"stf", "mgr", "twn", "cty", "prf", "aud"}
    assert all(not line["who"] for actor in set(ACTORS) - named for line in shown[actor]["items"])


def test_an_answer_has_the_same_members_for_everybody(world: World) -> None:
    for route in ("/stations/<code>", "/stations/<code>/history", "/stations"):
        members = set()
        for actor in ACTORS:
            with world.undone():
                body = world.send(line_of("GET", route, "any" if route == "/stations" else "own"), actor).json
            members.add(frozenset(body))
        assert len(members) == 1, route


def test_the_list_shows_a_hidden_station_to_its_keeper_alone(world: World) -> None:
    for actor in ACTORS:
        with world.undone():
            items = world.send(line_of("GET", "/stations", "any"), actor).json["items"]
        assert ("HIDDEN" in {item["code"] for item in items}) is (actor == "mgx"), actor


# --- a role that ends ---


def test_t18_a_revoked_roles_token_is_401_on_the_next_call_and_a_guests_where_guests_may(world: World) -> None:
    write, look = ACTIONS["set_amenity"], line_of("GET", "/stations/<code>", "own")
    with world.undone():
        assert world.send(write, "mgr").status_code == 200
        assert "X-Session" not in world.send(look, "mgr").headers
        path = f"/api/v1/grants/{world.grants['mgr@OWN']}"
        assert world.client.delete(path, headers=world.headers["twn"]).status_code == 204
        assert told(world.send(write, "mgr")) == (401, "not-signed-in")
        assert told(world.send(line_of("GET", "/me", "own"), "mgr")) == (401, "not-signed-in")
        seen = world.send(look, "mgr")
        assert (seen.status_code, seen.headers["X-Session"]) == (200, "ended")
        assert seen.json["actions"] == []
        again = sign_in(world.client, "mgr")
        assert "X-Session" not in world.client.get("/api/v1/stations/OWN", headers=again).headers
        assert world.client.put(
            "/api/v1/stations/OWN/amenities/hot_water", json={"status": "working"}, headers=again
        ).status_code == 403  # fmt: skip


def test_a_kept_answer_is_not_for_whoever_lost_the_role(world: World) -> None:
    path, body, key = "/api/v1/stations/OWN/daily-confirmation", {"amenities": []}, {"Idempotency-Key": "today-0001"}
    with world.undone():
        assert world.client.post(path, json=body, headers=world.headers["mgr"] | key).status_code == 200
        taken = f"/api/v1/grants/{world.grants['mgr@OWN']}"
        assert world.client.delete(taken, headers=world.headers["twn"]).status_code == 204
        again = sign_in(world.client, "mgr")
        assert world.client.post(path, json=body, headers=again | key).status_code == 403


# --- property level: nobody writes a column that is not theirs to name (B4) ---

WRITES = [
    line
    for place, line in enumerate(TABLE)
    if (line.method, line.route.removeprefix("/api/v1")) in BODIES
    and line.route not in {earlier.route for earlier in TABLE[:place] if earlier.method == line.method}
]
COLUMNS = sorted({column.key for table in db.metadatas[None].tables.values() for column in table.columns})
INVENTED = ["role_", "roles", "is_admin", "permissions", "actions", "source", "told", "__proto__", "Status", "status "]


def allowed(line: Line) -> str:
    return next(actor for actor in ACTORS if line.expects(actor)[1] is None and line.cells[actor] != ENDED)


def test_every_json_body_is_tried(shared_app: Flask) -> None:
    taking = {
        (method, KINDS.sub("<", rule.rule))
        for rule in shared_app.url_map.iter_rules()
        for method in (rule.methods or set()) & {"PUT", "POST"}
        if "application/json" in getattr(shared_app.view_functions[rule.endpoint], "__bodies__", ())
    }
    assert {(line.method, line.route) for line in WRITES} == taking


def bodies_with(body: dict[str, Any], names: list[str]) -> Iterator[tuple[list[str], dict[str, Any]]]:
    """The body with fields too many: at its top, and in the first item of each list in it; and the fields' paths."""
    top = [name for name in names if name not in body]
    yield top, body | dict.fromkeys(top, 1)
    for key, inner in body.items():
        if isinstance(inner, list) and inner and isinstance(inner[0], dict):
            within = [name for name in names if name not in inner[0]]
            yield (
                [f"{key}.0.{name}" for name in within],
                body | {key: [inner[0] | dict.fromkeys(within, 1), *inner[1:]]},
            )


@pytest.mark.parametrize("line", WRITES, ids=str)
def test_b4_no_field_but_the_documented_ones_is_taken(
    line: Line, world: World, untouched: dict[str, list[str]], record_property: Callable[[str, object], None]
) -> None:
    actor = allowed(line)
    make = BODIES[line.method, line.route.removeprefix("/api/v1")]
    body = make(world, line.thing, actor)
    tried = 0
    with world.undone() as connection:
        # a field that is known, but wants something else than 1, would be told otherwise
        unknown = world.send(line, actor, body | {"no_such_field": 1}).json["errors"][0]["message"]
        for paths, wrong in bodies_with(body, sorted({*COLUMNS, *INVENTED})):
            response = world.send(line, actor, wrong)
            assert told(response) == (422, "invalid")
            refused = sorted((error["field"], error["message"]) for error in response.json["errors"])
            assert refused == [(path, unknown) for path in sorted(paths)]  # each of them, and nothing else
            tried += len(paths)
        assert rows_of(connection) == untouched
    record_property("fields that no body has, each refused", tried)
    assert tried > 100
    with world.undone():
        assert world.send(line, actor, body).status_code < 300  # with none too many it is taken


def test_a_field_beside_the_sheet_is_refused_and_nothing_is_written(
    world: World, untouched: dict[str, list[str]]
) -> None:
    form = {"file": (io.BytesIO(as_csv(table(row(编号="OWN")))), "站点.csv"), "dry_run": "true", "person_ref": "x"}
    with world.undone() as connection:
        response = world.client.post("/api/v1/imports/stations", data=form, headers=world.headers["prf"])
        assert told(response) == (422, "invalid")
        assert [error["field"] for error in response.json["errors"]] == ["dry_run", "person_ref"]
        assert rows_of(connection) == untouched
