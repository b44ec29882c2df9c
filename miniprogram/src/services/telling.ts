/** What a signed-in rider does with a station: keeps it, tells of it. One function an endpoint (API.md). */
import { call } from '../core/http'
import type { components } from '../types/api'
import type { StationDetail } from './station'

type Schemas = components['schemas']

/** `GET /me/saved-stations`: the newest first. */
export function savedStations(fresh = false): Promise<{ items: Schemas['StationCard'][] }> {
  return call({ method: 'GET', path: '/me/saved-stations', query: { limit: 100 }, who: 'person', fresh })
}

/** `PUT /me/saved-stations/{code}` and its `DELETE`: twice is as once. */
export async function keepSaved(code: string, saved: boolean): Promise<void> {
  await call({ method: saved ? 'PUT' : 'DELETE', path: `/me/saved-stations/${encodeURIComponent(code)}`, who: 'person' })
}

/** `POST /stations/{code}/amenity-reports`: a rider's word; answers with the detail as riders then see it. */
export function reportAmenity(code: string, amenity: string, status: string, key: string): Promise<StationDetail> {
  const path = `/stations/${encodeURIComponent(code)}/amenity-reports`
  return call({ method: 'POST', path, body: { amenity, status }, who: 'person', key })
}
