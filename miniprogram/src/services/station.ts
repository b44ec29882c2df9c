/** One station: one function an endpoint (API.md). Instants RFC 3339. */
import { call } from '../core/http'
import type { components } from '../types/api'

type Schemas = components['schemas']
/** `hours_note`: a sentence to show under the hours. */
export type StationDetail = Schemas['StationDetail'] & { hours_note?: string | null }
export type Day = Schemas['DayShape']

/** `GET /stations/{code}` */
export function station(code: string, fresh = false): Promise<StationDetail> {
  return call({ method: 'GET', path: `/stations/${encodeURIComponent(code)}`, who: 'either', fresh })
}

/** `GET /stations/{code}/days`: a fortnight from today, Asia/Shanghai. */
export function days(code: string, fresh = false): Promise<{ items: Day[] }> {
  return call({ method: 'GET', path: `/stations/${encodeURIComponent(code)}/days`, who: 'guest', fresh })
}
