"""What must always hold of places and queues: invariants I1 and I2 of RELIABILITY 9."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.core import clock
from app.core.audit import AuditEvent
from app.core.db import db
from app.volunteering import places
from app.volunteering.models import Shift, ShiftRole, SignUp, WaitlistOffer
from app.volunteering.shift_counts import takes_place

LOOKED_BACK = timedelta(days=300)  # since the end: audit lines go after a year


def open_offers() -> int:
    """How many places are offered to somebody who has not answered yet."""
    query = sa.select(sa.func.count()).select_from(WaitlistOffer).where(WaitlistOffer.answer.is_(None))
    return db.session.scalar(query) or 0


def no_place_is_sold_twice() -> list[str]:
    """I1: who comes and who holds an offer fit into the places, those admitted beside them left out.

    Fewer places than people drop nobody (PRODUCT 4.7): a role that staff made smaller is held to what it had before, as
    long as the audit lines say so.
    """
    count = sa.func.count(SignUp.id)
    query = sa.select(ShiftRole, count).join(SignUp, SignUp.role_id == ShiftRole.id)
    query = query.join(Shift, Shift.id == ShiftRole.shift_id).where(Shift.ends_at > clock.now() - LOOKED_BACK)
    query = query.where(takes_place()).group_by(ShiftRole.id).having(count > ShiftRole.capacity).order_by(ShiftRole.id)
    found = db.session.execute(query).tuples().all()
    return [f"role {role.id}: {taken} of {role.capacity} places" for role, taken in found if taken > _most_places(role)]


def nobody_is_passed_over() -> list[str]:
    """I2: offers go by the queue, and outside open calls no place is free while somebody waits without an offer."""
    return [*_passed_over(), *_idle()]


def _most_places(role: ShiftRole) -> int:
    """The most places a role ever had, by the audit lines of its shift."""
    edited = (AuditEvent.action == "shift.edited", AuditEvent.subject == f"shift:{role.shift_id}")
    most = role.capacity
    for changes in db.session.scalars(sa.select(AuditEvent.changes).where(*edited)):
        before, _ = changes.get("roles", ((), ()))
        most = max([most, *(capacity for name, capacity, *_ in before if name == role.name or len(before) == 1)])
    return most


def _passed_over() -> Iterator[str]:
    """Somebody waits who was queued before one who holds an offer in the same role."""
    other = aliased(SignUp)
    earlier = sa.or_(
        SignUp.queued_at < other.queued_at, sa.and_(SignUp.queued_at == other.queued_at, SignUp.id < other.id)
    )
    query = sa.select(SignUp.id, other.id).join(other, other.role_id == SignUp.role_id)
    query = query.where(SignUp.state == "waitlisted", other.state == "offered", earlier)
    for waits, holds in db.session.execute(query.order_by(SignUp.id, other.id)):
        yield f"sign-up {waits} waits, {holds} behind it holds an offer"


def _idle() -> Iterator[str]:
    now = clock.now()
    waited = sa.select(SignUp.role_id).where(SignUp.state == "waitlisted").distinct()
    query = sa.select(ShiftRole).join(Shift, Shift.id == ShiftRole.shift_id)
    query = query.where(Shift.status == "published", Shift.starts_at > now, ShiftRole.open_call_at.is_(None))
    for role in db.session.scalars(query.where(ShiftRole.id.in_(waited)).order_by(ShiftRole.id)):
        found = places.standing(role).places
        if found.free and found.waiting:
            yield f"role {role.id}: {found.free} free, {found.waiting} wait"
