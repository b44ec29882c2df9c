/** What community staff do for their communities: news, who reported in, volunteer roles. One function an endpoint (API.md). */
import { call } from '../core/http'
import type { components } from '../types/api'
import { type Area, children } from './areas'
import { me, type Me } from './people'

type Schemas = components['schemas']
export type News = Schemas['AnnouncementShape']
export type NewsBody = Schemas['AnnouncementBody']
export type Member = Schemas['MemberShape']
export type GivenRole = Schemas['StaffRole']
export type Offer = Schemas['OfferBody']

export interface Part<T> {
  items: T[]
  next_cursor: string | null
}

export interface Place {
  code: string
  name: string
}

/** Their grants reach a community: its own, or those of a township. Whoever stands above those names one by its page. */
export const AT_COMMUNITIES: readonly string[] = ['community_staff', 'township_admin']

/** Communities do not move while the app is open. */
const known = new Map<string, Area[]>()

const at = (code: string): string => `/communities/${encodeURIComponent(code)}`

/** From `GET /me`: the communities one works for, those of a township by `GET /areas`. */
export async function myCommunities(): Promise<{ roles: Me['roles']; places: Place[] }> {
  const { roles } = await me(true)
  const codes = roles.flatMap(({ role, scope_kind: kind, scope_code: code }) => (AT_COMMUNITIES.includes(role) && kind === 'area' ? [code] : []))
  const lists = await Promise.all([...new Set(codes)].map(communitiesOf))
  const found = [...new Map(lists.flat().map((one) => [one.code, one])).values()]
  const townships = new Set(found.map(({ township_name }) => township_name)).size
  return { roles, places: found.map((one) => ({ code: one.code, name: townships > 1 ? `${one.short_name} ${one.township_name ?? ''}`.trim() : one.short_name })) }
}

async function communitiesOf(code: string): Promise<Area[]> {
  const before = known.get(code)
  if (before) return before
  const own: Area = await call({ method: 'GET', path: `/areas/${encodeURIComponent(code)}`, who: 'guest' })
  const all = own.level === 'community' ? [own] : await children(own.code)
  const found = all.filter(({ level, in_programme }) => level === 'community' && in_programme)
  known.set(code, found)
  return found
}

/** `GET .../announcements`: for staff of the community also what has not begun and what is over, the newest first. */
export function allNews(code: string, cursor: string | null, fresh: boolean): Promise<Part<News>> {
  return call({ method: 'GET', path: `${at(code)}/announcements`, query: { limit: 20, cursor }, who: 'person', fresh })
}

/** `POST .../announcements` */
export function writeNews(code: string, body: NewsBody, key: string): Promise<News> {
  return call({ method: 'POST', path: `${at(code)}/announcements`, body, who: 'person', key })
}

/** `PUT /announcements/{id}`: a `version` that is no longer the newest is 412 with `current`. */
export function changeNews(id: number, body: NewsBody, version: number, key: string): Promise<News> {
  return call({ method: 'PUT', path: `/announcements/${id}`, body, who: 'person', version, key })
}

/** `DELETE /announcements/{id}` */
export async function dropNews(id: number, key: string): Promise<void> {
  await call({ method: 'DELETE', path: `/announcements/${id}`, who: 'person', key })
}

/** `GET .../members`: everybody on it learns who saw it. */
export function members(code: string, cursor: string | null): Promise<Part<Member>> {
  return call({ method: 'GET', path: `${at(code)}/members`, query: { limit: 50, cursor }, who: 'person' })
}

/** `GET .../volunteer-roles`: offered and held; everybody on it learns who saw it. */
export function givenRoles(code: string, cursor: string | null): Promise<Part<GivenRole>> {
  return call({ method: 'GET', path: `${at(code)}/volunteer-roles`, query: { limit: 50, cursor }, who: 'person' })
}

/** `POST .../volunteer-roles`: an open one of this kind is answered as it stands. */
export function offerRole(code: string, body: Offer, key: string): Promise<GivenRole> {
  return call({ method: 'POST', path: `${at(code)}/volunteer-roles`, body, who: 'person', key })
}

/** `DELETE /volunteer-roles/{id}`: an offer is taken back, a role ends; its person is told. */
export async function revokeRole(id: number, key: string): Promise<void> {
  await call({ method: 'DELETE', path: `/volunteer-roles/${id}`, who: 'person', key })
}
