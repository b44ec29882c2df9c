"""Opening hours in Chinese words: what is read, what is refused and how it is written back."""

from __future__ import annotations

import csv
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.stations.hours_words import HoursUnreadable, parse, write
from app.stations.opening import Schedule, StationHours, open_at, overlapping, resolve, windows
from tests.stations.hours_builders import BL_003, BL_004, BL_005, DATA, PUBLISHED, WORKDAYS, at, rule

COMMUNITY_CENTER = (
    "5月1日-9月30日 周一至周五 10:00-14:00,16:00-20:00;10月1日-4月30日 周一至周五 10:00-14:00,15:30-19:30;节假日休息"
)


def _meaning(schedules):
    """What rules say, free of their order and of how days are shared out among rows."""
    return {
        (day, s.opens_minute, s.closes_minute, s.season_from, s.season_to, s.valid_from, s.valid_to, s.holiday_rule)
        for s in schedules
        for day in s.byday
    }


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("", []),
        ("  \u3000", []),
        ("24小时", [rule("00:00-24:00")]),
        ("每天 10:00-02:00", [rule("10:00-26:00")]),
        ("每天 09:00-24:00", [rule("09:00-24:00")]),
        ("10:00-00:00", [rule("10:00-24:00")]),
        ("周六日 11:00-20:00", [rule("11:00-20:00", "Sa Su")]),
        ("周六日 24小时", [rule("00:00-24:00", "Sa Su")]),
        ("周一,周三 10:00-12:00,14:00-16:00", [rule("10:00-12:00", "Mo We"), rule("14:00-16:00", "Mo We")]),
        ("周一至周三,周五 10:00-12:00", [rule("10:00-12:00", "Mo Tu We Fr")]),
        ("周五至周一 22:00-02:00", [rule("22:00-26:00", "Fr Sa Su Mo")]),
        ("周日至周六 10:00-12:00", [rule("10:00-12:00")]),
        ("周五,周六 18:00-03:00", BL_005.schedules),
        (COMMUNITY_CENTER, BL_004.schedules),
        (COMMUNITY_CENTER.replace("周一至周五", "每天").replace("休息", "照常"), BL_003.schedules),
        ("10月1日-4月30日 15:30-19:30", [rule("15:30-19:30", season="10-01/04-30")]),
        ("2月1日-2月29日 10:00-12:00", [rule("10:00-12:00", season="02-01/02-29")]),
        ("周一至周五 10:00-14:00 节假日休息", [rule("10:00-14:00", WORKDAYS, holidays="closed")]),
        ("每天 10:00-14:00;节假日照常", [rule("10:00-14:00")]),
        ("每天 10:00-14:00;", [rule("10:00-14:00")]),
        ("周一至周五 10:00-18:00(节假日休息);周六日 11:00-15:00", [rule("10:00-18:00", WORKDAYS, holidays="closed"), rule("11:00-15:00", "Sa Su")]),
        ("每天 10:00-18:00;12:00-16:00(仅节假日);节假日休息", [rule("10:00-18:00", holidays="closed"), rule("12:00-16:00", holidays="only")]),
        ("2026年5月1日起 2026年6月30日止 每天 10:00-12:00", [rule("10:00-12:00", since="2026-05-01", until="2026-06-30")]),
        ("每天 10:00-次日10:00", [rule("10:00-34:00")]),
        ("每天 22:00-次日02:00", [rule("22:00-26:00")]),
    ],
)  # fmt: skip
def test_a_text_gives_its_rules(text, rules):
    assert parse(text) == tuple(rules) or _meaning(parse(text)) == _meaning(rules)
    assert len(parse(text)) == len(rules)


