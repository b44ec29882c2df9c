"""What the ledger holds about people, table by table: how it is exported, and how it goes."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Flask

from app.accounts.service import Holding, Person, hold
from app.core import clock
from app.core.db import db
from app.hours.models import HoursChain, HoursEntry, Objection

Rows = list[dict[str, Any]]
STAYS = "志愿时长的合计留在账本里，只连着一串随机编号，查不到您是谁；开过的证明仍可以用编号核对。"
LINES_STAY = "时长的每一笔也留着：账本只能添，不能改。"
KEPT = "账号在就在，注销后只留假名"


def wire(app: Flask) -> None:
    """Register the tables."""
    for holding in HOLDINGS:
        hold(app, holding)


def _chains(person: Person) -> Rows:
    """One's own hours, and those of others one read a second time on duty, of these only that."""
    own = sa.or_(HoursChain.person_ref == person.person_ref, HoursChain.account_id == person.account_id)
    read = sa.or_(own, HoursChain.read_by_ref == person.person_ref)
    return [
        {
            "whose": "on_duty" if row.read_by_ref == person.person_ref else "mine",
            "shift_id": row.shift_id,
            "service_date": row.service_date.isoformat(),
            "state": row.state,
            "confirmed_minutes": row.minutes,
            "open_minutes": row.open_minutes,
        }
        for row in db.session.scalars(sa.select(HoursChain).where(read).order_by(HoursChain.id))
    ]


def _sever_chains(person: Person) -> None:
    mine = sa.update(HoursChain).where(HoursChain.account_id == person.account_id)
    db.session.execute(mine.values(account_id=None))


def _entries(person: Person) -> Rows:
    """One's own lines, and what one decided on duty, of the latter without the other person."""
    own, decided = HoursEntry.person_ref == person.person_ref, HoursEntry.actor_ref == person.person_ref
    rows = db.session.scalars(sa.select(HoursEntry).where(sa.or_(own, decided)).order_by(HoursEntry.id))
    return [
        {
            "at": clock.rfc3339(row.created_at),
            "whose": "mine" if row.person_ref == person.person_ref else "on_duty",
            "kind": row.kind,
            "minutes": row.minutes,
            "service_date": row.service_date.isoformat(),
            "shift_id": row.shift_id,
            "source": row.source,
            "note": row.note,
        }
        for row in rows
    ]


def _stay(_: Person) -> None:
    """Append-only: the pseudonym in it leads nowhere once the account has another."""


def _objections(person: Person) -> Rows:
    own, answered = Objection.person_ref == person.person_ref, Objection.answered_by_ref == person.person_ref
    rows = db.session.scalars(sa.select(Objection).where(sa.or_(own, answered)).order_by(Objection.id))
    return [
        {
            "at": clock.rfc3339(row.created_at),
            "whose": "mine" if row.person_ref == person.person_ref else "on_duty",
            "text": row.text if row.person_ref == person.person_ref else None,
            "answer": row.answer,
            "answered_at": clock.rfc3339(row.answered_at) if row.answered_at else None,
        }
        for row in rows
    ]


def _erase_objections(person: Person) -> None:
    """One's own words and their answers go; what one answered on duty stays without one's pseudonym."""
    db.session.execute(sa.delete(Objection).where(Objection.person_ref == person.person_ref))
    answered = sa.update(Objection).where(Objection.answered_by_ref == person.person_ref)
    db.session.execute(answered.values(answered_by_ref=None))


HOLDINGS = (
    Holding("hours_chains", "volunteer_record", "每一班的志愿时长", KEPT, _chains, _sever_chains, stays=STAYS),
    Holding("hours_entries", "volunteer_record", "志愿时长的每一笔", KEPT, _entries, _stay, stays=LINES_STAY),
    Holding(
        "hours_objections",
        "volunteer_record",
        "对时长提的异议和答复",
        "账号在就在，注销后删除",
        _objections,
        _erase_objections,
    ),
)
