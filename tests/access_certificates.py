"""What the access table finds of certificates and records, and what its calls send.

"own" is another person's, issued by a community of 青得里街道; "self" is each actor's own, and the shift they were at.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.core.db import db, transaction
from app.hours import certificates
from app.hours.certificates import Asked
from app.hours.models import HoursChain
from tests.access_table import ACTORS, Line
from tests.hours.hours_words import COMMUNITY, ELSEWHERE, account_of, office

NOBODY = 2**31 - 1
OF_2020 = "?from=2020-01-01&to=2020-12-31"
QUERIES = {"scope": "?of=scope", "old": OF_2020, "old-xl": f"{OF_2020}&format=xlsx&area=652701"}


@dataclass
class Certificates:
    """Numbers by word of the table, of ``self`` by actor; shifts and issuers by word."""

    numbers: dict[str, str] = field(default_factory=dict)
    own: dict[str, str] = field(default_factory=dict)
    shifts: dict[str, int] = field(default_factory=dict)
    issuers: dict[str, int] = field(default_factory=dict)


def furnish(hours: Any) -> Certificates:
    """Number the hours that ``access_hours`` made; with real commits."""
    made = Certificates(issuers={"own": office(COMMUNITY), "self": office(COMMUNITY), "none": office(ELSEWHERE)})
    made.own = {actor: _issue(actor, made.issuers["own"]) for actor in ACTORS}
    made.numbers["own"] = made.numbers["try"] = _issue("vol-done", made.issuers["own"])
    shift = sa.select(HoursChain.shift_id)
    made.shifts["self"] = db.session.scalars(shift.where(HoursChain.id == hours.own["rdr"])).one()
    made.shifts["other"] = db.session.scalars(shift.where(HoursChain.id == hours.chains["other"])).one()
    return made


def _issue(user: str, issuer: int) -> str:
    account_id, _ = account_of(user)
    asked = Asked(issuer, date(2025, 11, 10), date(2025, 11, 28), "马力")
    with transaction():
        return certificates.issue(account_id, asked).number


def path_values(found: Certificates, line: Line, actor: str) -> dict[str, str]:
    """The variable parts of a route of certificates; none of another feature's."""
    if line.route.endswith("/evaluation"):
        return {"<shift_id>": str(found.shifts.get(line.thing, NOBODY))}
    if "<number>" not in line.route or "/announcements/" in line.route:
        return {}
    mine = found.own[actor] if line.thing == "self" else None
    return {"<number>": mine or found.numbers.get(line.thing, "BZ2025000000000X")}


def _certificate(world: Any, thing: str, _actor: str) -> dict[str, Any]:
    days = {"period_from": "2025-11-01", "period_to": "2025-11-30"}
    issuer = world.certificates.issuers[thing]
    version = world.notices["certificate_identity"]
    return days | {"issuer": issuer, "name_on_paper": "马力", "notice_version": version}


def _record(world: Any, thing: str, actor: str) -> dict[str, Any]:
    number = world.hours.numbers[actor if thing == "self" else "fresh"]
    return {"account": number, "issuer": world.certificates.issuers["own"], "title": "骑行安全"}


def _training(world: Any, thing: str, actor: str) -> dict[str, Any]:
    more = {"held_on": "2025-11-18", "minutes": 90, "note": "下雪天", "shift_id": None}
    return _record(world, thing, actor) | more


def _commendation(world: Any, thing: str, actor: str) -> dict[str, Any]:
    return _record(world, thing, actor) | {"given_on": "2025-11-18", "text": "雪天守了一夜"}


BODIES: dict[tuple[str, str], Any] = {
    ("POST", "/certificates"): _certificate,
    ("POST", "/certificates/<number>/match"): lambda *_: {"name": "马力", "check_code": "0000-0000-0000"},
    ("POST", "/certificates/<number>/revocation"): lambda *_: {"reason": "开错了单位"},
    ("POST", "/trainings"): _training,
    ("POST", "/commendations"): _commendation,
    ("PUT", "/shifts/<shift_id>/evaluation"): lambda *_: {"rating": 5, "text": "组织得很好"},
}
