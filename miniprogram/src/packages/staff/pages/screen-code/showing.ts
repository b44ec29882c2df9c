/** Which of the next ten minutes' codes a screen shows, and when the next list is asked for, all by server time. No WeChat here. */
import type { ScreenCodes } from '../../../../services/leading'
import { AGAIN_MS, mayAsk } from '../../../../utils/again'

export { AGAIN_MS }

export interface Held {
  codes: { code: string; from: number }[]
  stepMs: number
  /** server ms after which nothing of it is good */
  until: number
  /** half of it is over: a newer list is asked for */
  renewAt: number
}

const MINUTE_MS = 60_000

export function heldOf({ codes, step_s, server_now }: ScreenCodes): Held {
  const list = codes.map(({ code, from }) => ({ code, from: Date.parse(from) }))
  const stepMs = step_s * 1_000
  const now = Date.parse(server_now)
  const until = list.length ? list[list.length - 1]!.from + stepMs : now
  return { codes: list, stepMs, until, renewAt: now + (until - now) / 2 }
}

/** The code of this moment; empty when there is none. */
export function shownAt(held: Held | null, now: number): string {
  return held?.codes.find(({ from }) => now >= from && now < from + held.stepMs)?.code ?? ''
}

/** `notBefore`: server ms before which nothing is asked again, after an answer that did not come. */
export function isDue(held: Held | null, notBefore: number, now: number): boolean {
  return (held === null || now >= held.renewAt) && mayAsk(notBefore, now)
}

/** Whole minutes the list still lasts; null while a newer one is not missing yet. */
export function lastsMinutes(held: Held | null, now: number): number | null {
  if (held === null || now < held.renewAt + AGAIN_MS || now >= held.until) return null
  return Math.floor((held.until - now) / MINUTE_MS)
}
