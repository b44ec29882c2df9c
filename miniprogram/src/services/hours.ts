/** One's own hours: sums, each service with the source of its minutes, and who keeps them. Whole minutes. */
import { call, clock, storage } from '../core/http'
import type { components } from '../types/api'
import { accountNo } from './person'

type Schemas = components['schemas']
export type OwnHours = Schemas['OwnHoursShape']
export type HoursEntry = Schemas['OwnEntry']
export type KeptByIssuer = Schemas['KeptByIssuer']

export interface MyHours {
  hours: OwnHours
  issuers: KeptByIssuer[]
}

interface Kept extends MyHours {
  account: string
  /** server ms of the answer */
  seenAt: number
}

const KEPT = 'my-hours'

/** `GET /me/hours` and `GET /me/hours/issuers`: the newest day first; who keeps and proves them, the most first. */
export async function myHours(fresh: boolean): Promise<MyHours> {
  const asked = { method: 'GET', path: '/me/hours/issuers', who: 'person', fresh } as const
  const [hours, kept] = await Promise.all([moreHours(null, fresh), call<{ items: KeptByIssuer[] }>(asked)])
  const account = accountNo()
  const found = { hours, issuers: kept.items }
  if (account !== null) storage.set(KEPT, { ...found, account, seenAt: clock.now() })
  return found
}

/** A page of `GET /me/hours`. */
export function moreHours(cursor: string | null, fresh: boolean): Promise<OwnHours> {
  return call({ method: 'GET', path: '/me/hours', query: { limit: 50, cursor }, who: 'person', fresh })
}

/** The same as they last came, if they came to whoever is signed in. */
export function keptHours(): (MyHours & { seenAt: number }) | null {
  const kept = storage.get<Kept>(KEPT)
  return kept && kept.account === accountNo() ? kept : null
}
