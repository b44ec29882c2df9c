"""Certificates: who organised the service proves its hours, free of charge, one paper for each issuer and period.

The account is locked while lines are read and the paper is numbered; whoever takes a line back locks it too, so no
certificate counts a line that is reversed meanwhile. Source: PRODUCT 4.8 "Certificates".
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.accounts import service as accounts
from app.areas import service as areas
from app.core import audit, clock, sealing, settings
from app.core.access import Permission
from app.core.db import db
from app.core.paging import from_cursor, to_cursor
from app.core.problems import Invalid, NotFound
from app.hours import certificate_rules as rules
from app.hours import describing, service, telling
from app.hours.certificate_models import Certificate, CertificateLine
from app.hours.models import HoursChain, HoursEntry
from app.hours.rights import Desk
from app.hours.service import ConfirmedLine
from app.notices import service as notices
from app.notices.service import Topic

PURPOSE = "certificate_identity"
NAME_SEAL, CODE_SEAL = "certificate-name", "certificate-check"


@dataclass(frozen=True)
class Asked:
    """What a certificate is asked for; both days belong to the period. ``name``: as it shall stand on the paper."""

    issuer_id: int
    period_from: date
    period_to: date
    name: str
    notice_version: int | None = None


def issue(account_id: int, asked: Asked) -> Certificate:
    """Number the confirmed hours of one issuer and period, or find the number they have, and keep the name for a day.

    Typing the name is the consent to print it. Raises ``NothingConfirmed`` with what waits, ``CertificateEnded`` for
    what the issuer revoked, ``ConsentWithdrawn``, ``NoticeChanged``, ``Invalid`` for no such organisation.
    """
    account = accounts.lock_account(account_id)
    accounts.act(account_id, PURPOSE, asked.notice_version)
    issuer_id = issuer_named(asked.issuer_id).id
    lines = _lines(account.person_ref, issuer_id, asked)
    digest = rules.lines_hash((line.entry_id, line.minutes) for line in lines)
    found = _numbered(account.person_ref, issuer_id, asked, digest)
    if found is None:
        facts = {"account_id": account_id, "person_ref": account.person_ref, "issuer_id": issuer_id}
        found = _number(asked, lines, lines_hash=digest, **facts)
    if found.status != "issued":
        raise rules.CertificateEnded(found.ended_reason or None, number=found.number, certificate_status=found.status)
    found.name_enc = sealing.seal(NAME_SEAL, asked.name)
    found.name_until = clock.now() + rules.NAME_KEPT
    db.session.flush()
    return found


def issuer_named(issuer_id: int) -> areas.OrganizationFacts:
    """The organisation that proves; of a dissolved one, its successor. Raises ``Invalid`` for none."""
    found = areas.find_organization(issuer_id)
    if found is None:
        raise Invalid(errors=[{"field": "issuer", "message": "没有这个单位"}])
    return found


def find(number: str) -> Certificate:
    """The certificate with this number, typed anyhow. Raises ``NotFound``."""
    known = rules.read_number(number)
    found = known and db.session.scalars(sa.select(Certificate).where(Certificate.number == known)).one_or_none()
    if not found:
        raise NotFound
    return found


def own(number: str, account_id: int) -> Certificate:
    """One's own certificate. Raises ``NotFound`` for another's, too."""
    found = find(number)
    if found.account_id != account_id:
        raise NotFound
    return found


def mine(account_id: int, *, limit: int, cursor: str | None) -> dict[str, Any]:
    """A page of one's certificates, the newest first."""
    query = sa.select(Certificate).where(Certificate.account_id == account_id)
    if cursor is not None:
        query = query.where(Certificate.id < from_cursor(cursor, int)[0])
    rows = db.session.scalars(query.order_by(Certificate.id.desc()).limit(limit + 1)).all()
    more = to_cursor(rows[limit - 1].id) if len(rows) > limit else None
    return {"items": [owned(row) for row in rows[:limit]], "next_cursor": more}


def public(found: Certificate) -> dict[str, Any]:
    """All that anybody learns by a number: issuer, period, minutes, status."""
    return {
        "issuer": describing.issuer(found.issuer_id),
        "period_from": found.period_from.isoformat(),
        "period_to": found.period_to.isoformat(),
        "minutes": found.minutes,
        "status": found.status,
    }


def owned(found: Certificate) -> dict[str, Any]:
    """A certificate as its holder sees it. ``name_until``: until when it can be printed without typing the name."""
    name_kept = has_name(found)
    return public(found) | {
        "number": found.number,
        "hours": rules.hours_text(found.minutes),
        "backfilled_minutes": found.backfilled_minutes,
        "issued_at": clock.rfc3339(found.issued_at),
        "ended_reason": found.ended_reason or None,
        "name_until": clock.rfc3339(found.name_until) if name_kept and found.name_until else None,
        "url": address(found),
        "actions": (["print"] if name_kept else ["type_name"]) if found.status == "issued" else [],
    }


def address(found: Certificate) -> str:
    """Where a phone's camera leads from the paper: our page for this number."""
    return f"{settings.current().site_url}/c/{found.number}"


def has_name(found: Certificate) -> bool:
    """Whether the name for the paper is still there."""
    return found.name_enc is not None and found.name_until is not None and clock.now() < found.name_until


def name_on(found: Certificate) -> str:
    """The name for the paper. Raises ``CertificateEnded``, ``NameErased``."""
    if found.status != "issued":
        raise rules.CertificateEnded(number=found.number, certificate_status=found.status)
    if not has_name(found):
        raise rules.NameErased
    return sealing.unseal(NAME_SEAL, found.name_enc or b"")


