"""Rules of reporting in: how many communities, which figures go up, when news is shown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.communities import rules
from app.core.problems import Invalid

NOW = datetime(2025, 11, 20, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("here", "elsewhere", "may"), [(False, 0, True), (False, 2, True), (False, 3, False), (True, 3, True)]
)
def test_one_may_be_in_three_communities_and_again_where_one_is(here: bool, elsewhere: int, may: bool):
    assert rules.may_report_in(here, elsewhere) is may


def test_staff_of_the_place_are_told_every_figure():
    assert [rules.told_count(number, exact=True)["count"] for number in (0, 1, 9, 10)] == [0, 1, 9, 10]


@pytest.mark.parametrize("members", [0, 1, 9])
def test_t26_above_the_township_nine_and_none_look_the_same(members: int):
    assert rules.told_count(members, exact=False) == {"count": None, "fewer_than": 10}


def test_t26_ten_are_told_above_the_township():
    assert rules.told_count(10, exact=False) == {"count": 10, "fewer_than": None}


def test_news_is_shown_from_its_first_instant_until_just_before_its_last():
    hour, second = timedelta(hours=1), timedelta(seconds=1)
    span = (NOW, NOW + hour)
    assert rules.news_state(NOW - second, *span) == "upcoming"
    assert rules.news_state(NOW, *span) == "shown"
    assert rules.news_state(NOW + hour - second, *span) == "shown"
    assert rules.news_state(NOW + hour, *span) == "past"


def test_times_of_news_are_kept_in_utc():
    there = timezone(timedelta(hours=8))
    first, last = NOW.astimezone(there), (NOW + timedelta(days=1)).astimezone(there)
    assert [str(found.tzinfo) for found in rules.shown_span(NOW, first, last)] == ["UTC", "UTC"]


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (NOW, NOW, "to"),
        (NOW, NOW - timedelta(hours=1), "to"),
        (NOW - timedelta(days=2), NOW, "to"),  # over already
        (NOW, NOW + timedelta(days=367), "to"),
        (NOW + timedelta(days=367), NOW + timedelta(days=368), "from"),
        (datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=8))), NOW, "from"),
        (NOW, datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-8))), "from"),
    ],
)
def test_a_time_that_cannot_be_names_its_field(first: datetime, last: datetime, field: str):
    with pytest.raises(Invalid) as refused:
        rules.shown_span(NOW, first, last)
    assert [error["field"] for error in refused.value.errors] == [field]


def test_what_staff_see_is_said_in_three_words_and_no_more():
    assert len(rules.STAFF_SEE) == 3
    assert not any(word in "".join(rules.STAFF_SEE) for word in ("手机", "位置", "时长"))
