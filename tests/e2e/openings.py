"""How each page is opened for the checks of the whole app. Pages come from ``app.json``; here stands what a page needs.

A page without a line is opened as somebody new with the position allowed, without a query.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.e2e.service import Service
from tests.e2e.shift_stage import a_shift
from tests.support.front_end import FRONT_END

Stage = Callable[[Service], Mapping[str, object]]


@dataclass(frozen=True)
class Opening:
    """``query`` may name values that ``stage`` returns: ``id={shift}``."""

    person: str = ""  # a fake user; empty: somebody new
    query: str = ""
    stage: Stage | None = None
    taps: tuple[str, ...] = ()  # opened from the first tab by these taps: the page shows what that one found


OPENINGS: dict[str, Opening] = {
    "pages/map/map": Opening(taps=("看地图",)),
    "packages/rider/pages/community/community": Opening(query="code=652701001001"),
    "pages/station/station": Opening(query="code=YQ0001"),
    "pages/shift/shift": Opening(query="id={shift}", stage=a_shift),
}
STILL: frozenset[str] = frozenset()  # pages on which nothing can be tapped


def pages() -> list[str]:
    """Every page of the app, subpackages too."""
    app = json.loads((FRONT_END / "src" / "app.json").read_text(encoding="utf-8"))
    parts = app.get("subPackages", [])
    return [*app["pages"], *(f"{part['root']}/{page}" for part in parts for page in part["pages"])]


def opening_of(page: str) -> Opening:
    return OPENINGS.get(page, Opening())
