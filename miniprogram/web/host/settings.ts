/** What the panel sets, kept by the browser: who, where, which network, how large, how bright. */

export interface Settings {
  /** whoever WeChat would sign in: a demo person or any new name */
  person: string
  lat: number
  lng: number
  accuracy: number
  /** what the person answers to WeChat's question for the position */
  position: 'ask' | 'refused' | 'slow'
  network: 'good' | 'slow' | 'cut'
  /** percent */
  text: number
  theme: 'light' | 'dark' | 'system'
  privacy: 'ask' | 'unfiled'
  /** messages: asked, banned by the platform, or switched off by the person (20004) */
  subscribe: 'ask' | 'ban' | 'off'
}

/** 友谊广场, 博乐: GCJ-02 */
const DEFAULTS: Settings = {
  person: 'rider',
  lat: 44.904,
  lng: 82.071,
  accuracy: 20,
  position: 'ask',
  network: 'good',
  text: 100,
  theme: 'system',
  privacy: 'ask',
  subscribe: 'ask',
}
/** Places to be at, GCJ-02. */
export const POINTS: [string, number, number][] = [
  ['博乐市区', 44.904, 82.071],
  ['精河县城', 44.601, 82.894],
  ['温泉县城', 44.973, 81.036],
  ['阿拉山口', 45.172, 82.571],
]
const KEY = 'preview-settings'
const told: (() => void)[] = []

export const settings: Settings = { ...DEFAULTS, ...JSON.parse(localStorage.getItem(KEY) ?? '{}') }

export function change(some: Partial<Settings>): void {
  Object.assign(settings, some)
  localStorage.setItem(KEY, JSON.stringify(settings))
  turned()
}

const turned = (): void => told.forEach((tell) => tell())
const dark = matchMedia('(prefers-color-scheme: dark)')
dark.addEventListener('change', turned)

export function onChange(tell: () => void): void {
  told.push(tell)
}

export function themeNow(): 'light' | 'dark' {
  if (settings.theme !== 'system') return settings.theme
  return dark.matches ? 'dark' : 'light'
}

/** `<page-meta root-font-size="system">`: the phone's text size moves `rem`. */
export function setTextSize(): void {
  document.documentElement.style.fontSize = `${(16 * settings.text) / 100}px`
}
