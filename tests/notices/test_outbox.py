"""The outbox with the fake platform: what is sent, when, and what becomes of it. T21, W17, W18."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts import consents
from app.accounts.models import WechatIdentity
from app.core.db import db, transaction
from app.notices import delivery, hearing, outbox, switches
from app.notices.models import Notice
from app.notices.templates import ids
from app.wechat.sending import Sent
from tests.notices.people import ALERT, NOON, VALUES, allow, deliver, fails, left, phone, row, state, tap, tell
from tests.support.people import openid_of, sign_in


def claimed() -> outbox.Claim:
    with transaction():
        held = outbox.claim()
    assert held is not None
    return held


def test_a_message_arrives_with_its_words_and_its_page(rider, wechat):
    tap(wechat, rider)
    tell(rider, link="/pages/station/station?code=YQ0001")
    assert deliver() == 1
    (message,) = phone(wechat, rider)
    assert sorted(message.values.values()) == sorted(VALUES.values())
    assert message.page == "pages/station/station?code=YQ0001"
    sent = row()
    assert (sent.wechat_state, sent.next_at, sent.leased_until, sent.msgid) == ("sent", None, None, str(message.msgid))


def test_nothing_is_sent_twice_and_nothing_without_a_credit(rider, other, wechat):
    tap(wechat, rider)
    tell(rider)
    tell(other)
    assert [deliver(), deliver()] == [1, 0]
    assert (len(phone(wechat, rider)), len(phone(wechat, other))) == (1, 0)


def test_t21_43101_empties_the_credits_keeps_the_inbox_and_is_never_tried_again(rider, wechat, at):
    allow(rider, count=3)  # we count three; WeChat knows of none
    tell(rider)
    deliver()
    assert (state(), left(rider), row().attempts) == ("dead", 0, 1)
    at.forward(days=2)
    assert deliver() == 0
    assert row().read_at is None


@pytest.mark.parametrize(
    ("errcode", "becomes", "credit"), [(40003, "dead", 0), (47003, "dead", 1), (45168, "dead", 0), (47001, "dead", 1)]
)
def test_what_cannot_be_sent_is_dead_and_our_mistakes_cost_nobody_a_credit(rider, wechat, errcode, becomes, credit):
    tap(wechat, rider)
    tell(rider)
    fails(wechat, errcode=errcode)
    assert deliver() == 1
    assert (state(), left(rider), row().next_at) == (becomes, credit, None)


@pytest.mark.parametrize("errcode", [40037, 43107, 43116])
def test_a_template_that_is_refused_as_such_is_left_alone_for_some_hours(rider, other, wechat, at, errcode):
    for account_id in (rider, other):
        tap(wechat, account_id)
    tell(rider)
    tell(other, key="two")
    fails(wechat, errcode=errcode)
    deliver()
    assert (state(), left(rider)) == ("dead", 1)
    assert (state("two"), left(other)) == ("none", 1)  # called off unsent
    tell(rider, key="three")
    assert state("three") == "none"
    at.forward(hours=6, seconds=1)
    tell(rider, key="four")
    assert state("four") == "due"


@pytest.mark.parametrize("errcode", [-1, 45009])
def test_a_busy_platform_is_tried_after_1_5_and_30_minutes_then_given_up(rider, wechat, at, errcode):
    tap(wechat, rider)
    tell(rider)
    fails(wechat, count=-1, errcode=errcode)
    waits = []
    for _ in range(3):
        deliver()
        waits.append((row().next_at - at.now) / timedelta(minutes=1))
        assert deliver() == 0
        at.now = row().next_at
    assert waits == [1, 5, 30]
    deliver()
    assert (state(), left(rider), row().attempts) == ("dead", 1, 4)


def test_a_platform_that_recovers_gets_the_message_after_all(rider, wechat, at):
    tap(wechat, rider)
    tell(rider)
    fails(wechat, errcode=-1)
    deliver()
    at.forward(minutes=1)
    deliver()
    assert (state(), len(phone(wechat, rider)), left(rider)) == ("sent", 1, 0)


def test_43108_is_tried_again_after_two_seconds(rider, wechat, at):
    tap(wechat, rider)
    tell(rider)
    fails(wechat, errcode=43108)
    deliver()
    assert row().next_at - at.now == timedelta(seconds=2)
    at.forward(seconds=2)
    deliver()
    assert state() == "sent"


def test_41030_goes_once_without_its_page(rider, wechat):
    tap(wechat, rider)
    wechat.platform.options = replace(wechat.platform.options, pages=("pages/list/list",))
    tell(rider, link="/pages/new/new")
    deliver()
    assert state() == "sent"
    assert [message.page for message in phone(wechat, rider)] == [""]


def test_w18_timeout_then_43101_counts_as_sent(rider, wechat, at):
    tap(wechat, rider, count=1)
    allow(rider)  # one more that WeChat knows nothing of
    tell(rider)
    fails(wechat, kind="reset", after=True)  # it went out, and the answer was lost
    deliver()
    assert (state(), row().unsure) == ("uncertain", True)
    at.forward(minutes=1)
    deliver()
    assert (state(), row().attempts, len(phone(wechat, rider))) == ("sent", 2, 1)
    assert left(rider) == 1  # its meaning is "sent", so nothing is emptied
    at.forward(days=1)
    assert deliver() == 0


def test_w18_a_message_that_never_arrived_gets_its_one_more_try(rider, wechat, at):
    tap(wechat, rider)
    tell(rider)
    fails(wechat, kind="reset")
    deliver()
    at.forward(minutes=1)
    deliver()
    assert (state(), len(phone(wechat, rider))) == ("sent", 1)


def test_after_two_silences_it_stays_uncertain_and_is_not_tried_again(rider, wechat, at):
    tap(wechat, rider)
    tell(rider)
    fails(wechat, count=2, kind="reset")
    deliver()
    at.forward(minutes=1)
    deliver()
    at.forward(days=2)
    assert deliver() == 0
    assert (state(), row().next_at, row().attempts) == ("uncertain", None, 2)


def test_a_night_message_waits_for_half_past_nine(rider, wechat, at):
    tap(wechat, rider)
    at.stand(23, 30)
    tell(rider)
    assert deliver() == 0
    at.stand(33, 29)
    assert deliver() == 0
    at.stand(33, 30)
    assert deliver() == 1


def test_what_is_urgent_goes_at_night(rider, other, wechat, at):
    tap(wechat, rider)
    tap(wechat, other)
    at.stand(24 + 3)
    tell(other, key="calm")
    tell(rider, key="storm", urgent=True)
    assert deliver() == 1
    assert (state("storm"), state("calm")) == ("sent", "due")


def test_a_backlog_from_the_day_is_not_worked_off_at_night(rider, wechat, at):
    tap(wechat, rider)
    at.stand(23, 0)
    tell(rider)
    at.stand(23, 45)  # the worker was away
    assert deliver() == 0
    at.stand(24 + 9, 30)
    assert deliver() == 1


def test_a_repeat_that_would_fall_into_the_night_waits_too(rider, wechat, at):
    tap(wechat, rider)
    at.stand(23, 29)
    tell(rider)
    fails(wechat, errcode=-1)
    deliver()
    assert row().next_at == NOON + timedelta(hours=21, minutes=30)


def test_one_persons_messages_go_one_after_another(rider, other, wechat, at):
    for account_id in (rider, other):
        tap(wechat, account_id, count=2)
    for key in ("one", "two"):
        tell(rider, key=key)
    first = claimed()
    with transaction():
        assert outbox.claim() is None  # the second is the same person's
    tell(other, key="theirs")
    theirs = claimed()
    assert theirs.openid == openid_of("other")
    with transaction():
        assert outbox.record(first, Sent("sent", msgid="1"))
    assert claimed().notice_id == row("two").id


def test_urgent_ones_go_first_then_by_their_hour(rider, other, wechat, at):
    tap(wechat, rider)
    tap(wechat, other)
    tell(rider, key="first")
    tell(other, key="storm", urgent=True)
    assert claimed().notice_id == row("storm").id


def test_a_lease_that_ran_out_gives_the_message_one_more_try(rider, wechat, at):
    tap(wechat, rider)
    tell(rider)
    lost = claimed()  # and its worker dies here
    at.forward(seconds=60)
    assert end_leases() == 0
    at.forward(seconds=1)
    assert [end_leases(), end_leases()] == [1, 0]
    assert (state(), row().unsure) == ("uncertain", True)
    at.forward(minutes=1)
    deliver()
    assert (state(), len(phone(wechat, rider))) == ("sent", 1)
    with transaction():
        assert not outbox.record(lost, Sent("no_credit"))  # the dead one comes back
    assert state() == "sent"


def test_a_message_lost_with_two_workers_is_not_tried_a_third_time(rider, wechat, at):
    tap(wechat, rider)
    tell(rider)
    for _ in range(2):
        claimed()
        at.forward(seconds=61)
        end_leases()
        at.forward(minutes=1)
    assert (deliver(), state()) == (0, "uncertain")


def end_leases() -> int:
    with transaction():
        return outbox.end_leases()


@pytest.mark.parametrize("delivered", [True, False])
def test_wechats_own_word_fixes_the_final_state(rider, wechat, delivered):
    tap(wechat, rider)
    tell(rider)
    deliver()
    settled(rider, row().msgid, delivered=delivered)
    assert state() == ("sent" if delivered else "dead")


def test_wechats_word_on_an_uncertain_message_spares_the_second_try(rider, wechat, at):
    tap(wechat, rider)
    tell(rider)
    fails(wechat, kind="reset", after=True)
    deliver()
    settled(rider, str(phone(wechat, rider)[0].msgid))
    at.forward(days=1)
    assert (deliver(), state(), len(phone(wechat, rider))) == (0, "sent", 1)


def test_wechats_word_that_overtakes_the_worker_comes_again_later(rider, wechat):
    tap(wechat, rider)
    tell(rider)
    held = claimed()
    with pytest.raises(hearing.TooEarly):
        settled(rider, "77")
    with transaction():
        outbox.record(held, Sent("sent", msgid="77"))
    settled(rider, "77", delivered=False)
    assert state() == "dead"


def test_words_on_messages_we_do_not_know_change_nothing(rider, wechat):
    settled(rider, "99")
    with transaction():
        hearing.message_settled(openid="o" + "x" * 27, template_id=ids()[ALERT], msgid="1", delivered=True)
        hearing.message_settled(openid=openid_of("rider"), template_id="none of ours", msgid="1", delivered=True)


def settled(account_id: int, msgid: str, *, delivered: bool = True) -> None:
    with transaction():
        openid = openid_of("rider")
        hearing.message_settled(openid=openid, template_id=ids()[ALERT], msgid=msgid, delivered=delivered)


def test_switching_a_topic_off_calls_off_what_waits(rider, wechat):
    tap(wechat, rider)
    tell(rider)
    with transaction():
        switches.switch(rider, {"station": False})
    assert (deliver(), state(), left(rider)) == (0, "none", 1)


def test_withdrawing_consent_stops_messages_at_once_and_no_others(rider, wechat):
    tap(wechat, rider)
    tap(wechat, rider, "shift_changed")
    tell(rider)
    values = {"activity": "清雪", "time": VALUES["time"], "change": "改期", "note": "看消息"}
    tell(rider, key="two", topic="shift", template="shift_changed", values=values)
    with transaction():
        consents.withdraw(rider, f"message:{ALERT}")
    assert (state(), left(rider)) == ("none", 1)
    assert (deliver(), state("two")) == (1, "sent")
    tell(rider, key="three")
    assert state("three") == "none"


def test_somebody_wechat_does_not_know_any_more_is_left_alone(rider, wechat):
    tap(wechat, rider)
    tell(rider)
    with transaction() as session:
        session.execute(sa.delete(WechatIdentity))
    assert (deliver(), state()) == (0, "none")


def test_whom_wechat_knows_no_more_is_asked_about_once_until_they_sign_in_again(rider, wechat, client):
    tap(wechat, rider)
    tap(wechat, rider)
    tell(rider)
    tell(rider, key="two")
    fails(wechat, errcode=40003)
    assert (deliver(), state(), state("two")) == (1, "dead", "none")
    assert left(rider) == 1, "what was never sent costs nothing"
    sign_in(client, "rider")
    tell(rider, key="three")
    assert (deliver(), state("three")) == (1, "sent")


def test_wechat_is_asked_with_no_transaction_open(rider, wechat, monkeypatch):
    tap(wechat, rider)
    tell(rider)
    seen = []
    record = outbox.record

    def watched(held, sent):
        seen.append(sent.fate)
        return record(held, sent)

    monkeypatch.setattr(outbox, "record", watched)
    assert delivery.send_next() == 1  # the gateway refuses to be called inside one
    assert seen == ["sent"]
    assert db.session.get(Notice, row().id).wechat_state == "sent"
