"""Leaving a community: roles there end at once, sign-ups and hours stay, and the answer lists both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.accounts import service as accounts
from app.areas import service as areas
from app.communities import memberships, places, role_rules, roles
from app.core import clock, events
from app.core.db import db
from app.core.problems import NotFound

signups_asked = events.signal("community-signups-asked")
"""``account_id``, ``area_path``: answered with a list of ``KeptSignUp`` by whoever keeps sign-ups, else by nobody."""


@dataclass(frozen=True)
class KeptSignUp:
    """A future sign-up in a community that stays when its person leaves it."""

    id: int
    shift_id: int
    title: str
    starts_at: datetime


def leave(account_id: int, area_code: str) -> dict[str, Any]:
    """Leave a community: ``{roles_ended, signups_kept}``; whoever is not there any more loses nothing more.

    Raises ``NotFound`` for a code that is no community; one that left the programme can still be left.
    """
    area = areas.find_area(area_code)
    if area is None or area.level != "community":
        raise NotFound(places.NO_COMMUNITY)
    accounts.lock_account(account_id)
    _end(account_id, area.code)
    ended = roles.end_of_person(account_id, role_rules.LEFT, area.code)
    answers: list[list[KeptSignUp]] = events.ask(signups_asked, account_id=account_id, area_path=area.path)
    kept = sorted((found for answer in answers for found in answer), key=lambda found: (found.starts_at, found.id))
    return {
        "roles_ended": [{"id": row.id, "kind": row.kind, "name": role_rules.NAMES[row.kind]} for row in ended],
        "signups_kept": [_kept(found) for found in kept],
    }


def consent_withdrawn(*, account_id: int, purpose: str) -> None:
    """Without the consent nobody is on a list; told with the account locked. Giving it again brings nothing back."""
    if purpose == memberships.PURPOSE:
        _end(account_id)
        roles.end_of_person(account_id, role_rules.LEFT)


def previewed(*, account_id: int) -> list[str] | None:
    """What would end if this person left us, in sentences."""
    names = [places.full_name(found.area_code) for found in memberships.memberships_of(account_id)]
    held = [role_rules.NAMES[row.kind] for row in roles.open_of(account_id)]
    told = [f"社区名单里马上看不到你，7 天后退出：{'、'.join(names)}。"] if names else []
    told += [f"志愿身份马上结束：{'、'.join(held)}。"] if held else []
    return told or None


def _end(account_id: int, area_code: str | None = None) -> None:
    for row in memberships.active_of(account_id):
        if area_code in {None, places.now_called(row.area_code)}:
            row.left_at = clock.now()
    db.session.flush()  # who reads on finds it ended


def _kept(found: KeptSignUp) -> dict[str, Any]:
    return {
        "id": found.id,
        "shift_id": found.shift_id,
        "title": found.title,
        "starts_at": clock.rfc3339(found.starts_at),
    }
