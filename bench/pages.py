"""What a phone pays for the list and the bundle: Chromium at a quarter of this machine's speed, on the real service.

The goals are PERFORMANCE's: first card, longest task at load, 30 touch flings, the whole sheet's bundle. The sheet with
all its rows at once must miss the limit of the load, or the limit says nothing; a fast machine bears the listed ones at
once, so their figure only stands beside it.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from bench import house, in_pages
from bench.goals import Goal
from bench.plan import Plan
from bench.report import Findings
from bench.servers import Failed
from tests.e2e import lists
from tests.e2e.phone import Phone, Phones
from tests.stations.oracle import DATA, Place, read_places
from tests.support import front_end
from tests.support.browser import browser

AT = (44.904, 82.071)  # GCJ-02, 友谊广场
SLOWER = 4
FLINGS = 30
FIRST_CARD_MS, LOAD_TASK_MS, FLING_TASK_MS, RIGHT_ROW_MS, MOST_ROWS, BUNDLE_MS = 1_500, 400, 120, 300, 200, 300
ROWS_FILE, WINDOWED, ALL_AT_ONCE = "src/utils/rows.ts", "export const ROWS = ", "export const ROWS = 100000 // "


def trial(plan: Plan, folder: Path) -> Findings:
    """The list and the bundle on phones of their own, with the control beside them."""
    try:
        with browser() as chromium:
            return Findings(goals=_measured(plan.loads, folder, chromium))
    except front_end.FrontEndMissing as missing:
        raise Failed(str(missing)) from None


def _measured(rounds: int, folder: Path, chromium: Browser) -> list[Goal]:
    preview = front_end.build(folder / "preview")
    sheet = read_places(DATA / "stations-652700.csv")
    listed = [place for place in sheet if place.listed]
    with _service(listed, preview, folder / "listed") as url:
        found = _list_goals(rounds, chromium, url, len(listed))
    everything = [replace(place, listed=True) for place in sheet]
    all_rows = _all_rows(folder)
    with _service(everything, all_rows, folder / "all-rows") as url:
        control = _longest_ms(rounds, chromium, url)
        if statistics.median(control) <= LOAD_TASK_MS:
            raise Failed(f"all {len(everything):,} rows at once kept the limit of the load, which then says nothing")
        found.append(_told(f"control: all {len(everything):,} rows at once, longest task", control))
    with _service(listed, all_rows, folder / "listed-rows") as url:
        found.append(_told(f"  the {len(listed)} listed ones at once", _longest_ms(rounds, chromium, url)))
    with _service(everything, preview, folder / "everything") as url:
        took = _bundle_ms(rounds, chromium, url, len(everything), folder)
        found.append(_most(f"bundle of {len(everything):,} rows, parsed and indexed", took, BUNDLE_MS, 100))
    return found


def _most(what: str, values: list[float], limit: float | None, moonshot: float | None = None, unit: str = "ms") -> Goal:
    more = {"is_least": False, "unit": unit, "moonshot": moonshot, "is_absolute": True}
    return Goal(f"phone: {what}", tuple(values), limit, **more)


def _told(what: str, values: list[float]) -> Goal:
    return _most(what, values, None)


def _longest_ms(rounds: int, chromium: Browser, url: str) -> list[float]:
    """The longest task at load, each on a new phone."""
    return [_loaded(chromium, url).longest_ms for _ in range(rounds)]


@dataclass(frozen=True)
class Load:
    """One start of the app. ``again``: the next start on the same phone, with its file on it."""

    card_ms: float
    longest_ms: float
    again_ms: float
    again_longest_ms: float
    flings: dict[str, list[float]]


def _list_goals(rounds: int, chromium: Browser, url: str, count: int) -> list[Goal]:
    _loaded(chromium, url)  # the service's own first answers do not count
    loads = [_loaded(chromium, url, fling=True) for _ in range(rounds)]
    worst = {name: [max(load.flings[name]) for load in loads] for name in loads[0].flings}
    return [
        _most(f"first card of {count}, nothing on the phone", [load.card_ms for load in loads], FIRST_CARD_MS, 800),
        _most("  longest task at load", [load.longest_ms for load in loads], LOAD_TASK_MS, 200),
        _most("first card, the file on the phone", [load.again_ms for load in loads], FIRST_CARD_MS, 800),
        _most("  longest task at load, the file there", [load.again_longest_ms for load in loads], LOAD_TASK_MS, 200),
        _most(f"{FLINGS} flings: right row in the middle after", worst["right_ms"], RIGHT_ROW_MS),
        _most("  longest task in flings", worst["task_ms"], FLING_TASK_MS, 50),
        _most("  rows in the page", worst["rows"], MOST_ROWS, unit="rows"),
        _most("  rows left to the end", [load.flings["left"][-1] for load in loads], 8, unit="rows"),
    ]


def _loaded(chromium: Browser, url: str, *, fling: bool = False) -> Load:
    """A new phone starts the app, twice; then the list is flung to its end."""
    with tempfile.TemporaryDirectory() as shots:
        phones = Phones(url, chromium, Path(shots))
        try:
            phone = phones.new(position="allowed", at=AT)
            phone.context.add_init_script(in_pages.WATCH)
            phone._page = page = _slowed(phone.context.new_page())
            first = _start(page, url)
            page.goto("about:blank")
            again = _start(page, url)
            flings = _fling(phone, url) if fling else {}
            if phones.complaints():
                raise Failed("; ".join(phones.complaints()))
            return Load(*first, *again, flings)
        finally:
            phones.close()


def _slowed(page: Page) -> Page:
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return page


def _start(page: Page, url: str) -> tuple[float, float]:
    """When the first card with real data stood there, ms from navigation; the longest task until it was quiet."""
    page.goto(url, wait_until="commit")
    card: float = page.wait_for_function("() => window.__watch.card", timeout=60_000).json_value()
    page.wait_for_function("() => window.__watch.quiet()", timeout=60_000)
    return card, float(page.evaluate("() => window.__watch.longest()"))


def _fling(phone: Phone, url: str) -> dict[str, list[float]]:
    rows, page = lists.listed_at(url), phone.page
    order = [row["code"] for row in lists.nearest_first(rows, AT)]
    found: dict[str, list[float]] = {"right_ms": [], "rows": [], "left": [], "task_ms": []}
    page.evaluate("order => window.__watch.expect(order)", order)
    for _ in range(FLINGS):
        lists.fling(phone)
        seen: dict[str, Any] = page.evaluate("() => window.__watch.right()")
        found["right_ms"].append(seen["ms"])
        found["rows"].append(seen["rows"])
        found["left"].append(len(order) - 1 - seen["index"])
        page.evaluate(lists.STILL)
    found["task_ms"].append(float(page.evaluate("() => window.__watch.longest()")))
    return found


def _bundle_ms(rounds: int, chromium: Browser, url: str, count: int, folder: Path) -> list[float]:
    """The phone's own code on the whole sheet: read, checked, every row made a station, sorted by distance."""
    entry = folder / "bundle-entry.ts"
    entry.write_text(in_pages.entry(front_end.FRONT_END), encoding="utf-8")
    esbuild = front_end.FRONT_END / "node_modules/esbuild/bin/esbuild"
    built = [str(esbuild), str(entry), "--bundle", "--minify", "--log-level=error", f"--outfile={folder / 'bundle.js'}"]
    subprocess.run(built, check=True)
    text = lists.bundle_text(url, "652700")
    if len(json.loads(text)["rows"]) != count:
        raise Failed("the bundle is not what was put in")
    context = chromium.new_context()
    try:
        page = _slowed(context.new_page())
        page.evaluate((folder / "bundle.js").read_text(encoding="utf-8"))
        return [float(page.evaluate("text => window.timed(text)", text)) for _ in range(rounds + 1)][1:]
    finally:
        context.close()


@contextmanager
def _service(places: list[Place], preview: Path, folder: Path) -> Iterator[str]:
    _, env = house.furnish(f"sqlite:///{folder / 'pages.db'}", folder, places)
    with house.deployed("pages", env | {"PREVIEW_DIR": str(preview)}, folder, threads=8) as server:
        yield f"http://127.0.0.1:{server.port}"


def _all_rows(folder: Path) -> Path:
    """The preview with the window over the list taken away."""
    home = front_end.workshop(folder / "all-rows-sources")
    rows = home / ROWS_FILE
    code = rows.read_text(encoding="utf-8")
    if code.count(WINDOWED) != 1:
        raise Failed(f"{ROWS_FILE} has no {WINDOWED.strip()!r} to plant the fault in")
    rows.write_text(code.replace(WINDOWED, ALL_AT_ONCE), encoding="utf-8")
    built = front_end.build(folder / "all-rows-preview", home=home)
    shutil.rmtree(home)
    return built
