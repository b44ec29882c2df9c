"""Fifteen working days, by the published calendars."""

from __future__ import annotations

from datetime import date

from app.hours.workday_rules import due_on, is_workday

THURSDAY = date(2025, 11, 20)


def test_weekends_do_not_count():
    assert due_on(THURSDAY, {}) == date(2025, 12, 11)
    assert due_on(date(2025, 11, 22), {}, within=1) == date(2025, 11, 24)


def test_published_days_off_do_not_count_and_make_up_days_do():
    published = {date(2026, 10, day): "off" for day in range(1, 8)} | {date(2026, 10, 10): "work"}
    assert due_on(date(2026, 9, 30), published, within=1) == date(2026, 10, 8)
    assert due_on(date(2026, 9, 30), published, within=3) == date(2026, 10, 10)  # the make-up Saturday


def test_a_day_nobody_knows_of_is_left_out():
    assert not is_workday(THURSDAY, {THURSDAY: "uncertain"})
