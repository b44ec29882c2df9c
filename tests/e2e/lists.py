"""The list of stations as a phone must show it: its order reckoned here, and what a look at the screen finds."""

from __future__ import annotations

import json
import math
import time
import urllib.request
from typing import Any

from tests.e2e.phone import Phone
from tests.e2e.service import Service

COUNTIES = ("652701", "652722", "652723", "652702")
EARTH_M = 6_371_008.8

# What stands in the middle of the screen: `code` of its row (null: no row there), `index` of the row that belongs there by
# its place in the list, and how many rows are in the page.
MIDDLE = """
() => {
  const room = document.getElementById('pages').getBoundingClientRect()
  const [x, y] = [room.left + room.width / 2, room.top + room.height / 2]
  const page = document.querySelector('.page:not([hidden])')
  const slots = page.querySelectorAll('[class*="--slot"]')
  const list = page.querySelector('[class*="--list"]:has([class*="--slot"])')
  const slot = document.elementFromPoint(x, y)?.closest('[class*="--slot"]')
  const at = slot ? slot.getBoundingClientRect().top + 1 : y
  return {
    code: slot?.firstElementChild.__wxElement.dataset.code ?? null,
    index: list ? Math.floor((at - list.getBoundingClientRect().top) / slots[0].getBoundingClientRect().height) : null,
    rows: slots.length,
  }
}
"""


# Until the page has not moved for four frames.
STILL = """
async () => {
  const page = document.querySelector('.page:not([hidden])')
  for (let same = 0, top = -1; same < 4; await new Promise(go => requestAnimationFrame(go))) {
    same = page.scrollTop === top ? same + 1 : 0
    top = page.scrollTop
  }
}
"""


def fling(phone: Phone, px: int = 180) -> None:
    """A real touch fling up the middle: eight moves within 128 ms, then the finger leaves. It runs on for a while."""
    width, height = phone.ways.size
    devtools, began = phone.context.new_cdp_session(phone.page), time.time()
    for step in range(10):
        kind = "touchStart" if step == 0 else "touchEnd" if step == 9 else "touchMove"
        at = [] if step == 9 else [{"x": width / 2, "y": height * 0.7 - px * step / 8}]
        event = {"type": kind, "touchPoints": at, "timestamp": began + step * 0.016}
        devtools.send("Input.dispatchTouchEvent", event)
    devtools.detach()


def listed(service: Service) -> list[dict[str, Any]]:
    """Every row of the counties' bundles, as ``{column: value}``."""
    return listed_at(service.url)


def listed_at(url: str) -> list[dict[str, Any]]:
    """The same of the service at this address."""
    rows: list[dict[str, Any]] = []
    for county in COUNTIES:
        bundle = json.loads(bundle_text(url, county))
        rows += [dict(zip(bundle["columns"], row, strict=True)) for row in bundle["rows"]]
    return rows


def bundle_text(url: str, area: str) -> str:
    """A bundle as it is served."""
    with urllib.request.urlopen(f"{url}/api/v1/bundles/{area}", timeout=60) as answer:  # noqa: S310 - loopback
        return str(answer.read().decode())


def nearest_first(rows: list[dict[str, Any]], at: tuple[float, float]) -> list[dict[str, Any]]:
    """By whole metres, then by code."""
    return sorted(rows, key=lambda row: (metres(at, (row["lat"], row["lng"])), row["code"]))


def metres(a: tuple[float, float], b: tuple[float, float]) -> int:
    """Great-circle distance of two points of one datum, rounded as phones round."""
    (lat, lng), (other_lat, other_lng) = a, b
    half = math.sin(math.radians(other_lat - lat) / 2) ** 2
    half += (
        math.cos(math.radians(lat))
        * math.cos(math.radians(other_lat))
        * math.sin(math.radians(other_lng - lng) / 2) ** 2
    )
    return math.floor(2 * EARTH_M * math.asin(min(1.0, math.sqrt(half))) + 0.5)


def open_on_arrival(row: dict[str, Any], start: tuple[float, float], now_s: float) -> bool:
    """Whether a rider who leaves ``start`` now, at 15 km/h over 1.3 times the straight line, finds it open."""
    minutes = math.ceil(metres(start, (row["lat"], row["lng"])) * 1.3 / 250)
    return any(opens <= now_s and closes > now_s + minutes * 60 for opens, closes in row["open_windows"])
