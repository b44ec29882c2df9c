"""What participants say of an activity. Activities are rated, not people; words are never published (PRODUCT 4.8)."""

from __future__ import annotations

import sqlalchemy as sa

from app.accounts import service as accounts
from app.core import clock
from app.core.db import db
from app.core.problems import NotFound
from app.hours.models import HoursChain
from app.hours.records_models import Evaluation, TrainingRecord
from app.hours.records_rules import NotAParticipant
from app.volunteering import service as volunteering


def evaluate(shift_id: int, account_id: int, stars: int, text: str) -> Evaluation:
    """Say how an activity was, 1 to 5; the last word replaces the one before.

    Who was there by their check-ins, whatever became of the hours, or has hours of it, or a record of the training,
    took part. Raises ``NotFound`` for no such shift (drafts are none), ``NotAParticipant``, also before its end.
    """
    shift = volunteering.shift_facts(shift_id)
    if shift.status == "draft":
        raise NotFound
    ref = accounts.lock_account(account_id).person_ref  # two phones at once: one row
    if clock.now() < shift.ends_at or not _took_part(shift_id, account_id, ref):
        raise NotAParticipant
    mine = (Evaluation.shift_id == shift_id, Evaluation.account_id == account_id)
    found = db.session.scalars(sa.select(Evaluation).where(*mine)).one_or_none()
    now = clock.now()
    if found is None:
        found = Evaluation(shift_id=shift_id, account_id=account_id, created_at=now)
        db.session.add(found)
    found.stars, found.text, found.changed_at = stars, text, now
    db.session.flush()
    return found


def _took_part(shift_id: int, account_id: int, person_ref: str) -> bool:
    if volunteering.was_there(shift_id, account_id):
        return True
    served = sa.exists().where(
        HoursChain.shift_id == shift_id, HoursChain.person_ref == person_ref, HoursChain.state != "rejected"
    )
    trained = sa.exists().where(TrainingRecord.shift_id == shift_id, TrainingRecord.person_ref == person_ref)
    return bool(db.session.scalar(sa.select(sa.or_(served, trained))))
