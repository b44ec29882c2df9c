"""What stays on a phone and in its console: nothing that says where its person is more finely than 100 m.

Stations, communities and shifts have their own places, and those are known to everybody; so what is looked for is the
phone's own point, as it is or rounded to four decimals and more.
"""

from __future__ import annotations

import re

from playwright.sync_api import Page

BESIDE_THE_PHONE = "preview-settings"  # the switches that say where the phone is, no part of the app
FINEST = 8

# Names of entries, of every store of the browser, in which a pattern is found; of built files the address counts.
WHERE = """
async ([pattern, beside]) => {
  const point = new RegExp(pattern)
  const done = work => new Promise((ok, failed) => { work.onsuccess = () => ok(work.result); work.onerror = failed })
  const all = [...Object.entries(localStorage), ...Object.entries(sessionStorage)].filter(([name]) => name !== beside)
  for (const { name } of await indexedDB.databases()) {
    const base = await done(indexedDB.open(name))
    for (const store of base.objectStoreNames) {
      const held = base.transaction(store).objectStore(store)
      const [keys, values] = await Promise.all([done(held.getAllKeys()), done(held.getAll())])
      keys.forEach((key, at) => all.push([`${name} ${key}`, typeof values[at] === 'string' ? values[at] : JSON.stringify(values[at])]))
    }
    base.close()
  }
  for (const name of await caches.keys()) {
    for (const { url } of await (await caches.open(name)).keys()) all.push([name, url])
  }
  return all.filter(([, text]) => point.test(text)).map(([name]) => name)
}
"""


def pattern_of(at: tuple[float, float]) -> str:
    """Both halves of a point within 200 characters, with four decimals and more; for Python and JavaScript."""
    lat, lng = (_half(half) for half in at)
    return rf"{lat}[\s\S]{{0,200}}?{lng}|{lng}[\s\S]{{0,200}}?{lat}"


def _half(half: float) -> str:
    said = {repr(round(half, decimals)) for decimals in range(4, FINEST + 1)}
    fine = sorted(one for one in said if len(one.partition(".")[2]) >= 4)
    return rf"(?<![\d.])(?:{'|'.join(map(re.escape, fine)) or '(?!)'})(?!\d)"


def kept_points(page: Page, at: tuple[float, float]) -> list[str]:
    """Where in the phone's stores its own point is kept."""
    names: list[str] = page.evaluate(WHERE, [pattern_of(at), BESIDE_THE_PHONE])
    return [f"keeps its point in {name}" for name in names]
