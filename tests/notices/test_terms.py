"""Whose role ends soon is told two weeks before, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts import granting, posts
from app.accounts.models import RoleGrant
from app.core.db import db, transaction
from app.notices import inbox, terms
from tests.notices.conftest import person
from tests.support.people import grant
from tests.support.places import load_areas


@pytest.fixture
def liaison(app, at):
    """Somebody with a role of twelve months, and a colleague with one too."""
    load_areas(app)
    grant("liaison", "community_staff", "652701001")
    grant("colleague", "community_staff", "652701001")
    return person("liaison")


def told(account_id: int) -> list[tuple[str, str]]:
    items = inbox.page(account_id, limit=20, cursor=None)["items"]
    db.session.rollback()
    return [(item["title"], item["body"]) for item in items]


def warn() -> int:
    with transaction():
        return terms.warn()


def end_of(account_id: int):
    end = db.session.scalars(sa.select(RoleGrant.ends_at).where(RoleGrant.account_id == account_id)).one()
    db.session.rollback()
    return end


def put(account_id: int, **columns) -> None:
    with transaction() as session:
        session.execute(sa.update(RoleGrant).where(RoleGrant.account_id == account_id).values(**columns))


def test_fourteen_days_before_its_end_and_not_before(liaison, at):
    at.now = end_of(liaison) - timedelta(days=14, seconds=1)
    assert warn() == 0
    at.forward(seconds=1)
    assert [warn(), warn()] == [2, 0]
    (said,) = told(liaison)
    assert said[0] == "岗位快到期：社区工作人员"
    assert "24:00 到期" in said[1]
    assert "青得里街道" in said[1]


def test_a_renewed_term_is_told_again_at_its_new_end(liaison, at):
    at.now = end_of(liaison) - timedelta(days=3)
    warn()
    put(liaison, ends_at=end_of(liaison) + timedelta(days=365))
    assert warn() == 0
    at.now = end_of(liaison) - timedelta(days=3)
    warn()
    assert len(told(liaison)) == 2


def test_who_was_given_a_few_days_is_not_told_at_once(liaison, at):
    put(liaison, ends_at=at.now + timedelta(days=10))
    assert warn() == 0


def test_a_role_that_was_taken_or_has_ended_is_not_told_of(liaison, at):
    at.now = end_of(liaison) - timedelta(days=3)
    put(liaison, revoked_at=at.now, revoked_why="taken")
    assert warn() == 1  # the colleague's
    assert told(liaison) == []
    at.forward(days=4)
    with transaction():
        granting.end_lapsed_grants()
    assert posts.ending(terms.AHEAD) == []
