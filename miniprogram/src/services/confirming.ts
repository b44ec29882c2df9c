/** Hours as staff confirm them: one function an endpoint (API.md "Hours"). Whole minutes; `id` is the chain, `version` the lines that were seen. */
import { call } from '../core/http'
import type { components } from '../types/api'

type Schemas = components['schemas']
export type Queued = Schemas['Queued']
export type HoursDetail = Schemas['HoursDetail']
export type Decided = Schemas['DecidedShape']
export type ObjectionInQueue = Schemas['ObjectionInQueue']

/** `awaiting_second`: over a cap; `sampled`: a second reader is to look; `changed`: the attendance is another since the decision. */
export type QueueState = 'pending' | 'awaiting_second' | 'sampled' | 'changed'

export interface Wish {
  id: number
  version: number
  /** left out: as proposed, and refused while a check-in of theirs waits */
  minutes?: number
  reason?: string
}

interface Page<T> {
  items: T[]
  next_cursor: string | null
}

const A_PAGE = 100
/** Never more pages than that on a phone: staff who have more confirm these first. */
const MOST_PAGES = 3

/** `GET /hours`: what waits in the caller's scope, the earliest day first. */
export function waitingHours(state: QueueState, fresh: boolean): Promise<Queued[]> {
  return all<Queued>('/hours', state, fresh)
}

/** `GET /objections`: the next due first. */
export function openObjections(fresh: boolean): Promise<ObjectionInQueue[]> {
  return all<ObjectionInQueue>('/objections', 'open', fresh)
}

async function all<T>(path: string, state: string, fresh: boolean): Promise<T[]> {
  const found: T[] = []
  let cursor: string | null = null
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query = { state, limit: A_PAGE, cursor }
    const one: Page<T> = await call({ method: 'GET', path, query, who: 'person', fresh })
    found.push(...one.items)
    cursor = one.next_cursor
    if (cursor === null) break
  }
  return found
}

/** `GET /hours/{id}`: one with all its lines. */
export function hoursOf(id: number, fresh: boolean): Promise<HoursDetail> {
  return call({ method: 'GET', path: `/hours/${id}`, who: 'person', fresh })
}

/** `POST /hours/confirmations`: row by row, at most 100; a row that fails stops no other, the same again is the same batch. */
export function confirmHours(items: readonly Wish[], key: string): Promise<Decided> {
  return call({ method: 'POST', path: '/hours/confirmations', body: { items }, who: 'person', key })
}

/** `POST /hours/{id}/rejection`: the rider is told the reason. */
export function rejectHours({ id, version }: Wish, reason: string, key: string): Promise<Decided> {
  return call({ method: 'POST', path: `/hours/${id}/rejection`, body: { reason, version }, who: 'person', key })
}

/** `POST /hours/undo`: one's own within 10 minutes; they wait again. */
export function undoDecision(batch: string, key: string): Promise<Decided> {
  return call({ method: 'POST', path: '/hours/undo', body: { batch_id: batch }, who: 'person', key })
}

/** `POST /hours/{id}/correction`: what was decided is reversed and confirmed anew; 0 minutes take it back. */
export function correctHours({ id, version }: Wish, minutes: number, reason: string, key: string): Promise<HoursDetail> {
  return call({ method: 'POST', path: `/hours/${id}/correction`, body: { minutes, reason, version }, who: 'person', key })
}

/** `POST /hours/{id}/second-reading`: a second reader has looked. */
export function readAgain(id: number, key: string): Promise<HoursDetail> {
  return call({ method: 'POST', path: `/hours/${id}/second-reading`, body: {}, who: 'person', key })
}

/** `POST /objections/{id}/answer`: the rider reads these words. */
export function answerObjection(id: number, text: string, key: string): Promise<Schemas['ObjectionShape']> {
  return call({ method: 'POST', path: `/objections/${id}/answer`, body: { text }, who: 'person', key })
}
