/** The one place where request, session, clock and WeChat meet. Pages and services import from here. */
import { type Call, createCalls, newKey } from './calling'
import { createClock } from './clock'
import { DEVELOP_PERSON, envVersion, origin } from './env'
import type { Failure } from './problem'
import { type Answer, createRequest, type Sending, serverTime } from './request'
import { createSession, type SignIn, type Token } from './session'
import { createStorage } from './storage'

export const storage = createStorage(wx)
export const clock = createClock(storage)

const request = createRequest({
  send: (sending: Sending) => wx.request(sending as unknown as WechatMiniprogram.RequestOption),
  base: () => `${origin()}/api/v1`,
  heard: (answer, askedAt, cameAt) => clock.learn(serverTime(answer), askedAt, cameAt),
})

export const session = createSession({ code: loginCode, exchange, storage, now: () => clock.now() })

const calls = createCalls(request, session)

/** An endpoint's answer; throws `Failure`. */
export async function call<T>(what: Call): Promise<T> {
  return (await calls.call<T>(what)).body
}

/** The same with status and headers. */
export function answer<T>(what: Call): Promise<Answer<T>> {
  return calls.call<T>(what)
}

/** In develop the fake WeChat takes `<person>.<anything new>` for a code, where a person was chosen. */
function loginCode(): Promise<string> {
  const person = envVersion() === 'develop' ? storage.get<string>(DEVELOP_PERSON) : null
  if (person) return Promise.resolve(`${person}.${newKey()}`)
  return new Promise((got, failed) => {
    wx.login({ success: ({ code }) => got(code), fail: ({ errMsg }) => failed(new Error(errMsg)) })
  })
}

interface SignedIn {
  token: string
  expires_at: string
  account: { public_no: string }
}

/** An answer lost on the way is asked for once more: the service gives a code of the same phone the same sign-in. */
async function exchange(code: string, { ageOk, renew }: SignIn): Promise<Token> {
  const age = ageOk === undefined ? {} : { age_ok: ageOk }
  const body = { code, device_name: deviceName(), device_id: deviceId(), ...age, ...(renew ? { renew } : {}) }
  const ask = () => request<SignedIn>({ method: 'POST', path: '/sessions', body })
  const { body: found } = await ask().catch((error: Failure) => {
    if (error.kind !== 'unknown') throw error
    return ask()
  })
  return { token: found.token, expires_at: found.expires_at, account: found.account.public_no }
}

/** A number of this phone's own, made here: not the maker's, and gone with the mini-program's storage. */
function deviceId(): string {
  const kept = storage.get<string>('device')
  if (kept !== null) return kept
  const made = newKey()
  storage.set('device', made)
  return made
}

function deviceName(): string {
  return wx.getDeviceInfo().model.slice(0, 40)
}
