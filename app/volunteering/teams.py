"""Volunteers' teams: staff make them, anybody joins and leaves; a leader is a grant over ``team:<id>``.

Lock order: account, team.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from app.accounts import service as accounts
from app.accounts.service import NamedScope
from app.areas import service as areas
from app.core import access, audit, clock
from app.core.access import Permission, Scope
from app.core.db import db, reading
from app.core.paging import from_cursor, to_cursor
from app.core.problems import Invalid, NotFound, StaleVersion
from app.volunteering.models import Team, TeamMember
from app.volunteering.shift_facts import Actor

PURPOSE = "volunteer_record"
UNSAID = object()  # a leader that the body does not speak of
WHOLE = "652700"  # a team without an area is the prefecture's


def create_team(name: str, area_code: str | None, leader: object, actor: Actor) -> Team:
    """Make a team, and give its leader the role where one is named.

    Raises ``NotFound`` for such a leader, and what giving a role refuses (``BeyondScope``, ``NotToOneself``).
    """
    if actor.account_id is not None:
        accounts.lock_account(actor.account_id)  # before anything: the call's key will refer to it
    team = Team(name=name, area_code=area_code)
    db.session.add(team)
    db.session.flush()  # the leader's scope names its id
    audit.record(
        "team.created", _subject(team), {"name": [None, name], "area_code": [None, area_code]}, role=actor.role
    )
    if isinstance(leader, str):
        accounts.put_leader(access.somebody(), team.id, leader)
    return team


def edit_team(
    team_id: int, name: str, area_code: str | None, leader: object, actor: Actor, *, sent_version: int
) -> None:
    """Write a team anew; a leader that is not spoken of stays, None leaves it without one.

    Raises ``NotFound``, ``StaleVersion``, and what giving or taking a role refuses.
    """
    if leader is not UNSAID:  # locks the leaders' accounts, which come before the team
        accounts.put_leader(access.somebody(), team_id, leader if isinstance(leader, str) else None)
    team = _locked(team_id)
    if team.version != sent_version:
        raise StaleVersion
    pairs: dict[str, list[Any]] = {"name": [team.name, name], "area_code": [team.area_code, area_code]}
    changes = {field: pair for field, pair in pairs.items() if pair[0] != pair[1]}
    if not changes and leader is UNSAID:
        return
    team.name, team.area_code = name, area_code
    team.version += 1
    audit.record("team.edited", _subject(team), changes, role=actor.role)
    db.session.flush()


def join(team_id: int, account_id: int, notice_version: int | None) -> bool:
    """Become a member; False for who is one already. The act is the consent.

    Raises ``NotFound``, ``NoticeChanged``, ``ConsentWithdrawn``.
    """
    accounts.lock_account(account_id)
    find_team(team_id)
    accounts.act(account_id, PURPOSE, notice_version)
    dialect: Any = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    row = {"team_id": team_id, "account_id": account_id, "joined_at": clock.now()}
    statement = dialect.insert(TeamMember).values(**row).on_conflict_do_nothing().returning(TeamMember.id)
    return db.session.execute(statement).scalar_one_or_none() is not None


def leave(team_id: int, account_id: int) -> None:
    """Leave a team; shifts one signed up for stay. Raises ``NotFound`` for who is no member."""
    accounts.lock_account(account_id)
    living = (TeamMember.team_id == team_id, TeamMember.account_id == account_id, TeamMember.left_at.is_(None))
    statement = sa.update(TeamMember).where(*living).values(left_at=clock.now()).returning(TeamMember.id)
    if db.session.execute(statement).scalar_one_or_none() is None:
        raise NotFound


def consent_withdrawn(*, account_id: int, purpose: str) -> None:
    """Who takes the consent back is in no team any more; in the withdrawal's transaction."""
    if purpose != PURPOSE:
        return
    living = (TeamMember.account_id == account_id, TeamMember.left_at.is_(None))
    db.session.execute(sa.update(TeamMember).where(*living).values(left_at=clock.now()))


