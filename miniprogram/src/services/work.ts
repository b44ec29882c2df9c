/** Today's work of staff and keepers, and the check-ins that wait for their word: one function an endpoint (API.md). */
import { call } from '../core/http'
import type { components } from '../types/api'

type Schemas = components['schemas']
export type PendingCheckin = Schemas['PendingShape']

/** `shifts`: drafts and cancelled ones too; `my_part`: what the caller is in it, null: it only stands within their grants. */
export type Work = Schemas['WorkToday']

/** `GET /work/today`: within the caller's grants; what they may not do counts 0, and whoever holds no grant is 403. */
export function workToday(fresh: boolean): Promise<Work> {
  return call({ method: 'GET', path: '/work/today', who: 'person', fresh })
}

/** `GET /checkins?state=pending`: the oldest first, at most 100. */
export async function pendingCheckins(fresh: boolean): Promise<{ items: PendingCheckin[]; more: boolean }> {
  const query = { state: 'pending', limit: 100 }
  const found: { items: PendingCheckin[]; next_cursor: string | null } = await call({ method: 'GET', path: '/checkins', query, who: 'person', fresh })
  return { items: found.items, more: found.next_cursor !== null }
}

/** `POST /checkins/{id}/decision`: the same decision again changes nothing. */
export function decideCheckin(id: number, accept: boolean, reason: string, key: string): Promise<PendingCheckin> {
  return call({ method: 'POST', path: `/checkins/${id}/decision`, body: { accept, reason }, who: 'person', key })
}
