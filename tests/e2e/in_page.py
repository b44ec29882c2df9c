"""What runs inside a page before its own scripts: a clock that may be wrong, and a count of requests at once."""

from __future__ import annotations

COUNT = """
(() => {
  if (window.__atOnce) return
  const counts = (window.__atOnce = { now: 0, most: 0 })
  const fetch = window.fetch
  window.fetch = (...asked) => {
    if (!String(asked[0]).startsWith('/api/')) return fetch(...asked)
    counts.now += 1
    counts.most = Math.max(counts.most, counts.now)
    return fetch(...asked).finally(() => { counts.now -= 1 })
  }
})()
"""

CLOCK = """
(() => {
  if (!window.__phoneClock) {
    const Real = Date
    const shift = (window.__phoneClock = { by: 0 })
    window.Date = new Proxy(Real, {
      construct: (_, given) => (given.length ? new Real(...given) : new Real(Real.now() + shift.by)),
      apply: () => new Real(Real.now() + shift.by).toString(),
      get: (_, name) => (name === 'now' ? () => Real.now() + shift.by : Reflect.get(Real, name)),
    })
  }
  window.__phoneClock.by = %d
})()
"""

# A wait that a test ends when it likes: ``__over(ms)`` runs what was to run after so long and answers how many that were
WAITS = """
(() => {
  const waits = new Map()
  const { setTimeout: set, clearTimeout: clear } = window
  window.setTimeout = (run, ms, ...more) => {
    const id = set(run, ms, ...more)
    waits.set(id, { run, ms })
    return id
  }
  window.clearTimeout = id => {
    waits.delete(id)
    clear(id)
  }
  window.__over = ms => [...waits].filter(([, one]) => one.ms === ms).map(([id, one]) => {
    window.clearTimeout(id)
    one.run()
  }).length
})()
"""

VISIBLE = """
hidden => {
  Object.defineProperty(document, 'hidden', { value: hidden, configurable: true })
  Object.defineProperty(document, 'visibilityState', { value: hidden ? 'hidden' : 'visible', configurable: true })
  document.dispatchEvent(new Event('visibilitychange'))
}
"""

# Two frames: what was touched before them has been told to the page, and what it changed at once is drawn
DRAWN = "() => new Promise(tell => requestAnimationFrame(() => requestAnimationFrame(() => tell())))"

POINT = """
element => new Promise(tell => {
  const middle = () => {
    const { x, y, width, height } = element.getBoundingClientRect()
    return width && height ? [x + width / 2, y + height / 2] : [NaN, NaN]
  }
  const owner = one => one.closest('[role], button, wx-picker')
  const before = middle()
  requestAnimationFrame(() => requestAnimationFrame(() => {
    const [x, y] = middle()
    const top = x === before[0] && y === before[1] ? document.elementFromPoint(x, y) : null
    const under = top && top.contains(element) && owner(top) !== null && owner(top) === owner(element)
    tell(top && (element.contains(top) || under) ? [x, y] : null)
  }))
})
"""

SETTLED = """
() => new Promise(tell => {
  let quiet = 0
  const seen = new MutationObserver(() => { quiet = 0 })
  seen.observe(document.getElementById('phone'), { subtree: true, childList: true, characterData: true, attributes: true })
  const look = setInterval(() => {
    quiet = window.__atOnce.now > 0 ? 0 : quiet + 1
    if (quiet < 4) return
    clearInterval(look)
    seen.disconnect()
    tell()
  }, 50)
})
"""

IN_TIME = """
ms => Promise.race([(%s)().then(() => true), new Promise(tell => setTimeout(() => tell(false), ms))])
"""

TEXT = "document.getElementById('phone').innerText"
