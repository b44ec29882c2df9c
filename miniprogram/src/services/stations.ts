/** Stations: one function an endpoint (API.md). Coordinates GCJ-02, distances whole metres, instants RFC 3339. */
import { answer, call } from '../core/http'
import { type Point, rounded } from '../core/location'
import type { Answer } from '../core/request'
import type { components } from '../types/api'

type Schemas = components['schemas']
export type StationList = Schemas['StationList'] & { server_now: string }
/** `hours_note`: a sentence to show under the hours. */
export type StationDetail = Schemas['StationDetail'] & { hours_note?: string | null }
export type Day = Schemas['DayShape']

/** `GET /stations`: nearest first. The point leaves the phone with 3 decimals. */
export function nearby(point: Point, radius_m: number, limit: number, fresh: boolean): Promise<StationList> {
  return call({ method: 'GET', path: '/stations', query: { ...rounded(point), radius_m, limit }, who: 'guest', fresh })
}

/** `GET /stations?area=`: a township's, by name. */
export function ofArea(area: string, limit: number, fresh: boolean): Promise<StationList> {
  return call({ method: 'GET', path: '/stations', query: { area, limit }, who: 'guest', fresh })
}

/** `GET /stations/{code}` */
export function station(code: string, fresh = false): Promise<StationDetail> {
  return call({ method: 'GET', path: `/stations/${encodeURIComponent(code)}`, who: 'either', fresh })
}

/** `GET /stations/{code}/days`: a fortnight from today, Asia/Shanghai. */
export function days(code: string, fresh = false): Promise<{ items: Day[] }> {
  return call({ method: 'GET', path: `/stations/${encodeURIComponent(code)}/days`, who: 'guest', fresh })
}

/** `GET /bundles/{area}` as text; 304 when the phone's copy is the newest. */
export function bundle(area: string, etag: string | null, fresh = false): Promise<Answer<string>> {
  const headers: Record<string, string> = etag ? { 'If-None-Match': etag } : {}
  return answer({ method: 'GET', path: `/bundles/${area}`, who: 'guest', text: true, headers, fresh })
}
