/** `GET /client-config`: what the phone should know before anybody signs in. */
import { call, storage } from '../core/http'
import type { components } from '../types/api'

export type ClientConfig = components['schemas']['ClientConfig']

const KEY = 'client-config'

/** The kept one at once, null if never fetched. */
export function keptConfig(): ClientConfig | null {
  return storage.get<ClientConfig>(KEY)
}

export async function config(): Promise<ClientConfig> {
  const found: ClientConfig = await call({ method: 'GET', path: '/client-config', who: 'guest' })
  storage.set(KEY, found)
  return found
}
