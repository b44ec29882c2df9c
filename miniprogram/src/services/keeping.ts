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

/** `GET /me/stations`: what the caller keeps, hidden ones too; where riders' reports wait first, then by code. `q`: a search. */
export function kept(cursor: string | null, fresh: boolean, q = ''): Promise<{ items: KeptStation[]; next_cursor: string | null }> {
  return call({ method: 'GET', path: '/me/stations', query: { limit: 50, cursor, q: q || null }, who: 'person', fresh })
}

/** `GET /stations/{code}/amenity-reports`: how many riders say what, never who. */
export async function openReports(code: string): Promise<OpenReports[]> {
  const path = `/stations/${encodeURIComponent(code)}/amenity-reports`
  const found: { items: OpenReports[] } = await call({ method: 'GET', path, query: { state: 'open' }, who: 'person' })
  return found.items
}

/**
 * `PUT /stations/{code}/amenities/{amenity}`: settles riders' open reports of it too. A `version` that is no longer the
 * newest is 412 with the detail as it stands in `current`. `takingBack`: one's own last word of it; what that settled waits again.
 */
export function setAmenity(code: string, amenity: string, word: Word, version: number, takingBack = false): Promise<StationDetail> {
  const path = `/stations/${encodeURIComponent(code)}/amenities/${amenity}`
  const body = takingBack ? { ...word, taking_back: true } : word
  return call({ method: 'PUT', path, body, who: 'person', version })
}

/** `POST /stations/{code}/amenity-reports/settlement`: riders said 到了没开, the keeper says how it was. */
export function settleOpening(code: string, status: 'open' | 'closed', key: string): Promise<StationDetail> {
  const path = `/stations/${encodeURIComponent(code)}/amenity-reports/settlement`
  return call({ method: 'POST', path, body: { amenity: 'opening', status }, who: 'person', key })
}

/** `POST /stations/{code}/daily-confirmation`: 今天照常. A `version` that is no longer the newest is 412 with `current`. */
export function confirmDaily(code: string, version: number, key: string): Promise<StationDetail> {
  const path = `/stations/${encodeURIComponent(code)}/daily-confirmation`
  return call({ method: 'POST', path, body: {}, who: 'person', key, version })
}

/** `DELETE /stations/{code}/daily-confirmation`: one's own of the last ten minutes, while it is the newest word. */
export function takeConfirmationBack(code: string, version: number): Promise<StationDetail> {
  const path = `/stations/${encodeURIComponent(code)}/daily-confirmation`
  return call({ method: 'DELETE', path, who: 'person', version })
}

/** `PUT /stations/{code}/crowding`: for an hour, nobody's word. */
export function setCrowding(code: string, level: string): Promise<StationDetail> {
  return call({ method: 'PUT', path: `/stations/${encodeURIComponent(code)}/crowding`, body: { level }, who: 'person' })
}

/** `POST /stations/{code}/verifications`: the lines of the monthly check that are right. */
export function verify(code: string, facts: readonly string[], version: number, key: string): Promise<StationDetail> {
  const path = `/stations/${encodeURIComponent(code)}/verifications`
  return call({ method: 'POST', path, body: { facts }, who: 'person', key, version })
}

/** `POST /stations/{code}/poster/renewal`: prints made before end at once. */
export function renewPoster(code: string, key: string): Promise<{ scene: string; version: number }> {
  return call({ method: 'POST', path: `/stations/${encodeURIComponent(code)}/poster/renewal`, body: {}, who: 'person', key })
}
