/** The DOM under the framework: renamed tags, taps that keyboards and screen readers reach, nothing that is not listed. */
import { glassEasel } from 'glass-easel-miniprogram-adapter'
import surface from '../surface.json'
import { customTags, env } from './registry'

type Listening = (element: never, type: string, capture: boolean, level: never) => void
export type Host = HTMLElement & { __wxElement?: glassEasel.Element }

const TOUCHES = new Set(['touchstart', 'touchmove', 'touchend', 'touchcancel'])
const EVENTS = new Set([...surface.events, ...Object.values(surface.tags).flatMap(({ events }) => events)])

/** Whether code runs inside the synchronous part of a tap, as WeChat asks for some calls. */
export const tap = { inside: false }

class Backend extends glassEasel.CurrentWindowBackendContext {
  constructor() {
    super()
    const made = (tag: string): HTMLElement => document.createElement(nameOf(tag))
    Object.assign(this, {
      document: {
        createElement: made,
        createTextNode: (text: string) => document.createTextNode(text),
        createDocumentFragment: () => document.createDocumentFragment(),
      },
    })
  }

  override setListenerStats(...[element, type, capture, level]: Parameters<Listening>): void {
    const host = element as unknown as Host
    if (type === 'tap') reachable(host)
    else if (!EVENTS.has(type) && !customTags.has(host.localName) && !type.startsWith('$')) {
      throw new Error(`event ${type} of <${host.localName}> is not in surface.json`)
    }
    if (TOUCHES.has(type)) super.setListenerStats(element, type, capture, level)
  }
}

function nameOf(tag: string): string {
  if (tag in surface.tags) return `wx-${tag}`
  if (tag === 'wx-page' || customTags.has(tag)) return tag
  throw new Error(`<${tag}> is not in surface.json`)
}

/** What one can tap is a button to whoever does not see it, and takes the keyboard's focus. */
function reachable(host: Host): void {
  if (!host.hasAttribute('role')) host.setAttribute('role', 'button')
  if (!host.hasAttribute('tabindex')) host.tabIndex = 0
}

export const context = new Backend()
export const backend = env.associateBackend(context)

export function listen(): void {
  context.onEvent((target, type, detail, options) => {
    if (type === 'tap' && isDisabled(target)) return undefined
    return send(target, type, detail, options)
  })
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return
    const host = document.activeElement as Host | null
    if (!host?.__wxElement || isDisabled(host.__wxElement) || host.getAttribute('role') === 'textbox') return
    event.preventDefault()
    send(host.__wxElement, 'tap', { x: 0, y: 0 }, { bubbles: true, composed: true, capturePhase: true })
  })
}

function send(target: glassEasel.Element, type: string, detail: unknown, options: object): glassEasel.EventBubbleStatus {
  tap.inside = type === 'tap'
  try {
    const event = new glassEasel.Event(type, detail, options)
    glassEasel.Event.dispatchEvent(target, event)
    return event.getEventBubbleStatus()
  } finally {
    tap.inside = false
  }
}

function isDisabled(target: glassEasel.Element): boolean {
  const host = (target as unknown as { $$: HTMLElement | null }).$$
  return host?.closest?.('wx-button[aria-disabled="true"]') != null
}
