"""Somebody with a past: hours and their certificate, a sign-up ahead, a community, a saved station, a phone, a look.

And what the database may still hold of them once they are erased.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app.accounts.holdings import holdings, personal_columns
from app.core import clock
from app.core.db import db
from tests.e2e.presence_stage import Later
from tests.e2e.service import Service
from tests.e2e.shift_stage import COMMUNITY, STAFF, done, shift, signed_up

MINUTES = 60
NAME = "古丽米热"  # printed on the certificate
SUM = "SELECT coalesce(sum(minutes), 0) FROM hours_entries"


@dataclass(frozen=True)
class Past:
    """What was prepared. ``ref``: the pseudonym that ledgers know the person by."""

    account: int
    ref: str
    ahead: str  # title of the shift signed up for
    certificate: str
    verified: dict[str, Any]  # what anybody is told of it by its number


def with_a_past(service: Service, later: Later, person: str) -> Past:
    """Two hours have passed when it is done."""
    me = done(service.call("GET", "/me", person=person))
    over = shift(service, "路口护学", starts_in=timedelta(minutes=10))
    later(hours=2)
    hours = {"account": me["public_no"], "shift_id": over, "minutes": MINUTES, "reason": "当时没有网"}
    done(service.call("POST", "/hours/backfills", hours, person=STAFF))
    ahead = f"扫雪{uuid.uuid4().hex[:6]}"
    signed_up(service, shift(service, ahead), person)
    done(service.call("PUT", f"/communities/{COMMUNITY}/membership", {"kind": "home"}, person=person))
    service.call("PUT", "/me/saved-stations/YQ0001", person=person)
    done(service.call("POST", "/me/phone", {"code": f"phone-13812345678.{uuid.uuid4().hex}"}, person=person))
    done(service.call("GET", f"/communities/{COMMUNITY}/members", person=STAFF))
    account = int(me["id"])
    ref = str(service.value("SELECT person_ref FROM accounts WHERE id = :id", id=account))
    number = certificate(service, person)
    return Past(account, ref, ahead, number, done(service.call("GET", f"/certificates/{number}")))


def certificate(service: Service, person: str) -> str:
    """Its number."""
    issuer = done(service.call("GET", "/me/hours/issuers", person=person))["items"][0]
    today = clock.today()
    days = {"period_from": str(today - timedelta(days=1)), "period_to": str(today)}
    body = {"issuer": issuer["issuer"]["id"], "name_on_paper": NAME, **days}
    made = done(service.call("POST", "/certificates", body, person=person))
    assert made["minutes"] == MINUTES
    return str(made["number"])


def still_referring(service: Service, past: Past) -> list[str]:
    """Columns of any table in which somebody erased still stands, found by the metadata and counted in the database.

    Their pseudonym may stand in a ledger that stays; then no account may lead to it.
    """
    found = []
    for table in db.metadata.sorted_tables:
        for column in personal_columns(table):
            refers: Any = past.account if column.foreign_keys else past.ref
            allowed = not column.foreign_keys and table.name in staying(service)
            count = service.value(
                f"SELECT count(*) FROM {table.name} WHERE {column.name} = :refers",  # noqa: S608 - names of our tables
                refers=refers,
            )
            if count and not allowed:
                found.append(f"{table.name}.{column.name}: {count}")
    return found


def staying(service: Service) -> set[str]:
    """Tables that keep a pseudonym, each with its reason."""
    return {held.table for held in holdings(service.app) if held.stays}


def texts_with(service: Service, text: str) -> list[str]:
    """Tables in which a text still stands, in any column."""
    names = [table.name for table in db.metadata.sorted_tables]
    like = {"like": f"%{text}%"}
    return [name for name in names if service.value(_anywhere(name), **like)]


def _anywhere(table: str) -> str:
    return str(sa.text(f"SELECT count(*) FROM {table} AS one WHERE one::text LIKE :like"))  # noqa: S608 - our tables
