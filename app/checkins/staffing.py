"""Check-ins by staff: a member code scanned, or an hour marked by hand; called by whoever owns the shifts.

Nobody scans or marks their own (``OwnCheckin``). Lock order: the account, then its check-ins.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa

from app.accounts import service as accounts
from app.accounts.service import Person
from app.checkins import doubts, expecting, metrics, proving, standing
from app.checkins import evidence_rules as rules
from app.checkins.evidence_models import Checkin, Expectation
from app.checkins.evidence_rules import Event, Verdict
from app.checkins.facts import CheckinFacts, Staff
from app.checkins.models import PresencePoint
from app.core import audit, clock
from app.core.db import db

WAITING = ("pending", "needs_position")


def record_staff_scan(  # noqa: PLR0917 - whom, where and how, as a scan is told
    account_id: int, point_no: int, direction: str, nonce: str, occurred_at: datetime, actor: Staff
) -> CheckinFacts:
    """Staff scanned somebody's member code (``read_member_scan``) at a shift: level 3, at once or from their queue.

    One nonce, one answer. A check-in of the rider's own within 15 minutes is the same, and settled by it. Outside the
    times of the shift it is rejected (``closed``), as the rider's own scan would be.
    Raises ``OwnCheckin``, ``NotFound`` for no such point, ``TooLate``, ``CheckinUndone``.
    """
    person = _other(account_id, actor)
    known = standing.answered(account_id, nonce)
    if known is not None:
        return standing.facts_of(known, person)
    now, point = clock.now(), expecting.point_of(point_no)
    rules.check_age(occurred_at, now)
    row = _row(account_id, point, direction, occurred_at, method="staff_scan", actor=actor)
    row.nonce, row.late = nonce, now - occurred_at > rules.IN_TIME
    there = standing.at_target(account_id, point.id, row.local_day)
    happened = list(map(standing.as_event, there))
    same = rules.same_event(happened, occurred_at, direction, late=row.late, by_staff=True)
    if same is not None:
        found = next(one for one in there if one.id == same.id)
        standing.spend(account_id, nonce, found.id)
        _confirm(person, found, actor)
        return standing.facts_of(found, person)
    verdict = _seen(row, happened)
    row.state, row.reason, row.level = verdict.state, verdict.reason, verdict.level
    _write(person, row, there, actor)
    return standing.facts_of(row, person)


def record_staff_mark(  # noqa: PLR0917 - as above
    account_id: int, point_no: int, direction: str, occurred_at: datetime | None, reason: str, actor: Staff
) -> CheckinFacts | None:
    """Staff say by hand when somebody came (the first in) or went (the last out); None: that they did not.

    Level 1, accepted; it corrects what stands there. Raises ``OwnCheckin``, ``NotFound`` for no such point.
    """
    person, point = _other(account_id, actor), expecting.point_of(point_no)
    day = expecting.shift_day(account_id, point, occurred_at or clock.now())
    there = standing.at_target(account_id, point.id, day)
    ours = [one for one in there if one.direction == direction]
    if occurred_at is None:
        _strike(person, ours, reason, actor)
        return None
    if ours:
        row = ours[0 if direction == "in" else -1]
        _correct(person, row, occurred_at, reason, actor)
    else:
        row = _row(account_id, point, direction, occurred_at, method="staff_mark", actor=actor)
        row.state, row.level, row.note = "accepted", 1, reason
        _write(person, row, there, actor)
    return standing.facts_of(row, person)


def attendance_of(account_id: int, point_no: int) -> list[CheckinFacts]:
    """All accepted check-ins of somebody at a target in order of time: what its pairs are made from."""
    query = sa.select(Checkin).join(PresencePoint, PresencePoint.id == Checkin.point_id)
    mine = (Checkin.account_id == account_id, PresencePoint.no == point_no, Checkin.state == "accepted")
    rows = db.session.scalars(query.where(*mine).order_by(Checkin.occurred_at, Checkin.id))
    return [standing.facts_of(row, None) for row in rows]


def waiting_at(point_no: int) -> set[int]:
    """Accounts of whom a check-in waits at a target, for staff or for a position."""
    query = sa.select(Checkin.account_id).join(PresencePoint, PresencePoint.id == Checkin.point_id)
    waits = query.where(PresencePoint.no == point_no, Checkin.state.in_(WAITING))
    return {account_id for account_id in db.session.scalars(waits) if account_id is not None}


def directions_waiting(kind: str, targets: Iterable[str]) -> dict[tuple[str, int], set[str]]:
    """Which directions wait at targets of a kind, by target and account: for staff or for a position."""
    query = sa.select(PresencePoint.target, Checkin.account_id, Checkin.direction)
    query = query.join(PresencePoint, PresencePoint.id == Checkin.point_id).where(Checkin.state.in_(WAITING))
    query = query.where(PresencePoint.kind == kind, PresencePoint.target.in_(list(targets)))
    found = defaultdict[tuple[str, int], set[str]](set)
    for target, account_id, direction in db.session.execute(query.where(Checkin.account_id.is_not(None))):
        found[target, account_id].add(direction)
    return found


def settle_hours(account_id: int, point_no: int) -> None:
    """The hours of somebody at a shift were confirmed or rejected just now: their check-ins have 180 days from here."""
    of_point = sa.select(PresencePoint.id).where(PresencePoint.no == point_no).scalar_subquery()
    mine = sa.update(Checkin).where(Checkin.account_id == account_id, Checkin.point_id == of_point)
    db.session.execute(mine.values(hours_settled_at=clock.now()))


def _other(account_id: int, actor: Staff) -> Person:
    """The person a staff member acts on, locked. Raises ``OwnCheckin``."""
    if account_id == actor.account_id:
        raise rules.OwnCheckin
    return Person(account_id, accounts.lock_account(account_id).person_ref)


def _row(
    account_id: int, point: PresencePoint, direction: str, occurred_at: datetime, *, method: str, actor: Staff
) -> Checkin:
    return Checkin(
        account_id=account_id,
        kind=point.kind,
        point=point,
        scanned_point=point if method == "staff_scan" else None,
        direction=direction,
        local_day=expecting.shift_day(account_id, point, occurred_at),
        pair_no=1,
        method=method,
        hint="unknown",
        occurred_at=occurred_at,
        received_at=clock.now(),
        late=False,
        actor_ref=actor.person_ref,
        note="",
    )


def _seen(row: Checkin, happened: Sequence[Event]) -> Verdict:
    """What a staff scan comes to: staff saw the person, but the roster and the clock are looked at all the same."""
    account_id, at = row.account_id or 0, row.occurred_at
    expected = expecting.expectation_at(account_id, row.point, late=row.late) if row.point else None
    if row.point is None or not proving.takes(row.point, at) or not _is_time(expected, at):
        return Verdict("rejected", "closed", 0)  # whoever was seen on another day was not at this shift
    if expected is None:
        return Verdict("pending", "not-on-roster", 3)
    pair_no = rules.numbered([*happened, Event(standing.NEW, row.direction, row.occurred_at)])[standing.NEW]
    found = doubts.about(row, account_id, pair_no, None)
    return Verdict("pending" if found else "accepted", found[0] if found else None, 3)


def _is_time(expected: Expectation | None, at: datetime) -> bool:
    """Whether a scan falls into the time somebody is expected; whoever is not on the roster has the point's times."""
    return expected is None or rules.is_expected(expected.starts_at, expected.ends_at, at)


