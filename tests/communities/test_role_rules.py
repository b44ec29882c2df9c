"""Rules of volunteer roles: lapsing after 14 days, ending at 24:00, declining and resigning."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from app.communities import role_rules as rules
from app.core.clock import SHANGHAI
from app.core.problems import Invalid

OFFERED = datetime(2025, 11, 20, 4, 0, tzinfo=UTC)
LONG = date(2026, 11, 19)
SECOND = timedelta(seconds=1)


def standing(state: str, ends_on: date, now: datetime) -> rules.Standing:
    return rules.standing(state, OFFERED, ends_on, now, SHANGHAI)


def test_an_offer_waits_14_days_to_the_second():
    until = OFFERED + timedelta(days=14)
    assert standing("offered", LONG, until - SECOND) == rules.Standing("offered")
    assert standing("offered", LONG, until) == rules.Standing("ended", "lapsed", until)


def test_an_offer_does_not_wait_beyond_the_term_it_offers():
    midnight = datetime(2025, 11, 22, 16, 0, tzinfo=UTC)  # 24:00 of the 22nd in Beijing
    assert rules.answer_by(OFFERED, date(2025, 11, 22), SHANGHAI) == midnight
    assert standing("offered", date(2025, 11, 22), midnight) == rules.Standing("ended", "lapsed", midnight)


def test_a_term_ends_at_24_of_its_last_day_in_beijing():
    midnight = datetime(2025, 12, 31, 16, 0, tzinfo=UTC)
    assert standing("active", date(2025, 12, 31), midnight - SECOND) == rules.Standing("active")
    assert standing("active", date(2025, 12, 31), midnight) == rules.Standing("ended", "expired", midnight)


def test_a_role_that_was_taken_up_does_not_lapse():
    assert standing("active", LONG, OFFERED + timedelta(days=30)).state == "active"


def test_a_term_is_the_longest_unless_one_is_asked_for():
    today = date(2025, 11, 20)
    assert rules.last_day(today, None, LONG) == LONG
    assert rules.last_day(today, today, LONG) == today
    for asked in (today - timedelta(days=1), LONG + timedelta(days=1)):
        with pytest.raises(Invalid):
            rules.last_day(today, asked, LONG)


def test_an_offer_is_declined_and_a_role_resigned_from():
    assert (rules.why_given_up("offered"), rules.why_given_up("active")) == ("declined", "resigned")


def test_actions_follow_the_state():
    assert rules.own_actions("offered") == ["accept", "decline"]
    assert rules.own_actions("active") == ["resign"]
    assert rules.own_actions("ended") == []


def test_every_kind_has_a_name_and_a_briefing_that_says_it_is_free():
    assert set(rules.NAMES) == set(rules.BRIEFINGS) == {"grid_volunteer", "policy_guide", "place_reporter"}
    assert all("自愿" in text and "随时可以不做" in text for text in rules.BRIEFINGS.values())
