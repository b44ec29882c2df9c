"""Publishing a shift: the start ahead, the true risks, the insurance, the checklist. Source: PRODUCT 4.7, 条例 12, 17.

The first publication of an occurrence confirms its whole series: what is made of it later is published as it is made,
but for holidays. Lock order: account, series, shifts by id.
"""

from __future__ import annotations

import sqlalchemy as sa

from app.accounts import service as accounts
from app.core import access, audit, clock, events, settings
from app.core.access import Permission
from app.core.db import db
from app.volunteering import shift_rules as rules
from app.volunteering.models import Shift, ShiftSeries
from app.volunteering.shift_facts import Actor, lock_shift, scope_of_row, shift_facts
from app.volunteering.shift_signals import shift_published
from app.volunteering.shifts import subject


def publish_shift(shift_id: int, actor: Actor) -> None:
    """Let riders see a shift and sign up. Again, it changes nothing.

    Raises ``NotFound``, ``ShiftOver`` for one that was cancelled or has ended, ``ShiftNotReady`` with what is missing.
    """
    if actor.account_id is not None:
        accounts.lock_account(actor.account_id)  # before the shift: the call's key will refer to it
    series = _lock_series(shift_id)
    shift = lock_shift(shift_id)
    access.require(Permission.PUBLISH_SHIFT, scope_of_row(shift))
    if shift.status == "published":
        return
    rules.check_status(shift.status, {"draft"})
    missing = missing_of(shift)
    if missing:
        raise rules.ShiftNotReady(errors=missing)
    is_ordinary = shift.waits_for is None
    show(shift, actor)
    if series is not None and series.confirmed_at is None and is_ordinary:
        _confirm(series, actor)


def show(shift: Shift, actor: Actor) -> None:
    """Make a locked draft public."""
    shift.status, shift.published_at, shift.waits_for = "published", clock.now(), None
    shift.version += 1
    audit.record("shift.published", subject(shift), {"status": ["draft", "published"]}, role=actor.role)
    db.session.flush()  # whoever is told reads the row
    events.tell(shift_published, shift_id=shift.id)


def missing_of(shift: Shift) -> list[dict[str, str]]:
    """What a draft lacks to be published."""
    return rules.missing_for_publication(
        starts_at=shift.starts_at, risk_text=shift.risk_text, insurance_text=shift.insurance_text, now=clock.now()
    )


def warnings_of(shift_id: int) -> list[dict[str, str]]:
    """What to think about; nothing that blocks: the hours in which riders earn most."""
    facts = shift_facts(shift_id)
    peaks = rules.read_peaks(settings.current().meal_peaks)
    return rules.peak_warnings(clock.local(facts.starts_at), clock.local(facts.ends_at), peaks)


def _lock_series(shift_id: int) -> ShiftSeries | None:
    """The series a shift is of, locked before it."""
    of_shift = sa.select(Shift.series_id).where(Shift.id == shift_id).scalar_subquery()
    query = sa.select(ShiftSeries).where(ShiftSeries.id == of_shift).with_for_update(key_share=True)
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def _confirm(series: ShiftSeries, actor: Actor) -> None:
    """The checklist holds for all of a series: its other drafts that wait for nothing are shown, too."""
    series.confirmed_at = clock.now()
    series.version += 1
    waiting = (Shift.series_id == series.id, Shift.status == "draft", Shift.waits_for.is_(None))
    query = sa.select(Shift).where(*waiting).order_by(Shift.id).with_for_update(key_share=True)
    for shift in db.session.scalars(query.execution_options(populate_existing=True)):
        if not missing_of(shift):
            show(shift, actor)
