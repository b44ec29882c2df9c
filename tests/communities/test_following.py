"""T33: what stands at a community that is merged goes on at its successor; a chain is followed to its end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.areas import service as areas
from app.areas.rules import ReplacementLoop
from app.communities import cards, checks, following, memberships, places
from app.communities.models import Announcement, Membership, VolunteerRole, WelcomeCard
from app.core.db import db, transaction
from tests.communities.words import (
    CHANGCHENG,
    DONGFENG,
    GUANGMING,
    JIEXIN,
    NOON,
    accept,
    account_of,
    active,
    join,
    offer,
    rows,
)


def merge(old: str, new: str) -> None:
    with transaction():
        areas.replace_area(old, new)


def write_card(code: str, welcome: str) -> None:
    with transaction():
        cards.edit(places.community(code), 0, welcome, None, "community_staff")


def test_t33_a_membership_follows_the_chain_and_a_loop_is_refused(town):
    join("rider", GUANGMING)
    join("another", CHANGCHENG)
    merge(GUANGMING, DONGFENG)
    merge(DONGFENG, JIEXIN)
    assert active("rider") == [JIEXIN]
    assert active("another") == [CHANGCHENG]
    with pytest.raises(ReplacementLoop):
        merge(JIEXIN, GUANGMING)
    (mine,) = [row for row in rows() if row.account_id == account_of("rider")]
    assert (mine.area_code, mine.joined_at, mine.left_at) == (JIEXIN, NOON, None)


def test_t33_the_old_code_leads_to_the_successor(town):
    join("rider", GUANGMING)
    merge(GUANGMING, DONGFENG)
    assert places.community(GUANGMING).code == DONGFENG
    assert join("rider", GUANGMING) is False
    assert memberships.count_members(DONGFENG) == 1


def test_whoever_was_in_both_is_in_one_since_the_earlier_day(town, at):
    join("rider", GUANGMING)
    at.forward(days=5)
    join("rider", DONGFENG)
    merge(GUANGMING, DONGFENG)
    assert active("rider") == [DONGFENG]
    (stays,) = [row for row in rows() if row.left_at is None]
    assert stays.joined_at == NOON
    assert join("rider", JIEXIN) is True and join("rider", CHANGCHENG) is True  # room for two more


def test_roles_move_and_of_two_alike_the_one_taken_up_stays(town):
    for code in (GUANGMING, DONGFENG):
        join("rider", code)
    accept("rider", offer("rider", code=GUANGMING).id)
    offer("rider", code=DONGFENG)
    offer("rider", "policy_guide", code=GUANGMING)
    merge(GUANGMING, DONGFENG)
    open_ones = [(row.area_code, row.kind, row.state) for row in rows(VolunteerRole) if row.ended_at is None]
    assert open_ones == [(DONGFENG, "grid_volunteer", "active"), (DONGFENG, "policy_guide", "offered")]
    assert checks.roles_of_members() == []


def test_news_and_the_card_move_but_the_successors_own_card_stands(town):
    write_card(GUANGMING, "光明欢迎您")
    merge(GUANGMING, DONGFENG)
    assert [(row.area_code, row.welcome) for row in db.session.query(WelcomeCard)] == [(DONGFENG, "光明欢迎您")]
    write_card(JIEXIN, "街心欢迎您")
    with transaction() as session:
        end = NOON + timedelta(days=1)
        session.add(Announcement(area_code=DONGFENG, title="新闻", body="正文", shown_from=NOON, shown_to=end))
    merge(DONGFENG, JIEXIN)
    assert [(row.area_code, row.welcome) for row in db.session.query(WelcomeCard)] == [(JIEXIN, "街心欢迎您")]
    assert [row.area_code for row in rows(Announcement)] == [JIEXIN]


def test_whoever_came_in_at_that_instant_is_taken_along_by_the_sweep(town):
    merge(GUANGMING, DONGFENG)
    account_id = account_of("rider")
    with transaction() as session:  # as a call that read the tree before the merge writes it
        session.add(Membership(account_id=account_id, area_code=GUANGMING, kind="home", joined_at=NOON))
    assert len(checks.nothing_left_behind()) == 1
    assert active("rider") == [DONGFENG]  # read right in the meantime, too
    with transaction():
        assert following.follow() == 1
        assert following.follow() == 0
    assert checks.nothing_left_behind() == []
    assert [row.area_code for row in rows()] == [DONGFENG]


def test_a_change_of_the_tree_that_merges_nothing_moves_nothing(town):
    join("rider")
    with transaction():
        areas.add_grid(GUANGMING, "一号网格")
    assert [row.area_code for row in rows()] == [GUANGMING]
