"""Whether the audit log is as it was sealed: each broken link as a sentence; and its lines, to take elsewhere."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import Flask

from app.core import clock, duties, seals
from app.core.audit import AuditEvent
from app.core.db import db
from app.core.seals import AuditChain, AuditSeal

log = logging.getLogger("yiqi.audit")
STEP = 1_000
SEALED_WITHIN = timedelta(hours=1)
DAY_S = 86_400.0
MOST_NAMED = 50


def wire(app: Flask) -> None:
    """Register sealing, retention and the daily verification."""
    duties.sweep(app, "audit-seals", 60, seals.seal_new)
    duties.sweep(app, "audit-retention", 3600, seals.forget_old)
    duties.errand(app, "audit-verification", DAY_S, _alarm)
    duties.invariant(app, "audit-seals", verify)


def verify(noted: str | None = None) -> list[str]:
    """What is wrong with the audit log; nothing is good. ``noted``: a head written down earlier (``120:9f86d081``)."""
    chain = db.session.scalars(sa.select(AuditChain), execution_options={"populate_existing": True}).one_or_none()
    if chain is None:
        return ["the audit chain is gone"]
    faults = [] if seals.is_marked(chain) else ["the ends of the audit chain do not carry our mark"]
    faults += [*_links(chain), *_unsealed(), *_not_as_noted(chain, noted)]
    more = len(faults) - MOST_NAMED
    return faults[:MOST_NAMED] + ([f"and {more} more"] if more > 0 else [])


def head() -> str:
    """The end of the chain in short, to be written down outside this machine."""
    return seals.head_words(db.session.scalars(sa.select(AuditChain)).one())


def lines(since: datetime, until: datetime) -> Iterator[str]:
    """Audit rows of a time with their seals, oldest first, each a line of JSON: for an auditor's own files."""
    query = sa.select(AuditEvent, AuditSeal).outerjoin(AuditSeal, AuditSeal.event_id == AuditEvent.id)
    query = query.where(AuditEvent.at >= since, AuditEvent.at < until).order_by(AuditEvent.id)
    for row, seal in db.session.execute(query.execution_options(yield_per=STEP)):
        facts = {
            "id": row.id,
            "at": row.at.isoformat(timespec="microseconds"),
            "actor": row.actor_ref,
            "role": row.actor_role,
            "action": row.action,
            "subject": row.subject,
            "changes": row.changes,
            "request_id": row.request_id,
            "no": seal.no if seal else None,
            "seal": seal.seal if seal else None,
        }
        yield json.dumps(facts, ensure_ascii=False)


def _links(chain: AuditChain) -> Iterator[str]:
    """Every link from the foot to the head: none missing, each over its row as it is now."""
    no, before = chain.foot_no, chain.foot_seal
    for link, row in _walk(chain):
        if link.no != no + 1:
            yield f"seals {no + 1} to {link.no - 1} are missing"
        elif row is None:
            yield f"audit row {link.event_id} is missing (seal {link.no})"
        elif link.seal != seals.seal_of(before, row):
            yield f"audit row {link.event_id} is not what was sealed (seal {link.no})"
        no, before = link.no, link.seal
    if (no, before) != (chain.head_no, chain.head_seal):
        yield f"the chain ends at seal {no}, not at {chain.head_no}"


def _walk(chain: AuditChain) -> Iterator[tuple[AuditSeal, AuditEvent | None]]:
    after = chain.foot_no
    query = sa.select(AuditSeal, AuditEvent).outerjoin(AuditEvent, AuditEvent.id == AuditSeal.event_id)
    fresh = {"populate_existing": True}  # what this process remembers of a row is not what is asked
    while True:
        step = query.where(AuditSeal.no > after, AuditSeal.no <= chain.head_no).order_by(AuditSeal.no).limit(STEP)
        found = db.session.execute(step, execution_options=fresh).tuples().all()
        yield from found
        if len(found) < STEP:
            return
        after = found[-1][0].no


def _unsealed() -> Iterator[str]:
    """Rows that should have a seal by now: the worker rests, or somebody slipped them in."""
    query = sa.select(AuditEvent.id).outerjoin(AuditSeal, AuditSeal.event_id == AuditEvent.id)
    late = (AuditSeal.no.is_(None), AuditEvent.at < clock.now() - SEALED_WITHIN)
    for event_id in db.session.scalars(query.where(*late).order_by(AuditEvent.id).limit(MOST_NAMED + 1)):
        yield f"audit row {event_id} has no seal: is the worker running?"


def _not_as_noted(chain: AuditChain, noted: str | None) -> Iterator[str]:
    if noted is None:
        return
    number, _, start = noted.partition(":")
    if not number.isdecimal() or not start:
        yield "a noted head looks like 120:9f86d081884c7d65"
        return
    if int(number) <= chain.foot_no:
        yield f"seal {number} is older than what is kept"
        return
    found = db.session.scalar(sa.select(AuditSeal.seal).where(AuditSeal.no == int(number)))
    if found is None or not found.startswith(start):
        yield f"seal {number} is not the one that was noted"


def _alarm() -> int:
    """Verify, and tell operators by the log; an errand, so that nobody waits for it."""
    faults = verify()
    if faults:
        log.error("the audit log is not as it was sealed", extra={"event": "audit-broken", "faults": len(faults)})
    return 0