@pytest.mark.parametrize(
    "text",
    [
        "5月1日至9月30日 周一-周五 9:30-14:00、16:00-20:00；节假日休息",
        "５月１日－９月３０日　周一～周五　０９：３０－１４：００，１６：００－２０：００；节假日休息",
        "5月1日~9月30日周一—周五 09:30–14:00, 16:00 – 20:00 ; 节假日休息",
        "5 月 1 日 —— 9 月 30 日 周一 至 周五 09：30～14：00,16：00至20：00;节假日休息;",
    ],
)
def test_signs_of_any_width_any_dash_and_any_spaces_read_the_same(text):
    assert parse(text) == parse("5月1日-9月30日 周一至周五 09:30-14:00,16:00-20:00;节假日休息")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("每天 25:00-26:00", "没有这个时间：25:00"),
        ("每天 10:00-24:01", "没有这个时间：24:01"),
        ("每天 10:60-12:00", "没有这个时间：10:60"),
        ("每天 24:00-02:00", "开始时间不能是 24:00：24:00-02:00"),
        ("每天 10:00-10:00", "开始与结束相同，全天请写“24小时”：10:00-10:00"),
        ("每天 10:00-次日12:00", "超过一整天：10:00-次日12:00"),
        ("每天 10:00", "看不懂：10:00"),
        ("每天 10点-12点", "看不懂：10点-12点"),
        ("每天 10:00-12:00,", "看不懂：多余的逗号"),
        ("每天 10:00-12:00;;24小时", "两个分号之间没有内容"),
        (";", "两个分号之间没有内容"),
        ("每天", "没有写时段：每天"),
        ("周八 10:00-12:00", "看不懂：周八10:00-12:00"),
        ("周末 10:00-12:00", "看不懂：周末10:00-12:00"),
        ("周一至周一 10:00-12:00", "星期的起止相同：周一至周一"),
        ("周一至周三,周三 10:00-12:00", "星期重复：周三"),
        ("每天,周一 10:00-12:00", "星期重复：周一"),
        ("2月30日-3月1日 10:00-12:00", "没有这一天：2月30日"),
        ("13月1日-2月1日 10:00-12:00", "没有这一天：13月1日"),
        ("5月0日-9月30日 10:00-12:00", "没有这一天：5月0日"),
        ("5月1日 10:00-12:00", "看不懂：5月1日10:00-12:00"),
        ("2026年2月29日起 10:00-12:00", "没有这一天：2026年2月29日起"),
        ("2026年5月1日起 2026年6月1日起 10:00-12:00", "写了两次：2026年6月1日起"),
        ("2026年5月2日起 2026年5月1日止 10:00-12:00", "开始晚于结束：2026-05-02 至 2026-05-01"),
        ("节假日休息", "只写了“节假日休息”，没有写开放时间"),
        ("每天 10:00-12:00;节假日休息;周六日 14:00-16:00", "“节假日休息”应写在最后"),
        ("每天 10:00-12:00 节假日休息;周六日 14:00-16:00", "看不懂：10:00-12:00节假日休息"),
        ("每天 10:00-14:00,13:00-16:00", "时段重叠：每天 10:00-14:00 与 每天 13:00-16:00"),
        ("每天 10:00-14:00;周六日 24小时", "时段重叠：每天 10:00-14:00 与 周六日 24小时"),
        ("休息", "看不懂：休息"),
        ("Mo-Fr 10:00-12:00", "看不懂：Mo-Fr10:00-12:00"),
        ("每天 ٣٣:00-10:00", "看不懂：٣٣:00-10:00"),
        ("每天 " + ",".join(["10:00-12:00"] * 200), "开放时间太长，最多 1000 个字"),
    ],
)
def test_an_unreadable_text_is_refused_with_the_piece_that_is_wrong(text, reason):
    with pytest.raises(HoursUnreadable) as refused:
        parse(text)
    assert str(refused.value) == reason


