"""``flask demo shifts`` and ``demo remove``: what ``make run`` shows, twice the same, and away again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts.demo import PEOPLE
from app.core import clock
from app.core.db import db
from app.demo_shifts import AHEAD, HERE, MARK, WEEKLY, YESTERDAY
from app.factory import create_app
from app.wechat.fake import Serving
from tests.conftest import Ground, settings_for
from tests.support.people import sign_in


@pytest.fixture
def house(ground: Ground, wechat: Serving, tmp_path: Path) -> Iterator[Flask]:
    """What ``make run`` has prepared."""
    app = create_app(settings_for(ground.fresh(f"demo_{tmp_path.name[-8:]}"), tmp_path, wechat_api_base=wechat.url))
    assert run(app, "prepare").exit_code == 0
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def run(app: Flask, *words: str) -> Any:
    return app.test_cli_runner().invoke(args=list(words))


def counts(app: Flask) -> dict[str, int]:
    """How many rows each table has."""
    with app.app_context():
        tables = db.metadata.tables.values()
        count = sa.select(sa.func.count())
        return {table.name: db.session.scalar(count.select_from(table)) or 0 for table in tables}


def shifts_of(app: Flask) -> list[tuple[str, Any]]:
    with app.app_context():
        table = db.metadata.tables["shifts"]
        found = db.session.execute(sa.select(table.c.title, table.c.starts_at))
        return [(title, clock.local(starts)) for title, starts in found]


def test_the_shifts_of_the_design_stand_and_a_second_run_adds_nothing(house: Flask) -> None:
    today = clock.today()
    known = [(title, f"{at:%m-%d %H:%M}") for title, at in shifts_of(house)]
    for sample in (*AHEAD, WEEKLY, YESTERDAY):
        assert known.count((sample.title, f"{sample.starts_at(today):%m-%d %H:%M}")) == 1, sample.title
    assert all(title.endswith(MARK) for title, _ in known)
    before = counts(house)
    assert run(house, "demo", "shifts").output == "demo shifts: 0 created\n"
    assert run(house, "prepare").exit_code == 0
    assert counts(house) == before


def test_riders_and_staff_find_something_to_do(house: Flask) -> None:
    client = house.test_client()
    rider, staff = sign_in(client, "rider"), sign_in(client, "staff")

    def items(path: str, headers: dict[str, str] | None = None) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = client.get(f"/api/v1{path}", headers=headers).get_json()["items"]
        return found

    assert len(items("/shifts?limit=50")) >= 12
    mine = {one["shift"]["title"]: one for one in items("/me/signups", rider)}
    assert mine[WEEKLY.title]["state"] == "waitlisted"
    assert mine[WEEKLY.title]["position"] == 3
    queue = [one for one in items("/hours?state=pending", staff) if one["shift"]["title"] == YESTERDAY.title]
    assert sorted(one["doubts"] for one in queue) == [
        [],
        ["check-out-waiting"],
        ["left-early"],
        ["no-check-out"],
        ["own-row"],
    ]
    assert [one["own"] for one in queue].count(True) == 1
    late = items(f"/checkins?state=pending&shift={queue[0]['shift']['id']}", staff)
    assert [one["direction"] for one in late] == ["out"]
    assert client.get("/api/v1/me/hours", headers=rider).get_json()["confirmed_minutes"] == 90
    told = [one["created_at"] for one in items("/me/notices?limit=50", rider)]
    assert len(told) > 8
    assert told == sorted(told, reverse=True), "an inbox is read by the order of its notices"
    assert run(house, "check-invariants").exit_code == 0


def test_a_newcomer_can_check_in_at_once_and_again_when_that_shift_is_over(house: Flask) -> None:
    def about_now() -> list[timedelta]:
        """How far ahead the shifts are at which the sample rider is expected, of those made to try it."""
        with house.app_context():
            tables = db.metadata.tables
            shifts, rows, accounts = tables["shifts"], tables["signups"], tables["accounts"]
            query = sa.select(shifts.c.starts_at).join(rows, rows.c.shift_id == shifts.c.id)
            query = query.join(accounts, accounts.c.id == rows.c.account_id)
            rider = (accounts.c.display_name == "示例骑手01", rows.c.state == "registered")
            query = query.where(*rider, shifts.c.title == f"{HERE}{MARK}", shifts.c.ends_at > clock.now())
            return [starts - clock.now() for starts in db.session.scalars(query)]

    (ahead,) = about_now()
    assert timedelta() < ahead <= timedelta(minutes=30)
    with clock.set_to(clock.now() + timedelta(hours=3)):
        assert about_now() == []
        assert run(house, "demo", "shifts").exit_code == 0
        (ahead,) = about_now()
        assert timedelta() < ahead <= timedelta(minutes=30)


def test_the_next_day_what_it_lacks_is_added_and_nothing_is_there_twice(house: Flask) -> None:
    before = shifts_of(house)
    with clock.set_to(clock.now() + timedelta(days=1)):
        added = run(house, "demo", "shifts")
        again = run(house, "demo", "shifts")
    assert added.exit_code == 0, added.output
    assert again.output == "demo shifts: 0 created\n"
    known = [(title, at.date()) for title, at in shifts_of(house)]
    assert len(known) > len(before)
    assert len(set(known)) == len(known)


def test_it_is_removed_by_one_command_and_can_be_made_anew(house: Flask) -> None:
    gone = run(house, "demo", "remove")
    assert gone.exit_code == 0, gone.output
    left = counts(house)
    for empty in ("teams", "team_members", "shift_series", "announcements"):
        assert left[empty] == 0, empty
    with house.app_context():
        accounts = db.metadata.tables["accounts"]
        names = db.session.scalars(sa.select(accounts.c.display_name).where(accounts.c.status == "active"))
        assert set(names) == set(PEOPLE.values())
    assert {title for title, at in shifts_of(house) if at > clock.now()} == set()
    assert run(house, "check-invariants").exit_code == 0
    assert run(house, "demo", "shifts", "--renew").exit_code == 0
    assert counts(house) == left, "what was taken away stays away at the next start"
    again = run(house, "demo", "shifts")
    assert again.exit_code == 0, again.output
    assert counts(house)["teams"] > 0


@pytest.mark.parametrize("word", ["shifts", "remove"])
def test_in_production_it_is_refused(
    ground: Ground, tmp_path: Path, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(settings_for(ground.fresh(f"demo_live_{word}"), tmp_path))
    monkeypatch.setattr(type(app.extensions["yiqi.settings"]), "is_production", True)
    found = run(app, "demo", word)
    assert found.exit_code == 1
    assert "refused" in found.output
    assert shifts_of(app) == []
