"""Weekly rules over HTTP: what is previewed is what is saved, minute by minute, and nothing overlaps."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from urllib.parse import quote

import pytest
import sqlalchemy as sa

from app.areas import service as areas
from app.areas.holiday_rules import Day
from app.core import clock
from app.core.audit import AuditEvent
from app.core.db import db, transaction
from app.stations import facts as stations
from app.stations import opening
from app.stations.models import StationSchedule
from tests.stations.editing_words import (
    DAYS,
    HISTORY,
    PREVIEW,
    SCHEDULES,
    STATION,
    band,
    day,
    fields,
    on,
    rule,
    soon,
    version,
)
from tests.support.people import sign_in

NIGHT = rule(1320, 1560)
HOURS = {
    "none": [],
    "all day": [rule(0, 1440)],
    "past midnight": [NIGHT],
    "two that touch at midnight": [rule(1320, 1440), rule(0, 120)],
    "a tail into an opening": [rule(1200, 1620), rule(60, 300)],
    "weekdays": [rule(600, 840, [0, 1, 2, 3, 4]), rule(960, 1200, [0, 2, 4])],
    "closed on holidays, others only then": [
        rule(600, 840, holiday_rule="closed"),
        rule(660, 720, holiday_rule="only"),
    ],
    "from some day on": [rule(600, 840, valid_from="SOON"), rule(900, 960, valid_to="SOON")],
    "a season that ends": [rule(1320, 1560, season_from="TODAY", season_to="SOON")],
}


@pytest.fixture
def holidays(town):
    """Both calendars of the years around, with a day off in three days and a make-up workday in four."""
    years = {on(days).year for days in range(-1, 16)}
    rows = [Day(on(3), "off", "节日"), Day(on(4), "work", "补班", on(3))]
    for year in years:
        with transaction():
            areas.put_calendar("CN", year, "complete", [row for row in rows if row.on.year == year], 0)
        with transaction():
            areas.put_calendar("CN-XJ", year, "complete", [], 0)


def dated(schedules: list[dict]) -> list[dict]:
    """The rules with words for days put into dates."""
    words = {"SOON": on(5), "TODAY": on()}
    return [{key: _said(key, words.get(str(value), value)) for key, value in one.items()} for one in schedules]


def _said(key: str, value: object) -> object:
    if not isinstance(value, date):
        return value
    return value.strftime("%m-%d") if key.startswith("season") else value.isoformat()


def put(client, headers, schedules, number=1):
    return client.put(SCHEDULES, json={"schedules": schedules}, headers=headers | version(number))


def preview(client, headers, schedules, **more):
    return client.post(PREVIEW, json={"schedules": schedules} | more, headers=headers)


def boundaries(items: list[dict]) -> list[int]:
    """The minute before, at and after every turn of these days, in epoch seconds."""
    turns = {moment for item in items for one in item["intervals"] for moment in one.values()}
    seconds = [int(datetime.fromisoformat(turn).timestamp()) for turn in turns]
    return sorted({second + step for second in seconds for step in (-60, -1, 0, 60)})


def previewed_open(items: list[dict], second: int) -> bool:
    spans = [[datetime.fromisoformat(one[end]).timestamp() for end in ("opens_at", "closes_at")]
             for item in items for one in item["intervals"]]  # fmt: skip
    return any(start <= second < end for start, end in spans)


@pytest.mark.usefixtures("holidays")
@pytest.mark.parametrize("schedules", HOURS.values(), ids=HOURS)
def test_the_preview_is_what_is_saved_at_every_boundary_minute(manager, client, schedules):
    sent = dated(schedules)
    before = client.get(DAYS).json["items"]
    shown = preview(client, manager, sent).json["items"]
    assert client.get(DAYS).json["items"] == before
    assert len(shown) == 14
    saved = put(client, manager, sent)
    assert saved.status_code == 200, saved.json
    assert client.get(DAYS).json["items"] == shown
    assert saved.json["schedules"] == sent
    now = clock.now()
    hours, table = stations.read_one("YQ0001").hours, stations.calendar_table()
    last_midnight = datetime.fromisoformat(f"{shown[-1]['date']}T00:00:00+08:00").timestamp() + 86_400
    for second in boundaries(shown):
        if not now.timestamp() < second < last_midnight - 60:
            continue  # yesterday's tail and the fifteenth day are not in the preview
        state = opening.open_at(hours, second, table)
        if state != "unknown":
            assert (state == "open") is (previewed_open(shown, second) or _tail_of_yesterday(hours, table, second))
        listed = client.get(f"/api/v1/stations?open={quote(clock.rfc3339(clock.from_epoch(second)))}").json["items"]
        assert ("YQ0001" in {card["code"] for card in listed}) is (state == "open"), second


def _tail_of_yesterday(hours, table, second: int) -> bool:
    (yesterday,) = opening.days_ahead(hours, on(-1), 1, table)
    return any(start.timestamp() <= second < end.timestamp() for start, end in yesterday.intervals)


@pytest.mark.usefixtures("holidays")
def test_each_day_of_the_preview_says_why(manager, client):
    items = preview(
        client, manager, [rule(600, 840, holiday_rule="closed")],
        exceptions=[{"date": day(1), "kind": "special", "intervals": [band(0, 60)], "alert": None}],
        closures=[{"from": f"{day(2)}T00:00:00+08:00", "to": f"{day(3)}T00:00:00+08:00", "reason": "停电"}],
    ).json["items"]  # fmt: skip
    found = {item["date"]: (item["state"], item["why"]) for item in items}
    assert found[day(1)] == ("open", "exception")
    assert found[day(2)] == ("closed", "closure")
    assert found[day(3)] == ("closed", "holiday")
    assert found[day(5)] == ("open", "rule")


def test_a_preview_takes_the_saved_exceptions_unless_others_are_sent(manager, client):
    client.put(f"{STATION}/exceptions/{day(1)}", json={"kind": "closed"}, headers=manager)
    with_saved = preview(client, manager, [rule(0, 1440)]).json["items"][1]
    without = preview(client, manager, [rule(0, 1440)], exceptions=[]).json["items"][1]
    assert [(item["state"], item["why"]) for item in (with_saved, without)] == [
        ("closed", "exception"),
        ("open", "rule"),
    ]


def test_a_detail_may_be_previewed_as_it_came(manager, client):
    client.put(f"{STATION}/exceptions/{day(1)}", json={"kind": "closed", "alert": "停水"}, headers=manager)
    client.post(f"{STATION}/closures", json={"reason": "停电", "to": soon(hours=1)}, headers=manager)
    detail = client.get(STATION).json
    body = {name: detail[name] for name in ("schedules", "exceptions", "closures")}
    answer = client.post(PREVIEW, json=body, headers=manager)
    assert (answer.status_code, answer.json["items"]) == (200, client.get(DAYS).json["items"])


def test_nothing_is_written_by_a_preview(manager, client):
    def rows() -> tuple:
        return tuple(
            tuple(db.session.execute(sa.select(model.id).order_by(model.id))) for model in (StationSchedule, AuditEvent)
        )

    before = rows()
    assert preview(client, manager, [NIGHT]).status_code == 200
    assert (rows(), client.get(STATION).json["version"]) == (before, 1)


# saving


def test_saving_counts_audits_and_tells(manager, client):
    saved = put(client, manager, [rule(600, 1200)])
    assert (saved.json["version"], saved.headers["ETag"], saved.json["told"]["by"]) == (2, '"2"', "manager")
    (line,) = client.get(HISTORY).json["items"]
    assert (line["field"], line["before"], line["after"]) == ("schedules", "24小时", "每天 10:00-20:00")
    assert client.get(STATION).json["hours_words"] == "每天 10:00-20:00"
    event = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "station.schedules_set")).one()
    assert event.changes == {"schedules": ["24小时", "每天 10:00-20:00"]}


def test_the_same_rules_again_change_nothing(manager, client):
    put(client, manager, [rule(600, 1200)])
    again = put(client, manager, [rule(600, 1200)], 2)
    assert (again.status_code, again.json["version"]) == (200, 2)


def test_without_a_version_428_with_an_old_one_412(manager, client):
    assert client.put(SCHEDULES, json={"schedules": []}, headers=manager).status_code == 428
    put(client, manager, [rule(600, 1200)])
    stale = put(client, manager, [])
    assert (stale.status_code, stale.json["current"]["version"]) == (412, 2)
    assert stale.json["current"]["hours_words"] == "每天 10:00-20:00"


def test_overlapping_rules_are_422_and_both_named(manager, client):
    sent = [rule(0, 60), rule(600, 1200), rule(1199, 1300, [5])]
    for answer in (put(client, manager, sent), preview(client, manager, sent)):
        assert (answer.status_code, answer.json["type"]) == (422, "/problems/overlapping-rules")
        assert (answer.json["rules"], fields(answer)) == ([1, 2], ["schedules.1", "schedules.2"])
        assert "周六" in answer.json["detail"]
    assert client.get(STATION).json["version"] == 1


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"byday": []}, "byday"),
        ({"byday": [0, 0]}, "byday"),
        ({"byday": [7]}, "byday.0"),
        ({"byday": ["Mo"]}, "byday.0"),
        ({"opens_minute": -1}, "opens_minute"),
        ({"opens_minute": 1440}, "opens_minute"),
        ({"closes_minute": 600}, "closes_minute"),
        ({"closes_minute": 2041}, "closes_minute"),
        ({"closes_minute": "20:00"}, "closes_minute"),
        ({"season_from": "05-01"}, "season_to"),
        ({"season_to": "09-30"}, "season_from"),
        ({"season_from": "02-30", "season_to": "09-30"}, "season_from"),
        ({"season_from": "2025-05-01", "season_to": "09-30"}, "season_from"),
        ({"valid_from": "2026-05-01", "valid_to": "2026-04-30"}, "valid_to"),
        ({"valid_from": "1999-05-01"}, "valid_from"),
        ({"valid_to": "tomorrow"}, "valid_to"),
        ({"holiday_rule": "maybe"}, "holiday_rule"),
        ({"position": 1}, "position"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_by_its_field(manager, client, changed, named):
    answer = put(client, manager, [rule(600, 1200) | changed])
    assert (answer.status_code, fields(answer)) == (422, [f"schedules.0.{named}"])


def test_more_rules_than_anybody_needs_are_refused(manager, client):
    assert put(client, manager, [rule(n, n + 1) for n in range(31)]).status_code == 422
    assert client.put(SCHEDULES, json={}, headers=manager | version(1)).status_code == 422


def test_a_seasons_last_night_keeps_its_tail_after_editing(manager, client):
    """The season ends today: tonight's band runs on into tomorrow, whatever rules tomorrow has."""
    today, tomorrow = on().strftime("%m-%d"), on(1).strftime("%m-%d")
    put(client, manager, [rule(1320, 1560, season_from=today, season_to=today)])
    put(client, manager, [rule(1320, 1620, season_from=today, season_to=today),
                          rule(600, 1200, season_from=tomorrow, season_to=tomorrow)], 2)  # fmt: skip
    hours, table = stations.read_one("YQ0001").hours, stations.calendar_table()
    midnight = datetime.fromisoformat(f"{day(1)}T00:00:00+08:00")
    states = [
        opening.open_at(hours, midnight + timedelta(minutes=minute), table)
        for minute in (-1, 0, 179, 180, 599, 600, 1199, 1200)
    ]
    assert states == ["open", "open", "open", "closed", "closed", "open", "open", "closed"]
    listed = client.get(f"/api/v1/stations?open={quote(f'{day(1)}T02:59:00+08:00')}").json["items"]
    assert "YQ0001" in {card["code"] for card in listed}


def test_riders_and_liaisons_set_no_hours(manager, client):
    from tests.support.people import grant

    grant("liaison", "rider_liaison", "YQ0001")
    for user in ("rider", "liaison"):
        headers = sign_in(client, user)
        assert put(client, headers, []).status_code == 403
        assert preview(client, headers, []).status_code == 403
