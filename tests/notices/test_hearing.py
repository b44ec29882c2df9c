"""What WeChat and accounts tell: through the signals, as the pushes' sweep and the consent ledger send them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.accounts import consents
from app.accounts import service as accounts
from app.core import clock, events
from app.core.db import db, transaction
from app.notices import credits, switches
from app.notices.templates import ids
from app.wechat import telling
from tests.notices.people import ALERT, SEND, allow, deliver, left, row, state, tell
from tests.support.people import openid_of


def told(happening, user: str = "rider", **facts) -> None:
    about = {"openid": openid_of(user), "template_id": ids()[ALERT]} | facts
    with transaction():
        events.tell(happening, **about)


def standing(account_id: int) -> str:
    found = consents.standing(account_id, f"message:{ALERT}").state
    db.session.rollback()
    return found


def test_w17_wechats_event_after_the_phones_hint_is_one_credit(rider):
    with transaction():
        credits.told_by_phone(rider, ALERT, 1)
    told(telling.message_accepted, count=1)
    assert left(rider) == 1


def test_accepting_in_wechat_is_the_consent_to_that_template_and_no_other(rider):
    assert standing(rider) == "none"
    told(telling.message_accepted, count=1)
    assert standing(rider) == "given"
    assert consents.standing(rider, "message:shift_changed").state == "none"


def test_a_tap_does_not_undo_a_withdrawal_made_with_us(rider):
    allow(rider)
    with transaction():
        consents.withdraw(rider, f"message:{ALERT}")
    told(telling.message_accepted, count=1)
    assert (standing(rider), left(rider)) == ("withdrawn", 2)  # counted, and not used
    tell(rider)
    assert state() == "none"
    with transaction():
        consents.give(rider, f"message:{ALERT}", None)
    tell(rider, key="two")
    assert state("two") == "due"


def test_refusing_in_wechat_leaves_no_credit_and_other_people_theirs(rider, other):
    for account_id in (rider, other):
        allow(account_id, count=2)
    told(telling.message_refused)
    assert (left(rider), left(other)) == (0, 2)


def test_w17_an_older_yes_that_comes_after_a_no_counts_nothing_and_a_younger_one_does(rider):
    said_no = clock.now()
    told(telling.message_refused, at=said_no)
    told(telling.message_accepted, count=1, at=said_no - timedelta(seconds=10))
    assert left(rider) == 0
    told(telling.message_refused, at=said_no - timedelta(hours=1))  # an older no moves nothing
    told(telling.message_accepted, count=1, at=said_no + timedelta(seconds=10))
    assert left(rider) == 1


@pytest.mark.parametrize("about", [{"openid": "o" + "x" * 27}, {"template_id": "of somebody else"}])
def test_strangers_and_foreign_templates_change_nothing(rider, about):
    allow(rider)
    told(telling.message_accepted, count=1, **about)
    told(telling.message_refused, **about)
    told(telling.message_settled, msgid="1", delivered=False, **about)
    assert left(rider) == 1


def test_what_waits_for_the_old_wechat_user_does_not_go_to_the_new_one(rider, wechat):
    allow(rider, count=2)
    tell(rider)
    tell(rider, key="digest", topic="community")
    asked = wechat.platform.calls[SEND]
    told_of = {"account_id": rider, "transfer_id": 7}
    with transaction():
        events.tell(accounts.transfer_done, **told_of)
    assert (state(), row("digest").digest_at, left(rider)) == ("none", None, 0)
    assert (deliver(), wechat.platform.calls[SEND]) == (0, asked)


def test_coming_back_keeps_what_was_switched_off_before(rider):
    with transaction():
        switches.switch(rider, {"shift": False})
    with transaction():
        events.tell(accounts.person_leaving, account_id=rider)
    with transaction():
        events.tell(accounts.person_leaving, account_id=rider)  # told twice
    with transaction():
        events.tell(accounts.person_returned, account_id=rider)
    wanted = switches.wanted(rider)
    assert [str(topic) for topic, on in wanted.items() if not on] == ["shift"]
