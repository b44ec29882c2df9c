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
    taps: tuple[str, ...] = ()  # what is tapped then
    from_first: bool = False  # opened by these taps from the first tab: it shows what that one found


OPENINGS: dict[str, Opening] = {
    "pages/map/map": Opening(taps=("看地图",), from_first=True),
    "packages/rider/pages/community/community": Opening(query="code=652701001001"),
    "pages/station/station": Opening(query="code=YQ0001"),
    "pages/shift/shift": Opening(query="id={shift}", stage=a_shift),
}
SIGN_IN = ("登录", "已满16岁，同意并登录")
SIGNED_IN: dict[str, Opening] = {  # pages that are others once somebody has signed in
    "pages/me/me": Opening(person="manager", taps=SIGN_IN),
    "pages/hours/hours": Opening(person="rider", taps=SIGN_IN),
    "packages/rider/pages/my-shifts/my-shifts": Opening(person="rider", taps=SIGN_IN),
    "packages/rider/pages/saved/saved": Opening(person="rider", taps=SIGN_IN),
    "packages/keeper/pages/stations/stations": Opening(person="manager", taps=SIGN_IN),
    "packages/keeper/pages/amenities/amenities": Opening(person="manager", query="code=YQ0001", taps=SIGN_IN[1:]),
}
STILL: frozenset[str] = frozenset()  # pages on which nothing can be tapped


def pages() -> list[str]:
    """Every page of the app, subpackages too."""
    app = json.loads((FRONT_END / "src" / "app.json").read_text(encoding="utf-8"))
    parts = app.get("subPackages", [])
    return [*app["pages"], *(f"{part['root']}/{page}" for part in parts for page in part["pages"])]


def opening_of(page: str) -> Opening:
    return OPENINGS.get(page, Opening())
