/** Communities: one function an endpoint (API.md). */
import { call } from '../core/http'
import type { components } from '../types/api'

type Schemas = components['schemas']
export type Community = Schemas['CommunityCard']
export type Membership = Schemas['MembershipShape']
export type Left = Schemas['LeftShape']
export type Kind = Membership['kind']

const at = (code: string): string => `/communities/${encodeURIComponent(code)}`

/** `GET /communities/{area_code}`: with `member` for whoever is signed in. */
export function community(code: string, fresh = false): Promise<Community> {
  return call({ method: 'GET', path: at(code), who: 'either', fresh })
}

/** `PUT /communities/{area_code}/membership`: the same membership however often it is said; the act is the consent. */
export function reportIn(code: string, kind: Kind, notice_version: number | undefined): Promise<Membership> {
  return call({ method: 'PUT', path: `${at(code)}/membership`, body: { kind, notice_version }, who: 'person' })
}

/** `DELETE /communities/{area_code}/membership` */
export function leave(code: string): Promise<Left> {
  return call({ method: 'DELETE', path: `${at(code)}/membership`, who: 'person' })
}

/** `GET /me/memberships`: at most three. */
export async function memberships(): Promise<Membership[]> {
  const found: { items: Membership[] } = await call({ method: 'GET', path: '/me/memberships', who: 'person' })
  return found.items
}
