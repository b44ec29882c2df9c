"""Whose hours and records the caller saw by name: a line for each person, issuer and day, which that person reads."""

from __future__ import annotations

from app.accounts import service as accounts
from app.core.access import Permission, somebody
from app.hours.rights import Desk

HOURS, RECORDS = "志愿时长", "培训和表扬记录"


def write_down(desk: Desk, what: str = HOURS) -> None:
    """Write who was named in what the caller is about to be shown; oneself needs no line. Seen again adds nothing."""
    who, key = somebody(), "hours" if what == HOURS else "records"
    looks = []
    for issuer_id, account_ids in sorted(desk.seen.items()):
        viewer = accounts.viewer(who, Permission.DECIDE_HOURS, desk.scope_of(issuer_id))
        looks.append(accounts.Look(viewer, frozenset(account_ids - {who.account_id}), f"{key}:{issuer_id}"))
    accounts.all_listed(looks, what=what)
