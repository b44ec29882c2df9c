"""Names, masks and lifetimes, without an application."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.accounts import rules

NOW = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


def test_somebody_without_a_name_is_called_xiaoge_and_the_end_of_their_number() -> None:
    assert rules.default_name("ABCD1234") == "小哥·1234"


@pytest.mark.parametrize("name", ["小哥", "示例骑手01", "Айдын", "ئەركىن", "👨‍👩‍👧", "十二个字正好十二个字啊啊"])
def test_names_in_any_language_pass(name: str) -> None:
    assert rules.name_fault(name) is None


@pytest.mark.parametrize(
    "name", ["", "十三个字就是多了那么一个字", "a\nb", "a\x00", "左\u202e右", "隐\u200b形", "\ue000"]
)
def test_empty_long_and_invisible_names_do_not(name: str) -> None:
    assert rules.name_fault(name) is not None


@pytest.mark.parametrize(
    "name", ["\u200d", "\u3164", "\u2800", "\u115f", "\u1160", "\uffa0", "\u034f", "\ufe0f", "\u2800\u200d \ufe0f"]
)
def test_a_name_of_nothing_to_be_seen_does_not(name: str) -> None:
    assert rules.name_fault(name) is not None


@pytest.mark.parametrize("name", ["1380013", "138 001 38", "138-0013-8", "１３８００１３", "小哥1380013", "①③⑧⓪⓪①③"])
def test_a_name_that_is_a_phone_number_does_not_and_says_why(name: str) -> None:
    assert "电话" in (rules.name_fault(name) or "")


def test_a_name_with_a_year_or_a_badge_number_passes() -> None:
    assert rules.name_fault("骑手202601") is None


@pytest.mark.parametrize(
    ("number", "shown"), [("13812345678", "138****5678"), ("12345678", "****78"), ("447911123456", "447****3456")]
)
def test_a_phone_is_shown_with_its_middle_hidden(number: str, shown: str) -> None:
    assert rules.phone_masked(number) == shown


def test_a_code_is_replayed_for_two_minutes_and_only_while_its_sign_in_lives() -> None:
    until = NOW + timedelta(minutes=2)
    assert rules.may_be_replayed(NOW, until, None)
    assert rules.may_be_replayed(until - timedelta(seconds=1), until, None)
    assert not rules.may_be_replayed(until, until, None)
    assert not rules.may_be_replayed(NOW, until, NOW)
    assert not rules.may_be_replayed(NOW, None, None)


def test_a_session_ends_when_idle_when_too_old_and_when_revoked() -> None:
    later = NOW + timedelta(days=1)
    assert rules.session_lives(NOW, later, later, None)
    assert not rules.session_lives(NOW, NOW, later, None)
    assert not rules.session_lives(NOW, later, NOW, None)
    assert not rules.session_lives(NOW, later, later, NOW)


def test_use_moves_the_idle_end_but_never_past_the_absolute_one() -> None:
    assert rules.idle_end(NOW, 30, NOW + timedelta(days=90)) == NOW + timedelta(days=30)
    assert rules.idle_end(NOW, 30, NOW + timedelta(days=5)) == NOW + timedelta(days=5)


def test_the_last_use_is_written_at_most_every_ten_minutes() -> None:
    assert not rules.touch_due(NOW, NOW - timedelta(minutes=9, seconds=59))
    assert rules.touch_due(NOW, NOW - timedelta(minutes=10))


def test_a_sign_in_is_young_for_ten_minutes() -> None:
    assert rules.is_recent(NOW, NOW - timedelta(minutes=9, seconds=59))
    assert not rules.is_recent(NOW, NOW - timedelta(minutes=10))
