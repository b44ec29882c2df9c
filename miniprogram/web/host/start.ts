/** Last of all scripts: the app is launched and its first page opened. */
import { glassEasel } from 'glass-easel-miniprogram-adapter'
import { hear, toldLaunch } from '../shim/life'
import { paintTheme } from './frame'
import { buildPanel } from './panel'
import { app, appDefinition } from './registry'
import { change, onChange, setTextSize } from './settings'
import * as stack from './stack'

type Hook = ((options?: unknown) => void) | undefined

/** `?person=rider` picks who holds the phone; `#panel` shows the switches where there is no room beside it. */
function asked(): void {
  const person = new URLSearchParams(location.search).get('person')
  if (person && /^[a-z0-9_-]{1,30}$/i.test(person)) change({ person })
  document.documentElement.classList.toggle('panel', location.hash === '#panel')
  window.addEventListener('hashchange', () => location.reload())
}

export function start(): void {
  asked()
  glassEasel.addGlobalWarningListener((message) => {
    throw new Error(String(message))
  })
  const instance: Record<string, unknown> = { ...appDefinition }
  Object.assign(window, { getApp: () => instance, preview: stack })
  const tell = (name: string, options?: unknown): void => (instance[name] as Hook)?.call(instance, options)

  measure()
  new ResizeObserver(measure).observe(document.getElementById('phone')!)
  const paint = (): void => {
    setTextSize()
    paintTheme()
    stack.repaint()
  }
  paint()
  onChange(paint)
  buildPanel()

  const launch = launched()
  toldLaunch(launch)
  tell('onLaunch', launch)
  tell('onShow', launch)
  void stack.reLaunch(`/${launch.path}?${new URLSearchParams(location.search).get('query') ?? ''}`)
  hear('hide', () => {
    tell('onHide')
    stack.turned('onHide')
  })
  hear('show', () => {
    tell('onShow', launch)
    stack.turned('onShow')
  })
  registerWorker()
}

/** One rpx of the phone's width. */
function measure(): void {
  const width = document.getElementById('phone')!.clientWidth
  document.documentElement.style.setProperty('--rpx', `${width / 750}px`)
}

/** `?page=pages/x/x&scene=1047&query=...`: as if opened from a code or a card; else the first page. */
function launched(): { path: string; query: Record<string, string>; scene: number } {
  const asked = new URLSearchParams(location.search)
  const query = Object.fromEntries(new URLSearchParams(asked.get('query') ?? ''))
  return { path: asked.get('page') ?? app.pages[0]!, query, scene: Number(asked.get('scene') ?? 1001) }
}

function registerWorker(): void {
  if ('serviceWorker' in navigator) void navigator.serviceWorker.register('/worker.js').catch(() => undefined)
}
