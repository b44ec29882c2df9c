"""What check-ins hold about people, table by table: how it is exported, and how it goes."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import joinedload

from app.accounts.service import Holding, Person, hold
from app.checkins import retention
from app.checkins.evidence_models import Checkin, Expectation, SpentNonce
from app.core import clock
from app.core.db import db

Rows = list[dict[str, Any]]
PLACE = joinedload(Checkin.point)


def wire(app: Flask) -> None:
    """Register the tables."""
    for holding in HOLDINGS:
        hold(app, holding)


def _expectations(person: Person) -> Rows:
    mine = sa.select(Expectation).where(Expectation.account_id == person.account_id).order_by(Expectation.id)
    return [
        {"at": clock.rfc3339(row.starts_at), "until": clock.rfc3339(row.ends_at), "place": row.point.label}
        for row in db.session.scalars(mine)
    ]


def _erase_expectations(person: Person) -> None:
    db.session.execute(sa.delete(Expectation).where(Expectation.account_id == person.account_id))


def _checkins(person: Person) -> Rows:
    mine = sa.select(Checkin).where(Checkin.account_id == person.account_id).options(PLACE).order_by(Checkin.id)
    done = sa.select(Checkin).where(Checkin.actor_ref == person.person_ref).options(PLACE).order_by(Checkin.id)
    return [_own(row) for row in db.session.scalars(mine)] + [_as_staff(row) for row in db.session.scalars(done)]


def _own(row: Checkin) -> dict[str, Any]:
    return {
        "at": clock.rfc3339(row.occurred_at),
        "place": row.point.label if row.point else None,
        "direction": row.direction,
        "method": row.method,
        "state": row.state,
        "reason": row.reason,
        "late": row.late,
        "note": row.note,
    }


def _as_staff(row: Checkin) -> dict[str, Any]:
    """What somebody scanned, marked or settled for another, without saying for whom."""
    return {
        "at": clock.rfc3339(row.decided_at or row.received_at),
        "place": row.point.label if row.point else None,
        "done_as_staff": row.state,
        "note": row.note,
    }


def _erase_checkins(person: Person) -> None:
    """Visits stay as a count of the station's, nobody's; all else goes. What staff settled stays, by nobody."""
    mine = Checkin.account_id == person.account_id
    db.session.execute(sa.delete(Checkin).where(mine, Checkin.kind.is_distinct_from("station")))
    retention.sever_visits(mine)
    done = sa.update(Checkin).where(Checkin.actor_ref == person.person_ref)
    db.session.execute(done.values(actor_ref=None, note=""))


def _nonces(person: Person) -> Rows:
    mine = sa.select(SpentNonce.spent_at).where(SpentNonce.account_id == person.account_id)
    return [{"at": clock.rfc3339(at)} for at in db.session.scalars(mine.order_by(SpentNonce.spent_at))]


def _erase_nonces(person: Person) -> None:
    db.session.execute(sa.delete(SpentNonce).where(SpentNonce.account_id == person.account_id))


HOLDINGS = (
    Holding(
        "expectations",
        "volunteer_record",
        "报了名、要到场的班次",
        "班次结束后 180 分钟",
        _expectations,
        _erase_expectations,
    ),
    Holding(
        "checkins",
        "account",
        "签到和签退",
        "到站 72 小时；社区 30 天；班次算完 180 天",
        _checkins,
        _erase_checkins,
        stays="到站的次数留在站点里，不再连着您。",
    ),
    Holding("spent_nonces", "account", "防止重复签到的编号", "72 小时", _nonces, _erase_nonces),
)
