"""Credits: one for each accepted message, told by the phone and by WeChat in either order. W17, T21, T22."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.db import db, transaction
from app.notices import credits
from app.notices.models import CreditWord, MessageCredit
from tests.notices.people import ALERT, left

HINT, EVENT = credits.told_by_phone, credits.told_by_wechat


def told(account_id: int, *words, count: int = 1, template: str = ALERT) -> int:
    for word in words:
        with transaction():
            word(account_id, template, count)
    return left(account_id, template)


@pytest.mark.parametrize("words", [(HINT, EVENT), (EVENT, HINT)])
def test_w17_hint_and_event_of_one_tap_are_one(rider, words):
    assert told(rider, *words) == 1


@pytest.mark.parametrize(
    "words", [(EVENT, EVENT), (HINT, HINT), (HINT, HINT, EVENT, EVENT), (HINT, EVENT, EVENT, HINT)]
)
def test_w17_two_accepts_are_two(rider, words):
    assert told(rider, *words) == 2


def test_t22_a_template_accepted_twice_is_two_credits(rider):
    assert told(rider, EVENT, EVENT) == 2
    assert told(rider, EVENT, template="shift_changed") == 1


def test_ten_minutes_later_an_event_is_of_another_tap(rider, at):
    told(rider, HINT)
    at.forward(minutes=10)
    assert told(rider, EVENT) == 1
    told(rider, HINT)
    at.forward(minutes=10, seconds=1)
    assert told(rider, EVENT) == 3


def test_words_of_other_people_and_templates_confirm_nothing(rider, other):
    told(other, HINT)
    told(rider, HINT, template="shift_changed")
    assert told(rider, EVENT) == 1


def test_an_event_of_three_confirms_one_hint_and_adds_two(rider):
    told(rider, HINT)
    assert told(rider, EVENT, count=3) == 3
    assert told(rider, HINT, count=2) == 3  # these were told by WeChat already


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.tuples(st.sampled_from((HINT, EVENT)), st.integers(1, 3)), max_size=12))
def test_property_within_ten_minutes_the_side_that_told_most_is_believed(rider, words):
    for model in (CreditWord, MessageCredit):
        db.session.execute(sa.delete(model))
    db.session.commit()
    sums = {HINT: 0, EVENT: 0}
    for word, count in words:
        told(rider, word, count=count)
        sums[word] += count
        assert left(rider) == max(sums.values())


def test_what_a_phone_claims_has_an_end(rider):
    assert told(rider, *[HINT] * 30, count=3) == credits.AT_MOST


def test_credits_are_taken_one_by_one_and_never_below_nothing(rider):
    told(rider, EVENT, EVENT)
    with transaction():
        assert [credits.take(rider, ALERT) for _ in range(4)] == [True, True, False, False]
    assert left(rider) == 0


def test_refusing_sets_them_to_nothing_and_forgets_the_hints(rider):
    told(rider, HINT, HINT)
    with transaction():
        credits.empty(rider, ALERT)
    assert left(rider) == 0
    assert told(rider, EVENT) == 1  # a new tap, not the confirmation of an old one


def test_the_database_itself_refuses_less_than_nothing(rider):
    told(rider, EVENT)
    with pytest.raises(sa.exc.IntegrityError), db.session.begin_nested():
        db.session.execute(sa.update(MessageCredit).values(remaining=-1))


def test_words_are_forgotten_once_nothing_can_match_them(rider, at):
    told(rider, HINT)
    with transaction():
        assert credits.forget_words() == 0
    at.forward(minutes=11)
    with transaction():
        assert credits.forget_words() == 1
    assert left(rider) == 1
