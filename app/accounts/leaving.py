"""Leaving: what would end, asking for it, taking it back, and the erasure after seven days. Source: PRODUCT 6.

What goes, and how, stands with each table (``holdings``); here is only when.
"""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import current_app

from app.accounts import asking, identities, posts
from app.accounts import leaving_rules as rules
from app.accounts.granting_rules import ROLE_NAMES, LastManager
from app.accounts.holdings import Holding, Person, holdings
from app.accounts.memory import forget_after_commit
from app.accounts.models import Account
from app.core import audit, clock, events
from app.core.db import db

log = logging.getLogger("yiqi.accounts")
BATCH = 20


def preview(account_id: int) -> dict[str, Any]:
    """What leaving would end at once, what is erased after the seven days, what stays, and what stands in the way."""
    person = person_of(account_id)
    roles = [
        f"岗位「{ROLE_NAMES[held.role]}」（{asking.scope_name(held.scope_code)}）马上收回"
        for held in posts.held_by(account_id)
    ]
    said = [sentence for told in events.ask(asking.deletion_previewed, account_id=account_id) for sentence in told]
    return {
        "ends": roles + said,
        "erased": [held.what for held in _holdings() if not held.stays and rows_of(held, person)],
        "stays": [held.stays for held in _holdings() if held.stays and rows_of(held, person)],
        "first": [
            {"type": f"/problems/{LastManager.slug}", "title": LastManager.title, **station}
            for station in posts.managed_alone(account_id)
        ],
        "erased_after": clock.rfc3339(rules.erased_after(clock.now())),
    }


def leave(account_id: int) -> datetime:
    """Ask to be deleted: what ends at once ends now. Returns from when on the rest is erased; a repeat changes nothing.

    Raises ``LastManager`` with the stations that would be left to nobody.
    """
    account = identities.lock_account(account_id)
    if account.status != "closing" or account.closing_at is None:
        posts.refuse_last_manager(account_id)
        account.status, account.closing_at = "closing", clock.now()
        _end_at_once(account)
    return rules.erased_after(account.closing_at)


def come_back(account_id: int) -> None:
    """Take leaving back; what ended at once stays ended. Twice changes nothing. Raises ``TooLateToReturn``."""
    account = identities.lock_account(account_id)
    if account.status != "closing" or account.closing_at is None:
        return
    if not rules.may_return(clock.now(), account.closing_at):
        raise rules.TooLateToReturn
    account.status, account.closing_at = "active", None
    db.session.flush()  # who is told finds the account open
    forget_after_commit(account_id)
    events.tell(asking.person_returned, account_id=account_id)


def erase_due() -> int:
    """Erase whoever left seven days ago; a sweep. Returns how many.

    Each in a savepoint, so that a fault with one keeps nobody else waiting; it is tried again at the next run.
    """
    return sum(_tried(account_id) for account_id in _due())


def erase_at_once(account_id: int) -> None:
    """Erase without the seven days: WeChat tells that the person left. Twice changes nothing.

    A station may lose its last manager by it: nobody can be refused this, so it is logged for its township.
    """
    account = identities.lock_account(account_id)
    if account.status == "active":
        for station in posts.managed_alone(account_id):
            code = station["scope_code"]
            log.warning("station without manager", extra={"event": "last-manager-left", "station": code})
        account.status, account.closing_at = "closing", clock.now()
        _end_at_once(account)
    erase(account)


def erase(account: Account) -> None:
    """Erase a locked account: every table that refers to the person, the highest floor first, the account last."""
    person = Person(account.id, account.person_ref)
    for held in reversed(_holdings()):
        held.erase(person)
    events.tell(asking.person_erased, account_id=person.account_id, person_ref=person.person_ref)
    audit.record("account.erase", f"account:{account.public_no}", {"status": ["closing", "erased"]}, role="system")
    forget_after_commit(account.id)


def person_of(account_id: int) -> Person:
    """Whom rows of this account refer to."""
    return Person(account_id, db.session.get_one(Account, account_id).person_ref)


def rows_of(held: Holding, person: Person) -> int:
    """How many rows of a table refer to a person."""
    return held.count(person) if held.count else len(held.export(person))


def _end_at_once(account: Account) -> None:
    db.session.flush()  # who is told finds the account closing
    person = Person(account.id, account.person_ref)
    for held in reversed(_holdings()):
        if held.at_once:
            held.at_once(person)
    events.tell(asking.person_leaving, account_id=account.id)
    forget_after_commit(account.id)


def _due() -> list[int]:
    """Whose seven days are over, locked; another worker takes others."""
    past = (Account.status == "closing", Account.closing_at <= clock.now() - rules.TAKEN_BACK_WITHIN)
    query = sa.select(Account.id).where(*past).order_by(Account.id).limit(BATCH)
    return list(db.session.scalars(query.with_for_update(skip_locked=True)))


def _tried(account_id: int) -> int:
    try:
        with db.session.begin_nested():
            erase(identities.lock_account(account_id))
    except Exception:
        log.exception("not erased", extra={"event": "erasure-failed"})
        return 0
    return 1


def _holdings() -> list[Holding]:
    return holdings(current_app)
