/** What keepers do at their stations: one function an endpoint (API.md). */
import { call } from '../core/http'
import type { components } from '../types/api'
import type { StationDetail } from './station'

type Schemas = components['schemas']
export type KeptStation = Schemas['KeptStation']
export type OpenReports = Schemas['OpenReportsShape']

/** How a thing is. `eta`: RFC 3339, when it should work again, only with `limited` and `broken`. */
export interface Word {
  status: string
  note: string
  eta: string | null
}

/** `GET /me/stations`: what the caller keeps, hidden ones too, in order of code. */
export function kept(cursor: string | null, fresh: boolean): Promise<{ items: KeptStation[]; next_cursor: string | null }> {
  return call({ method: 'GET', path: '/me/stations', query: { limit: 50, cursor }, who: 'person', fresh })
}

/** `GET /stations/{code}/amenity-reports`: how many riders say what, never who. */
export async function openReports(code: string): Promise<OpenReports[]> {
  const path = `/stations/${encodeURIComponent(code)}/amenity-reports`
  const found: { items: OpenReports[] } = await call({ method: 'GET', path, query: { state: 'open' }, who: 'person' })
  return found.items
}

/**
 * `PUT /stations/{code}/amenities/{amenity}`: settles riders' open reports of it too. A `version` that is no longer the
 * newest is 412 with the detail as it stands in `current`.
 */
export function setAmenity(code: string, amenity: string, word: Word, version: number): Promise<StationDetail> {
  const path = `/stations/${encodeURIComponent(code)}/amenities/${amenity}`
  return call({ method: 'PUT', path, body: word, who: 'person', version })
}

/** `POST /stations/{code}/amenity-reports/settlement`: riders said 到了没开, the keeper says how it was. */
export function settleOpening(code: string, status: 'open' | 'closed', key: string): Promise<StationDetail> {
  const path = `/stations/${encodeURIComponent(code)}/amenity-reports/settlement`
  return call({ method: 'POST', path, body: { amenity: 'opening', status }, who: 'person', key })
}
