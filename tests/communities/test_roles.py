"""Volunteer roles on a database: offered to members, taken up after reading, ended by people or by time, told once."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from app.accounts import leaving as accounts_leaving
from app.accounts.granting_rules import NotToOneself
from app.communities import checks, roles
from app.communities.models import VolunteerRole
from app.communities.role_rules import BriefingUnread, NotAMember, RoleEnded
from app.core.access import AccountClosing
from app.core.db import transaction
from app.core.problems import Invalid, NotFound
from tests.communities.words import DONGFENG, NOON, accept, account_of, audited, join, leave, offer, rows, told

LAST = date(2026, 11, 20)  # twelve months on


@pytest.fixture
def member(town) -> str:
    join("rider")
    join("another")  # noise: must never get a role
    return "rider"


def states() -> list[tuple[str, str | None]]:
    return [(row.state, row.ended_why) for row in rows(VolunteerRole)]


def give_up(user: str, role_id: int) -> VolunteerRole:
    account_id = account_of(user)
    with transaction():
        return roles.give_up(account_id, role_id)


def revoke(role_id: int) -> None:
    with transaction():
        roles.revoke(role_id, "community_staff")


def sweep() -> int:
    with transaction():
        return roles.end_due()


def test_an_offer_waits_for_its_answer_and_is_told(member):
    row = offer(member)
    assert (row.state, row.offered_at, row.accepted_at, row.ends_on) == ("offered", NOON, None, LAST)
    assert told(member) == ["光明社区（青得里街道）邀请你做特聘网格员"]
    assert told("another") == []
    assert audited("volunteer_role:") == [("volunteer_role.offer", "community_staff")]


def test_the_same_offer_again_is_the_one_there_is(member):
    first, again = offer(member), offer(member, ends_on=date(2025, 12, 1))
    assert (again.id, again.ends_on) == (first.id, LAST)
    assert len(told(member)) == len(audited("volunteer_role:")) == 1
    assert offer(member, "policy_guide").id != first.id


def test_a_role_is_offered_to_members_of_the_place_only(member):
    with pytest.raises(NotAMember):
        offer(member, code=DONGFENG)
    with pytest.raises(NotAMember):
        offer("stranger")
    assert rows(VolunteerRole) == []


def test_nobody_offers_a_role_to_themselves(member):
    join("giver")
    with pytest.raises(NotToOneself):
        offer("giver")


def test_whoever_is_leaving_us_is_offered_nothing(member):
    account_id = account_of(member)
    with transaction():
        accounts_leaving.leave(account_id)
    with pytest.raises(NotFound):
        offer(member)


@pytest.mark.parametrize("ends_on", [date(2025, 11, 19), date(2026, 11, 21)])
def test_a_term_lies_between_today_and_twelve_months_on(member, ends_on):
    with pytest.raises(Invalid) as refused:
        offer(member, ends_on=ends_on)
    assert refused.value.errors[0]["field"] == "ends_on"


def test_the_briefing_is_opened_before_accepting(member, at):
    row = offer(member)
    with pytest.raises(BriefingUnread):
        accept(member, row.id, briefing_opened=False)
    assert states() == [("offered", None)]
    at.forward(hours=1)
    assert accept(member, row.id).accepted_at == at.now
    at.forward(hours=1)
    again = accept(member, row.id, briefing_opened=False)  # a double tap
    assert (again.state, again.accepted_at) == ("active", at.now - timedelta(hours=1))


def test_anothers_offer_is_not_there(member):
    row = offer(member)
    for act in (lambda: accept("another", row.id), lambda: give_up("another", row.id), lambda: accept(member, 9999)):
        with pytest.raises(NotFound):
            act()
    assert states() == [("offered", None)]


def test_an_offer_is_declined_once_and_may_be_made_again(member):
    row = offer(member)
    assert give_up(member, row.id).ended_why == "declined"
    assert give_up(member, row.id).ended_why == "declined"
    with pytest.raises(RoleEnded):
        accept(member, row.id)
    assert offer(member).id != row.id


def test_a_role_is_resigned_from_at_any_time(member, at):
    row = accept(member, offer(member).id)
    at.forward(days=40)
    give_up(member, row.id)
    (ended,) = rows(VolunteerRole)
    assert (ended.state, ended.ended_why, ended.ended_at) == ("ended", "resigned", at.now)


def test_whoever_leaves_us_answers_no_offer(member):
    row = offer(member)
    account_id = account_of(member)
    with transaction():
        accounts_leaving.leave(account_id)
    with pytest.raises(AccountClosing):
        accept(member, row.id)


def test_staff_take_an_offer_back_or_end_a_role_and_the_holder_is_told(member):
    offered, held = offer(member), accept(member, offer(member, "policy_guide").id)
    revoke(offered.id)
    revoke(held.id)
    revoke(held.id)  # a double tap
    assert states() == [("ended", "revoked")] * 2
    assert told(member)[2:] == ["邀请撤回了：特聘网格员", "身份结束了：政策宣讲员"]
    assert [action for action, _ in audited("volunteer_role:")].count("volunteer_role.revoke") == 2
    with pytest.raises(NotFound):
        revoke(9999)


def test_an_unanswered_offer_lapses_after_14_days_once(member, at):
    offer(member)
    at.forward(days=14, seconds=-1)
    assert sweep() == 0
    at.forward(seconds=1)
    assert (sweep(), sweep()) == (1, 0)
    (row,) = rows(VolunteerRole)
    assert (row.state, row.ended_why, row.ended_at) == ("ended", "lapsed", at.now)
    assert told(member)[1:] == ["邀请过期了：特聘网格员"]


def test_a_lapsed_offer_is_over_before_the_sweep_comes(member, at):
    row = offer(member)
    at.forward(days=14)
    with pytest.raises(RoleEnded):
        accept(member, row.id)
    fresh = offer(member)  # and makes room for another
    assert fresh.id != row.id
    assert states() == [("ended", "lapsed"), ("offered", None)]
    assert sweep() == 0


def test_a_term_ends_at_24_of_its_last_day_once(member, at):
    row = accept(member, offer(member, ends_on=date(2025, 11, 30)).id)
    at.now = datetime.fromisoformat("2025-11-30T23:59:59+08:00")
    assert sweep() == 0
    assert roles.standing(row).state == "active"
    at.forward(seconds=1)
    assert roles.standing(row).state == "ended"
    assert (sweep(), sweep()) == (1, 0)
    assert states() == [("ended", "expired")]
    assert told(member)[1:] == ["到期了：特聘网格员"]
    assert checks.no_role_past_its_end() == []


def test_the_invariant_notices_a_term_nobody_ended(member, at):
    accept(member, offer(member, ends_on=date(2025, 11, 30)).id)
    at.now = datetime.fromisoformat("2025-12-02T12:00:00+08:00")
    assert len(checks.no_role_past_its_end()) == 1


def test_what_ended_by_leaving_is_not_swept_again(member, at):
    offer(member)
    leave(member)
    at.forward(days=400)
    assert sweep() == 0
    assert states() == [("ended", "left")]
    assert len(told(member)) == 1  # it was their own doing


def test_an_offer_that_lapsed_unseen_is_not_counted_among_what_leaving_ended(member, at):
    offer(member)
    accept(member, offer(member, "policy_guide").id)
    at.forward(days=15)
    assert [role["kind"] for role in leave(member)["roles_ended"]] == ["policy_guide"]
    assert states() == [("ended", "lapsed"), ("ended", "left")]
    assert checks.roles_of_members() == []