def code_of(found: Certificate, name: str) -> str:
    """The check code of a paper with this name."""
    text = rules.sealed_text(found.number, name, (found.period_from, found.period_to), found.minutes)
    return rules.check_code(sealing.keyed_hash(CODE_SEAL, text))


def matches(number: str, name: str, check_code: str) -> bool:
    """Whether a paper with this number bears this name and code. Keeps nothing. Raises ``NotFound``."""
    right = code_of(find(number), name)
    return hmac.compare_digest(right.encode(), rules.read_check_code(check_code).encode())


def lines_of(found: Certificate) -> list[HoursEntry]:
    """The ledger lines that a certificate counts, by day."""
    query = sa.select(HoursEntry).join(CertificateLine, CertificateLine.entry_id == HoursEntry.id)
    query = query.where(CertificateLine.certificate_id == found.id)
    return list(db.session.scalars(query.order_by(HoursEntry.service_date, HoursEntry.id)))


def supersede(entry_id: int, **_: object) -> None:
    """A line counts no more: every certificate that counts it ends, and its holder is told."""
    query = sa.select(Certificate).join(CertificateLine, CertificateLine.certificate_id == Certificate.id)
    query = query.where(CertificateLine.entry_id == entry_id, Certificate.status == "issued").order_by(Certificate.id)
    for found in db.session.scalars(query.with_for_update(key_share=True, of=Certificate)).all():
        _end(found, "superseded", "")


def revoke(number: str, reason: str, desk: Desk) -> Certificate:
    """Staff of the issuer take a certificate back; said again it changes nothing.

    Raises ``NotFound`` for one that is not theirs, ``CertificateEnded`` for a superseded one.
    """
    query = sa.select(Certificate).where(Certificate.id == find(number).id).with_for_update(key_share=True)
    found = db.session.scalars(query.execution_options(populate_existing=True)).one()
    by = desk.acting(Permission.CONFIRM_HOURS, desk.scope_of(found.issuer_id))
    if by is None:
        raise NotFound
    if found.status == "superseded":
        raise rules.CertificateEnded(number=found.number, certificate_status=found.status)
    if found.status == "issued":
        _end(found, "revoked", reason)
        audit.record(
            "certificate.revoke", f"certificate:{found.number}", {"status": ["issued", "revoked"]}, role=by.role
        )
    return found


def _lines(person_ref: str, issuer_id: int, asked: Asked) -> Sequence[ConfirmedLine]:
    of = (person_ref, _ids_of(person_ref, issuer_id), asked.period_from, asked.period_to)
    lines = service.confirmed_lines(*of)
    if not lines:
        raise rules.NothingConfirmed(pending=_waiting(service.open_chains(*of)))
    return lines


def _ids_of(person_ref: str, issuer_id: int) -> list[int]:
    """Under which issuers somebody's lines may stand that this organisation proves: itself, and those it succeeded."""
    query = sa.select(HoursChain.issuer_id).where(HoursChain.person_ref == person_ref).distinct()
    kept = {one: areas.find_organization(one) for one in db.session.scalars(query)}
    return [issuer_id, *(one for one, facts in kept.items() if facts and facts.id == issuer_id and one != issuer_id)]


def _waiting(chains: Sequence[HoursChain]) -> list[dict[str, Any]]:
    around = describing.around(chains)
    return [
        {
            "id": chain.id,
            "shift": describing.shift(around.shifts[chain.shift_id]),
            "service_date": chain.service_date.isoformat(),
            "minutes": chain.open_minutes,
            "state": chain.state,
        }
        for chain in chains
    ]


def _numbered(person_ref: str, issuer_id: int, asked: Asked, digest: str) -> Certificate | None:
    query = sa.select(Certificate).where(
        Certificate.person_ref == person_ref,
        Certificate.issuer_id == issuer_id,
        Certificate.period_from == asked.period_from,
        Certificate.period_to == asked.period_to,
        Certificate.lines_hash == digest,
    )
    return db.session.scalars(query.with_for_update(key_share=True)).one_or_none()


def _number(asked: Asked, lines: Sequence[ConfirmedLine], **facts: Any) -> Certificate:
    now = clock.now()
    made = Certificate(
        number=rules.new_number(clock.local(now).year, secrets.randbelow),
        period_from=asked.period_from,
        period_to=asked.period_to,
        minutes=sum(line.minutes for line in lines),
        backfilled_minutes=sum(line.minutes for line in lines if line.kind == "backfill"),
        status="issued",
        issued_at=now,
        **facts,
    )
    db.session.add(made)
    db.session.flush()  # its lines refer to its id
    db.session.add_all(CertificateLine(certificate_id=made.id, entry_id=line.entry_id) for line in lines)
    return made


def _end(found: Certificate, status: str, reason: str) -> None:
    """End a certificate; with it goes the name, because nothing is printed any more."""
    found.status, found.ended_at, found.ended_reason = status, clock.now(), reason
    found.name_enc = found.name_until = None
    if found.account_id is None:
        return
    period = f"{found.period_from:%Y年%m月%d日}—{found.period_to:%Y年%m月%d日}"
    issuer = describing.issuer(found.issuer_id)["name"]
    words = notices.words(f"certificate-{status}", issuer=issuer, period=period, number=found.number, reason=reason)
    notices.notify(
        found.account_id,
        Topic.HOURS,
        title=words.title,
        body=words.body,
        dedupe_key=f"certificate:{found.number}:{status}",
        link=telling.PAGE,
    )
