"""A check-in as its rider sees it, and as staff who may settle it do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.accounts import service as accounts
from app.checkins import evidence_rules as rules
from app.checkins.evidence_models import Checkin
from app.checkins.models import PresencePoint
from app.core import clock


def as_own(row: Checkin) -> dict[str, Any]:
    """For whom it belongs to, with what they may do now."""
    return _facts(row) | {
        "undo_until": clock.rfc3339(row.received_at + rules.UNDO_WITHIN),
        "position_until": _position_until(row),
        "actions": _own_actions(row),
    }


def for_staff(row: Checkin, people: Mapping[int, accounts.Somebody], own_account_id: int) -> dict[str, Any]:
    """For whoever may settle it; one's own only to look at."""
    person = people.get(row.account_id) if row.account_id is not None else None
    may = row.state == "pending" and row.account_id != own_account_id
    return _facts(row) | {
        "account": person.public_no if person else None,
        "display_name": person.display_name if person else None,
        "actions": ["decide"] if may else [],
    }


def _facts(row: Checkin) -> dict[str, Any]:
    return {
        "id": row.id,
        "state": row.state,
        "reason": row.reason,
        "evidence": {"level": row.level, "method": row.method},
        "target": _meant(row.point),
        "scanned": _meant(row.scanned_point),
        "direction": row.direction,
        "pair_no": row.pair_no,
        "local_day": row.local_day.isoformat(),
        "occurred_at": clock.rfc3339(row.occurred_at),
        "received_at": clock.rfc3339(row.received_at),
        "late": row.late,
    }


def _meant(point: PresencePoint | None) -> dict[str, str] | None:
    return {"kind": point.kind, "code": point.target, "name": point.label} if point else None


def _position_until(row: Checkin) -> str | None:
    """Until when a position may follow; None where none is asked."""
    return clock.rfc3339(row.received_at + rules.POSITION_WITHIN) if row.state == "needs_position" else None


def _own_actions(row: Checkin) -> list[str]:
    now, actions = clock.now(), []
    if row.state == "needs_position" and now <= row.received_at + rules.POSITION_WITHIN:
        actions.append("position")
    if now <= row.received_at + rules.UNDO_WITHIN and not row.is_of_staff:
        actions.append("undo")
    return actions
