/**
 * The bearer token: kept on the phone, made anew once when the service no longer knows it.
 *
 * Signing in is single-flight: ten requests that meet a 401 at once cause one `wx.login`. The exchange of the code is
 * handed in, so this file and the HTTP client do not import each other.
 */
import { asFailure, notSignedIn } from './problem'
import type { Storage } from './storage'

export interface Token {
  token: string
  /** RFC 3339 */
  expires_at: string
  /** public number of the account: whose the outbox's items are */
  account: string
}

export interface SignIn {
  /** 已满16岁, told once at the first sign-in; left out, nothing changes. */
  ageOk?: boolean
  /** Silently, of a sign-in that ran out: an account that is gone is not made anew. */
  renew?: boolean
}

export interface SessionWiring {
  /** `wx.login`'s code */
  code(): Promise<string>
  exchange(code: string, signIn: SignIn): Promise<Token>
  storage: Storage
  now(): number
}

export interface Session {
  current(): Token | null
  /** Whose phone it is: the account that signed in here, also while its token ran out. Null: nobody, or signed out. */
  account(): string | null
  /** Sign in, or join the sign-in under way. */
  signIn(signIn?: SignIn): Promise<Token>
  /** The service refused `used`, or it ran out: a newer token if there is one already, else one new sign-in. */
  renew(used?: string): Promise<Token>
  /** The token is dead, the person stays: the next call of theirs signs in anew, without a question. */
  lapse(): void
  /** Sign out. */
  forget(): void
}

const KEY = 'session'
/** Erased, or signed out from another phone: nobody is signed in again without being asked. */
const ENDED = ['account-gone', 'signed-out']
const LAPSED = '1970-01-01T00:00:00Z'

export function createSession(wiring: SessionWiring): Session {
  let kept = wiring.storage.get<Token>(KEY)
  let underWay: Promise<Token> | null = null

  /** A sign-in still under way signs nobody in any more. */
  const forget = (): void => {
    kept = null
    underWay = null
    wiring.storage.remove(KEY)
  }

  const signIn = (how: SignIn = {}): Promise<Token> => {
    if (underWay) return underWay
    const mine: Promise<Token> = wiring
      .code()
      .then((code) => wiring.exchange(code, how))
      .then((token) => {
        if (underWay !== mine) throw notSignedIn() // signed out meanwhile
        kept = token
        wiring.storage.set(KEY, token)
        return token
      })
      .catch((error: unknown) => {
        if (underWay !== mine || !ENDED.includes(asFailure(error).slug)) throw error
        forget()
        throw notSignedIn()
      })
      .finally(() => {
        if (underWay === mine) underWay = null
      })
    underWay = mine
    return mine
  }

  return {
    current: () => (kept && Date.parse(kept.expires_at) > wiring.now() ? kept : null),
    account: () => kept?.account ?? null,
    signIn,
    renew(used) {
      if (kept === null) return Promise.reject(notSignedIn()) // signed out meanwhile
      return used === undefined || kept.token === used ? signIn({ renew: true }) : Promise.resolve(kept)
    },
    lapse() {
      if (kept === null) return
      kept = { ...kept, expires_at: LAPSED }
      wiring.storage.set(KEY, kept)
    },
    forget,
  }
}

/**
 * Run with the token; on 401 get a new one and run once more, never twice. `unauthorized` tells a 401. Where nobody ever
 * signed in, nobody is signed in: that is a person's own act (`services/person.ts`).
 */
export async function withToken<T>(
  session: Session,
  run: (token: string) => Promise<T>,
  unauthorized: (error: unknown) => boolean,
): Promise<T> {
  const account = session.account()
  if (account === null) throw notSignedIn()
  const own = (token: Token): string => {
    if (token.account !== account) throw notSignedIn() // another took the phone meanwhile: not their act
    return token.token
  }
  const token = own(session.current() ?? (await session.renew()))
  try {
    return await run(token)
  } catch (error) {
    if (!unauthorized(error)) throw error
    return run(own(await session.renew(token)))
  }
}
