"""What views of keepers' edits share: in which role the caller acts, and the detail that answers every write."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.core.access import Permission
from app.core.problems import StaleVersion
from app.stations import keeping, reading
from app.stations.amenities import Actor


def actor(permission: Permission, code: str) -> Actor:
    """The caller as the one who does what ``permission`` allows at this station. Outside transactions.

    Raises ``NotFound`` for a station they may not know of.
    """
    return keeping.keeper_at(permission, keeping.scope_seen(code))


def crs(query: dict[str, Any], body: dict[str, Any]) -> str:
    """The datum of the answer: what the body says, else the query."""
    return str(body.get("crs") or query["crs"])


def detail_after(act: Callable[[], object], code: str, crs: str) -> dict[str, Any]:
    """Make a change within the open transaction; the detail as riders then see it.

    Whoever sent a stale version is refused with the detail as it stands, read under the same lock.
    """
    try:
        act()
    except StaleVersion as stale:
        stale.extra["current"] = reading.detail_of(code, crs=crs)
        raise
    return reading.detail_of(code, crs=crs)
