"""Volunteer roles as people read them: notices, and shapes for holders and for staff."""

from __future__ import annotations

from typing import Any

from app.accounts.service import Somebody
from app.communities import places, role_rules
from app.communities.models import VolunteerRole
from app.communities.role_rules import Standing
from app.core import clock
from app.notices import service as notices

PAGE = "packages/rider/pages/community/community"  # of whoever offered it, whom the holder may ask


def tell(row: VolunteerRole, key: str) -> None:
    """Tell the holder what became of a role, in their inbox."""
    last = f"{row.ends_on.month}月{row.ends_on.day}日"
    said = notices.words(key, role=role_rules.NAMES[row.kind], area=places.full_name(row.area_code), until=last)
    notices.notify(
        row.account_id,
        notices.Topic.COMMUNITY,
        title=said.title,
        body=said.body,
        dedupe_key=f"{key}:{row.id}",
        link=f"{PAGE}?code={places.now_called(row.area_code)}",
    )


def for_holder(row: VolunteerRole, found: Standing) -> dict[str, Any]:
    """A role as its holder reads it; ``briefing``: what is to be opened before accepting."""
    return _facts(row, found) | {
        "ended_why": found.why,
        "ended_at": clock.rfc3339(found.ended_at) if found.ended_at else None,
        "briefing": role_rules.BRIEFINGS[row.kind],
        "actions": role_rules.own_actions(found.state),
    }


def for_staff(row: VolunteerRole, found: Standing, holder: Somebody | None, *, may_revoke: bool) -> dict[str, Any]:
    """A role as staff read it, or without ``holder`` the auditor."""
    return _facts(row, found) | {
        "account": holder.public_no if holder else None,
        "display_name": holder.display_name if holder else None,
        "actions": ["revoke"] if may_revoke and found.state != role_rules.ENDED else [],
    }


def _facts(row: VolunteerRole, found: Standing) -> dict[str, Any]:
    until = role_rules.answer_by(row.offered_at, row.ends_on, clock.SHANGHAI)
    return {
        "id": row.id,
        "kind": row.kind,
        "name": role_rules.NAMES[row.kind],
        "area": places.shape(row.area_code),
        "state": found.state,
        "offered_at": clock.rfc3339(row.offered_at),
        "answer_by": clock.rfc3339(until),
        "accepted_at": clock.rfc3339(row.accepted_at) if row.accepted_at else None,
        "ends_on": row.ends_on.isoformat(),
    }
