"""What other features call: consents, whose role a change is made in, what is held of people, and the signals.

``scope_asked`` (``scope_code``) is answered with a ``NamedScope`` by whoever owns such scopes (stations, teams);
``unread_asked`` (``account_id``) with a number; ``consent_withdrawn`` (``account_id, purpose``) is told within the
withdrawal's transaction. ``person_leaving`` and ``person_returned`` (``account_id``) and ``person_erased``
(``account_id, person_ref``) are told likewise; ``deletion_previewed`` (``account_id``) is answered with a list of
Chinese sentences on what would end; ``transfer_asked`` and ``transfer_done`` (``account_id, transfer_id``) tell of a
move to another WeChat user. Handlers read through ``db.session``, which is theirs already.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.accounts import identities, posts
from app.accounts.access_log import Look, Viewer, all_listed, listed, looked, viewer, viewers
from app.accounts.asking import (
    NamedScope,
    consent_withdrawn,
    deletion_previewed,
    find_scope,
    person_erased,
    person_leaving,
    person_returned,
    scope_asked,
    transfer_asked,
    transfer_done,
    unread_asked,
)
from app.accounts.consents import act, check, give, require
from app.accounts.holdings import Holding, Person, hold
from app.accounts.identities import is_active, lock_account, mark_unknown, names_of
from app.accounts.leading import put_leader
from app.accounts.people import device_of
from app.accounts.permissions import granting
from app.accounts.phones import number_of as phone_of
from app.accounts.posts import Ending
from app.accounts.posts import ending as terms_ending
from app.accounts.somebody import Somebody, is_here, somebodies, somebody_by_number
from app.core.access import Grant, Permission, Scope, caller

__all__ = [
    "Ending",
    "Holding",
    "Look",
    "NamedScope",
    "Person",
    "Somebody",
    "Viewer",
    "account_of_openid",
    "act",
    "acting_grant",
    "acting_role",
    "all_listed",
    "check",
    "consent_withdrawn",
    "deletion_previewed",
    "device_of",
    "find_scope",
    "first_leaders",
    "give",
    "grants_for",
    "hold",
    "is_active",
    "is_here",
    "leaders_of",
    "listed",
    "lock_account",
    "looked",
    "managers_of",
    "mark_unknown",
    "names_of",
    "openid_for_sending",
    "person_erased",
    "person_leaving",
    "person_returned",
    "phone_of",
    "put_leader",
    "require",
    "scope_asked",
    "somebodies",
    "somebody_by_number",
    "staff_of",
    "terms_ending",
    "transfer_asked",
    "transfer_done",
    "unread_asked",
    "viewer",
    "viewers",
]


def acting_grant(permission: Permission, scope: Scope | None) -> Grant | None:
    """By which of their grants the caller does this there, None without any."""
    who = caller()
    return granting(who.grants, permission, scope) if who else None


def grants_for(permission: Permission) -> list[Grant]:
    """The caller's grants that give a permission, each over its own scope."""
    who = caller()
    return [grant for grant in who.grants if granting([grant], permission, None)] if who else []


def acting_role(permission: Permission, scope: Scope | None) -> str:
    """In which of their roles the caller does this there: for audit and history lines. ``rider`` without any."""
    who = caller()
    grant = granting(who.grants, permission, scope) if who else None
    return grant.role if grant else "rider"


def account_of_openid(openid: str) -> int | None:
    """The account of a WeChat user, or None; to act on what WeChat tells us of them."""
    found = identities.find(openid)
    return found.id if found is not None else None


def openid_for_sending(account_id: int) -> str | None:
    """Whom to name to WeChat for this account; to be handed to the gateway and kept nowhere.

    None for whoever is disabled, leaving or gone, and whom WeChat knows no more: nothing is sent to them.
    """
    return identities.reachable_openid(account_id) if identities.is_active(account_id) else None


def managers_of(station_code: str) -> list[int]:
    """Accounts that manage a station now and can sign in, by their grants' age."""
    return posts.holders("station_manager", station_code)


def leaders_of(team_id: int) -> list[int]:
    """Accounts that lead a team now and can sign in, by their grants' age."""
    return posts.holders("team_leader", f"team:{team_id}")


def first_leaders(team_ids: Iterable[int]) -> dict[int, int]:
    """Of each of these teams that has one, the account that has led it the longest."""
    teams = {f"team:{team_id}": team_id for team_id in team_ids}
    return {teams[code]: account_id for code, account_id in posts.first_holders("team_leader", teams).items()}


def staff_of(area_path: str) -> list[int]:
    """Accounts of community staff whose area holds this one and who can sign in, the nearest area's first."""
    codes = area_path.strip("/").split("/")[::-1]
    return [one for code in codes for one in posts.holders("community_staff", code)]
