"""What runs inside the measured pages."""

from __future__ import annotations

from pathlib import Path

from tests.e2e import lists

# `card`: when the first card with real data was painted, ms from navigation. `longest()`: the longest task since it was
# asked last. `quiet()`: nothing asked and no long task for half a second. `right()`: how long until the middle shows
# the row that `expect(order)` predicts.
WATCH = """
(() => {
  const middle = MIDDLE
  const watch = (window.__watch = { card: 0 })
  let longest = 0, busy = performance.now(), order = []
  const frame = () => new Promise(go => requestAnimationFrame(go))
  new PerformanceObserver(list => {
    for (const { startTime, duration } of list.getEntries()) {
      longest = Math.max(longest, duration)
      busy = Math.max(busy, startTime + duration)
    }
  }).observe({ type: 'longtask', buffered: true })
  const look = () => {
    const name = document.querySelector('.page:not([hidden]) [class$="--name"]')
    if (!name || !name.textContent.trim()) return requestAnimationFrame(look)
    requestAnimationFrame(() => { watch.card = performance.now() })
  }
  requestAnimationFrame(look)
  watch.longest = () => { const found = longest; longest = 0; return found }
  watch.quiet = () => {
    if (window.__atOnce.now > 0) busy = performance.now()
    return performance.now() - busy > 500
  }
  watch.expect = given => { order = given; longest = 0 }
  watch.right = async () => {
    const began = performance.now()
    let rows = 0
    for (;;) {
      const seen = middle()
      rows = Math.max(rows, seen.rows)
      if (seen.code !== null && seen.code === order[seen.index]) return { ...seen, rows, ms: performance.now() - began }
      if (performance.now() - began > 10000) return { ...seen, rows, ms: performance.now() - began }
      await frame()
    }
  }
})()
""".replace("MIDDLE", lists.MIDDLE.strip())

_ENTRY = """
import { createBundles } from '%(src)s/core/bundle'
import { fromBundle } from '%(src)s/utils/station'
import { placed } from '%(src)s/utils/nearby'

const POINT = { lat: 44.904, lng: 82.071 }

window.timed = async text => {
  const { generated_at, valid_from } = JSON.parse(text)
  const meta = { format: 1, etag: null, generated_at, length: text.length, seen_at: 0 }
  const storage = { get: () => meta, set: () => true, remove: () => undefined }
  const files = { read: async () => text }
  const bundles = createBundles({ files, storage, folder: '', fetch: undefined, now: () => 0 })
  const began = performance.now()
  const { bundle } = await bundles.kept('652700')
  const all = placed(fromBundle(bundle, Date.parse(valid_from) + 60000), POINT)
  const took = performance.now() - began
  if (all.length !== bundle.rows.length) throw new Error('rows were lost')
  return took
}
"""


def entry(front_end: Path) -> str:
    """A script that times the phone's own reading of a bundle: ``timed(text)``, ms."""
    return _ENTRY % {"src": front_end / "src"}
