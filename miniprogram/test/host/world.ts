/** Small mini-programs for one test each: pages from WXML and a definition, opened on the real host. */
import './browser'
// @ts-ignore CommonJS
import { TmplGroup } from 'glass-easel-template-compiler'
import { listen } from '../../web/host/backend'
import { defineBuiltins } from '../../web/host/builtins'
import { installQuery } from '../../web/host/query'
import { add, type AppConfig, begin, installGlobals } from '../../web/host/registry'
import * as stack from '../../web/host/stack'
import { wx as shim } from '../../web/shim/wx'
import surface from '../../web/surface.json'

export const wx = shim as unknown as Record<string, (options?: object) => Promise<Record<string, unknown>>>
type Definition = Record<string, unknown>

const TAB = { text: 'x', iconPath: '@icon', selectedIconPath: '@icon' }
export const app: AppConfig = {
  pages: ['pages/a', 'pages/b', 'pages/c', 'pages/d'],
  window: {
    navigationBarTitleText: '益骑',
    navigationBarBackgroundColor: '@bar',
    navigationBarTextStyle: '@text',
    backgroundColor: '@ground',
    backgroundTextStyle: 'dark',
    enablePullDownRefresh: true,
  },
  tabBar: {
    color: '#111111', selectedColor: '@chosen', backgroundColor: '@card', borderStyle: 'black',
    list: [{ ...TAB, pagePath: 'pages/a' }, { ...TAB, pagePath: 'pages/b' }],
  } as unknown as AppConfig['tabBar'],
  requiredPrivateInfos: ['getLocation', 'getFuzzyLocation', 'chooseLocation'],
  __usePrivacyCheck__: true,
}
const theme = {
  light: { bar: '#ffffff', text: 'black', ground: '#123456', card: '#eeeeee', icon: 'i.png', chosen: '#0a5f51' },
  dark: { bar: '#000000', text: 'white', ground: '#010203', card: '#111111', icon: 'i.png', chosen: '#63d4bd' },
}

installGlobals()
installQuery()
defineBuiltins()
listen()
add({ files: [], app, theme, style: '.shared { color: red }' }, {})

const globals = globalThis.window as unknown as Record<string, (definition: Definition) => void>

/** Register a file; `config` as in its JSON. */
export function file(path: string, wxml: string, definition: Definition = {}, config: Definition = {}): void {
  const group = new TmplGroup()
  const faults = group.addTmpl(path, wxml)
  if (faults.length) throw new Error(JSON.stringify(faults))
  const templates = new Function(`return ${group.getTmplGenObjectGroups()}`)() as Record<string, unknown>
  add({ files: [{ path, config, isPage: !config['component'], scope: `s${path.replace(/\W/g, '')}`, style: '' }] }, templates)
  begin(path)
  globals[config['component'] ? 'Component' : 'Page']!(definition)
}

/** Make it the app's page `pages/a` and open it; answers its element and its instance. */
export async function opened(wxml: string, definition: Definition = {}, config: Definition = {}) {
  file('pages/a', wxml, definition, config)
  await stack.reLaunch('/pages/a')
  return { root: pageRoot(), page: stack.pages()[0] as Definition & { setData(data: object): void } }
}

export function pageRoot(): HTMLElement {
  return document.querySelector<HTMLElement>('.page:not([hidden])')!
}

export function find(selector: string): HTMLElement {
  const found = pageRoot().querySelector<HTMLElement>(selector)
  if (!found) throw new Error(`${selector} is not in ${pageRoot().innerHTML}`)
  return found
}

/** A tap as a finger makes it, and the click that a browser makes of it. */
export function tapOn(host: HTMLElement): void {
  const changedTouches = [{ identifier: 1, clientX: 5, clientY: 5 }]
  for (const type of ['touchstart', 'touchend']) {
    host.dispatchEvent(Object.assign(new Event(type, { bubbles: true, composed: true }), { changedTouches, touches: changedTouches }))
  }
  host.dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true }))
}

export function key(host: HTMLElement, name: string): void {
  host.focus()
  host.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true }))
}

/** Tap a button of WeChat's own dialog. */
export function answer(text: string): void {
  const buttons = [...document.querySelectorAll<HTMLElement>('#over button')]
  const button = buttons.find(({ textContent }) => textContent === text)
  if (!button) throw new Error(`no ${text} in ${buttons.map(({ textContent }) => textContent).join()}`)
  button.click()
}

export const turn = (ms = 0): Promise<void> => new Promise((go) => setTimeout(go, ms))
/** What pages `a`, `b`, `c` heard since `lived`. */
export const LOG: string[] = []
export const logging = (name: string) => Object.fromEntries(surface.lifetimes.map((life) => [life, () => void LOG.push(`${name} ${life}`)]))
/** Page a opened anew, b and c registered; each logs its lifetimes. */
export const lived = async (): Promise<void> => {
  file('pages/b', '<view />', logging('b'))
  file('pages/c', '<view />', logging('c'))
  await opened('<view />')
  LOG.length = 0
  await opened('<view />', logging('a'), { enablePullDownRefresh: true })
  await turn(5)
}

export { stack }
