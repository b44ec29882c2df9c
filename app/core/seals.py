"""Seals over the audit log: ``HMAC(the seal before, the row)``, made by the worker every minute (RELIABILITY 13).

Rows are written unchained, with their cause: a chain there would queue all staff writes. Their ids are given before
they commit, so a row may appear after a higher one was sealed; the chain therefore has an order of its own (``no``),
and each run seals what has no seal yet among the newest ``LOOK_BACK`` ids. A row slipped in below that is never sealed,
and ``sealed_log`` reports it.

Triggers refuse every UPDATE and DELETE of both tables. Only retention may delete: it first moves the chain's foot,
which carries our mark, and the triggers let go what lies below. Whoever moves the foot without the key is seen.
"""

from __future__ import annotations

import json
import logging
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock, sealing, settings
from app.core.audit import AuditEvent
from app.core.db import Model, UtcDateTime, db

log = logging.getLogger("yiqi.audit")
BATCH = 5_000
LOOK_BACK = 10_000
NOTHING = "0" * 64


class AuditSeal(Model):
    """The seal of one audit row. ``no`` counts without gap; no foreign key, so that a row taken away is seen."""

    __tablename__ = "audit_seals"

    no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_id: Mapped[int] = mapped_column()
    seal: Mapped[str] = mapped_column(sa.String(64))
    sealed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (sa.UniqueConstraint("event_id"),)


class AuditChain(Model):
    """One row: where the chain begins and ends, under a mark of its own; also the lock of whoever seals.

    The foot is the last seal that retention took away; ``mark`` is empty only before the first seal.
    """

    __tablename__ = "audit_chains"

    id: Mapped[int] = mapped_column(primary_key=True)
    foot_no: Mapped[int] = mapped_column(default=0)
    foot_seal: Mapped[str] = mapped_column(sa.String(64), default=NOTHING)
    head_no: Mapped[int] = mapped_column(default=0)
    head_seal: Mapped[str] = mapped_column(sa.String(64), default=NOTHING)
    mark: Mapped[str] = mapped_column(sa.String(64), default="")


def seal_new() -> int:
    """Seal what has no seal yet, in id order; a sweep. Another worker at it leaves nothing to do. Returns how many."""
    chain = _lock()
    if chain is None:
        return 0
    rows = _unsealed()
    made = []
    for row in rows:
        chain.head_no, chain.head_seal = chain.head_no + 1, seal_of(chain.head_seal, row)
        made.append({"no": chain.head_no, "event_id": row.id, "seal": chain.head_seal, "sealed_at": clock.now()})
    if made:
        db.session.execute(sa.insert(AuditSeal), made)
        chain.mark = mark_of(chain)
        log.info("sealed", extra={"event": "audit-sealed", "head": head_words(chain)})  # a copy outside the database
    return len(made)


def forget_old() -> int:
    """Delete audit rows past their year from the foot of the chain, with their seals; a sweep. Returns how many."""
    chain = _lock()
    if chain is None:
        return 0
    foot = min(_last_old(chain), chain.foot_no + BATCH)
    if foot <= chain.foot_no:
        return 0
    chain.foot_seal = db.session.scalars(sa.select(AuditSeal.seal).where(AuditSeal.no == foot)).one()
    chain.foot_no = foot
    chain.mark = mark_of(chain)
    db.session.flush()  # the triggers read it
    below = sa.select(AuditSeal.event_id).where(AuditSeal.no <= foot)
    gone = db.session.execute(sa.delete(AuditEvent).where(AuditEvent.id.in_(below)))
    db.session.execute(sa.delete(AuditSeal).where(AuditSeal.no <= foot))
    return int(getattr(gone, "rowcount", 0))


def seal_of(previous: str, row: AuditEvent) -> str:
    """The seal of a row behind the seal before it."""
    at = row.at.isoformat(timespec="microseconds")
    facts = [row.id, at, row.actor_ref, row.actor_role, row.action, row.subject, row.changes, row.request_id]
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sealing.keyed_hash("audit-seal", f"{previous}\n{text}")


def mark_of(chain: AuditChain) -> str:
    """What only we can write over these ends of the chain."""
    ends = f"{chain.foot_no}:{chain.foot_seal}:{chain.head_no}:{chain.head_seal}"
    return sealing.keyed_hash("audit-chain", ends)


def is_marked(chain: AuditChain) -> bool:
    """Whether both ends are as we left them."""
    fresh = (chain.foot_no, chain.head_no, chain.head_seal, chain.mark) == (0, 0, NOTHING, "")
    return fresh or chain.mark == mark_of(chain)


def head_words(chain: AuditChain) -> str:
    """The end of the chain in short, to be noted elsewhere: ``120:9f86d081884c7d65``."""
    return f"{chain.head_no}:{chain.head_seal[:16]}"


def _lock() -> AuditChain | None:
    """The chain under its lock; None while another worker has it, and when it was tampered with: people must look."""
    query = sa.select(AuditChain).with_for_update(skip_locked=True)
    chain = db.session.scalars(query, execution_options={"populate_existing": True}).first()
    if chain is not None and not is_marked(chain):
        log.error("the audit chain was tampered with", extra={"event": "audit-broken"})
        return None
    return chain


def _unsealed() -> list[AuditEvent]:
    newest = sa.select(sa.func.coalesce(sa.func.max(AuditSeal.event_id), 0)).scalar_subquery()
    query = sa.select(AuditEvent).outerjoin(AuditSeal, AuditSeal.event_id == AuditEvent.id)
    query = query.where(AuditSeal.no.is_(None), AuditEvent.id > newest - LOOK_BACK)
    return list(db.session.scalars(query.order_by(AuditEvent.id).limit(BATCH)))


def _last_old(chain: AuditChain) -> int:
    """The seal before the first whose row must still be kept."""
    kept = AuditEvent.at >= clock.now() - timedelta(days=settings.current().audit_kept_days)
    first = sa.select(sa.func.min(AuditSeal.no)).join(AuditEvent, AuditEvent.id == AuditSeal.event_id).where(kept)
    found = db.session.scalar(first)
    return found - 1 if found is not None else chain.head_no
