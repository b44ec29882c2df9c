/** The address by which a phone's calendar reads one's shifts. A secret: the service keeps its hash, the phone nothing. */
import { call } from '../core/http'
import type { components } from '../types/api'

/** `POST /me/calendar-feed`: a new address; the one before ends, so an answer that was lost costs nothing. 20 an hour. */
export async function makeAddress(key: string): Promise<string> {
  const found = await call<components['schemas']['FeedShape']>({ method: 'POST', path: '/me/calendar-feed', who: 'person', key })
  return found.url
}

/** `DELETE /me/calendar-feed`: no address leads to one's shifts any more. Asked twice it is the same. */
export async function endAddress(key: string): Promise<void> {
  await call({ method: 'DELETE', path: '/me/calendar-feed', who: 'person', key })
}
