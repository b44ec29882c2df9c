"""Who may do what at a chain: staff of its issuer confirm, the township's second approvers approve (PRODUCT 5).

Asked once per request in the view and handed on, so that services decide over plain answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from app.accounts import service as accounts
from app.accounts.rules import ConsentWithdrawn
from app.areas import service as areas
from app.areas.service import OrganizationFacts
from app.core import access
from app.core.access import Permission, Scope
from app.core.problems import Conflict
from app.hours.chains import By
from app.hours.models import HoursChain
from app.hours.rules import Judge

PURPOSE = "volunteer_record"

Acting = Callable[[Permission, Scope], By | None]


@dataclass
class Desk:
    """Who sits at the desk. ``acting``: as whom they use a permission at a scope, None where they may not.

    ``seen``: accounts that were named to them, by issuer, to be written down before they are shown (``looks``).
    """

    ref: str
    acting: Acting
    seen: dict[int, set[int]] = field(default_factory=dict)
    _scopes: dict[int, Scope] = field(default_factory=dict)

    def judge(self, chain: HoursChain) -> Judge:
        """What they may decide at a chain."""
        return Judge(self.ref, self.may(Permission.CONFIRM_HOURS, chain), self.may(Permission.APPROVE_HOURS, chain))

    def may(self, permission: Permission, chain: HoursChain) -> bool:
        """Whether they may do this at a chain."""
        return self.acting(permission, self.scope_of(chain.issuer_id)) is not None

    def decides(self, chain: HoursChain) -> bool:
        """Whether a decision on this chain, the first or the second, can be theirs."""
        return self.may(Permission.DECIDE_HOURS, chain)

    def saw(self, issuer_id: int, account_id: int) -> None:
        """Remember that somebody is named to them."""
        self.seen.setdefault(issuer_id, set()).add(account_id)

    def by(self, permission: Permission, chain: HoursChain) -> By:
        """As whom they write a line; the permission was asked for before."""
        found = self.acting(permission, self.scope_of(chain.issuer_id))
        if found is None:
            raise RuntimeError("a line is written without a right to it: ask judge() first")
        return found

    def look_up(self, issuer_ids: Iterable[int]) -> None:
        """Read at once where these issuers stand."""
        unknown = set(issuer_ids) - self._scopes.keys()
        found = areas.organizations_of(unknown)
        self._scopes |= {one: _scope_of(found.get(one)) for one in unknown}

    def scope_of(self, issuer_id: int) -> Scope:
        """Where an issuer stands."""
        if issuer_id not in self._scopes:
            self._scopes[issuer_id] = scope_of_issuer(issuer_id)
        return self._scopes[issuer_id]


def scope_of_issuer(issuer_id: int) -> Scope:
    """What a grant must cover to be an issuer's staff; of a dissolved one, its successor's."""
    return _scope_of(areas.find_organization(issuer_id))


def _scope_of(issuer: OrganizationFacts | None) -> Scope:
    area = areas.find_area(issuer.area_code) if issuer and issuer.area_code else None
    return Scope(area_path=area.path if area else None, org_id=issuer.id if issuer else None, visible=False)


def refuse_unwanted(account_id: int) -> None:
    """Nothing new is written of whoever took the consent back, whoever would write it. Raises ``Conflict``."""
    try:
        accounts.check(account_id, PURPOSE, None)
    except ConsentWithdrawn:
        raise Conflict("对方已撤回“志愿服务记录”这项同意，不能再记新的") from None


def desk() -> Desk:
    """The caller's desk."""
    ref = access.somebody().person_ref

    def acting(permission: Permission, scope: Scope) -> By | None:
        grant = accounts.acting_grant(permission, scope)
        return By(ref, grant.role, grant.scope_code) if grant else None

    return Desk(ref, acting)
