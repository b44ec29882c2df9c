/** One's rights: what is stored and why, who looked, which phones are signed in, taking everything away, leaving. */
import { call } from '../core/http'
import type { components } from '../types/api'
import type { Me } from './people'

type Schemas = components['schemas']
export type Stored = Schemas['Stored']
export type Consent = Schemas['Consent']
export type Look = Schemas['AccessLine']
export type Device = Schemas['Device']
export type LeavingPreview = Schemas['LeavingPreview']

export interface Page<T> {
  items: T[]
  next_cursor: string | null
}

const EXPORT = '/me/export'
/** The PDF of all that is held; 10 an hour. */
export const EXPORT_PAPER = `${EXPORT}?format=pdf`

/** `GET /me/stored`: one line for each table; counts of rows, `kept_until` in words. */
export async function stored(fresh: boolean): Promise<Stored[]> {
  return (await call<Page<Stored>>({ method: 'GET', path: '/me/stored', who: 'person', fresh })).items
}

/** `GET /me/consents`: every purpose with how one stands to it. */
export async function consents(fresh: boolean): Promise<Consent[]> {
  return (await call<Page<Consent>>({ method: 'GET', path: '/me/consents', who: 'person', fresh })).items
}

/** `DELETE /me/consents/{purpose}`: use ends at once. Giving it: `services/people.ts`. */
export function withdrawConsent(purpose: string): Promise<Consent> {
  return call({ method: 'DELETE', path: `/me/consents/${purpose}`, who: 'person' })
}

/** `GET /me/access-log`: the newest first. */
export function looks(cursor: string | null, fresh: boolean): Promise<Page<Look>> {
  return call({ method: 'GET', path: '/me/access-log', query: { limit: 50, cursor }, who: 'person', fresh })
}

/** `GET /sessions`: where this account is signed in, the newest first. */
export async function devices(fresh: boolean): Promise<Device[]> {
  return (await call<Page<Device>>({ method: 'GET', path: '/sessions', query: { limit: 100 }, who: 'person', fresh })).items
}

/** `DELETE /sessions/{id}`. An older sign-in than 10 minutes is renewed by itself first. */
export async function endDevice(id: number): Promise<void> {
  await call({ method: 'DELETE', path: `/sessions/${id}`, who: 'person' })
}

/** `GET /me/export?format=json` as a text that people and programs can read. */
export async function exportText(): Promise<string> {
  const found = await call<object>({ method: 'GET', path: EXPORT, query: { format: 'json' }, who: 'person', fresh: true })
  return JSON.stringify(found, null, 2)
}

/** `GET /me/deletion-preview` */
export function leavingPreview(fresh: boolean): Promise<LeavingPreview> {
  return call({ method: 'GET', path: '/me/deletion-preview', who: 'person', fresh })
}

/** `DELETE /me`: from when on all is erased (RFC 3339). Asked twice it is the same. */
export async function leave(): Promise<string> {
  const { erased_after } = await call<Schemas['Leaving']>({ method: 'DELETE', path: '/me', who: 'person' })
  return erased_after
}

/** `POST /me/restoration`: within the seven days. */
export function comeBack(key: string): Promise<Me> {
  return call({ method: 'POST', path: '/me/restoration', who: 'person', key })
}

/** `POST /me/phone` with the code of WeChat's button. The tap is the consent; never sent twice by itself. */
export function givePhone(code: string, notice_version: number | undefined): Promise<Schemas['Phone']> {
  return call({ method: 'POST', path: '/me/phone', body: { code, notice_version }, who: 'person' })
}

/** `DELETE /me/phone` */
export async function takePhoneBack(): Promise<void> {
  await call({ method: 'DELETE', path: '/me/phone', who: 'person' })
}

/** `PUT /me/profile`: the whole record; 412 when it changed meanwhile, 409 `text-refused` for a name. */
export function putProfile(me: Me, change: Partial<Pick<Me, 'display_name' | 'work_kind'>>): Promise<Me> {
  const { display_name, avatar_url, work_kind, age_ok, version } = { ...me, ...change }
  const body = { display_name, avatar_url, work_kind, age_ok }
  return call({ method: 'PUT', path: '/me/profile', who: 'person', version, body })
}
