/** A station's hours as its keepers set them, one function an endpoint (API.md). Minutes count from local midnight. */
import { call } from '../core/http'
import type { components } from '../types/api'
import type { Day, StationDetail } from './station'

type Schemas = components['schemas']
export type Rule = Schemas['ScheduleShape']
export type Special = Schemas['ExceptionShape']
export type Closure = Schemas['ClosureShape']
export type Interval = Schemas['IntervalShape']

/** What is tried out; what is left out is as saved. */
export interface Tried {
  schedules: readonly Rule[]
  exceptions?: readonly Special[]
  closures?: readonly Pick<Closure, 'from' | 'to' | 'reason' | 'substitute_code'>[]
}

/** How long a station closes. `from`: RFC 3339, null is now; `to`: null until further notice. */
export interface Closing {
  from: string | null
  to: string | null
  reason: string
  substitute_code: string | null
}

const at = (code: string): string => `/stations/${encodeURIComponent(code)}`

/** `POST /stations/{code}/schedules/preview`: the next 14 days as they would be; nothing is written. */
export async function preview(code: string, tried: Tried): Promise<Day[]> {
  const found: { items: Day[] } = await call({ method: 'POST', path: `${at(code)}/schedules/preview`, body: tried, who: 'person' })
  return found.items
}

/** `PUT /stations/{code}/schedules`: all weekly rules. 422 `overlapping-rules` names both; 412 has the detail in `current`. */
export function setSchedules(code: string, schedules: readonly Rule[], version: number): Promise<StationDetail> {
  return call({ method: 'PUT', path: `${at(code)}/schedules`, body: { schedules }, who: 'person', version })
}

/** `PUT /stations/{code}/exceptions/{date}`: one day differs. Whoever saved the station is told an `alert` once. */
export function setSpecial(code: string, { date, kind, intervals, alert }: Special): Promise<StationDetail> {
  return call({ method: 'PUT', path: `${at(code)}/exceptions/${date}`, body: { kind, intervals, alert }, who: 'person' })
}

/** `DELETE /stations/{code}/exceptions/{date}`: that day is as ever again. */
export function dropSpecial(code: string, date: string): Promise<StationDetail> {
  return call({ method: 'DELETE', path: `${at(code)}/exceptions/${date}`, who: 'person' })
}

/** `POST /stations/{code}/closures` */
export function close(code: string, closing: Closing, key: string): Promise<StationDetail> {
  return call({ method: 'POST', path: `${at(code)}/closures`, body: closing, who: 'person', key })
}

/** `DELETE /stations/{code}/closures/{id}`: ends it now, takes back one that has not begun. */
export function reopen(code: string, id: number): Promise<StationDetail> {
  return call({ method: 'DELETE', path: `${at(code)}/closures/${id}`, who: 'person' })
}
