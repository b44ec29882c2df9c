"""Reporting in and leaving, on a database: three at most, a repeat is the same, leaving ends roles and keeps the rest."""

from __future__ import annotations

import pytest

from app.accounts import consents
from app.accounts import leaving as accounts_leaving
from app.accounts.models import ConsentRecord
from app.accounts.rules import ConsentWithdrawn, NoticeChanged
from app.communities import checks, leaving, memberships, places, service
from app.communities.models import Membership, VolunteerRole
from app.communities.rules import ThreeCommunities
from app.core.access import AccountClosing
from app.core.db import db, transaction
from app.core.problems import NotFound
from tests.communities.words import (
    CHANGCHENG,
    DONGFENG,
    ELSEWHERE,
    GUANGMING,
    JIEXIN,
    NOON,
    TOWN,
    accept,
    account_of,
    active,
    join,
    leave,
    offer,
    rows,
)


def test_reporting_in_is_the_consent_and_writes_it_with_the_act(town):
    assert join("rider") is True
    (row,) = rows()
    assert (row.area_code, row.kind, row.joined_at, row.left_at) == (GUANGMING, "home", NOON, None)
    (consent,) = [line for line in rows(ConsentRecord) if line.purpose == "membership"]
    assert (consent.account_id, consent.action) == (row.account_id, "given")


def test_a_double_tap_is_the_same_membership(town, at):
    assert join("rider") is True
    at.forward(minutes=1)
    assert join("rider") is False
    (row,) = rows()
    assert row.joined_at == NOON


def test_saying_another_kind_changes_the_kind_and_not_the_day(town, at):
    join("rider", kind="home")
    at.forward(days=3)
    join("rider", kind="work")
    (row,) = rows()
    assert (row.kind, row.joined_at) == ("work", NOON)


def test_a_fourth_community_is_refused_and_names_the_three(town):
    for code in (GUANGMING, DONGFENG, JIEXIN):
        join("rider", code)
        join("another", code)  # noise: counts for itself
    with pytest.raises(ThreeCommunities) as refused:
        join("rider", CHANGCHENG)
    assert [found["area"]["code"] for found in refused.value.extra["communities"]] == [GUANGMING, DONGFENG, JIEXIN]
    assert join("rider", JIEXIN) is False  # where one is, one may tap again
    leave("rider", DONGFENG)
    assert join("rider", CHANGCHENG) is True
    assert active("rider") == [GUANGMING, JIEXIN, CHANGCHENG]


@pytest.mark.parametrize("code", [TOWN, "652701", "652700", "659999999999", "nonsense", f"{GUANGMING}001"])
def test_only_communities_and_villages_can_be_reported_in_to(town, code):
    with pytest.raises(NotFound):
        join("rider", code)
    assert rows() == []


def test_a_community_outside_the_programme_has_no_door(town):
    outside = [area for area in places.areas.list_areas(level="community") if not area.in_programme]
    assert outside
    with pytest.raises(NotFound):
        join("rider", outside[0].code)


def test_an_old_notice_is_refused_and_nothing_is_written(town):
    account_id = account_of("rider")
    with pytest.raises(NoticeChanged), transaction():
        memberships.report_in(account_id, GUANGMING, "home", notice_version=99)
    assert rows() == []


def test_t68_after_withdrawing_the_consent_one_is_in_no_list_and_cannot_report_in(town):
    join("rider")
    join("rider", DONGFENG)
    join("another")
    accept("rider", offer("rider").id)
    account_id = account_of("rider")
    with transaction():
        consents.withdraw(account_id, "membership")
    assert active("rider") == []
    assert active("another") == [GUANGMING]
    assert [row.ended_why for row in rows(VolunteerRole)] == ["left"]
    with pytest.raises(ConsentWithdrawn):
        join("rider")
    with transaction():
        consents.give(account_id, "membership", None)
    assert join("rider") is True


def test_withdrawing_another_consent_touches_no_membership(town):
    join("rider")
    account_id = account_of("rider")
    with transaction():
        consents.withdraw(account_id, "volunteer_record")
    assert active("rider") == [GUANGMING]


def test_leaving_ends_roles_there_at_once_and_no_other(town):
    for code in (GUANGMING, DONGFENG):
        join("rider", code)
        accept("rider", offer("rider", code=code).id)
    offer("rider", "policy_guide")
    left = leave("rider")
    assert [role["kind"] for role in left["roles_ended"]] == ["grid_volunteer", "policy_guide"]
    states = {(row.area_code, row.kind): (row.state, row.ended_why) for row in rows(VolunteerRole)}
    assert states == {
        (GUANGMING, "grid_volunteer"): ("ended", "left"),
        (GUANGMING, "policy_guide"): ("ended", "left"),
        (DONGFENG, "grid_volunteer"): ("active", None),
    }
    assert active("rider") == [DONGFENG]


