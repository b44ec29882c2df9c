"""The welcome card of a community: what one gets, what staff see, and what this caller may do."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from app.areas.service import AreaFacts
from app.communities import announcements, memberships, rules
from app.communities.models import WelcomeCard
from app.core import access, audit
from app.core.access import Permission, Scope
from app.core.db import db
from app.core.problems import StaleVersion

AREA = ("code", "name", "short_name", "level", "parent_code", "path", "township_name", "in_programme")


def card(area: AreaFacts) -> dict[str, Any]:
    """The card as this request's caller reads it."""
    row = db.session.get(WelcomeCard, area.code)
    who, scope = access.caller(), Scope(area_path=area.path)
    member = memberships.membership_in(who.account_id, area.code) if who else None
    return {
        "area": {name: value for name, value in asdict(area).items() if name in AREA},
        "welcome": row.welcome if row else "",
        "contact": row.contact if row else None,
        "announcements": announcements.shown(area.code),
        "staff_see": list(rules.STAFF_SEE),
        "member": {"kind": member.kind, "joined_on": member.joined_on.isoformat()} if member else None,
        "members": _figure(area.code, scope),
        "actions": _actions(scope, here=member is not None),
        "version": row.version if row else 0,
    }


def edit(area: AreaFacts, version: int, welcome: str, contact: str | None, acting_role: str) -> dict[str, Any]:
    """Write the card; one never written has version 0. Raises ``StaleVersion`` with the card as it stands."""
    query = sa.select(WelcomeCard).where(WelcomeCard.area_code == area.code).with_for_update()
    row = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if version != (row.version if row else 0):
        raise StaleVersion(current=card(area))
    before = {"welcome": row.welcome, "contact": row.contact} if row else {"welcome": "", "contact": None}
    after = {"welcome": welcome, "contact": contact}
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if not changes:
        return card(area)
    if row is None:
        row = WelcomeCard(area_code=area.code, version=0)
        db.session.add(row)
    row.welcome, row.contact = welcome, contact
    row.version += 1
    db.session.flush()  # two first cards at once: the constraint speaks here
    audit.record("community.edit", f"community:{area.code}", changes, role=acting_role)
    return card(area)


def _figure(area_code: str, scope: Scope) -> dict[str, int | None] | None:
    """How many members, for whoever may know it: exactly for staff and township, from ten up above them."""
    exact = access.may(Permission.COUNT_MEMBERS, scope)
    if not exact and not access.may(Permission.COUNT_MEMBERS_FROM_TEN, scope):
        return None
    return rules.told_count(memberships.count_members(area_code), exact=exact)


def _actions(scope: Scope, *, here: bool) -> list[str]:
    who = access.caller()
    if who is None or who.status != "active":
        return []
    found = ["leave"] if here else []
    if access.may(Permission.READ_MEMBERS, scope):
        found.append("see_members")
    if not who.age_ok:
        return found
    if not here and rules.may_report_in(here, len(memberships.active_of(who.account_id))):
        found.insert(0, "report_in")
    if access.may(Permission.EDIT_COMMUNITY, scope):
        found += ["edit", "announce"]
    return [*found, "offer_role"] if access.may(Permission.OFFER_VOLUNTEER_ROLES, scope) else found
