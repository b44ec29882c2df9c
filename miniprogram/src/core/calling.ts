/** Calls of the service over a request and a session: who needs a token, what repeats, what carries a key. No WeChat here. */
import { Failure } from './problem'
import type { Answer, Ask, Request } from './request'
import { type Session, withToken } from './session'

export interface Call extends Ask {
  /** `guest`: never a token. `either`: the token if there is one. `person`: whoever signed in; renewed when it ran out. */
  who: 'guest' | 'either' | 'person'
  /** Idempotency-Key of a write; the same for every repeat of the same act */
  key?: string
  /** version for If-Match */
  version?: number
  /** past every cache: pulled by hand */
  fresh?: boolean
}

export interface Calls {
  call<T>(call: Call): Promise<Answer<T>>
}

export function createCalls(request: Request, session: Session): Calls {
  return {
    async call<T>(call: Call): Promise<Answer<T>> {
      const attempt = (): Promise<Answer<T>> => authorized<T>(request, session, call)
      try {
        return await attempt()
      } catch (error) {
        if (repeats(call, error)) return attempt()
        throw error
      }
    },
  }
}

/** An unknown outcome is asked once more: reads always, writes only under a key. */
function repeats(call: Call, error: unknown): boolean {
  return error instanceof Failure && error.kind === 'unknown' && (call.method === 'GET' || call.key !== undefined)
}

async function authorized<T>(request: Request, session: Session, call: Call): Promise<Answer<T>> {
  if (call.who === 'guest') return request<T>(dressed(call, null))
  if (call.who === 'person') return withToken(session, (token) => request<T>(dressed(call, token)), isUnauthorized)
  const token = session.current()
  if (token === null) return request<T>(dressed(call, null))
  try {
    return await request<T>(dressed(call, token.token))
  } catch (error) {
    if (!isUnauthorized(error)) throw error
    session.lapse() // looking needs nobody: no sign-in for it
    return request<T>(dressed(call, null))
  }
}

function isUnauthorized(error: unknown): boolean {
  return error instanceof Failure && error.status === 401
}

function dressed(call: Call, token: string | null): Ask {
  const headers: Record<string, string> = { ...call.headers }
  if (token !== null) headers['Authorization'] = `Bearer ${token}`
  if (call.key !== undefined) headers['Idempotency-Key'] = call.key
  if (call.version !== undefined) headers['If-Match'] = `"${call.version}"`
  if (call.fresh) headers['Cache-Control'] = 'no-cache'
  return { ...call, headers }
}

/** 22 visible characters; enough that two acts of one person never share one. */
export function newKey(random: () => number = Math.random, now: () => number = Date.now): string {
  const part = (): string => random().toString(36).slice(2, 9).padEnd(7, '0')
  return `${now().toString(36).padStart(8, '0')}${part()}${part()}`
}
