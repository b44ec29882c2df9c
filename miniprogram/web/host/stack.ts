/** The page stack and the tabs: at most ten pages, tab pages kept, subpackages loaded at their first page. */
import type { Root } from 'glass-easel-miniprogram-adapter'
import { backend } from './backend'
import { make, paintBar, paintTabs, paintTheme } from './frame'
import { app, configs, packageOf, space } from './registry'

type Hook = (options?: unknown) => void

interface Entry {
  path: string
  root: Root
  page: Record<string, unknown>
  scroller: HTMLElement
  title: string
  shown: boolean
}

export const MOST_PAGES = 10
const BOTTOM_PX = 50
const PULL_PX = 70

const tabPages = new Map<string, Entry>()
const loaded = new Set(['main'])
let stack: Entry[] = []
let busy: Promise<unknown> = Promise.resolve()

export const isTab = (path: string): boolean => app.tabBar.list.some(({ pagePath }) => pagePath === path)
export const current = (): Entry | undefined => stack[stack.length - 1]
export const pages = (): Record<string, unknown>[] => stack.map(({ page }) => page)

/** One move at a time, as on a phone. */
function moving<T>(act: () => Promise<T>): Promise<T> {
  const next = busy.then(act, act)
  busy = next.catch(() => undefined)
  return next
}

export function navigateTo(url: string): Promise<void> {
  return moving(async () => {
    if (stack.length >= MOST_PAGES) throw new Error('webview count limit exceed')
    const entry = await noTab(url, 'navigateTo')
    call(current(), 'onHide')
    stack.push(entry)
    show()
  })
}

export function redirectTo(url: string): Promise<void> {
  return moving(async () => {
    const entry = await noTab(url, 'redirectTo')
    const left = stack.pop()
    if (left) close(left)
    stack.push(entry)
    show()
  })
}

export function switchTab(url: string): Promise<void> {
  return moving(async () => {
    const { path } = parsed(url)
    if (!isTab(path)) throw new Error('can not switch to no-tabBar page')
    const kept = tabPages.get(path)
    const entry = kept ?? (await opened(path, {}))
    tabPages.set(path, entry)
    const before = current()
    if (before && before !== entry) call(before, 'onHide')
    for (const left of stack) if (left !== entry && !isTab(left.path)) close(left)
    stack = [entry]
    show()
  })
}

export function reLaunch(url: string): Promise<void> {
  return moving(async () => {
    const { path, options } = parsed(url)
    for (const left of new Set([...stack, ...tabPages.values()])) close(left)
    tabPages.clear()
    stack = []
    const entry = await opened(path, options)
    if (isTab(path)) tabPages.set(path, entry)
    stack = [entry]
    show()
  })
}

export function navigateBack(delta = 1): Promise<void> {
  return moving(async () => {
    for (let left = Math.min(delta, stack.length - 1); left > 0; left -= 1) close(stack.pop()!)
    show()
  })
}

export function setTitle(title: string): void {
  const entry = current()
  if (entry) entry.title = title
  repaint()
}

export function repaint(): void {
  const entry = current()
  if (!entry) return
  paintTheme(configs.get(entry.path))
  const home = isTab(entry.path) ? null : () => void reLaunch(`/${app.pages[0]}`)
  paintBar(entry.title, stack.length > 1 ? () => void navigateBack() : null, home)
  paintTabs(entry.path, isTab(entry.path), (path) => {
    call(tabPages.get(path), 'onTabItemTap', { pagePath: path })
    void switchTab(`/${path}`)
  })
}

/** The whole mini-program goes to the background or comes back. */
export const turned = (to: 'onHide' | 'onShow'): void => call(current(), to)

export function stopPull(): void {
  for (const { scroller } of stack) scroller.classList.remove('pulling')
}

export function pull(): void {
  const entry = current()
  if (!entry || !configs.get(entry.path)?.enablePullDownRefresh) return
  entry.scroller.classList.add('pulling')
  call(entry, 'onPullDownRefresh')
}

function parsed(url: string): { path: string; options: Record<string, string> } {
  const [place = '', query = ''] = url.split('?')
  const path = place.startsWith('/') ? place.slice(1) : new URL(place, `http://x/${current()?.path ?? ''}`).pathname.slice(1)
  const options = Object.fromEntries(query.split('&').filter(Boolean).map((pair) => pair.split(/=(.*)/).slice(0, 2) as [string, string]))
  return { path, options }
}

function noTab(url: string, how: string): Promise<Entry> {
  const { path, options } = parsed(url)
  if (isTab(path)) throw new Error(`can not ${how} a tabbar page`)
  return opened(path, options)
}

async function opened(path: string, options: Record<string, string>): Promise<Entry> {
  const home = packageOf(path)
  if (home === null) throw new Error(`page "${path}" is not found`)
  const scripts = JSON.parse(document.getElementById('packages')!.textContent!) as Record<string, string>
  for (const name of [home, path.replaceAll('/', '-')]) {
    if (loaded.has(name) || !(name in scripts)) continue
    await import(/* a script of its own */ scripts[name]!)
    loaded.add(name)
  }
  return mount(path, options)
}

/** A tag that is not listed throws before anything of the page is in the document. */
function mount(path: string, options: Record<string, string>): Entry {
  const root = backend.createRoot('wx-page', space, path)
  const holder = make('div')
  const scroller = make('div', { class: 'page' }, holder)
  document.getElementById('pages')!.append(scroller)
  root.attach(scroller as never, holder as never)
  const page = root.get() as unknown as Record<string, unknown>
  Object.assign(page, { route: path, options })
  const title = configs.get(path)?.navigationBarTitleText ?? String(app.window.navigationBarTitleText ?? '')
  const entry: Entry = { path, root, page, scroller, title, shown: false }
  watch(entry)
  call(entry, 'onLoad', options)
  return entry
}

function close(entry: Entry): void {
  call(entry, 'onUnload')
  entry.root.release()
  entry.scroller.remove()
}

function show(): void {
  const entry = current()
  if (!entry) return
  for (const { scroller } of [...tabPages.values(), ...stack]) scroller.hidden = scroller !== entry.scroller
  repaint()
  call(entry, 'onShow')
  if (entry.shown) return
  entry.shown = true
  requestAnimationFrame(() => call(entry, 'onReady'))
}

/** Components hear `show` and `hide` of their page. */
const LIFETIMES: Record<string, string> = { onShow: 'show', onHide: 'hide' }

function call(entry: Entry | undefined, name: string, options?: unknown): void {
  const lifetime = LIFETIMES[name]
  if (entry && lifetime) entry.root.getComponent().triggerPageLifetime(lifetime, [])
  const hook = entry?.page[name]
  if (typeof hook === 'function') (hook as Hook).call(entry!.page, options)
}

/** Scrolling, the end of the page, pulling down. */
function watch(entry: Entry): void {
  const { scroller } = entry
  let atEnd = false
  let pulledFrom: number | null = null
  scroller.addEventListener(
    'scroll',
    () => {
      call(entry, 'onPageScroll', { scrollTop: scroller.scrollTop })
      const end = scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - BOTTOM_PX
      if (end && !atEnd) call(entry, 'onReachBottom')
      atEnd = end
    },
    { passive: true },
  )
  scroller.addEventListener('touchstart', (event) => {
    pulledFrom = scroller.scrollTop <= 0 ? event.touches[0]!.clientY : null
  })
  scroller.addEventListener('touchend', (event) => {
    if (pulledFrom !== null && event.changedTouches[0]!.clientY - pulledFrom > PULL_PX && scroller.scrollTop <= 0) pull()
    pulledFrom = null
  })
}
