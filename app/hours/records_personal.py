"""What trainings, commendations and evaluations hold about people, and how it goes."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Flask

from app.accounts.service import Holding, Person, hold
from app.core import clock
from app.core.db import db, name_constraint
from app.hours import records
from app.hours.records import Record
from app.hours.records_models import Evaluation, TrainingRecord
from app.hours.records_rules import RecordTwice

Rows = list[dict[str, Any]]
KEPT = "账号在就在，注销后删除"
STARS_STAY = "您给活动打的分留下，不再连着任何人；写的话删除。"
CONSTRAINTS = (
    "uq_training_records_once",
    "uq_training_records_shift_id_person_ref",
    "uq_commendations_once",
    "uq_evaluations_shift_id_account_id",
)


def wire(app: Flask) -> None:
    """Register the tables."""
    for constraint in CONSTRAINTS:
        name_constraint(constraint, RecordTwice)
    for holding in HOLDINGS:
        hold(app, holding)


def _exported(kind: str, person: Person) -> Rows:
    """One's own records, and those one wrote on duty, of these without the other person."""
    model = records.KINDS[kind]
    own = sa.or_(model.person_ref == person.person_ref, model.account_id == person.account_id)
    query = sa.select(model).where(sa.or_(own, model.recorded_by_ref == person.person_ref)).order_by(model.id)
    return [_row(kind, row, person) for row in records.read(query)]


def _row(kind: str, row: Record, person: Person) -> dict[str, Any]:
    own = row.person_ref == person.person_ref or row.account_id == person.account_id
    note = row.note if isinstance(row, TrainingRecord) else row.text
    day = getattr(row, records.DAY[kind]).isoformat()
    whose = "own" if own else "another"
    return {"at": clock.rfc3339(row.created_at), "whose": whose, "title": row.title, "day": day, "note": note}


def _erased(kind: str, person: Person) -> None:
    """One's own go; what one wrote on duty stays without one's pseudonym."""
    model = records.KINDS[kind]
    own = sa.or_(model.person_ref == person.person_ref, model.account_id == person.account_id)
    db.session.execute(sa.delete(model).where(own))
    wrote = sa.update(model).where(model.recorded_by_ref == person.person_ref)
    db.session.execute(wrote.values(recorded_by_ref=None))


def _trainings(person: Person) -> Rows:
    return _exported("training", person)


def _commendations(person: Person) -> Rows:
    return _exported("commendation", person)


def _erase_trainings(person: Person) -> None:
    _erased("training", person)


def _erase_commendations(person: Person) -> None:
    _erased("commendation", person)


def _evaluations(person: Person) -> Rows:
    query = sa.select(Evaluation).where(Evaluation.account_id == person.account_id).order_by(Evaluation.id)
    return [
        {"at": clock.rfc3339(row.changed_at), "shift_id": row.shift_id, "stars": row.stars, "text": row.text}
        for row in db.session.scalars(query)
    ]


def _sever_evaluations(person: Person) -> None:
    mine = sa.update(Evaluation).where(Evaluation.account_id == person.account_id)
    db.session.execute(mine.values(account_id=None, text=""))


HOLDINGS = (
    Holding("training_records", "volunteer_record", "培训记录", KEPT, _trainings, _erase_trainings),
    Holding("commendations", "volunteer_record", "表扬记录", KEPT, _commendations, _erase_commendations),
    Holding(
        "evaluations",
        "volunteer_record",
        "您对活动的评价",
        KEPT,
        _evaluations,
        _sever_evaluations,
        stays=STARS_STAY,
    ),
)
