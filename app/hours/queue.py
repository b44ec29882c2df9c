"""What waits for staff, and one chain with all its lines. Source: PRODUCT 4.8 "Confirmation", 5."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.areas import service as areas
from app.core import audit, clock
from app.core.access import Permission
from app.core.db import db
from app.core.paging import from_cursor, to_cursor
from app.core.problems import Invalid, NotFound
from app.hours import chain_rules, chains, describing, objecting, rules
from app.hours.chains import Book
from app.hours.models import HoursChain
from app.hours.rights import Desk
from app.hours.rules import NothingToRead, OwnHours

# who speaks next
WORDS = dict(zip(chain_rules.OPEN, (Permission.CONFIRM_HOURS, Permission.APPROVE_HOURS), strict=True))


def waiting(state: str, desk: Desk, query: dict[str, Any]) -> dict[str, Any]:
    """A page of what waits in the caller's scope, the earliest day first. ``query``: area, shift, limit, cursor."""
    found = _in_state(state)
    every = _issuers(found)
    desk.look_up(every)
    issuers = [one for one in every if desk.acting(Permission.READ_HOURS, desk.scope_of(one)) is not None]
    found = found.where(HoursChain.issuer_id.in_(issuers))
    if query["area"] is not None:
        found = found.where(HoursChain.area_code.in_(_codes_below(query["area"])))
    if query["shift"] is not None:
        found = found.where(HoursChain.shift_id == query["shift"])
    if query["cursor"] is not None:
        found = found.where(sa.tuple_(HoursChain.service_date, HoursChain.id) > sa.tuple_(*_after(query["cursor"])))
    limit = query["limit"]
    rows = db.session.scalars(found.order_by(HoursChain.service_date, HoursChain.id).limit(limit + 1)).all()
    shown = rows[:limit]
    lines = chains.entries_of(chain.id for chain in shown)
    items = _queued([Book(chain, lines[chain.id]) for chain in shown], desk)
    last = shown[-1] if len(rows) > limit else None
    return {"items": items, "next_cursor": to_cursor(last.service_date.isoformat(), last.id) if last else None}


def count_waiting(desk: Desk) -> int:
    """How many chains wait for a word that can be the caller's; one's own hours are decided by somebody else."""
    query = sa.select(HoursChain.state, HoursChain.issuer_id, sa.func.count())
    query = query.where(HoursChain.state.in_(WORDS), HoursChain.person_ref != desk.ref)
    rows = db.session.execute(query.group_by(HoursChain.state, HoursChain.issuer_id)).tuples().all()
    desk.look_up(issuer_id for _, issuer_id, _ in rows)
    return sum(n for state, issuer, n in rows if desk.acting(WORDS[state], desk.scope_of(issuer)) is not None)


def count_objections(desk: Desk) -> int:
    """How many objections wait for an answer that can be the caller's; nobody is named to them by it."""
    counts = objecting.count_open(desk.ref)
    desk.look_up(counts)
    answers = Permission.CONFIRM_HOURS
    return sum(n for issuer, n in counts.items() if desk.acting(answers, desk.scope_of(issuer)) is not None)


def one(chain_id: int, desk: Desk) -> dict[str, Any]:
    """One chain with its lines, one's own too. Raises ``NotFound`` for what is neither one's own nor in scope."""
    book = chains.find(chain_id)
    if book.chain.person_ref != desk.ref and not desk.may(Permission.READ_HOURS, book.chain):
        raise NotFound
    return describing.whole(book, desk, objecting.objections_to(chain_id))


def read_again(chain_id: int, desk: Desk) -> Book:
    """Say that one has read drawn hours as the second reader; what is wrong goes to their issuer's staff.

    Saying it again changes nothing. Raises ``NotFound``, ``OwnHours``, ``NothingToRead``.
    """
    book = chains.lock_chain(chain_id)
    chain = book.chain
    if not desk.may(Permission.APPROVE_HOURS, chain):
        raise NotFound
    if chain.person_ref == desk.ref:
        raise OwnHours
    if chain.read_by_ref == desk.ref:
        return book
    if not rules.second_reading(chain.sampled, chain.read_at is not None, book.lines, desk.ref):
        raise NothingToRead
    chain.read_at, chain.read_by_ref = clock.now(), desk.ref
    by = desk.by(Permission.APPROVE_HOURS, chain)
    audit.record("hours.read_again", f"hours:{chain.id}", {"read": [False, True]}, role=by.role)
    return book


def objections(desk: Desk, query: dict[str, Any]) -> dict[str, Any]:
    """A page of objections in the caller's scope, the next due first."""
    issuers = [
        issuer
        for issuer in objecting.issuers_objected()
        if desk.acting(Permission.READ_HOURS, desk.scope_of(issuer)) is not None
    ]
    after = _after_day(query["cursor"]) if query["cursor"] is not None else None
    limit = query["limit"]
    rows = objecting.waiting(issuers, answered=query["state"] == "answered", after=after, limit=limit + 1)
    shown = rows[:limit]
    known = chains.read(row.chain_id for row in shown)
    books = [known[row.chain_id] for row in shown]
    items = [
        describing.objection(row) | {"hours": hours, "actions": _answers(book, desk) if row.answered_at is None else []}
        for row, book, hours in zip(shown, books, _queued(books, desk), strict=True)
    ]
    last = shown[-1] if len(rows) > limit else None
    return {"items": items, "next_cursor": to_cursor(last.due_on.isoformat(), last.id) if last else None}


def _queued(books: Sequence[Book], desk: Desk) -> list[dict[str, Any]]:
    """Rows of the queue, in order."""
    around = describing.around([book.chain for book in books], for_staff=True)
    return [describing.queued(book, around, desk) for book in books]


def _answers(book: Book, desk: Desk) -> list[str]:
    own = book.chain.person_ref == desk.ref
    return ["answer"] if not own and desk.may(Permission.CONFIRM_HOURS, book.chain) else []


def _in_state(state: str) -> sa.Select[tuple[HoursChain]]:
    query = sa.select(HoursChain)
    if state == "changed":
        return query.where(HoursChain.changed_minutes.is_not(None))
    if state != "sampled":
        return query.where(HoursChain.state == state)
    return query.where(HoursChain.state == "confirmed", HoursChain.sampled, HoursChain.read_at.is_(None))


def _issuers(found: sa.Select[tuple[HoursChain]]) -> list[int]:
    return list(db.session.scalars(found.with_only_columns(HoursChain.issuer_id).distinct()))


def _codes_below(area_code: str) -> list[str]:
    """Codes of an area and all below it, merged ones too. Raises ``Invalid`` for no such area."""
    top = areas.find_area(area_code)
    if top is None:
        raise Invalid(errors=[{"field": "area", "message": "没有这个区划"}])
    return [code for code, area in areas.all_areas().items() if area.path.startswith(top.path)]


def _after(cursor: str) -> tuple[sa.ColumnElement[date], sa.ColumnElement[int]]:
    day, chain_id = _after_day(cursor)
    return sa.literal(day), sa.literal(chain_id)


def _after_day(cursor: str) -> tuple[date, int]:
    day, row_id = from_cursor(cursor, str, int)
    try:
        return date.fromisoformat(str(day)), int(row_id)
    except ValueError:
        raise Invalid(errors=[{"field": "cursor", "message": "翻页位置无效，请从头查起"}]) from None
