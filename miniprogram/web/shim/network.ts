/** `wx.request` with WeChat's limits, and the network as the panel sets it. */
import { DEVELOP_ORIGIN } from '../../src/core/env'
import { onChange, settings } from '../host/settings'
import { asked, type Ends, Refusal } from './ending'
import { hear } from './life'

type Tell = (state: { isConnected: boolean; networkType: string }) => void
interface Options extends Ends {
  url: string
  method?: string
  data?: unknown
  header?: Record<string, string>
  timeout?: number
  dataType?: string
}

const METHODS = ['OPTIONS', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'TRACE', 'CONNECT']
const AT_ONCE = 10
const BACKGROUND_MS = 5000
const SLOW_MS = 3000
const LOST = 0.3
const OFFLINE = 'errcode:-106 cronet_error_code:-106 error_msg:net::ERR_INTERNET_DISCONNECTED'

const running = new Set<(why: string) => void>()
const told = new Set<Tell>()
let timer = 0

hear('hide', () => {
  timer = window.setTimeout(() => running.forEach((cut) => cut('interrupted')), BACKGROUND_MS)
})
hear('show', () => clearTimeout(timer))

const connected = (): boolean => settings.network !== 'cut' && navigator.onLine
const networkType = (): string => (connected() ? 'wifi' : 'none')
let was = connected()

function turned(): void {
  if (connected() === was) return
  was = connected()
  for (const tell of told) tell({ isConnected: was, networkType: networkType() })
}
onChange(turned)
window.addEventListener('online', turned)
window.addEventListener('offline', turned)

export function request(options: Options): { abort(): void } {
  const control = new AbortController()
  let why = 'abort'
  const cut = (reason: string): void => {
    why = reason
    control.abort()
  }
  const limit = setTimeout(() => cut('timeout'), options.timeout ?? 60_000)
  const whole = sent(options, control.signal, cut)
    .catch((error: Error) => Promise.reject(control.signal.aborted ? new Refusal(why) : error))
    .finally(() => {
      clearTimeout(limit)
      running.delete(cut)
    })
  asked('request', () => whole)({ complete: () => undefined, ...options })
  return { abort: () => cut('abort') }
}

async function sent(options: Options, signal: AbortSignal, cut: (why: string) => void): Promise<object> {
  const method = (options.method ?? 'GET').toUpperCase()
  if (!METHODS.includes(method)) throw new Error(`method ${method} is not allowed`)
  if (!options.url.startsWith(`${DEVELOP_ORIGIN}/`)) throw new Error(`url not in domain list: ${options.url}`)
  if (running.size >= AT_ONCE) throw new Error(`more than ${AT_ONCE} requests at once`)
  running.add(cut)
  if (!connected()) throw new Error(OFFLINE)
  if (settings.network === 'slow') await weak(signal)
  const { data } = options
  const body = data === undefined || method === 'GET' ? null : typeof data === 'string' ? data : JSON.stringify(data)
  // the develop service is whoever serves this page
  const answer = await fetch(options.url.slice(DEVELOP_ORIGIN.length), {
    method,
    signal,
    body,
    cache: 'no-store',
    credentials: 'omit',
    headers: options.header ?? {},
  }).catch((error: Error) => {
    throw new Error(navigator.onLine ? error.message : OFFLINE)
  })
  const text = await answer.text()
  const header = Object.fromEntries(answer.headers.entries())
  return { statusCode: answer.status, header, data: (options.dataType ?? 'json') === 'json' ? read(text) : text }
}

/** 3 s on the way, and three of ten never arrive. */
async function weak(signal: AbortSignal): Promise<void> {
  await new Promise((go) => setTimeout(go, SLOW_MS))
  if (Math.random() < LOST) await new Promise((_, fail) => signal.addEventListener('abort', () => fail(new Error('lost'))))
}

function read(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

export const network = {
  request,
  getNetworkType: () => ({ networkType: networkType() }),
  onNetworkStatusChange: (tell: Tell) => void told.add(tell),
  offNetworkStatusChange: (tell: Tell) => void told.delete(tell),
}
