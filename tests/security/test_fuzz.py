"""Made-up calls to every operation of the document, by people of every kind, on objects that exist and that do not.

No call may be answered 5xx but 503, and every answer must be what the document says. Three quarters of the calls take
their objects from the access table's world, so that bodies and parameters are looked at behind the doors, too. Each
call is rolled back; the chains of calls (stateful links) have a database of their own.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import response_schema_conformance

from app.core.db import db
from app.factory import create_app
from app.wechat.fake import Serving
from tests.access_table import TABLE
from tests.access_world import World, furnish, path_of
from tests.conftest import Ground, settings_for

DOCUMENT = "/api/openapi.json"
ACTORS = ("gst", "rdr", "stf", "mgr", "lia", "cty", "prf", "aud", "yng")
CALLS = 12  # of each operation and each way of making them up
CHAINS, LONGEST = 60, 12
LEAST = 3_000
PLAIN = {"Accept-Encoding": "identity"}  # the library unpacks nothing that comes from an application of this process
VARIABLE = re.compile(r"<(\w+)>")
QUIET = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck), "phases": [Phase.generate]}


@pytest.fixture(scope="module")
def world(ground: Ground, wechat: Serving, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The access table's people and places, committed once."""
    home = tmp_path_factory.mktemp("fuzz")
    app = create_app(settings_for(ground.fresh("fuzz"), home, ground.redis_url, wechat_api_base=wechat.url))
    yield furnish(app)
    with app.app_context():
        db.engine.dispose()


def objects_of(world: World) -> dict[tuple[str, str], list[dict[str, str]]]:
    """What stands in the variable parts of each route's lines."""
    found: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for line in TABLE:
        template = VARIABLE.sub(r"{\1}", line.route)
        pattern = re.compile(VARIABLE.sub(r"(?P<\1>[^/]+?)", line.route) + r"(?:\?.*)?")
        path = pattern.fullmatch(path_of(world, line, "rdr"))
        if path is not None:
            found[line.method, template].append(path.groupdict())
    return found


def wrong_of(case: Any, answer: Any) -> list[str]:
    """What is amiss with an answer, a sentence each."""
    if answer.status_code >= 500 and answer.status_code != 503:
        return [f"{case.method} {case.formatted_path}: {answer.status_code}"]
    try:
        case.validate_response(answer, checks=[not_a_server_error, response_schema_conformance])
    except FailureGroup as group:
        return [f"{case.method} {case.formatted_path}: {answer.status_code} {one}"[:1500] for one in group.exceptions]
    return []


def distinct(wrong: list[str]) -> list[str]:
    """One of each kind: operation, status, and the first lines of what is amiss."""
    kinds: dict[str, str] = {}
    for sentence in wrong:
        operation = re.sub(r"/[^/ ]*\d[^/ ]*", "/…", sentence.partition(":")[0])
        kinds.setdefault(operation + "".join(re.findall(r": (\d{3})|is (a required|not)", sentence)[0]), sentence)
    return sorted(kinds.values())


def test_no_made_up_call_finds_a_fault_of_ours(world: World, record_property: Callable[[str, object], None]) -> None:
    schema = schemathesis.openapi.from_wsgi(DOCUMENT, world.app)
    objects, chance = objects_of(world), random.Random(20261126)
    wrong: list[str] = []
    statuses: Counter[int] = Counter()

    def tried(operation: Any, mode: GenerationMode) -> None:
        @seed(7)
        @settings(max_examples=CALLS, **QUIET)
        @given(case=operation.as_strategy(generation_mode=mode))
        def call(case: Any) -> None:
            known = objects.get((case.method.upper(), operation.path), [])
            if known and chance.random() < 0.75:
                case.path_parameters = chance.choice(known)
            actor = chance.choice(ACTORS)
            with world.undone():
                answer = case.call(headers=world.headers[actor] | PLAIN)
            statuses[answer.status_code] += 1
            wrong.extend(wrong_of(case, answer))

        try:
            call()
        except Unsatisfiable:  # nothing of it can be said wrongly
            assert mode is GenerationMode.NEGATIVE

    operations = [found.ok() for found in schema.get_all_operations()]
    for operation in operations:
        for mode in GenerationMode:
            tried(operation, mode)
    answered = sum(count for status, count in statuses.items() if 200 <= status < 300)
    record_property("operations of the document", len(operations))
    record_property("schemathesis cases, each a made-up call", statuses.total())
    record_property("of them answered 2xx", answered)
    record_property("server errors and answers that the document does not know", len(wrong))
    assert distinct(wrong) == []
    assert statuses.total() >= LEAST
    assert answered > 300, statuses


def test_chains_of_calls_find_no_fault_of_ours(
    ground: Ground,
    wechat: Serving,
    tmp_path_factory: pytest.TempPathFactory,
    record_property: Callable[[str, object], None],
) -> None:
    """What one call made is what the next one asks for; committed, by whoever may do most."""
    home = tmp_path_factory.mktemp("chains")
    app: Flask = create_app(settings_for(ground.fresh("chains"), home, ground.redis_url, wechat_api_base=wechat.url))
    headers = furnish(app).headers
    schema = schemathesis.openapi.from_wsgi(DOCUMENT, app)
    wrong: list[str] = []
    steps: Counter[int] = Counter()

    class Chains(schema.as_state_machine()):  # type: ignore[misc] # made from the document
        def get_call_kwargs(self, case: Any) -> dict[str, Any]:
            return {"headers": headers["prf" if len(case.path) % 3 else "rdr"] | PLAIN}

        def validate_response(self, response: Any, case: Any, **_: Any) -> None:
            steps[response.status_code] += 1
            wrong.extend(wrong_of(case, response))

    chosen = QUIET | {"phases": [Phase.generate]}
    Chains.run(settings=settings(max_examples=CHAINS, stateful_step_count=LONGEST, **chosen))
    with app.app_context():
        db.engine.dispose()
    record_property("schemathesis cases, each a step of a chain of calls", steps.total())
    record_property("server errors and answers that the document does not know", len(wrong))
    assert distinct(wrong) == []
    assert steps.total() > CHAINS


def test_negative_control_a_fault_and_a_wrong_shape_are_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    schema = schemathesis.openapi.from_wsgi(DOCUMENT, world.app)
    case = schema["/api/v1/areas/{code}"]["GET"].Case(path_parameters={"code": "652701"})
    assert wrong_of(case, case.call()) == []

    def fails(**_: Any) -> Any:
        raise ValueError("planted")

    def lies(**_: Any) -> Any:
        from app.core import web

        return web.answer({"code": 7})

    endpoint = next(rule.endpoint for rule in world.app.url_map.iter_rules() if rule.rule == "/api/v1/areas/<code>")
    plain = world.app.view_functions[endpoint]
    for planted in (fails, lies):
        for name, value in vars(plain).items():
            setattr(planted, name, value)
        monkeypatch.setitem(world.app.view_functions, endpoint, planted)
        world.app.config["PROPAGATE_EXCEPTIONS"] = False
        assert len(wrong_of(case, case.call())) >= 1


def test_every_operation_has_lines_of_its_own(world: World) -> None:
    """Else its calls would never get behind the door."""
    schema = schemathesis.openapi.from_wsgi(DOCUMENT, world.app)
    named = {(line.method, VARIABLE.sub(r"{\1}", line.route)) for line in TABLE}
    operations = [found.ok() for found in schema.get_all_operations()]
    assert [f"{one.method} {one.path}" for one in operations if (one.method.upper(), one.path) not in named] == []
