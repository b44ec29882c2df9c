/** A browser for the preview host in Node: jsdom, and what jsdom lacks as far as the host uses it. Import first. */
import { JSDOM } from 'jsdom'

const dom = new JSDOM(
  `<!doctype html><html data-theme="light"><body>
    <div id="phone"><header id="bar"></header><main id="pages"></main><nav id="tabs"></nav><div id="over"></div></div>
    <aside id="panel"></aside><script type="application/json" id="packages">{}</script></body></html>`,
  { url: 'http://127.0.0.1:8000/', pretendToBeVisual: true },
)

/** IndexedDB with one store, in memory. */
function database(): object {
  const disks = new Map<string, Map<string, unknown>>()
  const ended = (result: unknown): object => {
    const work = { result, onsuccess: null as (() => void) | null }
    setTimeout(() => work.onsuccess?.(), 0)
    return work
  }
  const open = (name: string): object => {
    const kept = disks.get(name) ?? new Map<string, unknown>()
    disks.set(name, kept)
    const store = {
      get: (key: string) => ended(kept.get(key)),
      put: (value: unknown, key: string) => ended(kept.set(key, value)),
      delete: (key: string) => ended(kept.delete(key)),
    }
    return ended({ createObjectStore: () => store, transaction: () => ({ objectStore: () => store }) })
  }
  return { open, deleteDatabase: (name: string) => disks.delete(name) }
}

const dark = { matches: false, listeners: [] as (() => void)[] }
const { window } = dom

const globals: Record<string, unknown> = {
  window,
  document: window.document,
  localStorage: window.localStorage,
  indexedDB: database(),
  location: window.location,
  HTMLElement: window.HTMLElement,
  HTMLInputElement: window.HTMLInputElement,
  Option: window.Option,
  Event: window.Event,
  MouseEvent: window.MouseEvent,
  KeyboardEvent: window.KeyboardEvent,
  devicePixelRatio: 2,
  requestAnimationFrame: (run: () => void) => setTimeout(run, 0),
  matchMedia: () => Object.assign(dark, { addEventListener: (_: string, tell: () => void) => dark.listeners.push(tell) }),
}
for (const [name, value] of Object.entries(globals)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
Object.defineProperty(globalThis, 'navigator', { value: { onLine: true, vibrate: () => true }, configurable: true })
Object.assign(window, { matchMedia: globals['matchMedia'], requestAnimationFrame: globals['requestAnimationFrame'] })
window.Element.prototype.scrollTo = function scrollTo(this: Element, ...[, top]: number[]) {
  this.scrollTop = top ?? 0
} as never

export { dark, window }
