"""What the access table finds in the ledger, and what its calls send.

"own" waits in a community of 青得里街道, "other" in 精河镇; "waits" is over a cap, "done" was confirmed by a colleague
and drawn for a second reading, "self" is each actor's own. "undo" is what the staff of 青得里街道 decided.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from app.accounts.models import Account
from app.core.db import db, transaction
from app.hours import objecting
from app.hours.models import HoursChain
from tests.access_table import ACTORS, Line
from tests.hours.hours_words import ELSEWHERE, account_of, attend, chain_of, confirm, desk, local, make_shift, proposed

NOBODY = 2**31 - 1
COLLEAGUE = "2" * 32
KEY = {"Idempotency-Key": "key-of-the-access-table"}
VERSIONS = {
    ("POST", "/api/v1/hours/<hours_id>/correction"): KEY,
    ("POST", "/api/v1/hours/backfills"): KEY,
}


@dataclass
class Hours:
    """Chains by words of the table, of ``self`` by actor; shifts without hours; public numbers."""

    chains: dict[str, int] = field(default_factory=dict)
    own: dict[str, int] = field(default_factory=dict)
    shifts: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    batch: str = ""
    objection: int = 0


def furnish() -> Hours:
    """Make hours in every state, each of somebody of their own; with real commits."""
    made = Hours()
    made.chains = {"own": proposed("vol-own"), "other": proposed("vol-other", area_code=ELSEWHERE)}
    made.chains |= {"waits": proposed("vol-waits", 481, begin="08:00"), "done": proposed("vol-done")}
    for thing in ("waits", "done"):
        confirm(made.chains[thing], by=desk(COLLEAGUE))
    made.batch = confirm(proposed("vol-undo"), by=desk(account_of("stf")[1])).batch_id
    shift = make_shift(day=18)
    for actor in ACTORS:
        made.own[actor] = chain_of(attend(shift, actor, (local("11:00", 18), local("12:00", 18))))
        confirm(made.own[actor], by=desk(COLLEAGUE))
        made.numbers[actor] = db.session.get_one(Account, account_of(actor)[0]).public_no
    made.numbers["fresh"] = db.session.get_one(Account, account_of("vol-fresh")[0]).public_no
    made.shifts = {"own": make_shift(day=17), "other": make_shift(day=17, area_code=ELSEWHERE)}
    made.shifts["self"] = made.shifts["own"]
    ref = account_of("vol-done")[1]
    with transaction() as session:
        session.execute(sa.update(HoursChain).values(sampled=True))
        made.objection = objecting.object_to(made.chains["done"], "少算了", ref)[0].id
    return made


def let_everybody_look(world: Any) -> None:
    """Who is named to whom is written down by now: looking again today writes nothing."""
    chains = [f"hours/{world.hours.chains[thing]}" for thing in ("own", "other")]
    for actor in ACTORS:
        for path in ("hours", "objections", *chains):
            world.client.get(f"/api/v1/{path}", headers=world.headers[actor])


def path_values(found: Hours, line: Line, actor: str) -> dict[str, str]:
    """The variable parts of a route of hours."""
    return {
        "<hours_id>": str(_chain(found, line.thing, actor)),
        "<objection_id>": str(found.objection if line.thing == "own" else NOBODY),
    }


def _chain(found: Hours, thing: str, actor: str) -> int:
    return found.own.get(actor, NOBODY) if thing == "self" else found.chains.get(thing, NOBODY)


def _confirmation(world: Any, thing: str, actor: str) -> dict[str, Any]:
    row = {"id": _chain(world.hours, thing, actor), "minutes": 45, "reason": "提前走了", "version": 1}
    return {"items": [row]}


def _backfill(world: Any, thing: str, actor: str) -> dict[str, Any]:
    number = world.hours.numbers[actor if thing == "self" else "fresh"]
    return {"account": number, "shift_id": world.hours.shifts[thing], "minutes": 30, "reason": "手机没电"}


BODIES: dict[tuple[str, str], Any] = {
    ("POST", "/hours/confirmations"): _confirmation,
    ("POST", "/hours/<hours_id>/rejection"): lambda _world, thing, _actor: {
        "reason": "没有到场",
        "version": {"waits": 2, "self": 2}.get(thing, 1),
    },
    ("POST", "/hours/undo"): lambda world, thing, _actor: {
        "batch_id": world.hours.batch if thing == "own" else "0" * 32
    },
    ("POST", "/hours/<hours_id>/correction"): lambda *_: {"minutes": 30, "reason": "多算了", "version": 2},
    ("POST", "/hours/backfills"): _backfill,
    ("POST", "/hours/<hours_id>/objection"): lambda *_: {"text": "少算了"},
    ("POST", "/objections/<objection_id>/answer"): lambda *_: {"text": "核对过了"},
}
