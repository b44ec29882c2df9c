"""What a call may say in its body: nothing where there is none, numbers as numbers, and how refusals name a field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from marshmallow import Schema, ValidationError, fields
from werkzeug.routing import Rule

from app.checkins.schemas import PositionBody
from app.core import web, wording
from app.core.numbers import Number
from app.core.problems import Invalid, Problem
from app.notices.schemas import NoticeSettingsBody
from app.stations.keeping_schemas import AmenityBody
from app.stations.reading_schemas import StationQuery
from app.stations.riders_schemas import VoteBody
from app.stations.scheduling_schemas import SchedulesBody

OWN_READERS = {"wechat_push", "match_page"}  # what WeChat sends, and the form of a page
VALUES = {"string": "YQ0001", "int": 1}


def writes_without_a_body(app: Flask) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        bodies = getattr(app.view_functions[rule.endpoint], "__bodies__", ())
        for method in (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}:
            if not bodies:
                yield rule, method


def looked_over(app: Flask, rule: Rule, method: str, **sent: Any) -> Problem | None:
    """What the look-over of every request says of this one."""
    path = re.sub(r"<int:[^>]+>", "1", re.sub(r"<(?!int:)[^>]+>", "YQ0001", rule.rule))
    with app.test_request_context(path, method=method, **sent):
        try:
            web._look_over()
        except Problem as problem:
            return problem
    return None


def test_a_call_without_a_body_takes_none_and_no_unknown_field(shared_app: Flask) -> None:
    tried = 0
    for rule, method in writes_without_a_body(shared_app):
        if rule.endpoint in OWN_READERS:
            continue
        refused = looked_over(shared_app, rule, method, json={"x": 1, "a": 2})
        assert isinstance(refused, Invalid), rule.rule
        assert refused.errors == [{"field": name, "message": "没有这一项"} for name in ("a", "x")], rule.rule
        for fine in ({}, {"json": {}}, {"data": b" ", "content_type": "application/json"}, {"data": b""}):
            assert looked_over(shared_app, rule, method, **fine) is None, rule.rule
        statuses = {
            getattr(looked_over(shared_app, rule, method, **wrong), "status", None)
            for wrong in ({"json": [1]}, {"data": b"{", "content_type": "application/json"}, {"data": "x=1"})
        }
        assert statuses == {400, 415, 422}, rule.rule
        tried += 1
    assert tried > 25


def test_only_these_read_their_body_themselves(shared_app: Flask) -> None:
    found = {name for name, view in shared_app.view_functions.items() if hasattr(view, "__own_body__")}
    assert found == OWN_READERS


PLACES = [(VoteBody, {"lat": 44.9, "lng": 82.07})]
PLACES += [(PositionBody, {"lat": 44.9, "lng": 82.07, "accuracy_m": 10, "source": "precise"})]


@pytest.mark.parametrize(("schema", "body"), PLACES)
def test_a_number_in_a_body_is_no_text(schema: Any, body: dict[str, Any]) -> None:
    assert schema().load(body)["lat"] == 44.9
    for field in ("lat", "lng"):
        for wrong in (str(body[field]), True, float("nan"), None, [44.9]):
            with pytest.raises(ValidationError) as caught:
                schema().load(body | {field: wrong})
            assert set(caught.value.normalized_messages()) == {field}


def subclasses(kind: type[Schema]) -> Iterator[type[Schema]]:
    for found in kind.__subclasses__():
        yield found
        yield from subclasses(found)


def test_every_fraction_in_a_body_is_a_number(shared_app: Flask) -> None:
    bodies = {kind for kind in subclasses(Schema) if kind.__name__.endswith("Body") and "app." in kind.__module__}
    fractions = [field for kind in bodies for field in kind().fields.values() if isinstance(field, fields.Float)]
    assert len(bodies) > 30
    assert len(fractions) >= 8
    assert [field for field in fractions if not isinstance(field, Number)] == []


def test_the_number_of_a_query_stays_text() -> None:
    assert StationQuery().load({"lat": "44.9", "lng": "82.07"})["lat"] == 44.9


def test_no_field_of_a_body_has_a_name_that_refusals_leave_out(shared_app: Flask) -> None:
    bodies = [kind for kind in subclasses(Schema) if "app." in kind.__module__]
    named = {
        field.data_key or name for kind in bodies if "Body" in kind.__name__ for name, field in kind().fields.items()
    }
    assert "topics" in named
    assert named & wording.OF_ENTRIES == set()


def told(schema: Any, body: dict[str, Any]) -> list[dict[str, str]]:
    with pytest.raises(ValidationError) as caught:
        schema().load(body)
    return wording.flat_errors({"json": caught.value.normalized_messages()})


def test_too_many_entries_are_told_as_entries_and_not_as_characters() -> None:
    assert told(SchedulesBody, {"schedules": [RULE] * 31}) == [{"field": "schedules", "message": "最多 30 项"}]
    assert told(AmenityBody, {"status": "broken", "note": "啊" * 2000})[0]["message"].endswith("个字")


RULE = {"opens_minute": 600, "closes_minute": 1200, "byday": [1]}


def test_a_switch_is_named_as_the_caller_wrote_it() -> None:
    assert told(NoticeSettingsBody, {"topics": {"keeping": "yes"}}) == [
        {"field": "topics.keeping", "message": "要填 true 或 false"}
    ]
    (unknown,) = told(NoticeSettingsBody, {"topics": {"nonsense": True}})
    assert unknown["field"] == "topics.nonsense"
