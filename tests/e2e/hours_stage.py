"""Hours that wait for staff, as journeys need them: made by people who signed up, scanned in and out, or forgot to."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from app.accounts import demo as people
from app.core.db import transaction
from tests.e2e.service import Service
from tests.e2e.shift_stage import STAFF, done, shift, signed_up

COLLEAGUE, APPROVER, TOWN = "staff02", "approver", "652701001"
Later = Callable[..., None]
LINES = """SELECT e.kind, e.minutes, e.source FROM hours_entries e JOIN hours_chains c ON c.id = e.chain_id
    WHERE c.id = :chain ORDER BY e.no"""
BALANCE = """SELECT coalesce(sum(e.minutes), 0) FROM hours_entries e JOIN hours_chains c ON c.id = e.chain_id
    JOIN accounts a ON a.person_ref = e.person_ref
    WHERE a.public_no = :account AND e.kind IN ('confirm', 'reverse', 'backfill')"""


@dataclass(frozen=True)
class Day:
    """A rider's three shifts that are over, one with five others and a member of staff; ids of the shifts."""

    normal: int
    left_early: int
    no_check_out: int


def quiet(service: Service) -> None:
    """Nothing waits any more: what the sample data and tests before left is decided, one's own by a colleague."""
    for person in (STAFF, COLLEAGUE):
        for row in waiting(service, person):
            if "reject" in row["actions"]:
                refusal = {"reason": "清理示例", "version": row["version"]}
                done(service.call("POST", f"/hours/{row['id']}/rejection", refusal, person=person))


def waiting(
    service: Service, person: str = STAFF, *, shift_id: int = 0, state: str = "pending"
) -> list[dict[str, Any]]:
    """The queue of somebody."""
    only = f"&shift={shift_id}" if shift_id else ""
    found: list[dict[str, Any]] = done(service.call("GET", f"/hours?state={state}&limit=100{only}", person=person))[
        "items"
    ]
    return found


def scan_all(service: Service, shift_id: int, everybody: Sequence[str], direction: str) -> None:
    """All of them scan the code that staff show now."""
    codes = done(service.call("GET", f"/shifts/{shift_id}/screen-code", person=STAFF))["codes"]
    for person in everybody:
        body = {"code": codes[0]["code"], "nonce": uuid.uuid4().hex, "direction": direction}
        found = done(service.call("POST", "/checkins", body, person=person))
        assert found["state"] == "accepted", found


def a_day(service: Service, later: Later, rider: str, mark: str) -> Day:
    """Eight rows wait, and one of the staff's own: six are normal, one left after 41 minutes, one never checked out.

    Sixteen hours have passed when it is done.
    """
    quiet(service)
    together = [rider, *(f"g{uuid.uuid4().hex[:10]}" for _ in range(5)), STAFF]
    normal = shift(service, f"扫雪{mark}", starts_in=timedelta(minutes=10), capacity=9)
    early = shift(service, f"护学{mark}", starts_in=timedelta(minutes=80))
    forgot = shift(service, f"敲门{mark}", starts_in=timedelta(minutes=150))
    for person in together:
        signed_up(service, normal, person)
    for one in (early, forgot):
        signed_up(service, one, rider)
    for minutes, shift_id, everybody, direction in (
        (11, normal, together, "in"),
        (70, normal, together, "out"),
        (81, early, [rider], "in"),
        (122, early, [rider], "out"),
        (151, forgot, [rider], "in"),
    ):
        later(minutes=minutes)
        scan_all(service, shift_id, everybody, direction)
    later(hours=16)
    service.work()
    return Day(normal, early, forgot)


def one_row(service: Service, later: Later, title: str, *, stays: timedelta = timedelta(minutes=60)) -> int:
    """Somebody's hours at a shift of an hour that is over wait; ``stays``: the chain is looked at if under 45 minutes."""
    person = f"g{uuid.uuid4().hex[:10]}"
    planned = max(stays, timedelta(hours=1))
    starts = (service.now() + timedelta(minutes=10)).replace(second=0, microsecond=0)
    number = shift(
        service, title, starts_in=timedelta(minutes=10), ends_at=(starts + planned).isoformat(timespec="seconds")
    )
    signed_up(service, number, person)
    later(minutes=11)
    scan_all(service, number, [person], "in")
    later(minutes=11 + stays / timedelta(minutes=1))
    scan_all(service, number, [person], "out")
    (row,) = waiting(service, shift_id=number)
    return int(row["id"])


def approver(service: Service) -> str:
    """Somebody who has the second word in the township."""
    with service.app.app_context(), transaction():
        people.demo_person(APPROVER, "示例复核01", ("second_approver", TOWN))
    return APPROVER


def lines(service: Service, chain: int) -> list[tuple[str, int, str]]:
    """The ledger's lines of a chain: kind, minutes, source."""
    return [tuple(row) for row in service.rows(LINES, chain=chain)]


def object_to_hours(service: Service, person: str, text: str) -> int:
    """Somebody objects to hours of theirs that were decided on; the chain."""
    entries = done(service.call("GET", "/me/hours?limit=50", person=person))["entries"]
    chain = next(one["id"] for one in entries if "object" in one["actions"])
    done(service.call("POST", f"/hours/{chain}/objection", {"text": text}, person=person))
    return int(chain)
