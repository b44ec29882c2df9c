"""What comes after a scan: the position that settles it, undoing, the decision of staff, and the end of waiting.

A position is measured here in memory and dropped: what remains is state, level and reason (RELIABILITY 8.3, 8.4).
Lock order: the account, then the check-in.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import sqlalchemy as sa

from app.accounts import service as accounts
from app.accounts.service import Person
from app.checkins import evidence_rules as rules
from app.checkins import metrics, standing
from app.checkins.evidence_models import Checkin
from app.checkins.facts import Staff
from app.core import audit, clock, geo
from app.core.db import db
from app.core.problems import NotFound

LOCATION = "location_once"
SWEPT_AT_ONCE = 500


@dataclass(frozen=True)
class Position:
    """Where a phone says it is: degrees in WGS-84, metres. Lives for one answer, prints as nothing."""

    lat: float = field(repr=False)
    lng: float = field(repr=False)
    accuracy_m: float = field(repr=False)
    source: str  # precise | anything else


def answer_position(person: Person, checkin_id: int, position: Position, notice_version: int | None) -> Checkin:
    """Settle a check-in that asked for a position, once and within 5 minutes; answering is the consent.

    Raises ``NotFound`` for anybody else's, ``PositionNotAsked``, ``PositionTooLate``, ``NoticeChanged``,
    ``ConsentWithdrawn``.
    """
    accounts.lock_account(person.account_id)
    row = _locked(checkin_id)
    if row is None or row.account_id != person.account_id:
        raise NotFound
    waits, is_over = row.state == "needs_position", clock.now() > row.received_at + rules.POSITION_WITHIN
    if is_over and (waits or row.reason == "no-position"):  # the sweep may have come by
        raise rules.PositionTooLate
    if not waits:
        raise rules.PositionNotAsked
    accounts.act(person.account_id, LOCATION, notice_version)
    verdict = _measured(row, position)
    row.state, row.reason, row.level = verdict.state, verdict.reason, verdict.level
    db.session.flush()
    metrics.count(row)
    standing.count(person, row)
    _close_ranks(person, row)
    return row


def undo(person: Person, checkin_id: int) -> None:
    """Take one's own check-in back within 5 minutes: it is deleted, and its nonce makes none again.

    Raises ``NotFound`` for anybody else's, ``UndoTooLate``, ``AlreadyDecided`` for what staff wrote or settled.
    """
    accounts.lock_account(person.account_id)
    row = _locked(checkin_id)
    if row is None or row.account_id != person.account_id:
        raise NotFound
    if clock.now() > row.received_at + rules.UNDO_WITHIN:
        raise rules.UndoTooLate
    if row.is_of_staff:
        raise rules.AlreadyDecided
    if row.state == "accepted":
        standing.withdraw(person, row)
    standing.spend(person.account_id, row.nonce, None)
    point_id, day = row.point_id, row.local_day
    db.session.delete(row)
    db.session.flush()
    if point_id is not None:
        standing.renumber(person, point_id, day)


def decide(checkin_id: int, *, accept: bool, reason: str, staff: Staff) -> Checkin:
    """Settle a pending check-in. The same decision again changes nothing.

    Raises ``NotFound``, ``OwnCheckin``, ``AlreadyDecided`` for one settled otherwise or never pending.
    """
    account_id = db.session.scalar(sa.select(Checkin.account_id).where(Checkin.id == checkin_id))
    if account_id is None:
        raise NotFound
    if account_id == staff.account_id:
        raise rules.OwnCheckin
    account = accounts.lock_account(account_id)
    row, wanted = _locked(checkin_id), "accepted" if accept else "rejected"
    if row is None:
        raise NotFound
    if row.state == wanted and row.decided_at is not None:
        return row
    if row.state != "pending":
        raise rules.AlreadyDecided
    before = [row.state, row.reason]
    row.state, row.actor_ref, row.note, row.decided_at = wanted, staff.person_ref, reason, clock.now()
    row.reason = None if accept else row.reason
    db.session.flush()
    person = Person(account_id, account.person_ref)
    changes = {"state": [before[0], wanted], "doubt": [before[1], row.reason]}
    audit.record(f"checkin.{wanted}", f"checkin:{row.id}", changes, role=staff.role)
    standing.count(person, row)
    _close_ranks(person, row)
    return row


def pass_positions() -> int:
    """A sweep: who did not answer within 5 minutes waits for staff. Returns how many."""
    waits = (Checkin.state == "needs_position", Checkin.received_at < clock.now() - rules.POSITION_WITHIN)
    query = sa.select(Checkin).where(*waits).order_by(Checkin.id).limit(SWEPT_AT_ONCE)
    query = query.with_for_update(skip_locked=True, of=Checkin).execution_options(populate_existing=True)
    rows = list(db.session.scalars(query))
    for row in rows:
        row.state, row.reason = "pending", "no-position"
        metrics.count(row)
    return len(rows)


def find(checkin_id: int) -> Checkin:
    """A check-in, whoever's. Raises ``NotFound``."""
    row = db.session.get(Checkin, checkin_id)
    if row is None:
        raise NotFound
    return row


def _measured(row: Checkin, position: Position) -> rules.Verdict:
    """What a position comes to at the place where the code hangs."""
    place = standing.stop_of(row)
    distance_m = None if place is None else geo.distance_m(place.lat, place.lng, position.lat, position.lng)
    return rules.settled_by_position(
        row.method,
        row.hint,
        distance_m=distance_m,
        radius_m=place.radius_m if place else 0,
        accuracy_m=position.accuracy_m,
        source=position.source,
    )


def _close_ranks(person: Person, row: Checkin) -> None:
    """What is rejected leaves its pair; those that stay are numbered anew."""
    if row.state == "rejected" and row.point_id is not None:
        standing.renumber(person, row.point_id, row.local_day)


def _locked(checkin_id: int) -> Checkin | None:
    query = sa.select(Checkin).where(Checkin.id == checkin_id).with_for_update(of=Checkin)
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
