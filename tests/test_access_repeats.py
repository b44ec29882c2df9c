"""Every POST that takes a key, sent again while the first is under way: the same answer, not what it finds by then.

The second call looks for a kept answer before the first has one, and finds the world as the first left it: that is what
happens to whoever waits for a lock that the first holds (API "Idempotency-Key", RELIABILITY 5).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import request

from app.core import idempotency
from app.core.idempotency import every_post
from tests.access_table import ACTORS, ENDED, TABLE, Line
from tests.access_world import World, body_of
from tests.test_access import CHANGES_NOTHING, KINDS, world

__all__ = ["world"]
KEY = {"Idempotency-Key": "one-key-for-both"}


def first_allowed(line: Line) -> str | None:
    """Who may do this."""
    may = (one for one in ACTORS if line.expects(one)[1] is None and line.cells[one] not in {ENDED, "401"})
    return next(may, None)


def keyed(found: World) -> list[tuple[Line, str]]:
    """The lines of all POSTs that take a key, each with somebody who may."""
    taking = set(every_post(found.app))
    routes = {KINDS.sub("<", rule.rule) for rule in found.app.url_map.iter_rules() if rule.endpoint in taking}
    posts = [line for line in TABLE if line.method == "POST" and line.route in routes]
    posts = [line for line in posts if (line.method, line.thing) not in CHANGES_NOTHING]
    return [(line, actor) for line in posts if (actor := first_allowed(line)) is not None]


@pytest.fixture
def looks_too_early(monkeypatch: pytest.MonkeyPatch) -> None:
    """The look before a view finds nothing yet."""
    find = idempotency._kept_answer

    def find_later() -> Any:
        seen = request.environ.setdefault("test.looks", [])
        seen.append(1)
        return find() if len(seen) > 1 else None

    monkeypatch.setattr(idempotency, "_kept_answer", find_later)


def twice(found: World, line: Line, actor: str) -> Iterator[Any]:
    """The answers to a call and to its repeat, each with its status and whether it was kept."""
    headers = found.headers[actor]
    with found.undone():
        body = body_of(found, line, actor)  # once: it holds instants
        found.headers[actor] = headers | KEY
        try:
            for _ in range(2):
                answer = found.send(line, actor, body)
                yield (answer.status_code, answer.data), "Idempotent-Replayed" in answer.headers
        finally:
            found.headers[actor] = headers


def faults_of(found: World, called: list[tuple[Line, str]]) -> list[str]:
    faults = []
    for line, actor in called:
        (first, was_kept), (second, is_kept) = twice(found, line, actor)
        if first != second or was_kept or not is_kept:
            faults.append(f"{line} by {actor}: {first[0]}, then {second[0]}, kept: {is_kept}")
    return faults


@pytest.mark.usefixtures("looks_too_early")
def test_t02_who_was_overtaken_by_their_own_call_is_told_what_it_was(
    world: World, record_property: Callable[[str, object], None]
) -> None:
    called = keyed(world)
    record_property("keyed calls, each overtaken by its twin", len(called))
    assert len(called) > 80
    assert faults_of(world, called) == []


@pytest.mark.usefixtures("looks_too_early")
def test_negative_control_without_the_second_look_refusals_come_through(world: World) -> None:
    found_by_others = ("/hours/<hours_id>/correction", "/shifts/<shift_id>/signups")
    called = [(line, actor) for line, actor in keyed(world) if line.route.endswith(found_by_others)]
    handlers = world.app.error_handler_spec[None][None]
    ours = {kind: handlers.pop(kind) for kind in idempotency.BROUGHT_ABOUT}
    try:
        told = faults_of(world, called)
    finally:
        handlers.update(ours)
    assert len(told) == len(called) >= 2
    assert {word for one in told for word in one.split() if word in {"412,", "409,"}} == {"412,", "409,"}
