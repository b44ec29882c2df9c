"""A rider objects to a decision within 30 days; the organiser checks and answers within 15 working days (Order 67)."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from app.areas import service as areas
from app.core import audit, clock
from app.core.access import Permission
from app.core.db import db
from app.core.problems import NotFound
from app.hours import chain_rules, chains, telling, workday_rules
from app.hours.models import HoursChain, Objection
from app.hours.rights import Desk
from app.hours.rules import HoursPending, ObjectionAnswered, ObjectionLate, ObjectionOpen, OwnHours


def object_to(chain_id: int, text: str, person_ref: str) -> tuple[Objection, bool]:
    """Say that a decision on one's own hours is wrong; True when that is new. The same words again are the same one.

    Raises ``NotFound`` for hours not one's own, ``HoursPending``, ``ObjectionLate``, ``ObjectionOpen``.
    """
    book = chains.lock_one(chain_id)
    if book.chain.person_ref != person_ref:
        raise NotFound
    standing = open_objection(chain_id)
    if standing is not None:
        if standing.text == text:
            return standing, False
        raise ObjectionOpen
    if chain_rules.is_open(book.lines):
        raise HoursPending
    if not chain_rules.may_object(book.lines, clock.now()):
        raise ObjectionLate
    made = Objection(chain_id=chain_id, person_ref=person_ref, text=text, created_at=clock.now())
    made.due_on = workday_rules.due_on(clock.today(), published_days())
    db.session.add(made)
    db.session.flush()  # the answer names its id
    return made, True


def answer(objection_id: int, text: str, desk: Desk) -> Objection:
    """Answer an objection, having checked; minutes are put right by a correction of their own.

    Raises ``NotFound``, ``OwnHours``, ``ObjectionAnswered`` when it has another answer.
    """
    found = db.session.get(Objection, objection_id)
    if found is None:
        raise NotFound
    book = chains.lock_one(found.chain_id)
    db.session.refresh(found)  # as it stands now that it is ours
    if not desk.may(Permission.CONFIRM_HOURS, book.chain):
        raise NotFound
    if book.chain.person_ref == desk.ref:
        raise OwnHours
    if found.answered_at is not None:
        if found.answer == text:
            return found
        raise ObjectionAnswered
    found.answer, found.answered_at, found.answered_by_ref = text, clock.now(), desk.ref
    by = desk.by(Permission.CONFIRM_HOURS, book.chain)
    audit.record("hours.objection_answered", f"hours:{found.chain_id}", {"objection": [None, found.id]}, role=by.role)
    telling.tell_answer(book.chain, found.id, text)
    return found


def open_objection(chain_id: int) -> Objection | None:
    """The objection to a chain that waits for its answer."""
    query = sa.select(Objection).where(Objection.chain_id == chain_id, Objection.answered_at.is_(None))
    return db.session.scalars(query).one_or_none()


def objections_to(chain_id: int) -> list[Objection]:
    """All objections to a chain, the oldest first."""
    return list(db.session.scalars(sa.select(Objection).where(Objection.chain_id == chain_id).order_by(Objection.id)))


def waiting(issuer_ids: list[int], *, answered: bool, after: tuple[date, int] | None, limit: int) -> list[Objection]:
    """Objections to hours of these issuers, the next due first, after a day and id."""
    query = sa.select(Objection).join(HoursChain, HoursChain.id == Objection.chain_id)
    query = query.where(HoursChain.issuer_id.in_(issuer_ids))
    query = query.where(Objection.answered_at.is_not(None) if answered else Objection.answered_at.is_(None))
    if after is not None:
        query = query.where(sa.tuple_(Objection.due_on, Objection.id) > sa.tuple_(*map(sa.literal, after)))
    return list(db.session.scalars(query.order_by(Objection.due_on, Objection.id).limit(limit)))


def count_open(but_ref: str) -> dict[int, int]:
    """How many objections wait for their answer, by issuer, without those of one person."""
    query = sa.select(HoursChain.issuer_id, sa.func.count()).join(Objection, Objection.chain_id == HoursChain.id)
    query = query.where(Objection.answered_at.is_(None), HoursChain.person_ref != but_ref)
    return dict(db.session.execute(query.group_by(HoursChain.issuer_id)).tuples().all())


def issuers_objected() -> list[int]:
    """Issuers of hours somebody has objected to."""
    query = sa.select(HoursChain.issuer_id).join(Objection, Objection.chain_id == HoursChain.id).distinct()
    return list(db.session.scalars(query))


def published_days() -> dict[date, str]:
    """Days that calendars say something about; the region's word goes before the nation's."""
    tables = areas.holiday_tables()
    found: dict[date, str] = {}
    for calendar in ("CN", "CN-XJ"):
        for _, days in tables.get(calendar, {}).values():
            found |= {day: kind for day, (kind, _, _) in days.items()}
    return found
