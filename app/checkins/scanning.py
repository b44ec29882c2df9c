"""A rider scans a code: the first of two steps, posted at once, with which the window of the code is met.

Lock order: the account, then the check-in. Every call locks the account first, so that what it finds stays so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.accounts import service as accounts
from app.accounts.service import Person
from app.checkins import doubts, expecting, metrics, proving, standing
from app.checkins import evidence_rules as rules
from app.checkins.evidence_models import Checkin, Expectation
from app.checkins.evidence_rules import Event, Verdict
from app.checkins.known import Known, known_of
from app.checkins.models import PresencePoint
from app.checkins.points import SHIFT, STATION
from app.checkins.proving import Proof
from app.core import clock
from app.core.db import db


@dataclass(frozen=True)
class Scan:
    """What a phone sends. ``device`` tells the keyed hash of the device of the sign-in, asked at shifts only."""

    person: Person
    text: str
    nonce: str
    direction: str | None = None
    claimed_at: datetime | None = None
    hint: str = "unknown"
    device: Callable[[], str | None] = lambda: None


def check_in(scan: Scan) -> Checkin:
    """The check-in that a scan makes, or the one that its nonce or an earlier scan made.

    Raises ``UnknownCode`` for a text of no known form, ``TooLate`` past 72 hours, ``CheckinUndone``. What is not
    genuine makes a rejected check-in, so that the same nonce is told the same.
    """
    code = proving.form_of(scan.text)
    accounts.lock_account(scan.person.account_id)
    known = known_of(scan.person.account_id, scan.nonce, code.number, clock.today())
    answered = standing.answered(scan.person.account_id, scan.nonce) if known.has_answer else None
    if answered is not None:
        return answered
    proof = proving.prove(code, known, scan.claimed_at, clock.now())
    if proof.point is None or proof.reason is not None:
        return _reject(scan, proof)
    may_count = known.is_expected or proof.late  # of what comes late, expectations may be gone
    expected = _expectation(scan.person.account_id, proof.point, proof) if may_count else None
    if expected is None and proof.point.kind != SHIFT:
        return _once_a_day(scan, proof, proof.point, known)
    return _at_shift(scan, proof, proof.point, expected)


def _expectation(account_id: int, point: PresencePoint, proof: Proof) -> Expectation | None:
    """The shift for which a code counts: of the shift itself, or of the station where somebody is expected then."""
    if point.kind == SHIFT:
        return expecting.expectation_at(account_id, point, late=proof.late)
    if point.kind != STATION:
        return None
    times, late = proving.times_of(proof, clock.now()), proof.late
    found = (expecting.expected_now(account_id, point.target, at, late=late) for at in times)
    return next((one for one in found if one is not None), None)


def _once_a_day(scan: Scan, proof: Proof, point: PresencePoint, known: Known) -> Checkin:
    """A visit of a station, or a scan at a community: accepted at every level, once a day, whatever was read."""
    row = _row(scan, proof, point, expecting.day_of(proof.occurred_at))
    is_first = row.local_day == known.day and not known.was_there
    there = [] if is_first else standing.at_target(scan.person.account_id, point.id, row.local_day)
    if there:
        return _again(scan, there[0])
    row.state, row.level = "accepted", 2 if proof.method == "rotating" else 0
    standing.add_first(scan.person, row)
    metrics.count(row)
    return row


def _at_shift(scan: Scan, proof: Proof, scanned: PresencePoint, expected: Expectation | None) -> Checkin:
    if expected is not None and not _is_time(expected, proof):
        return _reject(scan, replace(proof, reason="closed"))
    account_id, point = scan.person.account_id, expected.point if expected else scanned
    row = _row(scan, proof, point, expecting.shift_day(account_id, point, proof.occurred_at))
    there = standing.at_target(account_id, point.id, row.local_day)
    happened = list(map(standing.as_event, there))
    same = rules.same_event(happened, row.occurred_at, scan.direction, late=row.late)
    row.direction = scan.direction or rules.direction_of(happened, row.occurred_at)
    pair_no = rules.numbered([*happened, Event(standing.NEW, row.direction, row.occurred_at)])[standing.NEW]
    verdict = rules.at_shift(
        proof.method,
        on_roster=expected is not None,
        late=row.late,
        doubts=doubts.about(row, account_id, pair_no, scan.device()),
        needs_position=point.needs_position or scanned.needs_position,
    )
    if same is not None:
        return _again(scan, _strengthened(scan, next(one for one in there if one.id == same.id), row, verdict))
    _judge(row, verdict)
    standing.add(scan.person, row, there)
    metrics.count(row)
    return row


def _is_time(expected: Expectation, proof: Proof) -> bool:
    """Whether a scan falls into the time somebody is expected; what came late is for staff to say."""
    return proof.late or rules.is_expected(expected.starts_at, expected.ends_at, proof.occurred_at)


def _strengthened(scan: Scan, found: Checkin, said: Checkin, verdict: Verdict) -> Checkin:
    """The check-in that a scan says again: better evidence settles what waits, as of its own time, which it proves; a
    new print asks for a position anew."""
    unanswered = found.state == "needs_position" or found.reason == "no-position"
    is_over = said.received_at > found.received_at + rules.POSITION_WITHIN
    if found.state in {"needs_position", "pending"} and verdict.state == "accepted":
        _judge(found, verdict)
        found.method, found.occurred_at, found.late = said.method, said.occurred_at, said.late
        db.session.flush()
        standing.count(scan.person, found)
    elif unanswered and (is_over or found.state == "pending") and verdict.state == "needs_position":
        _judge(found, verdict)
        found.method, found.hint, found.received_at = said.method, said.hint, said.received_at
    return found


def _again(scan: Scan, found: Checkin) -> Checkin:
    standing.spend(scan.person.account_id, scan.nonce, found.id)
    return found


def _reject(scan: Scan, proof: Proof) -> Checkin:
    """A code that does not count; the place it stands for is named only if the code proves it."""
    row = _row(scan, proof, proof.point, expecting.day_of(proof.occurred_at))
    row.direction = scan.direction or "in"
    _judge(row, Verdict("rejected", proof.reason, 0))
    db.session.add(row)
    db.session.flush()  # its id is told
    metrics.count(row)
    return row


def _row(scan: Scan, proof: Proof, point: PresencePoint | None, day: date) -> Checkin:
    """A check-in not yet judged, nor in the session."""
    return Checkin(
        account_id=scan.person.account_id,
        kind=point.kind if point else None,
        point=point,
        point_id=point.id if point else None,
        scanned_point=proof.point,
        scanned_point_id=proof.point.id if proof.point else None,
        nonce=scan.nonce,
        direction="in",
        local_day=day,
        pair_no=1,
        method=proof.method,
        hint=scan.hint,
        occurred_at=proof.occurred_at,
        received_at=clock.now(),
        late=proof.late,
        note="",
    )


def _judge(row: Checkin, verdict: Verdict) -> None:
    row.state, row.reason, row.level = verdict.state, verdict.reason, verdict.level
