"""What other features and the papers made from the ledger call.

``line_reversed`` (``entry_id, chain_id, person_ref, account_id, issuer_id``) is told within the transaction that takes
a confirmed line back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from app.core.db import db
from app.hours import chain_rules, queue, rights
from app.hours.chains import line_reversed
from app.hours.models import HoursChain, HoursEntry
from app.hours.proposing import propose, propose_forgotten

__all__ = [
    "ConfirmedLine",
    "balance",
    "confirmed_lines",
    "count_objections",
    "count_waiting",
    "line_reversed",
    "open_chains",
    "propose",
    "propose_forgotten",
]


@dataclass(frozen=True)
class ConfirmedLine:
    """A confirmed line that stands. ``kind``: confirm | backfill, which papers show apart."""

    entry_id: int
    chain_id: int
    kind: str
    minutes: int
    service_date: date
    shift_id: int
    issuer_id: int
    source: str
    created_at: datetime


def balance(person_ref: str) -> int:
    """Confirmed minutes of a person: the sum of the lines that count."""
    counted = (HoursEntry.person_ref == person_ref, HoursEntry.kind.in_(chain_rules.COUNTED))
    return int(db.session.scalar(sa.select(sa.func.coalesce(sa.func.sum(HoursEntry.minutes), 0)).where(*counted)) or 0)


def count_waiting() -> int:
    """How many chains wait for a word that can be the caller's."""
    return queue.count_waiting(rights.desk())


def count_objections() -> int:
    """How many objections wait for an answer that can be the caller's."""
    return queue.count_objections(rights.desk())


def confirmed_lines(person_ref: str, issuer_ids: int | Iterable[int], from_: date, to: date) -> list[ConfirmedLine]:
    """The confirmed lines that stand, of these issuers, with a service day from ``from_`` to ``to``, in its order."""
    issuers = [issuer_ids] if isinstance(issuer_ids, int) else list(issuer_ids)
    query = sa.select(HoursEntry).join(HoursChain, HoursChain.id == HoursEntry.chain_id)
    query = query.where(HoursChain.state == "confirmed", HoursEntry.no == HoursChain.version)
    query = query.where(HoursEntry.person_ref == person_ref, HoursEntry.issuer_id.in_(issuers))
    query = query.where(HoursEntry.service_date >= from_, HoursEntry.service_date <= to)
    return [_confirmed(entry) for entry in db.session.scalars(query.order_by(HoursEntry.service_date, HoursEntry.id))]


def open_chains(person_ref: str, issuer_ids: int | Iterable[int], from_: date, to: date) -> list[HoursChain]:
    """What waits for staff in such a period; to say so where nothing is confirmed."""
    issuers = [issuer_ids] if isinstance(issuer_ids, int) else list(issuer_ids)
    query = sa.select(HoursChain).where(HoursChain.person_ref == person_ref, HoursChain.issuer_id.in_(issuers))
    query = query.where(HoursChain.state.in_(chain_rules.OPEN))
    query = query.where(HoursChain.service_date >= from_, HoursChain.service_date <= to)
    return list(db.session.scalars(query.order_by(HoursChain.service_date, HoursChain.id)))


def _confirmed(entry: HoursEntry) -> ConfirmedLine:
    return ConfirmedLine(
        entry_id=entry.id,
        chain_id=entry.chain_id,
        kind=entry.kind,
        minutes=entry.minutes,
        service_date=entry.service_date,
        shift_id=entry.shift_id,
        issuer_id=entry.issuer_id,
        source=entry.source,
        created_at=entry.created_at,
    )
