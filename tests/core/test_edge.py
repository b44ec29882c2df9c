"""The edge around Flask."""

from __future__ import annotations

from flask import Flask

from app.core import edge


def test_a_lane_that_fails_leaves_the_answer_to_flask(app: Flask) -> None:
    outer = app.extensions["yiqi.edge"]

    def broken(_query: str) -> bytes | None:
        raise ValueError("broken")

    before = outer.lanes
    outer.lanes = {"/healthz": broken}
    try:
        response = app.test_client().get("/healthz")
    finally:
        outer.lanes = before
    assert (response.status_code, response.json) == (200, {"status": "ok"})


def test_a_lanes_answer_carries_the_headers_of_every_answer(app: Flask) -> None:
    outer, before = app.extensions["yiqi.edge"], app.extensions["yiqi.edge"].lanes
    edge.open_lane(app, "/healthz", lambda query: b'{"lane":true}' if query == "quick" else None)
    try:
        client = app.test_client()
        quick, slow = client.get("/healthz?quick", headers={"X-Request-Id": "rider-0001"}), client.get("/healthz")
    finally:
        outer.lanes = {path: lane for path, lane in before.items() if path != "/healthz"}
    assert quick.json == {"lane": True} and slow.json == {"status": "ok"}
    assert quick.headers["X-Request-Id"] == "rider-0001"
    assert set(edge.HEADERS) <= set(dict(quick.headers)) and set(edge.HEADERS) <= set(dict(slow.headers))


def test_a_request_id_that_could_forge_a_log_line_is_replaced(app: Flask) -> None:
    for given in ("short", "a" * 65, "with space and more", 'quote"quote"', "é" * 10):
        found = app.test_client().get("/healthz", headers={"X-Request-Id": given}).headers["X-Request-Id"]
        assert found != given and len(found) == 32
