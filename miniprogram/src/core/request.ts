/** One request: limit of time, at most six at once, every status told apart. Knows no token and no WeChat. */
import { type Failure, header, offline, refused, unknown } from './problem'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
export type Query = Record<string, string | number | boolean | readonly string[] | null | undefined>

export interface Ask {
  method: Method
  /** under the base path, with its leading slash */
  path: string
  query?: Query
  body?: object | string
  headers?: Record<string, string>
  /** text as it came instead of parsed JSON */
  text?: boolean
}

export interface Answer<T = unknown> {
  status: number
  body: T
  headers: Record<string, unknown>
}

/** What `wx.request` is asked and does, as far as it is used. */
export interface Sending {
  url: string
  method: Method
  data?: object | string
  header: Record<string, string>
  timeout: number
  dataType: string
  responseType: 'text'
  success(result: { statusCode: number; data: unknown; header: Record<string, unknown> }): void
  fail(error: { errMsg: string }): void
}

export interface Wiring {
  send(sending: Sending): { abort(): void }
  base(): string
  /** told of every answer, with the phone times of asking and coming */
  heard?(answer: Answer, askedAt: number, cameAt: number): void
  limitMs?: number
  phone?(): number
}

export type Request = <T>(ask: Ask) => Promise<Answer<T>>

export const LIMIT_MS = 10_000
export const AT_ONCE = 6

export function createRequest(wiring: Wiring): Request {
  const waiting: (() => void)[] = []
  let running = 0
  const done = (): void => {
    running -= 1
    waiting.shift()?.()
  }
  return async <T>(ask: Ask): Promise<Answer<T>> => {
    if (running >= AT_ONCE) await new Promise<void>((go) => waiting.push(go))
    running += 1
    try {
      return await once<T>(wiring, ask)
    } finally {
      done()
    }
  }
}

function once<T>(wiring: Wiring, ask: Ask): Promise<Answer<T>> {
  const limit = wiring.limitMs ?? LIMIT_MS
  const phone = wiring.phone ?? Date.now
  return new Promise((answered, failed) => {
    const askedAt = phone()
    let settled = false
    const settle = (act: () => void): void => {
      if (settled) return
      settled = true
      clearTimeout(timer)
      act()
    }
    const task = wiring.send({
      url: wiring.base() + ask.path + queryText(ask.query),
      method: ask.method,
      ...(ask.body === undefined ? {} : { data: ask.body }),
      header: { Accept: 'application/json', ...(ask.body ? { 'Content-Type': 'application/json' } : {}), ...ask.headers },
      timeout: limit,
      dataType: ask.text ? 'text' : 'json',
      responseType: 'text',
      success({ statusCode, data, header: headers }) {
        settle(() => {
          wiring.heard?.({ status: statusCode, body: data, headers }, askedAt, phone())
          if (statusCode >= 400) failed(refused(statusCode, read(data), headers))
          else answered({ status: statusCode, body: data as T, headers })
        })
      },
      fail({ errMsg }) {
        settle(() => failed(lost(errMsg)))
      },
    })
    const timer = setTimeout(() => {
      settle(() => failed(unknown()))
      task.abort()
    }, limit)
  })
}

/** WeChat's words: refused before leaving is `offline`; cut, interrupted in the background and timed out are `unknown`. */
function lost(message: string): Failure {
  return /ERR_INTERNET_DISCONNECTED|network is down|offline|errcode:-106\b|未能连接/i.test(message) ? offline() : unknown()
}

/** A refusal asked for as text is JSON all the same. */
function read(data: unknown): unknown {
  if (typeof data !== 'string') return data
  try {
    return JSON.parse(data)
  } catch {
    return data
  }
}

/** `?a=1&b=x&b=y`, in a fixed order so that caches find it; what is null or undefined stays out. */
export function queryText(query: Query | undefined): string {
  const parts: string[] = []
  for (const key of Object.keys(query ?? {}).sort()) {
    const value = query?.[key]
    if (value === null || value === undefined) continue
    for (const one of Array.isArray(value) ? value : [value]) {
      parts.push(`${encodeURIComponent(key)}=${encodeURIComponent(String(one))}`)
    }
  }
  return parts.length ? `?${parts.join('&')}` : ''
}

export function serverTime(answer: Answer): number {
  const body = answer.body as { server_now?: unknown } | null
  const said = typeof body === 'object' && body !== null ? body.server_now : null
  return Date.parse(typeof said === 'string' ? said : (header(answer.headers, 'date') ?? ''))
}
