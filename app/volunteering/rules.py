"""What a sign-up can be, and which of its states take a place. Source: PRODUCT 4.7 "Sign-up"."""

from __future__ import annotations

SIGNUP_STATES = (
    "registered",
    "waitlisted",
    "offered",
    "checked_in",
    "checked_out",
    "cancelled",
    "late_cancelled",
    "excused",
    "no_show",
    "lapsed",
    "shift_cancelled",
)
ON_ROSTER = frozenset({"registered", "checked_in", "checked_out"})  # who comes, or came
TAKING = ON_ROSTER | {"offered"}  # who takes a place: free = capacity - these
WAITING = frozenset({"waitlisted", "offered"})
CONCERNED = ON_ROSTER | WAITING  # whom a change or a cancellation concerns
PARTS = ("leader", "registered", "waitlisted")


def part_in(leads: bool, own_state: str | None) -> str | None:
    """What somebody with a role is in a shift themselves: its leader before all else, then who comes, or waits."""
    if leads:
        return "leader"
    if own_state in ON_ROSTER:
        return "registered"
    return "waitlisted" if own_state in WAITING else None
