"""What a phone pays for the list and the bundle: Chromium at a quarter of this machine's speed, on the real service.

    python -m bench.pages --rounds 5

The goals are PERFORMANCE's: first card, longest task at load, 30 touch flings, the whole sheet's bundle. The sheet with
all its rows at once must miss the limit of the load, or the limit says nothing; a fast machine bears the listed ones at
once, so their figure only stands beside it.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from bench import dataset, in_pages
from bench.servers import ROOT, Failed, end_on_sigterm, serving
from tests.e2e import lists
from tests.e2e.phone import LARGE, Phone, Phones
from tests.stations.oracle import DATA, Place, read_places
from tests.support import front_end
from tests.support.browser import browser

AT = (44.904, 82.071)  # GCJ-02, 友谊广场
SLOWER = 4
FLINGS, LIST_LINES = 30, 8
FIRST_CARD_MS, LOAD_TASK_MS, FLING_TASK_MS, RIGHT_ROW_MS, MOST_ROWS, BUNDLE_MS = 1_500, 400, 120, 300, 200, 300
ROWS_FILE, WINDOWED, ALL_AT_ONCE = "src/utils/rows.ts", "export const ROWS = ", "export const ROWS = 100000 // "


@dataclass(frozen=True)
class Line:
    """One figure: the median of its rounds against its goal, if it has one. ``planted``: the goal must be missed."""

    what: str
    values: list[float]
    goal: float | None
    unit: str
    planted: bool = False

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def passes(self) -> bool:
        return self.goal is None or (self.median <= self.goal) is not self.planted

    def __str__(self) -> str:
        spread = f"({min(self.values):.0f}-{max(self.values):.0f})"
        figure = f"  {self.what:46}{self.median:8.0f} {self.unit:5}{spread:>14}"
        if self.goal is None:
            return f"{figure}   for information"
        goal = f"{'must exceed' if self.planted else 'at most'} {self.goal:.0f}"
        return f"{figure}   {goal:17} {'pass' if self.passes else 'FAIL'}"


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when every goal is met, 1 when one is missed or nothing could be measured."""
    options = _options(arguments)
    end_on_sigterm()
    try:
        with tempfile.TemporaryDirectory(prefix="yiqi-bench-") as folder, browser() as chromium:
            lines = _measure(options.rounds, Path(folder), chromium)
            print(f"Chromium {chromium.version}, {SLOWER}x CPU, {LARGE[0]}x{LARGE[1]}, load {os.getloadavg()[0]:.2f}")
    except (Failed, front_end.FrontEndMissing) as failure:
        print(f"bench: {failure}", file=sys.stderr)
        return 1
    print("\n".join(map(str, lines[LIST_LINES:])))
    print(f"written to {_write(lines).relative_to(ROOT)}")
    return 0 if all(line.passes for line in lines) else 1


def _measure(rounds: int, folder: Path, chromium: Browser) -> list[Line]:
    preview = front_end.build(folder / "preview")
    sheet = read_places(DATA / "stations-652700.csv")
    listed = [place for place in sheet if place.listed]
    with _service(listed, preview, folder / "listed") as url:
        lines = _list_lines(rounds, chromium, url, len(listed))
        print("\n".join(map(str, lines)), flush=True)
    everything = [replace(place, listed=True) for place in sheet]
    all_rows = _all_rows(folder)
    with _service(everything, all_rows, folder / "all-rows") as url:
        what = f"planted: all {len(everything):,} rows at once, longest task"
        lines.append(Line(what, _longest_ms(rounds, chromium, url), LOAD_TASK_MS, "ms", planted=True))
    with _service(listed, all_rows, folder / "listed-rows") as url:
        what = f"  the {len(listed)} listed ones at once"
        lines.append(Line(what, _longest_ms(rounds, chromium, url), None, "ms"))
    with _service(everything, preview, folder / "everything") as url:
        took = _bundle_ms(rounds, chromium, url, len(everything), folder)
        lines.append(Line(f"bundle of {len(everything):,} rows, parsed and indexed", took, BUNDLE_MS, "ms"))
    return lines


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


def _list_lines(rounds: int, chromium: Browser, url: str, count: int) -> list[Line]:
    _loaded(chromium, url)  # the service's own first answers do not count
    loads = [_loaded(chromium, url, fling=True) for _ in range(rounds)]
    worst = {name: [max(load.flings[name]) for load in loads] for name in loads[0].flings}
    return [
        Line(f"first card of {count}, nothing on the phone", [load.card_ms for load in loads], FIRST_CARD_MS, "ms"),
        Line("  longest task at load", [load.longest_ms for load in loads], LOAD_TASK_MS, "ms"),
        Line("first card, the file on the phone", [load.again_ms for load in loads], FIRST_CARD_MS, "ms"),
        Line("  longest task at load", [load.again_longest_ms for load in loads], LOAD_TASK_MS, "ms"),
        Line(f"{FLINGS} flings: right row in the middle after", worst["right_ms"], RIGHT_ROW_MS, "ms"),
        Line("  longest task", worst["task_ms"], FLING_TASK_MS, "ms"),
        Line("  rows in the page", worst["rows"], MOST_ROWS, "rows"),
        Line("  rows left to the end", [load.flings["left"][-1] for load in loads], 8, "rows"),
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
    from app.core.settings import Settings
    from app.factory import create_app

    folder.mkdir()
    url = f"sqlite:///{folder / 'pages.db'}"
    env = {"APP_ENV": "development", "DATABASE_URL": url, "DATA_DIR": str(folder), "WECHAT_MODE": "fake"}
    dataset.prepare(create_app(Settings.from_env(env, log_level="WARNING")), places)
    env["PREVIEW_DIR"] = str(preview)
    log = folder / "service.log"
    with serving("pages", "wsgi:app", env, log, config="gunicorn.conf.py", ready="/readyz") as server:
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


def _write(lines: list[Line]) -> Path:
    document = {
        "cores": os.cpu_count(),
        "load_average": os.getloadavg(),
        "slower": SLOWER,
        "figures": [{**vars(line), "median": line.median, "passes": line.passes} for line in lines],
    }
    path = ROOT / "bench" / "results" / f"pages-{time.strftime('%Y%m%d-%H%M%S')}.json"
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
