"""What the floors above call: a target's point and its printed scene, tokens that only point, and what a scene means.

``target_asked`` (``kind``, ``code``) is answered with a ``Meant`` by whoever owns targets of that kind.
"""

from __future__ import annotations

from app.checkins.points import (
    STATION,
    Print,
    Target,
    as_print,
    open_station,
    print_of,
    renew_station,
    write_point,
)
from app.checkins.scenes import Meant, meant_by, revoke_tokens, target_asked, token_of
from app.core.problems import NotFound

__all__ = [
    "STATION",
    "Meant",
    "Print",
    "Target",
    "as_print",
    "meant_by",
    "open_station",
    "print_of",
    "renew_station",
    "revoke_tokens",
    "scene_of",
    "target_asked",
    "token_of",
    "write_point",
]


def scene_of(kind: str, code: str) -> str:
    """The signed scene that a poster of a target carries, in the caller's transaction.

    A station's point is made at first need, that of another kind by its owner (``write_point``). Raises ``NotFound``.
    """
    found = open_station(code) if kind == STATION else print_of(kind, code)
    if found is None:
        raise NotFound
    return found.scene
