"""What the floors above call: who reported in where, which roles they hold, and which communities there are.

``signups_asked`` (``account_id, area_path``) is answered with a list of ``KeptSignUp`` by whoever keeps sign-ups: what
stays when somebody leaves a community.
"""

from __future__ import annotations

from app.communities.leaving import KeptSignUp, signups_asked
from app.communities.memberships import MembershipFacts, membership_in, memberships_of
from app.communities.places import communities_of, find_community, scope_of
from app.communities.roles import holds_role

__all__ = [
    "KeptSignUp",
    "MembershipFacts",
    "communities_of",
    "find_community",
    "holds_role",
    "membership_in",
    "memberships_of",
    "scope_of",
    "signups_asked",
]
