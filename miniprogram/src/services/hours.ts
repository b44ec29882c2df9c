/** One's own hours: sums, each service with the source of its minutes, and who keeps them. Whole minutes. */
import { call, clock, storage } from '../core/http'
import type { components } from '../types/api'
import { accountNo } from './person'

type Schemas = components['schemas']
export type OwnHours = Schemas['OwnHoursShape']
export type HoursEntry = Schemas['OwnEntry']
export type HoursDetail = Schemas['HoursDetail']
export type Objection = Schemas['ObjectionShape']
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
  const account = accountNo() // as asked: another may hold the phone when it is answered
  const [hours, issuers] = await Promise.all([moreHours(null, fresh), keptByIssuers(fresh)])
  const found = { hours, issuers }
  if (account !== null && account === accountNo()) storage.set(KEPT, { ...found, account, seenAt: clock.now() })
  return found
}

/** `GET /me/hours/issuers`: who keeps and proves one's confirmed minutes, from which local day to which. */
export async function keptByIssuers(fresh: boolean): Promise<KeptByIssuer[]> {
  return (await call<{ items: KeptByIssuer[] }>({ method: 'GET', path: '/me/hours/issuers', who: 'person', fresh })).items
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

/** `GET /hours/{id}`: one service with every line of the ledger, and the objections to it. */
export function hoursOf(id: number, fresh: boolean): Promise<HoursDetail> {
  return call({ method: 'GET', path: `/hours/${id}`, who: 'person', fresh })
}

/** `POST /hours/{id}/objection`: within 30 days of the decision. */
export function objectTo(id: number, text: string, key: string): Promise<Objection> {
  return call({ method: 'POST', path: `/hours/${id}/objection`, body: { text }, who: 'person', key })
}
