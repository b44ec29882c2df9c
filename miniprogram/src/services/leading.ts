/** What those who lead shifts do: their list, writing and publishing, the roster, codes. One function an endpoint (API.md). */
import { call, clock, storage } from '../core/http'
import type { components } from '../types/api'
import { me, type Me } from './people'
import { accountNo } from './person'
import type { ShiftCard, ShiftDetail } from './shifts'

type Schemas = components['schemas']
export type ShiftBody = Schemas['ShiftBody']
export type WrittenShift = Schemas['WarnedShift']
export type RosterRow = Schemas['RosterRow']
export type WalkIn = Schemas['WalkInShape']
export type ScreenCodes = Schemas['CodesShape']
export type Scanned = Schemas['ScanShape']
export type PendingCheckin = Schemas['PendingShape']

/** A part of the tree, or a team, whose shifts one leads. */
export interface Reach {
  query: { area: string } | { team: string }
  name: string
}

/** An organization in whose name one writes shifts. `id` null: the service finds the nearest above the area. */
export interface Issuer {
  id: number | null
  name: string
  area: string
}

export interface LedShifts {
  drafts: ShiftCard[]
  /** published or over, from the morning of today on, by start */
  coming: ShiftCard[]
  /** of the last weeks, to copy; the last first */
  past: ShiftCard[]
  /** there are more than fit on the page */
  more: boolean
  /** one may write new ones */
  writes: boolean
}

interface Kept extends LedShifts {
  account: string
  /** server ms of the answer */
  seenAt: number
}

/** Begins with `staff-`: it goes when the work ends (`packages/staff/leaving.ts`). */
const KEPT = 'staff-shifts'
/** Whoever holds one of these drafts shifts, keeps their rosters or publishes them. */
const LEADING: readonly string[] = ['community_staff', 'township_admin', 'team_leader']
const MOST = 100
const DAY_MS = 86_400_000
const PAST_MS = 28 * DAY_MS
const MOST_PAST = 10

/** From `GET /me`: empty for whoever leads nothing. */
export async function myReach(): Promise<{ roles: Me['roles']; reach: Reach[] }> {
  const { roles } = await me(true)
  const reach = roles.flatMap(({ role, scope_kind: kind, scope_code: code, scope_name: name }): Reach[] => {
    if (!LEADING.includes(role)) return []
    if (kind === 'area') return [{ query: { area: code }, name }]
    return kind === 'team' ? [{ query: { team: code.replace(/^team:/, '') }, name }] : []
  })
  return { roles, reach }
}

/** `GET /shifts` of all these: drafts, what comes, what was. `today`: its midnight, server ms. */
export async function ledShifts(reach: readonly Reach[], today: number): Promise<LedShifts> {
  const account = accountNo()
  const since = instant(today - PAST_MS)
  const lists: Awaited<ReturnType<typeof page>>[] = []
  // one's areas one after the other: three requests at once are enough
  for (const { query } of reach) {
    const asked = [{ ...query, status: 'draft', from: since }, { ...query, from: instant(today) }, { ...query, from: since, to: instant(today) }]
    lists.push(...(await Promise.all(asked.map(page))))
  }
  const of = (which: number): ShiftCard[] => once(lists.filter((_, index) => index % 3 === which).flatMap(({ items }) => items))
  const past = of(2).filter(({ ends_at }) => Date.parse(ends_at) <= today).reverse().slice(0, MOST_PAST)
  const more = lists.some((list, index) => index % 3 < 2 && list.next_cursor !== null)
  const found = { drafts: of(0), coming: of(1), past, more, writes: reach.some(isArea) }
  if (account !== null && account === accountNo()) storage.set(KEPT, { ...found, account, seenAt: clock.now() })
  return found
}

function isArea(one: Reach): one is Reach & { query: { area: string } } {
  return 'area' in one.query
}

/**
 * In whose name one may write, one's own area's organization first: `GET /organizations?area=` of each area, in it and below.
 * Whoever leads teams alone copies what staff wrote.
 */
export async function issuers(): Promise<Issuer[]> {
  const { reach } = await myReach()
  const lists = await Promise.all(reach.filter(isArea).map(({ query: { area }, name }) => issuersOf(area, name)))
  const known = new Map(lists.flat().map((one) => [`${one.id} ${one.area}`, one]))
  return [...known.values()]
}

async function issuersOf(area: string, name: string): Promise<Issuer[]> {
  const found: { items: Schemas['Organization'][] } = await call({ method: 'GET', path: '/organizations', query: { area, limit: MOST }, who: 'guest' })
  const all = found.items.flatMap(({ id, name: called, may_issue, area_code }) => (may_issue && area_code ? [{ id, name: called, area: area_code }] : []))
  const own = all.filter((one) => one.area === area)
  return [...(own.length ? own : [{ id: null, name, area }]), ...all.filter((one) => one.area !== area)]
}

/** The same as they last came to whoever is signed in. */
export function keptLedShifts(): (LedShifts & { seenAt: number }) | null {
  const kept = storage.get<Kept>(KEPT)
  return kept && kept.account === accountNo() ? kept : null
}

function page(query: Record<string, string>): Promise<{ items: ShiftCard[]; next_cursor: string | null }> {
  return call({ method: 'GET', path: '/shifts', query: { ...query, limit: MOST }, who: 'person' })
}

/** By start, each once: areas may lie in each other. */
function once(cards: ShiftCard[]): ShiftCard[] {
  const known = new Map(cards.map((card) => [card.id, card]))
  return [...known.values()].sort((a, b) => Date.parse(a.starts_at) - Date.parse(b.starts_at) || a.id - b.id)
}

const instant = (ms: number): string => new Date(ms).toISOString()

