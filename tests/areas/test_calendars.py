"""Holiday calendars, on a database."""

from __future__ import annotations

import json
from datetime import date

import pytest
import sqlalchemy as sa

from app.areas import calendars, service
from app.areas.holiday_rules import Day
from app.core import clock, duties
from app.core.audit import AuditEvent
from app.core.db import db, transaction
from app.core.problems import Invalid, StaleVersion
from tests.areas.building import in_parallel


def test_a_national_notice_makes_provisional_regional_years_and_leaves_regional_days_alone(app, notice):
    with transaction():
        service.put_calendar("CN-XJ", 2026, "complete", [Day(date(2026, 3, 20), "off", "肉孜节")], 0)
    with transaction():
        done = service.load_holidays(notice)
    assert done.years == {
        ("CN", 2025): "written",
        ("CN", 2026): "written",
        ("CN-XJ", 2025): "written",
        ("CN-XJ", 2026): "unchanged",
    }
    tables = service.holiday_tables()
    assert tables["CN-XJ"] == {
        2025: ("provisional", {}),
        2026: ("complete", {date(2026, 3, 20): ("off", "肉孜节", None)}),
    }
    state, days = tables["CN"][2026]
    assert state == "complete"
    assert days[date(2026, 2, 14)] == ("work", "春节", None)
    assert days[date(2026, 10, 1)][0] == "off"
    assert len(days) == sum(day["date"].startswith("2026") for day in notice["days"])


def test_a_year_staff_edited_is_kept_by_a_load_unless_told_otherwise(app, notice):
    with transaction():
        service.load_holidays(notice)
    edited = [Day(date(2026, 1, 1), "off", "元旦")]
    with transaction():
        service.put_calendar("CN", 2026, "complete", edited, 1)
    with transaction():
        assert service.load_holidays(notice).years["CN", 2026] == "kept"
    assert list(service.calendar_year("CN", 2026).days) == edited
    with transaction():
        assert service.load_holidays(notice, replace=True).years["CN", 2026] == "written"
    year = service.calendar_year("CN", 2026)
    assert (len(year.days), year.version) == (39, 3)


def test_a_notice_with_a_fault_or_of_no_calendar_loads_nothing(app, notice):
    bad = json.loads(json.dumps(notice))
    bad["days"][-1]["date"] = "2026-13-01"
    for data, calendar in [(bad, "CN"), (notice, "CN-BJ")]:
        with pytest.raises(Invalid), transaction():
            service.load_holidays(data, calendar)
    assert service.holiday_tables() == {}


def test_a_year_is_made_at_version_0_and_edited_only_at_the_version_seen(app):
    days = [Day(date(2026, 3, 20), "uncertain", "肉孜节")]
    with pytest.raises(StaleVersion) as refused, transaction():
        service.put_calendar("CN-XJ", 2026, "complete", days, 1)
    assert refused.value.extra == {"current": None}
    with transaction():
        assert service.put_calendar("CN-XJ", 2026, "provisional", days, 0).version == 1
    for stale in (0, 2):
        with pytest.raises(StaleVersion) as refused, transaction():
            service.put_calendar("CN-XJ", 2026, "complete", [], stale)
        assert refused.value.extra["current"].version == 1
    assert service.calendar_year("CN-XJ", 2026).days == tuple(days)
    with transaction():
        service.put_calendar("CN-XJ", 2026, "complete", [], 1)
    year = service.calendar_year("CN-XJ", 2026)
    assert (year.state, year.days, year.version) == ("complete", (), 2)


def test_two_who_make_the_same_year_at_once_leave_one_and_the_other_is_told(committed):
    day = Day(date(2026, 3, 20), "off", "肉孜节")
    results = in_parallel(
        committed, *[lambda: service.put_calendar("CN-XJ", 2026, "complete", [day], 0) for _ in range(3)]
    )
    refused = [result for result in results if isinstance(result, StaleVersion)]
    assert len(refused) == 2
    assert all(problem.extra["current"].version == 1 for problem in refused)
    with committed.app_context():
        assert service.calendar_year("CN-XJ", 2026).version == 1


def test_of_three_who_edit_the_same_version_at_once_one_wins_each_time(committed):
    for version in range(6):
        edits = [lambda v=version: service.put_calendar("CN-XJ", 2026, "complete", [], v) for _ in range(3)]
        results = in_parallel(committed, *edits)
        assert sum(isinstance(result, StaleVersion) for result in results) == 2
    with committed.app_context():
        assert service.calendar_year("CN-XJ", 2026).version == 6


def test_a_written_calendar_leaves_an_audit_line_with_what_changed(app):
    with transaction():
        service.put_calendar("CN-XJ", 2026, "provisional", [], 0, role="county_admin")
    with transaction():
        days = [Day(date(2026, 3, 20), "off", "肉孜节")]
        service.put_calendar("CN-XJ", 2026, "provisional", days, 1, role="county_admin")
    first, second = db.session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id)).all()
    assert (first.subject, first.actor_role) == ("calendar:CN-XJ:2026", "county_admin")
    assert first.changes == {"state": [None, "provisional"]}
    assert second.changes == {"days": [[], ["2026-03-20 off 肉孜节"]]}


def test_the_missing_years_are_a_figure(app, notice, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2027, 11, 16))
    (figure,) = [one for one in duties.figures(app) if one.name == "yiqi_holiday_years_missing"]
    assert figure.read() == 2


def test_readiness_warns_of_a_missing_national_year(app, notice, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2026, 12, 1))
    assert calendars.warn_of_missing_years() == [
        "holidays: no CN calendar for 2026",
        "holidays: no CN calendar for 2027",
    ]
    with transaction():
        service.load_holidays(notice)
    assert app.test_client().get("/readyz").get_json()["warnings"] == ["holidays: no CN calendar for 2027"]
    monkeypatch.setattr(clock, "today", lambda: date(2026, 7, 1))
    assert app.test_client().get("/readyz").get_json()["warnings"] == []
