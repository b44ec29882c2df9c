"""Whose hours and records the caller saw by name: a line for each person, issuer and day, which that person reads."""

from __future__ import annotations

from typing import NamedTuple

from app.accounts import service as accounts
from app.core.access import Permission, somebody
from app.core.db import transaction
from app.hours.rights import Desk


class Kind(NamedTuple):
    """What was seen, as the person reads it, and the name of that list in the log's keys."""

    what: str
    key: str


HOURS = Kind("志愿时长", "hours")
RECORDS = Kind("培训和表扬记录", "records")
EXPORT = Kind("志愿时长导出", "hours-export")


def write_down(desk: Desk, kind: Kind = HOURS) -> None:
    """Commit who was named to the caller, before it is shown. Oneself needs no line; seen again adds nothing."""
    if desk.seen:
        with transaction():
            note(desk, kind)


def note(desk: Desk, kind: Kind = HOURS) -> None:
    """The same within the transaction of what they did, whose answer names somebody."""
    who, looks = somebody(), []
    for issuer_id, account_ids in sorted(desk.seen.items()):
        viewer = accounts.viewer(who, Permission.DECIDE_HOURS, desk.scope_of(issuer_id))
        others = frozenset(account_ids - {who.account_id})
        looks.append(accounts.Look(viewer, others, f"{kind.key}:{issuer_id}"))
    accounts.all_listed(looks, what=kind.what)
