/** Check-ins: one function an endpoint (API.md). The scan itself goes through the outbox (`services/waiting.ts`). */
import { call } from '../core/http'
import type { Fix } from '../core/location'
import type { components } from '../types/api'

export type Checkin = components['schemas']['CheckinShape']
export type MemberCode = components['schemas']['MemberCodeShape']

/** WeChat says nothing about it on some phones; so large a circle counts as no position. */
const UNKNOWN_ACCURACY_M = 10_000

/** `POST /checkins/{id}/position`: for this one answer; the point is kept nowhere. GCJ-02. */
export function answerPosition(id: number, fix: Fix, notice_version: number | undefined): Promise<Checkin> {
  const { lat, lng, source } = fix
  const body = { lat, lng, source, accuracy_m: fix.accuracy_m ?? UNKNOWN_ACCURACY_M, notice_version }
  return call({ method: 'POST', path: `/checkins/${id}/position`, body, who: 'person' })
}

/** `GET /me/checkins`: one's own, the newest first. */
export async function myCheckins(limit: number): Promise<Checkin[]> {
  const found: { items: Checkin[] } = await call({ method: 'GET', path: '/me/checkins', query: { limit }, who: 'person' })
  return found.items
}

/** `DELETE /checkins/{id}`: within five minutes. */
export async function undoCheckin(id: number): Promise<void> {
  await call({ method: 'DELETE', path: `/checkins/${id}`, who: 'person' })
}

/** `GET /me/member-code` */
export function memberCode(): Promise<MemberCode> {
  return call({ method: 'GET', path: '/me/member-code', who: 'person' })
}