/** `GET /shifts/{id}` as staff see it; nothing of it stays on the phone. */
export function ledShift(id: number, fresh = false): Promise<ShiftDetail> {
  return call({ method: 'GET', path: `/shifts/${id}`, who: 'person', fresh })
}

/** `POST /shifts`: a draft. */
export function createShift(body: ShiftBody, key: string): Promise<WrittenShift> {
  return call({ method: 'POST', path: '/shifts', body, who: 'person', key })
}

/** `POST /shift-series`: its shifts of the next four weeks as drafts; the first publication publishes them all. */
export function createSeries(rrule: string, shift: ShiftBody, key: string): Promise<Schemas['SeriesShape']> {
  return call({ method: 'POST', path: '/shift-series', body: { rrule, exdates: [], shift }, who: 'person', key })
}

/** `DELETE /shift-series/{id}`: those somebody signed up for take place. */
export async function endSeries(id: number): Promise<void> {
  await call({ method: 'DELETE', path: `/shift-series/${id}`, who: 'person' })
}

/** `PUT /shifts/{id}`: all that is editable; a `version` that is no longer the newest is 412 with `current`. */
export function changeShift(id: number, body: ShiftBody, version: number): Promise<WrittenShift> {
  return call({ method: 'PUT', path: `/shifts/${id}`, body, who: 'person', version })
}

/** `POST /shifts/{id}/publication`: the checklist was confirmed line by line. */
export function publishShift(id: number, key: string): Promise<WrittenShift> {
  return call({ method: 'POST', path: `/shifts/${id}/publication`, body: { checklist_confirmed: true }, who: 'person', key })
}

/** `POST /shifts/{id}/cancellation`: everybody on it or waiting reads why. */
export function cancelShift(id: number, reason: string, key: string): Promise<WrittenShift> {
  return call({ method: 'POST', path: `/shifts/${id}/cancellation`, body: { reason }, who: 'person', key })
}

/** `DELETE /shifts/{id}`: a draft. */
export async function dropShift(id: number): Promise<void> {
  await call({ method: 'DELETE', path: `/shifts/${id}`, who: 'person' })
}

/** `GET /shifts/{id}/signups`: everybody on it learns who saw it, once a day. */
export async function roster(id: number, fresh: boolean): Promise<RosterRow[]> {
  const found: RosterRow[] = []
  for (let cursor: string | null = null, page = 0; page < 5; page += 1) {
    const query = { limit: MOST, cursor }
    const part: Schemas['RosterPage'] = await call({ method: 'GET', path: `/shifts/${id}/signups`, query, who: 'person', fresh })
    found.push(...part.items)
    cursor = part.next_cursor
    if (cursor === null) break
  }
  return found
}

/** Times by hand, RFC 3339; null: did not come, has not gone. */
export interface Times {
  checked_in_at: string | null
  checked_out_at: string | null
}

/** `PUT /signups/{id}/attendance` */
export function markBy(signUpId: number, times: Times, reason: string): Promise<RosterRow> {
  return call({ method: 'PUT', path: `/signups/${signUpId}/attendance`, body: { ...times, reason }, who: 'person' })
}

/** `POST /signups/{id}/removal`: the person reads why. */
export function removeFrom(signUpId: number, reason: string, key: string): Promise<RosterRow> {
  return call({ method: 'POST', path: `/signups/${signUpId}/removal`, body: { reason }, who: 'person', key })
}

/** `PUT /signups/{id}/role`: another role of the same shift; the person is told. */
export function moveTo(signUpId: number, role: number): Promise<RosterRow> {
  return call({ method: 'PUT', path: `/signups/${signUpId}/role`, body: { role_id: role }, who: 'person' })
}

/** `POST /signups/{id}/excuse` */
export function excuse(signUpId: number, key: string): Promise<RosterRow> {
  return call({ method: 'POST', path: `/signups/${signUpId}/excuse`, body: {}, who: 'person', key })
}

/** `POST /signups/{id}/phone-reveal`: its owner sees who and why. The number is kept nowhere. */
export async function revealPhone(signUpId: number, reason: string): Promise<string> {
  const found: { phone: string } = await call({ method: 'POST', path: `/signups/${signUpId}/phone-reveal`, body: { reason }, who: 'person' })
  return found.phone
}

/** `POST /shifts/{id}/admissions`: somebody who stands there, by their number or by a check-in that waits. */
export function admit(shiftId: number, who: { account: string } | { checkin_id: number }, key: string): Promise<RosterRow> {
  return call({ method: 'POST', path: `/shifts/${shiftId}/admissions`, body: who, who: 'person', key })
}

/** `POST /shifts/{id}/walk-ins`: the same nonce answers with the same claim code. */
export function noteWalkIn(shiftId: number, nonce: string): Promise<WalkIn> {
  return call({ method: 'POST', path: `/shifts/${shiftId}/walk-ins`, body: { direction: 'in', nonce }, who: 'person' })
}

/** `GET /checkins?state=pending&shift=`: who scanned without being on the roster. */
export async function strangers(shiftId: number): Promise<PendingCheckin[]> {
  const query = { state: 'pending', shift: shiftId, limit: 50 }
  const found: { items: PendingCheckin[] } = await call({ method: 'GET', path: '/checkins', query, who: 'person' })
  return found.items.filter(({ reason, actions }) => reason === 'not-on-roster' && actions.length > 0)
}

/** `GET .../screen-code`: the codes of the next ten minutes. */
export function screenCodes(kind: 'shift' | 'station', id: string): Promise<ScreenCodes> {
  return call({ method: 'GET', path: `/${kind}s/${encodeURIComponent(id)}/screen-code`, who: 'person' })
}
