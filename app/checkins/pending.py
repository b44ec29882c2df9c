"""Whose check-ins a caller may settle: where their targets stand, as the grants of the caller cover it."""

from __future__ import annotations

from app.accounts import service as accounts
from app.checkins import settling
from app.checkins.facts import standing_asked
from app.core import access, events
from app.core.access import Permission, Scope
from app.core.problems import NotFound


def scope_of_target(kind: str | None, target: str) -> Scope | None:
    """Where a target stands for grants: stations and areas by themselves, others as their owner says."""
    if kind in {"station", "community"}:
        named = accounts.find_scope(target)
        return named.scope if named else None
    answers: list[Scope] = events.ask(standing_asked, kind=kind, code=target)
    return answers[0] if answers else None


def settleable(checkin_id: int) -> Scope:
    """Where a check-in stands that the caller may settle. Raises ``NotFound`` for all others."""
    row = settling.find(checkin_id)
    scope = scope_of_target(row.kind, row.point.target) if row.point else None
    if scope is None or not access.may(Permission.SETTLE_CHECKINS, scope):
        raise NotFound
    return scope
