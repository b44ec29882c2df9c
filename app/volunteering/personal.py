"""What volunteering holds about people, table by table: how it is exported, and how it goes."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Flask

from app.accounts.service import Holding, Person, hold
from app.core import clock
from app.core.db import db
from app.volunteering.models import CalendarFeed, Shift, SignUp, Team, TeamMember

Rows = list[dict[str, Any]]
STAYS = "报名和到场的时间留在班次里，只连着假名编号，用来核对志愿时长。"


def wire(app: Flask) -> None:
    """Register the tables."""
    for holding in HOLDINGS:
        hold(app, holding)


def _teams(person: Person) -> Rows:
    query = sa.select(TeamMember, Team.name).join(Team, Team.id == TeamMember.team_id)
    mine = query.where(TeamMember.account_id == person.account_id).order_by(TeamMember.id)
    return [
        {
            "at": clock.rfc3339(row.joined_at),
            "team": name,
            "left_at": clock.rfc3339(row.left_at) if row.left_at else None,
        }
        for row, name in db.session.execute(mine)
    ]


def _erase_teams(person: Person) -> None:
    db.session.execute(sa.delete(TeamMember).where(TeamMember.account_id == person.account_id))


def _signups(person: Person) -> Rows:
    query = sa.select(SignUp, Shift.title, Shift.starts_at).join(Shift, Shift.id == SignUp.shift_id)
    mine = query.where(_theirs(person)).order_by(SignUp.id)
    noted = query.where(SignUp.noted_by_ref == person.person_ref).order_by(SignUp.id)
    as_staff = [  # of somebody else's presence only that they noted it
        {"at": clock.rfc3339(row.queued_at), "shift": title, "starts_at": clock.rfc3339(starts_at), "noted": True}
        for row, title, starts_at in db.session.execute(noted)
    ]
    return as_staff + [
        {
            "at": clock.rfc3339(row.queued_at),
            "shift": title,
            "starts_at": clock.rfc3339(starts_at),
            "state": row.state,
            "checked_in_at": clock.rfc3339(row.checked_in_at) if row.checked_in_at else None,
            "checked_out_at": clock.rfc3339(row.checked_out_at) if row.checked_out_at else None,
            "stated_in_at": clock.rfc3339(row.stated_in_at) if row.stated_in_at else None,
            "stated_out_at": clock.rfc3339(row.stated_out_at) if row.stated_out_at else None,
            "stated_note": row.stated_note,
        }
        for row, title, starts_at in db.session.execute(mine)
    ]


def _theirs(person: Person) -> sa.ColumnElement[bool]:
    """By account, or by pseudonym: a claimed walk-in's hours keep the one it began with."""
    return sa.or_(SignUp.account_id == person.account_id, SignUp.person_ref == person.person_ref)


def _erase_signups(person: Person) -> None:
    """The account goes, the pseudonym stays with the hours; their own words go too.

    A code by which they claimed the row opens it to nobody else: without an account it would be unclaimed again.
    """
    mine = sa.update(SignUp).where(_theirs(person))
    walk_in = {"claim_hash": None, "claim_until": None, "label": None}
    db.session.execute(mine.values(account_id=None, stated_note="", attendance_note="", **walk_in))
    noted = sa.update(SignUp).where(SignUp.noted_by_ref == person.person_ref)
    db.session.execute(noted.values(noted_by_ref=None))


def _feed(person: Person) -> Rows:
    at = db.session.scalar(sa.select(CalendarFeed.made_at).where(CalendarFeed.account_id == person.account_id))
    return [{"at": clock.rfc3339(at)}] if at is not None else []


def _erase_feed(person: Person) -> None:
    db.session.execute(sa.delete(CalendarFeed).where(CalendarFeed.account_id == person.account_id))


HOLDINGS = (
    Holding(
        "calendar_feeds",
        "volunteer_record",
        "日历订阅地址（只留校验值）",
        "关掉订阅就删除",
        _feed,
        _erase_feed,
        at_once=_erase_feed,
    ),
    Holding("team_members", "volunteer_record", "加入的志愿服务队", "账号在就在，注销后删除", _teams, _erase_teams),
    Holding(
        "signups",
        "volunteer_record",
        "志愿班次的报名和到场",
        "账号在就在，注销后只留假名",
        _signups,
        _erase_signups,
        stays=STAYS,
    ),
)
