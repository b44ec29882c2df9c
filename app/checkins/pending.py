"""Whose check-ins a caller may settle: where their targets stand, as the grants of the caller cover it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from app.accounts import service as accounts
from app.checkins import settling
from app.checkins.facts import standings_asked
from app.checkins.models import PresencePoint
from app.core import access, events
from app.core.access import Permission, Scope
from app.core.problems import NotFound

PLACES = frozenset({"station", "community"})


def scope_of_target(kind: str | None, target: str) -> Scope | None:
    """Where a target stands for grants: stations and areas by themselves, others as their owner says."""
    if kind in PLACES:
        named = accounts.find_scope(target)
        return named.scope if named else None
    for scopes in events.ask(standings_asked, kind=kind, codes=[target]):
        if target in scopes:
            found: Scope = scopes[target]
            return found
    return None


def scopes_of_targets(points: Iterable[PresencePoint]) -> dict[int, Scope]:
    """Where the targets of these points stand, by point; those that stand anywhere. Shifts are asked of at once."""
    found, others = dict[int, Scope](), defaultdict[str, dict[str, int]](dict)
    for point in points:
        if point.kind in PLACES:
            scope = scope_of_target(point.kind, point.target)
            found |= {point.id: scope} if scope is not None else {}
        else:
            others[point.kind][point.target] = point.id
    for kind, ids in others.items():
        for scopes in events.ask(standings_asked, kind=kind, codes=list(ids)):
            found |= {ids[code]: scope for code, scope in scopes.items()}
    return found


def settleable(checkin_id: int) -> Scope:
    """Where a check-in stands that the caller may settle. Raises ``NotFound`` for all others."""
    row = settling.find(checkin_id)
    scope = scope_of_target(row.kind, row.point.target) if row.point else None
    if scope is None or not access.may(Permission.SETTLE_CHECKINS, scope):
        raise NotFound
    return scope
