"""What every page must be able to show: the rows of ``miniprogram/test/faces.json``, one for each page of ``app.json``
but the developers' own. A page without a row fails, and so does a row that leaves a face out in silence.

A row::

    {
      "page": "packages/rider/pages/inbox/inbox",   as in app.json
      "query": "id={shift}",                         how it is opened; {names} come from the stage. Leave out for none
      "who": "rider",                                rider, staff, manager, admin (signed in), or guest: somebody new
      "prepared": "a_shift",                         a function of every_page_stages.py that sets the stage and returns
                                                     the values of the {names}. Leave out for none
      "request": "/me/notices",                      regular expression of the GET below /api/v1 whose answer is the page:
                                                     held, cut off, refused with 503, emptied. {names} and $ as you need
      "emptied": {"items": []},                      what of that answer is replaced to make it empty; this if left out
      "taps": ["看地图"],                            tapped from the first tab to get there, instead of opening it
      "shows": {                                     the words by which each face is known
        "ready":   "消息",                            with its content (also words that must stay under the error bar)
        "loading": "正在取…",                         while the answer is held
        "empty":   "还没有消息",                       with the emptied answer
        "error":   "系统繁忙",                         opened, and the answer is 503 (its title is 系统繁忙，请稍后再试)
        "offline": "没有网络",                         opened with the network cut
        "stale":   "离线 · 资料是",                    the bar over old content when the network is cut; left out: as offline
        "guest":   "登录后看消息"                      for somebody not signed in. Not for a row whose who is guest
      },
      "none": {"empty": "why this page has no such face"}
    }

Each face stands in ``shows`` or, with the reason, in ``none``. ``none`` may also name ``stale`` (never asks again while
it is open) and ``again`` (no 再试一次, with the reason). Then look at your page alone::

    E2E_SHOTS=/tmp/shots pytest tests/e2e/test_every_page.py -k "inbox"
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.support.front_end import FRONT_END

FILE = FRONT_END / "test" / "faces.json"
GUEST = "guest"
FACES = ("ready", "loading", "empty", "error", "offline")
WITHOUT_REQUEST = ("loading", "empty", "error", "offline", "stale")
MORE = {"stale", "again", "guest"}
NOT_RIDERS = "packages/dev/"
EMPTY = {"items": [], "next_cursor": None}
HELP = "write one as tests/e2e/every_page.py says at its top, into miniprogram/test/faces.json"


@dataclass(frozen=True)
class Row:
    """One page of the file."""

    page: str
    who: str
    shows: Mapping[str, str]
    query: str = ""
    prepared: str = ""
    request: str = ""
    emptied: Mapping[str, Any] = field(default_factory=lambda: EMPTY)
    taps: tuple[str, ...] = ()
    none: Mapping[str, str] = field(default_factory=dict)

    @property
    def stale(self) -> str:
        """The bar over old content; empty: this page never asks again."""
        return "" if "stale" in self.none else self.shows.get("stale", self.shows.get("offline", ""))

    def faults(self) -> list[str]:
        """What this row leaves out."""
        wanted = [*FACES, *([] if self.who == GUEST else [GUEST])]
        missing = [face for face in wanted if face not in self.shows and face not in self.none]
        both = [face for face in self.shows if face in self.none]
        foreign = [face for face in (*self.shows, *self.none) if face not in (*FACES, *MORE)]
        asks = [face for face in WITHOUT_REQUEST if not self.request and face in self.shows]
        short = [face for face, words in (*self.shows.items(), *self.none.items()) if len(words) < 2]
        return [
            *(f"says nothing of {face}: its words in shows, or why not in none" for face in missing),
            *(f"has {face} in shows and in none" for face in both),
            *(f"knows no face {face}" for face in foreign),
            *(f"shows {face}, but names no request that would make it" for face in asks),
            *(f"has no words for {face}" for face in short),
        ]


def rows() -> list[Row]:
    """The file, each row with what it leaves out filled in."""
    found = json.loads(FILE.read_text(encoding="utf-8"))["pages"]
    return [Row(**row | {"taps": tuple(row.get("taps", ()))}) for row in found]


def pages() -> list[str]:
    """Every page of the app, subpackages too."""
    app = json.loads((FRONT_END / "src" / "app.json").read_text(encoding="utf-8"))
    parts = app.get("subPackages", [])
    return [*app["pages"], *(f"{part['root']}/{page}" for part in parts for page in part["pages"])]


def missing(app: list[str], known: list[Row]) -> list[str]:
    """Pages without a row, rows without a page, rows that leave something out."""
    wanted = [page for page in app if not page.startswith(NOT_RIDERS)]
    named = [row.page for row in known]
    return [
        *(f"{page} has no row: {HELP}" for page in wanted if page not in named),
        *(f"{page} is no page of app.json" for page in named if page not in wanted),
        *(f"{page} has two rows" for page in sorted({page for page in named if named.count(page) > 1})),
        *(f"{row.page} {fault}" for row in known for fault in row.faults()),
    ]


def filled(text: str, values: Mapping[str, object]) -> str:
    """Its {names} replaced; a regular expression's own braces stay."""
    return re.sub(r"\{([a-z_]+)\}", lambda match: str(values[match[1]]), text)
