/** `/me`: who is signed in, and what they agreed to. */
import { call } from '../core/http'
import type { components } from '../types/api'

export type Me = components['schemas']['Me']

/** `GET /me` */
export function me(fresh = false): Promise<Me> {
  return call({ method: 'GET', path: '/me', who: 'person', fresh })
}

/** `PUT /me/profile`: only the age changes, the rest is sent back as it stands. */
export async function confirmAge(): Promise<void> {
  const { display_name, avatar_url, work_kind, version } = await me(true)
  const body = { display_name, avatar_url, work_kind, age_ok: true }
  await call({ method: 'PUT', path: '/me/profile', who: 'person', version, body })
}

/** `PUT /me/consents/{purpose}`: the switch of a purpose on again. */
export async function giveConsent(purpose: string, notice_version: number | undefined): Promise<void> {
  const body = { notice_version }
  await call({ method: 'PUT', path: `/me/consents/${purpose}`, who: 'person', body })
}

/** `DELETE /sessions/current` */
export async function endSession(): Promise<void> {
  await call({ method: 'DELETE', path: '/sessions/current', who: 'person' })
}
