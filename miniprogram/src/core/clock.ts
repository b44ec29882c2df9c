/**
 * Server time on a phone whose clock may be wrong: "open now" and countdowns use it, never the phone's own.
 *
 * The offset is learnt from `server_now` or the Date header of any answer and kept with the phone time it was learnt at.
 */
import type { Storage } from './storage'

export interface Clock {
  /** ms since the epoch, by the server as far as known */
  now(): number
  /** An answer said `serverMs`; it was asked at `askedAt` and came at `cameAt` by the phone. */
  learn(serverMs: number, askedAt: number, cameAt: number): void
  /** ms since the offset was learnt, null if never */
  age(): number | null
}

interface Offset {
  ms: number
  learntAt: number
  /** half the round trip: how far off it may be */
  doubt: number
}

const KEY = 'clock-offset'
const STALE_MS = 10 * 60_000

export function createClock(storage: Storage, phone: () => number = Date.now): Clock {
  let offset = storage.get<Offset>(KEY)
  return {
    now: () => phone() + (offset ? offset.ms : 0),
    learn(serverMs, askedAt, cameAt) {
      if (!Number.isFinite(serverMs)) return
      const doubt = Math.max(0, (cameAt - askedAt) / 2)
      const ms = serverMs - (askedAt + doubt)
      if (offset && !better(offset, ms, doubt, cameAt)) return
      offset = { ms, learntAt: cameAt, doubt }
      storage.set(KEY, offset)
    },
    age: () => (offset ? Math.max(0, phone() - offset.learntAt) : null),
  }
}

/** A slower answer replaces a faster one only when that is old, or when the phone's clock was moved. */
function better(kept: Offset, ms: number, doubt: number, at: number): boolean {
  if (doubt <= kept.doubt + 500) return true
  if (at - kept.learntAt > STALE_MS || at < kept.learntAt) return true
  return Math.abs(ms - kept.ms) > doubt + kept.doubt + 1000
}
