/** Stations: one function an endpoint (API.md); one of them: `services/station.ts`. Coordinates GCJ-02, distances whole metres, instants RFC 3339. */
import { answer, call } from '../core/http'
import { type Point, rounded } from '../core/location'
import type { Answer } from '../core/request'
import type { components } from '../types/api'

type Schemas = components['schemas']
export type StationList = Schemas['StationList'] & { server_now: string }

/** `GET /stations`: nearest first. The point leaves the phone with 3 decimals. */
export function nearby(point: Point, radius_m: number, limit: number, fresh: boolean): Promise<StationList> {
  return call({ method: 'GET', path: '/stations', query: { ...rounded(point), radius_m, limit }, who: 'guest', fresh })
}

/** `GET /stations?area=`: a township's, by name. */
export function ofArea(area: string, limit: number, fresh: boolean): Promise<StationList> {
  return call({ method: 'GET', path: '/stations', query: { area, limit }, who: 'guest', fresh })
}

/** `GET /bundles/{area}` as text; 304 when the phone's copy is the newest. */
export function bundle(area: string, etag: string | null, fresh = false): Promise<Answer<string>> {
  const headers: Record<string, string> = etag ? { 'If-None-Match': etag } : {}
  return answer({ method: 'GET', path: `/bundles/${area}`, who: 'guest', text: true, headers, fresh })
}
