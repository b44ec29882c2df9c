"""What communities hold about people, table by table: how it is exported, and how it goes (PRODUCT 6)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Flask

from app.accounts.service import Holding, Person, hold
from app.communities import memberships, places, role_rules, roles, rules
from app.communities.models import Membership, VolunteerRole
from app.core import clock
from app.core.db import db

Rows = list[dict[str, Any]]
STATES = {"offered": "等您答复", "active": "在做", "ended": "已结束"}
WHYS = {
    role_rules.LAPSED: "没有答复",
    role_rules.DECLINED: "没有接受",
    role_rules.EXPIRED: "到期",
    role_rules.RESIGNED: "自己不做了",
    role_rules.REVOKED: "社区结束",
    role_rules.LEFT: "退出社区",
}


def wire(app: Flask) -> None:
    """Register the tables."""
    for holding in HOLDINGS:
        hold(app, holding)


def _memberships(person: Person) -> Rows:
    return [
        {
            "at": clock.rfc3339(row.joined_at),
            "community": places.full_name(row.area_code),
            "kind": rules.KINDS[row.kind],
            "left_at": clock.rfc3339(row.left_at) if row.left_at else None,
        }
        for row in _of(Membership, person)
    ]


def _roles(person: Person) -> Rows:
    return [
        {
            "at": clock.rfc3339(row.offered_at),
            "community": places.full_name(row.area_code),
            "kind": role_rules.NAMES[row.kind],
            "state": STATES[row.state],
            "accepted_at": clock.rfc3339(row.accepted_at) if row.accepted_at else None,
            "ends_on": row.ends_on.isoformat(),
            "ended_at": clock.rfc3339(row.ended_at) if row.ended_at else None,
            "reason": WHYS.get(row.ended_why or ""),
        }
        for row in _of(VolunteerRole, person)
    ]


def _of(model: Any, person: Person) -> list[Any]:
    mine = sa.select(model).where(model.account_id == person.account_id)
    return list(db.session.scalars(mine.order_by(model.id)))


def _eraser(model: Any) -> Any:
    def erase(person: Person) -> None:
        db.session.execute(sa.delete(model).where(model.account_id == person.account_id))

    return erase


def _counter(model: Any) -> Any:
    def count(person: Person) -> int:
        mine = sa.select(sa.func.count()).select_from(model).where(model.account_id == person.account_id)
        return db.session.scalar(mine) or 0

    return count


def _end_roles(person: Person) -> None:
    roles.end_of_person(person.account_id, role_rules.LEFT)


HOLDINGS = (
    Holding(
        "memberships",
        memberships.PURPOSE,
        "报到的社区",
        "到退出后 180 天",
        _memberships,
        _eraser(Membership),
        _counter(Membership),
    ),
    Holding(
        "volunteer_roles",
        memberships.PURPOSE,
        "志愿身份",
        "账号在就在，注销后删除",
        _roles,
        _eraser(VolunteerRole),
        _counter(VolunteerRole),
        at_once=_end_roles,
    ),
)
