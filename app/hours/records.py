"""Trainings and commendations: records beside the hours, written by an organisation's staff. Source: PRODUCT 4.8."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.accounts import service as accounts
from app.core import audit, clock
from app.core.access import Permission
from app.core.db import db
from app.core.paging import from_cursor, to_cursor
from app.core.problems import Invalid, NotFound
from app.hours import certificates, describing, rights, telling
from app.hours.chains import By
from app.hours.records_models import Commendation, TrainingRecord
from app.hours.records_rules import OwnRecord, RecordTwice
from app.hours.rights import Desk
from app.notices import service as notices
from app.notices.service import Topic
from app.volunteering import service as volunteering

Record = TrainingRecord | Commendation
KINDS: dict[str, type[Record]] = {"training": TrainingRecord, "commendation": Commendation}
DAY = {"training": "held_on", "commendation": "given_on"}


def record(kind: str, account: str, body: dict[str, Any], desk: Desk) -> Record:
    """Write a training or a commendation of somebody, in the name of an organisation, and tell them.

    ``account``: a public number; ``body``: issuer and the columns of the kind. Raises ``NotFound`` for an organisation
    that is not one's to speak for or no such person, ``OwnRecord``, ``RecordTwice``, ``Invalid``, and ``Conflict`` for
    whoever took the consent back.
    """
    issuer = certificates.issuer_named(body["issuer"])
    by = desk.acting(Permission.CONFIRM_HOURS, desk.scope_of(issuer.id))
    if by is None:
        raise NotFound
    facts = {name: value for name, value in body.items() if name != "issuer"}
    _check(facts, DAY[kind], issuer.id)
    person = accounts.somebody_by_number(account)
    if person is None:
        raise NotFound("没有这个账号")
    ref = accounts.lock_account(person.account_id).person_ref
    if ref == desk.ref:
        raise OwnRecord
    rights.refuse_unwanted(person.account_id)
    _refuse_twice(kind, ref, issuer.id, facts)
    of = {"account_id": person.account_id, "person_ref": ref, "issuer_id": issuer.id}
    made = KINDS[kind](**facts, **of, recorded_by_ref=desk.ref, created_at=clock.now())
    db.session.add(made)
    db.session.flush()  # audit and notice name its id
    _tell(kind, made, issuer.name, by)
    return made


def own(kind: str, account_id: int, *, limit: int, cursor: str | None) -> dict[str, Any]:
    """A page of one's own, the newest record first."""
    return _page(kind, KINDS[kind].account_id == account_id, None, limit=limit, cursor=cursor)


def of_scope(kind: str, desk: Desk, *, limit: int, cursor: str | None) -> dict[str, Any]:
    """A page of those within one's scope: by name for who may write them, else by pseudonym."""
    model = KINDS[kind]
    known = db.session.scalars(sa.select(model.issuer_id).distinct())
    issuers = [one for one in known if desk.acting(Permission.READ_HOURS, desk.scope_of(one)) is not None]
    return _page(kind, model.issuer_id.in_(issuers), desk, limit=limit, cursor=cursor)


def shape(kind: str, row: Record) -> dict[str, Any]:
    """A record as its person sees it."""
    told = {
        "id": row.id,
        "issuer": describing.issuer(row.issuer_id),
        "title": row.title,
        DAY[kind]: getattr(row, DAY[kind]).isoformat(),
        "created_at": clock.rfc3339(row.created_at),
    }
    if isinstance(row, TrainingRecord):
        return told | {"minutes": row.minutes, "note": row.note, "shift_id": row.shift_id}
    return told | {"text": row.text}


def read(query: sa.Select[tuple[Any]]) -> Sequence[Record]:
    """The records of a query over one of the tables."""
    return db.session.scalars(query).all()


def _page(
    kind: str, whose: sa.ColumnElement[bool], desk: Desk | None, *, limit: int, cursor: str | None
) -> dict[str, Any]:
    model = KINDS[kind]
    query = sa.select(model).where(whose)
    if cursor is not None:
        query = query.where(model.id < from_cursor(cursor, int)[0])
    rows = read(query.order_by(model.id.desc()).limit(limit + 1))
    shown = rows[:limit]
    more = to_cursor(shown[-1].id) if len(rows) > limit else None
    people = _people(shown, desk) if desk is not None else {}
    items = [shape(kind, row) | {"person": people.get(row.id)} for row in shown]
    return {"items": items, "next_cursor": more}


def _people(rows: Sequence[Record], desk: Desk) -> dict[int, dict[str, Any]]:
    known = accounts.somebodies({row.account_id for row in rows if row.account_id is not None})
    told: dict[int, dict[str, Any]] = {}
    for row in rows:
        named = desk.acting(Permission.CONFIRM_HOURS, desk.scope_of(row.issuer_id)) is not None
        one = known.get(row.account_id or 0) if named else None
        if one is not None:
            desk.saw(row.issuer_id, one.account_id)
        told[row.id] = {
            "account": one.public_no if one else None,
            "display_name": one.display_name if one else None,
            "person_ref": None if named else row.person_ref,
        }
    return told


def _check(facts: dict[str, Any], day: str, issuer_id: int) -> None:
    if facts[day] > clock.today():
        raise Invalid(errors=[{"field": day, "message": "还没到这一天"}])
    shift_id = facts.get("shift_id")
    if shift_id is None:
        return
    try:
        shift = volunteering.shift_facts(shift_id)
    except NotFound:
        shift = None
    if shift is None or shift.kind != "training" or describing.issuer(shift.issuer_id)["id"] != issuer_id:
        raise Invalid(errors=[{"field": "shift_id", "message": "不是这个单位的培训班次"}])


def _refuse_twice(kind: str, ref: str, issuer_id: int, facts: dict[str, Any]) -> None:
    """The person's account is locked: nobody writes the same meanwhile."""
    model, on = KINDS[kind], facts[DAY[kind]]
    same = sa.and_(model.issuer_id == issuer_id, model.title == facts["title"], _day(model, kind) == on)
    if model is TrainingRecord and facts.get("shift_id") is not None:
        same = sa.or_(same, TrainingRecord.shift_id == facts["shift_id"])
    found = db.session.scalars(sa.select(model.id).where(model.person_ref == ref, same).limit(1)).first()
    if found is not None:
        raise RecordTwice(id=found)


def _day(model: type[Record], kind: str) -> Any:
    return getattr(model, DAY[kind])


def _tell(kind: str, made: Record, issuer: str, by: By) -> None:
    audit.record(f"{kind}.record", f"{kind}:{made.id}", {"recorded": [False, True]}, role=by.role)
    day: date = getattr(made, DAY[kind])
    words = notices.words(f"{kind}-recorded", issuer=issuer, title=made.title, day=f"{day.month}月{day.day}日")
    notices.notify(
        made.account_id or 0,
        Topic.HOURS,
        title=words.title,
        body=words.body,
        dedupe_key=f"{kind}:{made.id}",
        link=telling.PAGE,
    )