def _confirm(person: Person, found: Checkin, actor: Staff) -> None:
    """A staff scan agrees with a check-in that waits: it counts from now on."""
    if found.state == "accepted" or found.reason == "not-on-roster":
        return
    before = [found.state, found.reason]
    found.state, found.reason, found.level, found.method = "accepted", None, 3, "staff_scan"
    found.actor_ref = actor.person_ref
    db.session.flush()
    _audit("checkin.staff_scan", found, {"state": [before[0], "accepted"], "doubt": [before[1], None]}, actor)
    standing.count(person, found)


def _correct(person: Person, row: Checkin, occurred_at: datetime, reason: str, actor: Staff) -> None:
    before = clock.rfc3339(row.occurred_at)
    row.occurred_at, row.state, row.reason = occurred_at, "accepted", None
    row.method, row.level, row.actor_ref, row.note = "staff_mark", 1, actor.person_ref, reason
    db.session.flush()
    _audit("checkin.staff_mark", row, {"occurred_at": [before, clock.rfc3339(occurred_at)]}, actor)
    if row.point_id is not None:
        standing.renumber(person, row.point_id, row.local_day)
    standing.count(person, row)


def _strike(person: Person, rows: Sequence[Checkin], reason: str, actor: Staff) -> None:
    for row in rows:
        if row.state == "accepted":
            standing.withdraw(person, row)
        before = row.state
        row.state, row.actor_ref, row.note, row.decided_at = "rejected", actor.person_ref, reason, clock.now()
        _audit("checkin.staff_mark", row, {"state": [before, "rejected"]}, actor)
    db.session.flush()
    for row in rows[:1]:
        if row.point_id is not None:
            standing.renumber(person, row.point_id, row.local_day)


def _write(person: Person, row: Checkin, there: Sequence[Checkin], actor: Staff) -> None:
    if row.state == "rejected":
        db.session.add(row)
        db.session.flush()  # its id is told; it stands in no pair
    else:
        standing.add(person, row, there)
    metrics.count(row)
    made = {"direction": [None, row.direction], "state": [None, row.state]}
    _audit(f"checkin.{row.method}", row, made, actor)


def _audit(action: str, row: Checkin, changes: dict[str, list[str | None]], actor: Staff) -> None:
    audit.record(action, f"checkin:{row.id}", changes, role=actor.role)
