"""Cursors: only what we made, and nothing that a column cannot hold."""

from __future__ import annotations

import pytest
from flask import Flask

from app.core.paging import from_cursor, to_cursor
from app.core.problems import Invalid
from tests.support.people import grant, sign_in
from tests.support.places import load_areas, make_station


def test_a_cursor_comes_back_as_it_went() -> None:
    assert from_cursor(to_cursor("YQ0001", 20), str, int) == ["YQ0001", 20]


@pytest.mark.parametrize(
    ("cursor", "kinds"),
    [
        (to_cursor(10**21), [int]),
        (to_cursor(-1), [int]),
        (to_cursor(2**31), [int]),
        (to_cursor("a\x00"), [str]),
        ("WyJcdWQ4MDAiXQ", [str]),  # ["\\ud800"]
        (to_cursor("1"), [int]),
        (to_cursor(1), [str]),
        (to_cursor(1, 2), [int]),
        ("W3RydWVd", [int]),  # [true]
        ("!", [int]),
        ("", [int]),
        ("é", [int]),
    ],
)
def test_a_forged_cursor_is_refused(cursor: str, kinds: list[type]) -> None:
    with pytest.raises(Invalid):
        from_cursor(cursor, *kinds)


def test_no_list_breaks_on_a_forged_cursor(app: Flask) -> None:
    load_areas(app)
    make_station("T-001")
    grant("keeper", "community_staff", "652701001")
    client = app.test_client()
    headers = sign_in(client, "keeper")
    lists = ["stations", "stations/T-001/history", "organizations", "areas", "me/stations", "sessions"]
    lists += ["grants?scope=652701001"]
    forged = [to_cursor(10**21), to_cursor(-(2**63) - 1), to_cursor(2**31), to_cursor("a\x00"), "WyJcdWQ4MDAiXQ"]
    for path in lists:
        for cursor in [*forged, to_cursor("a\x00", 1), to_cursor("T-001", 10**21)]:
            mark = "&" if "?" in path else "?"
            response = client.get(f"/api/v1/{path}{mark}cursor={cursor}", headers=headers)
            assert response.status_code == 422, (path, cursor)
