/** One's own sign-ups: the list, signing up, leaving, answering. Every write carries the key of its tap. */
import { call, clock, storage } from '../core/http'
import type { components } from '../types/api'
import { accountNo, noticeVersion } from './person'

type Schemas = components['schemas']
export type SignUp = Schemas['SignUpShape']
export type MySignUp = Schemas['SignUpWithCard']

export interface MySignUps {
  items: MySignUp[]
  next_cursor: string | null
}

interface Kept {
  account: string
  items: MySignUp[]
  /** server ms of the answer */
  seenAt: number
}

/** `plain`: free until `cancel_until`, late after it. `excused`: 跑单走不开. */
export type Leaving = 'plain' | 'excused'
export type Reply = 'accept' | 'refuse' | 'reconfirm'

/** What signing up is the consent to. */
export const PURPOSE = 'volunteer_record'
const KEPT = 'my-signups'
const REPLIES: Record<Reply, string> = { accept: 'acceptance', refuse: 'refusal', reconfirm: 'reconfirmation' }

/** `GET /me/signups?when=future`: the next first, queues too; at most a dozen (limits of PRODUCT 4.7). */
export async function mySignUps(fresh: boolean): Promise<MySignUp[]> {
  const account = accountNo() // as asked: another may hold the phone when it is answered
  const query = { when: 'future', limit: 50 }
  const found: MySignUps = await call({ method: 'GET', path: '/me/signups', query, who: 'person', fresh })
  if (account !== null && account === accountNo()) storage.set(KEPT, { account, items: found.items, seenAt: clock.now() })
  return found.items
}

/** The same as it last came, if it came to whoever is signed in. */
export function keptSignUps(): { items: MySignUp[]; seenAt: number } | null {
  const kept = storage.get<Kept>(KEPT)
  return kept && kept.account === accountNo() ? kept : null
}

/** `GET /me/signups?when=past`: the last first. */
export function pastSignUps(cursor: string | null, fresh: boolean): Promise<MySignUps> {
  const query = { when: 'past', limit: 20, cursor }
  return call({ method: 'GET', path: '/me/signups', query, who: 'person', fresh })
}

/** `POST /shifts/{id}/signups`: registered, or waiting with a position. The tap is the consent to record the service. */
export function signUp(shiftId: number, roleId: number, key: string): Promise<SignUp> {
  const body = { role_id: roleId, notice_version: noticeVersion(PURPOSE) }
  return call({ method: 'POST', path: `/shifts/${shiftId}/signups`, body, who: 'person', key })
}

export function withdraw(signUpId: number, kind: Leaving, key: string): Promise<SignUp> {
  return call({ method: 'POST', path: `/signups/${signUpId}/withdrawal`, body: { kind }, who: 'person', key })
}

export function reply(signUpId: number, what: Reply, key: string): Promise<SignUp> {
  return call({ method: 'POST', path: `/signups/${signUpId}/${REPLIES[what]}`, body: {}, who: 'person', key })
}

/** One's own word on when one came and went (RFC 3339), either null where a scan says it. */
export interface Stated {
  checked_in_at: string | null
  checked_out_at: string | null
  note: string
}

/** `POST /signups/{id}/statement`: staff check it before it counts; a later one replaces it. */
export function stateTimes(signUpId: number, stated: Stated, key: string): Promise<SignUp> {
  return call({ method: 'POST', path: `/signups/${signUpId}/statement`, body: stated, who: 'person', key })
}

/** `POST /me/claims`: a walk-in becomes one's own. The tap is the consent to record the service. */
export function claim(code: string, key: string): Promise<SignUp> {
  const body = { claim_code: code, notice_version: noticeVersion(PURPOSE) ?? null }
  return call({ method: 'POST', path: '/me/claims', body, who: 'person', key })
}