def test_leaving_lists_the_sign_ups_that_stay_soonest_first(town, at):
    asked = []

    def answer(_sender, **facts):
        asked.append(facts)
        return [
            leaving.KeptSignUp(8, 3, "扫雪", NOON.replace(day=23)),
            leaving.KeptSignUp(7, 2, "护学", NOON.replace(day=21)),
        ]

    join("rider")
    with leaving.signups_asked.connected_to(answer):
        left = leave("rider")
    assert [kept["id"] for kept in left["signups_kept"]] == [7, 8]
    assert left["signups_kept"][0] == {
        "id": 7, "shift_id": 2, "title": "护学", "starts_at": "2025-11-21T12:00:00+08:00",
    }  # fmt: skip
    assert asked == [{"account_id": account_of("rider"), "area_path": f"/652700/652701/{TOWN}/{GUANGMING}/"}]


def test_leaving_twice_loses_nothing_more(town):
    join("rider")
    leave("rider")
    assert leave("rider") == {"roles_ended": [], "signups_kept": []}
    with pytest.raises(NotFound):
        leave("rider", TOWN)


def test_rejoining_starts_a_new_date(town, at):
    join("rider")
    at.forward(days=10)
    leave("rider")
    at.forward(days=1)
    assert join("rider") is True
    first, second = rows()
    assert first.left_at is not None
    assert second.joined_at == at.now


def test_what_was_left_half_a_year_ago_is_forgotten(town, at):
    join("rider")
    join("rider", DONGFENG)
    leave("rider")
    at.forward(days=180)
    with transaction():
        assert memberships.forget_left() == 0
    at.forward(seconds=1)
    with transaction():
        assert memberships.forget_left() == 1
        assert memberships.forget_left() == 0
    assert [row.area_code for row in rows()] == [DONGFENG]


def test_whoever_is_leaving_us_is_neither_listed_nor_counted_and_comes_back_as_before(town):
    for user in ("one", "two", "three"):
        join(user)
    join("two", DONGFENG)
    going = account_of("two")
    with transaction():
        accounts_leaving.leave(going)
    assert memberships.count_members(GUANGMING) == 2
    page = memberships.members(GUANGMING, limit=20, cursor=None)
    assert going not in page.account_ids and len(page.items) == 2
    with pytest.raises(AccountClosing):
        join("two", JIEXIN)
    with transaction():
        accounts_leaving.come_back(going)
    assert memberships.count_members(GUANGMING) == 3


def test_members_come_newest_first_page_by_page(town, at):
    for number in range(5):
        join(f"rider{number}", kind="work")
        at.forward(days=1)
    join("elsewhere", DONGFENG)  # noise
    first = memberships.members(GUANGMING, limit=3, cursor=None)
    rest = memberships.members(GUANGMING, limit=3, cursor=first.next_cursor)
    assert [item["joined_on"] for item in first.items + rest.items] == [
        f"2025-11-{day}" for day in (24, 23, 22, 21, 20)
    ]
    assert rest.next_cursor is None
    assert set(first.items[0]) == {"display_name", "kind", "joined_on"}


def test_floors_above_learn_where_somebody_is_and_what_they_do(town):
    join("rider")
    accept("rider", offer("rider", "place_reporter").id)
    offer("rider", "policy_guide")
    account_id = account_of("rider")
    assert [found.area_code for found in service.memberships_of(account_id)] == [GUANGMING]
    path = f"/652700/652701/{TOWN}/"
    assert service.holds_role(account_id, "place_reporter", path) is True
    assert service.holds_role(account_id, "policy_guide", path) is False  # only offered
    assert service.holds_role(account_id, "place_reporter", "/652700/652722/") is False
    codes = [area.code for area in service.communities_of(path)]
    assert GUANGMING in codes and ELSEWHERE not in codes
    assert all(code.startswith(TOWN) for code in codes)


def test_the_invariants_hold_and_notice_what_is_broken(town):
    for code in (GUANGMING, DONGFENG, JIEXIN):
        join("rider", code)
    offer("rider")
    assert checks.at_most_three() == checks.roles_of_members() == []
    account_id = account_of("rider")
    with transaction():
        db.session.add(Membership(account_id=account_id, area_code=CHANGCHENG, kind="home", joined_at=NOON))
    assert len(checks.at_most_three()) == 1
    with transaction():
        rows()[0].left_at = NOON
    assert len(checks.roles_of_members()) == 1
