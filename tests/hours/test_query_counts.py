"""However many rows a page, sheet or paper has, the database is asked as often: shifts and people are read at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa

from app.core.db import db
from tests.hours.certificate_words import ask, confirmed, document
from tests.hours.desk_words import API, objection
from tests.hours.hours_words import TOWN, proposed


@contextmanager
def counting() -> Iterator[list[str]]:
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "area_changes" not in statement:  # tests look each time whether the areas are others, services once a second
            asked.append(statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)


def how_often(call: Callable[[], Any]) -> int:
    db.session.remove()
    with counting() as asked:
        answer = call()
    assert answer.status_code == 200, answer.get_json(force=True)
    return len(asked)


@pytest.mark.parametrize(
    ("user", "path"),
    [
        ("staff", "/hours"),
        ("staff", "/objections"),
        ("rider", "/me/hours"),
        ("staff", "/exports/hours"),
        ("auditor", "/exports/hours"),
    ],
)
def test_ten_rows_cost_no_more_questions_than_two(client, desk, user: str, path: str):
    def look() -> int:
        return how_often(lambda: client.get(f"{API}{path}", headers=desk[user]))

    def serve(days: range) -> None:
        for day in days:
            if "export" in path:
                confirmed(client, desk["staff"], day=day)
            elif "objections" in path:
                objection(client, desk["rider"], confirmed(client, desk["staff"], day=day))
            else:
                proposed("rider", day=day, area_code=TOWN)

    serve(range(1, 3))
    look()  # what is written down or cached once
    two = look()
    serve(range(3, 11))
    assert look() == two


def test_a_paper_of_ten_lines_costs_no_more_questions_than_one_of_two(client, desk):
    def paper() -> int:
        number = ask(client, desk["rider"]).json["number"]
        return how_often(lambda: document(client, desk["rider"], number))

    for day in (1, 2):
        confirmed(client, desk["staff"], day=day)
    two = paper()
    for day in range(3, 11):
        confirmed(client, desk["staff"], day=day)
    assert paper() == two
