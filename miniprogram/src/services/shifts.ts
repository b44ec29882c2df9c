/** Shifts: the list and one of them. Coordinates GCJ-02, instants RFC 3339, lengths in minutes. */
import { call, clock, storage } from '../core/http'
import type { components } from '../types/api'

type Schemas = components['schemas']
export type ShiftCard = Schemas['ShiftCard']
export type ShiftDetail = Schemas['ShiftDetail']

export interface ShiftList {
  items: ShiftCard[]
  next_cursor: string | null
}

export interface KeptShifts {
  items: ShiftCard[]
  /** server ms of the answer */
  seenAt: number
}

const KEPT = 'shifts'
const DETAILS = 'shift-details'
const MOST_DETAILS = 12

/** `GET /shifts`: from now on, by start. `free`: those with a place only. The same for everybody, so caches may answer. */
export async function shifts(free: boolean, cursor: string | null, fresh: boolean): Promise<ShiftList> {
  const query = { limit: 50, cursor, free: free || null }
  const found: ShiftList = await call({ method: 'GET', path: '/shifts', query, who: 'guest', fresh })
  if (!free && cursor === null) storage.set(KEPT, { items: found.items, seenAt: clock.now() })
  return found
}

/** The first page as it last came, for when there is no network. */
export function keptShifts(): KeptShifts | null {
  return storage.get<KeptShifts>(KEPT)
}

/** `GET /shifts/{id}`, with one's own sign-up when signed in. */
export async function shift(id: number, fresh: boolean): Promise<ShiftDetail> {
  const found: ShiftDetail = await call({ method: 'GET', path: `/shifts/${id}`, who: 'either', fresh })
  keep(found)
  return found
}

interface KeptDetail {
  detail: ShiftDetail
  seenAt: number
}

export function keptShift(id: number): KeptDetail | null {
  return (storage.get<KeptDetail[]>(DETAILS) ?? []).find(({ detail }) => detail.id === id) ?? null
}

/** A resident's address never stays on the phone, and what is one's own is kept with the list of one's sign-ups. */
function keep(detail: ShiftDetail): void {
  const known = (storage.get<KeptDetail[]>(DETAILS) ?? []).filter((one) => one.detail.id !== detail.id)
  const open: ShiftDetail = { ...detail, private_place: null, meeting_point: detail.place, my_signup: null, actions: [] }
  storage.set(DETAILS, [{ detail: open, seenAt: clock.now() }, ...known].slice(0, MOST_DETAILS))
}
