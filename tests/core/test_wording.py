"""What a refused field is told."""

from __future__ import annotations

import re

import pytest
from flask import Flask

ENGLISH = re.compile(r"[A-Za-z]{2,} [a-z]{2,}")  # two words in a row: a sentence that nobody translated


@pytest.mark.parametrize(
    "query",
    [
        *("limit=0", "limit=x", "limit=101", "kind=bar", "lat=abc&lng=1", "lat=nan&lng=2", "lat=91&lng=82", "lat=44.9"),
        *("radius_m=1.5", "colour=red", "crs=bd09", "q=" + "x" * 61, "cursor=" + "x" * 401, "area=" + "1" * 16),
    ],
)
def test_a_refused_query_is_told_why_in_chinese(app: Flask, query: str) -> None:
    response = app.test_client().get(f"/api/v1/stations?{query}")
    assert response.status_code == 422
    for error in response.json["errors"]:
        assert re.search(r"[\u4e00-\u9fff]", error["message"]) and not ENGLISH.search(error["message"]), error


@pytest.mark.parametrize(
    "body",
    [{}, {"code": 1}, {"code": "a", "x": 1}, {"code": "a", "age_ok": "maybe"}, [1], {"code": None}, {"code": ""}],
)
def test_a_refused_body_is_told_why_in_chinese(app: Flask, body: object) -> None:
    response = app.test_client().post("/api/v1/sessions", json=body)
    assert response.status_code == 422
    for error in response.json["errors"]:
        assert re.search(r"[\u4e00-\u9fff]", error["message"]) and not ENGLISH.search(error["message"]), error
