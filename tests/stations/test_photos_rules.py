"""Rules of photos as sentences: verdicts, silence, people's decisions, who sees and may what."""

from __future__ import annotations

import pytest

from app.core.problems import Problem
from app.stations import photo_rules as rules

PENDING, REVIEW, SHOWN, REMOVED = "pending_review", "review", "shown", "removed"


@pytest.mark.parametrize(
    ("before", "verdict", "after"),
    [
        (PENDING, "pass", SHOWN),
        (PENDING, "risky", REMOVED),
        (PENDING, "review", REVIEW),
        (REVIEW, "pass", SHOWN),  # late, and nobody has decided yet
        (REVIEW, "risky", REMOVED),
        (REVIEW, "review", REVIEW),
        (SHOWN, "pass", SHOWN),
        (SHOWN, "risky", REMOVED),  # late, and people have shown it
        (SHOWN, "review", SHOWN),
        (REMOVED, "pass", REMOVED),
        (REMOVED, "risky", REMOVED),
        (REMOVED, "review", REMOVED),
    ],
)
def test_what_a_verdict_makes_of_a_photo(before, verdict, after):
    assert rules.after_verdict(before, verdict)[0] == after


@pytest.mark.parametrize(
    ("state", "decision", "own", "refusal"),
    [
        (REVIEW, SHOWN, False, None),
        (REVIEW, SHOWN, True, rules.OwnPhoto),
        (PENDING, SHOWN, False, rules.PhotoInCheck),
        (PENDING, SHOWN, True, rules.OwnPhoto),
        (REMOVED, SHOWN, False, rules.PhotoRefused),
        (SHOWN, SHOWN, True, None),
        *((state, REMOVED, own, None) for state in (PENDING, REVIEW, SHOWN) for own in (True, False)),
    ],
)
def test_people_show_what_was_left_to_them_and_remove_anything(state, decision, own, refusal):
    if refusal is None:
        rules.check_decision(state, decision, own=own)
        return
    with pytest.raises(Problem) as refused:
        rules.check_decision(state, decision, own=own)
    assert type(refused.value) is refusal


@pytest.mark.parametrize("state", [PENDING, REVIEW, SHOWN, REMOVED])
def test_hidden_photos_are_for_the_author_and_the_keepers(state):
    listed = state != REMOVED
    assert rules.sees(state, own=True, keeps=False) is listed
    assert rules.sees(state, own=False, keeps=True) is listed
    assert rules.sees(state, own=False, keeps=False) is (state == SHOWN)


def test_actions_are_what_would_be_let_in():
    for state in (PENDING, REVIEW, SHOWN):
        for own in (True, False):
            for keeps in (True, False):
                found = rules.actions(state, own=own, keeps=keeps)
                assert ("delete_photo" in found) is (own or keeps)
                assert ("settle_photo" in found) is (state == REVIEW and keeps and not own)


def test_an_author_is_not_told_for_whom_the_photo_waits():
    assert [rules.told(state) for state in (PENDING, REVIEW, SHOWN)] == [PENDING, PENDING, SHOWN]


def test_photos_are_added_where_guests_may_know_of_the_station_or_one_keeps_it():
    assert rules.station_actions(listed=True, keeps=False) == ["add_photo"]
    assert rules.station_actions(listed=False, keeps=True) == ["add_photo"]
    assert rules.station_actions(listed=False, keeps=False) == []
