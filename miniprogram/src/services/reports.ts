/** 到了没开: one tap. It waits for the network if it must, and the phone passes this station over for a while. */
import { clock, storage } from '../core/http'
import { HOUR_MS } from '../core/storage'
import { isSignedIn } from './who'
import { put } from './waiting'

type Waiting = Awaited<ReturnType<typeof put>>

const SHUT = 'found-shut'
const WENT = 'went-to'
/** Longer, and whoever keeps it will have opened or said so. */
const BELIEVED_MS = 2 * HOUR_MS

/** Codes of stations that this phone found shut in the last two hours. */
export function foundShut(): Set<string> {
  const all = storage.get<Record<string, number>>(SHUT) ?? {}
  return new Set(Object.keys(all).filter((code) => clock.now() - all[code]! < BELIEVED_MS))
}

/** The station that the rider set off to, null if none lately. */
export function wentTo(): string | null {
  return storage.get<string>(WENT)
}

export function setOff(code: string): void {
  storage.set(WENT, code, BELIEVED_MS)
}

/**
 * The rider stands before a shut door: passed over on this phone at once, told by the outbox if somebody is signed in.
 * Resolves with how that went, null for a guest, who is asked nothing here.
 */
export async function reportShut(code: string, name: string): Promise<Waiting | null> {
  const now = clock.now()
  const all = storage.get<Record<string, number>>(SHUT) ?? {}
  const lately = Object.entries(all).filter(([, at]) => now - at < BELIEVED_MS)
  storage.set(SHUT, { ...Object.fromEntries(lately), [code]: now }, BELIEVED_MS)
  if (wentTo() === code) storage.remove(WENT)
  if (!isSignedIn()) return null
  const path = `/stations/${encodeURIComponent(code)}/amenity-reports`
  return put({ what: 'closed', path, body: { amenity: 'opening', status: 'closed' }, label: name })
}