def list_teams(area_code: str | None, cursor: str | None, limit: int) -> dict[str, Any]:
    """A page of teams by id: of an area and all below it. Raises ``Invalid`` for no such area."""
    query = sa.select(Team).order_by(Team.id).limit(limit + 1)
    if area_code is not None:
        query = query.where(Team.area_code.in_(_codes_below(area_code)))
    if cursor is not None:
        query = query.where(Team.id > from_cursor(cursor, int)[0])
    found = list(db.session.scalars(query))
    shown = found[:limit]
    return {"items": _shapes(shown), "next_cursor": to_cursor(shown[-1].id) if len(found) > limit else None}


def shape_of(team_id: int) -> dict[str, Any]:
    """A team as answers carry it. Raises ``NotFound``."""
    return _shapes([find_team(team_id)])[0]


def find_team(team_id: int) -> Team:
    """A team. Raises ``NotFound``."""
    found = db.session.get(Team, team_id)
    if found is None:
        raise NotFound
    return found


def known_area(area_code: str | None) -> str | None:
    """The code of the area as it is known today. Raises ``Invalid`` for none such."""
    if area_code is None:
        return None
    area = areas.find_area(area_code)
    if area is None:
        raise Invalid(errors=[{"field": "area_code", "message": "没有这个区划代码"}])
    return area.code


def scope_of(team_id: int, **_: object) -> Scope | None:
    """Where a team stands; None when there is none."""
    with reading() as session:
        row = session.execute(sa.select(Team.id, Team.area_code).where(Team.id == team_id)).one_or_none()
    return scope_at(row.area_code, row.id) if row is not None else None


def scope_at(area_code: str | None, team_id: int | None = None) -> Scope:
    """The scope of a team of this area; without one, of the whole prefecture."""
    area = areas.find_area(area_code or WHOLE)
    return Scope(area_path=area.path if area else None, team_id=team_id)


def named_scope(scope_code: str) -> NamedScope | None:
    """The team that a grant's scope code means; the answer to accounts, in the transaction that asks."""
    kind, _, number = scope_code.partition(":")
    if kind != "team" or not number.isdigit():
        return None
    team = db.session.get(Team, int(number))
    return NamedScope(f"team:{team.id}", scope_at(team.area_code, team.id), team.name) if team is not None else None


def _locked(team_id: int) -> Team:
    query = sa.select(Team).where(Team.id == team_id).with_for_update(key_share=True)
    found = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound
    return found


def _shapes(teams: Sequence[Team]) -> list[dict[str, Any]]:
    ids = {team.id for team in teams}
    own, leaders = _own(ids), _leaders(ids)
    return [
        {
            "id": team.id,
            "name": team.name,
            "area_code": team.area_code,
            "leader": leaders.get(team.id),
            "is_member": team.id in own,
            "actions": _actions(team, is_member=team.id in own),
            "version": team.version,
        }
        for team in teams
    ]


def _leaders(ids: set[int]) -> dict[int, dict[str, str]]:
    """Who leads these teams, for who is signed in."""
    if access.caller() is None:
        return {}
    leading = accounts.first_leaders(ids)
    people = accounts.somebodies(leading.values())
    known = {team_id: people[account_id] for team_id, account_id in leading.items() if account_id in people}
    return {team_id: {"account": one.public_no, "display_name": one.display_name} for team_id, one in known.items()}


def _actions(team: Team, *, is_member: bool) -> list[str]:
    who = access.caller()
    if who is None or who.status != "active":
        return []
    found = ["edit"] if access.may(Permission.EDIT_TEAM, scope_at(team.area_code, team.id)) else []
    if is_member:
        found.append("leave")
    elif who.age_ok:
        found.append("join")
    return found


def _own(ids: set[int]) -> set[int]:
    """Those of these teams that the caller is in."""
    who = access.caller()
    if who is None or not ids:
        return set()
    mine = (TeamMember.account_id == who.account_id, TeamMember.left_at.is_(None), TeamMember.team_id.in_(ids))
    return set(db.session.scalars(sa.select(TeamMember.team_id).where(*mine)))


def _codes_below(code: str) -> list[str]:
    area = areas.find_area(code)
    if area is None:
        raise Invalid(errors=[{"field": "area", "message": "没有这个区域"}])
    return [known for known, facts in areas.all_areas().items() if facts.path.startswith(area.path)]


def _subject(team: Team) -> str:
    return f"team:{team.id}"
