"""What accounts must ask of, or tell, the floors above it; published through ``accounts.service``."""

from __future__ import annotations

from dataclasses import dataclass

from app.accounts.granting_rules import scope_kind
from app.areas import service as areas
from app.core import events
from app.core.access import Scope

scope_asked = events.signal("scope-asked")  # scope_code -> NamedScope | None: stations, organisations, teams
unread_asked = events.signal("unread-asked")  # account_id -> how many notices are unread
consent_withdrawn = events.signal("consent-withdrawn")  # account_id, purpose; in the withdrawal's transaction
person_leaving = events.signal("person-leaving")  # account_id: told when leaving is asked for
person_returned = events.signal("person-returned")  # account_id: it was taken back within the seven days
person_erased = events.signal("person-erased")  # account_id, person_ref: in the erasing transaction, after all rows
transfer_asked = events.signal("transfer-asked")  # account_id, transfer_id: somebody typed this account's code
transfer_done = events.signal("transfer-done")  # account_id, transfer_id: it is another WeChat user's from now on
deletion_previewed = events.signal("deletion-previewed")  # account_id -> sentences in Chinese on what would end


@dataclass(frozen=True)
class NamedScope:
    """A scope that exists: its code, where it is, what people call it, and the level of an area."""

    code: str
    scope: Scope
    name: str
    level: str | None = None


def find_scope(scope_code: str) -> NamedScope | None:
    """The scope of a code, or None when nothing has it; of a merged area or organisation, its successor's.

    Areas and organisations are looked up here, stations and teams are asked of the floors above.
    """
    scope_code = scope_code if ":" in scope_code else scope_code.upper()  # stations' codes, in any case
    kind = scope_kind(scope_code)
    if kind == "area":
        return _area(scope_code)
    if kind == "org":
        return _organization(int(scope_code.partition(":")[2]))
    answers: list[NamedScope] = events.ask(scope_asked, scope_code=scope_code) if kind else []
    return answers[0] if answers else None


def scope_name(scope_code: str) -> str:
    """What people call the scope of a code; the code itself where nothing has it any more."""
    named = find_scope(scope_code)
    return named.name if named is not None else scope_code


def unread_notices(account_id: int) -> int:
    """Unread notices of a person: whatever the floors above count."""
    return sum(events.ask(unread_asked, account_id=account_id))


def _area(code: str) -> NamedScope | None:
    area = areas.find_area(code)
    if area is None:
        return None
    return NamedScope(area.code, Scope(area_path=area.path), areas.scope_name(area.code) or area.name, area.level)


def _organization(org_id: int) -> NamedScope | None:
    found = areas.find_organization(org_id)
    if found is None:
        return None
    area = areas.find_area(found.area_code) if found.area_code else None
    return NamedScope(f"org:{found.id}", Scope(area_path=area.path if area else None, org_id=found.id), found.name)