@pytest.mark.parametrize(
    ("rules", "text"),
    [
        ([], ""),
        ([rule("00:00-24:00")], "24小时"),
        ([rule("00:00-24:00", "Sa Su")], "周六日 24小时"),
        ([rule("10:00-26:00")], "每天 10:00-02:00"),
        ([rule("10:00-34:00", "Mo")], "周一 10:00-次日10:00"),
        ([rule("00:00-24:00", season="11-01/03-31")], "11月1日-3月31日 24小时"),
        ([rule("14:00-16:00", "Mo Tu"), rule("10:00-12:00", "Mo Tu")], "周一,周二 10:00-12:00,14:00-16:00"),
        ([rule("10:00-12:00", "Mo"), rule("10:00-12:00", "Tu"), rule("10:00-12:00", "Su")], "周日至周二 10:00-12:00"),
        ([rule("10:00-12:00", "Mo We Fr Sa Su")], "周三,周五至周一 10:00-12:00"),
        ([rule("10:00-12:00", "Tu Th Fr Sa")], "周二,周四至周六 10:00-12:00"),
        (BL_004.schedules[::-1], COMMUNITY_CENTER),
        ([rule("10:00-18:00", holidays="closed"), rule("12:00-16:00", holidays="only")], "每天 12:00-16:00(仅节假日);每天 10:00-18:00(节假日休息)"),
        ([rule("10:00-12:00", since="2026-05-01", until="2026-06-30")], "2026年5月1日起 2026年6月30日止 每天 10:00-12:00"),
    ],
)  # fmt: skip
def test_rules_are_written_as_people_would(rules, text):
    assert write(rules) == text
    assert _meaning(parse(text)) == _meaning(rules)


_days = st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days)))
_leap_year_day = st.integers(0, 365).map(lambda n: date(2000, 1, 1) + timedelta(days=n)).map(lambda d: (d.month, d.day))
_date = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@st.composite
def _a_rule(draw) -> Schedule:
    opens = draw(st.integers(0, 1439))
    season = draw(st.none() | st.tuples(_leap_year_day, _leap_year_day))
    validity = sorted(draw(st.tuples(_date, _date)))
    return Schedule(
        draw(_days),
        opens,
        opens + draw(st.sampled_from([1440, 1440 - opens]) | st.integers(1, 1440)),
        *(season or (None, None)),
        *draw(st.sampled_from([(None, None), (None, validity[1]), (validity[0], None), tuple(validity)])),
        draw(st.sampled_from(["same", "closed", "only"])),
    )


def _apart(rules) -> list[Schedule]:
    kept: list[Schedule] = []
    for one in rules:
        if overlapping([*kept, one]) is None:
            kept.append(one)
    return kept


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(_a_rule(), max_size=6).map(_apart))
def test_whatever_a_keeper_can_save_is_written_and_read_back_in_meaning(rules):
    assert _meaning(parse(write(rules))) == _meaning(rules)
    assert write(parse(write(rules))) == write(rules)


def test_t61_the_hours_of_every_sheet_row_are_read_evaluated_and_written_back():
    with (DATA / "stations-652700.csv").open(encoding="utf-8-sig", newline="") as sheet:
        texts = [row["开放时间"] for row in csv.DictReader(sheet)]
    assert len(texts) == 1661
    seen = {}
    for text in texts:
        if text not in seen:
            seen[text] = StationHours(parse(text))
            again = StationHours(parse(write(seen[text].schedules)))
            assert again.signature() == seen[text].signature()
            assert write(seen[text].schedules) == text
            _same_days(seen[text], again)
    noon = at("2026-07-06 12:00")  # a Monday
    states = [open_at(seen[text], noon, PUBLISHED) for text in texts]
    assert {state: states.count(state) for state in set(states)} == {"open": 1335, "closed": 19, "unknown": 307}


def _same_days(one: StationHours, two: StationHours) -> None:
    """Equal on every day of two loaded years and half of one that is not, and over the fortnight of National Day."""
    for n in range(0, 900):
        day = date(2025, 1, 1) + timedelta(days=n)
        assert resolve(one, day, PUBLISHED) == resolve(two, day, PUBLISHED)
    start = at("2026-09-28 00:00")
    assert windows(one, start, start + timedelta(days=14), PUBLISHED) == windows(two, start, start + timedelta(days=14), PUBLISHED)  # fmt: skip
