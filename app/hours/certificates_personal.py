"""Certificates and the people in them: names go within a day, at once with consent or account; numbers stay."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Flask

from app.accounts import service as accounts
from app.accounts.service import Holding, Person, hold
from app.core import clock, duties, events, sealing
from app.core.db import db, name_constraint
from app.hours import certificate_rules as rules
from app.hours import certificates, service
from app.hours.certificate_models import Certificate, CertificateLine
from app.hours.models import HoursChain, HoursEntry

NAMES_EVERY_S = 300.0  # the names' ten minutes to spare are two of these
STAYS = "开过的证明留下编号、单位、起止日期和分钟数，没有姓名，别人仍可以用编号核对。"


def wire(app: Flask) -> None:
    """Register the table, what ends certificates, the sweep of names, and what must always hold."""
    events.on(app, service.line_reversed, certificates.supersede)
    events.on(app, accounts.consent_withdrawn, forget_withdrawn)
    duties.sweep(app, "certificate-names", NAMES_EVERY_S, forget_names)
    duties.invariant(app, "certificates-true", certificates_are_true)
    for constraint in ("uq_certificates_lines", "uq_certificates_number"):
        name_constraint(constraint, rules.CertificateCrossed)
    hold(app, HOLDING)


def forget_names() -> int:
    """A sweep: erase the names that have had their day. Returns how many."""
    return _forget(Certificate.name_until <= clock.now())


def forget_withdrawn(account_id: int, purpose: str) -> None:
    """Whoever takes the consent back has their names erased at once."""
    if purpose == certificates.PURPOSE:
        _forget(Certificate.account_id == account_id)


def certificates_are_true() -> list[str]:
    """An invariant: a certificate says what its lines sum to; one that stands counts none that was taken back."""
    lines = sa.select(CertificateLine.certificate_id, sa.func.sum(HoursEntry.minutes).label("minutes"))
    lines = lines.join(HoursEntry, HoursEntry.id == CertificateLine.entry_id)
    sums = lines.group_by(CertificateLine.certificate_id).subquery()
    query = sa.select(Certificate.number).outerjoin(sums, sums.c.certificate_id == Certificate.id)
    wrong = query.where(sa.func.coalesce(sums.c.minutes, 0) != Certificate.minutes).order_by(Certificate.id)
    stale = sa.select(Certificate.number).join(CertificateLine, CertificateLine.certificate_id == Certificate.id)
    stale = stale.join(HoursEntry, HoursEntry.id == CertificateLine.entry_id)
    stale = stale.join(HoursChain, HoursChain.id == HoursEntry.chain_id)
    gone = sa.or_(HoursChain.version != HoursEntry.no, HoursChain.state != "confirmed")
    stale = stale.where(Certificate.status == "issued", gone).distinct().order_by(Certificate.number)
    return [
        *(f"certificate {number}: says other minutes than its lines" for number in db.session.scalars(wrong)),
        *(f"certificate {number}: stands on a line that was taken back" for number in db.session.scalars(stale)),
    ]


def _export(person: Person) -> list[dict[str, Any]]:
    own = sa.or_(Certificate.person_ref == person.person_ref, Certificate.account_id == person.account_id)
    return [
        {
            "at": clock.rfc3339(row.issued_at),
            "number": row.number,
            "period_from": row.period_from.isoformat(),
            "period_to": row.period_to.isoformat(),
            "minutes": row.minutes,
            "status": row.status,
            "name": sealing.unseal(certificates.NAME_SEAL, row.name_enc) if row.name_enc else None,
        }
        for row in db.session.scalars(sa.select(Certificate).where(own).order_by(Certificate.id))
    ]


def _erase(person: Person) -> None:
    mine = sa.update(Certificate).where(Certificate.account_id == person.account_id)
    db.session.execute(mine.values(account_id=None, name_enc=None, name_until=None))


def _at_once(person: Person) -> None:
    _forget(Certificate.account_id == person.account_id)


def _forget(whose: sa.ColumnElement[bool]) -> int:
    there = sa.update(Certificate).where(whose, Certificate.name_enc.is_not(None))
    gone = db.session.execute(there.values(name_enc=None, name_until=None))
    return int(getattr(gone, "rowcount", 0))


HOLDING = Holding(
    "certificates",
    certificates.PURPOSE,
    "志愿服务证明；姓名只在开证明后的一天里",
    "姓名最多 24 小时，其余账号在就在，注销后只留编号",
    _export,
    _erase,
    at_once=_at_once,
    stays=STAYS,
)
