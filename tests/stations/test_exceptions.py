"""Days that differ: a storm's night, a holiday closed, the last word, and who is alerted."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import quote

import pytest
import sqlalchemy as sa

from app.core.db import db
from app.stations import facts as stations
from app.stations import opening
from app.stations.models import ScheduleException
from tests.stations.editing_words import (
    CLOSURES,
    DAYS,
    HISTORY,
    SCHEDULES,
    STATION,
    band,
    day,
    exception_path,
    fields,
    hearing,
    on,
    rule,
    soon,
    version,
)

STORM = {"kind": "special", "intervals": [band(570, 1320), band(1320, 2010)], "alert": "风雪天，今夜通宵开放"}
ALERTED = "station-alerted"


@pytest.fixture
def daytime(manager, client):
    """The station open from 9:30 to 22:00 on every day; its manager."""
    assert client.put(SCHEDULES, json={"schedules": [rule(570, 1320)]}, headers=manager | version(1)).status_code == 200
    return manager


def states(*minutes: int, days: int = 1) -> list[str]:
    """Open or not at these minutes of a day from now."""
    hours, table = stations.read_one("YQ0001").hours, stations.calendar_table()
    midnight = datetime.fromisoformat(f"{day(days)}T00:00:00+08:00")
    return [opening.open_at(hours, midnight + timedelta(minutes=minute), table) for minute in minutes]


def test_in_a_storm_it_opens_overnight_and_savers_are_alerted_once(daytime, client):
    assert states(1319, 1320, 1440) == ["open", "closed", "closed"]
    with hearing(ALERTED) as heard:
        answer = client.put(exception_path(), json=STORM, headers=daytime)
        again = client.put(exception_path(), json=STORM, headers=daytime)
    assert answer.status_code == 200, answer.json
    assert (answer.json["version"], again.json["version"], answer.json["told"]["by"]) == (3, 3, "manager")
    assert heard == [(ALERTED, {"code": "YQ0001", "on": on(1), "alert": STORM["alert"]})]
    assert states(569, 570, 1320, 1440, 2009, 2010) == ["closed", "open", "open", "open", "open", "open"]
    assert states(569, days=2) == ["open"]  # the storm's tail; at 9:30 the ordinary day begins
    assert answer.json["exceptions"] == [{"date": day(1)} | STORM]
    shown = {item["date"]: item for item in client.get(DAYS).json["items"]}[day(1)]
    assert (shown["state"], shown["why"], len(shown["intervals"])) == ("open", "exception", 1)
    at_night = client.get(f"/api/v1/stations?open={quote(f'{day(2)}T03:00:00+08:00')}").json["items"]
    assert "YQ0001" in {card["code"] for card in at_night}


def test_another_alert_for_the_day_is_told_too_and_none_without_words(daytime, client):
    with hearing(ALERTED) as heard:
        client.put(exception_path(), json=STORM | {"alert": None}, headers=daytime)
        client.put(exception_path(), json=STORM, headers=daytime)
        client.put(exception_path(), json=STORM | {"intervals": [band(0, 1440)]}, headers=daytime)
        client.put(exception_path(), json=STORM | {"alert": "开到早上八点"}, headers=daytime)
        client.put(exception_path(-1), json=STORM, headers=daytime)  # nobody can use yesterday
    assert [told["alert"] for _, told in heard] == [STORM["alert"], "开到早上八点"]


def test_nobody_is_alerted_of_a_station_riders_cannot_see(town, client):
    from tests.support.people import grant, sign_in

    grant("keeper", "station_manager", "YQ0002")
    with hearing(ALERTED) as heard:
        answer = client.put(exception_path(code="YQ0002"), json=STORM, headers=sign_in(client, "keeper"))
    assert (answer.status_code, heard) == (200, [])


def test_t06_closed_on_a_day_removes_its_band_and_not_the_tail_of_the_night_before(manager, client):
    client.put(SCHEDULES, json={"schedules": [rule(1320, 1560)]}, headers=manager | version(1))
    client.put(exception_path(1), json={"kind": "closed"}, headers=manager)
    assert states(60, 119, 120, 1320, 1440) == ["open", "open", "closed", "closed", "closed"]


def test_the_last_word_wins_and_history_keeps_both(manager, client):
    for body in (STORM, {"kind": "closed"}):
        assert client.put(exception_path(), json=body, headers=manager).status_code == 200
    lines = client.get(HISTORY).json["items"]
    assert {line["field"] for line in lines} == {f"exceptions.{day(1)}"}
    last, first = ((line["before"], line["after"]) for line in lines)
    assert first[0] is None
    assert last == (first[1], {"kind": "closed", "intervals": [], "alert": None})
    assert client.get(STATION).json["exceptions"] == [
        {"date": day(1), "kind": "closed", "intervals": [], "alert": None}
    ]


def test_taken_back_the_rules_govern_again(daytime, client):
    client.put(exception_path(), json={"kind": "closed"}, headers=daytime)
    assert states(600) == ["closed"]
    answer = client.delete(exception_path(), headers=daytime)
    assert (answer.status_code, answer.json["exceptions"], answer.json["version"]) == (200, [], 4)
    assert states(600) == ["open"]
    assert client.delete(exception_path(), headers=daytime).status_code == 404
    assert client.get(HISTORY).json["items"][0]["after"] is None


def test_a_version_is_compared_when_sent(manager, client):
    client.put(exception_path(), json=STORM, headers=manager | version(1))
    for stale in (
        client.put(exception_path(), json={"kind": "closed"}, headers=manager | version(1)),
        client.delete(exception_path(), headers=manager | version(1)),
    ):
        assert (stale.status_code, stale.json["current"]["version"]) == (412, 2)
    assert client.delete(exception_path(), headers=manager | version(2)).status_code == 200


@pytest.mark.parametrize(
    ("path", "body", "named"),
    [
        ("2026-02-30", {"kind": "closed"}, "date"),
        ("tomorrow", {"kind": "closed"}, "date"),
        ("20260101", {"kind": "closed"}, "date"),
        ("2026-W01-1", {"kind": "closed"}, "date"),
        ("1999-01-01", {"kind": "closed"}, "date"),
        ("9999-12-31", {"kind": "closed"}, "date"),
        (None, {}, "kind"),
        (None, {"kind": "open"}, "kind"),
        (None, {"kind": "special"}, "intervals"),
        (None, {"kind": "special", "intervals": [band(600, 600)]}, "intervals.0.closes_minute"),
        (None, {"kind": "special", "intervals": [band(600, 2041)]}, "intervals.0.closes_minute"),
        (None, {"kind": "special", "intervals": [band(600, 700), band(699, 800)]}, "intervals"),
        (None, {"kind": "special", "intervals": [band(n, n + 1) for n in range(13)]}, "intervals"),
        (None, {"kind": "closed", "intervals": [band(600, 700)]}, "intervals"),
        (None, {"kind": "closed", "alert": "很" * 121}, "alert"),
        (None, {"kind": "closed", "alert": "a\nb"}, "alert"),
        (None, {"kind": "closed", "date": "2026-01-01"}, "date"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(manager, client, path, body, named):
    answer = client.put(f"{STATION}/exceptions/{path or day(1)}", json=body, headers=manager)
    assert (answer.status_code, fields(answer)) == (422, [named])
    assert db.session.scalars(sa.select(ScheduleException)).all() == []


def test_t54_a_closure_wins_over_an_exception_while_it_lasts(daytime, client):
    client.put(exception_path(), json=STORM, headers=daytime)
    begins, ends = f"{day(1)}T21:00:00+08:00", f"{day(1)}T23:00:00+08:00"
    answer = client.post(CLOSURES, json={"from": begins, "to": ends, "reason": "停电"}, headers=daytime)
    assert answer.status_code == 201
    assert states(1259, 1260, 1379, 1380, 1440) == ["open", "closed", "closed", "open", "open"]
    shown = {item["date"]: item for item in client.get(DAYS).json["items"]}[day(1)]
    assert (shown["why"], [one["opens_at"][11:16] for one in shown["intervals"]]) == ("closure", ["09:30", "23:00"])
    client.post(CLOSURES, json={"reason": "装修", "to": soon(days=20)}, headers=daytime)
    assert states(600, 1440) == ["closed", "closed"]
