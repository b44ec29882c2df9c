"""The division tree and the holiday calendars as rules over values; no application."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.areas import holiday_rules, rules
from app.areas.holiday_rules import Day
from tests.areas.conftest import SMALL, rows_of


@pytest.mark.parametrize(
    ("official", "short"),
    [
        ("团结社区居委会", "团结社区"),
        ("金桥社区居民委员会", "金桥社区"),
        ("二阶台社区", "二阶台社区"),
        ("呼都格村委会", "呼都格村"),
        ("呼都格村民委员会", "呼都格村"),
        ("玉祖尔村", "玉祖尔村"),
        ("六连生活区", "六连生活区"),
        ("顾力木图街道", "顾力木图街道"),
        ("博乐市", "博乐市"),
        ("村委会", "村委会"),
    ],
)
def test_the_short_name_is_what_people_say(official, short):
    assert rules.short_name(official) == short


def test_no_official_name_keeps_its_committee_and_none_becomes_empty(real_rows):
    short = [rules.short_name(row["name"]) for row in real_rows]
    assert not [name for name in short if name.endswith(("居委会", "村委会", "委员会"))]
    assert all(short)


def test_the_programme_has_the_townships_it_counts(real_rows):
    townships = [row for row in real_rows if row["level"] == "township"]
    inside = [row for row in townships if rules.programme_township(row["name"])]
    assert Counter(row["parent_code"] for row in inside) == {"652701": 10, "652702": 2, "652722": 5, "652723": 6}
    outside = [row["name"] for row in townships if row not in inside]
    assert len(outside) == 11
    assert {"阿热勒托海牧场", "精河工业园区", "兵团八十三团", "兵团八十六团分部"} <= set(outside)


def test_the_official_table_has_no_faults(real_rows):
    rows, errors = rules.read_rows(real_rows)
    assert len(rows) == 448
    assert errors + rules.check_tree(rows, {}) == []


def test_a_path_runs_from_the_top_and_covers_what_lies_below():
    parents = {"652700": None, "652701": "652700", "652701001": "652701"}
    path = rules.path_of(rules.line_above("652701001", parents))
    assert path == "/652700/652701/652701001/"
    assert path.startswith(rules.path_of(rules.line_above("652701", parents)))


def test_the_line_above_ends_where_parents_run_in_a_loop():
    assert rules.line_above("a", {"a": "b", "b": "a"}) == ["b", "a"]


def test_t33_a_chain_of_successors_leads_to_its_last_code():
    successors = {"a": "b", "b": "c", "c": None, "d": "a"}
    assert {code: rules.last_code(code, successors) for code in "abcd"} == dict.fromkeys("abcd", "c")


def test_t33_a_loop_is_seen_before_it_is_closed():
    successors = {"a": "b", "b": "c", "c": None}
    assert rules.makes_loop("c", "a", successors)
    assert rules.makes_loop("a", "a", successors)
    assert not rules.makes_loop("b", "d", successors)


def test_t33_turning_an_area_to_another_successor_is_no_loop():
    assert not rules.makes_loop("a", "c", {"a": "b", "b": None, "c": None})


@given(st.lists(st.tuples(st.sampled_from("abcdefg"), st.sampled_from("abcdefg")), max_size=30))
def test_t33_whatever_is_saved_every_chain_ends(wishes):
    successors = dict.fromkeys("abcdefg")
    for old, new in wishes:
        if not rules.makes_loop(old, new, successors):
            successors[old] = new
    assert all(successors[rules.last_code(code, successors)] is None for code in successors)


def test_grid_codes_are_the_communitys_and_three_digits_and_gaps_are_filled():
    community = "652701001005"
    assert rules.next_grid_code(community, []) == community + "001"
    assert rules.next_grid_code(community, [community + "001", community + "003"]) == community + "002"


def test_a_thousandth_grid_has_no_code():
    community = "652701001005"
    taken = [f"{community}{number:03d}" for number in range(1, 1000)]
    assert rules.next_grid_code(community, taken[:-1]) == taken[-1]
    with pytest.raises(rules.NoGridCode):
        rules.next_grid_code(community, taken)


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("65270100,青得里街道,township,652701", "code"),
        ("65270100x,青得里街道,township,652701", "code"),
        ("６５２７０１００１,青得里街道,township,652701", "code"),
        ("652701009, ,township,652701", "name"),
        ("652701009,街\x07道,township,652701", "name"),
        ("652701009,街\u202e道,township,652701", "name"),
        (f"652701009,{'长' * 61},township,652701", "name"),
        ("652701009,青得里街道,town,652701", "level"),
        ("652701009,青得里街道,township,", "parent_code"),
        ("652701009,青得里街道,township,652700", "parent_code"),
        ("652701009,青得里街道,township,659999", "parent_code"),
        ("652722009,青得里街道,township,652701", "code"),
        ("652800,别的州,prefecture,652700", "parent_code"),
        ("652701001,青得里街道,township,652701", "code"),
    ],
)
def test_a_bad_row_is_named_with_its_column(line, column):
    rows, errors = rules.read_rows(rows_of(SMALL + line))
    errors += rules.check_tree(rows, {})
    assert [(error["row"], error["column"]) for error in errors][:1] == [(15, column)]


def test_a_known_area_does_not_change_its_level():
    rows, _ = rules.read_rows(rows_of("652701,博乐市,county,652700"))
    errors = rules.check_tree(rows, {"652700": "prefecture", "652701": "prefecture"})
    assert [error["column"] for error in errors] == ["level"]


def test_rows_may_come_before_their_parents():
    rows, errors = rules.read_rows(rows_of("\n".join(reversed(SMALL.splitlines()))))
    assert errors + rules.check_tree(rows, {}) == []


def test_the_notice_holds_the_make_up_workdays_of_2026(notice):
    years, faults = holiday_rules.read_notice(notice)
    assert faults == []
    assert set(years) == {2025, 2026}
    workdays = [day.on for day in years[2026] if day.kind == "work"]
    assert workdays == [date(2026, *day) for day in [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)]]
    assert all(day.stands_for is None for day in years[2026])


@pytest.mark.parametrize(
    "data",
    [
        None,
        {},
        {"days": []},
        {"days": ["2026-01-01"]},
        {"days": [{"date": "2026-01-01", "name": "元旦"}]},
        {"days": [{"date": "2026-01-01", "name": "", "off": True}]},
        {"days": [{"date": "1.1.2026", "name": "元旦", "off": True}]},
        {"days": [{"date": 20260101, "name": "元旦", "off": True}]},
        {"days": [{"date": "1026-01-01", "name": "元旦", "off": True}]},
        {"days": [{"date": "2026-01-01", "name": "元旦", "off": True, "stands_for": "2026-01-02"}]},
        {"days": [{"date": "2026-01-01", "name": "元旦", "off": True}] * 2},
        {"days": [{"date": "2026-01-01", "name": "元\ud800旦", "off": True}]},
        {"papers": {"2026": 1, "0": 1}, "days": [{"date": "2026-01-01", "name": "元旦", "off": True}]},
        {"papers": {"2026": 1, "9" * 20: 1}, "days": [{"date": "2026-01-01", "name": "元旦", "off": True}]},
        {"papers": {"2026": 1, "next": 1}, "days": [{"date": "2026-01-01", "name": "元旦", "off": True}]},
        {"papers": {"2025": []}, "days": [{"date": "2026-01-01", "name": "元旦", "off": True}]},
    ],
)
def test_a_notice_that_cannot_be_read_is_faulted(data):
    _, faults = holiday_rules.read_notice(data)
    assert len(faults) == 1


def test_a_make_up_workday_may_say_which_day_it_stands_for():
    row = {"date": "2026-02-14", "name": "春节", "off": False, "stands_for": "2026-02-20"}
    years, _ = holiday_rules.read_notice({"days": [row]})
    assert years == {2026: [Day(date(2026, 2, 14), "work", "春节", date(2026, 2, 20))]}


def test_days_outside_the_year_twice_or_standing_for_another_are_named_by_their_place():
    days = [
        Day(date(2026, 3, 20), "off", "肉孜节"),
        Day(date(2027, 3, 20), "off", "肉孜节"),
        Day(date(2026, 3, 20), "uncertain", "肉孜节"),
        Day(date(2026, 3, 21), "off", "肉孜节", date(2026, 3, 23)),
        Day(date(2026, 3, 22), "work", "肉孜节", date(2026, 3, 23)),
    ]
    fields = [fault["field"] for fault in holiday_rules.faults_of_days(2026, days)]
    assert fields == ["days.1.date", "days.2.date", "days.3.stands_for"]


@pytest.mark.parametrize(
    ("today", "missing"),
    [
        (date(2026, 7, 1), []),
        (date(2026, 11, 15), []),
        (date(2026, 11, 16), [2027]),
        (date(2026, 12, 31), [2027]),
        (date(2027, 1, 1), [2027]),
        (date(2027, 12, 1), [2027, 2028]),
    ],
)
def test_a_missing_year_is_asked_for_45_days_before_it_begins(today, missing):
    assert holiday_rules.missing_soon(today, [2025, 2026]) == missing
