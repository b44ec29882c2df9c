"""Walk-ins: somebody without an account who came anyway, labelled 现场 n, and joined to an account by a claim code.

The code is made from the secret, the shift and the nonce of the phone that noted them: the same call again makes the
same one, and only its hash is kept. Lock order: the account, the roles by id, the sign-up.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.accounts import service as accounts
from app.accounts.transfer_rules import CodeUsed
from app.checkins import service as checkins
from app.checkins.service import Staff
from app.core import audit, clock, events, sealing
from app.core.db import db
from app.core.problems import NotFound
from app.volunteering import attendance, attendance_points, places
from app.volunteering import attendance_rules as rules
from app.volunteering.models import SignUp
from app.volunteering.places import FRESH
from app.volunteering.shift_signals import attendance_changed
from app.volunteering.signup_answers import answer_of

LABEL = "现场 {n}"


@dataclass(frozen=True)
class Noted:
    """A walk-in as whoever noted them sees it; the code is said once, to that person."""

    signup: SignUp
    label: str
    claim_code: str


def note(shift_id: int, direction: str, nonce: str, claimed_at: datetime | None, staff: Staff) -> Noted:
    """Note somebody who came (``in``) or is going (``out``) and has no account. One nonce, one walk-in.

    Raises ``NotFound``, ``ShiftOver``, ``ShiftNotPublished``, ``Invalid`` for a time far from the shift.
    """
    attendance_points.point_of(shift_id)
    code = _code_of(shift_id, nonce, staff)
    places.lock_role(attendance.first_role(shift_id))
    known = db.session.scalars(sa.select(SignUp).where(SignUp.claim_hash == _hash(code))).one_or_none()
    if known is not None:
        return Noted(known, known.label or "", code)
    shift, now = places.shift_of(shift_id), clock.now()
    at = rules.noted_at(claimed_at, now)
    began, ended = (at, None) if direction == "in" else (None, at)
    rules.check_noted(at, starts_at=shift.starts_at, ends_at=shift.ends_at)
    row = SignUp(shift_id=shift_id, role_id=attendance.first_role(shift_id), person_ref=secrets.token_hex(16))
    row.state, row.extra, row.queued_at, row.version = "registered", True, now, 0
    row.label, row.noted_by_ref = _label(shift_id), staff.person_ref
    row.claim_hash, row.claim_until = _hash(code), now + rules.CLAIM_WITHIN
    db.session.add(row)
    db.session.flush()  # the audit row and the floors above name it
    attendance.write(row, shift, [(began, ended)], "staff")
    audit.record("signup.walk_in", f"signup:{row.id}", {"label": [None, row.label]}, role=staff.role)
    return Noted(row, row.label or "", code)


def claim(account_id: int, code: str, notice_version: int | None) -> dict[str, Any]:
    """Join a walk-in to one's account, hours and all; an empty sign-up of one's own for the same shift gives way.

    Claiming is the consent to the record. Raises ``NotFound`` for a code never made or past its 30 days,
    ``CodeUsed``, ``OwnSignup`` for whoever noted it, ``AlreadyThere``, ``NoticeChanged``, ``ConsentWithdrawn``.
    """
    account = accounts.lock_account(account_id)
    row = _locked(_hash(rules.as_typed(code)), account_id)
    if row.account_id == account_id:
        return answer_of(row, places.shift_of(row.shift_id))
    if row.account_id is not None or row.label is None:
        raise CodeUsed
    if row.noted_by_ref == account.person_ref:
        raise rules.OwnSignup("你登记的人要自己来领")
    accounts.act(account_id, attendance.PURPOSE, notice_version)
    left = _give_way(row.shift_id, account_id)
    row.account_id, row.person_ref = account_id, account.person_ref
    row.version += 1
    db.session.flush()  # whoever is told reads the row
    audit.record("signup.claimed", f"signup:{row.id}", {"label": [row.label, None]}, role="rider")
    _make_checkins(row, account_id)
    events.tell(attendance_changed, signup_id=row.id)
    if left is not None:
        places.promote(left, clock.now())
    return answer_of(row, places.shift_of(row.shift_id))


def _locked(claim_hash: str, account_id: int) -> SignUp:
    """The walk-in of a code, with its role locked and that of one's own sign-up for the same shift."""
    mine = SignUp.claim_hash == claim_hash
    found = db.session.execute(sa.select(SignUp.shift_id, SignUp.role_id, SignUp.claim_until).where(mine)).one_or_none()
    if found is None or found.claim_until is None or found.claim_until <= clock.now():
        raise NotFound("这个码不对，或者已经过期")
    attendance.locked_row(found.shift_id, account_id, found.role_id)
    row = db.session.scalars(sa.select(SignUp).where(mine).execution_options(**FRESH)).one_or_none()
    if row is None or row.role_id != found.role_id:  # moved while we waited
        raise NotFound("这个码不对，或者已经过期")
    return row


def _give_way(shift_id: int, account_id: int) -> int | None:
    """Let go of one's own sign-up for the shift, in which nothing stands; the role whose place came free, if any."""
    query = sa.select(SignUp).where(SignUp.shift_id == shift_id, SignUp.account_id == account_id)
    own = db.session.scalars(query.execution_options(**FRESH)).one_or_none()
    if own is None:
        return None
    if own.pairs or own.checked_in_at is not None or own.stated_in_at is not None or own.stated_out_at is not None:
        raise rules.AlreadyThere
    number = checkins.point_no_of(attendance_points.KIND, str(shift_id))
    if number is not None and account_id in checkins.waiting_at(number):
        raise rules.AlreadyThere("你这一班已经有签到在等确认，不能再领一份")
    role_id = own.role_id
    if own.state == "offered":
        places.answer_offer(own, "withdrawn", clock.now())
    db.session.delete(own)
    db.session.flush()  # the account is free for the other row
    return role_id


def _make_checkins(row: SignUp, account_id: int) -> None:
    """What staff noted of a walk-in becomes check-ins of its owner's, so that a later check-out joins them."""
    shift, number = places.shift_of(row.shift_id), attendance_points.point_of(row.shift_id)
    checkins.expect(account_id, number, shift.station_code, shift.starts_at, shift.ends_at)
    noted = Staff(0, row.noted_by_ref or "", "rider")
    for began, ended in attendance.pairs_of(row):
        for direction, at in (("in", began), ("out", ended)):
            if at is not None:
                checkins.record_staff_mark(account_id, number, direction, at, row.label or "", noted)


def _label(shift_id: int) -> str:
    """现场 1, 现场 2 ...: one more than were ever noted here; the first role's lock is held."""
    taken = sa.select(SignUp.label).where(SignUp.shift_id == shift_id, SignUp.label.is_not(None))
    numbers = [int(label.rpartition(" ")[2]) for label in db.session.scalars(taken) if label]
    return LABEL.format(n=1 + max(numbers, default=0))


def _code_of(shift_id: int, nonce: str, staff: Staff) -> str:
    digest = sealing.keyed_hash("walk-in", f"{shift_id}|{staff.person_ref}|{nonce}")
    return rules.written(bytes.fromhex(digest))


def _hash(code: str) -> str:
    return sealing.keyed_hash("claim", code)
