"""Corrections, backfills, objections and second readings. On the service."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from app.accounts.models import Account
from app.areas import service as areas
from app.areas.holiday_rules import Day
from app.core.db import db, transaction
from app.core.problems import Invalid, NotFound, StaleVersion
from app.hours import correcting, objecting, queue, schemas, service
from app.hours.chains import line_reversed
from app.hours.models import HoursChain, HoursEntry
from app.hours.rules import (
    HoursPending,
    HoursRecorded,
    NotBackfillable,
    NothingToRead,
    ObjectionAnswered,
    ObjectionLate,
    ObjectionOpen,
    OwnHours,
    Wish,
)
from app.notices.models import Notice
from tests.hours.hours_words import (
    COMMUNITY,
    ELSEWHERE,
    account_of,
    attend,
    chain_of,
    change_attendance,
    confirm,
    desk,
    lines,
    local,
    make_shift,
    proposed,
    row_of,
)

SECOND = desk("t" * 32, "second_approver")


def correct(chain_id: int, minutes: int, *, by=None, version: int | None = None):
    with transaction():
        return correcting.correct(chain_id, Wish(minutes, version or row_of(chain_id).version, "算错了"), by or desk())


def backfill(user: str, shift_id: int, minutes: int, *, by=None):
    account_id, _ = account_of(user)
    number = db.session.get_one(Account, account_id).public_no
    with transaction():
        return correcting.backfill(number, shift_id, minutes, "手机没电，队长作证", by or desk())


def objects(chain_id: int, text: str = "我待了两个小时", user: str = "rider"):
    ref = account_of(user)[1]
    with transaction():
        return objecting.object_to(chain_id, text, ref)


def answers(objection_id: int, text: str = "核对过了", by=None):
    with transaction():
        return objecting.answer(objection_id, text, by or desk())


def bodies(user: str) -> list[str]:
    query = sa.select(Notice.body).where(Notice.account_id == account_of(user)[0]).order_by(Notice.id)
    return list(db.session.scalars(query))


@pytest.fixture
def told(town):
    heard: list[dict] = []

    def hear(_sender, **facts):
        heard.append(facts)

    with line_reversed.connected_to(hear):
        yield heard


def test_t15_confirm_120_correct_to_90(town, told):
    chain = proposed("rider", 120)
    confirm(chain)
    confirmed = db.session.scalars(sa.select(HoursEntry.id).where(HoursEntry.kind == "confirm")).one()
    correct(chain, 90)
    assert lines(chain) == [("proposal", 120), ("confirm", 120), ("reverse", -120), ("confirm", 90)]
    assert service.balance(account_of("rider")[1]) == 90
    account_id, ref = account_of("rider")
    whose = {"person_ref": ref, "account_id": account_id, "issuer_id": row_of(chain).issuer_id}
    assert told == [{"entry_id": confirmed, "chain_id": chain} | whose]  # what papers were made from it are superseded
    assert bodies("rider")[-1] == ("11月20日，原来2小时，更正为1小时30分。原因：算错了。觉得不对，30 天内可以提异议。")


def test_a_correction_may_be_corrected_and_taken_back_whole(town, told):
    chain = proposed("rider")
    confirm(chain)
    correct(chain, 50)
    correct(chain, 0)
    assert (row_of(chain).state, service.balance(account_of("rider")[1])) == ("reversed", 0)
    correct(chain, 60)
    assert lines(chain)[2:] == [("reverse", -60), ("confirm", 50), ("reverse", -50), ("confirm", 60)]
    assert len(told) == 2


def test_a_wrong_rejection_is_corrected(town, told):
    from tests.hours.test_confirming import reject

    chain = proposed("rider")
    reject(chain)
    correct(chain, 60)
    assert lines(chain) == [("proposal", 60), ("reject", 0), ("reverse", 0), ("confirm", 60)]
    assert told == []


def test_what_changed_after_the_decision_waits_in_a_queue_until_it_is_corrected(town):
    signup = attend(make_shift(), "rider", (local("11:00"), local("11:30")))
    chain, query = chain_of(signup), {"area": None, "shift": None, "cursor": None, "limit": 20}
    confirm(chain)
    change_attendance(signup, (local("11:00"), local("12:00")))
    (item,) = queue.waiting("changed", desk(), query)["items"]
    assert (item["id"], item["minutes"], item["changed_minutes"], item["actions"]) == (chain, 30, 60, ["correct"])
    correct(chain, 60)
    assert queue.waiting("changed", desk(), query)["items"] == []


def test_a_correction_over_a_cap_needs_the_second_word(town):
    chain = proposed("rider", 480, begin="08:00")
    confirm(chain)
    correct(chain, 481)
    assert (row_of(chain).state, service.balance(account_of("rider")[1])) == ("awaiting_second", 0)
    confirm(chain, by=SECOND)
    assert service.balance(account_of("rider")[1]) == 481


def test_who_may_not_correct_what(town):
    chain, own = proposed("rider"), proposed("staff")
    with pytest.raises(HoursPending):
        correct(chain, 30)
    confirm(chain)
    confirm(own)
    with pytest.raises(Invalid):
        correct(chain, 60)
    with pytest.raises(StaleVersion):
        correct(chain, 30, version=1)
    with pytest.raises(OwnHours):
        correct(own, 30, by=desk(account_of("staff")[1]))
    with pytest.raises(NotFound):
        correct(chain, 30, by=desk(path="/652700/652722/"))
    with pytest.raises(NotFound):
        correct(chain, 30, by=SECOND)


# --- backfills ---


def test_a_backfill_names_its_shift_and_stays_apart(town):
    book = backfill("rider", make_shift(), 60)
    chain = book.chain.id
    assert lines(chain) == [("backfill", 60)]
    assert service.balance(account_of("rider")[1]) == 60
    assert bodies("rider") == ["11月20日，1小时，会单独列出。原因：手机没电，队长作证。"]
    correct(chain, 30)
    assert lines(chain) == [("backfill", 60), ("reverse", -60), ("backfill", 30)]


def test_a_backfill_is_at_most_as_long_as_planned(town):
    shift = make_shift()
    with pytest.raises(Invalid):
        backfill("rider", shift, 61)
    assert db.session.scalars(sa.select(HoursChain)).all() == []


def test_a_corrected_backfill_is_no_longer_than_planned_either(town):
    chain = backfill("rider", make_shift(), 30).chain.id
    with pytest.raises(Invalid):
        correct(chain, 61)
    correct(chain, 60)
    assert lines(chain)[-1] == ("backfill", 60)


def test_a_backfill_over_a_cap_needs_the_second_word(town, at):
    at.now = local("23:00")
    chain = backfill("rider", make_shift("08:00", "16:01"), 481).chain.id
    assert row_of(chain).state == "awaiting_second"
    confirm(chain, by=SECOND)
    assert lines(chain) == [("first_approval", 481), ("backfill", 481)]


@pytest.mark.parametrize(
    "facts", [{"status": "cancelled"}, {"status": "draft"}, {"kind": "training"}, {"begin": "11:30", "end": "12:30"}]
)
def test_only_service_that_has_ended_is_filled_in(town, facts):
    with pytest.raises(NotBackfillable):
        backfill("rider", make_shift(**facts), 10)


def test_who_may_not_fill_in_what(town):
    shift = make_shift()
    with pytest.raises(OwnHours):
        backfill("staff", shift, 30, by=desk(account_of("staff")[1]))
    with pytest.raises(NotFound):
        backfill("rider", make_shift(area_code=ELSEWHERE), 30)
    with pytest.raises(NotFound):
        backfill("rider", shift, 30, by=SECOND)
    with pytest.raises(NotFound), transaction():
        correcting.backfill("ZZZZZZZZ", shift, 30, "…", desk())


def test_hours_that_are_there_are_not_filled_in_beside_themselves(town):
    chain = proposed("rider")
    with pytest.raises(HoursRecorded) as refused:
        backfill("rider", row_of(chain).shift_id, 30)
    assert refused.value.extra == {"id": chain, "state": "pending"}


# --- objections ---


def test_a_rider_objects_and_is_answered(town):
    chain = proposed("rider")
    confirm(chain, 30)
    made, is_new = objects(chain)
    assert (is_new, made.due_on) == (True, date(2025, 12, 11))
    assert objects(chain) == (made, False)
    with pytest.raises(ObjectionOpen):
        objects(chain, "另外一句话")
    with pytest.raises(NotFound):
        objects(chain, user="other")
    answers(made.id)
    assert answers(made.id).answer == "核对过了"
    assert bodies("rider")[-1] == "核对过了"
    with pytest.raises(ObjectionAnswered):
        answers(made.id, "别的答复")
    assert objects(chain, "还是不对")[1]  # a next one, within the thirty days


def test_an_objection_and_its_answer_may_have_several_lines(town):
    schema = schemas.TextBody()
    assert schema.load({"text": " 我 10 点到的。\r\n\t队长看见了。 "})["text"] == "我 10 点到的。\r\n\t队长看见了。"
    for unseen in ("\x1c", "\u2028", "\x0b", "\u202e"):
        assert schema.validate({"text": f"第一行{unseen}\n第二行"}) == {"text": ["里面有看不见的字符"]}, repr(unseen)


def test_fifteen_working_days_follow_the_published_calendar(town):
    with transaction():
        areas.put_calendar(
            "CN", 2025, "complete", [Day(date(2025, 11, 24), "off", "试验"), Day(date(2025, 11, 22), "work", "试验")], 0
        )
        areas.put_calendar("CN-XJ", 2025, "provisional", [Day(date(2025, 11, 25), "off", "地区")], 0)
    chain = proposed("rider")
    confirm(chain)
    assert objects(chain)[0].due_on == date(2025, 12, 12)


def test_there_is_nothing_to_object_to_before_a_decision_nor_after_thirty_days(town, at):
    chain = proposed("rider")
    with pytest.raises(HoursPending):
        objects(chain)
    confirm(chain)
    at.forward(days=30, seconds=1)
    with pytest.raises(ObjectionLate):
        objects(chain)


def test_who_may_not_answer(town):
    chain, own = proposed("rider"), proposed("staff")
    confirm(chain)
    confirm(own)
    made, mine = objects(chain)[0], objects(own, user="staff")[0]
    for stranger in (SECOND, desk(path="/652700/652722/")):
        with pytest.raises(NotFound):
            answers(made.id, by=stranger)
    with pytest.raises(OwnHours):
        answers(mine.id, by=desk(account_of("staff")[1]))
    with pytest.raises(NotFound):
        answers(2**31 - 1)


# --- a second reading ---


@pytest.fixture
def all_drawn(town, monkeypatch):
    from dataclasses import replace

    drawn = replace(town.extensions["yiqi.settings"], hours_sampled_percent=100.0)
    monkeypatch.setitem(town.extensions, "yiqi.settings", drawn)


def test_drawn_hours_are_read_by_a_second_approver_once(town, all_drawn):
    chain = proposed("rider")
    query = {"area": None, "shift": None, "cursor": None, "limit": 20}
    assert queue.waiting("sampled", SECOND, query)["items"] == []
    confirm(chain)
    assert [item["id"] for item in queue.waiting("sampled", SECOND, query)["items"]] == [chain]
    with transaction():
        assert queue.read_again(chain, SECOND).chain.read_by_ref == SECOND.ref
        queue.read_again(chain, SECOND)
    assert queue.waiting("sampled", SECOND, query)["items"] == []
    with pytest.raises(NothingToRead), transaction():
        queue.read_again(chain, desk("v" * 32, "second_approver"))
    with pytest.raises(NotFound), transaction():
        queue.read_again(chain, desk())


def test_what_was_not_drawn_is_not_read_again(town, monkeypatch):
    chain = proposed("rider", area_code=COMMUNITY)
    row = row_of(chain)
    row.sampled = False
    db.session.commit()
    confirm(chain)
    with pytest.raises(NothingToRead), transaction():
        queue.read_again(chain, SECOND)
